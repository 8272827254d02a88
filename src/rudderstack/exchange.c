#include "rudderstack/exchange.h"

#include <stddef.h>
#include <string.h>

static const struct {
    const char *name;
    int status;
    const char *text;
} network_failures[] = {
#define NETWORK_FAILURE(name, status, text) { #name, status, text },
#include "data/network_failures.def"
#undef NETWORK_FAILURE
};

static void accept_all(void *context, struct arena *arena, const struct exchange_request *request,
                       struct exchange_answer *answer)
{
    (void)context;
    (void)request;
    cJSON *body = js_object(arena);
    js_add(body, "message", js_string(arena, "success"));
    *answer = (struct exchange_answer){ .status = 201, .body = body };
}

const struct exchange exchange_offline = { accept_all, NULL };

static void settle_failure(struct arena *arena, const char *name, int *status, const cJSON **body)
{
    for (size_t i = 0; i < sizeof network_failures / sizeof *network_failures; i++) {
        if (strcmp(network_failures[i].name, name) == 0) {
            *status = network_failures[i].status;
            *body = js_string(arena, network_failures[i].text);
            return;
        }
    }
    *status = 400;
    *body = js_string(arena, arena_format(arena, "[%s]", name));
}

void exchange_settle(struct arena *arena, const struct exchange_answer *answer, int *status, const cJSON **body)
{
    if (answer->failure != NULL) {
        settle_failure(arena, answer->failure, status, body);
        return;
    }
    *status = answer->status != 0 ? answer->status : 500;
    *body = js_truthy(answer->body) ? answer->body : js_string(arena, "");
}
