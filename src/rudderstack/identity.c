#include "rudderstack/identity.h"

static const char *const user_id_paths[] = {
    "userId", "traits.userId", "traits.id", "context.traits.userId", "context.traits.id", NULL
};

const cJSON *identity_braze_id(const struct event *event)
{
    const cJSON *ids = event_path(event, "context.externalId");
    if (!js_is_array(ids))
        return NULL;
    for (const cJSON *entry = ids->child; entry != NULL; entry = entry->next)
        if (js_is_text(js_get(entry, "type"), "brazeExternalId")) {
            const cJSON *id = js_get(entry, "id");
            return js_truthy(id) ? id : NULL;
        }
    return NULL;
}

const cJSON *identity_user_id(const struct event *event)
{
    return js_first_valid(event->message, user_id_paths);
}

const cJSON *identity_integration(const struct event *event)
{
    static const char *const paths[] = { "integrations.BRAZE", "integrations.Braze", "integrations.braze" };
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        const cJSON *found = event_path(event, paths[i]);
        if (js_truthy(found))
            return found;
    }
    return NULL;
}

/* Sets a member that is a value of the event. */
static void set_shared(const struct event *event, cJSON *target, const char *name, const cJSON *value, const char *rule)
{
    cJSON *handle = js_share(event->arena, value);
    js_set(target, name, handle);
    explain_field(event->explain, handle, value, rule);
}

void identity_set_external_id(const struct event *event, cJSON *target)
{
    const cJSON *braze_id = identity_braze_id(event);
    const cJSON *user_id = event_get(event, "userId");
    if (braze_id != NULL) {
        set_shared(event, target, "external_id", braze_id,
                   "brazeExternalId in context.externalId, which wins over userId");
        explain_lost(event->explain, user_id, "the brazeExternalId in context.externalId is used instead");
    } else if (js_truthy(user_id)) {
        set_shared(event, target, "external_id", user_id, "as it is");
    }
}

void identity_set_alias(const struct event *event, cJSON *target)
{
    const cJSON *alias = js_get(identity_integration(event), "alias");
    const cJSON *name = js_get(alias, "alias_name");
    const cJSON *label = js_get(alias, "alias_label");
    const cJSON *anonymous_id = event_get(event, "anonymousId");
    cJSON *user_alias = js_object(event->arena);
    if (!js_nullish(name) && !js_nullish(label)) {
        set_shared(event, user_alias, "alias_name", name,
                   "the alias in integrations.Braze, which wins over anonymousId");
        set_shared(event, user_alias, "alias_label", label, "the alias in integrations.Braze");
        explain_lost(event->explain, anonymous_id, "the alias in integrations.Braze is used instead");
    } else if (js_truthy(anonymous_id)) {
        set_shared(event, user_alias, "alias_name", anonymous_id, "as it is: who has no user id is known by an alias");
        cJSON *rudder_id = js_string(event->arena, "rudder_id");
        js_set(user_alias, "alias_label", rudder_id);
        explain_field(event->explain, rudder_id, NULL, "the label of RudderStack's anonymous ids");
    } else {
        return;
    }
    js_set(target, "user_alias", user_alias);
}

bool identity_is_known(const struct event *event)
{
    return js_truthy(identity_user_id(event)) || identity_braze_id(event) != NULL;
}

void identity_set(const struct event *event, cJSON *target)
{
    if (identity_is_known(event)) {
        identity_set_external_id(event, target);
        if (js_get(target, "external_id") == NULL) {
            explain_lost(event->explain, event_get(event, "anonymousId"),
                         "the user counts as known by the id in the traits: no alias is sent");
            explain_warn(
                event->explain, identity_user_id(event),
                "the user id stands only in the traits: RudderStack takes the user for known, but sends neither an "
                "external_id nor an alias, which Braze refuses");
        }
        return;
    }
    cJSON *existing_only = js_bool(event->arena, false);
    js_set(target, "_update_existing_only", existing_only);
    explain_field(event->explain, existing_only, NULL, "without a user id: Braze may create the profile");
    identity_set_alias(event, target);
    if (js_get(target, "user_alias") == NULL)
        explain_warn(event->explain, NULL,
                     "the event has neither a user id nor an anonymousId: Braze refuses what belongs to nobody");
}

bool identity_set_app_id(const struct event *event, cJSON *target, struct failure *failure)
{
    const cJSON *app_id = js_get(identity_integration(event), "appId");
    const char *text = NULL;
    if (!js_truthy(app_id))
        return true;
    if (!js_to_text(event->arena, app_id, &text))
        return failure_set(failure, event->arena, FAILURE_NO_PRIMITIVE);
    cJSON *value = js_string(event->arena, text);
    js_set(target, "app_id", value);
    explain_field(event->explain, value, app_id, "integrations.Braze.appId as text; on events only");
    return true;
}
