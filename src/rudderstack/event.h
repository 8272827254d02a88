/* One event on its way through cloud mode: RudderStack's message, and what the mapping works with. */
#ifndef RUDDERSTACK_EVENT_H
#define RUDDERSTACK_EVENT_H

#include <stdbool.h>

#include "rudderstack/exchange.h"
#include "rudderstack/explain.h"
#include "rudderstack/failure.h"
#include "support/jsvalue.h"

struct dedup_store;

struct event {
    struct arena *arena;     /* all that is built is its */
    struct explain *explain; /* NULL: no explanation is asked for */
    cJSON *message;     /* the event, as RudderStack calls it. Its own first level; what is below may be changed, too */
    cJSON *destination; /* its own first level, with "Config", in which dynamic settings are filled in */
    const cJSON *config;          /* destination's "Config", or NULL */
    const cJSON *metadata;        /* or NULL */
    struct dedup_store *profiles; /* what deduplication compares with; NULL: nothing was looked up */
};

/* Prepares an input {message, destination, metadata} as RudderStack does before it calls the destination's own code:
 * the time of reverse ETL events, and dynamic settings. */
void event_init(struct event *event, struct arena *arena, struct explain *explain, cJSON *input);

/* The value of a setting, and whether a switch is on (for any value that JavaScript takes for true). */
const cJSON *event_setting(const struct event *event, const char *key);
bool event_switch(const struct event *event, const char *key);

/* Values of the message by path and by member, see js_path() and js_get(). */
const cJSON *event_path(const struct event *event, const char *path);
const cJSON *event_get(const struct event *event, const char *name);

/* Whether the event comes from reverse ETL with columns mapped to Braze's own fields: then traits are taken as they
 * are. */
bool event_is_mapped(const struct event *event);

/* The field "traits": the event's own, else those of its context. NULL if it has none. */
const cJSON *event_traits(const struct event *event);

#endif
