/* The parts of a running export, for the files of this room only. */
#ifndef SYNC_RUN_H
#define SYNC_RUN_H

#include "braze/meaning.h"
#include "sync/sync.h"

enum {
    SYNC_AT_ONCE_DEFAULT = 8,
    SYNC_IDLE_TIMEOUT_MS = 60000,
    SYNC_PATIENCE = 8, /* times as long as the slowest answer is waited for one at first */
    SYNC_PATIENCE_LEAST_MS = 10000,
    SYNC_TRIES_GARBLED = 6,  /* of an answer that is not Braze's, with a status of success */
    SYNC_TRIES_REFUSED = 5,  /* of a refusal by a key that was good before */
    SYNC_TRIES_FIRST = 4,    /* of a refusal where nothing was answered before */
    SYNC_TRIES_MISSING = 6,  /* of 404, which is also what a balancer says in Braze's place, before an item is gone */
    SYNC_TRIES_VANISHED = 2, /* of Braze's own word that it does not know an item */
    SYNC_FAILURES_IN_A_ROW = 3, /* before a stream is given up */
    SYNC_WINDOW_MAX = 128       /* days; no step is longer */
};

/* A stream in the run. */
struct feed {
    struct sync_selection selection;
    bool selected;
    struct feed *parent;
    const char *limit_class;
    enum sync_state state;
    struct error error; /* the first that makes it incomplete */
    bool stopped;       /* nothing more is asked for */
    bool retired;       /* Braze has taken the endpoint away */
    int64_t started_ms;
    /* a list */
    struct items *items;
    unsigned page;
    bool listing, listed;
    const char *key_field;     /* of its records */
    const char *tracked_field; /* that says whether a child stream has anything to ask; NULL */
    /* a series or details */
    const struct item *last; /* the last item that was begun */
    bool begun;              /* without a parent: its one series */
    int32_t shift;           /* how far off the server's days are, as learned */
    /* counts */
    size_t running, items_done, failures_in_a_row, vanished, untracked;
    size_t planned; /* series, with so many days in all */
    int64_t planned_days;
    int64_t rows, requests, answers, refused;
};

/* One page, one item's details, or one series: with one request under way at a time. */
struct job {
    struct sync *sync;
    struct feed *feed;
    const struct item *item; /* NULL: the workspace, or a page */
    uint64_t ticket;
    unsigned tries; /* of the present request, that were no success */
    /* a series */
    struct window_plan plan;
    size_t range;
    struct window rest, window, asked;
    bool again; /* asked is what the first answer lacked */
    int32_t shift;
    bool seen[SYNC_WINDOW_MAX];
    bool any_new; /* a day of the present window */
    struct window_coverage coverage;
    struct window quiet; /* see struct sync_covered */
    struct job *next, *previous;
};

struct sync {
    struct session *session;
    struct sync_options options;
    struct sync_sink sink;
    sync_tell tell;
    void *tell_context;
    struct feed *feeds;
    size_t feed_count;
    size_t turn; /* the feed that is asked next whether it has something to do */
    struct job *jobs;
    struct error failure;
    bool failed, cancelling;
    int64_t slowest_ms; /* that an answer took to begin */
    bool dirty;         /* the sink has something to keep */
    int64_t flushed_ms; /* on the clock that never goes back */
    bool has_more;      /* the last step did not get to everything */
};

/* Says something about a stream. */
void run_tell(const struct sync *sync, const struct feed *feed, const char *format, ...) PRINTF_LIKE(3, 4);

/* The run as a whole has failed: everything is stopped at the next step. error is moved. */
void run_fail(struct sync *sync, struct error *error);

/* Begins the next job of a feed. False: it has none to begin now. */
bool feed_next(struct sync *sync, struct feed *feed);

/* The feed is incomplete because of error, which is moved unless there was one before; stop: nothing more is asked. */
void feed_fail(struct feed *feed, struct error *error, bool stop);

/* Ends the feed if nothing is left to do for it. */
void feed_settle(struct sync *sync, struct feed *feed);

/* Begins it at the sink, once. False: it cannot go on; asked again, true if only this stream was refused. */
bool feed_open(struct sync *sync, struct feed *feed);

/* The items that a feed asks for have all been listed. */
bool feed_has_all_items(const struct feed *feed);

/* Makes a job and hands its first request to the client. False: there is nothing to ask for, the job is done already.
 */
bool job_begin(struct sync *sync, struct feed *feed, const struct item *item);

/* Takes in a good answer: the records, and what to ask next. False: the answer is not Braze's, with error filled; it
 * may be asked for again. *finished: the job has nothing more to ask. */
bool job_read(struct job *job, const char *body, size_t length, cJSON *tree, bool *finished, struct error *error);

/* Decides what a series asks first, respectively after a window. False: nothing. */
bool job_plan(struct job *job);

#endif
