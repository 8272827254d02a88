/* JSON.stringify(value): compact JSON. */
#ifndef SUPPORT_JSWRITE_H
#define SUPPORT_JSWRITE_H

#include <cjson/cJSON.h>
#include <stddef.h>

#include "support/arena.h"
#include "support/text.h"

/* Appends the value; undefined (NULL) as null. Numbers that are not finite are written as null. */
void js_write(UT_string *out, const cJSON *value);

/* The same as text of its own, in the arena. */
const char *js_written(struct arena *arena, const cJSON *value);

/* As js_write(), but what would steer a terminal is escaped, which JSON allows for every character. */
void js_write_safe(UT_string *out, const cJSON *value);

/* Appends JSON text, valid to the letter, with what would steer a terminal escaped within its strings: the same value.
 * White space stays as it is. */
void js_write_json_safe(UT_string *out, const char *json);

/* As js_write_safe() over several lines, two spaces a level, short lists of numbers on one line. */
void js_write_pretty(UT_string *out, const cJSON *value);

/* Appends text as a JSON string with its quotes. */
void js_write_text(UT_string *out, const char *text);

/* Bytes that js_write() would append. */
size_t js_written_size(const cJSON *value);

#endif
