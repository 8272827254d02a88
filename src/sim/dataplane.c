/* RudderStack's data plane, as https://www.rudderstack.com/docs/api/http-api/ describes it: it takes events and says
 * that it has them. Nothing is passed on to Braze. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistr.h>
#include <zlib.h>

#include "sim/base64.h"
#include "sim/sim.h"
#include "support/json.h"

#define uthash_fatal(message) memory_exhausted()
#include <uthash.h>

enum { MOST_BYTES = 4 * 1024 * 1024, MOST_EVENT_BYTES = 32 * 1024, MOST_DEPTH = 200 };

/* An event that was taken: another one with the same messageId is dropped. */
struct sim_taken {
    uint64_t key;
    UT_hash_handle hh;
};

static const struct {
    const char *path, *type;
} endpoints[] = {
    { "/v1/identify", "identify" }, { "/v1/track", "track" }, { "/v1/page", "page" }, { "/v1/screen", "screen" },
    { "/v1/group", "group" },       { "/v1/alias", "alias" }, { "/v1/batch", NULL },
};
enum { ENDPOINTS = sizeof endpoints / sizeof *endpoints };

static int find_endpoint(const char *path)
{
    for (int i = 0; i < ENDPOINTS; i++)
        if (strcmp(path, endpoints[i].path) == 0)
            return i;
    return -1;
}

bool sim_dataplane_knows(const char *path)
{
    return find_endpoint(path) >= 0;
}

static bool answer(struct sim_reply *reply, unsigned status, const char *text)
{
    sim_reply_text(reply, status, "text/plain; charset=utf-8", text, strlen(text));
    return status == 200;
}

bool sim_dataplane_fault(unsigned status, struct sim_reply *reply)
{
    static const struct {
        unsigned status;
        const char *text;
    } texts[] = {
        { 401, "Invalid Write Key" },
        { 404, "Source is disabled" },
        { 429, "Max Requests Limit reached" },
        { 500, "Failed to read body from request" },
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (texts[i].status == status) {
            (void)answer(reply, status, texts[i].text);
            return true;
        }
    }
    return false;
}

/* "Basic base64(KEY:)"; the password is ignored. */
static bool check_key(const struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
    const char *value = sim_request_header(request, "Authorization");
    size_t length = 0;
    char *pair = value != NULL && strncasecmp(value, "Basic ", 6) == 0 ? sim_base64_decode(value + 6, &length) : NULL;
    char *colon = pair != NULL ? strchr(pair, ':') : NULL;
    if (colon != NULL)
        *colon = '\0';
    bool readable = colon != NULL && *pair != '\0';
    bool right = readable && strcmp(pair, sim->options.write_key) == 0;
    free(pair);
    if (!right)
        return answer(reply, 401, readable ? "Invalid Write Key" : "Failed to read writeKey from header");
    return true;
}

/* Replaces a gzip body by what it holds, as far as that is not too much. */
static bool unpack(struct sim_request *request, struct sim_reply *reply)
{
    const char *encoding = sim_request_header(request, "Content-Encoding");
    if (encoding == NULL || strcasecmp(encoding, "gzip") != 0)
        return true;
    enum { GZIP_WINDOW = 15 + 16, PIECE = 16384 };
    UT_string plain;
    utstring_init(&plain);
    z_stream stream = { .next_in = (Bytef *)utstring_body(&request->body),
                        .avail_in = (uInt)utstring_len(&request->body) };
    int state = inflateInit2(&stream, GZIP_WINDOW);
    while (state == Z_OK && utstring_len(&plain) <= MOST_BYTES) {
        char piece[PIECE];
        stream.next_out = (Bytef *)piece;
        stream.avail_out = sizeof piece;
        state = inflate(&stream, Z_NO_FLUSH);
        utstring_bincpy(&plain, piece, sizeof piece - stream.avail_out);
    }
    (void)inflateEnd(&stream);
    utstring_done(&request->body);
    request->body = plain;
    request->too_large = request->too_large || utstring_len(&plain) > MOST_BYTES;
    return request->too_large || state == Z_STREAM_END || answer(reply, 500, "Failed to read body from request");
}

static bool has_text(const cJSON *event, const char *name)
{
    return *json_get_string(event, name, "") != '\0';
}

