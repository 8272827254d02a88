/* Requests on their way: one queue on one curl_multi, driven by the program's one loop.
 *
 * Nothing here blocks but http_wait() and http_run_until_idle(). A loop is
 *
 *     while (!done) {
 *         http_wait(client, watches, count, timeout_ms);   sleeps until something is due
 *         ... read the terminal, signals, children ...
 *         http_run(client);                                does what is due, calls callbacks
 *     }
 *
 * Interactive requests go before background ones, which always leave room for one of them. Reads that failed
 * in passing (no connection, 408, 429, 5xx) are tried again, as the answer's headers say or with growing pauses;
 * writes never are. Certificates are verified, redirects never followed, plain http goes to loopback only.
 * The system's proxies (https_proxy, all_proxy, no_proxy) are honoured for https, never for plain http.
 *
 * Callbacks are called from http_run(), http_cancel() and http_client_free() only. They may submit and cancel. */
#ifndef HTTP_CLIENT_H
#define HTTP_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "http/answer.h"
#include "http/pace.h"
#include "http/request.h"

struct http_client;

enum http_priority { HTTP_INTERACTIVE, HTTP_BACKGROUND };
enum { HTTP_PRIORITIES = 2 };

/* How a request is to be sent. Zero or NULL means the default; texts are copied. */
struct http_call {
    enum http_priority priority;
    bool is_read;            /* it changes nothing and may be sent again by itself; the default is a write */
    bool want_certificates;  /* tell the server's chain in the answer */
    bool fresh_connection;   /* over a connection of its own, so that every step of it is timed */
    bool unverified;         /* look at a certificate that nobody trusts; without effect on a request that has a
                              * secret or a body */
    const char *limit_class; /* which of the server's rate limits it counts against; NULL: none */
    const char *label;       /* what it is for ("sync", "test"): handed to the observer */
    unsigned attempts;       /* of a read, at most, the first included: 2 interactive, 6 background */
    int connect_timeout_ms;  /* name look-up, TCP and TLS: 10 s */
    int idle_timeout_ms;     /* without a byte in either direction: 30 s interactive, 120 s background */
    int first_idle_timeout_ms; /* the same for the first attempt, twice as long for each further one, up to the above;
                                * 0: the above */
    int total_timeout_ms;    /* of one attempt: 60 s interactive, 10 minutes background */
    size_t answer_limit;     /* bytes of the unpacked body: 64 MiB */
    int64_t longest_wait_ms; /* for a rate limit: 15 s interactive, 70 minutes background. A longer one is not waited
                              * for: a 429 is given as it is, and an unsent request ends with HTTP_FAILURE_RATE_LIMIT */
};
#define HTTP_CALL_INIT { 0 }

/* Called exactly once for a ticket. The answer is borrowed for the call. */
typedef void (*http_done)(uint64_t ticket, const struct http_answer *answer, void *context);

/* One attempt that ended; all borrowed. */
struct http_attempt {
    uint64_t ticket;
    const struct http_request *request;
    const struct http_call *call;
    const struct http_answer *answer; /* its attempts is the number of this one */
    int64_t retry_in_ms;              /* the next attempt follows then; -1: this was the last */
};

enum http_wait_reason { HTTP_WAITS_FOR_RATE_LIMIT, HTTP_WAITS_FOR_RETRY };

struct http_waiting {
    uint64_t ticket;
    enum http_wait_reason reason;
    const char *limit_class; /* NULL: none */
    int64_t until_ms;        /* since 1970-01-01T00:00:00Z */
};

struct http_observer {
    void (*attempt)(const struct http_attempt *attempt, void *context); /* may be NULL */
    void (*waiting)(const struct http_waiting *waiting, void *context); /* may be NULL; once for each new wait */
    void *context;
};

/* Where time and chance come from; NULL functions mean the system's. */
struct http_clock {
    int64_t (*wall_ms)(void *context);      /* since 1970-01-01T00:00:00Z */
    int64_t (*monotonic_ms)(void *context); /* never goes back */
    double (*random)(void *context);        /* 0 <= x < 1 */
    void *context;
};

struct http_options {
    unsigned running;           /* requests at the same time; 0: 8 */
    unsigned running_per_host;  /* 0: 4 */
    const char *ca_file;        /* PEM certificates trusted besides the system's; NULL: none */
    const char *proxy;          /* for https; NULL: as the environment says; "": none */
    const struct http_rate *rates; /* limits known before the server tells them; copied */
    size_t rate_count;
    struct http_clock clock;
};
#define HTTP_OPTIONS_INIT { 0 }

/* options may be NULL. The first client must be made before anything else in the program uses libcurl. */
struct http_client *http_client_new(const struct http_options *options);

/* Cancels everything, calling the callbacks. Not from inside one. NULL is allowed. */
void http_client_free(struct http_client *client);

/* Adds an observer; the struct is copied. */
void http_observe(struct http_client *client, const struct http_observer *observer);

/* Takes the observers of that context away. Not from inside a callback. */
void http_unobserve(struct http_client *client, const void *context);

/* Queues a request, which the client frees. call may be NULL. Never fails: what cannot be sent is told to done at
 * the next http_run(). done may be NULL. Returns the ticket, never 0. */
uint64_t http_submit(struct http_client *client, struct http_request *request, const struct http_call *call,
                     http_done done, void *context);

/* Stops a request wherever it is, and calls its callback before returning. False if the ticket is done already. */
bool http_cancel(struct http_client *client, uint64_t ticket);

/* A descriptor of the caller's to wait for besides the client's. */
struct http_watch {
    int descriptor;
    bool for_writing; /* else for reading */
    bool ready;       /* set by http_wait(): readable, writable, closed or failed */
};

/* Sleeps until a watched descriptor is ready, the client has something to do, or timeout_ms went by (-1: no limit). */
void http_wait(struct http_client *client, struct http_watch *watches, size_t count, int timeout_ms);

/* Does what is due, without waiting; what is left of it after some milliseconds is due the next time. Inside a callback it does
 * nothing. */
void http_run(struct http_client *client);

/* Milliseconds until a retry, a pause or a time limit of the client is due; 0: now; -1: nothing is.
 * What its sockets wait for is known to http_wait() alone. */
int64_t http_next_due_ms(struct http_client *client);

/* Runs until every request is done, for a program that has nothing else to wait for. */
void http_run_until_idle(struct http_client *client);

struct http_load {
    size_t queued;   /* not started, or waiting for a rate limit */
    size_t waiting;  /* for a retry */
    size_t running;
};
struct http_load http_client_load(const struct http_client *client);

/* What is known of a limit class; false if nothing is. Moments are since 1970-01-01T00:00:00Z. */
bool http_client_limit(struct http_client *client, const char *limit_class, struct http_limit *out);

#endif
