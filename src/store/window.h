/* A view of a stream's rows for browsing: filtered, sorted, any number of them, and never more than a few in memory.
 *
 * A window finds out step by step which rows it has, in order; between the steps the program does other things. The
 * rows found so far can be read by their place at any time. Rows that are written later are not in it; one that was
 * removed since reads as gone. */
#ifndef STORE_WINDOW_H
#define STORE_WINDOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/store.h"

struct store_window;

struct store_query {
    /* Words that must all be in some text column of the row. !word: in none. column:word: in that column.
     * column=word, column>number (1204, 1.5k, 2M), and <, >=, <=: compared
     * with it; yes and no are those of a boolean. "more words": as one. A word with a capital letter
     * means exactly these letters, one without any case. NULL or "": all rows. */
    const char *filter;
    const char *sort; /* a column; NULL: the stream's own order: as Braze lists it, or by item and day */
    bool descending;
};

/* query may be NULL. ERROR_NOT_FOUND: no such stream; ERROR_USAGE: no such column. */
bool store_window_open(struct store_window **out, struct store *store, const char *stream,
                       const struct store_query *query, struct error *error) MUST_CHECK;
void store_window_close(struct store_window *window); /* NULL is allowed */

/* Looks at rows more rows of the stream. *more is false when there are none left. Where the order is that of a column
 * without an index, rows appear only when all have been looked at. */
bool store_window_step(struct store_window *window, size_t rows, bool *more, struct error *error) MUST_CHECK;

/* Rows found so far; whether that is all; and how many of the stream's rows were looked at, of how many. */
size_t store_window_found(const struct store_window *window);
bool store_window_complete(const struct store_window *window);
void store_window_progress(const struct store_window *window, size_t *looked_at, size_t *total);

/* The stream's columns, in order; borrowed. */
const struct store_table *store_window_table(const struct store_window *window);

enum store_cell_kind { STORE_CELL_NULL, STORE_CELL_INTEGER, STORE_CELL_NUMBER, STORE_CELL_TEXT };

struct store_cell {
    enum store_cell_kind kind;
    int64_t integer;
    double number;
    const char *text; /* NUL-terminated; of every kind but NULL */
    size_t length;
};

/* A row, borrowed until the next call with the window. */
struct store_row {
    size_t place;
    int64_t id; /* names the row as long as it is there; 0: the row is gone, and there are no cells */
    const struct store_cell *cells; /* one a column of the table */
};

/* Calls seen for the rows at places first to first + count - 1, as far as they were found. */
typedef void (*store_row_seen)(const struct store_row *row, void *context);
bool store_window_read(struct store_window *window, size_t first, size_t count, store_row_seen seen, void *context,
                       struct error *error) MUST_CHECK;

/* The record at a place as Braze gave it, and when it was read. *json is the caller's to free; NULL if the row is gone.
 */
bool store_window_record(struct store_window *window, size_t place, char **json, int64_t *extracted_ms,
                         struct error *error) MUST_CHECK;

/* The place of the row with the same key as row id had when the window before was read: keys are the values of
 * the key columns, in order. False in *found if it was not found (yet). */
bool store_window_locate(struct store_window *window, const char *const *keys, size_t key_count, size_t *place,
                         bool *found, struct error *error) MUST_CHECK;

#endif
