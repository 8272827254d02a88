/* Functions below the interfaces of the transformer, for the cases that go there: kind "function". The answer is
 * {"result"} or {"throws": {"message", "status"}}. */
#include <string.h>

#include "rudderstack/attributes.h"
#include "rudderstack/batch.h"
#include "rudderstack/calls.h"
#include "rudderstack/dedup.h"
#include "rudderstack/delivery.h"
#include "rudderstack/identify_call.h"
#include "rudderstack/identity.h"
#include "rudderstack/job.h"
#include "rudderstack/request.h"
#include "support/jsread.h"
#include "tests/conform.h"
#include "tests/conform_http.h"

struct call {
    struct arena *arena;
    const cJSON *conform_case;
    const cJSON *arguments[4];
    struct failure failure;
    struct conform_http *http;
};

typedef const cJSON *call_function(struct call *call);

static struct event event_of(const struct call *call, const cJSON *message, const cJSON *config)
{
    return (struct event){ .arena = call->arena, .message = js_spread(call->arena, message), .config = config };
}

static const cJSON *call_gender(struct call *call)
{
    const char *gender = attributes_gender(call->arena, call->arguments[0]);
    return gender != NULL ? js_string(call->arena, gender) : js_null(call->arena);
}

static const cJSON *call_base_url(struct call *call)
{
    const char *url = request_base_url(call->arena, js_get(call->arguments[0], "Config"), &call->failure);
    return url != NULL ? js_string(call->arena, url) : NULL;
}

static const cJSON *call_purchases(struct call *call)
{
    struct event event = event_of(call, call->arguments[0], call->arguments[1]);
    return purchase_list(&event, event_get(&event, "properties"), &call->failure);
}

static const cJSON *call_reserved(struct call *call)
{
    const cJSON *properties = js_truthy(call->arguments[0]) ? call->arguments[0] : js_object(call->arena);
    struct event event = event_of(call, NULL, NULL);
    return track_properties(&event, properties, &call->failure);
}

static const cJSON *call_app_id(struct call *call)
{
    cJSON *payload = js_spread(call->arena, call->arguments[0]);
    struct event event = event_of(call, call->arguments[1], NULL);
    return identity_set_app_id(&event, payload, &call->failure) ? payload : NULL;
}

static const cJSON *call_alias(struct call *call)
{
    cJSON *payload = js_spread(call->arena, call->arguments[0]);
    struct event event = event_of(call, call->arguments[1], NULL);
    identity_set_alias(&event, payload);
    return payload;
}

static const cJSON *call_ecommerce_name(struct call *call)
{
    cJSON *message = js_object(call->arena);
    js_add(message, "event", js_share(call->arena, call->arguments[0]));
    struct event event = event_of(call, message, NULL);
    enum ecommerce_event_id id = ECOMMERCE_PRODUCT;
    bool found = false;
    if (!ecommerce_match(&event, &id, &found, &call->failure) || !found)
        return NULL;
    cJSON *result = js_object(call->arena);
    js_add(result, "brazeEvent", js_string(call->arena, ecommerce_events[id].braze_name));
    if (ecommerce_events[id].action != NULL)
        js_add(result, "action", js_string(call->arena, ecommerce_events[id].action));
    return result;
}

static const cJSON *call_ecommerce_properties(struct call *call)
{
    struct event event = event_of(call, call->arguments[0], NULL);
    const cJSON *properties = event_get(&event, "properties");
    for (enum ecommerce_event_id id = 0; id < ECOMMERCE_PRODUCT; id++) {
        const char *action = ecommerce_events[id].action;
        bool same_action = action != NULL ? js_is_text(call->arguments[2], action) : call->arguments[2] == NULL;
        if (js_is_text(call->arguments[1], ecommerce_events[id].braze_name) && same_action)
            return ecommerce_properties(&event, id, js_truthy(properties) ? properties : js_object(call->arena),
                                        &call->failure);
    }
    return NULL;
}

static const cJSON *call_source(struct call *call)
{
    struct event event = event_of(call, call->arguments[0], NULL);
    const char *source = ecommerce_source(&event, &call->failure);
    return source != NULL ? js_string(call->arena, source) : NULL;
}

