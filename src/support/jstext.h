/* JavaScript's strings, in the encoding that jsvalue.h describes. */
#ifndef SUPPORT_JSTEXT_H
#define SUPPORT_JSTEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/arena.h"

/* text.toLowerCase(): all of Unicode, no locale. The result is in the arena, or text itself where nothing changes. */
const char *js_lower(struct arena *arena, const char *text);

/* text.trim(): without JavaScript's white space and line ends at both ends. As above. */
const char *js_trim(struct arena *arena, const char *text);

/* Bytes of white space at the beginning of text. */
size_t js_space(const char *text);

/* Below, equal to or above 0 as a is before, equal to or after b, by UTF-16 code units. */
int js_compare(const char *a, const char *b);

/* text.length: UTF-16 code units. */
size_t js_length(const char *text);

/* Reads the code point (or half of a surrogate pair) that begins at text, which must not be at its end; returns the
 * bytes used. */
size_t js_decode(const char *text, uint32_t *point);

/* Writes it; returns the bytes written, at most 4, with no NUL behind. */
size_t js_encode(uint32_t point, char out[4]);

#endif
