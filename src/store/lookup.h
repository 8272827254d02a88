/* Single facts out of a stream, each found by an index. */
#ifndef STORE_LOOKUP_H
#define STORE_LOOKUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/store.h"

/* The record whose key columns have these values, in order, as Braze gave it, and when it was read. *json is the
 * caller's to free; NULL if there is none, or nothing of the stream was ever written. */
bool store_lookup(struct store *store, const char *stream, const char *const *keys, size_t key_count, char **json,
                  int64_t *extracted_ms, struct error *error) MUST_CHECK;

/* The first and last day that a daily stream was read for, all its items together, as its cursors say; *any is false if
 * there are none: what came out of a file may have none. Looks at no row. */
bool store_lookup_days(struct store *store, const char *stream, int32_t *first, int32_t *last, bool *any,
                       struct error *error) MUST_CHECK;

/* Goes through the items of a daily stream ("" where it has none). limit says the last day of an item that counts, or
 * that the item does not (false); seen is given the days without a gap that end with the last row of the item that
 * counts, and may write cursors. A false of seen ends it, with error filled. */
struct store_stretches {
    bool (*limit)(const char *item, int32_t *day, void *context);
    bool (*seen)(const char *item, int32_t first, int32_t last, void *context, struct error *error);
    void *context;
};
bool store_lookup_stretches(struct store *store, const char *stream, const struct store_stretches *wanted,
                            struct error *error) MUST_CHECK;

#endif
