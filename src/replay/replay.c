#include <stdlib.h>
#include <string.h>

#include "replay/replay_private.h"
#include "support/date.h"

enum { WINDOW = 500, READ_BYTES = 65536 };

static void tell_window(struct replay *replay);

struct replay *replay_start(const struct replay_options *options)
{
    struct replay *replay = memory_allocate(1, sizeof *replay);
    replay->options = *options;
    if (replay->options.window == 0)
        replay->options.window = WINDOW;
    if (options->record != NULL)
        replay->tally = replay_record_before(options->record, options->send_unknown);
    replay->reader = replay_reader_new();
    replay->began_ms = date_monotonic_ms();
    replay->allowance_ms = replay->began_ms;
    return replay;
}

static void clear_window(struct replay *replay)
{
    for (size_t i = 0; replay->standings != NULL && i < replay->plan->event_count; i++)
        free(replay->standings[i].reason);
    free(replay->standings);
    free(replay->sendings);
    free(replay->look_ups);
    replay_plan_free(replay->plan);
    replay->plan = NULL;
    replay->standings = NULL;
    replay->sendings = NULL;
    replay->look_ups = NULL;
}

void replay_free(struct replay *replay)
{
    if (replay == NULL)
        return;
    replay->options.finished = NULL;
    replay_abandon(replay);
    clear_window(replay);
    replay_reader_free(replay->reader);
    error_clear(&replay->stopped);
    free(replay);
}

void replay_fail(struct replay *replay, struct error *error)
{
    if (!replay->stopping || replay->stopped.code == ERROR_CANCELLED)
        error_move(&replay->stopped, error);
    else
        error_clear(error);
    replay->stopping = true;
}

static void finish(struct replay *replay)
{
    struct error error = ERROR_INIT;
    replay->stage = REPLAY_ENDED;
    replay->ended_ms = date_monotonic_ms();
    if (!replay->stopping && replay->options.record != NULL && !replay_record_finish(replay->options.record, &error))
        replay_fail(replay, &error);
    if (replay->options.finished != NULL)
        replay->options.finished(replay, replay->options.context);
}

/* Reading. */

static bool give_bytes(struct replay *replay)
{
    struct error error = ERROR_INIT;
    char *bytes = memory_allocate(READ_BYTES, 1);
    size_t length = 0;
    bool done = replay->options.read(replay->options.context, bytes, READ_BYTES, &length, &error);
    if (!done)
        replay_fail(replay, &error);
    else if (length > 0)
        replay_reader_give(replay->reader, bytes, length);
    else
        replay_reader_end(replay->reader);
    free(bytes);
    return done;
}

static bool check_event(struct replay *replay, const struct replay_event *event)
{
    struct error error = ERROR_INIT;
    if (event->number > REPLAY_MOST_EVENTS) {
        error_set(&error, ERROR_INPUT, "there are more than %d events", REPLAY_MOST_EVENTS);
        error_hint(&error, "split the file; the rest was not sent");
    } else if (replay->options.record != NULL &&
               !replay_record_agrees(replay->options.record, event->number, event->hash)) {
        error_set(&error, ERROR_INPUT, "line %zu: event %zu is not the one that was sent: the events have changed since",
                  event->line, event->number);
        error_hint(&error, "resume with the file as it was; or begin anew, which sends everything again");
    } else {
        return true;
    }
    replay_fail(replay, &error);
    return false;
}

static bool is_settled(const struct replay *replay, size_t number)
{
    return replay->options.record != NULL &&
           replay_record_is_settled(replay->options.record, number, replay->options.send_unknown);
}

static enum replay_read next_event(struct replay *replay, struct replay_event *event)
{
    if (replay->options.next == NULL)
        return replay_reader_next(replay->reader, event);
    return replay->options.next(replay->options.context, event) ? REPLAY_READ_EVENT : REPLAY_READ_END;
}

/* Fills a window. False if the input has failed. */
static bool read_window(struct replay *replay)
{
    while (replay->plan->event_count < replay->options.window && !replay->input_ended) {
        struct replay_event event;
        switch (next_event(replay, &event)) {
        case REPLAY_READ_MORE:
            if (!give_bytes(replay))
                return false;
            break;
        case REPLAY_READ_END:
            replay->input_ended = true;
            break;
        case REPLAY_READ_EVENT:
            if (!check_event(replay, &event))
                return false;
            replay->last_number = event.number;
            if (!is_settled(replay, event.number))
                replay_plan_add(replay->plan, &event);
            break;
        }
    }
    return true;
}

