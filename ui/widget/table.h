/* A table of any number of rows: it moves, sorts, filters, marks, and shows the window of rows that fits. The selection is
 * a row, not a place: it stays with its row when rows come, go or are sorted. Draws its own title line. */
#ifndef UI_WIDGET_TABLE_H
#define UI_WIDGET_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "ui/canvas.h"
#include "ui/keymap.h"
#include "ui/view.h"
#include "ui/widget/cell.h"
#include "ui/widget/rows.h"

struct table;

/* Takes rows over; columns are borrowed. */
struct table *table_new(struct rows *rows, const struct column *columns, size_t column_count);
void table_free(struct table *table);

/* The rows behind it have changed. Selection and scroll stay with the selected row; if that is gone, the nearest one is
 * selected and true is returned. */
bool table_refresh(struct table *table);

/* What is said where there are no rows (not even filtered ones): why, and what to do. Copied. */
void table_set_empty(struct table *table, const char *visible);

/* Sorts as asked; column ROWS_UNSORTED is the rows' own order. */
void table_sort(struct table *table, size_t column, bool descending);
void table_set_filter(struct table *table, const char *text);
const char *table_filter(const struct table *table);

/* title is visible text; behind it come the count, the filter and note (visible text, may be NULL). */
void table_paint(struct table *table, struct canvas *canvas, struct rect rect, const char *title, const char *note,
                 bool focused);

unsigned table_contexts(const struct table *table);
bool table_takes_text(const struct table *table);
enum reaction table_type(struct table *table, keypress key);

/* Moving, sorting (also the choice of column, in a box), filtering, marking. */
enum reaction table_act(struct table *table, struct console *console, enum action action);

/* Rows are still being filtered: call table_tick() at once. */
bool table_is_busy(const struct table *table);
void table_tick(struct table *table, int64_t now_ms);

/* The selected row; false if there is none. */
bool table_selected(const struct table *table, size_t *position);
const char *table_selected_id(const struct table *table); /* NULL if there is none; borrowed until the selection moves */
bool table_select(struct table *table, const char *id);

/* The row that was selected last, which may not be shown now (NULL: none yet); and selects one as soon as it is found. */
const char *table_wanted(const struct table *table);
void table_want(struct table *table, const char *id);

/* Which columns are shown, if there is room; all at first. The operator chooses, too. */
void table_show_column(struct table *table, size_t column, bool shown);
bool table_shows_column(const struct table *table, size_t column);
bool table_has_room(const struct table *table, size_t column); /* as it was painted last */

/* Whether rows can be sorted by a column; all at first. */
void table_set_sortable(struct table *table, size_t column, bool sortable);
bool table_is_sortable(const struct table *table, size_t column);

const struct column *table_columns(const struct table *table, size_t *count);
size_t table_sorted_by(const struct table *table, bool *descending); /* ROWS_UNSORTED: the rows' own order */

/* The rows it was made with. */
const struct rows *table_rows(const struct table *table);

size_t table_marked_count(const struct table *table);
bool table_is_marked(const struct table *table, const char *id);
void table_clear_marks(struct table *table);

/* For tests. */
size_t table_top(const struct table *table);
size_t table_count(const struct table *table);

/* Rows on a page, as painted last. */
size_t table_page(const struct table *table);

#endif
