/* A record that was read, and what its columns say. */
#ifndef EXPLORE_VALUE_H
#define EXPLORE_VALUE_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sync/stream.h"

struct explore_record {
    const char *id;  /* of a list: the item's key; of a series: the day; else "" */
    const char *json; /* compact, numbers as they came */
    size_t length;
    const cJSON *tree;
    bool has_day;
    int32_t day;     /* days since 1970-01-01 */
};

/* A column's number, for sorting, charts and tables: of days and moments as days and milliseconds since 1970. False if the
 * record has none. */
bool explore_number(const struct explore_record *record, const struct store_column *column, double *number);

/* A column as text: strings as they are, lists joined by ", ", booleans as "yes" and "no", numbers as written; NULL if the
 * record has none. The caller frees it. */
char *explore_text(const struct explore_record *record, const struct store_column *column);

/* The same for an array or object as JSON text. */
char *explore_json_text(const char *json, size_t length);

/* The child of a list that is its daily series, respectively its details; NULL if it has none. */
const struct stream *explore_child(const struct stream *list, enum stream_kind kind);

/* Whether a column is a figure that can be charted. */
bool explore_is_measure(const struct store_column *column);

/* The figure that stands for a daily stream where there is room for one: messages sent, entries, occurrences. NULL if the
 * stream is not daily. */
const struct store_column *explore_headline(const struct stream *series);

#endif
