/* The export: reads streams from Braze through a session and gives their records to a sink.
 *
 * Lists are read page by page while their items are already asked for one by one; many requests are under way at
 * the same time, as many as the limits of Braze allow. Streams do not depend on each other: one that fails stops no
 * other, an item that Braze no longer knows is passed over. The windows of one series are read in order, so that its
 * cursor says what is there. */
#ifndef SYNC_SYNC_H
#define SYNC_SYNC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "session.h"
#include "support/error.h"
#include "sync/items.h"
#include "sync/record.h"
#include "sync/stream.h"
#include "sync/window.h"

struct sync;

enum sync_mode {
    SYNC_INCREMENTAL, /* daily series from where they were left; anything else as a full refresh */
    SYNC_FULL
};

struct sync_selection {
    const struct stream *stream;
    enum sync_mode mode;
};

struct sync_options {
    const struct sync_selection *selections; /* copied */
    size_t selection_count;
    int32_t start;             /* the first day of the series, in days since 1970 */
    int32_t today;             /* they end the day before */
    int32_t lookback;          /* days that are read again before a cursor */
    bool without_archived;     /* leave archived campaigns, Canvases and cards out */
    bool only_edited;          /* leave campaigns and Canvases out that were last edited before edited_since */
    int32_t edited_since;      /* a day */
    unsigned requests_at_once; /* of each rate limit; 0: 8 */
    int idle_timeout_ms;       /* of a request without a byte of answer; 0: a minute */
};

/* What has been read of one item (or of the workspace: item is ""). */
struct sync_covered {
    const char *item;
    bool has_days;                   /* false: a details record, or a series without a single day */
    struct window_coverage coverage; /* of a series with days */
    struct window quiet; /* days that were asked for last and brought no row, so old that none will come; may be empty */
};

struct sync_ending {
    const struct stream *stream;
    bool complete;
    const struct error *error; /* why it is not; NULL if complete */
    const struct items *items; /* those that were listed: the stream's own, or its parent's; NULL: neither */
    size_t vanished;           /* items that were passed over */
    int64_t seconds;           /* it took */
    int32_t today;             /* of the options */
};

/* Where the records go. For each selected stream: begin, then any number of record, each followed sooner or later by
 * the covered that counts it in, then end. A function that fails stops the whole run; but begin may refuse one stream
 * with ERROR_CONFIGURATION, which then ends at once, and record one record with ERROR_INPUT. Everything given is
 * borrowed for the call. */
struct sync_sink {
    bool (*begin)(const struct sync_selection *selection, void *context, struct error *error);
    /* How far item was read before. *done: it needs no request (a replacement that was broken off has it). */
    bool (*coverage)(const struct stream *stream, const char *item, struct window_coverage *coverage, bool *done,
                     void *context, struct error *error);
    bool (*record)(const struct stream *stream, const struct record *record, int64_t now_ms, void *context,
                   struct error *error);
    bool (*covered)(const struct stream *stream, const struct sync_covered *covered, void *context,
                    struct error *error);
    /* Called a few times a second while there is something to keep. */
    bool (*flush)(void *context, struct error *error);
    bool (*end)(const struct sync_ending *ending, void *context, struct error *error);
    void *context;
};

/* Words for the operator about a stream, not an error: called at any time. May be NULL. */
typedef void (*sync_tell)(const struct stream *stream, const char *text, void *context);

/* The session is borrowed until sync_free(). */
struct sync *sync_new(struct session *session, const struct sync_options *options, const struct sync_sink *sink,
                      sync_tell tell, void *tell_context);

/* Stops what is under way and frees. NULL is allowed. */
void sync_free(struct sync *sync);

/* Goes on: hands requests to the session. To be called after every session_run(). Returns the milliseconds after which
 * it must be called again even if nothing came (for http_wait()); -1: no need. */
int sync_step(struct sync *sync);

/* All streams have ended, or the run has failed as a whole. */
bool sync_is_done(const struct sync *sync);

/* Stops: streams that are not complete end as stopped, with everything that was read so far. Done when it returns. */
void sync_cancel(struct sync *sync);

/* The failure of the run as a whole (the sink's: a full disk); NULL if there was none. */
const struct error *sync_failure(const struct sync *sync);

enum sync_state { SYNC_WAITING, SYNC_RUNNING, SYNC_COMPLETE, SYNC_INCOMPLETE, SYNC_STOPPED };

struct sync_progress {
    const struct stream *stream;
    bool selected; /* false: a list that is only read for its items */
    enum sync_state state;
    int64_t rows;             /* given to the sink */
    int64_t requests;         /* answered */
    int64_t requests_left;    /* an estimate; -1: unknown */
    int64_t rows_expected;    /* in all, an estimate; -1: unknown */
    size_t items, items_done; /* of the parent; 0 without one */
    size_t vanished;          /* items that Braze did not know any more */
    size_t untracked;         /* items passed over because nothing is counted for them */
    bool retired;           /* incomplete, because Braze no longer has such a thing: nobody can do anything about it */
    int64_t waits_until_ms; /* its rate limit is used up until then, since 1970; -1: it does not wait */
    const struct error *error; /* why it is incomplete; NULL */
};

/* The streams of the run, the parents that were not selected included. False past the last. */
bool sync_progress(const struct sync *sync, size_t index, struct sync_progress *progress);

#endif
