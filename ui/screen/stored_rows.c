#include "ui/screen/stored_rows.h"

#include <stdlib.h>
#include <string.h>

#include "support/date.h"
#include "support/text.h"
#include "ui/screen/browse.h"
#include "ui/widget/filter.h"

/* The columns. */

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

static void set_widths(struct column *column, const struct store_column *source)
{
    enum { LEAST = 8, NAME_LEAST = 28, NAME = 40, MOMENT = 16, DAY = 10, IDENTIFIER = 12, TEXT = 16, TEXT_WISH = 24 };
    int title = (int)text_width(column->title);
    column->least = title > LEAST ? title : LEAST;
    if (source->flags & STORE_MAIN && source->type == STORE_STRING && (source->flags & STORE_KEY) == 0) {
        column->least = NAME_LEAST;
        column->preferred = NAME;
        column->weight = 3;
        column->drop = 0;
        return;
    }
    if (column->kind == CELL_MOMENT)
        column->least = MOMENT;
    else if (column->kind == CELL_DAY)
        column->least = DAY;
    else if (source->type == STORE_BOOLEAN)
        column->least = title > 3 ? title : 3;
    else if ((source->flags & STORE_KEY) != 0)
        column->least = IDENTIFIER; /* its beginning tells it apart; the details have all of it */
    else if (column->kind == CELL_TEXT)
        column->least = TEXT;
    column->preferred = column->kind == CELL_TEXT && column->least == TEXT ? TEXT_WISH : column->least;
    column->weight = column->preferred > column->least ? 1 : 0;
}

/* A column's title: its name in capitals, so that one knows what a filter calls it. */
static char *make_title(const char *name)
{
    char *title = browse_words(name);
    for (char *at = title; *at != '\0'; at++)
        if (*at >= 'a' && *at <= 'z')
            *at = (char)(*at - 'a' + 'A');
    return title;
}

static struct column *add(struct stored_columns *columns, int source, const char *title, const char *field, enum cell_kind kind)
{
    struct column *column = &columns->columns[columns->count];
    columns->sources[columns->count++] = source;
    *column = (struct column){ .title = title, .field = field, .kind = kind, .drop = (int)columns->count };
    return column;
}

static void add_stored(struct stored_columns *columns, const struct stream *stream, size_t index)
{
    const struct store_column *from = &stream->table.columns[index];
    char *title = make_title(from->name);
    if (kind_of(from->type) == CELL_MOMENT) {
        char *zoned = memory_format("%s %s", title, cell_zone());
        free(title);
        title = zoned;
    }
    set_widths(add(columns, (int)index, title, from->name, kind_of(from->type)), from);
}

static void add_computed(struct stored_columns *columns, int source, char *title, const char *field, enum cell_kind kind, int width)
{
    struct column *column = add(columns, source, title, field, kind);
    column->least = column->preferred = width;
}

static bool is_name(const struct store_column *column)
{
    return (column->flags & STORE_MAIN) != 0 && (column->flags & STORE_KEY) == 0;
}

struct stored_columns *stored_columns_new(const struct stream *stream)
{
    enum { ADDED = 3, SPARK = 15, SUM = 9, NAME = 32 };
    struct stored_columns *columns = memory_allocate(1, sizeof *columns);
    size_t count = stream->table.column_count;
    const struct stream *series = explore_child(stream, STREAM_SERIES);
    columns->columns = memory_allocate(count + ADDED, sizeof *columns->columns);
    columns->sources = memory_allocate(count + ADDED, sizeof *columns->sources);
    bool keys_last = false;
    for (size_t i = 0; i < count; i++) {
        if (is_name(&stream->table.columns[i]))
            add_stored(columns, stream, i);
        keys_last = keys_last || is_name(&stream->table.columns[i]);
    }
    if (!keys_last && stream->parent != NULL) {
        add_computed(columns, STORED_ITEM_NAME, memory_copy_string("NAME"), "", CELL_TEXT, NAME);
        columns->columns[0].weight = 2;
        columns->columns[0].drop = 0;
    }
    for (size_t i = 0; i < count && !keys_last; i++)
        if ((stream->table.columns[i].flags & STORE_KEY) != 0 && (stream->parent == NULL || stream->table.columns[i].type == STORE_DAY))
            add_stored(columns, stream, i);
    if (series != NULL) {
        const char *name = explore_headline(series)->name;
        add_computed(columns, STORED_RECENT_SUM, make_title(name), "", CELL_COUNT, SUM);
        add_computed(columns, STORED_RECENT, memory_format("%d DAYS", GRID_DAYS), "", CELL_SPARK, SPARK);
    }
    /* Sums over all messages before figures of the whole. */
    for (int sums = 1; sums >= 0; sums--)
        for (size_t i = 0; i < count; i++)
            if (!is_name(&stream->table.columns[i]) && (stream->table.columns[i].flags & STORE_KEY) == 0 &&
                (stream->table.columns[i].path != NULL) == (sums == 1))
                add_stored(columns, stream, i);
    for (size_t i = 0; i < count; i++)
        if ((stream->table.columns[i].flags & STORE_KEY) != 0 &&
            (keys_last || (stream->parent != NULL && stream->table.columns[i].type != STORE_DAY)))
            add_stored(columns, stream, i);
    return columns;
}

