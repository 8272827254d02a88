#include "workbench/parcel.h"

#include <stdlib.h>
#include <string.h>

#include "support/json.h"
#include "support/jsread.h"
#include "support/jswrite.h"

static bool refuse(const struct trial *trial, struct error *error)
{
    const struct preview *preview = &trial->preview;
    if (preview->error != NULL)
        return error_set(error, ERROR_USAGE, "there is nothing to send: RudderStack reports %s", preview->error);
    if (preview->dropped != NULL)
        return error_set(error, ERROR_USAGE, "there is nothing to send: %s", preview->dropped);
    if (preview->calls != NULL && preview->calls->child != NULL)
        return error_set(error, ERROR_USAGE, "there is nothing to send: these calls are made by the Braze SDK in the client");
    return error_set(error, ERROR_USAGE, "there is nothing to send");
}

bool parcel_make(struct parcel *parcel, const struct trial *trial, struct error *error)
{
    const cJSON *requests = trial->preview.requests;
    *parcel = (struct parcel){ 0 };
    if (requests == NULL || requests->child == NULL)
        return refuse(trial, error);
    parcel->requests = memory_allocate((size_t)cJSON_GetArraySize(requests), sizeof *parcel->requests);
    const cJSON *request;
    cJSON_ArrayForEach(request, requests)
    {
        struct parcel_request *made = &parcel->requests[parcel->count];
        const char *path = trial_request_path(request);
        if (!endpoint_find(json_get_string(request, "method", "POST"), path, &made->endpoint)) {
            parcel_clear(parcel);
            return error_set(error, ERROR_USAGE, "%s is no call of Braze's that is known here", path);
        }
        UT_string body;
        utstring_init(&body);
        js_write(&body, json_get(request, "body"));
        made->body = utstring_body(&body);
        made->length = utstring_len(&body);
        parcel->count++;
    }
    return true;
}

void parcel_clear(struct parcel *parcel)
{
    for (size_t i = 0; i < parcel->count; i++)
        free(parcel->requests[i].body);
    free(parcel->requests);
    *parcel = (struct parcel){ 0 };
}

struct braze_call parcel_call(const struct parcel_request *request)
{
    return (struct braze_call){ .endpoint = request->endpoint, .body = request->body, .body_length = request->length };
}

void parcel_append_contents(UT_string *out, const struct parcel *parcel)
{
    struct arena *arena = arena_new();
    for (size_t i = 0; i < parcel->count; i++) {
        const struct parcel_request *request = &parcel->requests[i];
        const struct endpoint_info *endpoint = &endpoints[request->endpoint];
        const cJSON *body = js_read(arena, request->body, request->length, NULL);
        const char *joint = ": ";
        utstring_printf(out, "%s %s", endpoint->method, endpoint->path);
        const cJSON *member;
        cJSON_ArrayForEach(member, body)
        {
            if (!cJSON_IsArray(member))
                continue;
            utstring_printf(out, "%s%d of %s", joint, cJSON_GetArraySize(member), member->string);
            joint = ", ";
        }
        utstring_printf(out, "\n");
    }
    arena_free(arena);
}
