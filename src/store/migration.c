#include "store/migration.h"

#include <inttypes.h>
#include <stdlib.h>

enum { APPLICATION_ID = 0x62727a72 };

/* migrations[N] leads from version N to N + 1. What has been released is never changed: add one. */
static const char *const migrations[] = {
    "CREATE TABLE brazier_runs ("
    " id INTEGER PRIMARY KEY,"
    " kind TEXT NOT NULL,"
    " started_at INTEGER NOT NULL," /* milliseconds since 1970, as all moments here */
    " ended_at INTEGER,"
    " outcome TEXT NOT NULL DEFAULT 'running',"
    " message TEXT NOT NULL DEFAULT '');"
    "CREATE TABLE brazier_streams ("
    " name TEXT PRIMARY KEY,"
    " generation INTEGER NOT NULL DEFAULT 0," /* the one that is shown */
    " pending INTEGER,"                       /* the one that a full refresh fills */
    " pending_signature TEXT,"
    " pending_since INTEGER,"
    " row_count INTEGER NOT NULL DEFAULT 0,"
    " pending_count INTEGER NOT NULL DEFAULT 0,"
    " synced_at INTEGER,"
    " tried_at INTEGER,"
    " run INTEGER,"
    " outcome TEXT NOT NULL DEFAULT '',"
    " message TEXT NOT NULL DEFAULT '',"
    " leftovers INTEGER NOT NULL DEFAULT 0" /* rows of generations that nobody needs may be left */
    ") WITHOUT ROWID;"
    "CREATE TABLE brazier_columns ("
    " stream TEXT NOT NULL,"
    " position INTEGER NOT NULL,"
    " name TEXT NOT NULL,"
    " path TEXT,"
    " type TEXT NOT NULL,"
    " flags INTEGER NOT NULL,"
    " help TEXT NOT NULL,"
    " PRIMARY KEY (stream, position)) WITHOUT ROWID;"
    "CREATE TABLE brazier_cursors ("
    " stream TEXT NOT NULL,"
    " generation INTEGER NOT NULL,"
    " item TEXT NOT NULL,"
    " since TEXT,"
    " cursor TEXT,"
    " run INTEGER NOT NULL,"
    " PRIMARY KEY (stream, generation, item)) WITHOUT ROWID;",
};
enum { NEWEST = sizeof migrations / sizeof *migrations };

static bool refuse_foreign(struct store *store, int64_t application, struct error *error)
{
    int64_t tables = 0;
    bool found = false;
    if (application == APPLICATION_ID)
        return true;
    if (!database_number(store, "SELECT count(*) FROM sqlite_master", NULL, &tables, &found, error))
        return false;
    if (application == 0 && tables == 0)
        return true;
    error_set(error, ERROR_STORAGE, "%s is the database of another program", store->path);
    return error_hint(error, "it was left as it is: move it away, or choose another directory with --data-dir");
}

bool migration_run(struct store *store, bool migrate, struct error *error)
{
    int64_t application = 0, version = 0;
    bool found = false;
    if (!database_number(store, "PRAGMA application_id", NULL, &application, &found, error) ||
        !refuse_foreign(store, application, error) ||
        !database_number(store, "PRAGMA user_version", NULL, &version, &found, error))
        return false;
    if (version > NEWEST) {
        error_set(error, ERROR_STORAGE,
                  "%s was written by a newer version of brazier (its format is %" PRId64 ", known is %d)", store->path,
                  version, (int)NEWEST);
        return error_hint(error, "install that version or a later one; the file was left as it is");
    }
    if (version == NEWEST)
        return true;
    if (!migrate) {
        error_set(error, version == 0 ? ERROR_NOT_FOUND : ERROR_STORAGE,
                  version == 0 ? "%s holds no streams yet" : "%s was written by an older version of brazier",
                  store->path);
        return error_hint(error, "\"brazier sync\" brings it up to date");
    }
    if (!database_run(store, "PRAGMA journal_mode = WAL", error) || !database_begin(store, error))
        return false;
    /* Another program may have done it while this one waited for the lock. */
    if (!database_number(store, "PRAGMA user_version", NULL, &version, &found, error))
        goto failed;
    for (; version < NEWEST; version++) {
        if (!database_run(store, migrations[version], error))
            goto failed;
    }
    char *stamp = memory_format("PRAGMA application_id = %d; PRAGMA user_version = %d", APPLICATION_ID, (int)NEWEST);
    bool stamped = database_run(store, stamp, error);
    free(stamp);
    if (!stamped)
        goto failed;
    return database_commit(store, error);
failed:
    database_rollback(store);
    return false;
}
