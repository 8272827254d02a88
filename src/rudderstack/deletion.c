#include "rudderstack/deletion.h"

#include <stdlib.h>
#include <string.h>

#include "support/json.h"
#include "support/memory.h"
#include "support/text.h"

/* What JavaScript takes for true; the handler is written in it. */
static bool is_truthy(const cJSON *value)
{
    if (value == NULL || cJSON_IsNull(value) || cJSON_IsFalse(value))
        return false;
    if (cJSON_IsString(value))
        return value->valuestring[0] != '\0';
    if (cJSON_IsNumber(value))
        return value->valuedouble < 0 || value->valuedouble > 0;
    return true;
}

static void end_with(struct deletion *deletion, int status, const char *error)
{
    deletion->status = status;
    deletion->error = error;
}

/* https://rest.fra-NN.braze.eu for eu-NN in any case; for everything else, whatever its region, the American host. */
static char *deletion_url(const char *data_center)
{
    char *place = text_trim(data_center);
    char *number = strchr(place, '-');
    if (number != NULL) {
        *number++ = '\0';
        number[strcspn(number, "-")] = '\0';
    }
    char *url = memory_format(text_equal_ignore_case(place, "eu") ? "https://rest.fra-%s.braze.eu/users/delete"
                                                                  : "https://rest.iad-%s.braze.com/users/delete",
                              number != NULL ? number : "undefined");
    free(place);
    return url;
}

/* Adds a request to the list and returns its still empty list of ids. */
static cJSON *add_request(cJSON *requests, const char *url, const char *rest_key)
{
    cJSON *request = json_object();
    json_append(requests, request);
    json_add_string(request, "method", "POST");
    json_add_string(request, "url", url);
    cJSON *headers = json_add_object(request, "headers");
    json_add_string(headers, "Content-Type", "application/json");
    char *authorization = memory_format("Bearer %s", rest_key);
    json_add_string(headers, "Authorization", authorization);
    free(authorization);
    return json_add_array(json_add_object(request, "body"), "external_ids");
}

static void plan_requests(struct deletion *deletion, const cJSON *users, const char *data_center, const char *rest_key)
{
    char *url = deletion_url(data_center);
    cJSON *ids = NULL;
    size_t count = 0;
    const cJSON *user;
    cJSON_ArrayForEach(user, users)
    {
        const cJSON *id = json_get(user, "userId");
        if (!is_truthy(id))
            continue;
        if (count++ % DELETION_BATCH == 0)
            ids = add_request(deletion->requests, url, rest_key);
        json_append(ids, cJSON_Duplicate(id, true));
    }
    free(url);
}

void deletion_plan(struct deletion *deletion, const cJSON *job)
{
    *deletion = (struct deletion){ .requests = json_array() };
    const cJSON *users = json_get(job, "userAttributes");
    const cJSON *config = json_get(job, "config");
    const cJSON *data_center = json_get(config, "dataCenter");
    const cJSON *rest_key = json_get(config, "restApiKey");
    if (!cJSON_IsArray(users))
        end_with(deletion, 400, "userAttributes is not an array");
    else if (!is_truthy(config))
        end_with(deletion, 400, "Config for deletion not present");
    else if (!is_truthy(data_center) || !is_truthy(rest_key))
        end_with(deletion, 400, "data center / api key for deletion not present");
    else if (!cJSON_IsString(data_center))
        end_with(deletion, 500, "dataCenter.trim is not a function");
    else
        plan_requests(deletion, users, data_center->valuestring,
                      cJSON_IsString(rest_key) ? rest_key->valuestring : "");
}

bool deletion_status_is_success(int status)
{
    return (status >= 200 && status < 300) || status == 404;
}

cJSON *deletion_result(const struct deletion *deletion, const int *statuses, size_t count)
{
    int status = deletion->status;
    const char *error = deletion->error;
    for (size_t i = 0; error == NULL && i < count; i++)
        if (!deletion_status_is_success(statuses[i])) {
            status = statuses[i];
            error = "User deletion request failed";
        }
    cJSON *result = json_object();
    json_add_number(result, "statusCode", error != NULL ? status : 200);
    json_add_string(result, error != NULL ? "error" : "status", error != NULL ? error : "successful");
    return result;
}

void deletion_clear(struct deletion *deletion)
{
    cJSON_Delete(deletion->requests);
    deletion->requests = NULL;
}

cJSON *deletion_regulation(const cJSON *destination_ids, const cJSON *users)
{
    cJSON *regulation = json_object();
    json_add_string(regulation, "regulationType", "suppress_with_delete");
    json_add(regulation, "destinationIds", cJSON_Duplicate(destination_ids, true));
    json_add(regulation, "users", cJSON_Duplicate(users, true));
    return regulation;
}
