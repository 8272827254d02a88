#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "explore/explore.h"
#include "support/date.h"
#include "support/json.h"
#include "support/span.h"
#include "support/text.h"

bool explore_number(const struct explore_record *record, const struct store_column *column, double *number)
{
    if (column->path != NULL)
        return store_path_sum(record->tree, column->path, number);
    const cJSON *value = json_get(record->tree, column->name);
    if (cJSON_IsNumber(value)) {
        *number = value->valuedouble;
        return true;
    }
    if (!cJSON_IsString(value))
        return false;
    int32_t day = 0;
    int64_t ms = 0;
    if (column->type == STORE_DAY && date_parse_day(value->valuestring, &day)) {
        *number = day;
        return true;
    }
    if (column->type == STORE_MOMENT && date_parse_moment(value->valuestring, &ms)) {
        *number = (double)ms;
        return true;
    }
    return false;
}

static void append_value(UT_string *out, const cJSON *value)
{
    if (cJSON_IsString(value)) {
        utstring_printf(out, "%s", value->valuestring);
    } else if (cJSON_IsBool(value)) {
        utstring_printf(out, cJSON_IsTrue(value) ? "yes" : "no");
    } else if (cJSON_IsArray(value)) {
        const cJSON *element = NULL;
        bool first = true;
        cJSON_ArrayForEach(element, value)
        {
            utstring_printf(out, first ? "" : ", ");
            append_value(out, element);
            first = false;
        }
    } else {
        char *text = json_print(value);
        utstring_printf(out, "%s", text);
        free(text);
    }
}

char *explore_text(const struct explore_record *record, const struct store_column *column)
{
    double sum = 0;
    if (column->path != NULL)
        return store_path_sum(record->tree, column->path, &sum) ? memory_format("%.15g", sum) : NULL;
    const cJSON *value = json_get(record->tree, column->name);
    if (value == NULL || cJSON_IsNull(value))
        return NULL;
    if (cJSON_IsNumber(value)) {
        struct span written;
        if (span_member(span_of(record->json, record->length), column->name, &written))
            return memory_copy_bytes(written.text, written.length);
    }
    UT_string out;
    utstring_init(&out);
    append_value(&out, value);
    return utstring_body(&out);
}

void explore_series(const struct explore_rows *rows, const struct store_column *column, double **values, size_t *count,
                    int32_t *first_day)
{
    enum { DAYS_MOST = 4000 };
    int32_t first = INT32_MAX;
    int32_t last = INT32_MIN;
    *values = NULL;
    *count = 0;
    *first_day = 0;
    for (size_t i = 0; i < rows->count; i++) {
        if (!rows->records[i].has_day)
            continue;
        first = rows->records[i].day < first ? rows->records[i].day : first;
        last = rows->records[i].day > last ? rows->records[i].day : last;
    }
    /* Days from outside: one that is years off would make a series of millions. */
    if (first > last || (int64_t)last - first >= DAYS_MOST)
        return;
    *count = (size_t)(last - first) + 1;
    *first_day = first;
    *values = memory_allocate(*count, sizeof **values);
    for (size_t i = 0; i < *count; i++)
        (*values)[i] = NAN;
    for (size_t i = 0; i < rows->count; i++)
        if (rows->records[i].has_day)
            (void)explore_number(&rows->records[i], column, &(*values)[rows->records[i].day - first]);
}

const struct stream *explore_child(const struct stream *list, enum stream_kind kind)
{
    for (size_t i = 0; i < stream_count; i++)
        if (streams[i].kind == kind && streams[i].parent != NULL && strcmp(streams[i].parent, list->table.name) == 0)
            return &streams[i];
    return NULL;
}
