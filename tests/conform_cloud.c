/* Cloud mode: the kinds of RudderStack's transformer. */
#include "rudderstack/cloud.h"
#include "rudderstack/delete_users.h"
#include "rudderstack/delivery.h"
#include "support/jsvalue.h"
#include "tests/conform.h"
#include "tests/conform_http.h"

static const char *text_or_null(const cJSON *value)
{
    return js_is_string(value) ? value->valuestring : NULL;
}

struct cloud_options conform_options(const cJSON *conform_case)
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
    struct cloud_options options = conform_options(conform_case);
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

static void answer_delivery(struct arena *arena, const cJSON *conform_case, cJSON *answer,
                            struct delivery (*deliver)(struct arena *arena, const struct exchange *exchange,
                                                       const cJSON *input),
                            const char *output)
{
    struct conform_http *http = conform_http_new(arena, conform_case);
    struct delivery delivery = deliver(arena, &http->exchange, js_get(conform_case, "input"));
    cJSON *answered = js_object(arena);
    js_add(answered, "httpStatus", js_number(arena, delivery.http_status));
    js_add(answered, output, delivery.output);
    js_add(answer, "answer", answered);
    js_add(answer, "http", http->made);
}

static void answer_proxy_v0(struct arena *arena, const cJSON *conform_case, cJSON *answer)
{
    answer_delivery(arena, conform_case, answer, delivery_send_one, "output");
}

static void answer_proxy_v1(struct arena *arena, const cJSON *conform_case, cJSON *answer)
{
    answer_delivery(arena, conform_case, answer, delivery_send_batch, "output");
}

static void answer_delete_users(struct arena *arena, const cJSON *conform_case, cJSON *answer)
{
    answer_delivery(arena, conform_case, answer, delete_users, "body");
}

const struct conform_kind conform_cloud_kinds[] = {
    { "processor", answer_processor },       { "router", answer_router },
    { "proxy-v0", answer_proxy_v0 },         { "proxy-v1", answer_proxy_v1 },
    { "delete-users", answer_delete_users }, { NULL, NULL },
};
