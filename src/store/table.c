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

struct sum {
    double total;
    bool any;
};

static void add_up(const cJSON *value, const char *path, struct sum *sum)
{
    if (path == NULL) {
        if (cJSON_IsNumber(value)) {
            sum->total += value->valuedouble;
            sum->any = true;
        }
        return;
    }
    const char *dot = strchr(path, '.');
    size_t length = dot != NULL ? (size_t)(dot - path) : strlen(path);
    const char *rest = dot != NULL ? dot + 1 : NULL;
    bool every = length == 1 && path[0] == '*';
    if (!cJSON_IsObject(value) && !(every && cJSON_IsArray(value)))
        return;
    for (const cJSON *child = value->child; child != NULL; child = child->next) {
        if (every)
            add_up(child, rest, sum);
        else if (child->string != NULL && strncmp(child->string, path, length) == 0 && child->string[length] == '\0') {
            add_up(child, rest, sum);
            return;
        }
    }
}

bool store_path_sum(const cJSON *record, const char *path, double *total)
{
    struct sum sum = { 0, false };
    add_up(record, path, &sum);
    *total = sum.total;
    return sum.any;
}
