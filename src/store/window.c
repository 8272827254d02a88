#include "store/window.h"

#include <stdlib.h>
#include <string.h>

#include "store/database.h"
#include "store/filter.h"
#include "store/rows.h"
#include "support/memory.h"

enum phase { SCANNING, STAGING, READING_STAGE, COMPLETE };

struct store_window {
    struct store *store;
    struct store_table *table;
    struct store_filter *filter;
    const struct store_column *sort; /* of the table; NULL: the stream's own order */
    bool descending;
    int64_t generation;
    enum phase phase;
    char *stage; /* a temporary table that sorts what no index does */
    sqlite3_stmt *scan, *fill_stage, *read, *record;
    int64_t *ids;
    size_t found, capacity;
    size_t looked_at, total;
    struct store_cell *cells;
};

static const struct store_column *first_key(const struct store_table *table)
{
    for (size_t i = 0; i < table->column_count; i++) {
        if (table->columns[i].flags & STORE_KEY)
            return &table->columns[i];
    }
    return NULL;
}

static void append_order(UT_string *sql, const struct store_window *window)
{
    const char *direction = window->descending ? " DESC" : "";
    utstring_printf(sql, " ORDER BY ");
    if (window->sort != NULL && window->sort != first_key(window->table)) {
        database_quote(sql, window->sort->name, "");
        utstring_printf(sql, " COLLATE NOCASE%s, ", direction);
    } else if (window->sort != NULL || rows_are_daily(window->table)) {
        for (size_t i = 0; i < window->table->column_count; i++) {
            if (window->table->columns[i].flags & STORE_KEY) {
                database_quote(sql, window->table->columns[i].name, "");
                utstring_printf(sql, "%s, ", direction);
            }
        }
    }
    utstring_printf(sql, "_id%s", direction);
}

static bool has_index(const struct store_window *window)
{
    return window->sort == NULL || (window->sort->flags & STORE_INDEXED) || window->sort == first_key(window->table);
}

static bool prepare_scan(struct store_window *window, struct error *error)
{
    UT_string *sql;
    utstring_new(sql);
    utstring_printf(sql, "SELECT _id, ");
    store_filter_append_sql(sql, window->filter, window->table);
    if (!has_index(window)) {
        utstring_printf(sql, ", ");
        database_quote(sql, window->sort->name, "");
    }
    utstring_printf(sql, " FROM ");
    database_quote(sql, window->table->name, "_rows");
    utstring_printf(sql, " WHERE _generation = %lld", (long long)window->generation);
    if (has_index(window))
        append_order(sql, window);
    window->scan = database_prepare(window->store, utstring_body(sql), error);
    utstring_free(sql);
    if (window->scan == NULL)
        return false;
    store_filter_bind(window->scan, window->filter);
    return true;
}

static bool prepare_stage(struct store_window *window, struct error *error)
{
    window->phase = STAGING;
    window->stage = memory_format("brazier_window_%u", window->store->window_count++);
    char *create = memory_format("CREATE TEMP TABLE %s (known INTEGER, value COLLATE NOCASE, row INTEGER,"
                                 " PRIMARY KEY (known, value, row)) WITHOUT ROWID",
                                 window->stage);
    char *insert = memory_format("INSERT INTO temp.%s VALUES (?1 IS NOT NULL, coalesce(?1, 0), ?2)", window->stage);
    bool done = database_run(window->store, create, error);
    if (done) {
        window->fill_stage = database_prepare(window->store, insert, error);
        done = window->fill_stage != NULL;
    }
    free(create);
    free(insert);
    return done;
}

static bool prepare_read(struct store_window *window, struct error *error)
{
    UT_string *sql;
    utstring_new(sql);
    utstring_printf(sql, "SELECT _id");
    for (size_t i = 0; i < window->table->column_count; i++) {
        utstring_printf(sql, ", ");
        database_quote(sql, window->table->columns[i].name, "");
    }
    utstring_printf(sql, " FROM ");
    database_quote(sql, window->table->name, "_rows");
    utstring_printf(sql, " WHERE _id = ?");
    window->read = database_prepare(window->store, utstring_body(sql), error);
    utstring_clear(sql);
    utstring_printf(sql, "SELECT _json, _extracted_at FROM ");
    database_quote(sql, window->table->name, "_rows");
    utstring_printf(sql, " WHERE _id = ?");
    if (window->read != NULL)
        window->record = database_prepare(window->store, utstring_body(sql), error);
    utstring_free(sql);
    return window->record != NULL;
}

