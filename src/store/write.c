#include "store/write.h"

#include <stdlib.h>
#include <string.h>

#include "store/database.h"
#include "store/rows.h"
#include "support/date.h"
#include "support/memory.h"

#define utarray_oom() memory_exhausted()
#include <utarray.h>

struct store_writer {
    struct store *store;
    const struct store_table *table;
    enum store_mode mode;
    int64_t generation;
    bool resumed;
    int64_t rows;    /* in the generation, with those of the open transaction */
    int64_t changed; /* of these, since the last commit */
    sqlite3_stmt *insert, *get_cursor, *set_cursor;
    struct store_writer *next;
};

static bool save_counts(struct store *store, struct error *error)
{
    for (struct store_writer *writer = store->writers; writer != NULL; writer = writer->next) {
        if (writer->changed == 0)
            continue;
        const char *sql = writer->mode == STORE_REPLACE
                              ? "UPDATE brazier_streams SET pending_count = pending_count + ?2 WHERE name = ?1"
                              : "UPDATE brazier_streams SET row_count = row_count + ?2 WHERE name = ?1";
        if (!database_run_with(store, sql, writer->table->name, writer->changed, error))
            return false;
        writer->changed = 0;
    }
    return true;
}

static void forget_counts(struct store *store)
{
    for (struct store_writer *writer = store->writers; writer != NULL; writer = writer->next) {
        writer->rows -= writer->changed;
        writer->changed = 0;
    }
}

static bool undo(struct store *store)
{
    database_rollback(store);
    forget_counts(store);
    return false;
}

bool store_commit(struct store *store, struct error *error)
{
    if (!store->in_transaction)
        return true;
    return (save_counts(store, error) && database_commit(store, error)) || undo(store);
}

struct store_writer_state {
    int64_t generation, rows, pending, pending_rows, pending_since;
    bool has_pending, same_signature;
};

static bool read_state(struct store *store, const char *stream, const char *signature, struct store_writer_state *state,
                       struct error *error)
{
    sqlite3_stmt *statement =
        database_prepare(store,
                         "SELECT generation, row_count, pending IS NOT NULL, pending, pending_count, pending_since,"
                         " pending_signature IS ?2 FROM brazier_streams WHERE name = ?1",
                         error);
    if (statement == NULL)
        return false;
    database_bind_text(statement, 1, stream);
    database_bind_text(statement, 2, signature);
    int result = database_step(store, statement, error);
    if (result == SQLITE_ROW) {
        state->generation = sqlite3_column_int64(statement, 0);
        state->rows = sqlite3_column_int64(statement, 1);
        state->has_pending = sqlite3_column_int(statement, 2) != 0;
        state->pending = sqlite3_column_int64(statement, 3);
        state->pending_rows = sqlite3_column_int64(statement, 4);
        state->pending_since = sqlite3_column_int64(statement, 5);
        state->same_signature = sqlite3_column_int(statement, 6) != 0;
    }
    sqlite3_finalize(statement);
    return result == SQLITE_ROW;
}

static bool begin_replacement(struct store_writer *writer, const struct store_writer_state *state,
                              const char *signature, int64_t now_ms, struct error *error)
{
    struct store *store = writer->store;
    int64_t age = now_ms - state->pending_since;
    if (state->has_pending && state->same_signature && age >= 0 && age < DATE_MS_PER_DAY) {
        writer->generation = state->pending;
        writer->rows = state->pending_rows;
        writer->resumed = true;
        return true;
    }
    writer->generation = (state->has_pending ? state->pending : state->generation) + 1;
    sqlite3_stmt *statement =
        database_prepare(store,
                         "UPDATE brazier_streams SET leftovers = leftovers OR pending IS NOT NULL, pending = ?2,"
                         " pending_signature = ?3, pending_since = ?4, pending_count = 0 WHERE name = ?1",
                         error);
    if (statement == NULL)
        return false;
    database_bind_text(statement, 1, writer->table->name);
    sqlite3_bind_int64(statement, 2, writer->generation);
    database_bind_text(statement, 3, signature);
    sqlite3_bind_int64(statement, 4, now_ms);
    bool done = database_execute(store, statement, error);
    sqlite3_finalize(statement);
    return done;
}

