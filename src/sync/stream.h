/* The streams: what is asked of Braze for each, and what its records look like. The rows are in data/streams.def. */
#ifndef SYNC_STREAM_H
#define SYNC_STREAM_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "braze/endpoint.h"
#include "store/table.h"
#include "support/error.h"

enum stream_kind {
    STREAM_LIST,    /* pages of items; read whole every time */
    STREAM_DETAILS, /* one answer an item of the parent; read whole every time */
    STREAM_SUMMARY, /* as STREAM_DETAILS, over the last step_days days */
    STREAM_SERIES   /* one record a day, for the workspace or for each item of the parent */
};

enum { STREAM_QUERY_MAX = 2, STREAM_ADDED_MAX = 2 };

struct stream {
    struct store_table table; /* the name, the columns, the key */
    const char *help;         /* one line */
    enum endpoint endpoint;   /* method, path, permission, page size */
    enum stream_kind kind;
    const char *records; /* where the records are in the answer, names joined by dots; NULL: the answer is the record */
    const char *wrap;    /* the records are bare strings; each becomes an object with this one field */
    const char *query[STREAM_QUERY_MAX][2]; /* sent with each request: name, value */
    const char *parent;                     /* the list whose items are asked for one by one; NULL: none */
    const char *parent_field;               /* the field of the parent's record that names the item */
    const char *parameter;                  /* the query parameter it goes into */
    const char *added[STREAM_ADDED_MAX]; /* fields of the record that it goes into, too; the first is part of the key */
    const char *only_where;              /* a boolean field of the parent's record that must not be false */
    int step_days;                       /* days that one request may ask for */
    bool archived;                       /* the list has archived items when asked for them */
    bool edited;                         /* the list can be asked for what was edited after a moment */
};

/* All streams, parents before their children; stream_count of them. */
extern const struct stream streams[];
extern const size_t stream_count;

/* The stream of that name, or NULL. */
const struct stream *stream_find(const char *name);

/* As stream_find(); an unknown name is ERROR_USAGE with the nearest name, or all of them, as the hint. */
const struct stream *stream_require(const char *name, struct error *error);

/* The parent, or NULL. */
const struct stream *stream_parent(const struct stream *stream);

/* True if it can be read incrementally: by day. */
bool stream_incremental(const struct stream *stream);

/* The JSON Schema (draft 7) of the stream's records. The caller deletes it. */
cJSON *stream_schema(const struct stream *stream);

#endif
