#include "rudderstack/cloud.h"
#include "rudderstack/dedup.h"
#include "rudderstack/explain.h"
#include "rudderstack/preview_part.h"
#include "rudderstack/request.h"

/* Keeps the requests that are made on the way, and answers them as exchange_offline does. */
struct recording {
    cJSON *requests;
    struct explain *explain;
};

static cJSON *request_json(struct arena *arena, const char *url, const cJSON *headers, const cJSON *body)
{
    cJSON *request = js_object(arena);
    js_add(request, "method", js_string(arena, "POST"));
    js_add(request, "url", js_string(arena, url));
    js_add(request, "headers", js_share(arena, headers));
    js_add(request, "body", js_share(arena, body));
    return request;
}

static void record_request(void *context, struct arena *arena, const struct exchange_request *request,
                           struct exchange_answer *answer)
{
    struct recording *recording = context;
    js_append(arena, recording->requests, request_json(arena, request->url, request->headers, request->body));
    explain_field(recording->explain, js_get(request->body, "merge_behavior"), NULL,
                  "what the anonymous profile holds goes into that of the user");
    explain_field(recording->explain, js_get(request->body, "fields_to_export"), NULL, "what deduplication compares");
    explain_field(recording->explain, js_get(request->body, "external_ids"), NULL,
                  "deduplication looks up the brazeExternalId and the user id, that of the traits included");
    explain_field(recording->explain, js_get(request->body, "user_aliases"), NULL,
                  "deduplication looks up the anonymousId as an alias");
    exchange_offline.send(exchange_offline.context, arena, request, answer);
}

/* The profiles that deduplication compares with: the look-up is shown, and finds nobody. */
static struct dedup_store *look_up(struct arena *arena, const struct exchange *exchange, const cJSON *config,
                                   const cJSON *event)
{
    cJSON *inputs = js_array(arena);
    cJSON *input = js_object(arena);
    js_add(input, "message", js_share(arena, event));
    js_append(arena, inputs, input);
    cJSON *external_ids = NULL;
    cJSON *alias_names = NULL;
    dedup_collect_ids(arena, inputs, &external_ids, &alias_names);
    struct dedup_store *store = dedup_store_new(arena);
    struct failure ignored = { 0 };
    cJSON *users = dedup_look_up(arena, exchange, config, dedup_chunk_ids(arena, external_ids, alias_names));
    (void)!dedup_store_add(store, users, &ignored);
    return store;
}

static cJSON *make_input(struct arena *arena, const struct preview_options *options, const cJSON *event)
{
    cJSON *destination = js_object(arena);
    js_add(destination, "Config", js_share(arena, options->config));
    cJSON *input = js_object(arena);
    js_add(input, "message", js_copy(arena, event)); /* the mapping changes it */
    js_add(input, "destination", destination);
    return input;
}

static void add_mapped_request(struct arena *arena, const cJSON *output, struct preview *preview)
{
    const cJSON *endpoint = js_get(output, "endpoint");
    if (endpoint != NULL)
        js_append(arena, preview->requests,
                  request_json(arena, endpoint->valuestring, js_get(output, "headers"), request_body(output)));
}

void preview_add_cloud(struct arena *arena, const struct preview_options *options, struct preview *preview)
{
    struct explain *explain = options->explain ? explain_new() : NULL;
    struct recording recording = { preview->requests, explain };
    struct exchange exchange = { record_request, &recording };
    struct cloud_options cloud_options = { .filter_code = false };
    struct cloud cloud = { .arena = arena, .options = &cloud_options, .exchange = &exchange, .explain = explain };
    if (js_truthy(js_get(options->config, "supportDedup")))
        cloud.profiles = look_up(arena, &exchange, options->config, preview->event);
    cJSON *answer = cloud_process(&cloud, make_input(arena, options, preview->event));
    const cJSON *error = js_get(answer, "error");
    add_mapped_request(arena, js_get(answer, "output"), preview);
    preview->error = js_is_string(error) ? error->valuestring : NULL;
    if (explain != NULL) {
        preview_append(arena, preview->explain, explain_report(explain, arena, preview->requests, preview->error));
        preview_append(arena, preview->warnings, explain_warnings(explain, arena));
    }
    explain_free(explain);
}
