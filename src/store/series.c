#include "store/series.h"

#include <stdlib.h>
#include <string.h>

#include "store/database.h"
#include "store/rows.h"
#include "support/date.h"
#include "support/json.h"
#include "support/memory.h"

enum { DAYS_MAX = 40000 };

struct measure {
    char *path; /* NULL: a column of the statement */
    int column; /* its number there */
};

struct sum {
    double total;
    bool any;
};

struct store_series {
    struct store *store;
    int32_t first, end;
    struct measure *measures;
    size_t measure_count;
    int json_column;  /* -1: no measure needs it */
    struct sum *sums; /* measure by measure, day by day */
    sqlite3_stmt *scan;
    char *item;
    char first_day[DATE_DAY_SIZE], last_day[DATE_DAY_SIZE];
};

static const struct store_column *day_key(const struct store_table *table)
{
    for (size_t i = 0; i < table->column_count; i++) {
        if ((table->columns[i].flags & STORE_KEY) && table->columns[i].type == STORE_DAY)
            return &table->columns[i];
    }
    return NULL;
}

static const struct store_column *item_key(const struct store_table *table)
{
    for (size_t i = 0; i < table->column_count; i++) {
        if ((table->columns[i].flags & STORE_KEY) && table->columns[i].type != STORE_DAY)
            return &table->columns[i];
    }
    return NULL;
}

static bool is_stored_column(const struct store_table *table, const char *name)
{
    for (size_t i = 0; i < table->column_count; i++) {
        if (strcmp(table->columns[i].name, name) == 0)
            return !rows_is_virtual(&table->columns[i]);
    }
    return false;
}

static bool read_table(struct store *store, const char *stream, const char *item, struct store_table **table,
                       int64_t *generation, struct error *error)
{
    bool found = false;
    if (!store_stream_table(store, stream, table, error) ||
        !database_number(store, "SELECT generation FROM brazier_streams WHERE name = ?", stream, generation, &found,
                         error))
        return false;
    if (day_key(*table) == NULL || (item != NULL && item_key(*table) == NULL))
        return error_set(error, ERROR_USAGE, "the rows of %s are not daily%s", stream,
                         item != NULL ? " figures of items" : "");
    return true;
}

static void append_source(UT_string *sql, const struct store_table *table, int64_t generation, const char *item)
{
    utstring_printf(sql, " FROM ");
    database_quote(sql, table->name, "_rows");
    utstring_printf(sql, " WHERE _generation = %lld", (long long)generation);
    if (item != NULL) {
        utstring_printf(sql, " AND ");
        database_quote(sql, item_key(table)->name, "");
        utstring_printf(sql, " = ?3");
    }
}

static void append_select(UT_string *sql, struct store_series *series, const struct store_table *table,
                          const struct store_series_query *query)
{
    int column = 0;
    utstring_printf(sql, "SELECT ");
    database_quote(sql, day_key(table)->name, "");
    for (size_t i = 0; i < query->measure_count; i++) {
        if (!is_stored_column(table, query->measures[i])) {
            series->measures[i].path = memory_copy_string(query->measures[i]);
            continue;
        }
        utstring_printf(sql, ", ");
        database_quote(sql, query->measures[i], "");
        series->measures[i].column = ++column;
    }
    series->json_column = -1;
    for (size_t i = 0; i < query->measure_count && series->json_column < 0; i++) {
        if (series->measures[i].path != NULL) {
            utstring_printf(sql, ", _json");
            series->json_column = ++column;
        }
    }
}

static bool prepare(struct store_series *series, const struct store_series_query *query, struct error *error)
{
    struct store_table *table = NULL;
    int64_t generation = 0;
    bool done = false;
    UT_string *sql;
    utstring_new(sql);
    if (!read_table(series->store, query->stream, query->item, &table, &generation, error))
        goto free_all;
    append_select(sql, series, table, query);
    append_source(sql, table, generation, query->item);
    utstring_printf(sql, " AND ");
    database_quote(sql, day_key(table)->name, "");
    utstring_printf(sql, " BETWEEN ?1 AND ?2");
    series->scan = database_prepare(series->store, utstring_body(sql), error);
    if (series->scan == NULL)
        goto free_all;
    date_format_day(query->first, series->first_day);
    date_format_day(query->end - 1, series->last_day);
    database_bind_text(series->scan, 1, series->first_day);
    database_bind_text(series->scan, 2, series->last_day);
    if (query->item != NULL)
        database_bind_text(series->scan, 3, series->item);
    done = true;
free_all:
    utstring_free(sql);
    store_table_free(table);
    return done;
}

