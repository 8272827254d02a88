#include "ui/screen/browse.h"

#include <stdlib.h>
#include <string.h>

#include "support/text.h"
#include "ui/console.h"
#include "ui/frame.h"
#include "ui/screen/item_facts.h"
#include "ui/screen/record_copy.h"
#include "ui/widget/chart_pane.h"
#include "ui/widget/table.h"
#include "ui/wrap.h"

struct browse {
    struct console *console;
    struct explore *explore;
    const struct stream *stream;
    struct column *columns; /* of the table; each stands for a column of the stream */
    size_t *sources;
    size_t column_count;
    char **texts; /* titles and fields of the columns */
    struct table *table; /* of a list */
    struct chart_pane *chart; /* of a series */
    char *cell;              /* text of the cell asked for last */
    const struct explore_record *drawn; /* the records that table or chart were made from */
    size_t drawn_count;
    bool is_told; /* the failure that rows have was told */
};

char *browse_words(const char *name)
{
    char *words = memory_copy_string(name);
    for (char *at = words; *at != '\0'; at++)
        if (*at == '_')
            *at = ' ';
    return words;
}

static const struct explore_rows *rows_of(const struct browse *browse)
{
    return explore_rows(browse->explore, browse->stream, NULL);
}

const struct stream *browse_stream(const struct browse *browse)
{
    return browse->stream;
}

/* The table's columns. */

static enum cell_kind kind_of(enum store_type type)
{
    switch (type) {
    case STORE_INTEGER:
        return CELL_COUNT;
    case STORE_NUMBER:
        return CELL_DECIMAL;
    case STORE_DAY:
        return CELL_DAY;
    case STORE_MOMENT:
        return CELL_MOMENT;
    case STORE_STRING:
    case STORE_BOOLEAN:
    case STORE_ARRAY:
    case STORE_OBJECT:
        break;
    }
    return CELL_TEXT;
}

/* Names that are long in the record and need not be in a header. */
static const char *short_name(const char *name)
{
    static const char *const names[][2] = {
        { "last_edited", "edited" }, { "is_api_campaign", "api" }, { "analytics_tracking_enabled", "tracked" }, { "event_name", "event" }
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(names[i][0], name) == 0)
            return names[i][1];
    return name;
}

static void set_widths(struct column *column, const struct store_column *source)
{
    bool is_main = (source->flags & STORE_MAIN) != 0;
    int title = (int)text_width(column->title);
    column->least = title > 8 ? title : 8;
    column->preferred = column->least;
    if (is_main) {
        column->least = 28;
        column->preferred = 40;
        column->weight = 3;
        column->drop = 0;
    } else if (column->kind == CELL_MOMENT) {
        column->least = column->preferred = 16;
    } else if (column->kind == CELL_DAY) {
        column->least = column->preferred = 10;
    } else if (source->type == STORE_BOOLEAN) {
        column->least = column->preferred = title > 3 ? title : 3;
    } else if ((source->flags & STORE_KEY) != 0) {
        column->least = column->preferred = 36; /* an API identifier */
        column->drop = 100;
    } else {
        column->least = 16;
        column->preferred = 24;
        column->weight = 1;
    }
}

static void add_column(struct browse *browse, size_t source)
{
    const struct store_column *from = &browse->stream->table.columns[source];
    size_t index = browse->column_count++;
    struct column *column = &browse->columns[index];
    char *title = browse_words(short_name(from->name));
    for (char *at = title; *at != '\0'; at++)
        if (*at >= 'a' && *at <= 'z')
            *at = (char)(*at - 'a' + 'A');
    if (kind_of(from->type) == CELL_MOMENT) {
        char *zoned = memory_format("%s %s", title, cell_zone());
        free(title);
        title = zoned;
    }
    browse->texts[index] = title;
    *column = (struct column){ .title = title, .field = short_name(from->name), .kind = kind_of(from->type), .drop = (int)index + 1 };
    set_widths(column, from);
    browse->sources[index] = source;
}

/* What names the item first, its identifier last. */
static void make_columns(struct browse *browse)
{
    size_t count = browse->stream->table.column_count;
    const struct store_column *columns = browse->stream->table.columns;
    browse->columns = memory_allocate(count, sizeof *browse->columns);
    browse->sources = memory_allocate(count, sizeof *browse->sources);
    browse->texts = memory_allocate(count, sizeof(char *));
    for (size_t i = 0; i < count; i++)
        if ((columns[i].flags & STORE_MAIN) != 0)
            add_column(browse, i);
    for (size_t i = 0; i < count; i++)
        if ((columns[i].flags & (STORE_MAIN | STORE_KEY)) == 0)
            add_column(browse, i);
    for (size_t i = 0; i < count; i++)
        if ((columns[i].flags & STORE_KEY) != 0 && (columns[i].flags & STORE_MAIN) == 0)
            add_column(browse, i);
}

/* The table's rows. */

static size_t count_rows(void *context)
{
    return rows_of(context)->count;
}

