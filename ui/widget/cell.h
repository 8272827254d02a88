/* What stands in a table: typed values and the columns they stand in. */
#ifndef UI_WIDGET_CELL_H
#define UI_WIDGET_CELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/text.h"
#include "ui/theme.h"

enum cell_kind {
    CELL_NONE,    /* there is no value: "—" */
    CELL_UNKNOWN, /* there is one, but it is not known (yet): "?" */
    CELL_TEXT,    /* outside text */
    CELL_COUNT,   /* a whole number: 1,204 */
    CELL_DECIMAL, /* with two decimals */
    CELL_PERCENT, /* with one decimal: 12.5 */
    CELL_DAY,     /* days since 1970-01-01: 2026-03-14 */
    CELL_MOMENT,  /* milliseconds since 1970-01-01T00:00:00Z, shown in local time */
    CELL_SPARK    /* a series as a row of small bars */
};

/* Texts and series are borrowed until the next cell is asked for. */
struct cell {
    enum cell_kind kind;
    enum role role;
    const char *text;
    double number;        /* of all kinds that are numbers */
    const double *series; /* NAN where a value is missing */
    size_t series_count;
};

struct column {
    const char *title;  /* as the header shows it */
    const char *field;  /* as a filter names it: lower case, no blanks */
    enum cell_kind kind;
    int least;          /* columns; see struct layout_column */
    int preferred;
    int weight;
    int drop;
};

/* Numbers and days stand at the right. */
bool cell_is_right(enum cell_kind kind);

/* Appends what is shown; visible text. A spark takes columns columns. */
void cell_append(UT_string *out, const struct cell *cell, int columns);

/* A moment in local time: "2026-03-14 10:12", "2026-03-14 10:12:40", "10:12:40", "10:12". */
enum cell_clock { CELL_DAY_AND_MINUTE, CELL_DAY_AND_SECOND, CELL_SECOND, CELL_MINUTE };
void cell_append_moment(UT_string *out, int64_t ms, enum cell_clock clock);

/* The zone of local time now, "UTC"; static until the zone is changed. */
const char *cell_zone(void);

/* A number cut to a few characters: 812, 41.2 k, 1.2 M; "—" for NAN. */
void cell_append_short(UT_string *out, double number);

/* A series as bars of eighths, one column a value, or the mean of several where there are more than columns. Missing values are
 * blank. */
void cell_append_spark(UT_string *out, const double *series, size_t count, int columns);

#endif