static bool begin_stream(struct store_writer *writer, const char *signature, int64_t now_ms, struct error *error)
{
    struct store *store = writer->store;
    const char *name = writer->table->name;
    struct store_writer_state state = { 0 };
    if (!database_run_with(store, "INSERT INTO brazier_streams (name) VALUES (?1) ON CONFLICT DO NOTHING", name, 0,
                           error) ||
        !rows_prepare(store, writer->table, error) || !read_state(store, name, signature, &state, error))
        return false;
    if (writer->mode == STORE_REPLACE) {
        if (!begin_replacement(writer, &state, signature, now_ms, error))
            return false;
    } else {
        writer->generation = state.generation;
        writer->rows = state.rows;
    }
    if (!database_run_with(store,
                           "UPDATE brazier_streams SET outcome = 'running', message = '', run = ?2 WHERE name = ?1",
                           name, store->run, error) ||
        !database_run_with(store, "UPDATE brazier_streams SET tried_at = ?2 WHERE name = ?1", name, now_ms, error))
        return false;
    writer->insert = rows_insert_statement(store, writer->table, "_rows", error);
    if (writer->insert == NULL)
        return false;
    writer->get_cursor = database_prepare(
        store, "SELECT since, cursor FROM brazier_cursors WHERE stream = ? AND generation = ? AND item = ?", error);
    if (writer->get_cursor == NULL)
        return false;
    writer->set_cursor =
        database_prepare(store, "INSERT OR REPLACE INTO brazier_cursors VALUES (?, ?, ?, ?, ?, ?)", error);
    return writer->set_cursor != NULL;
}

bool store_writer_open(struct store_writer **out, struct store *store, const struct store_table *table,
                       enum store_mode mode, const char *signature, int64_t now_ms, struct error *error)
{
    *out = NULL;
    if (!database_begin(store, error))
        return false;
    struct store_writer *writer = memory_allocate(1, sizeof *writer);
    writer->store = store;
    writer->table = table;
    writer->mode = mode;
    writer->next = store->writers;
    store->writers = writer;
    if (!begin_stream(writer, signature, now_ms, error)) {
        undo(store);
        store_writer_close(writer);
        return false;
    }
    if (!store_commit(store, error)) {
        store_writer_close(writer);
        return false;
    }
    *out = writer;
    return true;
}

bool store_writer_resumed(const struct store_writer *writer)
{
    return writer->resumed;
}

int64_t store_writer_rows(const struct store_writer *writer)
{
    return writer->rows;
}

static void count(struct store_writer *writer, int64_t rows)
{
    writer->rows += rows;
    writer->changed += rows;
}

bool store_writer_put(struct store_writer *writer, const char *json, size_t length, const cJSON *record,
                      int64_t extracted_ms, bool *is_new, struct error *error)
{
    struct store *store = writer->store;
    struct rows_record row = { writer->generation, extracted_ms, store->run, json, length, record };
    struct error reason = ERROR_INIT;
    bool was_new = false;
    if (!database_begin(store, error))
        return false;
    if (!rows_put(store, writer->insert, writer->table, &row, &was_new, &reason)) {
        if (reason.code != ERROR_INPUT)
            undo(store);
        if (error != NULL)
            error_move(error, &reason);
        error_clear(&reason);
        return false;
    }
    if (was_new)
        count(writer, 1);
    if (is_new != NULL)
        *is_new = was_new;
    return true;
}