static bool is_deeper_than(const cJSON *value, int depth)
{
    if (depth == 0)
        return true;
    for (const cJSON *child = value->child; child != NULL; child = child->next)
        if (is_deeper_than(child, depth - 1))
            return true;
    return false;
}

/* type NULL: the event says itself. */
static bool check_event(const cJSON *event, const char *type, struct sim_reply *reply)
{
    static const char *const types[] = { "identify", "track", "page", "screen", "group", "alias" };
    if (!cJSON_IsObject(event) || is_deeper_than(event, MOST_DEPTH))
        return answer(reply, 400, "Invalid JSON");
    if (type == NULL)
        type = json_get_string(event, "type", "");
    bool known = false;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        known = known || strcmp(type, types[i]) == 0;
    if (!has_text(event, "userId") && !has_text(event, "anonymousId"))
        return answer(reply, 400, "Request neither has anonymousId nor userId");
    if (!known || (strcmp(type, "track") == 0 && !has_text(event, "event")) ||
        (strcmp(type, "group") == 0 && !has_text(event, "groupId")) ||
        (strcmp(type, "alias") == 0 && (!has_text(event, "previousId") || !has_text(event, "userId"))))
        return answer(reply, 400, "Event is not a valid rudder event");
    char *text = json_print(event);
    bool large = strlen(text) > MOST_EVENT_BYTES;
    free(text);
    return !large || answer(reply, 413, "Request size exceeds max limit");
}

/* Whether the event is a new one. */
static bool take_event(struct sim *sim, const cJSON *event)
{
    struct sim_taken *taken = NULL;
    const char *id = json_get_string(event, "messageId", NULL);
    if (id == NULL)
        return true;
    uint64_t key = sim_hash_text(id);
    (void)pthread_mutex_lock(&sim->lock);
    HASH_FIND(hh, sim->taken, &key, sizeof key, taken);
    bool fresh = taken == NULL;
    if (fresh) {
        taken = memory_allocate(1, sizeof *taken);
        taken->key = key;
        HASH_ADD(hh, sim->taken, key, sizeof key, taken);
    }
    (void)pthread_mutex_unlock(&sim->lock);
    return fresh;
}

void sim_dataplane_clear(struct sim *sim)
{
    struct sim_taken *taken = NULL, *next = NULL;
    HASH_ITER(hh, sim->taken, taken, next)
    {
        HASH_DEL(sim->taken, taken);
        free(taken);
    }
}

static bool read_body(struct sim_request *request, struct sim_reply *reply)
{
    if (utstring_len(&request->body) == 0 && !request->too_large)
        return answer(reply, 400, "Request body is nil");
    if (!request->too_large && !unpack(request, reply))
        return false;
    if (request->too_large)
        return answer(reply, 413, "Request size exceeds max limit");
    const char *bytes = utstring_body(&request->body);
    if (u8_check((const uint8_t *)bytes, utstring_len(&request->body)) == NULL)
        request->json = json_parse(bytes, utstring_len(&request->body), NULL);
    return cJSON_IsObject(request->json) || answer(reply, 400, "Invalid JSON");
}

void sim_dataplane_answer(struct sim *sim, struct sim_request *request, struct sim_reply *reply)
{
    const char *type = endpoints[find_endpoint(request->path)].type;
    if (strcmp(request->method, "POST") != 0) {
        (void)answer(reply, 400, "Invalid HTTP Request Method");
        return;
    }
    if (!check_key(sim, request, reply) || !read_body(request, reply))
        return;
    const cJSON *batch = type == NULL ? json_get_array(request->json, "batch") : NULL, *event = NULL;
    if (type == NULL && cJSON_GetArraySize(batch) == 0) {
        (void)answer(reply, 400, "Event is not a valid rudder event");
        return;
    }
    if (type != NULL && !check_event(request->json, type, reply))
        return;
    cJSON_ArrayForEach(event, batch)
    {
        if (!check_event(event, NULL, reply))
            return;
    }
    if (type != NULL)
        reply->applied = take_event(sim, request->json);
    cJSON_ArrayForEach(event, batch)
    {
        if (take_event(sim, event))
            reply->applied = true;
    }
    (void)answer(reply, 200, "OK");
}
