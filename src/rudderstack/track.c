#include <string.h>

#include "rudderstack/attributes.h"
#include "rudderstack/calls.h"
#include "rudderstack/dedup.h"
#include "rudderstack/identity.h"
#include "rudderstack/request.h"
#include "support/jstext.h"

static void set_event(struct event *event, const char *otherwise)
{
    struct arena *arena = event->arena;
    const cJSON *name = js_or(event_get(event, "name"), event_path(event, "properties.name"));
    cJSON *handle = js_truthy(name) ? js_share(arena, name) : js_string(arena, otherwise);
    explain_same(event->explain, handle, js_truthy(name) ? name : NULL);
    js_set(event->message, "event", handle);
}

void page_set_event(struct event *event)
{
    set_event(event, "Page Viewed");
}

void screen_set_event(struct event *event)
{
    set_event(event, "Screen Viewed");
}

/* The attributes that come along with an event; NULL value where there are none, or nothing new in them. */
static bool make_attributes(const struct event *event, struct attributes *attributes, struct failure *failure)
{
    if (!attributes_make(event, attributes, failure))
        return false;
    if (!attributes_have_any(attributes)) {
        attributes->value = NULL;
        return true;
    }
    if (!attributes_identify(event, attributes, failure))
        return false;
    return !event_switch(event, "supportDedup") || dedup_reduce(event, attributes, failure);
}

cJSON *track_properties(const struct event *event, const cJSON *properties, struct failure *failure)
{
    if (!js_is_object(properties) && !js_is_array(properties)) {
        failure_set(failure, event->arena, FAILURE_PROPERTIES_INVALID);
        return NULL;
    }
    cJSON *copy = js_spread(event->arena, properties);
    explain_field(event->explain, copy, properties, "as they are");
    static const char *const reserved[] = { "time", "event_name" };
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++) {
        explain_lost(event->explain, js_get(properties, reserved[i]), "reserved: Braze keeps this name for itself");
        js_remove(copy, reserved[i]);
    }
    return copy;
}

static void add_shared(const struct event *event, cJSON *object, const char *name, const cJSON *value, const char *rule)
{
    cJSON *handle = js_share(event->arena, value);
    js_add(object, name, handle);
    explain_field(event->explain, handle, value, rule);
}

/* [{name, time, properties, ids, app_id}] */
static cJSON *make_events(const struct event *event, const char *name, cJSON *properties, struct failure *failure)
{
    struct arena *arena = event->arena;
    cJSON *custom = js_object(arena);
    if (name != NULL) {
        cJSON *value = js_string(arena, name);
        js_add(custom, "name", value);
        explain_field(event->explain, value, event_get(event, "event"), "Braze's recommended event for it");
    } else {
        add_shared(event, custom, "name", event_get(event, "event"), "as it is");
        if (js_nullish(event_get(event, "event")))
            explain_warn(event->explain, NULL, "the event has no name: Braze refuses it");
    }
    add_shared(event, custom, "time", event_get(event, "timestamp"), "as it is");
    if (js_nullish(event_get(event, "timestamp")))
        explain_warn(event->explain, NULL, "the event has no timestamp: Braze refuses it");
    js_add(custom, "properties", properties);
    identity_set(event, custom);
    if (!identity_set_app_id(event, custom, failure))
        return NULL;
    cJSON *events = js_array(arena);
    js_append(arena, events, custom);
    return events;
}

static bool is_order_completed(const struct event *event, const cJSON *name)
{
    return js_is_string(name) && strcmp(js_lower(event->arena, name->valuestring), "order completed") == 0;
}

/* Adds what happened to the body: a recommended event, purchases, or a custom event. */
static bool add_what_happened(const struct event *event, bool is_track, const cJSON *properties, cJSON *body,
                              struct failure *failure)
{
    const cJSON *name = event_get(event, "event");
    enum ecommerce_event_id id = ECOMMERCE_PRODUCT;
    bool recommended = false;
    if (is_track && event_switch(event, "useEcommerceRecommendedEvents") &&
        !ecommerce_match(event, &id, &recommended, failure))
        return false;
    if (!recommended && is_track && is_order_completed(event, name)) {
        cJSON *purchases = purchase_list(event, properties, failure);
        js_add(body, "purchases", purchases);
        explain_lost(event->explain, name, "an Order Completed becomes one purchase for each product, without a name");
        return purchases != NULL;
    }
    cJSON *made = recommended ? ecommerce_properties(event, id, properties, failure)
                              : track_properties(event, properties, failure);
    cJSON *events = NULL;
    if (made != NULL)
        events = make_events(event, recommended ? ecommerce_events[id].braze_name : NULL, made, failure);
    js_add(body, "events", events);
    return events != NULL;
}

bool track_map(struct event *event, bool is_track, struct call_result *result)
{
    struct arena *arena = event->arena;
    const cJSON *properties = event_get(event, "properties");
    if (!js_truthy(properties))
        properties = js_object(arena);
    struct attributes attributes;
    if (!make_attributes(event, &attributes, &result->failure))
        return false;
    cJSON *body = js_object(arena);
    cJSON *partner = js_string(arena, "RudderStack");
    js_add(body, "partner", partner);
    explain_field(event->explain, partner, NULL, "tells Braze who sends");
    if (attributes.value != NULL) {
        cJSON *list = js_array(arena);
        js_append(arena, list, attributes.value);
        js_add(body, "attributes", list);
    }
    result->hidden = attributes.hidden;
    if (!add_what_happened(event, is_track, properties, body, &result->failure))
        return false;
    result->request = request_new(arena, event->config, REQUEST_TRACK_PATH, body, &result->failure);
    return result->request != NULL;
}
