/* What a client SDK keeps from the Braze integration: events that its integrations object excludes, and track events
 * that the destination's allowlist or denylist stops.
 *
 * From https://www.rudderstack.com/docs/sources/event-streams/sdks/event-filtering/ and the published SDKs, which
 * differ where settings are incomplete. Where the answer is no, a sentence without full stop is appended to why (may
 * be NULL). */
#ifndef RUDDERSTACK_FILTERING_H
#define RUDDERSTACK_FILTERING_H

#include <cjson/cJSON.h>
#include <stdbool.h>

#include "rudderstack/source.h"
#include "support/text.h"

/* Whether the event's integrations object lets it go to Braze. */
bool filtering_integrations_pass(enum platform platform, const cJSON *event, UT_string *why);

/* Whether the event filter of the settings (as the client has them) lets the event pass. Only track is filtered. */
bool filtering_passes(enum platform platform, const cJSON *config, const cJSON *event, UT_string *why);

#endif
