/* Reading a journal, newest first, a row at a time: what is asked for is read from the end of the file backwards, and
 * no further. Lines that are torn or not a journal's are skipped. */
#ifndef JOURNAL_VIEW_H
#define JOURNAL_VIEW_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "journal/journal.h"
#include "support/error.h"

/* Which rows: those that meet everything that is set. Texts are copied. */
struct journal_filter {
    int status;         /* 404: that one; 4: all of 400 to 499; -1: those without an answer; 0: any */
    const char *method; /* whatever its case */
    const char *path;   /* contained in the URL's path and query */
    const char *text;   /* contained in the URL, label, message, a header or a body; ASCII letters of either case */
    const char *label;
    int64_t since_ms;   /* not before, since 1970-01-01T00:00:00Z */
};
#define JOURNAL_FILTER_INIT { 0 }

struct journal_row {
    struct journal_entry entry; /* borrows from the rest */
    struct journal_header *headers;
    cJSON *tree;
};
void journal_row_clear(struct journal_row *row);

struct journal_view;

/* A view of the file as it is now, and of the one before it (FILE.1); neither need be there. filter may be NULL.
 * NULL: ERROR_STORAGE. */
struct journal_view *journal_view_open(const char *path, const struct journal_filter *filter,
                                       struct error *error) MUST_CHECK;
void journal_view_close(struct journal_view *view); /* NULL is allowed */

/* The row, 0 being the newest, to be cleared by the caller. False if there are not so many. */
bool journal_view_row(struct journal_view *view, size_t index, struct journal_row *row);

/* How many rows there are. Reads everything the first time. */
size_t journal_view_count(struct journal_view *view);

/* The same a little at a time, for a program with a loop: looks at so many lines more; false once it has looked at
 * all. The rows found so far, and the lines looked at. */
bool journal_view_look(struct journal_view *view, size_t lines);
size_t journal_view_found(const struct journal_view *view);
size_t journal_view_looked(const struct journal_view *view);

/* Takes up what was appended since the view was opened, or since the last time: *added rows come before those found so far.
 * False: the file is another one now, which only a new view shows. */
bool journal_view_grow(struct journal_view *view, size_t *added);

/* True if something was appended since the view was opened, or has grown. */
bool journal_view_is_outdated(const struct journal_view *view);

#endif
