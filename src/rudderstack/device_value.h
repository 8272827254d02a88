/* How the client integrations read values: dates, numbers in text, text of numbers. Not for use outside device mode. */
#ifndef RUDDERSTACK_DEVICE_VALUE_H
#define RUDDERSTACK_DEVICE_VALUE_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

#include "support/arena.h"

/* Whether key is in a list that ends in NULL; no list is empty. */
bool value_is_listed(const char *const *keys, const char *key);

bool value_is_true(const cJSON *value);        /* exactly true */
bool value_is_filled_text(const cJSON *value); /* a text that is not empty */

/* A date the host app handed over as such. */
bool value_is_date(const cJSON *value);
cJSON *value_date(struct arena *arena, const char *text);

/* The text of a string or of a native date; NULL for everything else. */
const char *value_text(const cJSON *value);

/* The text of a string, number or boolean; NULL for everything else. */
const char *value_scalar_text(struct arena *arena, const cJSON *value);

/* The number in a text: a plain decimal ("29.99"), or with exponents whatever a C or Java program reads ("1e3"). */
bool value_parse_decimal(const char *text, bool exponents, double *number);

/* The whole number that is all of a text, or its beginning. */
bool value_parse_integer(const char *text, int64_t *number);
int64_t value_parse_integer_prefix(const char *text);

bool value_is_whole(double number);

/* Exactly yyyy-MM-ddTHH:mm:ss.SSSZ, as milliseconds since 1970. */
bool value_parse_iso_moment(const char *text, int64_t *ms);

/* new Date(value) of JavaScript, in UTC: ISO 8601, a number of milliseconds, and the freer forms that browsers take
 * ("March 7, 1990", "3/7/1990 14:00"). */
bool value_parse_js_date(const cJSON *value, int64_t *ms);

#endif
