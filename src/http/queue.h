/* The order requests go in: by priority, then by age, as far as limits and free places allow. Private to src/http.
 *
 * A job is in one list at a time: of those that cannot be sent, of its lane (one for each limit class) and priority
 * while it is queued, of those waiting for a retry, or of those running. All moments are of the monotonic clock. */
#ifndef HTTP_QUEUE_H
#define HTTP_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

#include "http/client.h"
#include "http/pace.h"
#include "support/memory.h"

#define uthash_fatal(message) memory_exhausted()
#include <uthash.h>

struct transfer;
struct lane;
struct host;

enum job_state { JOB_UNSENDABLE, JOB_QUEUED, JOB_WAITING, JOB_RUNNING };

struct job {
    uint64_t ticket;
    struct http_request *request;
    struct http_call call;
    http_done done;
    void *context;
    enum http_failure failure; /* it cannot be sent; error says why */
    struct error error;
    unsigned attempts;
    enum job_state state;
    int64_t not_before; /* JOB_WAITING: when it is queued again */
    int64_t told_until; /* the observers know that it waits until then */
    struct transfer *transfer; /* JOB_RUNNING */
    struct lane *lane;
    struct host *host;
    struct job *prev;
    struct job *next;
    UT_hash_handle hh;
};

void job_free(struct job *job);

struct queue {
    unsigned most_running;
    unsigned most_running_per_host;
    unsigned running_count;
    struct job *jobs; /* all, by ticket */
    struct job *unsendable;
    struct job *waiting;
    struct job *running;
    struct lane *lanes;
    struct host *hosts;
};

void queue_init(struct queue *queue, unsigned most_running, unsigned most_running_per_host);
void queue_clear(struct queue *queue); /* no job is left in it */

void queue_add_rate(struct queue *queue, const struct http_rate *rate, int64_t now, int64_t utc_ms);

/* Takes the job; from queue_remove() on it is the caller's again. */
void queue_add(struct queue *queue, struct job *job, const char *host, int64_t now, int64_t utc_ms);
void queue_remove(struct queue *queue, struct job *job);
struct job *queue_find(struct queue *queue, uint64_t ticket);
uint64_t queue_any(const struct queue *queue); /* 0: it is empty */

/* The next job that needs something: wait_ms == 0, it can start now (or cannot be sent at all); else it has to wait for
 * its limit, and nobody was told yet. False if there is none. */
struct queue_next {
    struct job *job;
    int64_t wait_ms;
};
bool queue_next(struct queue *queue, int64_t now, struct queue_next *next);

/* queued to running; running to nothing (facts may be NULL); a job that ended to waiting. */
void queue_start(struct queue *queue, struct job *job, int64_t now);
void queue_ended(struct queue *queue, struct job *job, const struct http_rate_facts *facts, int64_t now);
void queue_later(struct queue *queue, struct job *job, int64_t not_before);

/* Nothing of the job's limit class starts before until. */
void queue_block(struct queue *queue, const struct job *job, int64_t until);

/* A running job whose time without a byte is over, or NULL. */
struct job *queue_first_idle(struct queue *queue, int64_t now);

/* Until something is due; 0: now; -1: nothing is. */
int64_t queue_due_ms(struct queue *queue, int64_t now);

struct http_load queue_load(const struct queue *queue);
bool queue_limit(struct queue *queue, const char *limit_class, int64_t now, struct http_limit *out);

#endif
