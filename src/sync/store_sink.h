/* The export into the store. */
#ifndef SYNC_STORE_SINK_H
#define SYNC_STORE_SINK_H

#include "store/store.h"
#include "sync/sync.h"

struct store_sink;

/* Begins a run in the store, which is borrowed until store_sink_free(). signature tells what was asked for: a full
 * refresh that was broken off is continued by one with the same signature. */
bool store_sink_new(struct store_sink **out, struct store *store, const char *signature, int64_t now_ms,
                    struct error *error) MUST_CHECK;

/* For sync_new(); its context is the sink. */
struct sync_sink store_sink_functions(struct store_sink *sink);

/* Removes rows that are not needed any more, a few at a time. *more tells whether to go on. */
bool store_sink_clean(struct store_sink *sink, bool *more, struct error *error) MUST_CHECK;

/* Ends the run: outcome as in store_run_end(). */
bool store_sink_finish(struct store_sink *sink, const char *outcome, const char *message, int64_t now_ms,
                       struct error *error) MUST_CHECK;

void store_sink_free(struct store_sink *sink); /* NULL is allowed */

#endif
