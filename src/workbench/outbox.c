#include "workbench/outbox.h"

#include <stdlib.h>

#include "support/date.h"
#include "support/json.h"
#include "support/memory.h"
#include "support/text.h"

struct outbox {
    struct session *session;
    void (*changed)(void *context);
    void *context;
    char *event;
    struct parcel parcel;
    struct outbox_reply *replies;
    size_t next;     /* the request that is on its way, or the next one */
    uint64_t ticket; /* 0: nothing is on its way */
};

struct outbox *outbox_new(struct session *session, void (*changed)(void *context), void *context)
{
    struct outbox *outbox = memory_allocate(1, sizeof *outbox);
    outbox->session = session;
    outbox->changed = changed;
    outbox->context = context;
    return outbox;
}

static void clear_reply(struct outbox_reply *reply)
{
    for (size_t i = 0; i < reply->problem_count; i++)
        free(reply->problems[i]);
    free(reply->problems);
    free(reply->sentence);
    free(reply->hint);
    free(reply->said);
    free(reply->request_id);
    free(reply->limit);
    free(reply->body);
}

static void forget(struct outbox *outbox)
{
    for (size_t i = 0; i < outbox->parcel.count; i++)
        clear_reply(&outbox->replies[i]);
    free(outbox->replies);
    free(outbox->event);
    parcel_clear(&outbox->parcel);
    outbox->replies = NULL;
    outbox->event = NULL;
    outbox->next = 0;
}

void outbox_free(struct outbox *outbox)
{
    if (outbox == NULL)
        return;
    outbox->changed = NULL;
    (void)outbox_stop(outbox);
    forget(outbox);
    free(outbox);
}

/* Replies. */

static void read_problems(struct outbox_reply *reply, const struct meaning *meaning)
{
    reply->problems = memory_allocate(meaning->problem_count + 1, sizeof(char *));
    for (size_t i = 0; i < meaning->problem_count; i++) {
        const struct meaning_problem *problem = &meaning->problems[i];
        char *text = NULL;
        if (problem->array != NULL && problem->index >= 0)
            text = memory_format("%s[%ld]: %s", problem->array, problem->index, problem->what);
        else if (problem->array != NULL)
            text = memory_format("%s: %s", problem->array, problem->what);
        else
            text = memory_copy_string(problem->what);
        reply->problems[reply->problem_count++] = text;
    }
}

static char *read_limit(const struct http_answer *http)
{
    const char *left = http_answer_header(http, "X-RateLimit-Remaining");
    const char *limit = http_answer_header(http, "X-RateLimit-Limit");
    if (left == NULL || *left == '\0')
        return NULL;
    return limit != NULL && *limit != '\0' ? memory_format("%s of %s left", left, limit) : memory_format("%s left", left);
}

static enum outbox_state state_of(const struct meaning *meaning)
{
    if (meaning_accepted(meaning))
        return OUTBOX_ACCEPTED;
    return meaning->maybe_done ? OUTBOX_UNKNOWN : OUTBOX_REFUSED;
}

static enum replay_outcome outcome_of(const struct meaning *meaning)
{
    switch (meaning->kind) {
    case MEANING_PARTLY:
        return REPLAY_PARTLY;
    case MEANING_BAD_REQUEST:
    case MEANING_BAD_OBJECTS:
    case MEANING_TOO_LARGE:
    case MEANING_WRONG_TYPE:
        return REPLAY_REFUSED;
    default:
        return meaning_accepted(meaning) ? REPLAY_ACCEPTED : meaning->maybe_done ? REPLAY_UNKNOWN : REPLAY_NOT_SENT;
    }
}

static void read_reply(struct outbox_reply *reply, const struct session_answer *answer)
{
    const struct meaning *meaning = answer->meaning;
    reply->state = state_of(meaning);
    reply->outcome = outcome_of(meaning);
    reply->is_partial = meaning->kind == MEANING_PARTLY;
    reply->sentence = memory_copy_string(meaning->error.message);
    if (reply->sentence == NULL)
        reply->sentence = memory_copy_string(meaning->note != NULL ? meaning->note : "Braze took it, and works on it in the background");
    reply->hint = memory_copy_string(meaning->error.hint);
    reply->said = memory_copy_string(meaning->said);
    reply->request_id = memory_copy_string(meaning->request_id);
    read_problems(reply, meaning);
    reply->timings = (struct http_timings){ -1, -1, -1, -1, -1 };
    if (answer->http == NULL)
        return;
    reply->status = answer->http->status;
    reply->timings = answer->http->timings;
    reply->bytes = answer->http->body_length;
    reply->sent_ms = answer->http->started_ms;
    reply->limit = read_limit(answer->http);
    /* An error's body may quote the key; its words are kept without it. */
    if (reply->state == OUTBOX_ACCEPTED && answer->http->body_length > 0)
        reply->body = memory_copy_bytes(answer->http->body, answer->http->body_length);
}

