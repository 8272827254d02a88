/* Writing into the store: runs, rows, and how far each item has been read.
 *
 * Rows and the cursors that cover them go into the same transaction: store_commit() makes all of them stay, a crash
 * before it leaves none of them. */
#ifndef STORE_WRITE_H
#define STORE_WRITE_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/store.h"

/* Begins a run ("sync", "import"). Only one program at a time may have one: ERROR_STORAGE if another has. What a
 * crashed run left behind is told as such. */
bool store_run_begin(struct store *store, const char *kind, int64_t now_ms, struct error *error) MUST_CHECK;

/* Ends it: outcome is "complete", "incomplete" or "cancelled"; message may be NULL. Commits. */
bool store_run_end(struct store *store, const char *outcome, const char *message, int64_t now_ms,
                   struct error *error) MUST_CHECK;

/* Gives the run up, as if the program had ended here: what was not committed is undone, and the store is free for
 * another. */
void store_run_abandon(struct store *store);

/* Makes everything written so far stay. Does nothing if nothing was. */
bool store_commit(struct store *store, struct error *error) MUST_CHECK;

/* Removes at most limit rows that no generation shows any more; *more tells whether some are left. */
bool store_clean(struct store *store, int limit, bool *more, struct error *error) MUST_CHECK;

enum store_mode {
    STORE_MERGE,  /* into what is shown: a row with the same key is replaced */
    STORE_REPLACE /* into a new generation, shown when it is finished */
};

struct store_writer;

/* Opens a stream for writing in the present run. A replacement that was broken off is continued if it was begun with
 * the same signature (what was asked for) less than a day ago; else it is dropped. The table is borrowed. */
bool store_writer_open(struct store_writer **out, struct store *store, const struct store_table *table,
                       enum store_mode mode, const char *signature, int64_t now_ms, struct error *error) MUST_CHECK;

/* True if it continues a replacement that was broken off. */
bool store_writer_resumed(const struct store_writer *writer);

/* Rows that the generation being written holds. */
int64_t store_writer_rows(const struct store_writer *writer);

/* Writes a record: its compact JSON text, and the same as a tree. ERROR_INPUT (nothing written) if it lacks a part of
 * the key. *is_new (may be NULL): there was no row of that key. */
bool store_writer_put(struct store_writer *writer, const char *json, size_t length, const cJSON *record,
                      int64_t extracted_ms, bool *is_new, struct error *error) MUST_CHECK;

/* How far an item of the parent (or "", the workspace) has been read, in days since 1970. */
struct store_cursor {
    bool any;       /* false: it was not read */
    bool days;      /* false: it was read, but there are no days to tell (details, or an empty series) */
    int32_t since;  /* the first day that was asked for */
    int32_t cursor; /* the last day that was there */
};
bool store_writer_cursor(struct store_writer *writer, const char *item, struct store_cursor *cursor,
                         struct error *error) MUST_CHECK;
bool store_writer_set_cursor(struct store_writer *writer, const char *item, const struct store_cursor *cursor,
                             struct error *error) MUST_CHECK;

/* Calls keep for each item that has a cursor; where it answers false, the item's cursor and its rows (those whose first
 * key column is the item) are removed. */
bool store_writer_keep_items(struct store_writer *writer, bool (*keep)(const char *item, void *context), void *context,
                             struct error *error) MUST_CHECK;

/* Removes the rows that this run has not written: what a continued replacement of a list still had from before. */
bool store_writer_drop_unseen(struct store_writer *writer, struct error *error) MUST_CHECK;

/* The stream is complete: shows the new generation, and commits. */
bool store_writer_finish(struct store_writer *writer, int64_t now_ms, struct error *error) MUST_CHECK;

/* The stream is not complete, because of message. A replacement stays unfinished beside what is shown. Commits. */
bool store_writer_fail(struct store_writer *writer, const char *message, int64_t now_ms,
                       struct error *error) MUST_CHECK;

/* Closes it; without finish or fail before it stays "running" as after a crash. NULL is allowed. */
void store_writer_close(struct store_writer *writer);

#endif
