#include <stdlib.h>
#include <string.h>

#include "explore/value.h"
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

char *explore_json_text(const char *json, size_t length)
{
    cJSON *value = json_parse(json, length, NULL);
    if (value == NULL)
        return memory_copy_bytes(json, length);
    UT_string out;
    utstring_init(&out);
    append_value(&out, value);
    cJSON_Delete(value);
    return utstring_body(&out);
}

const struct stream *explore_child(const struct stream *list, enum stream_kind kind)
{
    for (size_t i = 0; i < stream_count; i++)
        if (streams[i].kind == kind && streams[i].parent != NULL && strcmp(streams[i].parent, list->table.name) == 0)
            return &streams[i];
    return NULL;
}

bool explore_is_measure(const struct store_column *column)
{
    return (column->flags & STORE_MEASURE) != 0 || column->path != NULL;
}

const struct store_column *explore_headline(const struct stream *series)
{
    const struct store_column *first = NULL;
    if (series->kind != STREAM_SERIES)
        return NULL;
    for (size_t i = 0; i < series->table.column_count; i++) {
        const struct store_column *column = &series->table.columns[i];
        if (column->path != NULL)
            return column;
        if (first == NULL && explore_is_measure(column))
            first = column;
    }
    return first;
}
