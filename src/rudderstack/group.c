#include <string.h>

#include "rudderstack/calls.h"
#include "rudderstack/identity.h"
#include "rudderstack/request.h"

static const char *const group_id_paths[] = { "groupId", "traits.groupId", NULL };
static const char *const phone_paths[] = { "traits.phone", "context.traits.phone", "properties.phone", NULL };
static const char *const email_paths[] = { "traits.email", "context.traits.email", "properties.email",
                                           "context.externalId.0.id", NULL };

static void add_list_of(const struct event *event, cJSON *entry, const char *name, const cJSON *value, const char *rule)
{
    cJSON *list = js_array(event->arena);
    cJSON *handle = js_share(event->arena, value);
    js_append(event->arena, list, handle);
    js_add(entry, name, list);
    explain_field(event->explain, handle, value, rule);
}

static bool check_subscription(const struct event *event, struct failure *failure)
{
    const cJSON *traits = event_get(event, "traits");
    const cJSON *state = js_get(traits, "subscriptionState");
    if (!js_truthy(js_get(traits, "phone")) && !js_truthy(js_get(traits, "email")))
        return failure_set(failure, event->arena, FAILURE_SUBSCRIPTION_TRAITS_MISSING);
    if (!js_is_text(state, "subscribed") && !js_is_text(state, "unsubscribed"))
        return failure_set(failure, event->arena, FAILURE_SUBSCRIPTION_STATE_INVALID);
    return true;
}

static bool map_subscription(const struct event *event, const cJSON *group_id, struct call_result *result)
{
    struct arena *arena = event->arena;
    if (!check_subscription(event, &result->failure))
        return false;
    cJSON *entry = js_object(arena);
    cJSON *id = js_share(arena, group_id);
    js_add(entry, "subscription_group_id", id);
    explain_field(event->explain, id, group_id, "as it is");
    const cJSON *state = js_get(event_get(event, "traits"), "subscriptionState");
    cJSON *state_handle = js_share(arena, state);
    js_add(entry, "subscription_state", state_handle);
    explain_field(event->explain, state_handle, state, "as it is: subscribed or unsubscribed");

    const cJSON *user_id = event_get(event, "userId");
    const cJSON *phone = js_first_valid(event->message, phone_paths);
    const cJSON *email = js_first_valid(event->message, email_paths);
    if (js_truthy(user_id))
        add_list_of(event, entry, "external_ids", user_id, "as it is");
    if (js_truthy(phone)) {
        add_list_of(event, entry, "phones", phone, "as it is; a phone wins over an email");
        explain_lost(event->explain, email, "the phone is used instead");
    } else if (js_truthy(email)) {
        add_list_of(event, entry, "emails", email, "as it is, not lower-cased");
    }
    if (identity_braze_id(event) != NULL)
        explain_warn(event->explain, identity_braze_id(event), "a subscription does not look at the brazeExternalId");
    result->request =
        request_of_one(arena, event->config, REQUEST_SUBSCRIPTION_PATH, "subscription_groups", entry, &result->failure);
    return result->request != NULL;
}

static bool map_attribute(const struct event *event, const cJSON *group_id, struct call_result *result)
{
    struct arena *arena = event->arena;
    const char *text = NULL;
    if (!js_to_text(arena, group_id, &text))
        return failure_set(&result->failure, arena, FAILURE_NO_PRIMITIVE);
    cJSON *attributes = js_object(arena);
    cJSON *member = js_bool(arena, true);
    js_add(attributes, arena_format(arena, "ab_rudder_group_%s", text), member);
    explain_field(event->explain, member, group_id, "a custom attribute named after the group");
    identity_set_external_id(event, attributes);
    if (js_get(attributes, "external_id") == NULL)
        explain_warn(event->explain, event_get(event, "anonymousId"),
                     "a group call without a user id names nobody, not even by an alias: Braze refuses it");
    explain_lost(event->explain, event_get(event, "traits"), "the traits of a group are not sent");
    cJSON *list = js_array(arena);
    js_append(arena, list, attributes);
    cJSON *body = js_object(arena);
    js_add(body, "attributes", list);
    cJSON *partner = js_string(arena, "RudderStack");
    js_add(body, "partner", partner);
    explain_field(event->explain, partner, NULL, "tells Braze who sends");
    result->request = request_new(arena, event->config, REQUEST_TRACK_PATH, body, &result->failure);
    return result->request != NULL;
}

bool group_map(struct event *event, struct call_result *result)
{
    const cJSON *group_id = js_first_valid(event->message, group_id_paths);
    if (!js_truthy(group_id))
        return failure_set(&result->failure, event->arena, FAILURE_GROUP_ID_INVALID);
    if (event_switch(event, "enableSubscriptionGroupInGroupCall"))
        return map_subscription(event, group_id, result);
    return map_attribute(event, group_id, result);
}
