#include "ui/screen/stream_list.h"

#include <stdlib.h>
#include <string.h>

#include "support/text.h"
#include "ui/console.h"
#include "ui/desk.h"
#include "ui/screen/browse.h"
#include "ui/widget/picker.h"
#include "ui/wrap.h"

enum column_id { COLUMN_STREAM, COLUMN_ROWS, COLUMN_EXPORTED, COLUMN_LAST_DAY, COLUMN_WHAT, COLUMNS };

enum { WHAT_COLUMNS = 48, FOOT_MOST = 2, FOOT_FROM = 12 }; /* rows from which on there is room for a foot */

static const struct column columns[COLUMNS] = {
    [COLUMN_STREAM] = { "STREAM", "stream", CELL_TEXT, 24, 26, 0, 0 },
    [COLUMN_ROWS] = { "ROWS", "rows", CELL_COUNT, 9, 9, 0, 1 },
    [COLUMN_EXPORTED] = { "EXPORTED", "exported", CELL_TEXT, 13, 16, 0, 2 },
    [COLUMN_LAST_DAY] = { "LAST DAY", "last_day", CELL_DAY, 10, 10, 0, 3 },
    [COLUMN_WHAT] = { "WHAT", "what", CELL_TEXT, WHAT_COLUMNS, WHAT_COLUMNS, 1, 4 },
};

struct stream_list {
    struct console *console;
    struct table *table;
    const struct stream **shown; /* each list with what belongs to it behind it */
    size_t count;
    UT_string text; /* a cell's */
};

