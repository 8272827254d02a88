/* The requests of a window on their way. */
#include <stdlib.h>
#include <string.h>

#include "replay/replay_private.h"
#include "support/date.h"

enum {
    PARALLEL = 4,
    ATTEMPTS = 6,
    FIRST_PAUSE_MS = 1000,
    LONGEST_PAUSE_MS = 60000,
    MOST_SILENT = 5 /* unanswered requests in a row that end a replay: there is no sense in making more unknown */
};

#define CONTENT_TYPE "application/json"

static const struct replay_planned_request *planned(const struct sending *sending)
{
    return &sending->replay->plan->requests[sending->index];
}

void replay_begin_sending(struct replay *replay)
{
    const struct replay_plan *plan = replay->plan;
    replay->sendings = memory_allocate(plan->request_count, sizeof *replay->sendings);
    for (size_t i = 0; i < plan->request_count; i++) {
        replay->sendings[i] = (struct sending){ .replay = replay, .index = i };
        for (size_t j = 0; j < plan->requests[i].count; j++)
            replay->standings[plan->requests[i].items[j].event].open++;
    }
}

bool replay_all_sent(const struct replay *replay)
{
    for (size_t i = 0; i < replay->plan->request_count; i++)
        if (replay->sendings[i].state != SENDING_DONE)
            return false;
    return true;
}

/* Which requests may go. */

static bool share_a_user(const struct replay_planned_request *a, const struct replay_planned_request *b)
{
    size_t i = 0;
    size_t j = 0;
    while (i < a->user_count && j < b->user_count) {
        if (a->users[i] == b->users[j])
            return true;
        if (a->users[i] < b->users[j])
            i++;
        else
            j++;
    }
    return false;
}

/* Whether nothing before it has to be over first: identify calls before everything else, and what is about the same user.
 * Requests that are about nobody in particular go one after the other. */
static bool may_go(const struct replay *replay, size_t index)
{
    const struct replay_plan *plan = replay->plan;
    for (size_t i = 0; i < index; i++) {
        if (replay->sendings[i].state == SENDING_DONE)
            continue;
        if ((i < plan->first_batch && index >= plan->first_batch) ||
            plan->requests[i].user_count == 0 || share_a_user(&plan->requests[i], &plan->requests[index]))
            return false;
    }
    return plan->requests[index].user_count > 0 || replay->running == 0;
}

static double rate_of(const struct replay *replay)
{
    return (double)replay->options.rate;
}

/* With a rate, events are allowed as time goes by, up to those of one second in advance. */
static void grow_allowance(struct replay *replay)
{
    int64_t now = date_monotonic_ms();
    replay->allowance += (double)(now - replay->allowance_ms) * rate_of(replay) / 1000;
    replay->allowance_ms = now;
    if (replay->allowance > rate_of(replay))
        replay->allowance = rate_of(replay);
}

static unsigned parallel_of(const struct replay *replay)
{
    return replay->options.parallel > 0 ? replay->options.parallel : PARALLEL;
}

static void hold(struct replay *replay, int64_t until_ms, const char *why)
{
    if (until_ms <= replay->held_until_ms)
        return;
    replay->held_until_ms = until_ms;
    if (replay->options.waiting != NULL)
        replay->options.waiting(why, until_ms, replay->options.context);
}

/* What is known to be held back is held here, so that it does not stand in the record as sent. */
static bool is_limited(struct replay *replay, enum endpoint endpoint, int64_t now)
{
    struct http_limit limit;
    if (endpoint == ENDPOINT_COUNT || !session_limit(replay->options.session, endpoints[endpoint].limit_class, &limit))
        return false;
    int64_t until = limit.blocked_until_ms;
    if (limit.remaining == 0 && limit.reset_ms > until)
        until = limit.reset_ms;
    if (until <= now)
        return false;
    hold(replay, until, "the rate limit is used up");
    return true;
}

/* Sending. */

static void answered(uint64_t ticket, const struct session_answer *answer, void *context);

