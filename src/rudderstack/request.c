#include "rudderstack/request.h"

#include <string.h>

#include "support/jstext.h"

const char *request_base_url(struct arena *arena, const cJSON *config, struct failure *failure)
{
    static const struct {
        const char *region, *before, *behind; /* of the number */
    } regions[] = {
        { "eu", "https://rest.fra-", ".braze.eu" },
        { "us", "https://rest.iad-", ".braze.com" },
        { "au", "https://rest.au-", ".braze.com" },
    };
    const cJSON *data_center = js_get(config, "dataCenter");
    if (!js_is_string(data_center) || !js_truthy(data_center)) {
        failure_set(failure, arena, FAILURE_DATA_CENTER_MISSING);
        return NULL;
    }
    const char *text = js_lower(arena, js_trim(arena, data_center->valuestring));
    size_t region_length = strcspn(text, "-");
    const char *number = "undefined";
    if (text[region_length] == '-') {
        number = text + region_length + 1;
        number = arena_copy(arena, number, strcspn(number, "-"));
    }
    for (size_t i = 0; i < sizeof regions / sizeof *regions; i++) {
        if (strlen(regions[i].region) == region_length && strncmp(text, regions[i].region, region_length) == 0)
            return arena_join(arena, (const char *const[]){ regions[i].before, number, regions[i].behind, NULL });
    }
    failure_set(failure, arena, FAILURE_DATA_CENTER_UNKNOWN, data_center->valuestring);
    return NULL;
}

const char *request_authorization(struct arena *arena, const cJSON *config, struct failure *failure)
{
    const char *key = NULL;
    if (!js_to_text(arena, js_get(config, "restApiKey"), &key)) {
        failure_set(failure, arena, FAILURE_NO_PRIMITIVE);
        return NULL;
    }
    return arena_join(arena, (const char *const[]){ "Bearer ", key, NULL });
}

cJSON *request_headers(struct arena *arena, const cJSON *config, struct failure *failure)
{
    const char *authorization = request_authorization(arena, config, failure);
    if (authorization == NULL)
        return NULL;
    cJSON *headers = js_object(arena);
    js_add(headers, "Content-Type", js_string(arena, "application/json"));
    js_add(headers, "Accept", js_string(arena, "application/json"));
    js_add(headers, "Authorization", js_string(arena, authorization));
    return headers;
}

cJSON *request_new(struct arena *arena, const cJSON *config, const char *path, cJSON *body, struct failure *failure)
{
    const char *base = request_base_url(arena, config, failure);
    cJSON *headers = base != NULL ? request_headers(arena, config, failure) : NULL;
    if (headers == NULL)
        return NULL;
    cJSON *request = js_object(arena);
    js_add(request, "version", js_string(arena, "1"));
    js_add(request, "type", js_string(arena, "REST"));
    js_add(request, "method", js_string(arena, "POST"));
    js_add(request, "endpoint", js_string(arena, arena_join(arena, (const char *const[]){ base, "/", path, NULL })));
    js_add(request, "endpointPath", js_string(arena, path));
    js_add(request, "headers", headers);
    js_add(request, "params", js_object(arena));
    cJSON *bodies = js_object(arena);
    js_add(bodies, "JSON", body);
    js_add(bodies, "JSON_ARRAY", js_object(arena));
    js_add(bodies, "XML", js_object(arena));
    js_add(bodies, "FORM", js_object(arena));
    js_add(request, "body", bodies);
    js_add(request, "files", js_object(arena));
    return request;
}

cJSON *request_of_one(struct arena *arena, const cJSON *config, const char *path, const char *list, cJSON *entry,
                      struct failure *failure)
{
    cJSON *entries = js_array(arena);
    js_append(arena, entries, entry);
    cJSON *body = js_object(arena);
    js_add(body, list, entries);
    return request_new(arena, config, path, body, failure);
}

const cJSON *request_body(const cJSON *request)
{
    return js_get(js_get(request, "body"), "JSON");
}
