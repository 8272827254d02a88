#include "rudderstack/event.h"

#include <string.h>

#include "rudderstack/dynamic.h"

static const char *const traits_paths[] = { "traits", "context.traits", NULL };

/* Where reverse ETL events keep their time: in a column, hence in traits or properties. */
static void set_retl_time(struct event *event)
{
    static const char *const identify_paths[] = { "context.timestamp", "context.traits.timestamp", "traits.timestamp",
                                                  "timestamp",         "originalTimestamp",        NULL };
    static const char *const track_paths[] = { "properties.timestamp", "timestamp", "originalTimestamp", NULL };
    if (!js_is_text(event_get(event, "channel"), "sources") || event_is_mapped(event))
        return;
    const cJSON *type = event_get(event, "type");
    const char *const *paths = js_is_text(type, "identify") ? identify_paths
                               : js_is_text(type, "track")  ? track_paths
                                                            : NULL;
    if (paths == NULL)
        return;
    const cJSON *time = js_first_valid(event->message, paths);
    cJSON *timestamp = time != NULL ? js_share(event->arena, time) : js_null(event->arena);
    explain_same(event->explain, timestamp, time);
    js_set(event->message, "timestamp", timestamp);
}

/* What is left of an object's members behind a handle that members were taken out of. */
static void take_over(cJSON *object, const cJSON *handle)
{
    object->child = handle != NULL ? handle->child : NULL;
}

static void fill_dynamic_settings(struct event *event)
{
    const cJSON *has_dynamic = js_get(event->destination, "hasDynamicConfig");
    const cJSON *settings = js_get(event->destination, "Config");
    if ((js_is_bool(has_dynamic) && !js_truthy(has_dynamic)) || !dynamic_is_used(settings))
        return;
    cJSON *config = js_copy(event->arena, settings);
    cJSON *whole = js_object(event->arena);
    js_add(whole, "message", js_share(event->arena, event->message));
    js_add(whole, "destination", js_share(event->arena, event->destination));
    js_add(whole, "metadata", js_share(event->arena, event->metadata));
    dynamic_fill(event->arena, event->explain, config, whole);
    take_over(event->message, js_get(whole, "message"));
    take_over(event->destination, js_get(whole, "destination"));
    event->metadata = js_get(whole, "metadata");
    js_set(event->destination, "Config", config);
}

void event_init(struct event *event, struct arena *arena, struct explain *explain, cJSON *input)
{
    *event = (struct event){ .arena = arena, .explain = explain };
    event->message = js_spread(arena, js_get(input, "message"));
    event->destination = js_spread(arena, js_get(input, "destination"));
    event->metadata = js_get(input, "metadata");
    explain_begin(explain, arena, event->message);
    set_retl_time(event);
    fill_dynamic_settings(event);
    event->config = js_get(event->destination, "Config");
}

const cJSON *event_setting(const struct event *event, const char *key)
{
    return js_get(event->config, key);
}

bool event_switch(const struct event *event, const char *key)
{
    return js_truthy(event_setting(event, key));
}

const cJSON *event_path(const struct event *event, const char *path)
{
    return js_path(event->message, path);
}

const cJSON *event_get(const struct event *event, const char *name)
{
    return js_get(event->message, name);
}

bool event_is_mapped(const struct event *event)
{
    return js_truthy(event_path(event, "context.mappedToDestination"));
}

const cJSON *event_traits(const struct event *event)
{
    return js_first_valid(event->message, traits_paths);
}
