#include "rudderstack/identify_call.h"

#include "rudderstack/request.h"
#include "support/jswrite.h"

static bool refuse(struct failure *failure, struct arena *arena, int status, const cJSON *body)
{
    const char *message = arena_format(arena, "Braze identify failed - %s", js_written(arena, body));
    *failure = (struct failure){ FAILURE_IDENTIFY_REFUSED, status, FAILURE_TAGS_NETWORK, message };
    if (js_truthy(body)) {
        cJSON *both = js_object(arena);
        js_add(both, "message", js_string(arena, message));
        js_add(both, "destinationResponse", js_share(arena, body));
        failure->text = js_written(arena, both);
    }
    return false;
}

bool identify_call_send(struct arena *arena, const struct exchange *exchange, const cJSON *config, cJSON *aliases,
                        struct failure *failure)
{
    const char *base = request_base_url(arena, config, failure);
    cJSON *headers = base != NULL ? request_headers(arena, config, failure) : NULL;
    if (headers == NULL)
        return false;
    cJSON *body = js_object(arena);
    js_add(body, "aliases_to_identify", aliases);
    js_add(body, "merge_behavior", js_string(arena, "merge"));
    struct exchange_request request = { arena_format(arena, "%s/%s", base, REQUEST_IDENTIFY_PATH), headers, NULL,
                                        body };
    struct exchange_answer answer = { 0 };
    exchange->send(exchange->context, arena, &request, &answer);
    int status = 0;
    const cJSON *answered = NULL;
    exchange_settle(arena, &answer, &status, &answered);
    if (status >= 200 && status < 300 && answer.failure == NULL)
        return true;
    return refuse(failure, arena, status, answered);
}

void identify_call_send_all(struct arena *arena, const struct exchange *exchange, const struct identify_call *calls,
                            size_t count)
{
    for (size_t start = 0; start < count; start += IDENTIFY_CALL_CHUNK) {
        cJSON *aliases = js_array(arena);
        for (size_t i = start; i < count && i < start + IDENTIFY_CALL_CHUNK; i++)
            js_append(arena, aliases, calls[i].alias);
        struct failure ignored = { 0 };
        (void)!identify_call_send(arena, exchange, calls[start].config, aliases, &ignored);
    }
}
