/* The preview of an event in tabs: the request, what the settings changed in it, why it is so, curl, Braze's
 * answer; what came of all that was sent together, and what Braze now holds. */
#ifndef UI_SCREEN_REPLAY_PREVIEW_H
#define UI_SCREEN_REPLAY_PREVIEW_H

#include <stdbool.h>

#include "session.h"
#include "ui/canvas.h"
#include "ui/view.h"
#include "ui/widget/text_pane.h"
#include "workbench/mailing.h"
#include "workbench/outbox.h"
#include "workbench/workbench.h"

enum replay_tab { REPLAY_TAB_REQUEST, REPLAY_TAB_CHANGES, REPLAY_TAB_EXPLAIN, REPLAY_TAB_CURL, REPLAY_TAB_ANSWER, REPLAY_TAB_ALL,
                  REPLAY_TAB_STORED, REPLAY_TABS };

struct replay_preview;

struct replay_preview *replay_preview_new(struct console *console);
void replay_preview_free(struct replay_preview *preview);

/* Shows an event (NULL: none) under the settings as they are now. outbox and mailing may be
 * NULL. */
void replay_preview_show(struct replay_preview *preview, const struct session *session, struct workbench *workbench,
                         const struct listed_event *event, const struct outbox *outbox,
                         const struct mailing *mailing);

/* Only what came of sending has changed. */
void replay_preview_show_answer(struct replay_preview *preview, const struct listed_event *event, const struct outbox *outbox,
                                const struct mailing *mailing);

/* The trial that is shown; NULL: there is none, because the event cannot be read. */
const struct trial *replay_preview_trial(const struct replay_preview *preview);

/* Why there is none; NULL: there is one, or no event. */
const char *replay_preview_trouble(const struct replay_preview *preview);

void replay_preview_choose(struct replay_preview *preview, enum replay_tab tab);

/* Adds what is known of the field under the cursor, if there is any. */
void replay_preview_explain(const struct replay_preview *preview, struct text_pane *pane);

void replay_preview_paint(struct replay_preview *preview, struct canvas *canvas, struct rect rect, bool focused);
unsigned replay_preview_contexts(const struct replay_preview *preview);
bool replay_preview_takes_text(const struct replay_preview *preview);
enum reaction replay_preview_type(struct replay_preview *preview, keypress key);
enum reaction replay_preview_act(struct replay_preview *preview, enum action action);

#endif
