/* Looking at what is at Braze itself, past the store: what is not exported yet, or has changed since. Streams are read when
 * somebody wants to see them, and kept in memory until they are read again. Nothing is stored.
 *
 * A page is shown as soon as it has come. What is read again replaces what is there only when it is complete, so that
 * nothing flickers. */
#ifndef EXPLORE_LIVE_H
#define EXPLORE_LIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "explore/value.h"
#include "session.h"
#include "support/error.h"

enum live_state { LIVE_UNREAD, LIVE_READING, LIVE_READ, LIVE_FAILED };

/* All borrowed, and replaced by what is read. */
struct live_rows {
    enum live_state state;
    const struct explore_record *records;
    size_t count;
    size_t coming;    /* records that have come in the reading that goes on */
    unsigned pages;   /* pages of that reading, or of the last one */
    int64_t read_ms;  /* when the reading that is shown was complete, since 1970; 0: never */
    struct error error; /* LIVE_FAILED */
};

struct live;

/* changed is called whenever rows have, from the session's callbacks only. The session must outlive it. */
struct live *live_new(struct session *session, void (*changed)(void *context), void *context);
void live_free(struct live *live); /* NULL is allowed; stops what is being read */

/* What is known of a stream; of one that is asked for item by item, of that item (else NULL). Never NULL. */
const struct live_rows *live_rows(struct live *live, const struct stream *stream, const char *item);

/* Starts reading, unless that goes on already. */
void live_read(struct live *live, const struct stream *stream, const char *item);

/* Stops all that is being read; false if that is nothing. */
bool live_stop(struct live *live);

/* Stops what is being read of this item. */
void live_stop_item(struct live *live, const struct stream *stream, const char *item);

#endif
