/* Rows in the order and choice in which a table shows them. A table asks for a window of rows through these functions
 * and never knows where they are: in memory (rows_memory_new() here), or in a database that sorts and filters by itself. */
#ifndef UI_WIDGET_ROWS_H
#define UI_WIDGET_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ui/widget/cell.h"

#define ROWS_UNSORTED SIZE_MAX

struct rows;

struct rows_ops {
    void (*free)(struct rows *rows);

    /* Rows that are shown (so far, while step() has more to do), and rows there are. */
    size_t (*count)(struct rows *rows);
    size_t (*total)(struct rows *rows);

    /* A cell of a shown row; what it borrows lives until the next call. */
    void (*cell)(struct rows *rows, size_t position, size_t column, struct cell *out);

    /* What a row is known by when its position changes; borrowed until the next call. */
    const char *(*id)(struct rows *rows, size_t position);
    bool (*find)(struct rows *rows, const char *id, size_t *position);

    /* Shows what matches the filter, sorted by a column; rows that are equal there stay in the order they have. Both may be as
     * they were: then the rows themselves have changed. */
    void (*arrange)(struct rows *rows, const char *filter, size_t sort_column, bool descending);

    /* Goes on arranging until the moment of the monotonic clock; true while there is more to do. */
    bool (*step)(struct rows *rows, int64_t until_ms);

    /* Of a row's cell, what the filter looks for, as filter_find(). */
    bool (*find_match)(struct rows *rows, size_t column, const char *visible, size_t *at, size_t *length);
};

struct rows {
    const struct rows_ops *ops;
};

/* Rows as the core has them, in their own order. */
struct rows_source {
    size_t (*count)(void *context);
    void (*cell)(void *context, size_t row, size_t column, struct cell *out);
    const char *(*id)(void *context, size_t row);
    void *context;
};

/* Columns are borrowed for as long as the rows live. */
struct rows *rows_memory_new(const struct rows_source *source, const struct column *columns, size_t column_count);

/* The row of the source that is shown at a position; only for rows of rows_memory_new(). */
size_t rows_memory_row(const struct rows *rows, size_t position);

#endif
