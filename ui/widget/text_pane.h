/* Lines of text to read: scrolled, wrapped, searched. No terminal is needed for any of it. */
#ifndef UI_WIDGET_TEXT_PANE_H
#define UI_WIDGET_TEXT_PANE_H

#include <stdbool.h>
#include <stddef.h>

#include "ui/canvas.h"
#include "ui/keymap.h"
#include "ui/keypress.h"
#include "ui/view.h"

struct text_pane;

struct text_pane *text_pane_new(void);
void text_pane_free(struct text_pane *pane);

/* Takes all lines away; the place where one reads stays if there are enough lines again. */
void text_pane_clear(struct text_pane *pane);

/* Adds a line of visible text. Its first lead bytes are drawn in lead_role, and what is wrapped stands under the
 * rest. */
void text_pane_add(struct text_pane *pane, enum role role, const char *visible);
void text_pane_add_pair(struct text_pane *pane, enum role lead_role, const char *lead, int lead_width, enum role role,
                        const char *visible);

/* A label and outside text, the same with the label's columns as given to all. */
void text_pane_add_field(struct text_pane *pane, const char *label, int label_width, const char *text);

size_t text_pane_count(const struct text_pane *pane); /* lines, unwrapped */
const char *text_pane_line(const struct text_pane *pane, size_t index); /* visible text, borrowed */

/* Appends all lines with their leads, unwrapped. */
void text_pane_append_text(UT_string *out, const struct text_pane *pane);

void text_pane_paint(struct text_pane *pane, struct canvas *canvas, struct rect rect, bool focused);

/* CONTEXT_INPUT while the search is typed, else CONTEXT_TEXT and CONTEXT_MOVE. */
unsigned text_pane_contexts(const struct text_pane *pane);
bool text_pane_takes_text(const struct text_pane *pane);
enum reaction text_pane_type(struct text_pane *pane, keypress key);
enum reaction text_pane_act(struct text_pane *pane, enum action action);

/* "/word 3 of 17", "/word: not found", or "" while nothing is searched. Borrowed until the next call. */
const char *text_pane_status(struct text_pane *pane);

/* The first row shown, for tests. */
size_t text_pane_top(const struct text_pane *pane);

/* Goes back to the beginning. */
void text_pane_rewind(struct text_pane *pane);

#endif
