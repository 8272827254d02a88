/* Any line in cloud mode: each gets one line of JSON as its answer, whatever the options; batches hold no more than
 * Braze takes; and previews explain what is there. A line may be a case of tests/vectors, too: then its input and its
 * answers count. */
#include <string.h>

#include "fuzz.h"
#include "rudderstack/batch.h"
#include "rudderstack/cloud.h"
#include "rudderstack/delete_users.h"
#include "rudderstack/delivery.h"
#include "rudderstack/preview.h"
#include "rudderstack/transform.h"
#include "support/jsread.h"
#include "support/jsvalue.h"
#include "support/jswrite.h"

#define DESTINATION                                                                                                    \
    "\"destination\":{\"ID\":\"d\",\"WorkspaceID\":\"w\",\"Config\":{\"restApiKey\":\"k\",\"dataCenter\":\"EU-01\","   \
    "\"supportDedup\":true,\"enableNestedArrayOperations\":true,\"sendPurchaseEventWithExtraProperties\":true,"        \
    "\"useEcommerceRecommendedEvents\":true,\"enableSubscriptionGroupInGroupCall\":true}},\"metadata\":{\"jobId\":1}"
#define PLAIN                                                                                                          \
    "\"destination\":{\"hasDynamicConfig\":false,\"Config\":{\"restApiKey\":\"k\",\"dataCenter\":\"us-1\"}},"          \
    "\"metadata\":{\"workspaceId\":\"x\"}"

const char *const fuzz_seeds[] = {
    "{\"message\":{\"type\":\"identify\",\"userId\":\"u\",\"anonymousId\":\"a\",\"traits\":{\"email\":\"A@b.c\","
    "\"gender\":\"w\",\"cars\":{\"add\":["
    "{\"id\":1}],\"update\":[{\"id\":2,\"identifier\":\"id\",\"x\":3}],\"remove\":\"ab\"},\"address\":{\"city\":\"c\"}}"
    "}," DESTINATION "}",
    "{\"message\":{\"type\":\"track\",\"anonymousId\":\"a\",\"event\":\"Order "
    "Completed\",\"timestamp\":\"t\",\"properties\":{\"currency\":\"EUR\","
    "\"products\":[{\"product_id\":1,\"price\":\"2.5x\",\"quantity\":2.7,\"name\":\"n\"},null]}}," PLAIN "}",
    "{\"message\":{\"type\":\"track\",\"userId\":5,\"event\":\" Product "
    "Added\",\"properties\":{\"product_id\":1,\"price\":\"0x1f\",\"source\":\"IOS\","
    "\"__proto__\":{\"m\":1}}}," DESTINATION "}",
    "[{\"message\":{\"type\":\"group\",\"userId\":\"10\",\"groupId\":[1],\"traits\":{\"subscriptionState\":"
    "\"subscribed\",\"email\":\"e\"}}," DESTINATION
    "},{\"message\":{\"type\":\"alias\",\"userId\":\"9\",\"previousId\":{}}," DESTINATION
    "},{\"message\":{\"type\":\"page\",\"anonymousId\":\"a\",\"context\":{\"traits\":{\"k\":null}}}," DESTINATION
    "},{\"message\":{\"statusCode\":200,\"body\":{\"JSON\":{\"events\":[{\"external_id\":null},{\"external_id\":[2]}]}}"
    "}," DESTINATION "}]",
    "{\"message\":{\"type\":\"identify\",\"context\":{\"mappedToDestination\":true,\"externalId\":[{\"id\":\"x\"}]},"
    "\"traits\":[1,\"{{ \"]},"
    "\"destination\":{\"Config\":{\"dataCenter\":\"{{ message.context.dc || EU-01 "
    "}}\",\"restApiKey\":\"{{event.traits||1}}\"}}}",
    "{\"userAttributes\":[{\"userId\":1}],\"config\":{\"dataCenter\":\"au-1\",\"restApiKey\":\"k\"},\"endpoint\":"
    "\"https://x/users/track\","
    "\"endpointPath\":\"users/"
    "track\",\"body\":{\"JSON\":{\"a\":1}},\"metadata\":[{\"destInfo\":{\"eventsIndices\":[0]}}],\"users\":[{"
    "\"external_id\":\"u\","
    "\"custom_attributes\":{\"k\":1}},{\"user_aliases\":[{\"alias_name\":\"a\",\"alias_label\":\"rudder_id\"}]}],"
    "\"message\":\"success\","
    "\"errors\":[{\"type\":\"t\",\"input_array\":\"events\",\"index\":0}]}",
    NULL,
};

const char *const fuzz_words[] = { "null",
                                   "{}",
                                   "[]",
                                   "true",
                                   "0",
                                   "-1",
                                   "1e400",
                                   "\"\"",
                                   "\"track\"",
                                   "\"identify\"",
                                   "\"Order Completed\"",
                                   "\"traits\":",
                                   "\"properties\":",
                                   "\"products\":[",
                                   "\"update\":",
                                   "\"identifier\":",
                                   "\"toString\":1",
                                   "\"__proto__\":",
                                   "\\ud800",
                                   "\\u0000",
                                   "{{ message.userId || x }}",
                                   "\"external_id\":",
                                   "\"alias\":{\"alias_name\":1,\"alias_label\":2}",
                                   "\"externalId\":[{\"type\":\"brazeExternalId\",\"id\":1}]",
                                   "\"supportDedup\":true",
                                   "\"$add\":",
                                   NULL };

