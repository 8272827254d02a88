/* RudderStack's Braze destination as a profile has it: the settings in it, completed by what the profile says in fields of
 * its own, and how they are changed. */
#ifndef BRAZE_INTEGRATION_H
#define BRAZE_INTEGRATION_H

#include <cjson/cJSON.h>

#include "profile/profile.h"
#include "rudderstack/settings.h"
#include "support/error.h"

/* The settings as RudderStack would keep them: where they leave it out, dataCenter is the profile's instance,
 * connectionMode of the profile's source type its mode, and the keys are masks of the profile's. The caller frees it. */
cJSON *integration_config(const struct profile *profile);

/* The profile's source type and mode. */
enum source_type integration_source_type(const struct profile *profile);
enum connection_mode integration_mode(const struct profile *profile);

/* Changes a setting for one source type (settings that are not per source: for all of them); value is taken over, NULL
 * takes the setting out. The connection mode of the profile's own source type is the profile's mode; REST key and default
 * app key are the profile's keys and refused here. ERROR_CONFIGURATION if RudderStack would not take the value; then
 * nothing has changed. The profile is not saved. */
bool integration_change(struct profile *profile, const struct setting *setting, enum source_type type, cJSON *value,
                        struct error *error) MUST_CHECK;

#endif
