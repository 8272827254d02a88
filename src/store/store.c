#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/database.h"
#include "store/function.h"
#include "store/migration.h"
#include "support/file.h"
#include "support/memory.h"

/* The database appears with the right mode from its first moment; SQLite gives its journal the same one. */
static bool make_file(const char *path, struct error *error)
{
    int descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0600);
    if (descriptor < 0) {
        error_set(error, ERROR_STORAGE, "cannot write %s: %s", path, strerror(errno));
        return error_hint(error, "check the owner and the permissions of the file and of its directory");
    }
    (void)close(descriptor);
    return true;
}

bool store_open(struct store **out, const char *path, enum store_access access, int wait_ms, struct error *error)
{
    *out = NULL;
    if (access == STORE_READ && !file_exists(path)) {
        error_set(error, ERROR_NOT_FOUND, "nothing was exported yet: there is no %s", path);
        return error_hint(error, "\"brazier sync\" exports from Braze, \"brazier import\" reads a file");
    }
    if (access == STORE_WRITE && !make_file(path, error))
        return false;
    struct store *store = memory_allocate(1, sizeof *store);
    store->path = memory_copy_string(path);
    store->writable = access == STORE_WRITE;
    store->lock = -1;
    /* For reading, too: what a crash has left in the journal must be brought in before anything can be read. Where the
     * file may not be written SQLite opens it for reading by itself. */
    if (sqlite3_open_v2(path, &store->database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
        if (store->database == NULL)
            memory_exhausted();
        database_failed(store, error);
        goto failed;
    }
    sqlite3_extended_result_codes(store->database, 1);
    sqlite3_busy_timeout(store->database, wait_ms);
    sqlite3_db_config(store->database, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    if (store->writable && !database_run(store, "PRAGMA synchronous = NORMAL; PRAGMA cache_size = -8192", error))
        goto failed;
    if (!function_register(store, error) || !migration_run(store, store->writable, error))
        goto failed;
    *out = store;
    return true;
failed:
    store_close(store);
    return false;
}

void store_close(struct store *store)
{
    if (store == NULL)
        return;
    database_rollback(store);
    (void)sqlite3_close_v2(store->database);
    if (store->lock >= 0)
        (void)close(store->lock);
    free(store->path);
    free(store);
}

const char *store_path(const struct store *store)
{
    return store->path;
}

bool store_version(struct store *store, int64_t *version, struct error *error)
{
    bool found = false;
    return database_number(store, "PRAGMA data_version", NULL, version, &found, error);
}

static int64_t moment_or_never(sqlite3_stmt *statement, int column)
{
    return sqlite3_column_type(statement, column) == SQLITE_NULL ? -1 : sqlite3_column_int64(statement, column);
}

static const char *text_or_empty(sqlite3_stmt *statement, int column)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    return text != NULL ? text : "";
}

bool store_streams(struct store *store, store_stream_seen seen, void *context, struct error *error)
{
    sqlite3_stmt *statement = database_prepare(
        store,
        "SELECT name, row_count, pending_count, pending IS NOT NULL, synced_at, tried_at, outcome, message"
        " FROM brazier_streams ORDER BY name",
        error);
    if (statement == NULL)
        return false;
    int result;
    while ((result = database_step(store, statement, error)) == SQLITE_ROW) {
        struct store_stream stream = {
            .name = text_or_empty(statement, 0),
            .rows = sqlite3_column_int64(statement, 1),
            .pending_rows = sqlite3_column_int64(statement, 2),
            .pending = sqlite3_column_int(statement, 3) != 0,
            .synced_ms = moment_or_never(statement, 4),
            .tried_ms = moment_or_never(statement, 5),
            .outcome = text_or_empty(statement, 6),
            .message = text_or_empty(statement, 7),
        };
        seen(&stream, context);
    }
    sqlite3_finalize(statement);
    return result == SQLITE_DONE;
}

static void add_column(struct store_table *table, sqlite3_stmt *statement)
{
    struct store_column *columns = memory_resize((void *)table->columns, table->column_count + 1, sizeof *columns);
    struct store_column *column = &columns[table->column_count++];
    table->columns = columns;
    *column = (struct store_column){
        .name = memory_copy_string(text_or_empty(statement, 0)),
        .path = memory_copy_string((const char *)sqlite3_column_text(statement, 1)),
        .flags = (unsigned)sqlite3_column_int(statement, 3),
        .help = memory_copy_string(text_or_empty(statement, 4)),
    };
    if (!store_type_from_name(text_or_empty(statement, 2), &column->type))
        column->type = STORE_STRING;
}

bool store_stream_table(struct store *store, const char *stream, struct store_table **out, struct error *error)
{
    *out = NULL;
    sqlite3_stmt *statement = database_prepare(
        store, "SELECT name, path, type, flags, help FROM brazier_columns WHERE stream = ? ORDER BY position", error);
    if (statement == NULL)
        return false;
    database_bind_text(statement, 1, stream);
    struct store_table *table = memory_allocate(1, sizeof *table);
    table->name = memory_copy_string(stream);
    int result;
    while ((result = database_step(store, statement, error)) == SQLITE_ROW)
        add_column(table, statement);
    sqlite3_finalize(statement);
    if (result == SQLITE_DONE && table->column_count > 0) {
        *out = table;
        return true;
    }
    store_table_free(table);
    if (result != SQLITE_DONE)
        return false;
    char *shown = text_visible(stream, strlen(stream));
    error_set(error, ERROR_NOT_FOUND, "nothing of %s was exported yet", shown);
    error_hint(error, "\"brazier sync %s\" does it", shown);
    free(shown);
    return false;
}

void store_table_free(struct store_table *table)
{
    if (table == NULL)
        return;
    for (size_t i = 0; i < table->column_count; i++) {
        free((void *)table->columns[i].name);
        free((void *)table->columns[i].path);
        free((void *)table->columns[i].help);
    }
    free((void *)table->columns);
    free((void *)table->name);
    free(table);
}
