/* The filter language of struct store_query, for the files of this room only. */
#ifndef STORE_FILTER_H
#define STORE_FILTER_H

#include "store/database.h"

struct store_filter;

/* Never fails: what is not understood as anything else is a word to look for. NULL or blank text gives NULL. */
struct store_filter *store_filter_parse(const char *text, const struct store_table *table);
void store_filter_free(struct store_filter *filter);

/* Appends an SQL expression with the parameters ?1 to ?N; NULL appends 1. */
void store_filter_append_sql(UT_string *sql, const struct store_filter *filter, const struct store_table *table);

/* Binds them; the filter must outlive the statement's run. */
void store_filter_bind(sqlite3_stmt *statement, const struct store_filter *filter);

#endif
