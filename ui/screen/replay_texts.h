/* What the tabs of Replay say in words: explanation, curl, answers; and what stands below about one field. */
#ifndef UI_SCREEN_REPLAY_TEXTS_H
#define UI_SCREEN_REPLAY_TEXTS_H

#include "session.h"
#include "ui/widget/text_pane.h"
#include "workbench/event_list.h"
#include "workbench/outbox.h"
#include "workbench/trial.h"

/* Each fills the pane, clearing it first. */
void replay_fill_explanation(struct text_pane *pane, const struct trial *trial);
void replay_fill_curl(struct text_pane *pane, const struct session *session, const struct trial *trial);
void replay_fill_raw(struct text_pane *pane, const struct session *session, const struct trial *trial);
void replay_fill_answer(struct text_pane *pane, const struct outbox *outbox, const struct listed_event *event);

/* The requests as curl commands, with the key from the environment; nothing is appended where there are none. */
void replay_append_curl(UT_string *out, const struct session *session, const struct trial *trial);

/* Adds what is known of a place in a request (SIZE_MAX: an SDK call), respectively of a field of the event; nothing for NULL. */
void replay_add_place(struct text_pane *pane, const struct trial *trial, size_t request, const char *place);
void replay_add_field(struct text_pane *pane, const struct trial *trial, const char *field);

/* Adds the warnings, each with what it is about. */
void replay_add_warnings(struct text_pane *pane, const struct trial *trial);

#endif
