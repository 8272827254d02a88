/* Warnings drawn from the traps of the Braze destination (data/warnings.def): what surprises an operator although the
 * settings are valid and the event is fine. */
#ifndef RUDDERSTACK_WARNING_H
#define RUDDERSTACK_WARNING_H

#include <cjson/cJSON.h>

#include "rudderstack/device.h"
#include "rudderstack/source.h"
#include "support/arena.h"

/* Lists of {"about", "text"}: about is a setting's key or a JSON Pointer into the event, text a sentence without full
 * stop. In the arena. config are the settings as RudderStack keeps them. */

/* What the settings lead to for a source of this type in this mode. Contradictions included that the published schema
 * lets pass. */
cJSON *warnings_of_settings(struct arena *arena, const cJSON *config, enum source_type type, enum connection_mode mode);

/* What happens to an event in device or hybrid mode besides what its calls show. report (may be NULL) is what became of
 * it: fields that a recommended ecommerce event lacks, and an exception, are warned of as well. */
cJSON *warnings_of_event(struct arena *arena, const cJSON *config, enum source_type type, enum connection_mode mode,
                         const cJSON *event, const struct device_report *report);

#endif
