/* What was exported: one SQLite database a profile.
 *
 * A stream NAME is the view NAME (its columns, and _extracted_at, _run, _json: the record as Braze gave it) over the
 * table NAME_rows, so that any tool that reads SQLite can work with it while the program runs. The tables brazier_runs,
 * brazier_streams, brazier_columns and brazier_cursors say how it came there.
 *
 * Rows belong to a generation of their stream, and the view shows one generation: a full refresh fills the next one
 * beside it and then switches, so that what was there stays whole until the new is. A store is used by one thread;
 * several programs may read it at the same time, one may write. */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/table.h"
#include "support/error.h"

struct store;

enum store_access {
    STORE_READ, /* there must be one: ERROR_NOT_FOUND otherwise */
    STORE_WRITE /* made if there is none (for its owner's eyes only), brought to this program's version if it is older
                 */
};

/* A database of a newer version of the program, a damaged one, or a file that is none is refused (ERROR_STORAGE) and
 * left as it is. Another program's lock is waited for for at most wait_ms in each call. */
bool store_open(struct store **out, const char *path, enum store_access access, int wait_ms,
                struct error *error) MUST_CHECK;

/* Whatever was not committed is undone. NULL is allowed. */
void store_close(struct store *store);

const char *store_path(const struct store *store);

/* A number that grows whenever another connection has changed the store. */
bool store_version(struct store *store, int64_t *version, struct error *error) MUST_CHECK;

struct store_stream {
    const char *name;
    int64_t rows;         /* that are shown */
    int64_t pending_rows; /* of a full refresh under way, or broken off */
    bool pending;
    int64_t synced_ms;   /* when it was last complete, since 1970; -1: never */
    int64_t tried_ms;    /* when it was last written to; -1: never */
    const char *outcome; /* "complete", "incomplete", "running"; "" before the first */
    const char *message; /* why it is incomplete; "" */
};

/* Called for each stream that was ever written, by name; everything is borrowed for the call. */
typedef void (*store_stream_seen)(const struct store_stream *stream, void *context);
bool store_streams(struct store *store, store_stream_seen seen, void *context, struct error *error) MUST_CHECK;

/* The columns of a stream as they are stored. A new table, the caller's to free with store_table_free().
 * ERROR_NOT_FOUND if the stream was never written. */
bool store_stream_table(struct store *store, const char *stream, struct store_table **out,
                        struct error *error) MUST_CHECK;
void store_table_free(struct store_table *table); /* NULL is allowed */

#endif
