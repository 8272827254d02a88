/* The terminal's clipboard, reached through any number of hosts by the escape sequence OSC 52. */
#ifndef UI_CLIPBOARD_H
#define UI_CLIPBOARD_H

#include <stdbool.h>
#include <stddef.h>

#include "support/error.h"
#include "support/text.h"

/* Terminals drop what is longer, encoded. */
enum { CLIPBOARD_LONGEST = 74994 };

/* Appends the sequence that puts the bytes on the clipboard. tmux is the value of the variable TMUX, term that of TERM (or NULL):
 * inside screen the sequence is wrapped so that it passes through, inside tmux it stands there plain and wrapped. ERROR_INPUT: too long. */
bool clipboard_append(UT_string *out, const void *bytes, size_t length, const char *tmux, const char *term,
                      struct error *error) MUST_CHECK;

#endif
