#include "ui/widget/rows.h"

#include <stdlib.h>
#include <string.h>

#include "support/date.h"
#include "ui/widget/filter.h"

struct memory_rows {
    struct rows rows;
    struct rows_source source;
    const struct column *columns;
    size_t column_count;
    size_t *order; /* all rows of the source as sorted */
    size_t total;
    size_t *shown; /* those that match, in that order */
    size_t count;
    size_t scanned; /* how many of order the filter has seen */
    struct filter *filter;
    char *filter_text;
    size_t sort_column;
    bool descending;
};

static struct memory_rows *cast(struct rows *rows)
{
    return (struct memory_rows *)rows;
}

static void memory_free(struct rows *rows)
{
    struct memory_rows *memory = cast(rows);
    filter_free(memory->filter);
    free(memory->filter_text);
    free(memory->order);
    free(memory->shown);
    free(memory);
}

static size_t memory_count(struct rows *rows)
{
    return cast(rows)->count;
}

static size_t memory_total(struct rows *rows)
{
    return cast(rows)->total;
}

static void memory_cell(struct rows *rows, size_t position, size_t column, struct cell *out)
{
    struct memory_rows *memory = cast(rows);
    *out = (struct cell){ .kind = CELL_NONE, .role = ROLE_TEXT };
    memory->source.cell(memory->source.context, memory->shown[position], column, out);
}

static const char *memory_id(struct rows *rows, size_t position)
{
    struct memory_rows *memory = cast(rows);
    return memory->source.id(memory->source.context, memory->shown[position]);
}

static bool memory_find(struct rows *rows, const char *id, size_t *position)
{
    for (size_t i = 0; i < cast(rows)->count; i++) {
        if (strcmp(memory_id(rows, i), id) == 0) {
            *position = i;
            return true;
        }
    }
    return false;
}

/* What a row is sorted by. Rows without a value come last in either direction. */
struct sort_key {
    size_t row;
    size_t place; /* where it stood before: keeps equal rows in order */
    bool has_value;
    double number;
    char *text;
};

static struct sort_key make_key(const struct memory_rows *memory, size_t row, size_t place)
{
    struct sort_key key = { .row = row, .place = place };
    struct cell cell = { .kind = CELL_NONE, .role = ROLE_TEXT };
    memory->source.cell(memory->source.context, row, memory->sort_column, &cell);
    key.has_value = cell.kind != CELL_NONE && cell.kind != CELL_UNKNOWN;
    key.number = cell.number;
    if (cell.kind == CELL_TEXT)
        key.text = filter_fold(cell.text);
    else if (cell.kind == CELL_SPARK)
        key.number = cell.series_count > 0 ? cell.series[cell.series_count - 1] : 0;
    return key;
}

static int compare_keys(const struct sort_key *a, const struct sort_key *b)
{
    if (a->text != NULL && b->text != NULL)
        return strcmp(a->text, b->text);
    return (a->number > b->number) - (a->number < b->number);
}

static int compare(const void *left, const void *right, void *context)
{
    const struct sort_key *a = left;
    const struct sort_key *b = right;
    const struct memory_rows *memory = context;
    if (a->has_value != b->has_value)
        return a->has_value ? -1 : 1;
    int order = a->has_value ? compare_keys(a, b) : 0;
    if (order != 0)
        return memory->descending ? -order : order;
    return a->place < b->place ? -1 : 1;
}

static void sort(struct memory_rows *memory)
{
    struct sort_key *keys = memory_allocate(memory->total + 1, sizeof *keys);
    for (size_t i = 0; i < memory->total; i++)
        keys[i] = make_key(memory, memory->order[i], i);
    qsort_r(keys, memory->total, sizeof *keys, compare, memory);
    for (size_t i = 0; i < memory->total; i++) {
        memory->order[i] = keys[i].row;
        free(keys[i].text);
    }
    free(keys);
}

static void memory_arrange(struct rows *rows, const char *filter, size_t sort_column, bool descending)
{
    struct memory_rows *memory = cast(rows);
    size_t total = memory->source.count(memory->source.context);
    bool same_filter = memory->filter_text != NULL && strcmp(memory->filter_text, filter) == 0;
    bool same_order = memory->sort_column == sort_column && memory->descending == descending;
    memory->sort_column = sort_column;
    memory->descending = descending;
    if ((same_filter && same_order) || total != memory->total || sort_column == ROWS_UNSORTED) {
        memory->total = total;
        memory->order = memory_resize(memory->order, total + 1, sizeof *memory->order);
        memory->shown = memory_resize(memory->shown, total + 1, sizeof *memory->shown);
        for (size_t i = 0; i < total; i++)
            memory->order[i] = i;
        same_order = false;
    }
    if (!same_order && sort_column != ROWS_UNSORTED)
        sort(memory);
    if (!same_filter) {
        filter_free(memory->filter);
        memory->filter = filter_new(filter, memory->columns, memory->column_count);
        free(memory->filter_text);
        memory->filter_text = memory_copy_string(filter);
    }
    memory->count = 0;
    memory->scanned = 0;
    if (filter_is_empty(memory->filter)) {
        memcpy(memory->shown, memory->order, total * sizeof *memory->shown);
        memory->count = memory->scanned = total;
    }
}

static bool memory_step(struct rows *rows, int64_t until_ms)
{
    enum { ROWS_A_LOOK = 256 }; /* how many rows between two looks at the clock */
    struct memory_rows *memory = cast(rows);
    while (memory->scanned < memory->total) {
        size_t row = memory->order[memory->scanned++];
        if (filter_matches(memory->filter, memory->source.cell, memory->source.context, row))
            memory->shown[memory->count++] = row;
        if (memory->scanned % ROWS_A_LOOK == 0 && date_monotonic_ms() >= until_ms)
            break;
    }
    return memory->scanned < memory->total;
}

static bool memory_find_match(struct rows *rows, size_t column, const char *visible, size_t *at, size_t *length)
{
    return filter_find(cast(rows)->filter, column, visible, at, length);
}

static const struct rows_ops memory_ops = {
    .free = memory_free,
    .count = memory_count,
    .total = memory_total,
    .cell = memory_cell,
    .id = memory_id,
    .find = memory_find,
    .arrange = memory_arrange,
    .step = memory_step,
    .find_match = memory_find_match,
};

struct rows *rows_memory_new(const struct rows_source *source, const struct column *columns, size_t column_count)
{
    struct memory_rows *memory = memory_allocate(1, sizeof *memory);
    memory->rows.ops = &memory_ops;
    memory->source = *source;
    memory->columns = columns;
    memory->column_count = column_count;
    memory->sort_column = ROWS_UNSORTED;
    memory_arrange(&memory->rows, "", ROWS_UNSORTED, false);
    return &memory->rows;
}

size_t rows_memory_row(const struct rows *rows, size_t position)
{
    return ((const struct memory_rows *)rows)->shown[position];
}
