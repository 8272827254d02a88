/* Who an event is about, in Braze's terms: an external id, or an alias. */
#ifndef RUDDERSTACK_IDENTITY_H
#define RUDDERSTACK_IDENTITY_H

#include <stdbool.h>

#include "rudderstack/event.h"

/* The id of the first "brazeExternalId" in context.externalId; NULL if there is none, or a falsy one. */
const cJSON *identity_braze_id(const struct event *event);

/* The user id wherever RudderStack looks for one: the event's own, else one in its traits. NULL if there is none. */
const cJSON *identity_user_id(const struct event *event);

/* integrations.Braze (in one of three spellings) of the event, or NULL. */
const cJSON *identity_integration(const struct event *event);

/* Sets external_id: the brazeExternalId, else the event's userId. Neither: nothing is set. */
void identity_set_external_id(const struct event *event, cJSON *target);

/* Sets user_alias: the alias in integrations.Braze, else the anonymousId labelled "rudder_id". Neither: nothing is
 * set. */
void identity_set_alias(const struct event *event, cJSON *target);

/* Sets the external id if there is any user id, else the alias and _update_existing_only: false. A user id that
 * stands only in traits selects the external id, which does not look there: then the target gets neither. */
void identity_set(const struct event *event, cJSON *target);

/* Whether identity_set() would choose the external id. */
bool identity_is_known(const struct event *event);

/* Sets app_id from integrations.Braze.appId, if there is one. False if it cannot become text. */
bool identity_set_app_id(const struct event *event, cJSON *target, struct failure *failure) MUST_CHECK;

#endif
