/* What came of events that were sent together, in words: how far it is, what came of each, and what Braze now holds. */
#ifndef UI_SCREEN_REPLAY_SENT_H
#define UI_SCREEN_REPLAY_SENT_H

#include "support/text.h"
#include "ui/keymap.h"
#include "ui/widget/text_pane.h"
#include "workbench/event_list.h"
#include "workbench/mailing.h"

/* Each fills the pane, clearing it first; mailing may be NULL. The user of the event (NULL: none) stands first. */
void replay_fill_all(struct text_pane *pane, const struct mailing *mailing, const struct keymap *keymap);
void replay_fill_stored(struct text_pane *pane, const struct mailing *mailing, const struct listed_event *event,
                        const struct keymap *keymap);

/* Adds what came of the event, if that is known. */
void replay_add_outcome(struct text_pane *pane, const struct listed_event *event);

/* The outcome in one or two words, as the list shows it. */
const char *replay_outcome_shown(const struct listed_event *event);

/* Appends "SENDING 1,200 of 5,000", "reading back", or "dry run" where nothing is on its way. */
void replay_append_state(UT_string *out, const struct mailing *mailing, bool sends_one);

#endif
