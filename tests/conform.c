/* Answering a case, and what its values mean. */
#include "tests/conform.h"

#include <math.h>
#include <string.h>

static const struct conform_kind *const parts[] = { conform_cloud_kinds, conform_device_kinds };

static conform_function *find_kind(const char *name)
{
    for (size_t part = 0; part < sizeof parts / sizeof *parts; part++)
        for (const struct conform_kind *kind = parts[part]; kind->name != NULL; kind++)
            if (name != NULL && strcmp(kind->name, name) == 0)
                return kind->function;
    return NULL;
}

cJSON *conform_answer(struct arena *arena, const cJSON *conform_case, const char *kind)
{
    cJSON *answer = js_object(arena);
    js_add(answer, "id", js_share(arena, js_get(conform_case, "id")));
    js_add(answer, "name", js_share(arena, js_get(conform_case, "name")));
    const cJSON *own_kind = js_get(conform_case, "kind");
    if (js_is_string(own_kind))
        kind = own_kind->valuestring;
    conform_function *function = find_kind(kind);
    if (function != NULL)
        function(arena, conform_case, answer);
    else
        js_add(answer, "error",
               js_string(arena, arena_format(arena, "unknown kind: %s", kind != NULL ? kind : "none")));
    return answer;
}

static cJSON *repeated_text(struct arena *arena, const cJSON *value)
{
    const char *text = js_get(value, "text")->valuestring;
    size_t length = strlen(text);
    size_t count = (size_t)js_get(value, "count")->valuedouble;
    char *repeated = arena_allocate(arena, length * count + 1);
    for (size_t i = 0; i < count; i++)
        memcpy(repeated + i * length, text, length);
    repeated[length * count] = '\0';
    return js_string(arena, repeated);
}

cJSON *conform_value(struct arena *arena, const cJSON *value)
{
    const cJSON *special = js_get(value, "$");
    if (js_is_text(special, "undefined") || js_is_text(special, "Set"))
        return NULL;
    if (js_is_text(special, "NaN"))
        return js_number(arena, (double)NAN);
    if (js_is_text(special, "Infinity"))
        return js_number(arena, (double)INFINITY);
    if (js_is_text(special, "repeat"))
        return repeated_text(arena, value);
    if (js_is_object(value)) {
        cJSON *object = js_object(arena);
        for (const cJSON *member = value->child; member != NULL; member = member->next)
            js_add(object, member->string, conform_value(arena, member));
        return object;
    }
    if (!js_is_array(value))
        return js_share(arena, value);
    cJSON *array = js_array(arena);
    for (const cJSON *element = value->child; element != NULL; element = element->next)
        if (!js_is_text(js_get(element, "$"), "undefined"))
            js_append(arena, array, conform_value(arena, element));
    return array;
}
