/* The details of one item: out of the store, or as they came live. */
#ifndef EXPLORE_DETAIL_H
#define EXPLORE_DETAIL_H

#include "explore/explore.h"

struct detail {
    struct explore_record record; /* tree is NULL: there are none */
    char *json;
    cJSON *tree;
    int64_t read_ms; /* since 1970 */
    bool is_live;
};

/* Reads the stored details of an item, or takes those that came live: these first where prefer_live. details may be NULL: there
 * are none. The caller ends it with detail_clear(). */
struct detail detail_read(struct explore *explore, const struct stream *details, const char *item, bool prefer_live);
void detail_clear(struct detail *detail);

/* The daily figures of what a row of this stream is about, and the details of it; NULL where there are none. */
const struct stream *detail_series(const struct stream *stream);
const struct stream *detail_stream(const struct stream *stream);

#endif
