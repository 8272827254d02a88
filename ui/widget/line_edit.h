/* One line of text being typed; as a secret it shows bullets only and wipes what it held. */
#ifndef UI_WIDGET_LINE_EDIT_H
#define UI_WIDGET_LINE_EDIT_H

#include <stdbool.h>
#include <stddef.h>

#include "ui/canvas.h"
#include "ui/keypress.h"

enum { LINE_EDIT_LONGEST = 4096 };

struct line_edit {
    char *text; /* NUL-terminated; what was typed, or outside text: not made visible */
    size_t length;
    size_t capacity;
    size_t cursor; /* a byte, at the start of a character */
    bool is_secret;
    bool is_revealed;
};

void line_edit_init(struct line_edit *edit, bool is_secret);
void line_edit_clear(struct line_edit *edit); /* frees (and wipes); can be initialised again */

void line_edit_set(struct line_edit *edit, const char *text); /* cursor to the end */
const char *line_edit_text(const struct line_edit *edit); /* borrowed until it changes */

/* Takes a key that means something here: characters, Backspace, Delete, Left, Right, Home, End, ^A, ^E, ^U (to the beginning),
 * ^K (to the end), ^W (a word). False: not for a text. *changed tells whether the text is another one now. */
bool line_edit_type(struct line_edit *edit, keypress key, bool *changed);

/* Draws width columns, scrolled so that the cursor is seen, which is parked there if focused. */
void line_edit_paint(const struct line_edit *edit, struct canvas *canvas, int y, int x, int width, enum role role,
                     bool focused);

#endif
