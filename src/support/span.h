/* Pieces of JSON text, byte for byte as they came: a tree would forget how a number was written.
 *
 * The text must have been read by json_parse() before; anything else is walked without harm, but to no end. */
#ifndef SUPPORT_SPAN_H
#define SUPPORT_SPAN_H

#include <stdbool.h>
#include <stddef.h>

#include "support/text.h"

struct span {
    const char *text;
    size_t length;
};

/* The value in a text, without the white space around it. */
struct span span_of(const char *text, size_t length);

/* Goes through the members of an object, or the elements of an array. */
struct span_walk {
    struct span rest;
};
struct span_walk span_walk_begin(struct span container);

/* The next one; name (with its quotes) is empty in an array. False after the last. */
bool span_walk_next(struct span_walk *walk, struct span *name, struct span *value);

/* True if a string (with its quotes) is this text. */
bool span_equals(struct span string, const char *text);

/* The first member of that name. False if there is none, or object is no object. */
bool span_member(struct span object, const char *name, struct span *value);

/* True if it is JSON to the letter (RFC 8259). json_parse() lets more through: control characters in strings and as white
 * space, numbers as 01 and 1. */
bool span_is_strict(struct span piece);

/* Appends the piece without white space between its parts. */
void span_append_compact(UT_string *out, struct span piece);

#endif
