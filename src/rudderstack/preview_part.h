/* The parts of a preview, each adding what comes of an event its way. */
#ifndef RUDDERSTACK_PREVIEW_PART_H
#define RUDDERSTACK_PREVIEW_PART_H

#include "rudderstack/preview.h"

/* Cloud mode, or the servers' half of hybrid mode: adds requests, or an error. */
void preview_add_cloud(struct arena *arena, const struct preview_options *options, struct preview *preview);

/* The client's part in device and hybrid mode: adds calls. dropped is set in device mode only. */
void preview_add_device(struct arena *arena, const struct preview_options *options, struct preview *preview);

/* Whether what is wrong with the settings is to be told with this event: once in a history. */
bool preview_tells_settings(struct preview_history *history);

/* A preview without anything in it yet. */
struct preview preview_empty(struct arena *arena, const struct preview_options *options, const cJSON *event);

/* Adds to the explanation why one side does nothing. */
void preview_explain_nothing(struct arena *arena, const struct preview_options *options, struct preview *preview,
                             const char *side, const char *why);

/* Adds a warning; about may be NULL. */
void preview_warn(struct arena *arena, cJSON *warnings, const char *about, const char *text);

/* Shares the elements of one list into another. */
void preview_append(struct arena *arena, cJSON *list, const cJSON *more);

#endif
