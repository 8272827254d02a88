#include "store/database.h"

#include <stdlib.h>
#include <string.h>

#include "support/memory.h"

static bool storage_failed(struct store *store, struct error *error)
{
    const char *path = store->path;
    int extended = sqlite3_extended_errcode(store->database);
    switch (extended & 0xff) {
    case SQLITE_FULL:
        error_set(error, ERROR_STORAGE, "cannot write %s: the disk is full", path);
        return error_hint(
            error, "free some space and run it again: what was written so far is whole, and it goes on from there");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        error_set(error, ERROR_STORAGE, "%s is in use by another program", path);
        return error_hint(error, "wait until it is done, or stop it, and try again");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        error_set(error, ERROR_STORAGE, "%s is damaged, or not a database", path);
        return error_hint(error,
                          "it was left as it is: save what can be read with \"sqlite3 FILE .recover\", or move it away "
                          "and export again");
    case SQLITE_READONLY:
    case SQLITE_PERM:
        error_set(error, ERROR_STORAGE, "%s may not be written", path);
        return error_hint(error, "check the owner and the permissions of the file and of its directory");
    case SQLITE_CANTOPEN:
        error_set(error, ERROR_STORAGE, "cannot open %s", path);
        return error_hint(error, "check the owner and the permissions of the file and of its directory");
    case SQLITE_IOERR: {
        int system = sqlite3_system_errno(store->database);
        error_set(error, ERROR_STORAGE, "cannot read or write %s: %s", path,
                  system != 0 ? strerror(system) : "the disk failed");
        return error_hint(error, "check the disk and its free space; what was written before is whole");
    }
    default:
        return error_set(error, ERROR_STORAGE, "%s: %s", path, sqlite3_errmsg(store->database));
    }
}

bool database_failed(struct store *store, struct error *error)
{
    if ((sqlite3_errcode(store->database) & 0xff) == SQLITE_NOMEM)
        memory_exhausted();
    return storage_failed(store, error);
}

bool database_run(struct store *store, const char *sql, struct error *error)
{
    return sqlite3_exec(store->database, sql, NULL, NULL, NULL) == SQLITE_OK || database_failed(store, error);
}

bool database_run_with(struct store *store, const char *sql, const char *text, int64_t number, struct error *error)
{
    sqlite3_stmt *statement = database_prepare(store, sql, error);
    if (statement == NULL)
        return false;
    database_bind_text(statement, 1, text);
    if (sqlite3_bind_parameter_count(statement) > 1)
        sqlite3_bind_int64(statement, 2, number);
    bool done = database_execute(store, statement, error);
    sqlite3_finalize(statement);
    return done;
}

sqlite3_stmt *database_prepare(struct store *store, const char *sql, struct error *error)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(store->database, sql, -1, &statement, NULL) != SQLITE_OK)
        database_failed(store, error);
    return statement;
}

int database_step(struct store *store, sqlite3_stmt *statement, struct error *error)
{
    int result = sqlite3_step(statement);
    if (result != SQLITE_ROW && result != SQLITE_DONE)
        database_failed(store, error);
    return result;
}

bool database_execute(struct store *store, sqlite3_stmt *statement, struct error *error)
{
    bool done = database_step(store, statement, error) == SQLITE_DONE;
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return done;
}

bool database_number(struct store *store, const char *sql, const char *parameter, int64_t *number, bool *found,
                     struct error *error)
{
    *found = false;
    sqlite3_stmt *statement = database_prepare(store, sql, error);
    if (statement == NULL)
        return false;
    if (parameter != NULL)
        database_bind_text(statement, 1, parameter);
    int result = database_step(store, statement, error);
    if (result == SQLITE_ROW && sqlite3_column_type(statement, 0) != SQLITE_NULL) {
        *number = sqlite3_column_int64(statement, 0);
        *found = true;
    }
    sqlite3_finalize(statement);
    return result == SQLITE_ROW || result == SQLITE_DONE;
}

bool database_begin(struct store *store, struct error *error)
{
    if (store->in_transaction)
        return true;
    if (!database_run(store, "BEGIN IMMEDIATE", error))
        return false;
    store->in_transaction = true;
    return true;
}

bool database_commit(struct store *store, struct error *error)
{
    if (!store->in_transaction)
        return true;
    if (!database_run(store, "COMMIT", error)) {
        database_rollback(store);
        return false;
    }
    store->in_transaction = false;
    return true;
}

void database_rollback(struct store *store)
{
    if (!store->in_transaction)
        return;
    store->in_transaction = false;
    /* SQLite may have rolled back by itself (a full disk); then this fails, and that is fine. */
    if (sqlite3_get_autocommit(store->database) == 0)
        (void)sqlite3_exec(store->database, "ROLLBACK", NULL, NULL, NULL);
}

void database_bind_text(sqlite3_stmt *statement, int index, const char *text)
{
    sqlite3_bind_text(statement, index, text, -1, SQLITE_STATIC);
}

void database_quote(UT_string *sql, const char *name, const char *suffix)
{
    utstring_bincpy(sql, "\"", 1);
    for (const char *at = name; *at != '\0'; at++) {
        if (*at == '"')
            utstring_bincpy(sql, "\"", 1);
        utstring_bincpy(sql, at, 1);
    }
    utstring_printf(sql, "%s\"", suffix);
}
