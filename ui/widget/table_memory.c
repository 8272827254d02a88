#include "ui/widget/table_memory.h"

#include "support/json.h"
#include "support/memory.h"
#include "support/text.h"

static const char *name_of(const struct column *column)
{
    return *column->field != '\0' ? column->field : column->title;
}

static void add_name(cJSON *array, const char *name)
{
    cJSON *value = cJSON_CreateString(name);
    if (value == NULL || !cJSON_AddItemToArray(array, value))
        memory_exhausted();
}

void table_remember(const struct table *table, cJSON *out)
{
    size_t count = 0;
    bool descending = false;
    const struct column *columns = table_columns(table, &count);
    size_t sorted = table_sorted_by(table, &descending);
    cJSON *shown = json_add_array(out, "shown");
    cJSON *hidden = json_add_array(out, "hidden");
    for (size_t i = 0; i < count; i++)
        add_name(table_shows_column(table, i) ? shown : hidden, name_of(&columns[i]));
    if (sorted < count) {
        json_add_string(out, "sort", name_of(&columns[sorted]));
        json_add_bool(out, "descending", descending);
    }
    if (*table_filter(table) != '\0')
        json_add_string(out, "filter", table_filter(table));
    if (table_wanted(table) != NULL)
        json_add_string(out, "row", table_wanted(table));
}

static void show_columns(struct table *table, const cJSON *names, bool shown)
{
    size_t count = 0;
    const struct column *columns = table_columns(table, &count);
    const cJSON *name = NULL;
    cJSON_ArrayForEach(name, names)
        for (size_t i = 0; i < count; i++)
            if (cJSON_IsString(name) && text_equal(name_of(&columns[i]), name->valuestring))
                table_show_column(table, i, shown);
}

void table_recall(struct table *table, const cJSON *from)
{
    size_t count = 0;
    const struct column *columns = table_columns(table, &count);
    const char *sort = json_get_string(from, "sort", NULL);
    const char *filter = json_get_string(from, "filter", "");
    const char *row = json_get_string(from, "row", NULL);
    show_columns(table, json_get_array(from, "hidden"), false);
    show_columns(table, json_get_array(from, "shown"), true);
    size_t left = 0;
    for (size_t i = 0; i < count; i++)
        left += table_shows_column(table, i);
    if (left == 0) /* somebody has been at the file */
        table_show_column(table, 0, true);
    for (size_t i = 0; sort != NULL && i < count; i++)
        if (table_is_sortable(table, i) && text_equal(name_of(&columns[i]), sort))
            table_sort(table, i, json_get_bool(from, "descending", false));
    if (*filter != '\0')
        table_set_filter(table, filter);
    if (row != NULL)
        table_want(table, row);
}
