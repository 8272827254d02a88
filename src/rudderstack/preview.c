#include "rudderstack/preview.h"

#include "rudderstack/consent.h"
#include "rudderstack/preview_part.h"
#include "rudderstack/routing.h"
#include "rudderstack/settings.h"
#include "rudderstack/warning.h"
#include "support/text.h"

const char *preview_title(struct arena *arena, const cJSON *event)
{
    const char *type = NULL;
    const char *name = NULL;
    const cJSON *named = js_or(js_get(event, "event"), js_get(event, "name"));
    if (!js_is_object(event) || !js_to_text(arena, js_get(event, "type"), &type))
        return "not an event";
    if (js_nullish(js_get(event, "type")))
        return "an event without a type";
    if (!js_truthy(named) || !js_to_text(arena, named, &name))
        return type;
    return arena_format(arena, "%s \"%s\"", type, name);
}

void preview_append(struct arena *arena, cJSON *list, const cJSON *more)
{
    for (const cJSON *element = js_is_array(more) ? more->child : NULL; element != NULL; element = element->next)
        js_append(arena, list, js_share(arena, element));
}

struct preview preview_empty(struct arena *arena, const struct preview_options *options, const cJSON *event)
{
    return (struct preview){
        .mode = options->mode,
        .event = event,
        .requests = js_array(arena),
        .calls = js_array(arena),
        .explain = js_array(arena),
        .warnings = js_array(arena),
    };
}

void preview_warn(struct arena *arena, cJSON *warnings, const char *about, const char *text)
{
    cJSON *warning = js_object(arena);
    js_add(warning, "about", about != NULL ? js_string(arena, about) : js_null(arena));
    js_add(warning, "text", js_string(arena, text));
    js_append(arena, warnings, warning);
}

void preview_explain_nothing(struct arena *arena, const struct preview_options *options, struct preview *preview,
                             const char *side, const char *why)
{
    if (!options->explain)
        return;
    cJSON *entry = js_object(arena);
    js_add(entry, "to", js_null(arena));
    js_add(entry, "from", js_string(arena, ""));
    js_add(entry, "rule", js_string(arena, arena_format(arena, "%s: %s", side, why)));
    js_append(arena, preview->explain, entry);
}

/* Switches that are on and do nothing for this source type in this mode. */
static void warn_of_settings_without_effect(struct arena *arena, const struct preview_options *options, cJSON *warnings)
{
    for (size_t i = 0; i < settings_count; i++) {
        const char *reason = NULL;
        if (settings[i].type != SETTING_SWITCH ||
            !js_truthy(setting_value(&settings[i], options->config, options->source_type)) ||
            setting_applies(&settings[i], options->config, options->source_type, options->mode, &reason))
            continue;
        preview_warn(arena, warnings, settings[i].key, arena_format(arena, "has no effect here: %s", reason));
    }
}

/* Why RudderStack's servers drop the event for lack of consent; NULL if they do not. */
static const char *consent_refusal(struct arena *arena, const struct preview_options *options, const cJSON *event)
{
    UT_string why;
    utstring_init(&why);
    cJSON *config = settings_flatten(options->config, options->source_type, false);
    bool delivers = consent_delivers(config, js_path(event, "context.consentManagement"), &why);
    const char *refusal = delivers ? NULL : arena_copy_string(arena, utstring_body(&why));
    cJSON_Delete(config);
    utstring_done(&why);
    return refusal;
}

/* Nothing is dropped where one of the two ways still does something. */
static void settle_dropped(struct arena *arena, const struct preview_options *options, struct preview *preview)
{
    if (preview->dropped == NULL || js_count(preview->requests) + js_count(preview->calls) == 0)
        return;
    preview_explain_nothing(arena, options, preview, "through the servers", preview->dropped);
    preview->dropped = NULL;
}

struct preview preview_event(struct arena *arena, const struct preview_options *options, const cJSON *event)
{
    struct preview preview = preview_empty(arena, options, event);
    const cJSON *type = js_get(event, "type");
    enum call_type call = CALL_TRACK;
    struct route route = { .cloud = options->mode != MODE_DEVICE, .device = DEVICE_NONE, .no_cloud = ROUTE_NO_SERVERS };
    if (js_is_string(type) && call_type_find(type->valuestring, &call))
        route = route_event(options->source_type, options->mode, call);
    preview.dropped = route.cloud ? consent_refusal(arena, options, event) : route.no_cloud;
    if (preview.dropped == NULL)
        preview_add_cloud(arena, options, &preview);
    if (options->mode != MODE_CLOUD && (source_type_modes(options->source_type) & MODE_BIT(options->mode)))
        preview_add_device(arena, options, &preview);
    settle_dropped(arena, options, &preview);
    if (options->explain && preview_tells_settings(options->history)) {
        preview_append(arena, preview.warnings,
                       warnings_of_settings(arena, options->config, options->source_type, options->mode));
        warn_of_settings_without_effect(arena, options, preview.warnings);
    }
    return preview;
}

static cJSON *text_or_null(struct arena *arena, const char *text)
{
    return text != NULL ? js_string(arena, text) : js_null(arena);
}

cJSON *preview_json(struct arena *arena, const struct preview *preview, size_t number)
{
    cJSON *json = js_object(arena);
    js_add(json, "event", js_number(arena, (double)number));
    js_add(json, "mode", js_string(arena, connection_mode_key(preview->mode)));
    js_add(json, "requests", js_share(arena, preview->requests));
    js_add(json, "calls", js_share(arena, preview->calls));
    js_add(json, "dropped", text_or_null(arena, preview->dropped));
    js_add(json, "error", text_or_null(arena, preview->error));
    js_add(json, "explain", js_share(arena, preview->explain));
    js_add(json, "warnings", js_share(arena, preview->warnings));
    return json;
}