bool store_writer_cursor(struct store_writer *writer, const char *item, struct store_cursor *cursor,
                         struct error *error)
{
    *cursor = (struct store_cursor){ .any = false };
    sqlite3_stmt *statement = writer->get_cursor;
    database_bind_text(statement, 1, writer->table->name);
    sqlite3_bind_int64(statement, 2, writer->generation);
    database_bind_text(statement, 3, item);
    int result = database_step(writer->store, statement, error);
    if (result == SQLITE_ROW) {
        const char *since = (const char *)sqlite3_column_text(statement, 0);
        const char *last = (const char *)sqlite3_column_text(statement, 1);
        cursor->any = true;
        cursor->days = since != NULL && last != NULL && date_parse_day(since, &cursor->since) &&
                       date_parse_day(last, &cursor->cursor);
    }
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return result == SQLITE_ROW || result == SQLITE_DONE;
}

bool store_writer_set_cursor(struct store_writer *writer, const char *item, const struct store_cursor *cursor,
                             struct error *error)
{
    char since[DATE_DAY_SIZE], last[DATE_DAY_SIZE];
    if (!database_begin(writer->store, error))
        return false;
    sqlite3_stmt *statement = writer->set_cursor;
    database_bind_text(statement, 1, writer->table->name);
    sqlite3_bind_int64(statement, 2, writer->generation);
    database_bind_text(statement, 3, item);
    if (cursor->days) {
        date_format_day(cursor->since, since);
        date_format_day(cursor->cursor, last);
        database_bind_text(statement, 4, since);
        database_bind_text(statement, 5, last);
    }
    sqlite3_bind_int64(statement, 6, writer->store->run);
    return database_execute(writer->store, statement, error) || undo(writer->store);
}

static const char *first_key(const struct store_table *table)
{
    for (size_t i = 0; i < table->column_count; i++) {
        if (table->columns[i].flags & STORE_KEY)
            return table->columns[i].name;
    }
    return table->columns[0].name;
}

static bool collect_unwanted(struct store_writer *writer, bool (*keep)(const char *, void *), void *context,
                             UT_array *unwanted, struct error *error)
{
    sqlite3_stmt *select =
        database_prepare(writer->store, "SELECT item FROM brazier_cursors WHERE stream = ? AND generation = ?", error);
    if (select == NULL)
        return false;
    database_bind_text(select, 1, writer->table->name);
    sqlite3_bind_int64(select, 2, writer->generation);
    int result;
    while ((result = database_step(writer->store, select, error)) == SQLITE_ROW) {
        const char *item = (const char *)sqlite3_column_text(select, 0);
        if (item != NULL && !keep(item, context))
            utarray_push_back(unwanted, &item);
    }
    sqlite3_finalize(select);
    return result == SQLITE_DONE;
}

static bool drop_item(struct store_writer *writer, sqlite3_stmt *rows, sqlite3_stmt *cursor, const char *item,
                      struct error *error)
{
    sqlite3_bind_int64(rows, 1, writer->generation);
    database_bind_text(rows, 2, item);
    if (!database_execute(writer->store, rows, error))
        return false;
    count(writer, -(int64_t)sqlite3_changes64(writer->store->database));
    database_bind_text(cursor, 1, writer->table->name);
    sqlite3_bind_int64(cursor, 2, writer->generation);
    database_bind_text(cursor, 3, item);
    return database_execute(writer->store, cursor, error);
}

bool store_writer_keep_items(struct store_writer *writer, bool (*keep)(const char *item, void *context), void *context,
                             struct error *error)
{
    struct store *store = writer->store;
    sqlite3_stmt *rows = NULL, *cursor = NULL;
    bool done = false;
    UT_array *unwanted;
    UT_string *sql;
    utarray_new(unwanted, &ut_str_icd);
    utstring_new(sql);
    utstring_printf(sql, "DELETE FROM ");
    database_quote(sql, writer->table->name, "_rows");
    utstring_printf(sql, " WHERE _generation = ? AND ");
    database_quote(sql, first_key(writer->table), "");
    utstring_printf(sql, " = ?");
    if (!database_begin(store, error) || !collect_unwanted(writer, keep, context, unwanted, error))
        goto free_all;
    rows = database_prepare(store, utstring_body(sql), error);
    if (rows == NULL)
        goto free_all;
    cursor =
        database_prepare(store, "DELETE FROM brazier_cursors WHERE stream = ? AND generation = ? AND item = ?", error);
    if (cursor == NULL)
        goto free_all;
    done = true;
    for (unsigned i = 0; done && i < utarray_len(unwanted); i++)
        done = drop_item(writer, rows, cursor, *(char **)utarray_eltptr(unwanted, i), error);
free_all:
    sqlite3_finalize(rows);
    sqlite3_finalize(cursor);
    utstring_free(sql);
    utarray_free(unwanted);
    return done || undo(store);
}

