/* The parts of a preview, each adding what comes of an event its way. */
#ifndef RUDDERSTACK_PREVIEW_PART_H
#define RUDDERSTACK_PREVIEW_PART_H

#include "rudderstack/preview.h"

/* Cloud mode, or the servers' half of hybrid mode: adds requests, or an error. */
void preview_add_cloud(struct arena *arena, const struct preview_options *options, struct preview *preview);

/* Shares the elements of one list into another. */
void preview_append(struct arena *arena, cJSON *list, const cJSON *more);

#endif
