#include "sync/airbyte_sink.h"

#include <stdlib.h>
#include <string.h>

#include "support/date.h"
#include "support/json.h"
#include "support/memory.h"
#include "support/text.h"
#include "sync/state.h"

/* A state holds a cursor for every item: it is told after so many records and twice as many as there are items, or
 * after so long. */
enum { STATE_RECORDS = 1000, STATE_RECORDS_AN_ITEM = 2, STATE_MS = 30000 };

struct output {
    const struct stream *stream;
    struct cursors *cursors;   /* of a daily series; NULL otherwise */
    bool running, moved, told; /* RUNNING was told; a cursor moved since the last state; a state was told */
    bool estimated;
    int64_t records; /* since the last state */
    int64_t all_records;
    int64_t told_ms; /* on the clock that never goes back */
    int64_t waits_until_ms;
    struct output *next;
};

struct airbyte_sink {
    struct message_writer *writer;
    const cJSON *states;
    bool debug;
    struct output *outputs;
    UT_string failed;
    enum error_code failed_code;
};

static struct output *find(const struct airbyte_sink *sink, const struct stream *stream)
{
    for (struct output *output = sink->outputs; output != NULL; output = output->next) {
        if (output->stream == stream)
            return output;
    }
    return NULL;
}

static bool begin(const struct sync_selection *selection, void *context, struct error *error)
{
    struct airbyte_sink *sink = context;
    const struct stream *stream = selection->stream;
    struct output *output = memory_allocate(1, sizeof *output);
    output->stream = stream;
    output->told_ms = date_monotonic_ms();
    output->waits_until_ms = -1;
    output->next = sink->outputs;
    sink->outputs = output;
    if (stream_incremental(stream)) {
        output->cursors = cursors_new();
        const cJSON *state = selection->mode == SYNC_INCREMENTAL ? json_get(sink->states, stream->table.name) : NULL;
        if (!cursors_read(output->cursors, stream, state, error)) {
            error->code = ERROR_CONFIGURATION;
            cursors_free(output->cursors);
            output->cursors = NULL; /* what was given stays the state */
        }
    }
    message_log(sink->writer, MESSAGE_INFO, "Marking stream %s as STARTED", stream->table.name);
    message_stream_status(sink->writer, stream->table.name, MESSAGE_STARTED, date_now_ms());
    return error->code == ERROR_NONE;
}

static bool coverage(const struct stream *stream, const char *item, struct window_coverage *out, bool *done,
                     void *context, struct error *error)
{
    const struct output *output = find(context, stream);
    (void)error;
    *done = false;
    *out = (struct window_coverage){ .any = false };
    if (output->cursors != NULL)
        out->any = cursors_get(output->cursors, stream->parent != NULL ? item : NULL, &out->cursor);
    return true;
}

static void tell_state(struct airbyte_sink *sink, struct output *output)
{
    cJSON *state;
    if (output->cursors != NULL) {
        state = cursors_write(output->cursors, output->stream);
    } else {
        state = json_object();
        json_add_bool(state, "__ab_no_cursor_state_message", true);
    }
    message_state(sink->writer, output->stream->table.name, state, output->records);
    output->records = 0;
    output->moved = false;
    output->told = true;
    output->told_ms = date_monotonic_ms();
}

static bool record(const struct stream *stream, const struct record *given, int64_t now_ms, void *context,
                   struct error *error)
{
    struct airbyte_sink *sink = context;
    struct output *output = find(sink, stream);
    (void)error;
    if (!output->running) {
        output->running = true;
        message_stream_status(sink->writer, stream->table.name, MESSAGE_RUNNING, now_ms);
    }
    message_record(sink->writer, stream->table.name, given->json, given->length, now_ms);
    output->records++;
    output->all_records++;
    return true;
}

static void tell_covered(struct airbyte_sink *sink, const struct output *output, const struct sync_covered *given)
{
    char day[DATE_DAY_SIZE] = "";
    if (given->has_days)
        date_format_day(given->coverage.cursor, day);
    message_log(sink->writer, MESSAGE_DEBUG, "%s%s%s: read%s%s", output->stream->table.name,
                given->item[0] != '\0' ? " " : "", given->item, given->has_days ? " up to " : "", day);
}

