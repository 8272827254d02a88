/* Batches for RudderStack's data plane, https://www.rudderstack.com/docs/api/http-api/. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#define ZLIB_CONST
#include <zlib.h>

#include "replay/plan.h"
#include "replay/prepare.h"
#include "rudderstack/source.h"
#include "support/date.h"
#include "support/jsvalue.h"
#include "support/jswrite.h"

/* An event may have 32 KB, a request 4 MB, JSON 200 levels; the last two are kept away from. */
enum { EVENT_BYTES = 32 * 1024, BATCH_BYTES = 3500 * 1000, BATCH_EVENTS = 500, DEEPEST = 190 };

/* windowBits of deflateInit2() for a gzip header. */
enum { GZIP_WINDOW = 15 + 16, MEMORY_LEVEL = 8 };

static bool is_deeper_than(const cJSON *value, int depth)
{
    if (depth == 0)
        return true;
    for (const cJSON *child = value->child; child != NULL; child = child->next)
        if (is_deeper_than(child, depth - 1))
            return true;
    return false;
}

static bool has(const cJSON *message, const char *name)
{
    return js_truthy(js_get(message, name));
}

/* What the data plane would refuse, which would refuse the whole batch with it; NULL for none. */
static const char *refusal_of(const cJSON *message)
{
    enum call_type call;
    const cJSON *type = js_get(message, "type");
    if (!js_is_string(type) || !call_type_find(type->valuestring, &call))
        return "the event has no type that RudderStack knows";
    if (!has(message, "userId") && !has(message, "anonymousId"))
        return "the event has neither userId nor anonymousId";
    if (call == CALL_TRACK && !has(message, "event"))
        return "the track event has no name";
    if (call == CALL_GROUP && !has(message, "groupId"))
        return "the group event has no groupId";
    if (call == CALL_ALIAS && !(has(message, "previousId") && has(message, "userId")))
        return "the alias event lacks previousId or userId";
    if (is_deeper_than(message, DEEPEST))
        return "the event is nested deeper than RudderStack takes";
    return NULL;
}

static void set_moment(struct arena *arena, cJSON *message, const char *name, int64_t ms)
{
    char text[DATE_MOMENT_SIZE];
    date_format_moment(ms, text);
    js_set(message, name, js_string(arena, arena_copy_string(arena, text)));
}

/* RudderStack dates an event by when it arrives, less what lies between originalTimestamp and sentAt: for the event's
 * moment to stay, sentAt has to be now. */
static void complete(struct arena *arena, cJSON *message, const struct replay_planned_event *event, int64_t sent_ms)
{
    int64_t moment = sent_ms;
    if (replay_event_moment(message, &moment))
        set_moment(arena, message, "originalTimestamp", moment);
    set_moment(arena, message, "sentAt", sent_ms);
    if (!has(message, "messageId"))
        js_set(message, "messageId",
               js_string(arena, arena_format(arena, "brazier-%016" PRIx64 "-%zu", event->hash, event->number)));
}

static void pack(struct replay_planned_request *request, const char *text, size_t length)
{
    z_stream stream = { .next_in = (const Bytef *)text, .avail_in = (uInt)length };
    if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, GZIP_WINDOW, MEMORY_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK)
        memory_exhausted();
    size_t room = deflateBound(&stream, (uLong)length);
    request->body = memory_allocate(room, 1);
    stream.next_out = (Bytef *)request->body;
    stream.avail_out = (uInt)room;
    /* With deflateBound()'s room it ends in one step. */
    if (deflate(&stream, Z_FINISH) != Z_STREAM_END)
        memory_exhausted();
    request->length = room - stream.avail_out;
    request->is_packed = true;
    (void)deflateEnd(&stream);
}

char *replay_planned_text(const struct replay_planned_request *request)
{
    if (!request->is_packed)
        return memory_copy_bytes(request->body, request->length);
    z_stream stream = { .next_in = (const Bytef *)request->body, .avail_in = (uInt)request->length };
    UT_string text;
    Bytef piece[16384];
    int result = Z_OK;
    if (inflateInit2(&stream, GZIP_WINDOW) != Z_OK)
        memory_exhausted();
    utstring_init(&text);
    while (result == Z_OK) {
        stream.next_out = piece;
        stream.avail_out = sizeof piece;
        result = inflate(&stream, Z_NO_FLUSH);
        utstring_bincpy(&text, (const char *)piece, sizeof piece - stream.avail_out);
    }
    (void)inflateEnd(&stream);
    return utstring_body(&text);
}

/* A batch that is being filled. */
struct batch {
    struct replay_plan *plan;
    UT_string text;
    struct replay_planned_request *request; /* NULL: empty */
};

static void end_batch(struct batch *batch)
{
    if (batch->request == NULL)
        return;
    utstring_bincpy(&batch->text, "]}", 2);
    pack(batch->request, utstring_body(&batch->text), utstring_len(&batch->text));
    utstring_clear(&batch->text);
    batch->request = NULL;
}

static void add_to_batch(struct batch *batch, size_t event, const cJSON *message, size_t bytes)
{
    if (batch->request != NULL &&
        (utstring_len(&batch->text) + bytes > BATCH_BYTES || batch->request->count == BATCH_EVENTS))
        end_batch(batch);
    bool is_first = batch->request == NULL;
    if (is_first) {
        batch->request = plan_add_request(batch->plan, ENDPOINT_COUNT);
        utstring_printf(&batch->text, "{\"batch\":[");
    }
    utstring_printf(&batch->text, "%s", is_first ? "" : ",");
    js_write(&batch->text, message);
    plan_add_item(batch->plan, batch->request, event, REPLAY_PART_BATCH, 0, batch->request->count, message);
}

void replay_plan_batches(struct replay_plan *plan, int64_t sent_ms, replay_wanted *wanted, void *context)
{
    struct batch batch = { .plan = plan };
    utstring_init(&batch.text);
    for (size_t i = 0; i < plan->event_count; i++) {
        struct replay_planned_event *event = &plan->events[i];
        const struct replay_item item = { event->number, event->hash, REPLAY_PART_BATCH, 0 };
        cJSON *message = event->outcome == REPLAY_PENDING ? replay_plan_event(plan, plan->arena, i) : NULL;
        if (message == NULL || (wanted != NULL && !wanted(context, &item)))
            continue;
        const char *refusal = refusal_of(message);
        if (refusal != NULL) {
            plan_settle(plan, i, REPLAY_NOT_SENT, refusal);
            continue;
        }
        complete(plan->arena, message, event, sent_ms);
        size_t bytes = js_written_size(message);
        if (bytes > EVENT_BYTES)
            plan_settle(plan, i, REPLAY_NOT_SENT, "the event is larger than the 32 KB that RudderStack takes");
        else
            add_to_batch(&batch, i, message, bytes);
    }
    end_batch(&batch);
    utstring_done(&batch.text);
}
