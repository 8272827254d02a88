/* Reading JSON as JavaScript does, losing nothing, into a tree for jsvalue.h.
 *
 * cJSON does the parsing. What it would lose or let pass is met before and after: escapes of U+0000 and of halves of
 * surrogate pairs, numbers of any length, control characters and malformed numbers, repeated members (the last value
 * counts, in the first one's place), the order of members that are array indices. Bytes that are no UTF-8 become
 * U+FFFD. */
#ifndef SUPPORT_JSREAD_H
#define SUPPORT_JSREAD_H

#include <cjson/cJSON.h>
#include <stddef.h>

#include "support/arena.h"
#include "support/error.h"

/* Reads exactly one JSON value, nested at most 1,000 deep; white space around it is allowed. The tree is the arena's.
 * NULL: ERROR_INPUT, with the line and column in the message. */
cJSON *js_read(struct arena *arena, const char *text, size_t length, struct error *error) MUST_CHECK;

/* Makes js_read() parse straight into the arena, which takes half the time: for a program that does nothing else and
 * has no other thread, because cJSON can be told where to allocate for the whole process only. */
void js_read_alone(void);

#endif
