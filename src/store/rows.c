#include "store/rows.h"

#include <stdlib.h>
#include <string.h>

#include "support/json.h"
#include "support/memory.h"

enum { FIXED_PARAMETERS = 4 }; /* _generation, _extracted_at, _run, _json */

static const char *declared_type(enum store_type type)
{
    switch (type) {
    case STORE_STRING:
    case STORE_DAY:
    case STORE_MOMENT:
    case STORE_ARRAY:
    case STORE_OBJECT:
        return "TEXT";
    case STORE_INTEGER:
        return "INTEGER";
    case STORE_NUMBER:
        return "REAL";
    case STORE_BOOLEAN:
        return "BOOLEAN";
    }
    return "TEXT";
}

static void append_literal(UT_string *sql, const char *text)
{
    utstring_bincpy(sql, "'", 1);
    for (; *text != '\0'; text++)
        utstring_printf(sql, *text == '\'' ? "''" : "%c", *text);
    utstring_bincpy(sql, "'", 1);
}

static void append_key(UT_string *sql, const struct store_table *table)
{
    utstring_printf(sql, "_generation");
    for (size_t i = 0; i < table->column_count; i++) {
        if (table->columns[i].flags & STORE_KEY) {
            utstring_printf(sql, ", ");
            database_quote(sql, table->columns[i].name, "");
        }
    }
}

bool rows_are_daily(const struct store_table *table)
{
    for (size_t i = 0; i < table->column_count; i++) {
        if ((table->columns[i].flags & STORE_KEY) && table->columns[i].type == STORE_DAY)
            return true;
    }
    return false;
}

static void append_create_table(UT_string *sql, const struct store_table *table)
{
    utstring_printf(sql, "CREATE TABLE ");
    database_quote(sql, table->name, "_rows");
    utstring_printf(sql, " (_id INTEGER PRIMARY KEY, _generation INTEGER NOT NULL");
    for (size_t i = 0; i < table->column_count; i++) {
        const struct store_column *column = &table->columns[i];
        if (rows_is_virtual(column))
            continue;
        utstring_printf(sql, ", ");
        database_quote(sql, column->name, "");
        utstring_printf(sql, " %s%s", declared_type(column->type), column->flags & STORE_KEY ? " NOT NULL" : "");
    }
    /* The JSON stands last, so that what is before it is read without it. */
    utstring_printf(sql, ", _extracted_at INTEGER NOT NULL, _run INTEGER NOT NULL, _json TEXT NOT NULL");
    for (size_t i = 0; i < table->column_count; i++) {
        const struct store_column *column = &table->columns[i];
        if (!rows_is_virtual(column))
            continue;
        utstring_printf(sql, ", ");
        database_quote(sql, column->name, "");
        utstring_printf(sql, " TEXT GENERATED ALWAYS AS (json_extract(_json, ");
        char *path = memory_format("$.\"%s\"", column->name);
        append_literal(sql, path);
        free(path);
        utstring_printf(sql, ")) VIRTUAL");
    }
    utstring_printf(sql, ", UNIQUE (");
    append_key(sql, table);
    utstring_printf(sql, "));");
}

static void append_create_index(UT_string *sql, const struct store_table *table, const char *column)
{
    char *suffix = memory_format("_by_%s", column != NULL ? column : "arrival");
    utstring_printf(sql, "CREATE INDEX ");
    database_quote(sql, table->name, suffix);
    utstring_printf(sql, " ON ");
    database_quote(sql, table->name, "_rows");
    utstring_printf(sql, " (_generation");
    if (column != NULL) {
        utstring_printf(sql, ", ");
        database_quote(sql, column, "");
        utstring_printf(sql, " COLLATE NOCASE");
    }
    utstring_printf(sql, ");");
    free(suffix);
}

