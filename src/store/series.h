/* Daily figures for charts: sums by day out of a stream's rows, for one item or for all. */
#ifndef STORE_SERIES_H
#define STORE_SERIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/store.h"

struct store_series;

struct store_series_query {
    const char *stream;
    const char *item;   /* the value of the first key column; NULL: all items together */
    int32_t first, end; /* days since 1970; end is the day after the last */
    const char *const
        *measures; /* columns, or paths into the record as in struct store_column ("messages.email.*.sent") */
    size_t measure_count;
};

/* ERROR_NOT_FOUND: no such stream; ERROR_USAGE: its rows are not daily, or more than 40,000 days are asked for. */
bool store_series_open(struct store_series **out, struct store *store, const struct store_series_query *query,
                       struct error *error) MUST_CHECK;
void store_series_close(struct store_series *series); /* NULL is allowed */

/* Looks at rows more rows. *more is false when all have been looked at. */
bool store_series_step(struct store_series *series, size_t rows, bool *more, struct error *error) MUST_CHECK;

/* The sum of a measure on a day of the query, so far. False if no row had it: that is not zero. */
bool store_series_value(const struct store_series *series, size_t measure, int32_t day, double *value);

/* The first and last day that a stream has rows for, of one item or of all (NULL). *any is false if there are none. */
bool store_series_extent(struct store *store, const char *stream, const char *item, int32_t *first, int32_t *last,
                         bool *any, struct error *error) MUST_CHECK;

#endif
