#include "sync/store_sink.h"

#include <stdlib.h>
#include <string.h>

#include "store/write.h"
#include "support/date.h"
#include "support/memory.h"

enum { CLEAN_ROWS = 2000 };

struct target {
    const struct stream *stream;
    struct store_writer *writer;
    bool replaces;
};

struct store_sink {
    struct store *store;
    char *signature;
    struct target *targets;
    size_t count;
    bool running;
};

static struct target *find(struct store_sink *sink, const struct stream *stream)
{
    for (size_t i = 0; i < sink->count; i++) {
        if (sink->targets[i].stream == stream)
            return &sink->targets[i];
    }
    return NULL;
}

static bool begin(const struct sync_selection *selection, void *context, struct error *error)
{
    struct store_sink *sink = context;
    struct target target = { .stream = selection->stream };
    target.replaces = selection->mode == SYNC_FULL || !stream_incremental(selection->stream);
    if (!store_writer_open(&target.writer, sink->store, &selection->stream->table,
                           target.replaces ? STORE_REPLACE : STORE_MERGE, sink->signature, date_now_ms(), error))
        return false;
    sink->targets = memory_resize(sink->targets, sink->count + 1, sizeof target);
    sink->targets[sink->count++] = target;
    return true;
}

static bool coverage(const struct stream *stream, const char *item, struct window_coverage *out, bool *done,
                     void *context, struct error *error)
{
    struct target *target = find(context, stream);
    struct store_cursor cursor;
    *out = (struct window_coverage){ .any = false };
    *done = false;
    if (target->replaces && !store_writer_resumed(target->writer))
        return true;
    if (!store_writer_cursor(target->writer, item, &cursor, error))
        return false;
    *done = cursor.any && target->replaces;
    if (cursor.any && cursor.days)
        *out = (struct window_coverage){ true, true, cursor.since, cursor.cursor };
    return true;
}

static bool record(const struct stream *stream, const struct record *given, int64_t now_ms, void *context,
                   struct error *error)
{
    struct target *target = find(context, stream);
    return store_writer_put(target->writer, given->json, given->length, given->tree, now_ms, NULL, error);
}

static bool covered(const struct stream *stream, const struct sync_covered *given, void *context, struct error *error)
{
    struct target *target = find(context, stream);
    struct store_cursor cursor = { true, given->has_days, given->coverage.since, given->coverage.cursor };
    const struct window quiet = given->quiet;
    /* What has no rows is not asked for all of its days again by every run. */
    if (quiet.first < quiet.end && !cursor.days)
        cursor = (struct store_cursor){ true, true, quiet.first, quiet.end - 1 };
    else if (quiet.first < quiet.end && quiet.end - 1 > cursor.cursor)
        cursor.cursor = quiet.end - 1;
    return store_writer_set_cursor(target->writer, given->item, &cursor, error);
}

static bool flush(void *context, struct error *error)
{
    struct store_sink *sink = context;
    return store_commit(sink->store, error);
}

static bool is_listed(const char *item, void *context)
{
    return items_have(context, item);
}

/* A replacement that was continued has what was read the first time: what has gone since goes, too. */
static bool drop_gone(struct target *target, const struct items *items, struct error *error)
{
    if (!target->replaces || !store_writer_resumed(target->writer))
        return true;
    if (target->stream->kind == STREAM_LIST)
        return store_writer_drop_unseen(target->writer, error);
    return target->stream->parent == NULL || store_writer_keep_items(target->writer, is_listed, (void *)items, error);
}

static bool end(const struct sync_ending *ending, void *context, struct error *error)
{
    struct target *target = find(context, ending->stream);
    bool done;
    if (ending->complete)
        done = drop_gone(target, ending->items, error) && store_writer_finish(target->writer, date_now_ms(), error);
    else
        done = store_writer_fail(target->writer, ending->error->message, date_now_ms(), error);
    store_writer_close(target->writer);
    target->writer = NULL;
    return done;
}

bool store_sink_new(struct store_sink **out, struct store *store, const char *signature, int64_t now_ms,
                    struct error *error)
{
    *out = NULL;
    if (!store_run_begin(store, "sync", now_ms, error))
        return false;
    struct store_sink *sink = memory_allocate(1, sizeof *sink);
    sink->store = store;
    sink->signature = memory_copy_string(signature);
    sink->running = true;
    *out = sink;
    return true;
}

struct sync_sink store_sink_functions(struct store_sink *sink)
{
    return (struct sync_sink){ begin, coverage, record, covered, flush, end, sink };
}

bool store_sink_clean(struct store_sink *sink, bool *more, struct error *error)
{
    return store_clean(sink->store, CLEAN_ROWS, more, error) && store_commit(sink->store, error);
}

bool store_sink_finish(struct store_sink *sink, const char *outcome, const char *message, int64_t now_ms,
                       struct error *error)
{
    sink->running = false;
    return store_run_end(sink->store, outcome, message, now_ms, error);
}

void store_sink_free(struct store_sink *sink)
{
    if (sink == NULL)
        return;
    for (size_t i = 0; i < sink->count; i++)
        store_writer_close(sink->targets[i].writer);
    if (sink->running)
        store_run_abandon(sink->store);
    free(sink->targets);
    free(sink->signature);
    free(sink);
}