/* Planning. */

void replay_join(struct replay *replay, size_t event, enum replay_outcome outcome, const char *reason)
{
    struct standing *standing = &replay->standings[event];
    standing->outcome = replay_outcome_join(standing->outcome, outcome);
    if (reason != NULL && standing->reason == NULL)
        standing->reason = memory_copy_string(reason);
}

static size_t find_event(const struct replay_plan *plan, size_t number)
{
    size_t low = 0;
    size_t high = plan->event_count;
    while (low + 1 < high) {
        size_t middle = low + (high - low) / 2;
        if (plan->events[middle].number <= number)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* What an earlier run has dealt with is not sent, but counts for its event. */
static bool is_wanted(void *context, const struct replay_item *item)
{
    struct replay *replay = context;
    enum replay_outcome outcome = replay_record_item(replay->options.record, item);
    if (outcome == REPLAY_PENDING || outcome == REPLAY_NOT_SENT ||
        (outcome == REPLAY_UNKNOWN && replay->options.send_unknown))
        return true;
    replay_join(replay, find_event(replay->plan, item->number), outcome,
                outcome == REPLAY_ACCEPTED ? NULL : "in an earlier run");
    return false;
}

static bool record_unsent(struct replay *replay, struct error *error)
{
    for (size_t i = 0; i < replay->plan->event_count; i++) {
        const struct replay_planned_event *event = &replay->plan->events[i];
        if (event->outcome == REPLAY_PENDING)
            continue;
        replay_join(replay, i, event->outcome, event->reason);
        if (replay->options.record != NULL &&
            !replay_record_event(replay->options.record, event->number, event->hash, event->outcome, error))
            return false;
    }
    return true;
}

static void plan_window(struct replay *replay)
{
    struct error error = ERROR_INIT;
    replay_wanted *wanted = replay->options.record != NULL ? is_wanted : NULL;
    if (replay->options.write_key != NULL)
        replay_plan_batches(replay->plan, date_now_ms(), wanted, replay);
    else
        replay_plan_end(replay->plan, wanted, replay);
    if (!record_unsent(replay, &error))
        replay_fail(replay, &error);
    replay->stage = REPLAY_SENDING;
    replay_begin_sending(replay);
}

static void found(uint64_t ticket, const struct session_answer *answer, void *context)
{
    struct look_up *look_up = context;
    struct replay *replay = look_up->replay;
    (void)ticket;
    const struct http_answer *http = answer->http;
    bool answered = http != NULL && http->outcome == HTTP_ANSWERED;
    replay_plan_found(replay->plan, look_up->index, answered ? http->status : 0, answered ? http->body : "",
                      answered ? http->body_length : 0);
    look_up->ticket = 0;
    replay->look_ups_open--;
}

/* RudderStack asks for the profiles before it compares with them. */
static void ask_profiles(struct replay *replay)
{
    struct replay_plan *plan = replay->plan;
    replay->stage = REPLAY_LOOKING_UP;
    replay->look_ups = memory_allocate(plan->look_up_count, sizeof *replay->look_ups);
    replay->look_ups_open = plan->look_up_count;
    for (size_t i = 0; i < plan->look_up_count; i++) {
        struct look_up *look_up = &replay->look_ups[i];
        const struct session_request request = {
            .call = { .endpoint = ENDPOINT_USERS_EXPORT_IDS, .body = plan->look_ups[i], .body_length = strlen(plan->look_ups[i]) },
            .priority = HTTP_BACKGROUND,
            .label = "replay",
            .idle_timeout_ms = replay->options.idle_timeout_ms,
        };
        *look_up = (struct look_up){ .replay = replay, .index = i };
        look_up->ticket = session_submit(replay->options.session, &request, found, look_up);
    }
}

static void begin_window(struct replay *replay)
{
    replay->plan = replay_plan_new(replay->options.mapping);
    bool done = read_window(replay);
    if (!done || replay->plan->event_count == 0) {
        clear_window(replay);
        finish(replay);
        return;
    }
    replay->standings = memory_allocate(replay->plan->event_count, sizeof *replay->standings);
    if (replay->options.write_key == NULL)
        replay_plan_begin(replay->plan);
    if (replay->plan->look_up_count > 0)
        ask_profiles(replay);
    else
        plan_window(replay);
}

/* Ending. */

static void tell_window(struct replay *replay)
{
    for (size_t i = 0; i < replay->plan->event_count; i++) {
        struct standing *standing = &replay->standings[i];
        const struct replay_planned_event *event = &replay->plan->events[i];
        if (standing->open > 0)
            replay_join(replay, i, REPLAY_NOT_SENT, "the replay was stopped before it was sent");
        if (standing->outcome == REPLAY_PENDING)
            replay_join(replay, i, REPLAY_NOT_SENT, "the replay was stopped before it was sent");
        const struct replay_told told = { event->number, event->line, standing->outcome, standing->reason };
        replay_tally_add(&replay->tally, standing->outcome);
        replay->told++;
        if (replay->options.told != NULL)
            replay->options.told(&told, replay->options.context);
    }
}

static void end_window(struct replay *replay)
{
    struct error error = ERROR_INIT;
    bool complete = replay_all_sent(replay);
    tell_window(replay);
    clear_window(replay);
    if (complete && replay->options.record != NULL &&
        !replay_record_settle(replay->options.record, replay->last_number, &error))
        replay_fail(replay, &error);
    if (replay->stopping)
        finish(replay);
    else
        replay->stage = REPLAY_READING;
}

void replay_run(struct replay *replay)
{
    if (replay->stage == REPLAY_READING) {
        if (replay->stopping)
            finish(replay);
        else
            begin_window(replay);
    }
    if (replay->stage == REPLAY_LOOKING_UP && replay->look_ups_open == 0)
        plan_window(replay);
    if (replay->stage == REPLAY_SENDING) {
        replay_pump(replay);
        if (replay->running == 0 && (replay->stopping || replay_all_sent(replay)))
            end_window(replay);
    }
}

int replay_due_ms(const struct replay *replay)
{
    switch (replay->stage) {
    case REPLAY_READING:
        return 0;
    case REPLAY_LOOKING_UP:
        return replay->look_ups_open == 0 ? 0 : -1;
    case REPLAY_SENDING:
        if (replay->running == 0 && (replay->stopping || replay_all_sent(replay)))
            return 0;
        return replay->stopping ? -1 : replay_pump_due_ms(replay);
    case REPLAY_ENDED:
        break;
    }
    return -1;
}

void replay_stop(struct replay *replay)
{
    struct error error = ERROR_INIT;
    if (replay->stage == REPLAY_ENDED || replay->stopping)
        return;
    error_set(&error, ERROR_CANCELLED, "the replay was stopped");
    error_hint(&error, "--resume goes on with it");
    replay_fail(replay, &error);
}

void replay_abandon(struct replay *replay)
{
    if (replay->stage == REPLAY_ENDED)
        return;
    replay_stop(replay);
    for (size_t i = 0; replay->plan != NULL && i < replay->plan->look_up_count && replay->look_ups != NULL; i++)
        if (replay->look_ups[i].ticket != 0)
            (void)session_cancel(replay->options.session, replay->look_ups[i].ticket);
    replay_cancel_sendings(replay);
    if (replay->plan != NULL)
        end_window(replay);
    else
        finish(replay);
}

bool replay_is_finished(const struct replay *replay)
{
    return replay->stage == REPLAY_ENDED;
}

const struct error *replay_stopped_by(const struct replay *replay)
{
    return &replay->stopped;
}

void replay_progress_read(const struct replay *replay, struct replay_progress *progress)
{
    int64_t now = replay->stage == REPLAY_ENDED ? replay->ended_ms : date_monotonic_ms();
    *progress = (struct replay_progress){ .tally = replay->tally,
                                          .done = replay_tally_total(&replay->tally),
                                          .total = replay->options.total,
                                          .requests = replay->answered,
                                          .running = replay->running,
                                          .elapsed_ms = now - replay->began_ms,
                                          .left_ms = -1 };
    /* Of the window, those that have nothing open. */
    size_t finished = 0;
    for (size_t i = 0; replay->stage == REPLAY_SENDING && i < replay->plan->event_count; i++)
        finished += replay->standings[i].open == 0 && replay->standings[i].outcome != REPLAY_PENDING ? 1 : 0;
    progress->done += finished;
    if (progress->elapsed_ms > 0)
        progress->per_second = (double)(replay->told + finished) * 1000 / (double)progress->elapsed_ms;
    if (progress->total >= progress->done && progress->total > 0 && progress->per_second > 0)
        progress->left_ms = (int64_t)((double)(progress->total - progress->done) * 1000 / progress->per_second);
    if (replay->held_until_ms > date_now_ms())
        progress->waiting_until_ms = replay->held_until_ms;
}
