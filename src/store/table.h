/* What the rows of a stream look like: its columns, and which of them are the key.
 *
 * A table is constant data that outlives the store it is given to. */
#ifndef STORE_TABLE_H
#define STORE_TABLE_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

enum store_type {
    STORE_STRING,
    STORE_INTEGER,
    STORE_NUMBER,
    STORE_BOOLEAN,
    STORE_DAY,    /* a string YYYY-MM-DD */
    STORE_MOMENT, /* a string, ISO 8601 */
    STORE_ARRAY,
    STORE_OBJECT
};

enum {
    STORE_KEY = 1,      /* part of the primary key: always a string */
    STORE_MEASURE = 2,  /* a number that may be summed and charted */
    STORE_INDEXED = 4,  /* sorts without looking at every row */
    STORE_MAIN = 8,     /* shown where there is room for only one column */
    STORE_REQUIRED = 16, /* in every record, and never null */
    STORE_UNDECLARED = 32 /* a column like the others, but not in the schema that is told to others */
};

struct store_column {
    const char *name;
    /* Where the value is in the record. NULL: the record's field of that name. Otherwise names joined by
     * dots, "*" standing for every member or element; what numbers are found are added up. */
    const char *path;
    enum store_type type;
    unsigned flags;
    const char *help;
    const char
        *schema; /* JSON Schema of the value, where more is known than the type and that null is allowed; or NULL */
};

enum { STORE_COLUMNS_MAX = 64 };

struct store_table {
    const char *name;
    const struct store_column *columns;
    size_t column_count; /* at most STORE_COLUMNS_MAX */
};

/* "string", "integer", "number", "boolean", "day", "moment", "array", "object", and back; false if there is no such
 * type. */
const char *store_type_name(enum store_type type);
bool store_type_from_name(const char *name, enum store_type *type);

struct store_sum {
    double total;
    bool any; /* false: the record has no such number; that is not zero */
};

/* Adds up the numbers at a path of a record. False if there is none. */
bool store_path_sum(const cJSON *record, const char *path, double *total);

/* Works out sums[i] for each of count columns that has a path; the last name of a path leads to a member of an object.
 */
void store_sum_columns(const cJSON *record, const struct store_column *columns, size_t count, struct store_sum *sums);

#endif
