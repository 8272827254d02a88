/* Whether a user's consent lets events go to Braze: in the client, where it decides whether the destination is loaded
 * at all, and on RudderStack's servers, for each event.
 *
 * From https://www.rudderstack.com/docs/data-governance/consent-management/ and the published SDKs. config is the
 * destination's settings as one source sees them (settings_flatten()). Where the answer is no, a sentence without
 * full stop is appended to why (may be NULL). */
#ifndef RUDDERSTACK_CONSENT_H
#define RUDDERSTACK_CONSENT_H

#include <cjson/cJSON.h>
#include <stdbool.h>

#include "rudderstack/source.h"
#include "support/text.h"

/* The client's side. state is what the consent manager knows (NULL: there is none, everything is allowed):
 *   web:          {"provider", "resolutionStrategy", "initialized", "allowed": [ids]}
 *   android, ios: {"groups": {id: name}, "status": {id: 1 given, 0 refused}} of OneTrust
 * The Kotlin and Swift SDKs do not look at consent. */
bool consent_loads(enum platform platform, const cJSON *config, const cJSON *state, UT_string *why);

/* The servers' side, for an event with this context.consentManagement:
 * {"provider", "resolutionStrategy", "deniedConsentIds": [ids]}. */
bool consent_delivers(const cJSON *config, const cJSON *event_consent, UT_string *why);

#endif
