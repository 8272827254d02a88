#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/date.h"
#include "support/json.h"
#include "support/memory.h"
#include "sync/run.h"

static const char *item_name(const struct job *job)
{
    return job->item != NULL ? job->item->name : "";
}

static void link_job(struct job *job)
{
    struct sync *sync = job->sync;
    job->next = sync->jobs;
    if (job->next != NULL)
        job->next->previous = job;
    sync->jobs = job;
    job->feed->running++;
}

static void free_job(struct job *job)
{
    struct sync *sync = job->sync;
    if (job->previous != NULL)
        job->previous->next = job->next;
    else
        sync->jobs = job->next;
    if (job->next != NULL)
        job->next->previous = job->previous;
    job->feed->running--;
    free(job);
}

static void on_answer(uint64_t ticket, const struct session_answer *answer, void *context);

enum { QUERY_MAX = STREAM_QUERY_MAX + 4, NUMBER_SIZE = 24, MOMENT_SIZE = DATE_DAY_SIZE + 9 };

/* A server that always answered soon and now says nothing has lost the request: no need to wait a minute for it. */
static int patience_ms(const struct sync *sync)
{
    int64_t patience = SYNC_PATIENCE * sync->slowest_ms;
    return patience > SYNC_PATIENCE_LEAST_MS ? (int)patience : SYNC_PATIENCE_LEAST_MS;
}

static void submit(struct job *job)
{
    const struct sync *sync = job->sync;
    const struct stream *stream = job->feed->selection.stream;
    struct braze_query query[QUERY_MAX] = { { NULL, NULL } };
    size_t count = 0;
    char starting_at[DATE_DAY_SIZE], ending_at[MOMENT_SIZE], number[NUMBER_SIZE];
    for (size_t i = 0; i < STREAM_QUERY_MAX && stream->query[i][0] != NULL; i++)
        query[count++] = (struct braze_query){ stream->query[i][0], stream->query[i][1] };
    if (job->item != NULL)
        query[count++] = (struct braze_query){ stream->parameter, job->item->name };
    if (stream->kind == STREAM_LIST) {
        if (stream->archived && !sync->options.without_archived)
            query[count++] = (struct braze_query){ "include_archived", "true" };
        date_format_day(sync->options.edited_since, starting_at);
        if (stream->edited && sync->options.only_edited)
            query[count++] = (struct braze_query){ "last_edit.time[gt]", starting_at };
        (void)snprintf(number, sizeof number, "%u", job->feed->page);
        if (job->feed->page > 0)
            query[count++] = (struct braze_query){ "page", number };
    } else if (stream->kind == STREAM_SUMMARY) {
        /* A summary does not say which days it is of: it is asked for with moments, which leave nothing open. */
        date_format_day(job->asked.first, starting_at);
        date_format_day(job->asked.end - 1, ending_at);
        memcpy(ending_at + DATE_DAY_SIZE - 1, "T23:59:59", sizeof "T23:59:59");
        query[count++] = (struct braze_query){ "starting_at", starting_at };
        query[count++] = (struct braze_query){ "ending_at", ending_at };
    } else if (stream->kind == STREAM_SERIES) {
        job->shift = job->feed->shift;
        date_format_day(window_ending_at(job->asked, job->shift), ending_at);
        (void)snprintf(number, sizeof number, "%d", (int)window_length(job->asked));
        query[count++] = (struct braze_query){ "ending_at", ending_at };
        query[count++] = (struct braze_query){ "length", number };
    }
    const struct session_request request = {
        .call = { .endpoint = stream->endpoint, .query = query, .query_count = count },
        .priority = HTTP_BACKGROUND,
        .label = "sync",
        .idle_timeout_ms = sync->options.idle_timeout_ms,
        .first_idle_timeout_ms = patience_ms(sync),
    };
    job->feed->requests++;
    job->ticket = session_submit(sync->session, &request, on_answer, job);
}

static bool next_window(struct job *job)
{
    while (job->rest.first >= job->rest.end) {
        if (job->range >= job->plan.count)
            return false;
        job->rest = job->plan.ranges[job->range++];
    }
    job->window = job->asked = window_next(job->rest, job->feed->selection.stream->step_days);
    job->again = job->any_new = false;
    job->tries = 0;
    memset(job->seen, 0, sizeof job->seen);
    return true;
}