static const struct store_column *find_column(const struct store_table *table, const char *name)
{
    for (size_t i = 0; i < table->column_count; i++) {
        if (strcmp(table->columns[i].name, name) == 0)
            return &table->columns[i];
    }
    return NULL;
}

static bool open_query(struct store_window *window, const char *stream, const struct store_query *query,
                       struct error *error)
{
    struct store *store = window->store;
    bool found = false;
    int64_t rows = 0;
    if (!store_stream_table(store, stream, &window->table, error) ||
        !database_number(store, "SELECT generation FROM brazier_streams WHERE name = ?", stream, &window->generation,
                         &found, error) ||
        !database_number(store, "SELECT row_count FROM brazier_streams WHERE name = ?", stream, &rows, &found, error))
        return false;
    window->total = rows > 0 ? (size_t)rows : 0;
    window->cells = memory_allocate(window->table->column_count, sizeof *window->cells);
    if (query != NULL) {
        window->filter = store_filter_parse(query->filter, window->table);
        window->descending = query->descending;
        if (query->sort != NULL) {
            window->sort = find_column(window->table, query->sort);
            if (window->sort == NULL)
                return error_set(error, ERROR_USAGE, "%s has no column \"%s\"", stream, query->sort);
        }
    }
    if (!has_index(window) && !prepare_stage(window, error))
        return false;
    return prepare_scan(window, error) && prepare_read(window, error);
}

bool store_window_open(struct store_window **out, struct store *store, const char *stream,
                       const struct store_query *query, struct error *error)
{
    struct store_window *window = memory_allocate(1, sizeof *window);
    window->store = store;
    *out = NULL;
    if (!open_query(window, stream, query, error)) {
        store_window_close(window);
        return false;
    }
    *out = window;
    return true;
}

void store_window_close(struct store_window *window)
{
    if (window == NULL)
        return;
    sqlite3_finalize(window->scan);
    sqlite3_finalize(window->fill_stage);
    sqlite3_finalize(window->read);
    sqlite3_finalize(window->record);
    if (window->stage != NULL) {
        char *drop = memory_format("DROP TABLE IF EXISTS temp.%s", window->stage);
        (void)sqlite3_exec(window->store->database, drop, NULL, NULL, NULL); /* else it goes with the connection */
        free(drop);
    }
    free(window->stage);
    store_filter_free(window->filter);
    store_table_free(window->table);
    free(window->cells);
    free(window->ids);
    free(window);
}

static void add_row(struct store_window *window, int64_t id)
{
    if (window->found == window->capacity) {
        window->capacity = window->capacity > 0 ? 2 * window->capacity : 256;
        window->ids = memory_resize(window->ids, window->capacity, sizeof *window->ids);
    }
    window->ids[window->found++] = id;
}

static bool stage_row(struct store_window *window, struct error *error)
{
    sqlite3_bind_value(window->fill_stage, 1, sqlite3_column_value(window->scan, 2));
    sqlite3_bind_int64(window->fill_stage, 2, sqlite3_column_int64(window->scan, 0));
    return database_execute(window->store, window->fill_stage, error);
}

static bool next_phase(struct store_window *window, struct error *error)
{
    sqlite3_finalize(window->scan);
    window->scan = NULL;
    if (window->phase != STAGING) {
        window->phase = COMPLETE;
        return true;
    }
    const char *direction = window->descending ? "DESC" : "";
    char *sql = memory_format("SELECT row, 1 FROM temp.%s ORDER BY known %s, value %s, row %s", window->stage,
                              direction, direction, direction);
    window->scan = database_prepare(window->store, sql, error);
    free(sql);
    window->phase = READING_STAGE;
    return window->scan != NULL;
}

bool store_window_step(struct store_window *window, size_t rows, bool *more, struct error *error)
{
    while (rows > 0 && window->phase != COMPLETE) {
        int result = database_step(window->store, window->scan, error);
        if (result == SQLITE_DONE) {
            if (!next_phase(window, error))
                return false;
            continue;
        }
        if (result != SQLITE_ROW)
            return false;
        rows--;
        if (window->phase != READING_STAGE)
            window->looked_at++;
        if (sqlite3_column_int(window->scan, 1) == 0)
            continue;
        if (window->phase != STAGING)
            add_row(window, sqlite3_column_int64(window->scan, 0));
        else if (!stage_row(window, error))
            return false;
    }
    *more = window->phase != COMPLETE;
    return true;
}

