#include "store/export.h"

#include <stdlib.h>
#include <string.h>

#include "store/database.h"
#include "store/filter.h"
#include "store/rows.h"
#include "support/json.h"
#include "support/memory.h"
#include "support/span.h"

struct store_export {
    struct store *store;
    struct store_table *table;
    enum store_format format;
    struct store_filter *filter;
    sqlite3_stmt *scan;
    UT_string *line;
    bool named;
    int64_t rows;
};

/* The columns that are worked out; the others are taken from the record's text, where a number is as it was written. */
static void append_sums(UT_string *sql, const struct store_table *table)
{
    for (size_t i = 0; i < table->column_count; i++) {
        if (table->columns[i].path != NULL) {
            utstring_printf(sql, ", ");
            database_quote(sql, table->columns[i].name, "");
        }
    }
}

static bool prepare(struct store_export *reading, const char *stream, const char *filter, struct error *error)
{
    int64_t generation = 0;
    bool found = false;
    if (!store_stream_table(reading->store, stream, &reading->table, error) ||
        !database_number(reading->store, "SELECT generation FROM brazier_streams WHERE name = ?", stream, &generation,
                         &found, error))
        return false;
    const struct store_table *table = reading->table;
    UT_string *sql;
    utstring_new(sql);
    reading->filter = store_filter_parse(filter, table);
    utstring_printf(sql, "SELECT _json, ");
    store_filter_append_sql(sql, reading->filter, table);
    if (reading->format == STORE_CSV)
        append_sums(sql, table);
    utstring_printf(sql, " FROM ");
    database_quote(sql, table->name, "_rows");
    utstring_printf(sql, " WHERE _generation = %lld ORDER BY ", (long long)generation);
    for (size_t i = 0; rows_are_daily(table) && i < table->column_count; i++) {
        if (table->columns[i].flags & STORE_KEY) {
            database_quote(sql, table->columns[i].name, "");
            utstring_printf(sql, ", ");
        }
    }
    utstring_printf(sql, "_id");
    reading->scan = database_prepare(reading->store, utstring_body(sql), error);
    utstring_free(sql);
    if (reading->scan != NULL)
        store_filter_bind(reading->scan, reading->filter);
    return reading->scan != NULL;
}

bool store_export_open(struct store_export **out, struct store *store, const char *stream, enum store_format format,
                       struct error *error)
{
    return store_export_open_filtered(out, store, stream, format, NULL, error);
}

bool store_export_open_filtered(struct store_export **out, struct store *store, const char *stream, enum store_format format,
                                const char *filter, struct error *error)
{
    struct store_export *reading = memory_allocate(1, sizeof *reading);
    reading->store = store;
    reading->format = format;
    reading->named = format != STORE_CSV;
    utstring_new(reading->line);
    *out = NULL;
    if (!prepare(reading, stream, filter, error)) {
        store_export_close(reading);
        return false;
    }
    *out = reading;
    return true;
}

void store_export_close(struct store_export *reading)
{
    if (reading == NULL)
        return;
    sqlite3_finalize(reading->scan);
    store_filter_free(reading->filter);
    store_table_free(reading->table);
    utstring_free(reading->line);
    free(reading);
}

static bool needs_quotes(const char *text, size_t length)
{
    if (length == 0 || text[0] == ' ' || text[length - 1] == ' ')
        return true;
    for (size_t i = 0; i < length; i++) {
        if (strchr(",\"\r\n", text[i]) != NULL) /* NUL, too */
            return true;
    }
    return false;
}

static void append_field(UT_string *line, const char *text, size_t length)
{
    if (!needs_quotes(text, length)) {
        utstring_bincpy(line, text, length);
        return;
    }
    utstring_bincpy(line, "\"", 1);
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '"')
            utstring_bincpy(line, "\"", 1);
        utstring_bincpy(line, text + i, 1);
    }
    utstring_bincpy(line, "\"", 1);
}

/* A string without its quotes and escapes, null as nothing, anything else as it is written. */
static void append_value(UT_string *line, struct span value)
{
    if (value.length == 4 && memcmp(value.text, "null", 4) == 0)
        return;
    cJSON *string = value.text[0] == '"' ? json_parse(value.text, value.length, NULL) : NULL;
    if (cJSON_IsString(string))
        append_field(line, string->valuestring, strlen(string->valuestring));
    else
        append_field(line, value.text, value.length);
    cJSON_Delete(string);
}

static void write_names(struct store_export *reading)
{
    for (size_t i = 0; i < reading->table->column_count; i++) {
        if (i > 0)
            utstring_bincpy(reading->line, ",", 1);
        append_field(reading->line, reading->table->columns[i].name, strlen(reading->table->columns[i].name));
    }
    utstring_bincpy(reading->line, "\r\n", 2);
}

static void write_values(struct store_export *reading)
{
    const char *json = (const char *)sqlite3_column_text(reading->scan, 0);
    struct span record = span_of(json, (size_t)sqlite3_column_bytes(reading->scan, 0));
    int sum = 1; /* the column before the first */
    for (size_t i = 0; i < reading->table->column_count; i++) {
        const struct store_column *column = &reading->table->columns[i];
        struct span value;
        if (i > 0)
            utstring_bincpy(reading->line, ",", 1);
        if (column->path == NULL) {
            if (span_member(record, column->name, &value))
                append_value(reading->line, value);
            continue;
        }
        const char *text = (const char *)sqlite3_column_text(reading->scan, ++sum);
        if (text != NULL)
            append_field(reading->line, text, strlen(text));
    }
    utstring_bincpy(reading->line, "\r\n", 2);
}

bool store_export_next(struct store_export *reading, const char **text, size_t *length, struct error *error)
{
    *text = NULL;
    *length = 0;
    utstring_clear(reading->line);
    if (!reading->named) {
        reading->named = true;
        write_names(reading);
    } else {
        int result = database_step(reading->store, reading->scan, error);
        if (result == SQLITE_DONE)
            return true;
        if (result != SQLITE_ROW)
            return false;
        *text = utstring_body(reading->line);
        if (sqlite3_column_int(reading->scan, 1) == 0)
            return true;
        reading->rows++;
        if (reading->format == STORE_CSV) {
            write_values(reading);
        } else {
            const char *json = (const char *)sqlite3_column_text(reading->scan, 0);
            utstring_bincpy(reading->line, json, (size_t)sqlite3_column_bytes(reading->scan, 0));
            utstring_bincpy(reading->line, "\n", 1);
        }
    }
    *text = utstring_body(reading->line);
    *length = utstring_len(reading->line);
    return true;
}

int64_t store_export_rows(const struct store_export *reading)
{
    return reading->rows;
}