bool job_plan(struct job *job)
{
    const struct sync_options *options = &job->sync->options;
    int32_t lookback = job->feed->selection.mode == SYNC_FULL ? 0 : options->lookback;
    job->plan = window_plan(options->start, options->today, &job->coverage, lookback);
    if (job->plan.cursor_in_future) {
        char day[DATE_DAY_SIZE];
        date_format_day(job->coverage.cursor, day);
        run_tell(job->sync, job->feed, "the cursor%s%s is %s, which is in the future: everything is read again",
                 job->item != NULL ? " of " : "", item_name(job), day);
        job->coverage.any = false;
    }
    job->feed->planned++;
    for (size_t i = 0; i < job->plan.count; i++)
        job->feed->planned_days += window_length(job->plan.ranges[i]);
    return next_window(job);
}

static bool plan_job(struct job *job, bool *anything)
{
    struct sync *sync = job->sync;
    const struct stream *stream = job->feed->selection.stream;
    bool done = false;
    struct error error = ERROR_INIT;
    *anything = true;
    if (stream->kind == STREAM_LIST)
        return true;
    if (!sync->sink.coverage(stream, item_name(job), &job->coverage, &done, sync->sink.context, &error)) {
        run_fail(sync, &error);
        return false;
    }
    if (stream->kind == STREAM_SERIES) {
        *anything = job_plan(job);
    } else {
        *anything = !done;
        job->asked = (struct window){ sync->options.today - stream->step_days, sync->options.today };
    }
    return true;
}

bool job_begin(struct sync *sync, struct feed *feed, const struct item *item)
{
    struct job *job = memory_allocate(1, sizeof *job);
    bool anything = false;
    job->sync = sync;
    job->feed = feed;
    job->item = item;
    link_job(job);
    if (plan_job(job, &anything) && anything) {
        submit(job);
        return true;
    }
    free_job(job);
    return false;
}

static void sink_failed(struct job *job, struct error *error)
{
    run_fail(job->sync, error);
}

/* Gives a record to the sink. False: the run has failed. */
static bool give(struct job *job, const struct record *record)
{
    struct sync *sync = job->sync;
    struct feed *feed = job->feed;
    struct error error = ERROR_INIT;
    if (sync->sink.record(feed->selection.stream, record, date_now_ms(), sync->sink.context, &error)) {
        feed->rows++;
        sync->dirty = true;
        return true;
    }
    if (error.code == ERROR_INPUT) {
        if (feed->refused++ == 0)
            run_tell(sync, feed, "%s; such records are left out", error.message);
        error_clear(&error);
        return true;
    }
    sink_failed(job, &error);
    return false;
}

static bool cover(struct job *job, bool has_days)
{
    struct sync *sync = job->sync;
    struct error error = ERROR_INIT;
    struct sync_covered covered = { item_name(job), has_days, job->coverage, job->quiet };
    if (sync->sink.covered(job->feed->selection.stream, &covered, sync->sink.context, &error)) {
        sync->dirty = true;
        return true;
    }
    sink_failed(job, &error);
    return false;
}

static bool read_page(struct job *job, struct record_reader *reader)
{
    struct feed *feed = job->feed;
    struct record record;
    size_t count = 0, added = 0;
    unsigned per_page = endpoints[feed->selection.stream->endpoint].per_page;
    while (record_reader_next(reader, &record)) {
        count++;
        const char *name = json_get_string(record.tree, feed->key_field, NULL);
        if (name == NULL || name[0] == '\0')
            continue;
        const cJSON *tracked = feed->tracked_field != NULL ? json_get(record.tree, feed->tracked_field) : NULL;
        if (!items_add(feed->items, name, cJSON_IsFalse(tracked)))
            continue; /* it has slipped onto the next page */
        added++;
        if (feed->selected && !give(job, &record))
            return false;
    }
    feed->page++;
    feed->listed = added == 0 || count < per_page;
    return true;
}