static const cJSON *call_is_mapping_on(struct call *call)
{
    const cJSON *list = js_get(js_get(call->conform_case, "settings"), "delivery_mapping_workspaces");
    return js_bool(call->arena,
                   batch_list_names(call->arena, js_is_string(list) ? list->valuestring : NULL, call->arguments[0]));
}

static const cJSON *call_combine(struct call *call)
{
    return batch_combine_subscriptions(call->arena, call->arguments[0]->child, js_count(call->arguments[0]),
                                       &call->failure);
}

static const cJSON *chunks(struct call *call, bool by_users)
{
    struct batch_list of_kind[BATCH_KIND_COUNT];
    for (enum batch_kind kind = 0; kind < BATCH_KIND_COUNT; kind++) {
        of_kind[kind] = (struct batch_list){ .arena = call->arena };
        const cJSON *items = call->arguments[kind];
        for (const cJSON *item = items != NULL ? items->child : NULL; item != NULL; item = item->next)
            batch_add(&of_kind[kind],
                      (struct batch_item){ .kind = kind, .value = item, .external_id = js_get(item, "external_id") });
    }
    struct batch_list all = { .arena = call->arena };
    batch_interleave(of_kind, by_users, &all);
    if (!batch_sort(&all, &call->failure))
        return NULL;
    cJSON *result = js_array(call->arena);
    for (size_t start = 0, end = 0; start < all.count; start = end) {
        end = by_users ? batch_end_by_users(&all, start) : batch_end_by_items(&all, start);
        cJSON *chunk = js_object(call->arena);
        for (enum batch_kind kind = 0; kind < BATCH_KIND_COUNT; kind++)
            js_add(chunk, batch_kind_name(kind), js_array(call->arena));
        cJSON *filled = js_object(call->arena);
        batch_add_items(&all, start, end, filled);
        for (cJSON *list = filled->child, *next = NULL; list != NULL; list = next) {
            next = list->next;
            js_set(chunk, list->string, list);
        }
        js_append(call->arena, result, chunk);
    }
    return result;
}

static const cJSON *call_chunks_by_users(struct call *call)
{
    return chunks(call, true);
}

static const cJSON *call_chunks_by_items(struct call *call)
{
    return chunks(call, false);
}

/* Takes out of failures what comes from elsewhere in the transformer. */
static void leave_to_router(cJSON *answers)
{
    static const char *const by_router[] = { "destType", "module", "implementation", "feature" };
    for (cJSON *answer = answers->child; answer != NULL; answer = answer->next) {
        cJSON *tags = js_member(answer, "statTags");
        if (tags == NULL)
            continue;
        js_remove(answer, "batched");
        for (size_t i = 0; i < sizeof by_router / sizeof *by_router; i++)
            js_remove(tags, by_router[i]);
        if (tags->child == NULL)
            js_remove(answer, "statTags");
    }
}

/* Results of the mapping, as the router has them before it makes batches. */
static const cJSON *batches(struct call *call,
                            bool (*make)(const struct job_list *list, cJSON *answers, struct failure *failure))
{
    const cJSON *settings = js_get(call->conform_case, "settings");
    const cJSON *skip_list = js_get(settings, "mau_plan_skip_list");
    struct cloud_options options = { .mau_skip_list = js_is_string(skip_list) ? skip_list->valuestring : NULL };
    struct cloud cloud = { .arena = call->arena, .options = &options, .exchange = &call->http->exchange };
    size_t count = js_count(call->arguments[0]);
    struct job *jobs = arena_allocate_zeroed(call->arena, count, sizeof *jobs);
    struct job_list list = { .cloud = &cloud };
    list.jobs = arena_allocate_zeroed(call->arena, count, sizeof *list.jobs);
    for (const cJSON *result = call->arguments[0]->child; result != NULL; result = result->next) {
        struct job *job = &jobs[list.count];
        struct event *event = &job->mapping.event;
        *event = event_of(call, js_get(result, "batchedRequest"), js_get(js_get(result, "destination"), "Config"));
        event->destination = js_spread(call->arena, js_get(result, "destination"));
        event->metadata = js_get(js_get(result, "metadata"), "0");
        job->mapping.result.request = event->message;
        const cJSON *error = js_get(result, "error");
        if (js_is_string(error))
            job->mapping.result.failure = (struct failure){ .status = (int)js_get(result, "statusCode")->valuedouble,
                                                            .text = error->valuestring };
        list.jobs[list.count++] = job;
    }
    cJSON *answers = js_array(call->arena);
    if (!make(&list, answers, &call->failure))
        return NULL;
    leave_to_router(answers);
    return answers;
}

