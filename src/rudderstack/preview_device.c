/* The client's half of a preview: device mode, and the SDK's part of hybrid mode. */
#include <stdlib.h>
#include <string.h>

#include "rudderstack/device.h"
#include "rudderstack/preview_part.h"
#include "rudderstack/settings.h"
#include "rudderstack/unused.h"
#include "rudderstack/warning.h"
#include "support/text.h"

struct preview_history {
    struct device *devices[PLATFORM_COUNT];
    bool settings_told;
};

struct preview_history *preview_history_new(void)
{
    return memory_allocate(1, sizeof(struct preview_history));
}

void preview_history_free(struct preview_history *history)
{
    if (history == NULL)
        return;
    for (size_t i = 0; i < PLATFORM_COUNT; i++)
        device_free(history->devices[i]);
    free(history);
}

bool preview_tells_settings(struct preview_history *history)
{
    bool first = history == NULL || !history->settings_told;
    if (history != NULL)
        history->settings_told = true;
    return first;
}

/* What the browser's consent manager knows, as the event tells it; NULL if it does not. */
static const cJSON *consent_state(struct arena *arena, const cJSON *event)
{
    const cJSON *told = js_path(event, "context.consentManagement");
    if (!js_is_object(told) || !js_is_array(js_get(told, "allowedConsentIds")))
        return NULL;
    cJSON *state = js_object(arena);
    js_add(state, "provider", js_share(arena, js_get(told, "provider")));
    js_add(state, "resolutionStrategy", js_share(arena, js_get(told, "resolutionStrategy")));
    js_add(state, "initialized", js_bool(arena, true));
    js_add(state, "allowed", js_share(arena, js_get(told, "allowedConsentIds")));
    return state;
}

static const char *anonymous_id(const cJSON *event)
{
    const cJSON *id = js_get(event, "anonymousId");
    return js_is_string(id) && id->valuestring[0] != '\0' ? id->valuestring : "anonymous";
}

static bool has_key(const cJSON *config)
{
    static const char *const keys[] = { "appKey", "webApiKey", "androidApiKey", "iOSApiKey" };
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (js_get(config, keys[i]) != NULL)
            return true;
    return false;
}

/* The form keeps the default of what nobody has set, and hands it out. */
static void add_defaults(cJSON *config)
{
    for (size_t i = 0; i < settings_count; i++) {
        cJSON *standard = js_get(config, settings[i].key) == NULL && settings[i].client && !settings[i].unpublished
                              ? setting_default(&settings[i])
                              : NULL;
        if (cJSON_IsBool(standard) || cJSON_IsString(standard))
            cJSON_AddItemToObject(config, settings[i].key, standard);
        else
            cJSON_Delete(standard);
    }
}

/* The settings as the client has them. A profile without an app key would show nothing at all: then there is one for the sake
 * of the preview, and *without_key is true. The caller frees it. */
static cJSON *client_config(const struct preview_options *options, bool *without_key)
{
    cJSON *config = settings_flatten(options->config, options->source_type, true);
    cJSON_DeleteItemFromObjectCaseSensitive(config, "connectionMode");
    cJSON_AddStringToObject(config, "connectionMode", connection_mode_key(options->mode));
    add_defaults(config);
    *without_key = !has_key(config);
    if (*without_key)
        cJSON_AddStringToObject(config, "appKey", "<app key>");
    return config;
}

static struct device *new_device(const struct preview_options *options, enum platform platform, const cJSON *consent)
{
    bool without_key = false;
    cJSON *config = client_config(options, &without_key);
    struct device *device = device_new(platform, config, consent);
    cJSON_Delete(config);
    return device;
}

static void warn_without_key(struct arena *arena, const struct preview_options *options, struct preview *preview)
{
    bool without_key = false;
    cJSON_Delete(client_config(options, &without_key));
    if (without_key && options->explain)
        preview_warn(arena, preview->warnings, "appKey",
                     "there is no app identifier key: the calls are shown as if there were one");
}

/* The device that the event happens on: that of the history, started by its first event, or one of its own. */
static struct device *take_device(struct arena *arena, const struct preview_options *options, enum platform platform,
                                  const cJSON *event)
{
    struct device *device = options->history != NULL ? options->history->devices[platform] : NULL;
    if (device != NULL)
        return device;
    device = new_device(options, platform, platform == PLATFORM_WEB ? consent_state(arena, event) : NULL);
    (void)device_start(device, arena, anonymous_id(event), NULL, false);
    if (options->history != NULL)
        options->history->devices[platform] = device;
    return device;
}

