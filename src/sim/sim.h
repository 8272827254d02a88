/* What the files of the simulator share. */
#ifndef SIM_SIM_H
#define SIM_SIM_H

#include <pthread.h>
#include <stdio.h>

#include "sim/exchange.h"
#include "sim/simulator.h"
#include "sim/world.h"

enum sim_limit_class {
#define LIMIT(identifier, requests, seconds, what) SIM_LIMIT_##identifier,
#include "data/limits.def"
#undef LIMIT
    SIM_LIMIT_COUNT
};

/* How often each class was asked for in its running window. */
struct sim_counter {
    int64_t window;
    unsigned used;
};

/* Where a page of a list began that was asked for lately: the next one need not count from the start. */
struct sim_bookmark {
    long page;
    unsigned position;
};

struct sim_occurrence; /* how often a request came, see fault.c */
struct sim_taken;      /* an event of the data plane, see dataplane.c */
struct sim_users;      /* everything that was written, see users.h */

struct sim {
    struct sim_options options;
    struct sim_world world;
    unsigned port;
    char *url;
    struct MHD_Daemon *daemon;
    int stop_event;       /* readable once the simulator stops */
    int64_t started_ms;   /* on the monotonic clock */
    pthread_mutex_t lock; /* holds for everything below */
    uint64_t request_count;
    struct sim_counter counters[SIM_LIMIT_COUNT];
    struct sim_bookmark bookmarks[SIM_KINDS_LISTED][2][2]; /* with archived ones or without, descending or ascending */
    struct sim_occurrence *occurrences;
    struct sim_taken *taken;
    struct sim_users *users;
    struct sim_catalog *catalog; /* not changed after the start */
    FILE *log;
};

void sim_options_copy(struct sim_options *copy, const struct sim_options *options);

/* The moment it is for what is written: now_ms of the world at the start, and going on with the clock. Where today was
 * not given it is the clock itself. */
int64_t sim_now_ms(const struct sim *sim);

typedef void sim_handler(struct sim *sim, const struct sim_request *request, struct sim_reply *reply);

/* Answers a request to Braze: finds the endpoint, checks key, permission, limit and body, and calls its handler. */
void sim_braze_answer(struct sim *sim, struct sim_request *request, struct sim_reply *reply);

/* The same for RudderStack's data plane; and whether a path is one of it. */
void sim_dataplane_answer(struct sim *sim, struct sim_request *request, struct sim_reply *reply);
bool sim_dataplane_knows(const char *path);
void sim_dataplane_clear(struct sim *sim);

/* What the data plane says where Braze would answer with an error status. False: it has no words of its own for it. */
bool sim_dataplane_fault(unsigned status, struct sim_reply *reply);

/* Whether a list of words with commas between them has the word. */
bool sim_list_has(const char *list, const char *word);

/* Whether the key may use a permission; list as in sim_options. */
bool sim_permission_granted(const char *list, const char *permission);

/* Whether the options say something else of a class than Braze's default. */
bool sim_limit_is_set(const struct sim *sim, enum sim_limit_class limit);

/* Counts a request against its class and tells so in the headers. False: over the limit, the reply is a 429. */
bool sim_limit_take(struct sim *sim, enum sim_limit_class limit, struct sim_reply *reply) MUST_CHECK;

/* What goes wrong with a request; kind SIM_FAULT_NONE: nothing. */
struct sim_fault_choice {
    enum sim_fault_kind kind;
    unsigned status;
    const char *name; /* for the log */
    bool applies;     /* the request is carried out all the same */
    unsigned form;    /* chooses between the looks of a fault */
};
struct sim_fault_choice sim_fault_choose(struct sim *sim, const struct sim_request *request);
void sim_fault_answer(const struct sim *sim, const struct sim_fault_choice *fault, struct sim_reply *reply);
void sim_fault_clear(struct sim *sim);

/* Writes the line of a request; fault NULL: none. */
void sim_log_write(struct sim *sim, const struct sim_request *request, const struct sim_reply *reply,
                   const char *fault);

#endif
