#include "rudderstack/device.h"

#include <stdlib.h>
#include <string.h>

#include "rudderstack/consent.h"
#include "rudderstack/device_run.h"
#include "rudderstack/filtering.h"
#include "support/text.h"

struct device *device_new(enum platform platform, const cJSON *config, const cJSON *consent)
{
    struct device *device = memory_allocate(1, sizeof *device);
    device->platform = platform;
    device->rules = &device_rules[platform];
    device->config = cJSON_Duplicate(config, true);
    device->consent = cJSON_Duplicate(consent, true);
    device->refusal = memory_copy_string("the integration has not been started");
    return device;
}

void device_free(struct device *device)
{
    if (device == NULL)
        return;
    cJSON_Delete(device->config);
    cJSON_Delete(device->consent);
    cJSON_Delete(device->previous);
    free(device->refusal);
    free(device);
}

void device_remember(struct device *device, const cJSON *event)
{
    cJSON *copy = cJSON_Duplicate(event, true);
    cJSON_Delete(device->previous);
    device->previous = copy;
}

static void refuse(struct device *device, const char *why)
{
    free(device->refusal);
    device->refusal = memory_copy_string(why);
}

static struct device_report report_new(struct arena *arena, bool explain)
{
    return (struct device_report){ .calls = js_array(arena),
                                   .missing = js_array(arena),
                                   .type_mismatch = js_array(arena),
                                   .explain = explain ? js_array(arena) : NULL };
}

void run_call(struct run *run, const char *name)
{
    cJSON *call = js_object(run->arena);
    run->arguments = js_array(run->arena);
    js_add(call, "call", js_string(run->arena, name));
    js_add(call, "args", run->arguments);
    js_append(run->arena, run->report->calls, call);
}

/* An entry of the explanation; a NULL text is null there. */
static void explain(struct run *run, const char *to, const char *from, const char *rule)
{
    cJSON *entry = js_object(run->arena);
    js_add(entry, "to", to != NULL ? js_string(run->arena, to) : js_null(run->arena));
    js_add(entry, "from", from != NULL ? js_string(run->arena, from) : js_null(run->arena));
    js_add(entry, "rule", js_string(run->arena, rule));
    js_append(run->arena, run->report->explain, entry);
}

void run_explain_inside(struct run *run, const char *at, const char *from, const char *rule)
{
    if (run->report->explain == NULL || rule == NULL)
        return;
    const char *to = arena_format(run->arena, "/calls/%zu/args/%zu%s", js_count(run->report->calls) - 1,
                                  js_count(run->arguments) - 1, at);
    explain(run, to, from, rule);
}

void run_argument(struct run *run, const cJSON *value, const char *from, const char *rule)
{
    js_append(run->arena, run->arguments, js_share(run->arena, value));
    run_explain_inside(run, "", from, rule);
}

void run_argument_text(struct run *run, const char *text, const char *from, const char *rule)
{
    run_argument(run, text != NULL ? js_string(run->arena, text) : NULL, from, rule);
}

void run_omit(struct run *run, const char *from, const char *rule)
{
    if (run->report->explain != NULL)
        explain(run, NULL, from, rule);
}

void run_drop(struct run *run, const char *why)
{
    run->report->dropped = why;
}

const char *run_pointer(struct run *run, const char *base, const char *key)
{
    if (strpbrk(key, "~/") == NULL)
        return arena_format(run->arena, "%s/%s", base, key);
    UT_string pointer;
    utstring_init(&pointer);
    utstring_printf(&pointer, "%s/", base);
    for (; *key != '\0'; key++)
        if (*key == '~' || *key == '/')
            utstring_printf(&pointer, *key == '~' ? "~0" : "~1");
        else
            utstring_bincpy(&pointer, key, 1);
    const char *copy = arena_copy_string(run->arena, utstring_body(&pointer));
    utstring_done(&pointer);
    return copy;
}

/* What stands before the integration: the connection mode of the web SDK, then consent. */
static bool is_loaded(struct device *device)
{
    UT_string why;
    utstring_init(&why);
    bool loaded = true;
    if (device->platform == PLATFORM_WEB && js_is_text(js_get(device->config, "connectionMode"), "cloud")) {
        utstring_printf(&why, "in cloud mode the web SDK does not load the integration");
        loaded = false;
    } else {
        loaded = consent_loads(device->platform, device->config, device->consent, &why);
    }
    if (!loaded)
        refuse(device, utstring_body(&why));
    utstring_done(&why);
    return loaded;
}

struct device_report device_start(struct device *device, struct arena *arena, const char *anonymous_id,
                                  const char *host_user_id, bool with_explanation)
{
    struct device_report report = report_new(arena, with_explanation);
    struct run run = { device, device->rules, arena, device->config, NULL, &report, NULL };
    device->started = is_loaded(device);
    const char *why = NULL;
    if (device->started && !device_start_platform(&run, anonymous_id, host_user_id, &why)) {
        device->started = false;
        refuse(device, why);
    }
    if (!device->started)
        report.dropped = arena_copy_string(arena, device->refusal);
    return report;
}

/* What the SDK's core keeps from the integration. */
static bool reaches_integration(struct run *run)
{
    UT_string why;
    utstring_init(&why);
    bool passes = filtering_integrations_pass(run->device->platform, run->event, &why) &&
                  filtering_passes(run->device->platform, run->config, run->event, &why);
    if (!passes)
        run_drop(run, arena_copy_string(run->arena, utstring_body(&why)));
    utstring_done(&why);
    return passes;
}

/* Objective-C compares the connection mode in lower case. */
static bool is_device_mode(const struct run *run)
{
    const cJSON *mode = js_get(run->config, "connectionMode");
    if (run->device->platform == PLATFORM_WEB)
        return !js_is_text(mode, "hybrid");
    if (run->device->platform == PLATFORM_IOS)
        return js_is_string(mode) && text_equal_ignore_case(mode->valuestring, "device");
    return js_is_text(mode, "device");
}

static void deliver(struct run *run)
{
    const cJSON *type = js_get(run->event, "type");
    enum call_type call = CALL_TYPE_COUNT;
    if (!js_is_string(type) || !call_type_find(type->valuestring, &call)) {
        run_drop(run, "the event has no type that the SDKs know");
        return;
    }
    bool web = run->device->platform == PLATFORM_WEB;
    if (call != CALL_IDENTIFY && call != CALL_TRACK && !(web && call == CALL_PAGE))
        run_drop(run, run->rules->unknown_call);
    else if (!is_device_mode(run) && !(web && call == CALL_IDENTIFY))
        run_drop(run, run->rules->hybrid);
    else if (call == CALL_IDENTIFY)
        device_identify(run);
    else if (call == CALL_TRACK)
        device_track(run);
    else
        device_page(run);
}

struct device_report device_deliver(struct device *device, struct arena *arena, const cJSON *event, bool with_explanation)
{
    struct device_report report = report_new(arena, with_explanation);
    struct run run = { device, device->rules, arena, device->config, event, &report, NULL };
    if (!device->started)
        run_drop(&run, arena_copy_string(arena, device->refusal));
    else if (reaches_integration(&run))
        deliver(&run);
    return report;
}