/* An identify of the HTTP API has its traits at the top; the SDK's core hands them over in context.traits. */
static const cJSON *as_the_core_does(struct arena *arena, const cJSON *event, bool *moved)
{
    const cJSON *context = js_get(event, "context");
    *moved = js_is_object(js_get(event, "traits")) && js_get(context, "traits") == NULL && js_is_text(js_get(event, "type"), "identify");
    if (!*moved)
        return event;
    cJSON *enriched = js_copy_level(arena, event);
    cJSON *enriched_context = js_is_object(context) ? js_copy_level(arena, context) : js_object(arena);
    js_set(enriched_context, "traits", js_share(arena, js_get(event, "traits")));
    js_set(enriched, "context", enriched_context);
    return enriched;
}

/* A path into the event as it came in. */
static cJSON *original_path(struct arena *arena, const cJSON *path, bool moved)
{
    static const char context[] = "/context";
    if (!moved || !js_is_string(path) || !text_starts_with(path->valuestring, "/context/traits"))
        return js_share(arena, path);
    return js_string(arena, path->valuestring + strlen(context));
}

static void add_explanation(struct arena *arena, struct preview *preview, const cJSON *explain, bool moved)
{
    const cJSON *entry;
    cJSON_ArrayForEach(entry, explain)
    {
        cJSON *own = js_object(arena);
        js_add(own, "to", js_share(arena, js_get(entry, "to")));
        js_add(own, "from", original_path(arena, js_get(entry, "from"), moved));
        js_add(own, "rule", js_share(arena, js_get(entry, "rule")));
        js_append(arena, preview->explain, own);
    }
}

static void add_warnings(struct arena *arena, struct preview *preview, const cJSON *warnings, bool moved)
{
    const cJSON *warning;
    cJSON_ArrayForEach(warning, warnings)
        preview_warn(arena, preview->warnings, original_path(arena, js_get(warning, "about"), moved)->valuestring,
                     js_get(warning, "text")->valuestring);
}

void preview_add_device(struct arena *arena, const struct preview_options *options, struct preview *preview)
{
    enum platform platform;
    if (!source_type_platform(options->source_type, preview->event, &platform))
        return;
    bool moved = false;
    const cJSON *event = as_the_core_does(arena, preview->event, &moved);
    struct device *device = take_device(arena, options, platform, event);
    struct device_report report = device_deliver(device, arena, event, options->explain);
    preview_append(arena, preview->calls, report.calls);
    if (report.throws)
        preview->error = "an exception ends the integration's work on this event; the calls made before it stay made";
    else if (report.dropped == NULL && js_count(report.calls) == 0)
        report.dropped = "nothing is left to send: all of it equals the previous identify's";
    if (report.dropped != NULL && options->mode == MODE_DEVICE)
        preview->dropped = report.dropped;
    else if (report.dropped != NULL)
        preview_explain_nothing(arena, options, preview, "in the client", report.dropped);
    else if (options->mode == MODE_DEVICE)
        preview->dropped = NULL;
    if (options->explain) {
        add_explanation(arena, preview, report.explain, moved);
        if (options->mode == MODE_DEVICE && report.dropped == NULL)
            unused_add(arena, preview->explain, preview->event);
        warn_without_key(arena, options, preview);
        add_warnings(arena, preview,
                     warnings_of_event(arena, options->config, options->source_type, options->mode, event, &report), moved);
    }
    if (options->history == NULL)
        device_free(device);
}

struct preview preview_start_up(struct arena *arena, const struct preview_options *options, const cJSON *event)
{
    struct preview preview = preview_empty(arena, options, event);
    enum platform platform;
    if (options->mode == MODE_CLOUD || !source_type_platform(options->source_type, event, &platform)) {
        preview.dropped = "there is no Braze SDK in the client";
        return preview;
    }
    struct device *device = new_device(options, platform, platform == PLATFORM_WEB ? consent_state(arena, event) : NULL);
    struct device_report report = device_start(device, arena, anonymous_id(event), NULL, options->explain);
    preview.calls = report.calls;
    preview.dropped = report.dropped;
    add_explanation(arena, &preview, report.explain, false);
    device_free(device);
    return preview;
}
