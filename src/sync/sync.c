#include "sync/sync.h"

#include <stdlib.h>
#include <string.h>

#include "support/date.h"
#include "support/memory.h"
#include "sync/run.h"

enum {
    FLUSH_MS = 200,
    STARTS_A_STEP = 200 /* so that a step over many items that need nothing stays short */
};

void run_tell(const struct sync *sync, const struct feed *feed, const char *format, ...)
{
    if (sync->tell == NULL)
        return;
    va_list arguments;
    va_start(arguments, format);
    char *text = memory_format_list(format, arguments);
    va_end(arguments);
    sync->tell(feed->selection.stream, text, sync->tell_context);
    free(text);
}

void run_fail(struct sync *sync, struct error *error)
{
    if (!sync->failed)
        error_move(&sync->failure, error);
    error_clear(error);
    sync->failed = true;
}

static struct feed *find_feed(struct sync *sync, const struct stream *stream)
{
    for (size_t i = 0; i < sync->feed_count; i++) {
        if (sync->feeds[i].selection.stream == stream)
            return &sync->feeds[i];
    }
    return NULL;
}

static const char *first_key(const struct stream *stream)
{
    for (size_t i = 0; i < stream->table.column_count; i++) {
        if (stream->table.columns[i].flags & STORE_KEY)
            return stream->table.columns[i].name;
    }
    return NULL;
}

static struct feed *add_feed(struct sync *sync, const struct stream *stream)
{
    struct feed *feed = find_feed(sync, stream);
    if (feed != NULL)
        return feed;
    feed = &sync->feeds[sync->feed_count++];
    feed->selection = (struct sync_selection){ stream, SYNC_FULL };
    feed->limit_class = endpoints[stream->endpoint].limit_class;
    if (stream->kind == STREAM_LIST) {
        feed->items = items_new();
        feed->key_field = first_key(stream);
        for (size_t i = 0; i < stream_count; i++) {
            if (stream_parent(&streams[i]) == stream && streams[i].only_where != NULL)
                feed->tracked_field = streams[i].only_where;
        }
    }
    return feed;
}

struct sync *sync_new(struct session *session, const struct sync_options *options, const struct sync_sink *sink,
                      sync_tell tell, void *tell_context)
{
    struct sync *sync = memory_allocate(1, sizeof *sync);
    sync->session = session;
    sync->options = *options;
    sync->options.selections = NULL;
    sync->sink = *sink;
    sync->tell = tell;
    sync->tell_context = tell_context;
    if (sync->options.requests_at_once == 0)
        sync->options.requests_at_once = SYNC_AT_ONCE_DEFAULT;
    if (sync->options.idle_timeout_ms == 0)
        sync->options.idle_timeout_ms = SYNC_IDLE_TIMEOUT_MS;
    sync->feeds = memory_allocate(2 * options->selection_count, sizeof *sync->feeds); /* each may bring a parent */
    for (size_t i = 0; i < options->selection_count; i++) {
        const struct sync_selection *selection = &options->selections[i];
        const struct stream *parent = stream_parent(selection->stream);
        if (parent != NULL)
            (void)add_feed(sync, parent);
        struct feed *feed = add_feed(sync, selection->stream);
        feed->selection.mode = selection->mode;
        feed->selected = true;
    }
    for (size_t i = 0; i < sync->feed_count; i++) {
        const struct stream *parent = stream_parent(sync->feeds[i].selection.stream);
        sync->feeds[i].parent = parent != NULL ? find_feed(sync, parent) : NULL;
    }
    sync->flushed_ms = date_monotonic_ms();
    return sync;
}

/* Takes what is under way back from the session; the callbacks free the jobs. */
static void stop_jobs(struct sync *sync)
{
    while (sync->jobs != NULL) {
        struct job *job = sync->jobs;
        if (!session_cancel(sync->session, job->ticket))
            break;
    }
}

void sync_free(struct sync *sync)
{
    if (sync == NULL)
        return;
    sync->cancelling = true;
    stop_jobs(sync);
    for (size_t i = 0; i < sync->feed_count; i++) {
        items_free(sync->feeds[i].items);
        error_clear(&sync->feeds[i].error);
    }
    free(sync->feeds);
    error_clear(&sync->failure);
    free(sync);
}

static size_t running_in_class(const struct sync *sync, const char *limit_class)
{
    size_t running = 0;
    for (size_t i = 0; i < sync->feed_count; i++) {
        if (strcmp(sync->feeds[i].limit_class, limit_class) == 0)
            running += sync->feeds[i].running;
    }
    return running;
}

/* Lists first: the sooner the items are known, the sooner all is under way. Then each feed in turn. */
static struct feed *choose(struct sync *sync, size_t round)
{
    struct feed *feed = &sync->feeds[(sync->turn + round) % sync->feed_count];
    return running_in_class(sync, feed->limit_class) < sync->options.requests_at_once ? feed : NULL;
}

