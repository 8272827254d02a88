/* Cloud mode: the kinds of RudderStack's transformer. */
#include "rudderstack/cloud.h"
#include "support/jsvalue.h"
#include "tests/conform.h"
#include "tests/conform_http.h"

static const char *text_or_null(const cJSON *value)
{
    return js_is_string(value) ? value->valuestring : NULL;
}

static struct cloud_options read_options(const cJSON *conform_case)
{
    const cJSON *settings = js_get(conform_case, "settings");
    return (struct cloud_options){
        .mau_skip_list = text_or_null(js_get(settings, "mau_plan_skip_list")),
        .delivery_mapping_list = text_or_null(js_get(settings, "delivery_mapping_workspaces")),
        .filter_code = js_truthy(js_get(js_get(conform_case, "features"), "filter-code")),
    };
}

static void answer_mapping(struct arena *arena, const cJSON *conform_case, cJSON *answer,
                           cJSON *(*map)(const struct cloud *cloud, cJSON *input))
{
    struct cloud_options options = read_options(conform_case);
    struct conform_http *http = conform_http_new(arena, conform_case);
    struct cloud cloud = { .arena = arena, .options = &options, .exchange = &http->exchange };
    js_add(answer, "answer", map(&cloud, js_copy(arena, js_get(conform_case, "input"))));
    js_add(answer, "http", http->made);
}

static void answer_processor(struct arena *arena, const cJSON *conform_case, cJSON *answer)
{
    answer_mapping(arena, conform_case, answer, cloud_process);
}

static void answer_router(struct arena *arena, const cJSON *conform_case, cJSON *answer)
{
    answer_mapping(arena, conform_case, answer, cloud_route);
}

const struct conform_kind conform_cloud_kinds[] = {
    { "processor", answer_processor },
    { "router", answer_router },
    { NULL, NULL },
};
