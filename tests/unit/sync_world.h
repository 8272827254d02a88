/* What the tests of the export share: a run against a simulator into a store, and what the simulator holds, asked for
 * in a way of the tests' own. */
#ifndef SYNC_WORLD_H
#define SYNC_WORLD_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/simulator.h"
#include "store/store.h"
#include "sync/sync.h"

int32_t world_day(const char *text);

struct world_run {
    struct sim *sim;
    const char *url;            /* of another server, instead */
    const char *path;           /* of the store */
    const char *const *streams; /* ended by NULL; NULL: all */
    enum sync_mode mode;
    const char *start, *today;
    int32_t lookback; /* -1: the default */
    bool without_archived;
    int idle_timeout_ms;     /* 0: the usual */
    int64_t stop_after_rows; /* cancels; 0: does not */
    /* out */
    bool complete; /* every stream */
    int64_t rows, requests;
    size_t vanished, untracked, told;
    char *errors; /* one a line, "stream: message"; the caller frees it */
};

/* A session with the simulator, without a journal. Freed with session_free(). */
struct session *world_session(const struct sim *sim);

/* Runs it to its end. Fails the test if the run as a whole fails. */
void world_sync(struct world_run *run);

/* Fails the test unless the store shows, for each stream (ended by NULL; NULL: all), exactly what the simulator, which
 * must be without faults and count ending_at exclusively, gives for the days start to the day before today. */
void world_expect_equal(struct sim *sim, const char *path, const char *const *streams, const char *start,
                        const char *today);

/* How many rows a stream of the store shows; -1: no such stream. */
int64_t world_rows(const char *path, const char *stream);

/* A new directory, and the path of a store in it; both end with world_remove(). */
char *world_make(void);
void world_remove(char *path);

#endif
