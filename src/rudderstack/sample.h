/* Sample events: something to show for every call, every setting, and every way to go wrong. They are part of the
 * program (data/samples.jsonl). */
#ifndef RUDDERSTACK_SAMPLE_H
#define RUDDERSTACK_SAMPLE_H

#include <stddef.h>

#include "support/jsvalue.h"

struct sample {
    const char *name;      /* "order-completed" */
    const char *title;     /* a few words */
    const char *summary;   /* a sentence on what it shows */
    const cJSON *settings; /* settings that it needs to show it: an object; NULL: none */
    const cJSON *event;
};

struct samples {
    struct sample *items;
    size_t count;
};

/* All of them, in order. Everything is the arena's. */
struct samples samples_read(struct arena *arena);

/* By name; NULL if there is none. */
const struct sample *sample_find(const struct samples *samples, const char *name);

#endif
