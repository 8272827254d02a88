/* Text broken into lines. */
#ifndef SUPPORT_WRAP_H
#define SUPPORT_WRAP_H

#include <stddef.h>

#include "support/text.h"

/* Cuts off the next line of at most width columns from visible text: ends at a space where there is one, at a line
 * feed always, inside a word only where the word is wider than the line. The line goes to out (replacing what was
 * there); returns what is left, or NULL at the end. */
const char *wrap_next(const char *visible, size_t width, UT_string *out);

/* How many lines that makes; at least 1. */
size_t wrap_count(const char *visible, size_t width);

#endif