static void submit(struct sending *sending)
{
    struct replay *replay = sending->replay;
    const struct replay_planned_request *request = planned(sending);
    sending->attempts++;
    if (replay->options.write_key == NULL) {
        const struct session_request call = {
            .call = { .endpoint = request->endpoint, .body = request->body, .body_length = request->length },
            .priority = HTTP_BACKGROUND,
            .label = "replay",
            .idle_timeout_ms = replay->options.idle_timeout_ms,
        };
        sending->ticket = session_submit(replay->options.session, &call, answered, sending);
        return;
    }
    const struct http_call call = { .priority = HTTP_BACKGROUND,
                                    .label = "replay",
                                    .idle_timeout_ms = replay->options.idle_timeout_ms };
    char *url = memory_format("%s/v1/batch", session_profile(replay->options.session)->data_plane_url);
    struct http_request *post = http_request_new("POST", url);
    free(url);
    http_request_set_body(post, request->body, request->length, CONTENT_TYPE);
    if (request->is_packed)
        http_request_set_header(post, "Content-Encoding", "gzip");
    http_request_set_basic(post, replay->options.write_key);
    sending->ticket = session_send(replay->options.session, post, &call, answered, sending);
}

static bool record_sending(struct sending *sending, struct error *error)
{
    const struct replay_planned_request *request = planned(sending);
    struct replay_record *record = sending->replay->options.record;
    if (record == NULL)
        return true;
    struct replay_item *items = memory_allocate(request->count, sizeof *items);
    for (size_t i = 0; i < request->count; i++)
        items[i] = request->items[i].item;
    bool done = replay_record_sending(record, items, request->count, &sending->record_number, error);
    free(items);
    return done;
}

/* Chosen requests are written down together, then made to last, then sent. */
static void send_chosen(struct replay *replay, struct sending **chosen, size_t count)
{
    struct error error = ERROR_INIT;
    bool done = true;
    for (size_t i = 0; i < count && done; i++)
        done = record_sending(chosen[i], &error);
    if (done && count > 0 && replay->options.record != NULL)
        done = replay_record_commit(replay->options.record, &error);
    for (size_t i = 0; i < count; i++) {
        if (done)
            submit(chosen[i]);
        else
            chosen[i]->state = SENDING_HELD;
    }
    if (!done) {
        replay->running -= count;
        replay_fail(replay, &error);
    }
}

void replay_pump(struct replay *replay)
{
    int64_t now = date_now_ms();
    if (replay->stopping || replay->held_until_ms > now)
        return;
    if (replay->options.rate > 0)
        grow_allowance(replay);
    unsigned parallel = parallel_of(replay);
    struct sending **chosen = memory_allocate(parallel, sizeof *chosen);
    size_t count = 0;
    for (size_t i = 0; i < replay->plan->request_count && replay->running < parallel; i++) {
        struct sending *sending = &replay->sendings[i];
        const struct replay_planned_request *request = planned(sending);
        if (sending->state != SENDING_HELD || sending->not_before_ms > now || !may_go(replay, i))
            continue;
        if (is_limited(replay, request->endpoint, now) || (replay->options.rate > 0 && replay->allowance <= 0))
            break;
        /* May go below zero: a request is sent whole, and the next one waits the longer. */
        replay->allowance -= (double)request->count;
        sending->state = SENDING_RUNS;
        replay->running++;
        chosen[count++] = sending;
    }
    send_chosen(replay, chosen, count);
    free(chosen);
}

int replay_pump_due_ms(const struct replay *replay)
{
    int64_t now = date_now_ms();
    int64_t due = -1;
    if (replay->running >= parallel_of(replay))
        return -1;
    if (replay->held_until_ms > now)
        return (int)(replay->held_until_ms - now < 60000 ? replay->held_until_ms - now : 60000);
    for (size_t i = 0; i < replay->plan->request_count; i++) {
        const struct sending *sending = &replay->sendings[i];
        if (sending->state != SENDING_HELD || !may_go(replay, i))
            continue;
        int64_t wait = sending->not_before_ms > now ? sending->not_before_ms - now : 0;
        due = due < 0 || wait < due ? wait : due;
    }
    if (due == 0 && replay->options.rate > 0 && replay->allowance <= 0)
        due = (int64_t)(-replay->allowance * 1000 / rate_of(replay)) + 1;
    return due > 60000 ? 60000 : (int)due;
}

void replay_cancel_sendings(struct replay *replay)
{
    for (size_t i = 0; replay->sendings != NULL && i < replay->plan->request_count; i++)
        if (replay->sendings[i].state == SENDING_RUNS)
            (void)session_cancel(replay->options.session, replay->sendings[i].ticket);
}

