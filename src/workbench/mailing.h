/* Events on their way to Braze together, as brazier replay sends them: batched as RudderStack does, paced, written down, and each
 * told what came of it in the list that it is from. A dry run does the same but for sending. And reading back: what
 * Braze holds of the users that something was sent about.
 *
 * Nothing here blocks: mailing_run() does what is due. */
#ifndef WORKBENCH_MAILING_H
#define WORKBENCH_MAILING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "replay/readback.h"
#include "replay/replay.h"
#include "session.h"
#include "workbench/draft.h"
#include "workbench/event_list.h"
#include "workbench/outbox.h"
#include "workbench/selection.h"

enum { MAILING_MOST_CAUSES = 100 };

struct mailing_wish {
    const char *id_suffix; /* NULL: ids are kept */
    bool timestamps_now;
    unsigned rate;         /* events a second at most; 0: as fast as the limits allow */
    bool resumes;          /* goes on with the selection's record */
    bool send_unknown;     /* and sends again what is unknown */
    bool restarts;         /* begins anew over a record that has not ended */
    int idle_timeout_ms;   /* of a request; 0: the usual */
};

enum mailing_state { MAILING_NONE, MAILING_TRIES, MAILING_SENDS, MAILING_STOPS, MAILING_TRIED, MAILING_SENT };

/* Why events were not accepted, and how many. */
struct mailing_cause {
    enum replay_outcome outcome;
    char *reason; /* NULL: not said */
    size_t count;
};

struct mailing;

/* changed is called whenever something that is shown has. The session outlives the mailing. */
struct mailing *mailing_new(struct session *session, void (*changed)(void *context), void *context);

/* What is still on its way becomes unknown; NULL is allowed. */
void mailing_free(struct mailing *mailing);

/* Begins to send the selection, which is taken over in any case, mapped as the draft has it now. The list stays as it is and
 * outlives the mailing's work. Not while another one is at work. False: nothing was sent, error says why. */
bool mailing_send(struct mailing *mailing, struct selection *selection, struct event_list *list, const struct draft *draft,
                  const struct mailing_wish *wish, struct error *error) MUST_CHECK;

/* The same without sending; profiles are not looked up for it. */
void mailing_try(struct mailing *mailing, struct selection *selection, struct event_list *list, const struct draft *draft,
                 const struct mailing_wish *wish);

/* Sends nothing more, and waits for what is on its way; asked again, waits no longer. False if nothing is being sent. */
bool mailing_stop(struct mailing *mailing);

void mailing_run(struct mailing *mailing);

/* Milliseconds until mailing_run() has something to do; 0: now; -1: not before the session has. */
int mailing_due_ms(const struct mailing *mailing);

enum mailing_state mailing_state(const struct mailing *mailing);
bool mailing_is_busy(const struct mailing *mailing); /* with sending or a dry run */

/* Of the last run, or the one that goes on. */
const char *mailing_what(const struct mailing *mailing); /* "5,000 events of events.jsonl"; NULL: there was none */
void mailing_progress(const struct mailing *mailing, struct replay_progress *progress);
const struct error *mailing_error(const struct mailing *mailing); /* why it ended before its end; ERROR_NONE: it did not */
const char *mailing_waits_for(const struct mailing *mailing); /* why it waits, as progress says; NULL: it does not */
bool mailing_settings_changed(const struct mailing *mailing); /* since the run that it goes on with was begun */
size_t mailing_requests(const struct mailing *mailing, enum endpoint endpoint); /* of a dry run */

/* The causes, those of most events first; what is beyond MAILING_MOST_CAUSES is not listed. */
const struct mailing_cause *mailing_causes(const struct mailing *mailing, size_t *count);

/* What was sent through the outbox is what is read back now; of what was not accepted nothing is expected. */
void mailing_note_sent(struct mailing *mailing, const struct outbox *outbox);

/* Looks up the users that the last thing was sent about. Only where mailing_users() are any. */
void mailing_read_back(struct mailing *mailing);
bool mailing_is_reading_back(const struct mailing *mailing);
size_t mailing_users(const struct mailing *mailing);

/* What was found, by the last look so far; NULL: nothing was looked up yet. */
const struct replay_readback *mailing_readback(const struct mailing *mailing);

#endif