static const cJSON *call_batches(struct call *call)
{
    return batches(call, job_batch);
}

static const cJSON *call_batches_with_mapping(struct call *call)
{
    return batches(call, job_batch_with_delivery);
}

static void append_all(struct arena *arena, cJSON *list, const cJSON *more)
{
    for (const cJSON *element = js_is_array(more) ? more->child : NULL; element != NULL; element = element->next)
        js_append(arena, list, js_share(arena, element));
}

/* The error that the text of the failure was made of. */
static cJSON *identify_error(struct arena *arena, const struct failure *failure)
{
    const cJSON *both = js_read(arena, failure->text, strlen(failure->text), NULL);
    const cJSON *message = js_get(both, "message");
    cJSON *error = js_object(arena);
    js_add(error, "$", js_string(arena, "Error"));
    js_add(error, "class", js_string(arena, "NetworkError"));
    js_add(error, "message", message != NULL ? js_share(arena, message) : js_string(arena, failure->text));
    js_add(error, "status", js_number(arena, failure->status));
    js_add(error, "statTags", failure_stat_tags(arena, failure, NULL, NULL));
    js_add(error, "destinationResponse", js_share(arena, js_get(both, "destinationResponse")));
    return error;
}

static const cJSON *call_identify_single(struct call *call)
{
    cJSON *aliases = js_array(call->arena);
    for (const cJSON *one = call->arguments[0]->child; one != NULL; one = one->next)
        append_all(call->arena, aliases, js_path(one, "identifyPayload.aliases_to_identify"));
    const cJSON *config = js_path(call->arguments[0], "0.destination.Config");
    struct failure failure = { 0 };
    bool sent = identify_call_send(call->arena, &call->http->exchange, config, aliases, &failure);
    if (failure.tags == FAILURE_TAGS_INSTRUMENTATION) {
        call->failure = failure;
        return NULL;
    }
    cJSON *result = js_object(call->arena);
    js_add(result, "success", js_bool(call->arena, sent));
    if (!sent)
        js_add(result, "error", identify_error(call->arena, &failure));
    return result;
}

static const cJSON *call_identify_all(struct call *call)
{
    size_t count = js_count(call->arguments[0]);
    struct identify_call *calls = arena_allocate_zeroed(call->arena, count, sizeof *calls);
    size_t used = 0;
    for (const cJSON *one = count > 0 ? call->arguments[0]->child : NULL; one != NULL; one = one->next) {
        const cJSON *alias = js_path(one, "identifyPayload.aliases_to_identify.0");
        calls[used++] = (struct identify_call){ js_path(one, "destination.Config"), js_share(call->arena, alias) };
    }
    identify_call_send_all(call->arena, &call->http->exchange, calls, count);
    return NULL;
}

static const cJSON *call_delivery(struct call *call)
{
    const cJSON *answered = js_get(call->arguments[0], "destinationResponse");
    const cJSON *status = js_get(answered, "status");
    struct exchange_answer answer = { .status = js_is_number(status) ? (int)status->valuedouble : 0,
                                      .body = js_get(answered, "response") };
    cJSON *request = js_spread(call->arena, js_get(call->arguments[0], "destinationRequest"));
    js_set(request, "metadata", js_share(call->arena, js_get(call->arguments[0], "rudderJobMetadata")));
    cJSON *output = delivery_judge_batch(call->arena, request, &answer).output;
    const cJSON *tags = js_get(output, "statTags");
    if (tags == NULL)
        return output;
    call->failure = (struct failure){ .status = answer.status, .text = js_get(output, "message")->valuestring };
    return NULL;
}

static const cJSON *call_ids(struct call *call)
{
    cJSON *external_ids = NULL;
    cJSON *alias_names = NULL;
    dedup_collect_ids(call->arena, call->arguments[0], &external_ids, &alias_names);
    cJSON *result = js_object(call->arena);
    js_add(result, "externalIdsToQuery", external_ids);
    js_add(result, "aliasIdsToQuery", alias_names);
    return result;
}

static const cJSON *call_id_chunks(struct call *call)
{
    return dedup_chunk_ids(call->arena, call->arguments[0], call->arguments[1]);
}

