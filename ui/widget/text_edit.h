/* Several lines of text being typed. No terminal is needed for any of it. */
#ifndef UI_WIDGET_TEXT_EDIT_H
#define UI_WIDGET_TEXT_EDIT_H

#include <stdbool.h>
#include <stddef.h>

#include "ui/canvas.h"
#include "ui/keypress.h"

enum { TEXT_EDIT_LONGEST = 1 << 20 };

struct text_edit;

struct text_edit *text_edit_new(void);
void text_edit_free(struct text_edit *edit); /* NULL is allowed */

/* Outside text; the cursor goes to its beginning. What is longer than TEXT_EDIT_LONGEST bytes is cut. */
void text_edit_set(struct text_edit *edit, const char *text, size_t length);

/* Borrowed until it changes; a NUL is behind it. */
const char *text_edit_text(const struct text_edit *edit, size_t *length);

/* Where the cursor stands, counted from 1. */
void text_edit_place(const struct text_edit *edit, size_t *line, size_t *column);

/* Puts the cursor on a line, counted from 1. */
void text_edit_go_to_line(struct text_edit *edit, size_t line);

/* Takes a key that means something here: characters, Enter, Tab (two spaces), Backspace, Delete, the arrows, Home, End, page up and
 * down, ^A, ^E, ^K (to the end of the line), ^U (to its beginning). A new line begins as far in as the one before. False: not for a
 * text. *changed tells whether the text is another one now. */
bool text_edit_type(struct text_edit *edit, keypress key, bool *changed);

/* Draws the lines, scrolled so that the cursor is seen, which is parked there if focused. */
void text_edit_paint(struct text_edit *edit, struct canvas *canvas, struct rect rect, bool focused);

#endif