static bool begin_lists(struct sync *sync)
{
    bool any = false;
    for (size_t i = 0; i < sync->feed_count && !sync->failed; i++) {
        if (sync->feeds[i].selection.stream->kind == STREAM_LIST)
            any = feed_next(sync, &sync->feeds[i]) || any;
    }
    return any;
}

static void begin_jobs(struct sync *sync)
{
    size_t starts = 0, idle = 0;
    sync->has_more = false;
    (void)begin_lists(sync);
    while (idle < sync->feed_count && !sync->failed) {
        struct feed *feed = choose(sync, 0);
        bool begun = feed != NULL && feed_next(sync, feed);
        sync->turn = (sync->turn + 1) % sync->feed_count;
        idle = begun ? 0 : idle + 1;
        if (begun && ++starts >= STARTS_A_STEP) {
            sync->has_more = true;
            return;
        }
    }
}

static void flush(struct sync *sync, bool now)
{
    struct error error = ERROR_INIT;
    int64_t since = date_monotonic_ms() - sync->flushed_ms;
    if (!sync->dirty || sync->failed || (!now && since < FLUSH_MS))
        return;
    sync->dirty = false;
    sync->flushed_ms = date_monotonic_ms();
    if (!sync->sink.flush(sync->sink.context, &error))
        run_fail(sync, &error);
}

static void settle_all(struct sync *sync)
{
    for (size_t i = 0; i < sync->feed_count; i++)
        feed_settle(sync, &sync->feeds[i]);
}

bool sync_is_done(const struct sync *sync)
{
    if (sync->failed)
        return true;
    for (size_t i = 0; i < sync->feed_count; i++) {
        if (sync->feeds[i].state <= SYNC_RUNNING)
            return false;
    }
    return true;
}

int sync_step(struct sync *sync)
{
    if (!sync->failed && sync->feed_count > 0)
        begin_jobs(sync);
    settle_all(sync);
    flush(sync, sync_is_done(sync));
    if (sync->failed)
        stop_jobs(sync);
    if (sync_is_done(sync))
        return -1;
    return sync->has_more ? 0 : sync->dirty ? FLUSH_MS : -1;
}

void sync_cancel(struct sync *sync)
{
    sync->cancelling = true;
    stop_jobs(sync);
    settle_all(sync);
    flush(sync, true);
}

const struct error *sync_failure(const struct sync *sync)
{
    return sync->failed ? &sync->failure : NULL;
}

static int64_t estimate_left(const struct sync *sync, const struct feed *feed)
{
    const struct stream *stream = feed->selection.stream;
    if (feed->state > SYNC_RUNNING)
        return 0;
    if (stream->kind == STREAM_LIST)
        return feed->listed ? 0 : -1;
    size_t a_series = 1;
    if (stream->kind == STREAM_SERIES)
        a_series = window_count((struct window){ sync->options.start, sync->options.today }, stream->step_days);
    if (feed->parent == NULL)
        return (int64_t)a_series > feed->answers ? (int64_t)a_series - feed->answers : 0;
    if (!feed->parent->listed)
        return -1;
    size_t left = items_count(feed->parent->items) - feed->items_done;
    double each = (double)a_series;
    if (feed->items_done > feed->untracked)
        each = (double)feed->requests / (double)(feed->items_done - feed->untracked + feed->running);
    return (int64_t)((double)left * (each > 1 || a_series == 1 ? each : 1));
}

static int64_t expect_rows(const struct feed *feed)
{
    const struct stream *stream = feed->selection.stream;
    if (feed->state > SYNC_RUNNING)
        return feed->rows;
    if (stream->kind == STREAM_LIST || (feed->parent != NULL && !feed->parent->listed))
        return -1;
    size_t all = 1;
    if (feed->parent != NULL)
        all = items_count(feed->parent->items);
    if (stream->only_where != NULL)
        all -= items_count_without_analytics(feed->parent->items);
    if (stream->kind != STREAM_SERIES || all == 0)
        return (int64_t)all;
    return feed->planned > 0 ? feed->planned_days * (int64_t)all / (int64_t)feed->planned : -1;
}

bool sync_progress(const struct sync *sync, size_t index, struct sync_progress *progress)
{
    if (index >= sync->feed_count)
        return false;
    const struct feed *feed = &sync->feeds[index];
    struct http_limit limit;
    *progress = (struct sync_progress){
        .stream = feed->selection.stream,
        .selected = feed->selected,
        .state = feed->state,
        .rows = feed->rows,
        .requests = feed->answers,
        .requests_left = estimate_left(sync, feed),
        .rows_expected = expect_rows(feed),
        .items = feed->parent != NULL ? items_count(feed->parent->items) : 0,
        .items_done = feed->items_done,
        .vanished = feed->vanished,
        .untracked = feed->untracked,
        .retired = feed->retired || (feed->parent != NULL && feed->parent->retired),
        .waits_until_ms = -1,
        .error = feed->error.code != ERROR_NONE ? &feed->error : NULL,
    };
    if (feed->running > 0 && session_limit(sync->session, feed->limit_class, &limit))
        progress->waits_until_ms = limit.background_until_ms;
    return true;
}
