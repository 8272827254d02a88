/* The records in an answer of Braze: each as its own compact text, number for number as it came, and as a tree. */
#ifndef SYNC_RECORD_H
#define SYNC_RECORD_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/error.h"
#include "support/span.h"
#include "sync/stream.h"

/* What is put into each record besides what Braze gave. */
struct record_addition {
    const char *item;      /* for the stream's added fields; NULL: none */
    const char *first_day; /* for a STREAM_SUMMARY: the days that were asked for; NULL otherwise */
    const char *last_day;
};

/* Everything is borrowed until the next call with the reader. */
struct record {
    const char *json;
    size_t length;
    const cJSON *tree;
    bool has_day; /* the field "time" is a day */
    int32_t day;
};

struct record_reader;

/* body is the text that tree was read from; both are borrowed until record_reader_free(), and the tree is changed.
 * ERROR_NETWORK if this cannot be an answer to the stream's request. */
bool record_reader_new(struct record_reader **out, const struct stream *stream, const char *body, size_t length,
                       cJSON *tree, const struct record_addition *addition, struct error *error) MUST_CHECK;

/* False after the last. */
bool record_reader_next(struct record_reader *reader, struct record *record);

void record_reader_free(struct record_reader *reader); /* NULL is allowed */

/* Puts the stream's added fields into a record read elsewhere, where one of them has what another lacks: Airbyte's
 * source writes "event_id" alone. *json is replaced. */
void record_complete(const struct stream *stream, cJSON *tree, UT_string *json);

#endif
