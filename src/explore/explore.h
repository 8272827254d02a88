/* Looking at what is at Braze: streams (data/streams.def) read when somebody wants to see them, and kept in memory until
 * they are read again. Nothing is stored.
 *
 * A page is shown as soon as it has come. What is read again replaces what is there only when it is complete, so that
 * nothing flickers. */
#ifndef EXPLORE_EXPLORE_H
#define EXPLORE_EXPLORE_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "session.h"
#include "support/error.h"
#include "sync/stream.h"

enum explore_state { EXPLORE_UNREAD, EXPLORE_READING, EXPLORE_READ, EXPLORE_FAILED };

struct explore_record {
    const char *id;  /* of a list: the item's key; of a series: the day; else "" */
    const char *json; /* compact, numbers as they came */
    size_t length;
    const cJSON *tree;
    bool has_day;
    int32_t day;     /* days since 1970-01-01 */
};

/* All borrowed from the explore, and replaced by what is read. */
struct explore_rows {
    enum explore_state state;
    const struct explore_record *records;
    size_t count;
    size_t coming;    /* records that have come in the reading that goes on */
    unsigned pages;   /* pages of that reading, or of the last one */
    int64_t read_ms;  /* when the reading that is shown was complete, since 1970; 0: never */
    struct error error; /* EXPLORE_FAILED */
};

struct explore;

/* changed is called whenever rows have, from the session's callbacks only. The session must outlive the explore. */
struct explore *explore_new(struct session *session, void (*changed)(void *context), void *context);
void explore_free(struct explore *explore); /* NULL is allowed; stops what is being read */

/* What is known of a stream; of one that is asked for item by item, of that item (else NULL). Never NULL. */
const struct explore_rows *explore_rows(struct explore *explore, const struct stream *stream, const char *item);

/* Starts reading, unless that goes on already. */
void explore_read(struct explore *explore, const struct stream *stream, const char *item);

/* Stops all that is being read; false if that is nothing. */
bool explore_stop(struct explore *explore);

/* Stops what is being read of this item. */
void explore_stop_item(struct explore *explore, const struct stream *stream, const char *item);

/* A column's number, for sorting, charts and tables: of days and moments as days and milliseconds since 1970. False if the
 * record has none. */
bool explore_number(const struct explore_record *record, const struct store_column *column, double *number);

/* A column as text: strings as they are, lists joined by ", ", booleans as "yes" and "no", numbers as written; NULL if the
 * record has none. The caller frees it. */
char *explore_text(const struct explore_record *record, const struct store_column *column);

/* The series of a column over the days of a daily stream, NAN where a day has no value: *values (to be freed) holds *count
 * of them from *first_day on. count is 0 if there are no days. */
void explore_series(const struct explore_rows *rows, const struct store_column *column, double **values, size_t *count,
                    int32_t *first_day);

/* The child of a list that is its daily series, respectively its details; NULL if it has none. */
const struct stream *explore_child(const struct stream *list, enum stream_kind kind);

#endif
