/* The requests of one event on their way to Braze, one after the other, and what Braze said to each.
 *
 * A request goes out when the one before it was accepted; where it was not, those behind it stay here. What was sent and not
 * answered is not sent again. */
#ifndef WORKBENCH_OUTBOX_H
#define WORKBENCH_OUTBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "http/answer.h"
#include "replay/outcome.h"
#include "replay/readback.h"
#include "session.h"
#include "workbench/parcel.h"

enum outbox_state { OUTBOX_HELD, OUTBOX_SENT, OUTBOX_ACCEPTED, OUTBOX_REFUSED, OUTBOX_UNKNOWN };

struct outbox_reply {
    enum outbox_state state; /* OUTBOX_REFUSED: nothing of it was applied, OUTBOX_UNKNOWN: it may have been */
    enum replay_outcome outcome; /* the same as of many; REPLAY_PENDING while there is no answer */
    bool is_partial;     /* accepted, but for the objects that problems name */
    int status;          /* of HTTP; 0: none came */
    char *sentence;      /* what it means; NULL while there is no answer */
    char *hint;          /* what to do; NULL: nothing */
    char *said;          /* Braze's own words; NULL: none */
    char **problems;     /* "events[0]: 'name' is required", a line each */
    size_t problem_count;
    char *request_id;    /* for Braze's support; NULL: none */
    char *limit;         /* "249,999 of 250,000 left"; NULL: not told */
    char *body;          /* of the answer; NULL: none */
    struct http_timings timings;
    size_t bytes;        /* of the answer */
    int64_t sent_ms;     /* since 1970; 0: it was not */
};

struct outbox;

/* changed is called whenever a reply has, from the session's callbacks only. The session outlives the outbox. */
struct outbox *outbox_new(struct session *session, void (*changed)(void *context), void *context);
void outbox_free(struct outbox *outbox); /* NULL is allowed; what is on its way is no longer waited for */

/* Begins to send, forgetting the replies before. The parcel is taken over. event names what it came from and is copied.
 * Not while something is being sent. */
void outbox_send(struct outbox *outbox, struct parcel *parcel, const char *event);

bool outbox_is_sending(const struct outbox *outbox);

/* Sends nothing more and waits no longer; false if nothing was being sent. */
bool outbox_stop(struct outbox *outbox);

/* What was sent last: of which event (NULL: nothing yet), its requests, and the replies to them. */
const char *outbox_event(const struct outbox *outbox);
const struct parcel *outbox_parcel(const struct outbox *outbox);
const struct outbox_reply *outbox_reply(const struct outbox *outbox, size_t request);

/* What came of the event as a whole, and why (NULL: accepted; borrowed until something is sent again). */
enum replay_outcome outbox_outcome(const struct outbox *outbox, const char **reason);

/* Takes note of the objects that were accepted, to be read back. */
void outbox_expect(const struct outbox *outbox, struct replay_readback *readback);

/* True if all of it was accepted as a whole. */
bool outbox_succeeded(const struct outbox *outbox);

#endif
