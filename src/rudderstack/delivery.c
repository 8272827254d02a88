#include "rudderstack/delivery.h"

#include <string.h>

#include "rudderstack/failure.h"
#include "rudderstack/request.h"
#include "support/jsmap.h"
#include "support/jsnumber.h"
#include "support/jswrite.h"

static const char done_message[] = "Request for braze Processed Successfully";

enum { STATUS_PARTLY_REFUSED = 296 };

static bool is_success(int status)
{
    return status >= 200 && status < 300;
}

static cJSON *failed_message(struct arena *arena, int status)
{
    return js_string(arena, arena_format(arena, "Request failed for braze with status: %d", status));
}

static void add_id(struct arena *arena, cJSON *tags, const char *name, const cJSON *metadata)
{
    const cJSON *id = js_get(metadata, name);
    js_add(tags, name,
           js_truthy(id) ? js_share(arena, id) : js_string(arena, "Non-determininable")); /* RudderStack's spelling */
}

static cJSON *delivery_tags(struct arena *arena, int status, const cJSON *metadata)
{
    cJSON *tags = js_object(arena);
    js_add(tags, "errorCategory", js_string(arena, "network"));
    js_add(tags, "errorType", js_string(arena, failure_network_type(status)));
    failure_add_origin(arena, tags, "dataDelivery");
    add_id(arena, tags, "destinationId", metadata);
    add_id(arena, tags, "workspaceId", metadata);
    return tags;
}

/* errors.length > 0, of whatever errors is. */
static bool has_length(const cJSON *errors)
{
    if (js_is_string(errors))
        return js_truthy(errors);
    if (js_is_array(errors))
        return errors->child != NULL;
    const cJSON *length = js_get(errors, "length");
    return (js_is_number(length) && length->valuedouble > 0) || (js_is_bool(length) && js_truthy(length)) ||
           (js_is_string(length) && js_to_number(length->valuestring) > 0);
}

struct delivery delivery_judge_one(struct arena *arena, const cJSON *request, const struct exchange_answer *answer)
{
    int status = 0;
    const cJSON *body = NULL;
    exchange_settle(arena, answer, &status, &body);
    bool failed =
        !is_success(status) || (!js_is_text(js_get(body, "message"), "success") && has_length(js_get(body, "errors")));

    cJSON *response = js_object(arena);
    js_add(response, "response", js_share(arena, body));
    js_add(response, "status", js_number(arena, status));
    js_add(response, "headers", js_share(arena, answer->headers));
    cJSON *output = js_object(arena);
    js_add(output, "status", js_number(arena, status));
    js_add(output, "message", failed ? failed_message(arena, status) : js_string(arena, done_message));
    js_add(output, "destinationResponse", response);
    if (failed)
        js_add(output, "statTags", delivery_tags(arena, status, js_get(request, "metadata")));
    return (struct delivery){ status == 404 ? 400 : is_success(status) ? 200 : status, output };
}

/* What Braze refused of a request, by the list and the place in it. */
struct refusals {
    struct js_map *by_index[3];
};

static const struct {
    const char *input_array;
    const char *indices;
} lists[] = { { "events", "eventsIndices" },
              { "attributes", "attributesIndices" },
              { "purchases", "purchasesIndices" } };

enum { LIST_COUNT = sizeof lists / sizeof *lists };

static struct refusals read_refusals(struct arena *arena, const cJSON *errors)
{
    struct refusals refusals;
    for (size_t list = 0; list < LIST_COUNT; list++)
        refusals.by_index[list] = js_map_new(arena);
    for (const cJSON *error = errors->child; error != NULL; error = error->next) {
        const cJSON *index = js_get(error, "index");
        for (size_t list = 0; list < LIST_COUNT; list++)
            if (js_is_text(js_get(error, "input_array"), lists[list].input_array) &&
                js_map_find(refusals.by_index[list], index) == NULL)
                js_map_put(refusals.by_index[list], index, error);
    }
    return refusals;
}