static bool covered(const struct stream *stream, const struct sync_covered *given, void *context, struct error *error)
{
    struct airbyte_sink *sink = context;
    struct output *output = find(sink, stream);
    (void)error;
    if (sink->debug)
        tell_covered(sink, output, given);
    if (output->cursors == NULL || !given->has_days)
        return true;
    /* The cursor is told as the run has it: a healed one goes back. */
    cursors_move(output->cursors, stream->parent != NULL ? given->item : NULL, given->coverage.cursor, true);
    output->moved = true;
    int64_t enough = STATE_RECORDS + STATE_RECORDS_AN_ITEM * (int64_t)cursors_count(output->cursors);
    if (output->records >= enough || (output->records > 0 && date_monotonic_ms() - output->told_ms >= STATE_MS))
        tell_state(sink, output);
    return true;
}

static bool flush(void *context, struct error *error)
{
    struct airbyte_sink *sink = context;
    return message_flush(sink->writer, error);
}

static void note_failure(struct airbyte_sink *sink, const char *stream, const struct error *error)
{
    utstring_printf(&sink->failed, "%s%s", utstring_len(&sink->failed) > 0 ? ", " : "", stream);
    if (sink->failed_code == ERROR_NONE || error->code == ERROR_PERMISSION)
        sink->failed_code = error->code;
}

static bool end(const struct sync_ending *ending, void *context, struct error *error)
{
    struct airbyte_sink *sink = context;
    struct output *output = find(sink, ending->stream);
    const char *name = ending->stream->table.name;
    /* The cursor for all would be taken for one of an item that was passed over, should it come back. */
    if (ending->complete && output->cursors != NULL && ending->stream->parent != NULL && ending->vanished == 0) {
        cursors_finish(output->cursors, ending->seconds, ending->today);
        output->moved = true;
    }
    /* So that the states account for every record; of a stream without days it says nothing that could be gone on with. */
    if (output->moved || output->records > 0 || (ending->complete && !output->told))
        tell_state(sink, output);
    if (!ending->complete) {
        message_trace_error(sink->writer, name, ending->error, date_now_ms());
        note_failure(sink, name, ending->error);
    }
    message_log(sink->writer, MESSAGE_INFO, "Read %lld records from %s stream", (long long)output->all_records, name);
    message_log(sink->writer, MESSAGE_INFO, "Marking stream %s as STOPPED", name);
    message_stream_status(sink->writer, name, ending->complete ? MESSAGE_COMPLETE : MESSAGE_INCOMPLETE, date_now_ms());
    return message_flush(sink->writer, error);
}

struct airbyte_sink *airbyte_sink_new(struct message_writer *writer, const cJSON *states, bool debug)
{
    struct airbyte_sink *sink = memory_allocate(1, sizeof *sink);
    sink->writer = writer;
    sink->states = states;
    sink->debug = debug;
    utstring_init(&sink->failed);
    return sink;
}

struct sync_sink airbyte_sink_functions(struct airbyte_sink *sink)
{
    return (struct sync_sink){ begin, coverage, record, covered, flush, end, sink };
}

static void watch_estimate(struct airbyte_sink *sink, struct output *output, const struct sync_progress *progress)
{
    if (output->estimated || progress->rows_expected < 0)
        return;
    output->estimated = true;
    message_estimate(sink->writer, output->stream->table.name, progress->rows_expected, date_now_ms());
}

void airbyte_sink_watch(struct airbyte_sink *sink, const struct sync *sync)
{
    struct sync_progress progress;
    for (size_t i = 0; sync_progress(sync, i, &progress); i++) {
        struct output *output = progress.selected ? find(sink, progress.stream) : NULL;
        if (output == NULL || progress.state != SYNC_RUNNING)
            continue;
        watch_estimate(sink, output, &progress);
        if (progress.waits_until_ms > date_now_ms() && progress.waits_until_ms > output->waits_until_ms + 1000) {
            output->waits_until_ms = progress.waits_until_ms;
            message_rate_limited(sink->writer, output->stream->table.name, progress.waits_until_ms, date_now_ms());
        }
    }
}

const char *airbyte_sink_failed(const struct airbyte_sink *sink, enum error_code *code)
{
    *code = sink->failed_code;
    return utstring_body(&sink->failed);
}

void airbyte_sink_free(struct airbyte_sink *sink)
{
    if (sink == NULL)
        return;
    while (sink->outputs != NULL) {
        struct output *output = sink->outputs;
        sink->outputs = output->next;
        cursors_free(output->cursors);
        free(output);
    }
    utstring_done(&sink->failed);
    free(sink);
}
