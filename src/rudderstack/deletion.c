#include "rudderstack/deletion.h"

#include <string.h>

#include "support/jstext.h"
#include "support/jsvalue.h"
#include "support/text.h"

static struct deletion end_with(struct deletion deletion, int status, const char *error)
{
    deletion.status = status;
    deletion.error = error;
    return deletion;
}

/* https://rest.fra-NN.braze.eu for eu-NN in any case; for everything else, whatever its region, the American host. */
static const char *deletion_url(struct arena *arena, const char *data_center)
{
    char *region = arena_copy_string(arena, js_trim(arena, data_center));
    char *number = strchr(region, '-');
    if (number != NULL) {
        *number++ = '\0';
        number[strcspn(number, "-")] = '\0';
    }
    return arena_format(arena,
                        text_equal_ignore_case(region, "eu") ? "https://rest.fra-%s.braze.eu/users/delete"
                                                             : "https://rest.iad-%s.braze.com/users/delete",
                        number != NULL ? number : "undefined");
}

/* Adds a request to the list and returns its still empty list of ids. */
static cJSON *add_request(struct arena *arena, cJSON *requests, const char *url, const char *authorization)
{
    cJSON *headers = js_object(arena);
    js_add(headers, "Content-Type", js_string(arena, "application/json"));
    js_add(headers, "Authorization", js_string(arena, authorization));
    cJSON *ids = js_array(arena);
    cJSON *body = js_object(arena);
    js_add(body, "external_ids", ids);
    cJSON *request = js_object(arena);
    js_add(request, "method", js_string(arena, "POST"));
    js_add(request, "url", js_string(arena, url));
    js_add(request, "headers", headers);
    js_add(request, "body", body);
    js_append(arena, requests, request);
    return ids;
}

static void plan_requests(struct arena *arena, cJSON *requests, const cJSON *users, const char *url, const cJSON *rest_key)
{
    const char *key = "";
    if (!js_to_text(arena, rest_key, &key))
        key = "";
    const char *authorization = arena_format(arena, "Bearer %s", key);
    cJSON *ids = NULL;
    size_t count = 0;
    const cJSON *user;
    cJSON_ArrayForEach(user, users)
    {
        const cJSON *id = js_get(user, "userId");
        if (!js_truthy(id))
            continue;
        if (count++ % DELETION_BATCH == 0)
            ids = add_request(arena, requests, url, authorization);
        js_append(arena, ids, js_share(arena, id));
    }
}

struct deletion deletion_plan(struct arena *arena, const cJSON *job)
{
    struct deletion deletion = { .requests = js_array(arena) };
    const cJSON *users = js_get(job, "userAttributes");
    const cJSON *config = js_get(job, "config");
    const cJSON *data_center = js_get(config, "dataCenter");
    const cJSON *rest_key = js_get(config, "restApiKey");
    if (!js_is_array(users))
        return end_with(deletion, 400, "userAttributes is not an array");
    if (!js_truthy(config))
        return end_with(deletion, 400, "Config for deletion not present");
    if (!js_truthy(data_center) || !js_truthy(rest_key))
        return end_with(deletion, 400, "data center / api key for deletion not present");
    if (!js_is_string(data_center))
        return end_with(deletion, 500, "dataCenter.trim is not a function");
    plan_requests(arena, deletion.requests, users, deletion_url(arena, data_center->valuestring), rest_key);
    return deletion;
}

bool deletion_status_is_success(int status)
{
    return (status >= 200 && status < 300) || status == 404;
}

cJSON *deletion_result(struct arena *arena, const struct deletion *deletion, const int *statuses, size_t count)
{
    int status = deletion->status;
    const char *error = deletion->error;
    for (size_t i = 0; error == NULL && i < count; i++)
        if (!deletion_status_is_success(statuses[i])) {
            status = statuses[i];
            error = "User deletion request failed";
        }
    cJSON *result = js_object(arena);
    js_add(result, "statusCode", js_number(arena, error != NULL ? status : 200));
    js_add(result, error != NULL ? "error" : "status", js_string(arena, error != NULL ? error : "successful"));
    return result;
}

cJSON *deletion_regulation(struct arena *arena, const cJSON *destination_ids, const cJSON *users)
{
    cJSON *regulation = js_object(arena);
    js_add(regulation, "regulationType", js_string(arena, "suppress_with_delete"));
    js_add(regulation, "destinationIds", js_share(arena, destination_ids));
    js_add(regulation, "users", js_share(arena, users));
    return regulation;
}