bool store_series_open(struct store_series **out, struct store *store, const struct store_series_query *query,
                       struct error *error)
{
    *out = NULL;
    if (query->end < query->first || query->end - query->first > DAYS_MAX)
        return error_set(error, ERROR_USAGE, "a range of days must have 0 to %d of them", DAYS_MAX);
    struct store_series *series = memory_allocate(1, sizeof *series);
    series->store = store;
    series->first = query->first;
    series->end = query->end;
    series->measure_count = query->measure_count;
    series->measures = memory_allocate(query->measure_count, sizeof *series->measures);
    series->sums = memory_allocate(query->measure_count * (size_t)(query->end - query->first), sizeof *series->sums);
    series->item = memory_copy_string(query->item);
    if (!prepare(series, query, error)) {
        store_series_close(series);
        return false;
    }
    *out = series;
    return true;
}

void store_series_close(struct store_series *series)
{
    if (series == NULL)
        return;
    sqlite3_finalize(series->scan);
    for (size_t i = 0; i < series->measure_count; i++)
        free(series->measures[i].path);
    free(series->measures);
    free(series->sums);
    free(series->item);
    free(series);
}

static struct sum *sum_at(const struct store_series *series, size_t measure, int32_t day)
{
    return &series->sums[measure * (size_t)(series->end - series->first) + (size_t)(day - series->first)];
}

static void add(struct sum *sum, double value)
{
    sum->total += value;
    sum->any = true;
}

static void add_row(struct store_series *series, int32_t day)
{
    cJSON *record = NULL;
    if (series->json_column >= 0) {
        const char *json = (const char *)sqlite3_column_text(series->scan, series->json_column);
        record =
            json_parse(json != NULL ? json : "", (size_t)sqlite3_column_bytes(series->scan, series->json_column), NULL);
    }
    for (size_t i = 0; i < series->measure_count; i++) {
        const struct measure *measure = &series->measures[i];
        double total;
        if (measure->path == NULL) {
            if (sqlite3_column_type(series->scan, measure->column) != SQLITE_NULL)
                add(sum_at(series, i, day), sqlite3_column_double(series->scan, measure->column));
        } else if (record != NULL && store_path_sum(record, measure->path, &total)) {
            add(sum_at(series, i, day), total);
        }
    }
    cJSON_Delete(record);
}

bool store_series_step(struct store_series *series, size_t rows, bool *more, struct error *error)
{
    *more = series->scan != NULL;
    while (*more && rows-- > 0) {
        int result = database_step(series->store, series->scan, error);
        if (result == SQLITE_DONE) {
            sqlite3_finalize(series->scan);
            series->scan = NULL;
            *more = false;
        } else if (result != SQLITE_ROW) {
            return false;
        } else {
            const char *text = (const char *)sqlite3_column_text(series->scan, 0);
            int32_t day;
            if (text != NULL && date_parse_day(text, &day) && day >= series->first && day < series->end)
                add_row(series, day);
        }
    }
    return true;
}

bool store_series_value(const struct store_series *series, size_t measure, int32_t day, double *value)
{
    if (measure >= series->measure_count || day < series->first || day >= series->end)
        return false;
    const struct sum *sum = sum_at(series, measure, day);
    *value = sum->total;
    return sum->any;
}

bool store_series_extent(struct store *store, const char *stream, const char *item, int32_t *first, int32_t *last,
                         bool *any, struct error *error)
{
    struct store_table *table = NULL;
    int64_t generation = 0;
    bool done = false;
    sqlite3_stmt *statement = NULL;
    UT_string *sql;
    utstring_new(sql);
    *any = false;
    if (!read_table(store, stream, item, &table, &generation, error))
        goto free_all;
    utstring_printf(sql, "SELECT min(");
    database_quote(sql, day_key(table)->name, "");
    utstring_printf(sql, "), max(");
    database_quote(sql, day_key(table)->name, "");
    utstring_printf(sql, ")");
    append_source(sql, table, generation, item);
    statement = database_prepare(store, utstring_body(sql), error);
    if (statement == NULL)
        goto free_all;
    if (item != NULL)
        database_bind_text(statement, 3, item);
    int result = database_step(store, statement, error);
    if (result == SQLITE_ROW) {
        const char *earliest = (const char *)sqlite3_column_text(statement, 0);
        const char *latest = (const char *)sqlite3_column_text(statement, 1);
        *any = earliest != NULL && latest != NULL && date_parse_day(earliest, first) && date_parse_day(latest, last);
    }
    done = result == SQLITE_ROW;
free_all:
    sqlite3_finalize(statement);
    utstring_free(sql);
    store_table_free(table);
    return done;
}
