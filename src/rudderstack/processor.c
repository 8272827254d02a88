/* One event, one request: RudderStack's processor. */
#include "rudderstack/cloud.h"
#include "rudderstack/identify_call.h"
#include "rudderstack/mapping.h"
#include "rudderstack/request.h"

/* An identify call is sent at once; where it fails, the event fails. */
static bool tell_alias(const struct cloud *cloud, struct mapping *mapping)
{
    cJSON *alias = mapping_alias(mapping);
    if (alias == NULL)
        return true;
    cJSON *aliases = js_array(cloud->arena);
    js_append(cloud->arena, aliases, alias);
    return identify_call_send(cloud->arena, cloud->exchange, mapping->event.config, aliases, &mapping->result.failure);
}

/* Writes into the request whose it is. */
static bool add_user(struct mapping *mapping)
{
    struct arena *arena = mapping->event.arena;
    cJSON *request = mapping->result.request;
    const char *text = "";
    if (!js_is_text(js_get(request, "endpointPath"), REQUEST_SUBSCRIPTION_PATH)) {
        const cJSON *user = js_or(event_get(&mapping->event, "userId"), event_get(&mapping->event, "anonymousId"));
        if (js_truthy(user) && !js_to_text(arena, user, &text))
            return failure_set(&mapping->result.failure, arena, FAILURE_NO_PRIMITIVE);
    }
    js_add(request, "userId", js_string(arena, text));
    return true;
}

cJSON *cloud_process(const struct cloud *cloud, cJSON *input)
{
    struct arena *arena = cloud->arena;
    struct mapping mapping = { .is_identify = false };
    event_init(&mapping.event, arena, cloud->explain, input);
    mapping.event.profiles = cloud->profiles;
    bool mapped =
        mapping_start(&mapping) && tell_alias(cloud, &mapping) && mapping_finish(&mapping) && add_user(&mapping);
    const struct failure *failure = &mapping.result.failure;
    cJSON *answer = js_object(arena);
    if (mapped)
        js_add(answer, "output", mapping.result.request);
    js_add(answer, "metadata", js_share(arena, mapping.event.metadata));
    js_add(answer, "statusCode", js_number(arena, mapped ? 200 : failure->status));
    if (!mapped) {
        js_add(answer, "error", js_string(arena, failure->text));
        js_add(answer, "statTags",
               failure_stat_tags(arena, failure, failure->tags == FAILURE_TAGS_EXCEPTION ? NULL : "processor",
                                 mapping.event.metadata));
    }
    return answer;
}
