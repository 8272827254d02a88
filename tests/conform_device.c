/* Device mode and what decides about it: the kinds device, consent, routing, settings and deletion. */
#include "rudderstack/consent.h"
#include "rudderstack/deletion.h"
#include "rudderstack/device.h"
#include "rudderstack/routing.h"
#include "rudderstack/settings_check.h"
#include "tests/conform.h"

static const char *text_of(const cJSON *object, const char *name)
{
    const cJSON *value = js_get(object, name);
    return js_is_string(value) ? value->valuestring : "";
}

static void add_text(struct arena *arena, cJSON *object, const char *name, const char *text)
{
    js_add(object, name, js_string(arena, arena_copy_string(arena, text)));
}

static void answer_consent(struct arena *arena, const cJSON *conform_case, cJSON *answer)
{
    const cJSON *config = js_get(conform_case, "config");
    const cJSON *consent = js_get(conform_case, "consent");
    enum platform platform;
    if (platform_find(text_of(conform_case, "platform"), &platform))
        js_add(answer, "loaded", js_bool(arena, consent_loads(platform, config, consent, NULL)));
    else
        js_add(answer, "delivered", js_bool(arena, consent_delivers(config, consent, NULL)));
}

static void answer_routing(struct arena *arena, const cJSON *conform_case, cJSON *answer)
{
    enum source_type type;
    enum connection_mode mode;
    enum call_type call;
    if (!source_type_find(text_of(conform_case, "source_type"), &type) ||
        !connection_mode_find(text_of(conform_case, "connection_mode"), &mode) ||
        !call_type_find(text_of(conform_case, "type"), &call)) {
        add_text(arena, answer, "error", "unknown source type, mode or call");
        return;
    }
    struct route route = route_event(type, mode, call);
    js_add(answer, "cloud", js_bool(arena, route.cloud));
    add_text(arena, answer, "device", device_delivery_key(route.device));
}

static void answer_settings(struct arena *arena, const cJSON *conform_case, cJSON *answer)
{
    struct settings_problems problems;
    settings_check(js_get(conform_case, "config"), &problems);
    js_add(answer, "valid", js_bool(arena, problems.count == 0));
    cJSON *errors = js_array(arena);
    for (size_t i = 0; i < problems.count; i++) {
        cJSON *error = js_object(arena);
        add_text(arena, error, "path", problems.items[i].path);
        add_text(arena, error, "rule", problems.items[i].rule);
        js_append(arena, errors, error);
    }
    js_add(answer, "errors", errors);
    settings_problems_clear(&problems);
}

static void answer_deletion(struct arena *arena, const cJSON *conform_case, cJSON *answer)
{
    const cJSON *answered = js_get(conform_case, "http_statuses");
    size_t count = js_count(answered);
    int *statuses = arena_allocate_zeroed(arena, count + 1, sizeof *statuses);
    size_t i = 0;
    const cJSON *status;
    cJSON_ArrayForEach(status, answered)
        statuses[i++] = (int)status->valuedouble;
    struct deletion deletion = deletion_plan(arena, conform_case);
    js_add(answer, "requests", deletion.requests);
    js_add(answer, "result", deletion_result(arena, &deletion, statuses, count));
}

static const char *text_or_null(const cJSON *object, const char *name)
{
    const cJSON *value = js_get(object, name);
    return js_is_string(value) ? value->valuestring : NULL;
}

static void answer_device(struct arena *arena, const cJSON *conform_case, cJSON *answer)
{
    enum platform platform;
    if (!platform_find(text_of(conform_case, "platform"), &platform)) {
        add_text(arena, answer, "error", "unknown platform");
        return;
    }
    struct device *device = device_new(platform, js_get(conform_case, "config"), NULL);
    struct device_report report =
        device_start(device, arena, "anon-1", text_or_null(conform_case, "analyticsUserId"), false);
    if (!js_is_text(js_get(conform_case, "phase"), "init")) {
        const cJSON *event;
        cJSON_ArrayForEach(event, js_get(conform_case, "history"))
            (void)device_deliver(device, arena, event, false);
        report = device_deliver(device, arena, js_get(conform_case, "event"), true);
    }
    js_add(answer, "calls", report.calls);
    js_add(answer, "throws", js_bool(arena, report.throws));
    js_add(answer, "missing", report.missing);
    js_add(answer, "type_mismatch", report.type_mismatch);
    device_free(device);
}

const struct conform_kind conform_device_kinds[] = {
    { "device", answer_device },
    { "consent", answer_consent },
    { "routing", answer_routing },
    { "settings", answer_settings },
    { "deletion", answer_deletion },
    { NULL, NULL },
};