void stored_columns_free(struct stored_columns *columns)
{
    if (columns == NULL)
        return;
    for (size_t i = 0; i < columns->count; i++)
        free((char *)columns->columns[i].title);
    free(columns->columns);
    free(columns->sources);
    free(columns);
}

/* The rows. */

struct stored_rows {
    struct rows rows;
    struct grid *grid;
    const struct stream *stream;
    const struct stored_columns *columns;
    struct filter *filter; /* what is underlined; the store has one of its own that means the same */
    char *text;            /* of the cell asked for last */
};

static struct stored_rows *cast(struct rows *rows)
{
    return (struct stored_rows *)rows;
}

static void stored_free(struct rows *rows)
{
    filter_free(cast(rows)->filter);
    free(cast(rows)->text);
    free(rows);
}

static size_t stored_count(struct rows *rows)
{
    return grid_count(cast(rows)->grid);
}

static size_t stored_total(struct rows *rows)
{
    return grid_total(cast(rows)->grid);
}

static void fill_recent(struct stored_rows *stored, size_t position, bool as_sum, struct cell *out)
{
    double sum = 0;
    if (!grid_recent(stored->grid, position, &out->series, &sum)) {
        out->kind = CELL_NONE;
        return;
    }
    out->kind = as_sum ? CELL_COUNT : CELL_SPARK;
    out->number = sum;
    out->series_count = GRID_DAYS;
}

static void fill_text(struct stored_rows *stored, const struct store_column *column, const struct store_cell *from, struct cell *out)
{
    bool is_json = column->type == STORE_ARRAY || column->type == STORE_OBJECT;
    out->kind = CELL_TEXT;
    out->text = from->text;
    if (column->type == STORE_BOOLEAN) {
        out->text = from->integer != 0 ? "yes" : "no";
    } else if (is_json) {
        free(stored->text);
        stored->text = explore_json_text(from->text, from->length);
        out->text = stored->text;
    }
    if (*out->text == '\0')
        out->kind = CELL_NONE;
}

static void fill_cell(struct stored_rows *stored, const struct store_column *column, const struct store_cell *from, struct cell *out)
{
    int32_t day = 0;
    int64_t ms = 0;
    out->kind = kind_of(column->type);
    if (from->kind == STORE_CELL_NULL)
        out->kind = CELL_NONE;
    else if (from->kind != STORE_CELL_TEXT && (out->kind == CELL_COUNT || out->kind == CELL_DECIMAL))
        out->number = from->number;
    else if (out->kind == CELL_DAY && date_parse_day(from->text, &day))
        out->number = day;
    else if (out->kind == CELL_MOMENT && date_parse_moment(from->text, &ms))
        out->number = (double)ms;
    else
        fill_text(stored, column, from, out);
}

static void stored_cell(struct rows *rows, size_t position, size_t column, struct cell *out)
{
    struct stored_rows *stored = cast(rows);
    int source = stored->columns->sources[column];
    *out = (struct cell){ .kind = CELL_NONE, .role = ROLE_TEXT };
    if (source == STORED_ITEM_NAME) {
        out->text = grid_item_name(stored->grid, position);
        out->kind = out->text != NULL ? CELL_TEXT : CELL_UNKNOWN;
        return;
    }
    if (source < 0) {
        fill_recent(stored, position, source == STORED_RECENT_SUM, out);
        return;
    }
    const struct store_cell *cells = grid_cells(stored->grid, position);
    if (cells != NULL)
        fill_cell(stored, &stored->stream->table.columns[source], &cells[source], out);
}

static const char *stored_id(struct rows *rows, size_t position)
{
    return grid_id(cast(rows)->grid, position);
}

static bool stored_find(struct rows *rows, const char *id, size_t *position)
{
    return grid_find(cast(rows)->grid, id, position);
}

static void stored_arrange(struct rows *rows, const char *filter, size_t sort_column, bool descending)
{
    struct stored_rows *stored = cast(rows);
    int source = sort_column == ROWS_UNSORTED ? -1 : stored->columns->sources[sort_column];
    filter_free(stored->filter);
    stored->filter = filter_new(filter, stored->columns->columns, stored->columns->count);
    grid_arrange(stored->grid, filter, source >= 0 ? &stored->stream->table.columns[source] : NULL, descending);
}

static bool stored_step(struct rows *rows, int64_t until_ms)
{
    return grid_step(cast(rows)->grid, until_ms);
}

static bool stored_find_match(struct rows *rows, size_t column, const char *visible, size_t *at, size_t *length)
{
    return filter_find(cast(rows)->filter, column, visible, at, length);
}

static const struct rows_ops stored_ops = {
    .free = stored_free,
    .count = stored_count,
    .total = stored_total,
    .cell = stored_cell,
    .id = stored_id,
    .find = stored_find,
    .arrange = stored_arrange,
    .step = stored_step,
    .find_match = stored_find_match,
};

struct rows *stored_rows_new(struct grid *grid, const struct stream *stream, const struct stored_columns *columns)
{
    struct stored_rows *stored = memory_allocate(1, sizeof *stored);
    stored->rows.ops = &stored_ops;
    stored->grid = grid;
    stored->stream = stream;
    stored->columns = columns;
    stored_arrange(&stored->rows, "", ROWS_UNSORTED, false);
    return &stored->rows;
}
