/* An event's JSON: to be looked at as a tree, or typed into. */
#ifndef UI_SCREEN_REPLAY_EVENT_H
#define UI_SCREEN_REPLAY_EVENT_H

#include <stdbool.h>
#include <stddef.h>

#include "ui/canvas.h"
#include "ui/view.h"
#include "workbench/event_list.h"

struct replay_event_pane;

struct replay_event_pane *replay_event_pane_new(struct console *console);
void replay_event_pane_free(struct replay_event_pane *pane);

/* Shows an event of the list; NULL: none is selected. What is being typed into it stays. */
void replay_event_pane_show(struct replay_event_pane *pane, const struct listed_event *event);

/* Begins and ends to type into the event. */
void replay_event_pane_edit(struct replay_event_pane *pane);
void replay_event_pane_leave(struct replay_event_pane *pane);
bool replay_event_pane_is_editing(const struct replay_event_pane *pane);

/* What was typed; borrowed until the next key. */
const char *replay_event_pane_typed(const struct replay_event_pane *pane, size_t *length);

/* The JSON Pointer of the line under the cursor; NULL: none. Borrowed until the next call. */
const char *replay_event_pane_place(struct replay_event_pane *pane);

void replay_event_pane_paint(struct replay_event_pane *pane, struct canvas *canvas, struct rect rect, bool focused);
unsigned replay_event_pane_contexts(const struct replay_event_pane *pane);
bool replay_event_pane_takes_text(const struct replay_event_pane *pane);

/* *edited tells whether the event's text has become another one. */
enum reaction replay_event_pane_type(struct replay_event_pane *pane, keypress key, bool *edited);
enum reaction replay_event_pane_act(struct replay_event_pane *pane, enum action action);

#endif
