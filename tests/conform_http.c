#include "tests/conform_http.h"

#include "support/jsread.h"
#include "support/jsvalue.h"
#include "support/jswrite.h"

/* A body as it is sent: JSON knows no infinite numbers. */
static const cJSON *as_sent(struct arena *arena, const cJSON *body)
{
    if (body == NULL)
        return NULL;
    UT_string text;
    utstring_init(&text);
    js_write(&text, body);
    struct error error = ERROR_INIT;
    const cJSON *sent = js_read(arena, utstring_body(&text), utstring_len(&text), &error);
    error_clear(&error);
    utstring_done(&text);
    return sent;
}

/* The first entry of the same URL and body that has not answered yet. */
static const cJSON *take_response(struct conform_http *http, struct arena *arena,
                                  const struct exchange_request *request)
{
    const cJSON *body = as_sent(arena, request->body);
    size_t index = 0;
    for (const cJSON *entry = http->entries != NULL ? http->entries->child : NULL; entry != NULL; entry = entry->next) {
        const cJSON *wanted = js_get(entry, "request");
        bool same = js_is_text(js_get(wanted, "url"), request->url) && js_equal(js_get(wanted, "body"), body);
        if (same && !http->used[index]) {
            http->used[index] = true;
            return js_get(entry, "response");
        }
        index++;
    }
    return NULL;
}

static void send_request(void *context, struct arena *arena, const struct exchange_request *request,
                         struct exchange_answer *answer)
{
    struct conform_http *http = context;
    cJSON *made = js_object(arena);
    js_add(made, "method", js_string(arena, "POST"));
    js_add(made, "url", js_string(arena, request->url));
    js_add(made, "headers", js_share(arena, request->headers));
    js_add(made, "body", js_share(arena, request->body));
    js_append(arena, http->made, made);

    const cJSON *response = take_response(http, arena, request);
    const cJSON *error = js_get(response, "error");
    const cJSON *code = js_get(error, "code");
    const cJSON *status = js_get(response, "status");
    *answer = (struct exchange_answer){
        .status = js_is_number(status) ? (int)status->valuedouble : 0,
        .body =
            js_otherwise(js_get(response, "body"), js_get(response, "response")), /* as cases of functions have it */
        .headers = js_get(response, "headers"),
        .failure = js_is_string(code) ? code->valuestring : NULL,
    };
}

struct conform_http *conform_http_new(struct arena *arena, const cJSON *conform_case)
{
    struct conform_http *http = arena_allocate_zeroed(arena, 1, sizeof *http);
    http->entries = js_get(conform_case, "http");
    http->used = arena_allocate_zeroed(arena, js_count(http->entries) + 1, sizeof *http->used);
    http->made = js_array(arena);
    http->exchange = (struct exchange){ send_request, http };
    return http;
}