static void append_create_view(UT_string *sql, const struct store_table *table)
{
    utstring_printf(sql, "CREATE VIEW ");
    database_quote(sql, table->name, "");
    utstring_printf(sql, " AS SELECT ");
    for (size_t i = 0; i < table->column_count; i++) {
        database_quote(sql, table->columns[i].name, "");
        utstring_printf(sql, ", ");
    }
    utstring_printf(
        sql, "strftime('%%Y-%%m-%%dT%%H:%%M:%%fZ', _extracted_at / 1000.0, 'unixepoch') AS _extracted_at, _run, _json"
             " FROM ");
    database_quote(sql, table->name, "_rows");
    utstring_printf(sql, " WHERE _generation = (SELECT generation FROM brazier_streams WHERE name = ");
    append_literal(sql, table->name);
    utstring_printf(sql, ");");
}

static bool create(struct store *store, const struct store_table *table, struct error *error)
{
    UT_string *sql;
    utstring_new(sql);
    append_create_table(sql, table);
    if (!rows_are_daily(table))
        append_create_index(sql, table, NULL);
    for (size_t i = 0; i < table->column_count; i++) {
        if (table->columns[i].flags & STORE_INDEXED)
            append_create_index(sql, table, table->columns[i].name);
    }
    append_create_view(sql, table);
    bool done = database_run(store, utstring_body(sql), error);
    utstring_free(sql);
    return done;
}