size_t store_window_found(const struct store_window *window)
{
    return window->found;
}

bool store_window_complete(const struct store_window *window)
{
    return window->phase == COMPLETE;
}

void store_window_progress(const struct store_window *window, size_t *looked_at, size_t *total)
{
    *looked_at = window->looked_at;
    *total = window->total > window->looked_at ? window->total : window->looked_at;
}

const struct store_table *store_window_table(const struct store_window *window)
{
    return window->table;
}

static void fill_cell(struct store_cell *cell, sqlite3_stmt *statement, int column)
{
    *cell = (struct store_cell){ .kind = STORE_CELL_NULL };
    switch (sqlite3_column_type(statement, column)) {
    case SQLITE_NULL:
        return;
    case SQLITE_INTEGER:
        cell->kind = STORE_CELL_INTEGER;
        break;
    case SQLITE_FLOAT:
        cell->kind = STORE_CELL_NUMBER;
        break;
    default:
        cell->kind = STORE_CELL_TEXT;
    }
    cell->integer = sqlite3_column_int64(statement, column);
    cell->number = sqlite3_column_double(statement, column);
    const char *text = (const char *)sqlite3_column_text(statement, column);
    cell->text = text != NULL ? text : "";
    cell->length = (size_t)sqlite3_column_bytes(statement, column);
}

bool store_window_read(struct store_window *window, size_t first, size_t count, store_row_seen seen, void *context,
                       struct error *error)
{
    for (size_t place = first; place < window->found && place - first < count; place++) {
        struct store_row row = { .place = place, .cells = window->cells };
        sqlite3_bind_int64(window->read, 1, window->ids[place]);
        int result = database_step(window->store, window->read, error);
        if (result == SQLITE_ROW) {
            row.id = sqlite3_column_int64(window->read, 0);
            for (size_t i = 0; i < window->table->column_count; i++)
                fill_cell(&window->cells[i], window->read, (int)i + 1);
        }
        if (result == SQLITE_ROW || result == SQLITE_DONE)
            seen(&row, context);
        sqlite3_reset(window->read);
        if (result != SQLITE_ROW && result != SQLITE_DONE)
            return false;
    }
    return true;
}

bool store_window_record(struct store_window *window, size_t place, char **json, int64_t *extracted_ms,
                         struct error *error)
{
    *json = NULL;
    *extracted_ms = 0;
    if (place >= window->found)
        return true;
    sqlite3_bind_int64(window->record, 1, window->ids[place]);
    int result = database_step(window->store, window->record, error);
    if (result == SQLITE_ROW) {
        *json = memory_copy_string((const char *)sqlite3_column_text(window->record, 0));
        *extracted_ms = sqlite3_column_int64(window->record, 1);
    }
    sqlite3_reset(window->record);
    return result == SQLITE_ROW || result == SQLITE_DONE;
}

static bool find_id(struct store_window *window, const char *const *keys, size_t key_count, int64_t *id, bool *found,
                    struct error *error)
{
    UT_string *sql;
    utstring_new(sql);
    utstring_printf(sql, "SELECT _id FROM ");
    database_quote(sql, window->table->name, "_rows");
    utstring_printf(sql, " WHERE _generation = %lld", (long long)window->generation);
    for (size_t i = 0; i < window->table->column_count; i++) {
        if (window->table->columns[i].flags & STORE_KEY) {
            utstring_printf(sql, " AND ");
            database_quote(sql, window->table->columns[i].name, "");
            utstring_printf(sql, " = ?");
        }
    }
    sqlite3_stmt *statement = database_prepare(window->store, utstring_body(sql), error);
    utstring_free(sql);
    if (statement == NULL)
        return false;
    for (size_t i = 0; i < key_count && i < (size_t)sqlite3_bind_parameter_count(statement); i++)
        database_bind_text(statement, (int)i + 1, keys[i]);
    int result = database_step(window->store, statement, error);
    *found = result == SQLITE_ROW;
    *id = result == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
    sqlite3_finalize(statement);
    return result == SQLITE_ROW || result == SQLITE_DONE;
}

bool store_window_locate(struct store_window *window, const char *const *keys, size_t key_count, size_t *place,
                         bool *found, struct error *error)
{
    int64_t id = 0;
    bool known = false;
    *found = false;
    if (!find_id(window, keys, key_count, &id, &known, error))
        return false;
    for (size_t i = 0; known && i < window->found; i++) {
        if (window->ids[i] == id) {
            *place = i;
            *found = true;
            break;
        }
    }
    return true;
}
