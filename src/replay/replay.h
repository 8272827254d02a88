/* Sending events for real: window after window is read, planned, written into the record, sent, and told what came of it.
 *
 * Nothing here blocks. The owner of the session runs its loop: it waits for the session, but not longer than
 * replay_due_ms(), and calls replay_run() after session_run(). Callbacks are called from replay_run(), replay_stop(),
 * replay_abandon() and session_run() only.
 *
 * A request is sent again by itself only where it is known that nothing of it was applied: nothing of it had left this
 * machine, or the other side answered 429, 502 or 503. What was sent and not answered is unknown, and never sent again
 * unasked. Requests about the same user go one after the other. */
#ifndef REPLAY_REPLAY_H
#define REPLAY_REPLAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "replay/outcome.h"
#include "replay/plan.h"
#include "replay/record.h"
#include "session.h"
#include "support/error.h"
#include "support/secret.h"

struct replay;
struct replay_readback;

/* Where events come from: up to room bytes of them; *length 0 is the end. False with error filled: they cannot be read. */
typedef bool replay_read_bytes(void *context, char *bytes, size_t room, size_t *length, struct error *error);

/* The same for events that are there already, one at a time and borrowed until the next call; false: there are no more. */
typedef bool replay_next_event(void *context, struct replay_event *event);

/* What came of an event; all borrowed. */
struct replay_told {
    size_t number;
    size_t line;
    enum replay_outcome outcome;
    const char *reason; /* NULL where it was accepted */
};

struct replay_options {
    struct session *session;
    const struct replay_mapping *mapping;
    struct replay_record *record;         /* NULL: none is kept */
    replay_read_bytes *read;              /* either this */
    replay_next_event *next;              /* or this */
    size_t total;                         /* events that they give; 0: not known */
    bool send_unknown;                    /* what an earlier run left unknown is sent again */
    const struct secret *write_key;       /* through RudderStack's data plane; NULL: to Braze */
    unsigned rate;                        /* events a second, at most; 0: as fast as the limits allow */
    unsigned parallel;                    /* requests at the same time; 0: 4 */
    unsigned attempts;                    /* of a request that was not applied; 0: 6 */
    int64_t first_pause_ms;               /* before it is sent again, doubled each time, where the other side does not say
                                           * when; 0: 1 s */
    size_t window;                        /* events planned together; 0: 500 */
    int idle_timeout_ms;                  /* of a request without a byte in either direction; 0: the usual */
    struct replay_readback *readback;     /* takes note of what was accepted; NULL: nothing does */
    void (*told)(const struct replay_told *told, void *context);      /* each event, in order; may be NULL */
    void (*waiting)(const char *why, int64_t until_ms, void *context); /* since 1970; may be NULL */
    void (*finished)(struct replay *replay, void *context);            /* once; may be NULL */
    void *context;
};

struct replay_progress {
    struct replay_tally tally; /* of this run and those before it */
    size_t done;               /* events that have an outcome */
    size_t total;              /* 0: not known */
    size_t requests;           /* answered in this run */
    size_t running;            /* on their way */
    int64_t elapsed_ms;        /* of this run */
    double per_second;         /* events of this run */
    int64_t left_ms;           /* time to go, at this pace; -1: not known */
    int64_t waiting_until_ms;  /* held until then; 0: not held */
};

/* Begins with the next replay_run(). Everything given is borrowed until replay_free(). */
struct replay *replay_start(const struct replay_options *options);

/* Stops what still runs, see replay_abandon(); NULL is allowed. Not from inside a callback. */
void replay_free(struct replay *replay);

/* Does what is due. */
void replay_run(struct replay *replay);

/* Milliseconds until replay_run() has something to do; 0: now; -1: not before the session has. */
int replay_due_ms(const struct replay *replay);

/* Sends nothing more; what is on its way is waited for. */
void replay_stop(struct replay *replay);

/* Waits for nothing: what is on its way becomes unknown. */
void replay_abandon(struct replay *replay);

bool replay_is_finished(const struct replay *replay);

void replay_progress_read(const struct replay *replay, struct replay_progress *progress);

/* Why it ended before its end: ERROR_CANCELLED after replay_stop(); ERROR_NONE: it did not. */
const struct error *replay_stopped_by(const struct replay *replay);

#endif