bool store_writer_drop_unseen(struct store_writer *writer, struct error *error)
{
    struct store *store = writer->store;
    bool done = false;
    UT_string *sql;
    utstring_new(sql);
    utstring_printf(sql, "DELETE FROM ");
    database_quote(sql, writer->table->name, "_rows");
    utstring_printf(sql, " WHERE _generation = ? AND _run <> ?");
    sqlite3_stmt *statement = database_begin(store, error) ? database_prepare(store, utstring_body(sql), error) : NULL;
    if (statement != NULL) {
        sqlite3_bind_int64(statement, 1, writer->generation);
        sqlite3_bind_int64(statement, 2, store->run);
        done = database_execute(store, statement, error);
        count(writer, -(int64_t)sqlite3_changes64(store->database));
    }
    sqlite3_finalize(statement);
    utstring_free(sql);
    return done || undo(store);
}

static bool publish(struct store_writer *writer, struct error *error)
{
    struct store *store = writer->store;
    const char *name = writer->table->name;
    return database_run_with(
               store,
               "UPDATE brazier_streams SET generation = pending, row_count = pending_count, pending = NULL,"
               " pending_signature = NULL, pending_since = NULL, pending_count = 0, leftovers = 1"
               " WHERE name = ?1 AND pending = ?2",
               name, writer->generation, error) &&
           database_run_with(store, "DELETE FROM brazier_cursors WHERE stream = ?1 AND generation <> ?2", name,
                             writer->generation, error);
}

bool store_writer_finish(struct store_writer *writer, int64_t now_ms, struct error *error)
{
    struct store *store = writer->store;
    if (!database_begin(store, error))
        return false;
    bool done =
        save_counts(store, error) && (writer->mode != STORE_REPLACE || publish(writer, error)) &&
        database_run_with(
            store, "UPDATE brazier_streams SET outcome = 'complete', message = '', synced_at = ?2 WHERE name = ?1",
            writer->table->name, now_ms, error);
    return done ? store_commit(store, error) : undo(store);
}

bool store_writer_fail(struct store_writer *writer, const char *message, int64_t now_ms, struct error *error)
{
    struct store *store = writer->store;
    if (!database_begin(store, error))
        return false;
    sqlite3_stmt *statement = database_prepare(
        store, "UPDATE brazier_streams SET outcome = 'incomplete', message = ?2, tried_at = ?3 WHERE name = ?1", error);
    if (statement == NULL)
        return undo(store);
    database_bind_text(statement, 1, writer->table->name);
    database_bind_text(statement, 2, message);
    sqlite3_bind_int64(statement, 3, now_ms);
    bool done = database_execute(store, statement, error);
    sqlite3_finalize(statement);
    return done ? store_commit(store, error) : undo(store);
}

void store_writer_close(struct store_writer *writer)
{
    if (writer == NULL)
        return;
    for (struct store_writer **at = &writer->store->writers; *at != NULL; at = &(*at)->next) {
        if (*at == writer) {
            *at = writer->next;
            break;
        }
    }
    sqlite3_finalize(writer->insert);
    sqlite3_finalize(writer->get_cursor);
    sqlite3_finalize(writer->set_cursor);
    free(writer);
}
