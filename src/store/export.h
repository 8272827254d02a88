/* Streams out of the store, row by row, for any number of them. */
#ifndef STORE_EXPORT_H
#define STORE_EXPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/store.h"

enum store_format {
    STORE_JSONL, /* each record as Braze gave it, one a line */
    STORE_CSV    /* RFC 4180: a line of column names, then the values; CRLF behind each line */
};

/* In CSV strings and numbers are exactly what Braze gave, booleans are true and false, arrays and objects are JSON.
 * What is null or missing is nothing at all; the empty string is "". A value is not changed because a spreadsheet might
 * take it for a formula: import such columns as text. */
struct store_export;

bool store_export_open(struct store_export **out, struct store *store, const char *stream, enum store_format format,
                       struct error *error) MUST_CHECK;

/* The same of the rows that match a filter as in store/window.h; NULL: of all. */
bool store_export_open_filtered(struct store_export **out, struct store *store, const char *stream, enum store_format format,
                                const char *filter, struct error *error) MUST_CHECK;
void store_export_close(struct store_export *reading); /* NULL is allowed */

/* The next piece of the output (with CSV the first is the line of names), borrowed until the next call.
 * *text is NULL after the last; it is empty where a row does not match, so that each call takes but a moment. */
bool store_export_next(struct store_export *reading, const char **text, size_t *length, struct error *error) MUST_CHECK;

/* Rows given so far. */
int64_t store_export_rows(const struct store_export *reading);

#endif
