/* The stored rows of a stream as one looks at them: filtered, sorted, by place, any number of them, a few in memory.
 *
 * When the store has changed, the rows that are shown stay until the new ones have been found. */
#ifndef EXPLORE_GRID_H
#define EXPLORE_GRID_H

#include "explore/explore.h"
#include "store/window.h"

#define GRID_SEPARATOR "\x1f"

enum { GRID_DAYS = 30 };

struct grid;

/* Nothing is read before grid_arrange(). The explore must outlive it, or be freed first. */
struct grid *grid_new(struct explore *explore, const struct stream *stream);
void grid_free(struct grid *grid); /* NULL is allowed */

/* Finds the rows anew: filter as in store/window.h, sort a column of the stream or NULL. What is the same as before means that the
 * rows themselves have changed. */
void grid_arrange(struct grid *grid, const char *filter, const struct store_column *sort, bool descending);

/* Goes on finding until the moment of the monotonic clock. True while there is more to do. */
bool grid_step(struct grid *grid, int64_t until_ms);

/* Rows found so far, and rows of the stream. */
size_t grid_count(const struct grid *grid);
size_t grid_total(const struct grid *grid);

/* Why there are none; ERROR_NONE: nothing went wrong. */
const struct error *grid_error(const struct grid *grid);

/* The cells of a row, one a column of the stream; what the store does not have of it is NULL. Borrowed until the next call; NULL
 * if the row is gone. */
const struct store_cell *grid_cells(struct grid *grid, size_t place);

/* What names the row: the values of its key, joined by GRID_SEPARATOR; "" if it is gone. Borrowed likewise. */
const char *grid_id(struct grid *grid, size_t place);
bool grid_find(struct grid *grid, const char *id, size_t *place);

/* The record as Braze gave it, the caller's to free, and when it was read; NULL if it is gone. */
char *grid_record(struct grid *grid, size_t place, int64_t *extracted_ms);

/* Of a list with daily figures in the store: the headline's values on the last GRID_DAYS days, NAN where there is none, and
 * their sum. False if nothing is stored of it. Borrowed until the next call. */

bool grid_recent(struct grid *grid, size_t place, const double **values, double *sum);

/* Of daily figures and details: the name of the item that a row belongs to, as its list has it; NULL if it is not known. Borrowed
 * likewise. */
const char *grid_item_name(struct grid *grid, size_t place);

#endif
