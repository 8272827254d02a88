/* The rows of a stored stream as a table wants them. */
#ifndef UI_SCREEN_STORED_ROWS_H
#define UI_SCREEN_STORED_ROWS_H

#include "explore/grid.h"
#include "ui/widget/rows.h"

/* What stands in a column: a column of the stream, or one of these, which are worked out row by row. */
enum { STORED_ITEM_NAME = -1, STORED_RECENT_SUM = -2, STORED_RECENT = -3 };

struct stored_columns {
    struct column *columns;
    int *sources; /* of each column */
    size_t count;
};

/* The columns of a stream: what names a row first, identifiers last. */
struct stored_columns *stored_columns_new(const struct stream *stream);
void stored_columns_free(struct stored_columns *columns); /* NULL is allowed */

/* Both are borrowed and must outlive the rows. */
struct rows *stored_rows_new(struct grid *grid, const struct stream *stream, const struct stored_columns *columns);

#endif
