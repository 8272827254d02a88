#include "rudderstack/calls.h"
#include "rudderstack/identity.h"
#include "rudderstack/request.h"

static cJSON *identifier(const struct event *event, const cJSON *id, const char *rule)
{
    cJSON *object = js_object(event->arena);
    cJSON *handle = js_share(event->arena, id);
    js_add(object, "external_id", handle);
    explain_field(event->explain, handle, id, rule);
    return object;
}

bool alias_map(struct event *event, struct call_result *result)
{
    struct arena *arena = event->arena;
    const cJSON *user_id = event_get(event, "userId");
    const cJSON *previous_id = event_get(event, "previousId");
    if (!js_truthy(user_id))
        return failure_set(&result->failure, arena, FAILURE_ALIAS_USER_ID_MISSING);
    if (!js_truthy(previous_id))
        return failure_set(&result->failure, arena, FAILURE_ALIAS_PREVIOUS_ID_MISSING);
    cJSON *update = js_object(arena);
    js_add(update, "identifier_to_merge", identifier(event, previous_id, "the profile that is merged, and then gone"));
    js_add(update, "identifier_to_keep", identifier(event, user_id, "the profile that stays"));
    if (identity_braze_id(event) != NULL)
        explain_warn(event->explain, identity_braze_id(event), "an alias call does not look at the brazeExternalId");
    result->request = request_of_one(arena, event->config, REQUEST_MERGE_PATH, "merge_updates", update, &result->failure);
    return result->request != NULL;
}
