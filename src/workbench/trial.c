#include "workbench/trial.h"

#include <string.h>

#include "support/jsread.h"
#include "support/json.h"
#include "support/jswrite.h"

void trial_init(struct trial *trial)
{
    *trial = (struct trial){ .arena = arena_new() };
}

void trial_clear(struct trial *trial)
{
    arena_free(trial->arena);
    *trial = (struct trial){ 0 };
}

/* A destination always has a data center; a profile may do without one, where its REST URL is none of Braze's. */
static const cJSON *with_data_center(struct arena *arena, const cJSON *config)
{
    if (json_get(config, "dataCenter") != NULL)
        return config;
    cJSON *copy = js_object(arena);
    const cJSON *member;
    cJSON_ArrayForEach(member, config) js_add(copy, member->string, js_share(arena, member));
    js_add(copy, "dataCenter", js_read(arena, setting_find("dataCenter")->default_json,
                                       strlen(setting_find("dataCenter")->default_json), NULL));
    return copy;
}

bool trial_run(struct trial *trial, const struct draft_state *state, const char *text, size_t length, bool explain,
               struct error *error)
{
    arena_reset(trial->arena);
    trial->preview = (struct preview){ 0 };
    const cJSON *event = js_read(trial->arena, text, length, error);
    if (event == NULL)
        return false;
    if (!cJSON_IsObject(event))
        return error_set(error, ERROR_INPUT, "an event is a JSON object");
    struct preview_options options = {
        .config = with_data_center(trial->arena, state->config),
        .source_type = state->type,
        .mode = state->mode,
        .explain = explain,
    };
    trial->preview = preview_event(trial->arena, &options, event);
    return true;
}

const char *trial_request_path(const cJSON *request)
{
    const char *url = json_get_string(request, "url", "");
    const char *host = strstr(url, "://");
    const char *path = host != NULL ? strchr(host + 3, '/') : NULL;
    return path != NULL ? path : url;
}

static void append_joint(UT_string *out, size_t start, const char *joint)
{
    if (utstring_len(out) > start)
        utstring_printf(out, "%s", joint);
}

static void append_calls(UT_string *out, const cJSON *calls)
{
    int count = cJSON_GetArraySize(calls);
    if (count == 1)
        utstring_printf(out, "%s()", json_get_string(cJSON_GetArrayItem(calls, 0), "call", "?"));
    else
        utstring_printf(out, "%d SDK calls", count);
}

void trial_append_summary(UT_string *out, const struct trial *trial)
{
    const struct preview *preview = &trial->preview;
    size_t start = utstring_len(out);
    const cJSON *request;
    cJSON_ArrayForEach(request, preview->requests)
    {
        const char *path = trial_request_path(request);
        append_joint(out, start, ", ");
        utstring_printf(out, "%s", *path == '/' ? path + 1 : path);
    }
    if (preview->calls != NULL && preview->calls->child != NULL) {
        append_joint(out, start, "; ");
        append_calls(out, preview->calls);
    }
    if (preview->error != NULL) {
        append_joint(out, start, "; ");
        utstring_printf(out, "error: %s", preview->error);
    }
    if (utstring_len(out) == start)
        utstring_printf(out, "nothing%s%s", preview->dropped != NULL ? ": " : "",
                        preview->dropped != NULL ? preview->dropped : "");
}

void trial_append_call(UT_string *out, const cJSON *call)
{
    utstring_printf(out, "%s(", json_get_string(call, "call", "?"));
    const cJSON *argument;
    const cJSON *arguments = json_get(call, "args");
    cJSON_ArrayForEach(argument, arguments)
    {
        if (argument != arguments->child)
            utstring_printf(out, ", ");
        js_write(out, argument);
    }
    utstring_printf(out, ")");
}

void trial_append_text(UT_string *out, const struct trial *trial)
{
    const struct preview *preview = &trial->preview;
    const cJSON *element;
    cJSON_ArrayForEach(element, preview->requests)
    {
        utstring_printf(out, "%s %s\n", json_get_string(element, "method", "POST"), trial_request_path(element));
        js_write_pretty(out, json_get(element, "body"));
        utstring_printf(out, "\n");
    }
    cJSON_ArrayForEach(element, preview->calls)
    {
        trial_append_call(out, element);
        utstring_printf(out, "\n");
    }
    if (preview->dropped != NULL)
        utstring_printf(out, "nothing: %s\n", preview->dropped);
    if (preview->error != NULL)
        utstring_printf(out, "error: %s\n", preview->error);
}