static void send_next(struct outbox *outbox);

static void on_answer(uint64_t ticket, const struct session_answer *answer, void *context)
{
    struct outbox *outbox = context;
    (void)ticket;
    outbox->ticket = 0;
    struct outbox_reply *reply = &outbox->replies[outbox->next];
    read_reply(reply, answer);
    outbox->next++;
    if (outbox->changed == NULL)
        return;
    if (reply->state == OUTBOX_ACCEPTED && outbox->next < outbox->parcel.count)
        send_next(outbox);
    outbox->changed(outbox->context);
}

static void send_next(struct outbox *outbox)
{
    const struct session_request request = {
        .call = parcel_call(&outbox->parcel.requests[outbox->next]),
        .priority = HTTP_INTERACTIVE,
        .label = "replay",
    };
    outbox->replies[outbox->next].state = OUTBOX_SENT;
    outbox->ticket = session_submit(outbox->session, &request, on_answer, outbox);
}

void outbox_send(struct outbox *outbox, struct parcel *parcel, const char *event)
{
    forget(outbox);
    outbox->parcel = *parcel;
    *parcel = (struct parcel){ 0 };
    outbox->event = memory_copy_string(event);
    outbox->replies = memory_allocate(outbox->parcel.count, sizeof *outbox->replies);
    send_next(outbox);
}

bool outbox_is_sending(const struct outbox *outbox)
{
    return outbox->ticket != 0;
}

bool outbox_stop(struct outbox *outbox)
{
    return outbox->ticket != 0 && session_cancel(outbox->session, outbox->ticket);
}

const char *outbox_event(const struct outbox *outbox)
{
    return outbox->event;
}

const struct parcel *outbox_parcel(const struct outbox *outbox)
{
    return &outbox->parcel;
}

const struct outbox_reply *outbox_reply(const struct outbox *outbox, size_t request)
{
    return &outbox->replies[request];
}

bool outbox_succeeded(const struct outbox *outbox)
{
    for (size_t i = 0; i < outbox->parcel.count; i++)
        if (outbox->replies[i].state != OUTBOX_ACCEPTED || outbox->replies[i].is_partial)
            return false;
    return outbox->parcel.count > 0;
}

enum replay_outcome outbox_outcome(const struct outbox *outbox, const char **reason)
{
    enum replay_outcome outcome = REPLAY_PENDING;
    *reason = NULL;
    for (size_t i = 0; i < outbox->parcel.count; i++) {
        const struct outbox_reply *reply = &outbox->replies[i];
        bool held = reply->state == OUTBOX_HELD;
        outcome = replay_outcome_join(outcome, held ? REPLAY_NOT_SENT : reply->outcome);
        if (*reason == NULL && !held && reply->outcome != REPLAY_ACCEPTED)
            *reason = reply->problem_count > 0 ? reply->problems[0] : reply->sentence;
    }
    return outcome;
}

static bool is_named(const struct outbox_reply *reply, enum replay_part part, size_t position)
{
    char *place = memory_format("%s[%zu]: ", replay_part_array(part), position);
    bool named = false;
    for (size_t i = 0; i < reply->problem_count && !named; i++)
        named = text_starts_with(reply->problems[i], place);
    free(place);
    return named;
}

static void expect_objects(const struct outbox_reply *reply, const cJSON *body, struct replay_readback *readback)
{
    for (size_t i = 0; i < REPLAY_PARTS; i++) {
        enum replay_part part = (enum replay_part)i;
        size_t position = 0;
        const cJSON *object = NULL;
        cJSON_ArrayForEach(object, json_get_array(body, replay_part_array(part)))
        {
            const struct replay_planned_item item = { .item = { .part = part }, .position = position, .object = object };
            if (!is_named(reply, part, position))
                readback_expect(readback, &item);
            position++;
        }
    }
}

void outbox_expect(const struct outbox *outbox, struct replay_readback *readback)
{
    for (size_t i = 0; i < outbox->parcel.count; i++) {
        const struct parcel_request *request = &outbox->parcel.requests[i];
        if (outbox->replies[i].state != OUTBOX_ACCEPTED)
            continue;
        cJSON *body = json_parse(request->body, request->length, NULL);
        expect_objects(&outbox->replies[i], body, readback);
        cJSON_Delete(body);
    }
}