static const char *row_id(void *context, size_t row)
{
    return rows_of(context)->records[row].id;
}

static void get_cell(void *context, size_t row, size_t column, struct cell *out)
{
    struct browse *browse = context;
    const struct explore_record *record = &rows_of(browse)->records[row];
    const struct store_column *source = &browse->stream->table.columns[browse->sources[column]];
    enum cell_kind kind = browse->columns[column].kind;
    if (kind != CELL_TEXT && explore_number(record, source, &out->number)) {
        out->kind = kind;
        return;
    }
    free(browse->cell);
    browse->cell = explore_text(record, source);
    if (browse->cell == NULL)
        return;
    out->kind = CELL_TEXT;
    out->text = browse->cell;
    if (*browse->cell == '\0')
        out->kind = CELL_NONE;
}

struct browse *browse_new(struct console *console, struct explore *explore, const struct stream *stream)
{
    struct browse *browse = memory_allocate(1, sizeof *browse);
    browse->console = console;
    browse->explore = explore;
    browse->stream = stream;
    if (stream->kind != STREAM_LIST) {
        browse->chart = chart_pane_new();
        return browse;
    }
    make_columns(browse);
    struct rows_source source = { count_rows, get_cell, row_id, browse };
    browse->table = table_new(rows_memory_new(&source, browse->columns, browse->column_count), browse->columns,
                              browse->column_count);
    return browse;
}

void browse_free(struct browse *browse)
{
    if (browse == NULL)
        return;
    table_free(browse->table);
    chart_pane_free(browse->chart);
    for (size_t i = 0; i < browse->column_count; i++)
        free(browse->texts[i]);
    free(browse->texts);
    free(browse->columns);
    free(browse->sources);
    free(browse->cell);
    free(browse);
}

/* Reading. */

void browse_read(struct browse *browse)
{
    browse->is_told = false;
    explore_read(browse->explore, browse->stream, NULL);
}

void browse_need(struct browse *browse)
{
    if (rows_of(browse)->state == EXPLORE_UNREAD)
        browse_read(browse);
}

static void draw_series(struct browse *browse, const struct explore_rows *rows)
{
    chart_pane_clear(browse->chart);
    for (size_t i = 0; i < browse->stream->table.column_count; i++) {
        const struct store_column *column = &browse->stream->table.columns[i];
        bool measures = (column->flags & STORE_MEASURE) != 0 || column->path != NULL;
        double *values = NULL;
        size_t count = 0;
        int32_t first_day = 0;
        if (!measures)
            continue;
        explore_series(rows, column, &values, &count, &first_day);
        char *name = browse_words(column->name);
        if (count > 0)
            chart_pane_add(browse->chart, &(struct chart_series){ name, values, count, first_day });
        free(name);
        free(values);
    }
}

void browse_refresh(struct browse *browse)
{
    const struct explore_rows *rows = rows_of(browse);
    bool others = rows->records != browse->drawn || rows->count != browse->drawn_count;
    browse->drawn = rows->records;
    browse->drawn_count = rows->count;
    if (others && browse->table != NULL && table_refresh(browse->table))
        console_say(browse->console, MESSAGE_NOTE, "The selected row is gone; the nearest one is selected");
    if (others && browse->chart != NULL)
        draw_series(browse, rows);
    if (rows->state == EXPLORE_FAILED && !browse->is_told && rows->error.code != ERROR_CANCELLED) {
        browse->is_told = true;
        console_tell(browse->console, &rows->error);
    }
}

bool browse_is_busy(const struct browse *browse)
{
    return browse->table != NULL && table_is_busy(browse->table);
}

void browse_tick(struct browse *browse, int64_t now_ms)
{
    table_tick(browse->table, now_ms);
}

const struct explore_record *browse_selected(const struct browse *browse)
{
    const struct explore_rows *rows = rows_of(browse);
    size_t position = 0;
    if (browse->table == NULL || !table_selected(browse->table, &position))
        return NULL;
    size_t row = rows_memory_row(table_rows(browse->table), position);
    return row < rows->count ? &rows->records[row] : NULL;
}

/* Painting. */

void browse_append_state(UT_string *out, const struct explore_rows *rows)
{
    if (rows->state == EXPLORE_READING) {
        utstring_printf(out, "reading");
        if (rows->coming > 0) {
            utstring_printf(out, ", ");
            text_append_count(out, (long long)rows->coming);
            utstring_printf(out, " so far");
        }
        return;
    }
    if (rows->state == EXPLORE_FAILED)
        utstring_printf(out, rows->error.code == ERROR_CANCELLED ? "stopped" : "FAILED");
    if (rows->read_ms != 0) {
        utstring_printf(out, rows->state == EXPLORE_FAILED ? ", as read " : "read ");
        cell_append_moment(out, rows->read_ms, CELL_MINUTE);
    }
}

static void append_key(UT_string *out, const struct browse *browse, enum action action)
{
    keymap_append_key(out, console_keymap(browse->console), action);
}

