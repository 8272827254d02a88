/* Why fields of an event that no rule looks at are not sent. */
#ifndef RUDDERSTACK_UNUSED_H
#define RUDDERSTACK_UNUSED_H

#include <cjson/cJSON.h>

#include "support/arena.h"

enum unused_where { UNUSED_IN_CLOUD, UNUSED_IN_DEVICE };

/* The reason that holds for what path, a JSON Pointer into the event, points to. */
const char *unused_reason(enum unused_where where, const char *path);

/* Adds what of the event stands nowhere in an explanation of device mode, [{"to", "from", "rule"}], as far up as
 * nothing in it does. */
void unused_add(struct arena *arena, cJSON *explain, const cJSON *event);

#endif
