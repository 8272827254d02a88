#include "support/json.h"

#include <string.h>

#include "support/memory.h"

/* cJSON answers NULL only when memory is exhausted, or for an argument that is no JSON value. */
static cJSON *checked(cJSON *value)
{
    if (value == NULL)
        memory_exhausted();
    return value;
}

static void tell_place(struct error *error, const char *text, const char *end, const char *what)
{
    size_t line = 1;
    const char *line_start = text;
    for (const char *at = text; at < end; at++) {
        if (*at == '\n') {
            line++;
            line_start = at + 1;
        }
    }
    error_set(error, ERROR_INPUT, "line %zu, column %zu: %s", line, (size_t)(end - line_start) + 1, what);
}

cJSON *json_parse(const char *text, size_t length, struct error *error)
{
    const char *end = text;
    cJSON *value = cJSON_ParseWithLengthOpts(text, length, &end, false);
    if (value == NULL) {
        tell_place(error, text, end != NULL ? end : text, length == 0 ? "empty, expected JSON" : "not valid JSON");
        return NULL;
    }
    while (end < text + length && strchr(" \t\r\n", *end) != NULL && *end != '\0')
        end++;
    if (end < text + length) {
        tell_place(error, text, end, "something follows the JSON value");
        cJSON_Delete(value);
        return NULL;
    }
    return value;
}

static char *checked_text(char *text)
{
    if (text == NULL)
        memory_exhausted();
    return text;
}

char *json_print(const cJSON *value)
{
    return checked_text(cJSON_PrintUnformatted(value));
}

char *json_print_pretty(const cJSON *value)
{
    return checked_text(cJSON_Print(value));
}

cJSON *json_get(const cJSON *object, const char *name)
{
    return cJSON_IsObject(object) ? cJSON_GetObjectItemCaseSensitive(object, name) : NULL;
}

const char *json_get_string(const cJSON *object, const char *name, const char *fallback)
{
    const cJSON *value = json_get(object, name);
    return cJSON_IsString(value) ? value->valuestring : fallback;
}

double json_get_number(const cJSON *object, const char *name, double fallback)
{
    const cJSON *value = json_get(object, name);
    return cJSON_IsNumber(value) ? value->valuedouble : fallback;
}

bool json_get_bool(const cJSON *object, const char *name, bool fallback)
{
    const cJSON *value = json_get(object, name);
    return cJSON_IsBool(value) ? cJSON_IsTrue(value) : fallback;
}

cJSON *json_get_array(const cJSON *object, const char *name)
{
    cJSON *value = json_get(object, name);
    return cJSON_IsArray(value) ? value : NULL;
}

cJSON *json_get_object(const cJSON *object, const char *name)
{
    cJSON *value = json_get(object, name);
    return cJSON_IsObject(value) ? value : NULL;
}

void json_add(cJSON *object, const char *name, cJSON *value)
{
    if (!cJSON_AddItemToObject(object, name, checked(value)))
        memory_exhausted();
}

void json_add_string(cJSON *object, const char *name, const char *text)
{
    json_add(object, name, text != NULL ? cJSON_CreateString(text) : cJSON_CreateNull());
}

void json_add_number(cJSON *object, const char *name, double number)
{
    json_add(object, name, cJSON_CreateNumber(number));
}

void json_add_bool(cJSON *object, const char *name, bool value)
{
    json_add(object, name, cJSON_CreateBool(value));
}

void json_add_null(cJSON *object, const char *name)
{
    json_add(object, name, cJSON_CreateNull());
}

cJSON *json_add_object(cJSON *object, const char *name)
{
    cJSON *value = json_object();
    json_add(object, name, value);
    return value;
}

cJSON *json_add_array(cJSON *object, const char *name)
{
    cJSON *value = json_array();
    json_add(object, name, value);
    return value;
}

void json_append(cJSON *array, cJSON *value)
{
    if (!cJSON_AddItemToArray(array, checked(value)))
        memory_exhausted();
}

void json_append_string(cJSON *array, const char *text)
{
    json_append(array, text != NULL ? cJSON_CreateString(text) : cJSON_CreateNull());
}

cJSON *json_object(void)
{
    return checked(cJSON_CreateObject());
}

cJSON *json_array(void)
{
    return checked(cJSON_CreateArray());
}

cJSON *json_string(const char *text)
{
    return checked(cJSON_CreateString(text));
}

cJSON *json_number(double number)
{
    return checked(cJSON_CreateNumber(number));
}
