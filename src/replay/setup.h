/* How a replay is begun, the same from the command line and from the console, so that either goes on with the other's. */
#ifndef REPLAY_SETUP_H
#define REPLAY_SETUP_H

#include <stdbool.h>
#include <stdint.h>

#include "profile/profile.h"
#include "replay/plan.h"
#include "replay/record.h"
#include "support/error.h"

enum { REPLAY_LONGEST_ID_SUFFIX = 64 };

/* How the operator wants it. Texts are borrowed. */
struct replay_wish {
    const char *file;      /* as the record names what is sent */
    const char *id_suffix; /* NULL: as it was begun, else ids are kept */
    bool through_rudderstack;
    bool timestamps_now;
    bool says_timestamps;  /* timestamps_now was asked for; else a replay that goes on keeps to what it was begun with */
    bool resumes;
};

/* The moments of the events are shifted together, so that the newest of them (if any says when it happened) is at now_ms. */
void replay_set_shift(struct replay_mapping *mapping, bool to_now, bool has_moment, int64_t newest_ms, int64_t now_ms);

/* Begins a record at path with a profile's mapping, or opens it to go on; then the mapping is made what it was begun with. Not
 * over a replay that has not ended unless restarts: ERROR_USAGE. *changed: what is left is mapped by other settings.
 * NULL: with error filled. */
struct replay_record *replay_open_record(const char *path, const struct replay_wish *wish, bool restarts,
                                         struct replay_mapping *mapping, int64_t now_ms, bool *changed,
                                         struct error *error) MUST_CHECK;

#endif
