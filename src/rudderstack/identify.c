#include "rudderstack/attributes.h"
#include "rudderstack/calls.h"
#include "rudderstack/dedup.h"
#include "rudderstack/identity.h"
#include "rudderstack/request.h"

cJSON *identify_alias(struct event *event)
{
    struct arena *arena = event->arena;
    if (event_is_mapped(event)) {
        const cJSON *id = event_path(event, "context.externalId.0.id");
        if (js_truthy(id)) {
            cJSON *user_id = js_share(arena, id);
            explain_same(event->explain, user_id, id);
            js_set(event->message, "userId", user_id);
        }
    }
    bool has_alias =
        js_truthy(event_get(event, "anonymousId")) || !js_nullish(js_get(identity_integration(event), "alias"));
    if (!has_alias || (identity_braze_id(event) == NULL && !js_truthy(event_get(event, "userId"))))
        return NULL;
    cJSON *alias = js_object(arena);
    identity_set_alias(event, alias);
    identity_set_external_id(event, alias);
    return alias;
}

bool identify_map(struct event *event, struct call_result *result)
{
    struct attributes attributes;
    if (!attributes_make(event, &attributes, &result->failure))
        return false;
    if (!attributes_have_any(&attributes))
        return failure_set(&result->failure, event->arena, FAILURE_ATTRIBUTES_MISSING);
    if (!attributes_identify(event, &attributes, &result->failure))
        return false;
    if (event_switch(event, "supportDedup")) {
        if (!dedup_reduce(event, &attributes, &result->failure))
            return false;
        if (attributes.value == NULL)
            return failure_set(&result->failure, event->arena, FAILURE_DUPLICATE_USER);
    }
    cJSON *list = js_array(event->arena);
    js_append(event->arena, list, attributes.value);
    cJSON *body = js_object(event->arena);
    js_add(body, "attributes", list);
    result->hidden = attributes.hidden;
    result->request = request_new(event->arena, event->config, REQUEST_TRACK_PATH, body, &result->failure);
    return result->request != NULL;
}
