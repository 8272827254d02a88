/* A Braze that lives on loopback: the REST API with generated data, and RudderStack's data plane.
 *
 * The data is a function of the options alone: the same seed gives the same campaigns, names and numbers, and a
 * number is made when it is asked for, so that a workspace of 100,000 campaigns costs nothing. What is written (users,
 * events, subscriptions) is kept in memory until the simulator stops. Nothing but 127.0.0.1 is listened on. */
#ifndef SIM_SIMULATOR_H
#define SIM_SIMULATOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/error.h"

/* How the answers to requests go wrong. */
enum sim_fault_kind {
    SIM_FAULT_NONE,
    SIM_FAULT_STATUS,   /* an error status, see status below; nothing is applied, a 504 applies every second write */
    SIM_FAULT_TIMEOUT,  /* never answers; every second write is applied */
    SIM_FAULT_RESET,    /* reads the request, then resets the connection; every second write is applied before */
    SIM_FAULT_TRUNCATE, /* says a longer body than it sends; writes are applied */
    SIM_FAULT_GARBAGE,  /* 200 with a login page or bytes that are no JSON; nothing is applied */
    SIM_FAULT_SLOW      /* the body trickles; writes are applied */
};

struct sim_fault {
    enum sim_fault_kind kind;
    const char *name; /* "502", "reset": a constant */
    unsigned status;  /* of SIM_FAULT_STATUS: 401 403 404 429 500 502 503 504 */
    double share;     /* of the requests, 0 to 1 */
    char *path;       /* only requests whose path begins so; NULL: all */
};

/* A limit of its own for a class of data/limits.def, or for all of them. */
struct sim_limit {
    char *name; /* the class in lower case ("users_track"); NULL: every class, each with a counter of its own */
    unsigned requests;
    unsigned seconds;
};

/* How the headers speak of a limit. */
enum sim_reset {
    SIM_RESET_EPOCH,      /* X-RateLimit-Reset is the second of the clock at which the window ends */
    SIM_RESET_RELATIVE,   /* X-RateLimit-Reset is how many seconds are left */
    SIM_RESET_RETRY_AFTER /* as users/track on some contracts: a 429 has X-Ratelimit-Retry-After alone, and what comes
                             before it the seconds that are left; other calls answer with the second of the clock */
};

struct sim_options {
    uint64_t seed;
    unsigned campaigns, canvases, segments, cards, events, products;
    unsigned days;         /* how many days before base_day the workspace began */
    int32_t today;         /* days since 1970-01-01; SIM_TODAY: the system's clock */
    int32_t base_day;      /* when all of the above existed; SIM_TODAY: the first of January of today's year */
    unsigned new_every;    /* after base_day another of each kind every so many days; 0: none */
    unsigned vanish_every; /* after base_day one of each kind vanishes every so many days; 0: none */
    char **gone;           /* identifiers that lists still show but that are answered 400 */
    size_t gone_count;
    bool ending_at_inclusive; /* ending_at=D makes D the last row, instead of the day before */
    unsigned restate_days;    /* for how long the numbers of a day still grow */
    unsigned latency_ms;      /* before every answer */
    int clock_skew;           /* seconds by which the Date header is wrong */
    unsigned slow_ms;         /* how long a slow body takes */
    struct sim_fault *faults;
    size_t fault_count;
    struct sim_limit *limits;
    size_t limit_count;
    enum sim_reset reset;
    char *api_key;
    char *write_key;            /* of the RudderStack source */
    char *permissions;          /* "all" or names, see sim_options_set() */
    char *allowed_addresses;    /* from which the key may be used, with commas; NULL: from anywhere */
    char **subscription_groups; /* identifiers that are known besides the built-in ones */
    size_t subscription_group_count;
    char *log_path; /* NULL: no log */
    unsigned port;  /* 0: one is picked */
};

#define SIM_TODAY INT32_MIN

/* The defaults; end with sim_options_clear(). */
void sim_options_init(struct sim_options *options);
void sim_options_clear(struct sim_options *options);

/* Sets one option from text, by its name in data/simulate.def, as the command line does. A repeatable one is added.
 * ERROR_USAGE if the text is not understood. */
bool sim_options_set(struct sim_options *options, const char *name, const char *value, struct error *error) MUST_CHECK;

struct sim;

/* Listens and answers in threads of its own until sim_stop(). The options are copied. NULL with error filled if the
 * port is taken or the log cannot be written. */
struct sim *sim_start(const struct sim_options *options, struct error *error) MUST_CHECK;

unsigned sim_port(const struct sim *sim);

/* "http://127.0.0.1:PORT", borrowed until sim_stop(). */
const char *sim_url(const struct sim *sim);

/* Drops every connection and frees all. NULL is allowed. */
void sim_stop(struct sim *sim);

#endif
