/* What a change of settings does to events: their previews under both, compared. */
#ifndef RUDDERSTACK_PREVIEW_COMPARE_H
#define RUDDERSTACK_PREVIEW_COMPARE_H

#include <stdbool.h>
#include <stddef.h>

#include "rudderstack/preview.h"

/* Whether anything of what Braze gets differs. */
bool preview_same(const struct preview *a, const struct preview *b);

/* What comes of an event, in a few words: "users/track", "users/track and 3 calls", "nothing: <why>",
 * "error: <what>". In the arena. */
const char *preview_summary(struct arena *arena, const struct preview *preview);

/* An event that changes. */
struct preview_change {
    size_t number;      /* of the event in the list, from 1 */
    const char *title;
    const char *before; /* preview_summary() */
    const char *after;
};

/* Compares all events of a list under both options, with a history of its own for each side where options has one;
 * *count changes, in the order of the list. In the arena. */
struct preview_change *preview_compare(struct arena *arena, const struct preview_options *before,
                                       const struct preview_options *after, const cJSON *events, size_t *count);

#endif
