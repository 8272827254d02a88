#include "store/lookup.h"

#include <stdlib.h>
#include <string.h>

#include "store/database.h"
#include "support/date.h"
#include "support/memory.h"

static sqlite3_stmt *prepare_by_key(struct store *store, const struct store_table *table, int64_t generation,
                                    struct error *error)
{
    UT_string *sql;
    utstring_new(sql);
    utstring_printf(sql, "SELECT _json, _extracted_at FROM ");
    database_quote(sql, table->name, "_rows");
    utstring_printf(sql, " WHERE _generation = %lld", (long long)generation);
    for (size_t i = 0; i < table->column_count; i++) {
        if (table->columns[i].flags & STORE_KEY) {
            utstring_printf(sql, " AND ");
            database_quote(sql, table->columns[i].name, "");
            utstring_printf(sql, " = ?");
        }
    }
    sqlite3_stmt *statement = database_prepare(store, utstring_body(sql), error);
    utstring_free(sql);
    return statement;
}

static bool find_table(struct store *store, const char *stream, struct store_table **table, struct error *error)
{
    struct error reason = ERROR_INIT;
    bool found = store_stream_table(store, stream, table, &reason);
    bool missing = !found && reason.code == ERROR_NOT_FOUND;
    if (!found && !missing)
        error_move(error, &reason);
    error_clear(&reason);
    return found || missing;
}

bool store_lookup(struct store *store, const char *stream, const char *const *keys, size_t key_count, char **json,
                  int64_t *extracted_ms, struct error *error)
{
    struct store_table *table = NULL;
    sqlite3_stmt *statement = NULL;
    int64_t generation = 0;
    bool found = false;
    bool done = false;
    *json = NULL;
    *extracted_ms = 0;
    if (!find_table(store, stream, &table, error))
        return false;
    if (table == NULL)
        return true;
    if (!database_number(store, "SELECT generation FROM brazier_streams WHERE name = ?", stream, &generation, &found,
                         error))
        goto free_all;
    statement = prepare_by_key(store, table, generation, error);
    if (statement == NULL)
        goto free_all;
    for (size_t i = 0; i < key_count && i < (size_t)sqlite3_bind_parameter_count(statement); i++)
        database_bind_text(statement, (int)i + 1, keys[i]);
    int result = database_step(store, statement, error);
    if (result == SQLITE_ROW) {
        *json = memory_copy_string((const char *)sqlite3_column_text(statement, 0));
        *extracted_ms = sqlite3_column_int64(statement, 1);
    }
    done = result == SQLITE_ROW || result == SQLITE_DONE;
free_all:
    sqlite3_finalize(statement);
    store_table_free(table);
    return done;
}

bool store_lookup_days(struct store *store, const char *stream, int32_t *first, int32_t *last, bool *any,
                       struct error *error)
{
    *any = false;
    sqlite3_stmt *statement =
        database_prepare(store,
                         "SELECT min(since), max(cursor) FROM brazier_cursors WHERE stream = ?1 AND generation ="
                         " (SELECT generation FROM brazier_streams WHERE name = ?1)",
                         error);
    if (statement == NULL)
        return false;
    database_bind_text(statement, 1, stream);
    int result = database_step(store, statement, error);
    if (result == SQLITE_ROW) {
        const char *since = (const char *)sqlite3_column_text(statement, 0);
        const char *cursor = (const char *)sqlite3_column_text(statement, 1);
        *any = since != NULL && cursor != NULL && date_parse_day(since, first) && date_parse_day(cursor, last) &&
               *first <= *last;
    }
    sqlite3_finalize(statement);
    return result == SQLITE_ROW;
}

static sqlite3_stmt *prepare_days(struct store *store, const struct store_table *table, int64_t generation,
                                  struct error *error)
{
    const char *item = NULL, *day = NULL;
    for (size_t i = 0; i < table->column_count; i++) {
        if (!(table->columns[i].flags & STORE_KEY))
            continue;
        if (table->columns[i].type == STORE_DAY)
            day = table->columns[i].name;
        else
            item = table->columns[i].name;
    }
    if (day == NULL) {
        error_set(error, ERROR_USAGE, "the rows of %s are not daily", table->name);
        return NULL;
    }
    UT_string *sql;
    utstring_new(sql);
    utstring_printf(sql, "SELECT ");
    if (item != NULL)
        database_quote(sql, item, "");
    else
        utstring_printf(sql, "''");
    utstring_printf(sql, ", substr(");
    database_quote(sql, day, "");
    utstring_printf(sql, ", 1, 10) FROM ");
    database_quote(sql, table->name, "_rows");
    utstring_printf(sql, " WHERE _generation = %lld ORDER BY ", (long long)generation);
    if (item != NULL) {
        database_quote(sql, item, "");
        utstring_printf(sql, ", ");
    }
    database_quote(sql, day, "");
    sqlite3_stmt *statement = database_prepare(store, utstring_body(sql), error);
    utstring_free(sql);
    return statement;
}

struct stretch {
    char *item; /* NULL: none yet */
    bool counts, any;
    int32_t limit, first, last;
};

static bool tell_stretch(const struct stretch *stretch, const struct store_stretches *wanted, struct error *error)
{
    return !stretch->any || wanted->seen(stretch->item, stretch->first, stretch->last, wanted->context, error);
}

static bool add_day(struct stretch *stretch, const char *item, const char *text, const struct store_stretches *wanted,
                    struct error *error)
{
    int32_t day;
    if (stretch->item == NULL || strcmp(stretch->item, item) != 0) {
        if (!tell_stretch(stretch, wanted, error))
            return false;
        free(stretch->item);
        *stretch = (struct stretch){ .item = memory_copy_string(item) };
        stretch->counts = wanted->limit(item, &stretch->limit, wanted->context);
    }
    if (!stretch->counts || !date_parse_day(text, &day) || day > stretch->limit)
        return true;
    if (!stretch->any || day > stretch->last + 1)
        stretch->first = day;
    stretch->last = day;
    stretch->any = true;
    return true;
}

bool store_lookup_stretches(struct store *store, const char *stream, const struct store_stretches *wanted,
                            struct error *error)
{
    struct store_table *table = NULL;
    struct stretch stretch = { .item = NULL };
    sqlite3_stmt *statement = NULL;
    int64_t generation = 0;
    bool found = false, done = false;
    if (!find_table(store, stream, &table, error))
        return false;
    if (table == NULL)
        return true;
    if (!database_number(store, "SELECT generation FROM brazier_streams WHERE name = ?", stream, &generation, &found,
                         error))
        goto free_all;
    statement = prepare_days(store, table, generation, error);
    if (statement == NULL)
        goto free_all;
    int result;
    while ((result = database_step(store, statement, error)) == SQLITE_ROW) {
        const char *item = (const char *)sqlite3_column_text(statement, 0);
        const char *day = (const char *)sqlite3_column_text(statement, 1);
        if (item != NULL && day != NULL && !add_day(&stretch, item, day, wanted, error))
            goto free_all;
    }
    done = result == SQLITE_DONE && tell_stretch(&stretch, wanted, error);
free_all:
    free(stretch.item);
    sqlite3_finalize(statement);
    store_table_free(table);
    return done;
}