/* NULL: no profile is open. */
static struct explore *explore_of(const struct stream_list *list)
{
    return desk_explore(console_desk(list->console));
}

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
    if (explore_stream_progress(explore_of(list), stream, &progress) && progress.selected && progress.state <= SYNC_RUNNING) {
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

static void append_what(struct stream_list *list, const struct stream *stream, const struct explore_stream *state)
{
    if (state->is_incomplete && *state->message != '\0')
        text_append_visible(&list->text, state->message, strlen(state->message));
    else
        utstring_printf(&list->text, "%s", stream->help);
}

static void get_cell(void *context, size_t row, size_t column, struct cell *out)
{
    struct stream_list *list = context;
    const struct stream *stream = list->shown[row];
    struct explore_stream state = { .synced_ms = -1 };
    if (explore_of(list) != NULL)
        state = explore_stream(explore_of(list), stream);
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
        if (explore_of(list) != NULL)
            append_exported(list, stream, &state);
        break;
    case COLUMN_LAST_DAY: {
        int32_t first = 0;
        int32_t last = 0;
        bool any = explore_of(list) != NULL && stream->kind == STREAM_SERIES && explore_days(explore_of(list), stream, &first, &last);
        out->kind = any ? CELL_DAY : stream->kind == STREAM_SERIES ? CELL_NONE : CELL_TEXT;
        out->number = last;
        break;
    }
    case COLUMN_WHAT:
        append_what(list, stream, &state);
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

/* How much of it all there is. */
static void append_note(UT_string *out, const struct stream_list *list)
{
    int64_t rows = 0;
    size_t incomplete = 0;
    for (size_t i = 0; i < list->count; i++) {
        struct explore_stream state = explore_stream(explore_of(list), list->shown[i]);
        rows += state.rows;
        incomplete += state.is_incomplete;
    }
    if (explore_trouble(explore_of(list))->code != ERROR_NONE) {
        utstring_printf(out, "the local database cannot be read");
    } else if (rows == 0) {
        utstring_printf(out, "nothing is exported yet");
    } else {
        text_append_count(out, (long long)rows);
        utstring_printf(out, " rows");
    }
    if (incomplete > 0)
        utstring_printf(out, " \xC2\xB7 %zu INCOMPLETE", incomplete);
}

static void append_foot(UT_string *out, struct stream_list *list, const struct stream *stream)
{
    struct explore_stream state = explore_stream(explore_of(list), stream);
    utstring_clear(&list->text);
    append_what(list, stream, &state);
    char *words = browse_words(stream->table.name);
    utstring_printf(out, "%s%s: %s", words, state.is_incomplete ? ", INCOMPLETE" : "", utstring_body(&list->text));
    if (state.is_incomplete && state.synced_ms >= 0) {
        utstring_printf(out, "; complete ");
        browse_append_moment(out, list->console, state.synced_ms);
    }
    free(words);
}

/* Where the last column has no room, what it says of the selected stream stands below the list. Returns the rows it takes. */
static int paint_foot(struct stream_list *list, struct canvas *canvas, struct rect rect)
{
    const struct stream *stream = stream_list_selected(list);
    if (stream == NULL)
        return 0;
    UT_string foot;
    UT_string line;
    utstring_init(&foot);
    utstring_init(&line);
    append_foot(&foot, list, stream);
    int width = rect.width - 2;
    int rows = text_width(utstring_body(&foot)) > (size_t)width ? FOOT_MOST : 1;
    int y = rect.y + rect.height - rows;
    canvas_rule(canvas, y - 1, rect.x, rect.width);
    const char *rest = utstring_body(&foot);
    for (int i = 1; i < rows && rest != NULL; i++) {
        rest = wrap_next(rest, (size_t)width, &line);
        (void)canvas_text(canvas, y++, rect.x + 1, width, ROLE_TEXT, utstring_body(&line));
    }
    if (rest != NULL) /* what is left is cut in sight */
        canvas_field(canvas, y, rect.x + 1, width, ROLE_TEXT, TEXT_LEFT, rest);
    utstring_done(&line);
    utstring_done(&foot);
    return rows + 1;
}

void stream_list_paint(struct stream_list *list, struct canvas *canvas, struct rect rect)
{
    enum { OTHERS = 74 }; /* columns of the others with their gaps */
    if (rect.width < OTHERS + WHAT_COLUMNS && rect.height >= FOOT_FROM)
        rect.height -= paint_foot(list, canvas, rect);
    UT_string note;
    utstring_init(&note);
    append_note(&note, list);
    table_paint(list->table, canvas, rect, "Streams", utstring_body(&note), true);
    utstring_done(&note);
}

const struct stream *stream_list_selected(const struct stream_list *list)
{
    size_t position = 0;
    if (!table_selected(list->table, &position))
        return NULL;
    return list->shown[rows_memory_row(table_rows(list->table), position)];
}

void stream_list_select(struct stream_list *list, const char *stream)
{
    (void)table_select(list->table, stream);
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

/* The parts of the line, the more important first; what does not fit is left out. */
struct line {
    UT_string *out;
    size_t width;
};

static void add_part(struct line *line, UT_string *part)
{
    bool is_first = utstring_len(line->out) == 0;
    size_t needed = text_width(utstring_body(line->out)) + text_width(utstring_body(part)) + (is_first ? 0 : 2);
    if (is_first || needed <= line->width)
        utstring_printf(line->out, "%s%s", is_first ? "" : ", ", utstring_body(part));
    utstring_clear(part);
}

static void append_requests(UT_string *out, const struct explore_progress *progress)
{
    if (progress->streams > 2) {
        utstring_printf(out, "%zu streams, %zu done: ", progress->streams, progress->streams_done);
    } else {
        char *words = browse_words(progress->stream != NULL ? progress->stream : "");
        utstring_printf(out, "Exporting %s: ", words);
        free(words);
    }
    text_append_count(out, (long long)progress->requests);
    if (progress->requests_left >= 0) {
        utstring_printf(out, " of ");
        text_append_count(out, (long long)(progress->requests + progress->requests_left));
    }
    utstring_printf(out, " requests");
}

void stream_list_append_progress(UT_string *out, const struct explore_progress *progress, int width)
{
    enum { SILENT_S = 5 };
    struct line line = { out, width > 0 ? (size_t)width : 0 };
    UT_string part;
    utstring_init(&part);
    append_requests(&part, progress);
    add_part(&line, &part);
    if (progress->waits_until_ms >= 0) {
        utstring_printf(&part, "waits for the limit until ");
        cell_append_moment(&part, progress->waits_until_ms, CELL_SECOND);
        add_part(&line, &part);
    } else if (progress->silent_s >= SILENT_S) {
        utstring_printf(&part, "no answer for %lld s", (long long)progress->silent_s);
        add_part(&line, &part);
    } else if (progress->seconds_left >= 0) {
        utstring_printf(&part, "%lld:%02lld to go", (long long)progress->seconds_left / 60, (long long)progress->seconds_left % 60);
        add_part(&line, &part);
    }
    text_append_count(&part, (long long)progress->rows_a_second);
    utstring_printf(&part, " rows/s");
    add_part(&line, &part);
    text_append_count(&part, (long long)progress->rows);
    utstring_printf(&part, " rows");
    add_part(&line, &part);
    utstring_done(&part);
}
