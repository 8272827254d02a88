/* JSON to look at: a tree that folds, or the text as it came. Numbers are shown as they were written. */
#ifndef UI_WIDGET_JSON_PANE_H
#define UI_WIDGET_JSON_PANE_H

#include <stdbool.h>
#include <stddef.h>

#include "ui/canvas.h"
#include "ui/view.h"

struct json_pane;

struct json_pane *json_pane_new(void);
void json_pane_free(struct json_pane *pane);

/* Shows this text (copied); what is no JSON is shown as it came, with the reason. length 0: nothing. */
void json_pane_set(struct json_pane *pane, const char *text, size_t length);
bool json_pane_is_empty(const struct json_pane *pane);

void json_pane_paint(struct json_pane *pane, struct canvas *canvas, struct rect rect, bool focused);
unsigned json_pane_contexts(const struct json_pane *pane);
bool json_pane_takes_text(const struct json_pane *pane);
enum reaction json_pane_type(struct json_pane *pane, keypress key);
enum reaction json_pane_act(struct json_pane *pane, enum action action);

/* "/word  2 of 5", the path of the line under the cursor, or "raw". Borrowed until the next call. */
const char *json_pane_status(struct json_pane *pane);

/* The whole text as it was set, respectively the value under the cursor as JSON; borrowed, not NUL-terminated. */
const char *json_pane_text(const struct json_pane *pane, size_t *length);
const char *json_pane_value(const struct json_pane *pane, size_t *length);

#endif
