#include "ui/screen/stream_list.h"

#include <stdlib.h>
#include <string.h>

#include "support/text.h"
#include "ui/console.h"
#include "ui/screen/browse.h"
#include "ui/widget/picker.h"

enum column_id { COLUMN_STREAM, COLUMN_ROWS, COLUMN_EXPORTED, COLUMN_WHAT, COLUMNS };

static const struct column columns[COLUMNS] = {
    [COLUMN_STREAM] = { "STREAM", "stream", CELL_TEXT, 24, 26, 0, 0 },
    [COLUMN_ROWS] = { "ROWS", "rows", CELL_COUNT, 9, 9, 0, 1 },
    [COLUMN_EXPORTED] = { "EXPORTED", "exported", CELL_TEXT, 13, 16, 0, 2 },
    [COLUMN_WHAT] = { "WHAT", "what", CELL_TEXT, 20, 40, 1, 3 },
};

struct stream_list {
    struct console *console;
    const struct explore *explore; /* while it is painted */
    struct table *table;
    const struct stream **shown; /* each list with what belongs to it behind it */
    size_t count;
    UT_string text; /* a cell's */
};

static size_t count_rows(void *context)
{
    return ((const struct stream_list *)context)->count;
}

static const char *row_id(void *context, size_t row)
{
    return ((const struct stream_list *)context)->shown[row]->table.name;
}

/* "waiting", "42 %", "until 10:14", or when it was exported. */
static void append_exported(struct stream_list *list, const struct stream *stream, const struct explore_stream *state)
{
    struct sync_progress progress;
    UT_string *out = &list->text;
    if (explore_stream_progress(list->explore, stream, &progress) && progress.selected && progress.state <= SYNC_RUNNING) {
        int64_t all = progress.requests + (progress.requests_left > 0 ? progress.requests_left : 0);
        if (progress.state == SYNC_WAITING) {
            utstring_printf(out, "waiting");
        } else if (progress.waits_until_ms > console_wall_ms(list->console)) {
            utstring_printf(out, "until ");
            cell_append_moment(out, progress.waits_until_ms, CELL_SECOND);
        } else if (progress.requests_left >= 0 && all > 0) {
            utstring_printf(out, "running, %d %%", (int)(100 * progress.requests / all));
        } else {
            utstring_printf(out, "running");
        }
        return;
    }
    if (state->is_incomplete)
        utstring_printf(out, "INCOMPLETE");
    else if (state->synced_ms >= 0)
        browse_append_moment(out, list->console, state->synced_ms);
    else
        utstring_printf(out, "never");
}

static void get_cell(void *context, size_t row, size_t column, struct cell *out)
{
    struct stream_list *list = context;
    const struct stream *stream = list->shown[row];
    struct explore_stream state = { .synced_ms = -1 };
    if (list->explore != NULL)
        state = explore_stream(list->explore, stream);
    utstring_clear(&list->text);
    out->kind = CELL_TEXT;
    switch ((enum column_id)column) {
    case COLUMN_STREAM: {
        char *words = browse_words(stream->table.name);
        utstring_printf(&list->text, "%s", words);
        free(words);
        break;
    }
    case COLUMN_ROWS:
        out->kind = state.is_stored ? CELL_COUNT : CELL_NONE;
        out->number = (double)state.rows;
        break;
    case COLUMN_EXPORTED:
        if (list->explore != NULL)
            append_exported(list, stream, &state);
        break;
    case COLUMN_WHAT:
        utstring_printf(&list->text, "%s", state.is_incomplete ? state.message : stream->help);
        break;
    case COLUMNS:
        break;
    }
    out->text = utstring_body(&list->text);
}

static void collect(struct stream_list *list)
{
    list->shown = memory_allocate(stream_count, sizeof(struct stream *));
    for (size_t i = 0; i < stream_count; i++) {
        if (streams[i].parent != NULL)
            continue;
        list->shown[list->count++] = &streams[i];
        for (size_t k = 0; k < stream_count; k++)
            if (stream_parent(&streams[k]) == &streams[i])
                list->shown[list->count++] = &streams[k];
    }
}

struct stream_list *stream_list_new(struct console *console)
{
    struct stream_list *list = memory_allocate(1, sizeof *list);
    list->console = console;
    utstring_init(&list->text);
    collect(list);
    struct rows_source source = { count_rows, get_cell, row_id, list };
    list->table = table_new(rows_memory_new(&source, columns, COLUMNS), columns, COLUMNS);
    return list;
}

void stream_list_free(struct stream_list *list)
{
    if (list == NULL)
        return;
    table_free(list->table);
    free(list->shown);
    utstring_done(&list->text);
    free(list);
}

struct table *stream_list_table(const struct stream_list *list)
{
    return list->table;
}

void stream_list_paint(struct stream_list *list, const struct explore *explore, struct canvas *canvas, struct rect rect)
{
    list->explore = explore;
    table_paint(list->table, canvas, rect, "Streams", NULL, true);
    list->explore = NULL;
}

const struct stream *stream_list_selected(const struct stream_list *list)
{
    size_t position = 0;
    if (!table_selected(list->table, &position))
        return NULL;
    return list->shown[rows_memory_row(table_rows(list->table), position)];
}

enum { COPY_STREAM, COPY_EXPORT };

static void copy_stream(struct console *console, size_t index, void *context)
{
    const struct stream *stream = context;
    char *command = memory_format("brazier sync %s && brazier export %s", stream->table.name, stream->table.name);
    if (index == COPY_STREAM)
        console_copy(console, "the stream's name", stream->table.name, strlen(stream->table.name));
    else
        console_copy(console, "a command", command, strlen(command));
    free(command);
}

void stream_list_copy(const struct stream_list *list)
{
    static const struct picker_item items[] = { [COPY_STREAM] = { "its name", NULL, NULL, 'n' },
                                                [COPY_EXPORT] = { "the command that exports it", "brazier sync", NULL, 'c' } };
    const struct stream *stream = stream_list_selected(list);
    if (stream == NULL)
        return;
    console_push(list->console, picker_new(&(struct picker_options){ .title = "Copy",
                                                                     .items = items,
                                                                     .count = sizeof items / sizeof items[0],
                                                                     .is_menu = true,
                                                                     .done = copy_stream,
                                                                     .context = (void *)stream }));
}

static void append_count(UT_string *out, int64_t count, const char *words)
{
    text_append_count(out, (long long)count);
    utstring_printf(out, "%s", words);
}

void stream_list_append_progress(UT_string *out, const struct explore_progress *progress)
{
    char *words = browse_words(progress->stream != NULL ? progress->stream : "");
    utstring_printf(out, "%s: ", words);
    free(words);
    append_count(out, progress->requests, "");
    if (progress->requests_left >= 0) {
        utstring_printf(out, " of ");
        append_count(out, progress->requests + progress->requests_left, "");
    }
    utstring_printf(out, " requests");
    if (progress->waits_until_ms >= 0) {
        utstring_printf(out, ", waits for the limit until ");
        cell_append_moment(out, progress->waits_until_ms, CELL_SECOND);
    } else if (progress->seconds_left >= 0) {
        utstring_printf(out, ", %lld:%02lld to go", (long long)progress->seconds_left / 60, (long long)progress->seconds_left % 60);
    }
    utstring_printf(out, ", ");
    append_count(out, progress->rows, " rows, ");
    append_count(out, (int64_t)progress->rows_a_second, " rows/s");
    if (progress->streams > 1)
        utstring_printf(out, ", %zu of %zu streams", progress->streams_done, progress->streams);
}