/* A store from {"$": "Map", "entries": [[key, user]...]}. */
static struct dedup_store *store_of(struct call *call, const cJSON *map)
{
    struct dedup_store *store = dedup_store_new(call->arena);
    const cJSON *entries = js_get(map, "entries");
    for (const cJSON *entry = entries != NULL ? entries->child : NULL; entry != NULL; entry = entry->next)
        dedup_store_set(store, js_get(entry, "0"), js_get(entry, "1"));
    return store;
}

static const cJSON *call_find_user(struct call *call)
{
    return dedup_store_find(store_of(call, call->arguments[0]), call->arguments[1]);
}

static const cJSON *call_deduplicate(struct call *call)
{
    cJSON *kept = dedup_compare(store_of(call, call->arguments[1]), js_spread(call->arena, call->arguments[0]));
    return kept != NULL ? kept : js_null(call->arena);
}

static const struct {
    const char *name;
    call_function *function;
} functions[] = {
    { "formatGender", call_gender },
    { "getEndpointFromConfig", call_base_url },
    { "getPurchaseObjs", call_purchases },
    { "handleReservedProperties", call_reserved },
    { "addAppId", call_app_id },
    { "setAliasObject", call_alias },
    { "getEcommerceMapping", call_ecommerce_name },
    { "buildEcommerceEventProperties", call_ecommerce_properties },
    { "deriveSource", call_source },
    { "isPerJobDeliveryMappingEnabled", call_is_mapping_on },
    { "combineSubscriptionGroups", call_combine },
    { "batchForTrackAPI", call_chunks_by_users },
    { "batchForTrackAPIV2", call_chunks_by_items },
    { "processBatch", call_batches },
    { "processBatchWithDeliveryMapping", call_batches_with_mapping },
    { "processSingleBatch", call_identify_single },
    { "processBatchedIdentify", call_identify_all },
    { "responseHandler", call_delivery },
    { "BrazeDedupUtility.prepareInputForDedup", call_ids },
    { "BrazeDedupUtility.prepareChunksForDedup", call_id_chunks },
    { "BrazeDedupUtility.getUserDataFromStore", call_find_user },
    { "BrazeDedupUtility.deduplicate", call_deduplicate },
};

/* Members that are there and undefined are beyond JSON. Errors in an accepted identify call are only logged. */
static bool has_no_counterpart(const cJSON *conform_case)
{
    const cJSON *response = js_path(conform_case, "http.0.response");
    const cJSON *status = js_get(response, "status");
    bool logged = js_is_text(js_get(conform_case, "function"), "processSingleBatch") && js_is_number(status) &&
                  status->valuedouble < 300 && js_truthy(js_path(response, "response.errors"));
    const cJSON *arguments = js_get(conform_case, "args");
    bool undefined = false;
    for (const cJSON *argument = arguments->child; argument != NULL; argument = argument->next)
        for (const cJSON *member = js_is_object(argument) ? argument->child : NULL; member != NULL;
             member = member->next)
            undefined = undefined || js_is_text(js_get(member, "$"), "undefined");
    return logged || undefined;
}

void conform_function_answer(struct arena *arena, const cJSON *conform_case, cJSON *answer)
{
    struct call call = { .arena = arena, .conform_case = conform_case, .http = conform_http_new(arena, conform_case) };
    size_t count = 0;
    const cJSON *arguments = js_get(conform_case, "args");
    for (const cJSON *argument = arguments != NULL ? arguments->child : NULL; argument != NULL && count < 4;
         argument = argument->next)
        call.arguments[count++] = conform_value(arena, argument);
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        if (!js_is_text(js_get(conform_case, "function"), functions[i].name) || has_no_counterpart(conform_case))
            continue;
        const cJSON *result = functions[i].function(&call);
        cJSON *answered = js_object(arena);
        if (call.failure.status != 0) {
            cJSON *thrown = js_object(arena);
            js_add(thrown, "message", js_string(arena, call.failure.text));
            js_add(thrown, "status", js_number(arena, call.failure.status));
            js_add(answered, "throws", thrown);
        } else {
            js_add(answered, "result", js_share(arena, result));
        }
        js_add(answer, "answer", answered);
        js_add(answer, "http", call.http->made);
        return;
    }
}