static bool same_text(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* Whether the stored columns are the table's; *any is false if there are none. */
static bool compare_columns(struct store *store, const struct store_table *table, bool *any, bool *same,
                            struct error *error)
{
    struct store_table *stored = NULL;
    struct error reason = ERROR_INIT;
    *any = *same = false;
    if (!store_stream_table(store, table->name, &stored, &reason)) {
        bool missing = reason.code == ERROR_NOT_FOUND;
        if (!missing)
            error_move(error, &reason);
        error_clear(&reason);
        return missing;
    }
    *any = true;
    *same = stored->column_count == table->column_count;
    for (size_t i = 0; *same && i < table->column_count; i++) {
        const struct store_column *a = &stored->columns[i], *b = &table->columns[i];
        *same = same_text(a->name, b->name) && same_text(a->path, b->path) && a->type == b->type &&
                a->flags == b->flags && same_text(a->help, b->help);
    }
    store_table_free(stored);
    return true;
}

static bool save_columns(struct store *store, const struct store_table *table, struct error *error)
{
    sqlite3_stmt *erase = database_prepare(store, "DELETE FROM brazier_columns WHERE stream = ?", error);
    sqlite3_stmt *insert = database_prepare(store, "INSERT INTO brazier_columns VALUES (?, ?, ?, ?, ?, ?, ?)",
                                            erase != NULL ? error : NULL);
    bool done = erase != NULL && insert != NULL;
    if (done) {
        database_bind_text(erase, 1, table->name);
        done = database_execute(store, erase, error);
    }
    for (size_t i = 0; done && i < table->column_count; i++) {
        const struct store_column *column = &table->columns[i];
        database_bind_text(insert, 1, table->name);
        sqlite3_bind_int64(insert, 2, (sqlite3_int64)i);
        database_bind_text(insert, 3, column->name);
        database_bind_text(insert, 4, column->path);
        database_bind_text(insert, 5, store_type_name(column->type));
        sqlite3_bind_int64(insert, 6, column->flags);
        database_bind_text(insert, 7, column->help);
        done = database_execute(store, insert, error);
    }
    sqlite3_finalize(erase);
    sqlite3_finalize(insert);
    return done;
}

static bool copy_rows(struct store *store, const struct store_table *table, struct error *error)
{
    bool done = false;
    sqlite3_stmt *insert = NULL, *select = NULL;
    UT_string *sql;
    utstring_new(sql);
    utstring_printf(sql, "SELECT _generation, _extracted_at, _run, _json FROM ");
    database_quote(sql, table->name, "_rows_before");
    utstring_printf(sql, " ORDER BY _id");
    select = database_prepare(store, utstring_body(sql), error);
    if (select == NULL)
        goto free_all;
    insert = rows_insert_statement(store, table, "_rows", error);
    if (insert == NULL)
        goto free_all;
    int result;
    while ((result = database_step(store, select, error)) == SQLITE_ROW) {
        struct rows_record record = {
            .generation = sqlite3_column_int64(select, 0),
            .extracted_ms = sqlite3_column_int64(select, 1),
            .run = sqlite3_column_int64(select, 2),
            .json = (const char *)sqlite3_column_text(select, 3),
            .json_length = (size_t)sqlite3_column_bytes(select, 3),
        };
        if (record.json == NULL)
            continue;
        cJSON *tree = json_parse(record.json, record.json_length, NULL);
        record.tree = tree;
        bool is_new;
        struct error reason = ERROR_INIT;
        bool put = rows_put(store, insert, table, &record, &is_new, &reason);
        cJSON_Delete(tree);
        if (!put && reason.code != ERROR_INPUT) { /* a record without the new key cannot be kept */
            error_move(error, &reason);
            goto free_all;
        }
        error_clear(&reason);
    }
    done = result == SQLITE_DONE;
free_all:
    sqlite3_finalize(select);
    sqlite3_finalize(insert);
    utstring_free(sql);
    return done;
}

/* The number of rows may have changed with the key. */
static bool recount(struct store *store, const struct store_table *table, struct error *error)
{
    UT_string *sql;
    utstring_new(sql);
    utstring_printf(sql, "UPDATE brazier_streams SET row_count = (SELECT count(*) FROM ");
    database_quote(sql, table->name, "_rows");
    utstring_printf(sql, " WHERE _generation = generation), pending_count = (SELECT count(*) FROM ");
    database_quote(sql, table->name, "_rows");
    utstring_printf(sql, " WHERE _generation = pending) WHERE name = ");
    append_literal(sql, table->name);
    bool done = database_run(store, utstring_body(sql), error);
    utstring_free(sql);
    return done;
}

static bool recreate(struct store *store, const struct store_table *table, struct error *error)
{
    bool done = false;
    struct store_table *before = NULL;
    if (!store_stream_table(store, table->name, &before, error))
        return false;
    UT_string *sql;
    utstring_new(sql);
    utstring_printf(sql, "DROP VIEW ");
    database_quote(sql, table->name, "");
    utstring_printf(sql, "; DROP INDEX IF EXISTS ");
    database_quote(sql, table->name, "_by_arrival");
    for (size_t i = 0; i < before->column_count; i++) {
        if (before->columns[i].flags & STORE_INDEXED) {
            char *suffix = memory_format("_by_%s", before->columns[i].name);
            utstring_printf(sql, "; DROP INDEX IF EXISTS ");
            database_quote(sql, table->name, suffix);
            free(suffix);
        }
    }
    utstring_printf(sql, "; ALTER TABLE ");
    database_quote(sql, table->name, "_rows");
    utstring_printf(sql, " RENAME TO ");
    database_quote(sql, table->name, "_rows_before");
    if (!database_run(store, utstring_body(sql), error) || !create(store, table, error) ||
        !copy_rows(store, table, error) || !recount(store, table, error))
        goto free_all;
    utstring_clear(sql);
    utstring_printf(sql, "DROP TABLE ");
    database_quote(sql, table->name, "_rows_before");
    done = database_run(store, utstring_body(sql), error);
free_all:
    utstring_free(sql);
    store_table_free(before);
    return done;
}

bool rows_prepare(struct store *store, const struct store_table *table, struct error *error)
{
    bool any = false, same = false;
    if (!compare_columns(store, table, &any, &same, error))
        return false;
    if (same)
        return true;
    if (any ? !recreate(store, table, error) : !create(store, table, error))
        return false;
    return save_columns(store, table, error);
}

sqlite3_stmt *rows_insert_statement(struct store *store, const struct store_table *table, const char *table_suffix,
                                    struct error *error)
{
    UT_string *names, *values, *updates, *sql;
    utstring_new(names);
    utstring_new(values);
    utstring_new(updates);
    utstring_new(sql);
    for (size_t i = 0; i < table->column_count; i++) {
        const struct store_column *column = &table->columns[i];
        if (rows_is_virtual(column))
            continue;
        utstring_printf(names, ", ");
        database_quote(names, column->name, "");
        utstring_printf(values, ", ?");
        if (column->flags & STORE_KEY)
            continue;
        utstring_printf(updates, ", ");
        database_quote(updates, column->name, "");
        utstring_printf(updates, " = excluded.");
        database_quote(updates, column->name, "");
    }
    utstring_printf(sql, "INSERT INTO ");
    database_quote(sql, table->name, table_suffix);
    utstring_printf(sql, " (_generation, _extracted_at, _run, _json%s) VALUES (?, ?, ?, ?%s) ON CONFLICT (",
                    utstring_body(names), utstring_body(values));
    append_key(sql, table);
    utstring_printf(
        sql, ") DO UPDATE SET _extracted_at = excluded._extracted_at, _run = excluded._run, _json = excluded._json%s",
        utstring_body(updates));
    sqlite3_stmt *statement = database_prepare(store, utstring_body(sql), error);
    utstring_free(names);
    utstring_free(values);
    utstring_free(updates);
    utstring_free(sql);
    return statement;
}

static bool is_whole(double number)
{
    return number >= -9007199254740992.0 && number <= 9007199254740992.0 && number == (double)(int64_t)number;
}

static void bind_number(sqlite3_stmt *statement, int parameter, double number)
{
    if (is_whole(number))
        sqlite3_bind_int64(statement, parameter, (sqlite3_int64)number);
    else
        sqlite3_bind_double(statement, parameter, number);
}

static void bind_value(sqlite3_stmt *statement, int parameter, const cJSON *value)
{
    if (cJSON_IsString(value)) {
        sqlite3_bind_text(statement, parameter, value->valuestring, -1, SQLITE_STATIC);
    } else if (cJSON_IsNumber(value)) {
        bind_number(statement, parameter, value->valuedouble);
    } else if (cJSON_IsBool(value)) {
        sqlite3_bind_int(statement, parameter, cJSON_IsTrue(value));
    } else if (cJSON_IsObject(value) || cJSON_IsArray(value)) {
        char *text = json_print(value);
        sqlite3_bind_text(statement, parameter, text, -1, SQLITE_TRANSIENT);
        free(text);
    }
}

bool rows_put(struct store *store, sqlite3_stmt *insert, const struct store_table *table,
              const struct rows_record *record, bool *is_new, struct error *error)
{
    int parameter = FIXED_PARAMETERS;
    struct store_sum sums[STORE_COLUMNS_MAX];
    store_sum_columns(record->tree, table->columns, table->column_count, sums);
    for (size_t i = 0; i < table->column_count; i++) {
        const struct store_column *column = &table->columns[i];
        if (rows_is_virtual(column))
            continue;
        parameter++;
        if (column->path != NULL) {
            if (sums[i].any)
                bind_number(insert, parameter, sums[i].total);
            continue;
        }
        const cJSON *value = json_get(record->tree, column->name);
        if ((column->flags & STORE_KEY) && (!cJSON_IsString(value) || value->valuestring[0] == '\0')) {
            sqlite3_clear_bindings(insert);
            return error_set(error, ERROR_INPUT, "a record of %s has no \"%s\"", table->name, column->name);
        }
        bind_value(insert, parameter, value);
    }
    sqlite3_bind_int64(insert, 1, record->generation);
    sqlite3_bind_int64(insert, 2, record->extracted_ms);
    sqlite3_bind_int64(insert, 3, record->run);
    sqlite3_bind_text64(insert, 4, record->json, record->json_length, SQLITE_STATIC, SQLITE_UTF8);
    /* A replaced row leaves the last row number as it was. */
    sqlite3_set_last_insert_rowid(store->database, 0);
    if (!database_execute(store, insert, error))
        return false;
    *is_new = sqlite3_last_insert_rowid(store->database) != 0;
    return true;
}