/* Days outside the window are left out: the windows beside it have them. */
static bool read_days(struct job *job, struct record_reader *reader, int32_t **days, size_t *count)
{
    struct record record;
    size_t capacity = 0;
    while (record_reader_next(reader, &record)) {
        if (!record.has_day) {
            if (!give(job, &record))
                return false;
            continue;
        }
        if (*count == capacity) {
            capacity = capacity > 0 ? 2 * capacity : SYNC_WINDOW_MAX;
            *days = memory_resize(*days, capacity, sizeof **days);
        }
        (*days)[(*count)++] = record.day;
        if (record.day < job->window.first || record.day >= job->window.end ||
            job->seen[record.day - job->window.first])
            continue;
        job->seen[record.day - job->window.first] = true;
        job->any_new = true;
        if (!give(job, &record))
            return false;
    }
    return true;
}

static int32_t last_seen(const struct job *job)
{
    int32_t day = job->window.end - 1;
    while (day > job->window.first && !job->seen[day - job->window.first])
        day--;
    return day;
}

/* The last days may still be to come, where the server's day ends later than ours. */
static struct window quiet_days(const struct job *job, int32_t first)
{
    int32_t sure = job->sync->options.today - WINDOW_SHIFT_MAX;
    return (struct window){ first, job->window.end < sure ? job->window.end : sure };
}

/* The window has been read: moves the coverage over it. */
static void extend_coverage(struct job *job)
{
    struct window_coverage *coverage = &job->coverage;
    int32_t last = last_seen(job);
    struct window range = job->plan.ranges[job->range - 1];
    bool apart = coverage->any && range.end <= coverage->since && coverage->since_known; /* days before what is there */
    job->quiet = job->any_new || apart ? (struct window){ 0, 0 } : quiet_days(job, range.first);
    if (job->any_new && (!coverage->any || range.first > coverage->cursor + 1))
        *coverage = (struct window_coverage){ true, true, range.first, last };
    else if (job->any_new && !apart && last > coverage->cursor)
        coverage->cursor = last;
    if (coverage->any && coverage->since_known && range.first < coverage->since && job->window.end >= range.end)
        coverage->since = range.first;
}

static bool read_series(struct job *job, struct record_reader *reader, bool *finished)
{
    int32_t *days = NULL;
    size_t count = 0;
    bool done = read_days(job, reader, &days, &count);
    *finished = !done;
    if (done && !job->again) {
        struct window_verdict verdict = window_judge(job->asked, job->shift, days, count);
        if (verdict.again) {
            job->feed->shift = verdict.shift;
            job->asked = verdict.missing;
            job->again = true;
            free(days);
            return true;
        }
    }
    free(days);
    if (!done)
        return true;
    job->rest.first = job->window.end;
    extend_coverage(job);
    *finished = !(job->coverage.any ? cover(job, true) : true) || !next_window(job);
    if (*finished && !job->coverage.any && !job->sync->failed)
        (void)cover(job, false);
    return true;
}

static bool read_whole(struct job *job, struct record_reader *reader)
{
    struct record record;
    while (record_reader_next(reader, &record)) {
        if (!give(job, &record))
            return false;
    }
    return cover(job, false);
}

bool job_read(struct job *job, const char *body, size_t length, cJSON *tree, bool *finished, struct error *error)
{
    const struct stream *stream = job->feed->selection.stream;
    struct record_addition addition = { .item = job->item != NULL ? job->item->name : NULL };
    struct record_reader *reader;
    char first_day[DATE_DAY_SIZE], last_day[DATE_DAY_SIZE];
    if (stream->kind == STREAM_SUMMARY) {
        date_format_day(job->asked.first, first_day);
        date_format_day(job->asked.end - 1, last_day);
        addition.first_day = first_day;
        addition.last_day = last_day;
    }
    if (!record_reader_new(&reader, stream, body, length, tree, &addition, error))
        return false;
    *finished = true;
    switch (stream->kind) {
    case STREAM_LIST:
        (void)read_page(job, reader);
        break;
    case STREAM_DETAILS:
    case STREAM_SUMMARY:
        (void)read_whole(job, reader);
        break;
    case STREAM_SERIES:
        (void)read_series(job, reader, finished);
        break;
    }
    record_reader_free(reader);
    return true;
}

static void finish(struct job *job)
{
    struct sync *sync = job->sync;
    struct feed *feed = job->feed;
    if (feed->selection.stream->kind == STREAM_LIST)
        feed->listing = false;
    else if (job->item != NULL)
        feed->items_done++;
    free_job(job);
    feed_settle(sync, feed);
}

