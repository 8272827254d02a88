/* The journal of a profile as rows, newest first: read a little at a time, and again from the top when it has grown. */
#ifndef UI_SCREEN_HISTORY_ROWS_H
#define UI_SCREEN_HISTORY_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "journal/view.h"
#include "support/error.h"

/* What the table shows; the rest is read again for the row that is opened. */
struct history_entry {
    char *id;
    int64_t time_ms;
    unsigned attempt;
    char *method;
    char *target; /* path and query */
    char *label;  /* or NULL */
    char *result; /* in a few words */
    int status;   /* 0: none */
    int64_t total_us;
    bool is_bad;
};

struct history_rows;

/* The rows that meet the filter, borrowed; NULL: all. */
struct history_rows *history_rows_new(const char *path, const struct journal_filter *filter);
void history_rows_free(struct history_rows *rows); /* NULL is allowed */

/* Reads on until a moment of the monotonic clock; true while there is more. An error is told once: ERROR_NONE
 * otherwise. */
bool history_rows_step(struct history_rows *rows, int64_t until_ms, struct error *error);

/* Takes up what was appended since; true if that was anything. Where the journal began another file, all is read anew:
 * history_rows_step() is to be called again. */
bool history_rows_update(struct history_rows *rows);
bool history_rows_is_complete(const struct history_rows *rows);

size_t history_rows_count(const struct history_rows *rows);

/* All there are so far, also those that the filter leaves out. */
size_t history_rows_total(const struct history_rows *rows);

const struct history_entry *history_rows_at(const struct history_rows *rows, size_t index);

/* All of a row, to be cleared by the caller; false if the journal does not have it any more. */
bool history_rows_read(struct history_rows *rows, const char *id, struct journal_row *row);

/* In a few words, what came of an attempt: "ok", "key refused", "OUTCOME UNKNOWN"; static. */
const char *history_result(const struct journal_entry *entry);

#endif
