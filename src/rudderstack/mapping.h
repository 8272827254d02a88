/* One event from its type to its request, in the steps in which processor and router take it. */
#ifndef RUDDERSTACK_MAPPING_H
#define RUDDERSTACK_MAPPING_H

#include <stdbool.h>

#include "rudderstack/calls.h"
#include "rudderstack/event.h"

struct mapping {
    struct event event;
    struct call_result result;
    bool (*map)(struct mapping *mapping);
    bool is_identify;
};

/* Reads the event's type. False: result.failure says why there will be no request. */
bool mapping_start(struct mapping *mapping) MUST_CHECK;

/* The alias that Braze must be told of first; NULL if there is none to tell of. To be called once, between start and
 * finish. */
cJSON *mapping_alias(struct mapping *mapping);

/* Makes the request: result.request. False: result.failure says why there is none. */
bool mapping_finish(struct mapping *mapping) MUST_CHECK;

#endif