/* What stands where there are no rows: why, and what next. */
static void append_empty(UT_string *out, const struct browse *browse, const struct explore_rows *rows, const char *words)
{
    switch (rows->state) {
    case EXPLORE_UNREAD:
        utstring_printf(out, "Not read yet. ");
        append_key(out, browse, ACTION_OPEN);
        utstring_printf(out, " reads %s.", words);
        break;
    case EXPLORE_READING:
        utstring_printf(out, "Reading %s; ", words);
        append_key(out, browse, ACTION_INTERRUPT);
        utstring_printf(out, " stops.");
        break;
    case EXPLORE_READ:
        utstring_printf(out, "Braze has no %s. ", words);
        append_key(out, browse, ACTION_REFRESH);
        utstring_printf(out, " asks again.");
        break;
    case EXPLORE_FAILED: {
        const char *message = rows->error.message != NULL ? rows->error.message : "failed";
        text_append_visible(out, message, strlen(message));
        utstring_printf(out, ". ");
        if (rows->error.hint != NULL) {
            text_append_visible(out, rows->error.hint, strlen(rows->error.hint));
            utstring_printf(out, ". ");
        }
        append_key(out, browse, ACTION_REFRESH);
        utstring_printf(out, " tries again.");
        break;
    }
    }
}

static void paint_text(struct canvas *canvas, struct rect rect, const char *text)
{
    UT_string line;
    utstring_init(&line);
    const char *rest = text;
    for (int y = 0; y < rect.height && rest != NULL && rect.width > 0; y++) {
        rest = wrap_next(rest, (size_t)rect.width, &line);
        (void)canvas_text(canvas, rect.y + y, rect.x, rect.width, ROLE_TEXT, utstring_body(&line));
    }
    utstring_done(&line);
}

static void paint_chart(struct browse *browse, struct canvas *canvas, struct rect rect, const char *title, const char *state,
                        bool focused)
{
    UT_string text;
    utstring_init(&text);
    utstring_printf(&text, "%s%s%s", title, *state != '\0' ? " \xC2\xB7 " : "", state);
    frame_paint_title(canvas, rect, utstring_body(&text), focused);
    utstring_done(&text);
    struct rect body = { rect.y + 1, rect.x, rect.height - 1, rect.width };
    chart_pane_paint(browse->chart, canvas, body, console_is_ascii(browse->console), focused);
}

void browse_paint(struct browse *browse, struct canvas *canvas, struct rect rect, bool focused)
{
    const struct explore_rows *rows = rows_of(browse);
    char *words = browse_words(browse->stream->table.name);
    UT_string state;
    UT_string empty;
    utstring_init(&state);
    utstring_init(&empty);
    browse_append_state(&state, rows);
    if (browse->table != NULL)
        table_paint(browse->table, canvas, rect, words, utstring_body(&state), focused);
    else
        paint_chart(browse, canvas, rect, words, utstring_body(&state), focused);
    if (rows->count == 0) {
        enum { ABOVE = 2 }; /* title and header */
        append_empty(&empty, browse, rows, words);
        paint_text(canvas, (struct rect){ rect.y + ABOVE, rect.x + 2, rect.height - ABOVE, rect.width - 3 }, utstring_body(&empty));
    }
    utstring_done(&empty);
    utstring_done(&state);
    free(words);
}

/* Keys. */

unsigned browse_contexts(const struct browse *browse)
{
    return browse->table != NULL ? table_contexts(browse->table) : chart_pane_contexts(browse->chart);
}

bool browse_takes_text(const struct browse *browse)
{
    return browse->table != NULL ? table_takes_text(browse->table) : chart_pane_takes_text(browse->chart);
}

enum reaction browse_type(struct browse *browse, keypress key)
{
    return browse->table != NULL ? table_type(browse->table, key) : chart_pane_type(browse->chart, key);
}

enum reaction browse_act(struct browse *browse, enum action action)
{
    if (action == ACTION_REFRESH) {
        browse_read(browse);
        return REACTION_DONE;
    }
    const struct explore_record *record = browse_selected(browse);
    if (action == ACTION_COPY && record != NULL) {
        char *name = item_facts_name(browse->stream, record);
        record_copy_open(browse->console, &(struct record_copy){ browse->stream, name, record->id, record->json, record->length, NULL });
        free(name);
        return REACTION_DONE;
    }
    if (browse->table != NULL)
        return table_act(browse->table, browse->console, action);
    if (action != ACTION_COPY)
        return chart_pane_act(browse->chart, action);
    char *csv = chart_pane_csv(browse->chart);
    if (csv == NULL)
        return REACTION_NONE;
    console_copy(browse->console, "the series as CSV", csv, strlen(csv));
    free(csv);
    return REACTION_DONE;
}

const char *browse_why_not(const struct browse *browse, enum action action)
{
    if (browse->table != NULL)
        return action == ACTION_OPEN && browse_selected(browse) == NULL ? "no row is selected" : NULL;
    return chart_pane_why_not(browse->chart, action);
}
