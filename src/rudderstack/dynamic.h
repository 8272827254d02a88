/* Dynamic settings: "{{ path || default }}" in a setting takes its value from the event.
 *
 * From https://www.rudderstack.com/docs/destinations/destination-settings/ (dynamic configuration). */
#ifndef RUDDERSTACK_DYNAMIC_H
#define RUDDERSTACK_DYNAMIC_H

#include <stdbool.h>

#include "rudderstack/explain.h"
#include "support/jsvalue.h"

/* Whether any text of the settings, at any depth, may be such a template. */
bool dynamic_is_used(const cJSON *config);

/* Fills in every such text in config, at any depth. A value that was found is taken out of input ({message,
 * destination, metadata}), at any depth, unless there is nothing in it. */
void dynamic_fill(struct arena *arena, struct explain *explain, cJSON *config, cJSON *input);

#endif
