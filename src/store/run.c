#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "store/database.h"
#include "store/write.h"
#include "support/memory.h"

/* A lock of the operating system's: it goes when the program does, however it ends. */
static bool take_lock(struct store *store, struct error *error)
{
    char *path = memory_format("%s.lock", store->path);
    int descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY, 0600);
    bool done = false;
    if (descriptor < 0)
        error_set(error, ERROR_STORAGE, "cannot write %s: %s", path, strerror(errno));
    else if (flock(descriptor, LOCK_EX | LOCK_NB) == 0)
        done = true;
    else if (errno == EWOULDBLOCK) {
        error_set(error, ERROR_STORAGE, "another brazier is writing to %s", store->path);
        error_hint(error, "wait until it is done; it can be looked at meanwhile");
    } else {
        error_set(error, ERROR_STORAGE, "cannot lock %s: %s", path, strerror(errno));
    }
    if (done)
        store->lock = descriptor;
    else if (descriptor >= 0)
        (void)close(descriptor);
    free(path);
    return done;
}

static void give_lock(struct store *store)
{
    if (store->lock >= 0)
        (void)close(store->lock);
    store->lock = -1;
}

static bool insert_run(struct store *store, const char *kind, int64_t now_ms, struct error *error)
{
    if (!database_run(store,
                      "UPDATE brazier_runs SET outcome = 'broken off' WHERE outcome = 'running';"
                      "UPDATE brazier_streams SET outcome = 'incomplete', message = 'the program was stopped' WHERE "
                      "outcome = 'running'",
                      error))
        return false;
    sqlite3_stmt *statement =
        database_prepare(store, "INSERT INTO brazier_runs (kind, started_at) VALUES (?, ?)", error);
    if (statement == NULL)
        return false;
    database_bind_text(statement, 1, kind);
    sqlite3_bind_int64(statement, 2, now_ms);
    bool done = database_execute(store, statement, error);
    sqlite3_finalize(statement);
    store->run = sqlite3_last_insert_rowid(store->database);
    return done;
}

bool store_run_begin(struct store *store, const char *kind, int64_t now_ms, struct error *error)
{
    if (!take_lock(store, error))
        return false;
    if (database_begin(store, error) && insert_run(store, kind, now_ms, error) && store_commit(store, error))
        return true;
    database_rollback(store);
    give_lock(store);
    store->run = 0;
    return false;
}

bool store_run_end(struct store *store, const char *outcome, const char *message, int64_t now_ms, struct error *error)
{
    bool done = false;
    sqlite3_stmt *statement = NULL;
    if (!database_begin(store, error))
        goto unlock;
    statement =
        database_prepare(store, "UPDATE brazier_runs SET outcome = ?, message = ?, ended_at = ? WHERE id = ?", error);
    if (statement == NULL)
        goto unlock;
    database_bind_text(statement, 1, outcome);
    database_bind_text(statement, 2, message != NULL ? message : "");
    sqlite3_bind_int64(statement, 3, now_ms);
    sqlite3_bind_int64(statement, 4, store->run);
    done = database_execute(store, statement, error) && store_commit(store, error);
unlock:
    sqlite3_finalize(statement);
    database_rollback(store);
    give_lock(store);
    store->run = 0;
    return done;
}

void store_run_abandon(struct store *store)
{
    database_rollback(store);
    give_lock(store);
    store->run = 0;
}

/* The name of a stream that has leftovers, the caller's to free; *out is NULL if none has. */
static bool find_leftovers(struct store *store, char **out, int64_t *shown, int64_t *pending, struct error *error)
{
    *out = NULL;
    sqlite3_stmt *statement = database_prepare(
        store, "SELECT name, generation, coalesce(pending, generation) FROM brazier_streams WHERE leftovers LIMIT 1",
        error);
    if (statement == NULL)
        return false;
    int result = database_step(store, statement, error);
    if (result == SQLITE_ROW) {
        *out = memory_copy_string((const char *)sqlite3_column_text(statement, 0));
        *shown = sqlite3_column_int64(statement, 1);
        *pending = sqlite3_column_int64(statement, 2);
    }
    sqlite3_finalize(statement);
    return result == SQLITE_ROW || result == SQLITE_DONE;
}

bool store_clean(struct store *store, int limit, bool *more, struct error *error)
{
    char *name = NULL;
    int64_t shown = 0, pending = 0;
    bool done = false;
    sqlite3_stmt *erase = NULL;
    UT_string *sql;
    utstring_new(sql);
    *more = false;
    if (!find_leftovers(store, &name, &shown, &pending, error))
        goto free_all;
    if (name == NULL) {
        done = true;
        goto free_all;
    }
    utstring_printf(sql, "DELETE FROM ");
    database_quote(sql, name, "_rows");
    utstring_printf(sql, " WHERE _id IN (SELECT _id FROM ");
    database_quote(sql, name, "_rows");
    /* Two ranges of the index by generation, so that what is shown is not looked at. */
    utstring_printf(sql, " WHERE _generation < ?1 OR (_generation > ?1 AND _generation <> ?2) LIMIT ?3)");
    if (!database_begin(store, error))
        goto free_all;
    erase = database_prepare(store, utstring_body(sql), error);
    if (erase == NULL)
        goto free_all;
    sqlite3_bind_int64(erase, 1, shown);
    sqlite3_bind_int64(erase, 2, pending);
    sqlite3_bind_int(erase, 3, limit);
    done = database_execute(store, erase, error);
    if (done && sqlite3_changes64(store->database) < limit)
        done = database_run_with(store, "UPDATE brazier_streams SET leftovers = 0 WHERE name = ?1", name, 0, error);
    *more = true;
free_all:
    sqlite3_finalize(erase);
    utstring_free(sql);
    free(name);
    return done;
}
