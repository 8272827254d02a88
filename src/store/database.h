/* The connection to the database, for the files of this room only. */
#ifndef STORE_DATABASE_H
#define STORE_DATABASE_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "store/store.h"
#include "support/text.h"

struct store {
    sqlite3 *database;
    char *path;
    bool writable;
    bool in_transaction;
    int lock;                     /* descriptor of the file that is locked during a run; -1 */
    int64_t run;                  /* 0: none */
    struct store_writer *writers; /* open ones: their counts go into the transaction before it is committed */
    unsigned window_count;        /* of temporary tables made, for their names */
};

/* Fills error from what SQLite says went wrong. Returns false. */
bool database_failed(struct store *store, struct error *error);

/* Runs statements without results. */
bool database_run(struct store *store, const char *sql, struct error *error) MUST_CHECK;

/* Runs a statement whose parameter 1 is a text and whose parameter 2, if it has one, is a number. */
bool database_run_with(struct store *store, const char *sql, const char *text, int64_t number,
                       struct error *error) MUST_CHECK;

/* Prepares one statement, to be finalized by the caller. NULL on failure. */
sqlite3_stmt *database_prepare(struct store *store, const char *sql, struct error *error) MUST_CHECK;

/* Steps: SQLITE_ROW, SQLITE_DONE, or anything else with error filled. */
int database_step(struct store *store, sqlite3_stmt *statement, struct error *error);

/* Runs a statement that answers nothing, resets it and clears its parameters. */
bool database_execute(struct store *store, sqlite3_stmt *statement, struct error *error) MUST_CHECK;

/* One whole number out of a query with at most one text parameter; *found is false if there was no row or NULL. */
bool database_number(struct store *store, const char *sql, const char *parameter, int64_t *number, bool *found,
                     struct error *error) MUST_CHECK;

/* Begins a transaction that writes, if none is open. */
bool database_begin(struct store *store, struct error *error) MUST_CHECK;
bool database_commit(struct store *store, struct error *error) MUST_CHECK;
void database_rollback(struct store *store);

/* Binding; the text must live until the statement is reset. */
void database_bind_text(sqlite3_stmt *statement, int index, const char *text);

/* Appends a name quoted for SQL. suffix may be "". */
void database_quote(UT_string *sql, const char *name, const char *suffix);

#endif
