/* The tables that rows are in: NAME_rows and the view NAME, for the files of this room only. */
#ifndef STORE_ROWS_H
#define STORE_ROWS_H

#include <cjson/cJSON.h>

#include "store/database.h"

/* Makes the table, its indexes and its view where they are missing; where the columns are others than those of the
 * table that was given, makes them anew out of the records' JSON. Within the open transaction. */
bool rows_prepare(struct store *store, const struct store_table *table, struct error *error) MUST_CHECK;

/* The statement that inserts a row or replaces the one of the same key; see rows_put(). */
sqlite3_stmt *rows_insert_statement(struct store *store, const struct store_table *table, const char *table_suffix,
                                    struct error *error) MUST_CHECK;

struct rows_record {
    int64_t generation, extracted_ms, run;
    const char *json;
    size_t json_length;
    const cJSON *tree; /* the same record */
};

/* Binds and runs it. ERROR_INPUT if a part of the key is missing. */
bool rows_put(struct store *store, sqlite3_stmt *insert, const struct store_table *table,
              const struct rows_record *record, bool *is_new, struct error *error) MUST_CHECK;

/* A column that is worked out of the JSON whenever it is read, and not stored. */
static inline bool rows_is_virtual(const struct store_column *column)
{
    return column->path == NULL && (column->type == STORE_ARRAY || column->type == STORE_OBJECT);
}

/* True if the rows are daily: the key ends in a day. Then their order is that of the key, else that of their arrival.
 */
bool rows_are_daily(const struct store_table *table);

#endif