static void fail(struct job *job, struct error *error, bool stop)
{
    struct feed *feed = job->feed;
    if (job->item != NULL && error->message != NULL)
        error_prefix(error, "%s %s", feed->parent->selection.stream->table.name, job->item->name);
    if (feed->selection.stream->kind == STREAM_LIST)
        feed->listed = stop = true;
    feed_fail(feed, error, stop || ++feed->failures_in_a_row >= SYNC_FAILURES_IN_A_ROW);
    finish(job);
}

static bool is_refusal(enum meaning_kind kind)
{
    return kind == MEANING_KEY_REFUSED || kind == MEANING_NO_PERMISSION || kind == MEANING_IP_NOT_ALLOWED ||
           kind == MEANING_NOT_IN_PLAN;
}

static bool is_garbled(enum meaning_kind kind)
{
    return kind == MEANING_NOT_JSON || kind == MEANING_EMPTY || kind == MEANING_WEB_PAGE || kind == MEANING_QUEUED;
}

static bool is_unknown_item(const struct job *job, enum meaning_kind kind)
{
    return job->item != NULL && (kind == MEANING_BAD_REQUEST || kind == MEANING_NOT_FOUND || kind == MEANING_FEED_GONE);
}

static void vanish(struct job *job)
{
    struct feed *feed = job->feed;
    feed->vanished++;
    run_tell(job->sync, feed, "Braze does not know %s %s any more: it was passed over",
             feed->parent->selection.stream->table.name, job->item->name);
    finish(job);
}

static void copy_error(struct error *to, const struct error *from)
{
    error_set(to, from->code != ERROR_NONE ? from->code : ERROR_NETWORK, "%s",
              from->message != NULL ? from->message : "no answer");
    if (from->hint != NULL)
        error_hint(to, "%s", from->hint);
}

/* How often such an answer is asked for before it is believed. */
static unsigned tries_of(const struct job *job, enum meaning_kind kind)
{
    bool was_good = job->feed->answers > 0;
    if (is_garbled(kind))
        return SYNC_TRIES_GARBLED;
    if (is_unknown_item(job, kind))
        return kind == MEANING_BAD_REQUEST ? SYNC_TRIES_VANISHED : SYNC_TRIES_MISSING;
    if (is_refusal(kind) || kind == MEANING_NOT_FOUND || kind == MEANING_FEED_GONE)
        return was_good ? SYNC_TRIES_REFUSED : SYNC_TRIES_FIRST;
    return 1;
}

/* An answer that is no success, or not Braze's: asks again, or gives up. error is emptied. */
static void refused(struct job *job, enum meaning_kind kind, struct error *error)
{
    struct feed *feed = job->feed;
    if (++job->tries < tries_of(job, kind)) {
        error_clear(error);
        submit(job);
    } else if (is_unknown_item(job, kind)) {
        error_clear(error);
        vanish(job);
    } else {
        feed->retired = kind == MEANING_FEED_GONE;
        fail(job, error, is_refusal(kind) || kind == MEANING_RATE_LIMITED);
    }
    error_clear(error);
}

static void on_answer(uint64_t ticket, const struct session_answer *answer, void *context)
{
    struct job *job = context;
    struct sync *sync = job->sync;
    const struct meaning *meaning = answer->meaning;
    struct error error = ERROR_INIT;
    bool finished = true;
    (void)ticket;
    if (answer->http != NULL && answer->http->timings.first_byte_us > sync->slowest_ms * 1000)
        sync->slowest_ms = answer->http->timings.first_byte_us / 1000;
    if (meaning->kind == MEANING_STOPPED || sync->cancelling || sync->failed) {
        if (job->feed->selection.stream->kind == STREAM_LIST)
            job->feed->listing = false;
        free_job(job);
    } else if (meaning->kind != MEANING_OK || answer->http == NULL) {
        copy_error(&error, &meaning->error);
        refused(job, meaning->kind, &error);
    } else if (!job_read(job, answer->http->body, answer->http->body_length, meaning->body, &finished, &error)) {
        refused(job, MEANING_NOT_JSON, &error);
    } else {
        job->feed->answers++;
        job->feed->failures_in_a_row = 0;
        job->tries = 0;
        if (finished || sync->failed)
            finish(job);
        else
            submit(job);
    }
}
