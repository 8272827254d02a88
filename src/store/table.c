#include "store/table.h"

#include <string.h>

#include "support/json.h"

static const char *const type_names[] = {
    [STORE_STRING] = "string", [STORE_INTEGER] = "integer", [STORE_NUMBER] = "number", [STORE_BOOLEAN] = "boolean",
    [STORE_DAY] = "day",       [STORE_MOMENT] = "moment",   [STORE_ARRAY] = "array",   [STORE_OBJECT] = "object",
};

const char *store_type_name(enum store_type type)
{
    return type_names[type];
}

bool store_type_from_name(const char *name, enum store_type *type)
{
    for (size_t i = 0; i < sizeof type_names / sizeof *type_names; i++) {
        if (strcmp(type_names[i], name) == 0) {
            *type = (enum store_type)i;
            return true;
        }
    }
    return false;
}

/* Where a path leads is gone through once for all the columns whose paths differ in the last name only. */
struct group {
    const struct store_column *columns;
    size_t count;
    size_t prefix; /* bytes before the last name, the dot included */
    struct store_sum *sums;
};

static void add_leaf(const struct group *group, const cJSON *value, const char *name)
{
    for (size_t i = 0; i < group->count; i++) {
        const char *wanted = group->columns[i].path + group->prefix;
        if (strcmp(wanted, "*") == 0 || strcmp(wanted, name) == 0) {
            group->sums[i].total += value->valuedouble;
            group->sums[i].any = true;
        }
    }
}

static void add_leaves(const struct group *group, const cJSON *object)
{
    for (const cJSON *child = object->child; child != NULL; child = child->next) {
        if (cJSON_IsNumber(child) && child->string != NULL)
            add_leaf(group, child, child->string);
    }
}

static void descend(const struct group *group, const cJSON *value, const char *path)
{
    const char *end = group->columns[0].path + group->prefix;
    if (path == end) {
        if (cJSON_IsObject(value))
            add_leaves(group, value);
        return;
    }
    const char *dot = strchr(path, '.'); /* there is one: the prefix ends in it */
    size_t length = (size_t)(dot - path);
    bool every = length == 1 && path[0] == '*';
    if (!cJSON_IsObject(value) && !(every && cJSON_IsArray(value)))
        return;
    for (const cJSON *child = value->child; child != NULL; child = child->next) {
        if (every)
            descend(group, child, dot + 1);
        else if (child->string != NULL && strncmp(child->string, path, length) == 0 && child->string[length] == '\0') {
            descend(group, child, dot + 1);
            return;
        }
    }
}

static size_t prefix_of(const char *path)
{
    const char *dot = strrchr(path, '.');
    return dot != NULL ? (size_t)(dot - path) + 1 : 0;
}

void store_sum_columns(const cJSON *record, const struct store_column *columns, size_t count, struct store_sum *sums)
{
    memset(sums, 0, count * sizeof *sums);
    for (size_t first = 0; first < count;) {
        if (columns[first].path == NULL) {
            first++;
            continue;
        }
        struct group group = { &columns[first], 1, prefix_of(columns[first].path), &sums[first] };
        while (first + group.count < count) {
            const char *path = columns[first + group.count].path;
            if (path == NULL || prefix_of(path) != group.prefix ||
                strncmp(path, columns[first].path, group.prefix) != 0)
                break;
            group.count++;
        }
        descend(&group, record, columns[first].path);
        first += group.count;
    }
}

bool store_path_sum(const cJSON *record, const char *path, double *total)
{
    const struct store_column column = { .path = path };
    struct store_sum sum;
    store_sum_columns(record, &column, 1, &sum);
    *total = sum.total;
    return sum.any;
}