static bool is_list_of_numbers(const cJSON *value)
{
    if (!js_is_array(value))
        return false;
    for (const cJSON *element = value->child; element != NULL; element = element->next)
        if (!js_is_number(element))
            return false;
    return true;
}

/* The types of all errors about a job's items, joined; NULL if there are none. */
static const char *errors_of_job(struct arena *arena, const struct refusals *refusals, const cJSON *metadata)
{
    const char *joined = NULL;
    for (size_t list = 0; list < LIST_COUNT; list++) {
        const cJSON *indices = js_get(js_get(metadata, "destInfo"), lists[list].indices);
        for (const cJSON *index = is_list_of_numbers(indices) ? indices->child : NULL; index != NULL;
             index = index->next) {
            const cJSON *type = js_get(js_map_find(refusals->by_index[list], index), "type");
            const char *text = NULL;
            if (js_truthy(type) && js_to_text(arena, type, &text))
                joined = joined != NULL ? arena_format(arena, "%s; %s", joined, text) : text;
        }
    }
    return joined;
}

static cJSON *job_output(struct arena *arena, int status, const cJSON *metadata, const char *error)
{
    cJSON *job = js_object(arena);
    js_add(job, "statusCode", js_number(arena, status));
    js_add(job, "metadata", js_share(arena, metadata));
    js_add(job, "error", js_string(arena, error));
    return job;
}

struct delivery delivery_judge_batch(struct arena *arena, const cJSON *request, const struct exchange_answer *answer)
{
    int status = 0;
    const cJSON *body = NULL;
    exchange_settle(arena, answer, &status, &body);
    const cJSON *metadata = js_get(request, "metadata");
    const cJSON *errors = js_get(body, "errors");
    const char *whole = js_written(arena, body);
    bool failed = !is_success(status) || !js_is_text(js_get(body, "message"), "success");
    bool partly = !failed && js_is_array(errors) && errors->child != NULL &&
                  js_is_text(js_get(request, "endpointPath"), REQUEST_TRACK_PATH);
    struct refusals refusals = { { NULL } };
    if (partly)
        refusals = read_refusals(arena, errors);

    cJSON *jobs = js_array(arena);
    for (const cJSON *job = js_is_array(metadata) ? metadata->child : NULL; job != NULL; job = job->next) {
        const char *refused = partly ? errors_of_job(arena, &refusals, job) : NULL;
        int job_status = refused != NULL ? STATUS_PARTLY_REFUSED : partly ? 200 : status;
        js_append(arena, jobs, job_output(arena, job_status, job, refused != NULL ? refused : whole));
    }
    cJSON *output = js_object(arena);
    js_add(output, "status", js_number(arena, status));
    js_add(output, "message", failed ? failed_message(arena, status) : js_string(arena, done_message));
    js_add(output, "response", jobs);
    if (failed)
        js_add(output, "statTags", delivery_tags(arena, status, js_is_array(metadata) ? metadata->child : NULL));
    return (struct delivery){ 200, output };
}

static void send(struct arena *arena, const struct exchange *exchange, const cJSON *request,
                 struct exchange_answer *answer)
{
    const cJSON *endpoint = js_get(request, "endpoint");
    const cJSON *body = request_body(request);
    cJSON *headers = js_spread(arena, js_get(request, "headers"));
    js_set(headers, "User-Agent", js_string(arena, "RudderLabs"));
    struct exchange_request sent = {
        .url = js_is_string(endpoint) ? endpoint->valuestring : "",
        .headers = headers,
        .params = js_get(request, "params"),
        .body = js_count(body) > 0 ? body : NULL,
    };
    exchange->send(exchange->context, arena, &sent, answer);
}

struct delivery delivery_send_one(struct arena *arena, const struct exchange *exchange, const cJSON *request)
{
    struct exchange_answer answer = { 0 };
    send(arena, exchange, request, &answer);
    return delivery_judge_one(arena, request, &answer);
}

struct delivery delivery_send_batch(struct arena *arena, const struct exchange *exchange, const cJSON *request)
{
    struct exchange_answer answer = { 0 };
    send(arena, exchange, request, &answer);
    return delivery_judge_batch(arena, request, &answer);
}