/* Answers. */

static void record_answer(struct sending *sending, const struct replay_verdict *verdict)
{
    const struct replay_planned_request *request = planned(sending);
    struct replay *replay = sending->replay;
    struct error error = ERROR_INIT;
    if (replay->options.record == NULL)
        return;
    struct replay_item_outcome *outcomes = memory_allocate(verdict->count, sizeof *outcomes);
    for (size_t i = 0; i < verdict->count; i++)
        outcomes[i] = (struct replay_item_outcome){ request->items[i].item, verdict->results[i].outcome };
    if (!replay_record_answered(replay->options.record, sending->record_number, verdict->status, outcomes, verdict->count,
                                &error))
        replay_fail(replay, &error);
    free(outcomes);
}

static int64_t pause_after(const struct replay *replay, unsigned attempts)
{
    int64_t pause = replay->options.first_pause_ms > 0 ? replay->options.first_pause_ms : FIRST_PAUSE_MS;
    for (unsigned i = 1; i < attempts && pause < LONGEST_PAUSE_MS; i++)
        pause *= 2;
    return pause < LONGEST_PAUSE_MS ? pause : LONGEST_PAUSE_MS;
}

static bool is_tried_again(const struct sending *sending, const struct replay_verdict *verdict)
{
    unsigned most = sending->replay->options.attempts > 0 ? sending->replay->options.attempts : ATTEMPTS;
    return verdict->not_applied && verdict->is_worth_again && !sending->replay->stopping && sending->attempts < most;
}

static void try_again(struct sending *sending, const struct replay_verdict *verdict)
{
    int64_t now = date_now_ms();
    sending->state = SENDING_HELD;
    sending->not_before_ms = verdict->again_at_ms > now ? verdict->again_at_ms : now + pause_after(sending->replay, sending->attempts);
    /* The others would fare the same. */
    hold(sending->replay, sending->not_before_ms, verdict->why.message);
}

static void settle(struct sending *sending, const struct replay_verdict *verdict)
{
    struct replay *replay = sending->replay;
    const struct replay_planned_request *request = planned(sending);
    sending->state = SENDING_DONE;
    for (size_t i = 0; i < request->count; i++) {
        const struct replay_planned_item *item = &request->items[i];
        const struct replay_result *result = &verdict->results[i];
        replay->standings[item->event].open--;
        replay_join(replay, item->event, result->outcome, result->reason);
        if (result->outcome == REPLAY_ACCEPTED && replay->options.readback != NULL && item->object != NULL)
            readback_expect(replay->options.readback, item);
    }
}

static bool is_silent(const struct replay_verdict *verdict)
{
    for (size_t i = 0; i < verdict->count; i++)
        if (verdict->results[i].outcome != REPLAY_UNKNOWN)
            return false;
    return verdict->count > 0;
}

/* Whether what follows would only fare the same. */
static void stop_if_pointless(struct replay *replay, struct replay_verdict *verdict)
{
    replay->silent = is_silent(verdict) ? replay->silent + 1 : 0;
    if (verdict->is_fatal || (verdict->not_applied && verdict->is_worth_again)) {
        replay_fail(replay, &verdict->why);
    } else if (replay->silent >= MOST_SILENT) {
        struct error error = ERROR_INIT;
        error_set(&error, ERROR_NETWORK, "%d requests in a row got no answer that tells what became of them", MOST_SILENT);
        error_hint(&error, "run the doctor, and go on with it (--resume) once it works");
        replay_fail(replay, &error);
    }
}

static void answered(uint64_t ticket, const struct session_answer *answer, void *context)
{
    struct sending *sending = context;
    struct replay *replay = sending->replay;
    struct replay_verdict verdict;
    (void)ticket;
    if (replay->options.write_key != NULL)
        replay_judge_data_plane(&verdict, planned(sending), answer, date_now_ms());
    else
        replay_judge_braze(&verdict, planned(sending), answer);
    replay->running--;
    replay->answered++;
    record_answer(sending, &verdict);
    if (is_tried_again(sending, &verdict)) {
        try_again(sending, &verdict);
    } else {
        settle(sending, &verdict);
        stop_if_pointless(replay, &verdict);
    }
    replay_verdict_clear(&verdict);
}