/* One answer to everything: what stands under "users" and the like in the line itself. */
struct answering {
    const cJSON *line;
    const cJSON *next; /* of the answers of a case */
};

static void answer_request(void *context, struct arena *arena, const struct exchange_request *request,
                           struct exchange_answer *answer)
{
    struct answering *answering = context;
    UT_string body;
    utstring_init(&body);
    js_write(&body, request->body);
    utstring_done(&body);
    *answer = (struct exchange_answer){ .status = 200, .body = answering->line };
    if (answering->next != NULL) {
        const cJSON *response = js_get(answering->next, "response");
        const cJSON *status = js_get(response, "status");
        const cJSON *code = js_path(response, "error.code");
        answer->body = js_get(response, "body");
        answer->status = js_is_number(status) && status->valuedouble > 0 && status->valuedouble < 1000
                             ? (int)status->valuedouble
                             : 0;
        answer->failure = js_is_object(js_get(response, "error")) && js_is_string(code) ? code->valuestring : NULL;
        answering->next = answering->next->next;
    }
    (void)arena;
}

static void try_line(const char *line, size_t length, const struct cloud_options *options, bool router)
{
    struct transform *transform = transform_new(options, router);
    struct arena *arena = arena_new();
    UT_string out;
    utstring_init(&out);
    transform_line(transform, line, length, &out);
    const char *text = utstring_body(&out);
    size_t written = utstring_len(&out);
    FUZZ_EXPECT(written > 1 && memchr(text, '\n', written) == text + written - 1);
    FUZZ_EXPECT(js_is_object(js_read(arena, text, written, NULL)));
    utstring_done(&out);
    arena_free(arena);
    transform_free(transform);
}

static void expect_small(const cJSON *request)
{
    const cJSON *body = js_path(request, "body.JSON");
    for (enum batch_kind kind = 0; kind < BATCH_KIND_COUNT; kind++)
        FUZZ_EXPECT(js_count(js_get(body, batch_kind_name(kind))) <= BATCH_ITEMS);
    FUZZ_EXPECT(js_count(js_get(body, "subscription_groups")) <= BATCH_SUBSCRIPTIONS);
    FUZZ_EXPECT(js_count(js_get(body, "merge_updates")) <= BATCH_MERGES);
}

static void try_answers(struct arena *arena, const cJSON *line, const cJSON *input, const struct cloud_options *options)
{
    const cJSON *http = js_get(line, "http");
    struct answering answering = { line, js_is_array(http) ? http->child : NULL };
    struct exchange exchange = { answer_request, &answering };
    struct cloud cloud = { .arena = arena, .options = options, .exchange = &exchange };
    if (js_is_array(input)) {
        cJSON *answers = cloud_route(&cloud, js_copy(arena, input));
        for (const cJSON *answer = answers->child; answer != NULL; answer = answer->next) {
            const cJSON *requests = js_get(answer, "batchedRequest");
            if (js_is_array(requests))
                for (const cJSON *request = requests->child; request != NULL; request = request->next)
                    expect_small(request);
            FUZZ_EXPECT(js_is_array(js_get(answer, "metadata")) && js_is_number(js_get(answer, "statusCode")));
        }
    } else {
        FUZZ_EXPECT(js_is_number(js_get(cloud_process(&cloud, js_copy(arena, input)), "statusCode")));
    }
    (void)delivery_send_one(arena, &exchange, input);
    (void)delivery_send_batch(arena, &exchange, input);
    (void)delete_users(arena, &exchange, input);
}

static void try_preview(struct arena *arena, const cJSON *input)
{
    const cJSON *config = js_path(input, "destination.Config");
    struct preview_options options = { .config = js_is_object(config) ? config : js_object(arena), .explain = true };
    const cJSON *message = js_get(input, "message");
    FUZZ_EXPECT(preview_title(arena, message) != NULL);
    for (unsigned mode = 0; mode < CONNECTION_MODE_COUNT; mode++) {
        options.mode = (enum connection_mode)mode;
        struct preview preview = preview_event(arena, &options, js_is_object(message) ? message : input);
        for (const cJSON *entry = preview.explain->child; entry != NULL; entry = entry->next)
            FUZZ_EXPECT(js_is_string(js_get(entry, "rule")));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static const struct cloud_options options[] = {
        { NULL, NULL, false },
        { "NONE", "ALL", true },
        { "w, x", " w ,", false },
    };
    const char *text = (const char *)bytes;
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        try_line(text, length, &options[i], i > 0);
    struct arena *arena = arena_new();
    const cJSON *line = js_read(arena, text, length, NULL);
    const cJSON *input = js_get(line, "input");
    if (input == NULL)
        input = line;
    if (js_is_object(input) || js_is_array(input)) {
        for (size_t i = 0; i < sizeof options / sizeof *options; i++)
            try_answers(arena, line, input, &options[i]);
        try_preview(arena, js_is_array(input) ? input->child : input);
    }
    arena_free(arena);
    return 0;
}
