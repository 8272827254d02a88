/* One export into a store from its beginning to its end: the run in the store, the requests, the tidying up after them.
 *
 * What both the console and "brazier sync" do; who drives it decides when, and waits in between. */
#ifndef SYNC_PULL_H
#define SYNC_PULL_H

#include "profile/profile.h"
#include "store/store.h"
#include "sync/sync.h"

struct pull;

/* What is exported where nothing else was said: from the profile's start day, else a year before today, to the day
 * before today. No selection is made. */
void pull_usual_options(struct sync_options *options, const struct profile *profile, int32_t today);

/* Begins a run in the store, which must be open for writing; it and the session are borrowed until pull_free().
 * ERROR_STORAGE if another program exports into the store. */
bool pull_new(struct pull **out, struct session *session, struct store *store, const struct sync_options *options,
              sync_tell tell, void *tell_context, struct error *error) MUST_CHECK;

/* Stops what is under way, keeping what was read. NULL is allowed. */
void pull_free(struct pull *pull);

/* Goes on, for a few milliseconds at most. To be called after every session_run(). Returns the milliseconds after which
 * it must be called again even if nothing came; -1: no need. */
int pull_step(struct pull *pull);

/* All is written, and tidied up. */
bool pull_is_done(const struct pull *pull);

/* Stops: what was read is kept, and the same export goes on from there another time. pull_step() then ends it. */
void pull_cancel(struct pull *pull);

/* For sync_progress() and sync_failure(). */
const struct sync *pull_sync(const struct pull *pull);

/* When it began, on the clock that never goes back. */
int64_t pull_started_ms(const struct pull *pull);

/* What came of it, once it is done: true if every stream is complete; ERROR_CANCELLED, ERROR_PARTIAL, or why. */
bool pull_judge(const struct pull *pull, struct error *error) MUST_CHECK;

#endif
