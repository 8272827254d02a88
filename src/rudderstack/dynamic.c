#include "rudderstack/dynamic.h"

#include <string.h>

#include "support/jstext.h"
#include "support/text.h"

bool dynamic_is_used(const cJSON *config)
{
    if (js_is_string(config))
        return strstr(config->valuestring, "{{") != NULL;
    if (!js_is_object(config) && !js_is_array(config))
        return false;
    for (const cJSON *child = config->child; child != NULL; child = child->next)
        if (dynamic_is_used(child))
            return true;
    return false;
}

static bool is_word(char c, bool first)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || (!first && c >= '0' && c <= '9');
}

/* Names of letters, digits and underscores, joined by points. */
static bool is_path(const char *text)
{
    bool first = true;
    for (; *text != '\0'; text++) {
        if (*text == '.' && !first)
            first = true;
        else if (is_word(*text, first))
            first = false;
        else
            return false;
    }
    return !first;
}

/* Splits "{{ path || default }}". */
static bool read_template(struct arena *arena, const char *text, const char **path, const char **fallback)
{
    const char *trimmed = js_trim(arena, text);
    size_t length = strlen(trimmed);
    if (length < 4 || !text_starts_with(trimmed, "{{") || !text_ends_with(trimmed, "}}"))
        return false;
    const char *inside = arena_copy(arena, trimmed + 2, length - 4);
    const char *bars = strstr(inside, "||");
    if (bars == NULL)
        return false;
    *path = js_trim(arena, arena_copy(arena, inside, (size_t)(bars - inside)));
    *fallback = bars + 2;
    return is_path(*path);
}

static const char *read_fallback(struct arena *arena, const char *text)
{
    char *plain = arena_copy_string(arena, text);
    char *to = plain;
    for (const char *from = text; *from != '\0'; from++)
        if (*from != '"')
            *to++ = *from;
    *to = '\0';
    return js_trim(arena, plain);
}

/* Whether there is something in it: anything but "", and lists and objects of nothing else. */
static bool has_content(const cJSON *value)
{
    if (js_is_string(value))
        return value->valuestring[0] != '\0';
    if (!js_is_object(value) && !js_is_array(value))
        return true;
    for (const cJSON *child = value->child; child != NULL; child = child->next)
        if (has_content(child))
            return true;
    return false;
}

static cJSON *member_of(cJSON *object, const char *name, size_t length)
{
    cJSON *member = js_is_object(object) ? object->child : NULL;
    while (member != NULL && (strncmp(member->string, name, length) != 0 || member->string[length] != '\0'))
        member = member->next;
    return member;
}

static void take_out(cJSON *input, const char *path)
{
    cJSON *parent = input;
    for (const char *dot; parent != NULL && (dot = strchr(path, '.')) != NULL; path = dot + 1)
        parent = member_of(parent, path, (size_t)(dot - path));
    if (js_is_object(parent))
        js_remove(parent, path);
}

/* Changes a text of the settings in place. */
static void fill_text(struct arena *arena, struct explain *explain, cJSON *setting, cJSON *input)
{
    const char *path = NULL;
    const char *fallback = NULL;
    if (!dynamic_is_used(setting) || !read_template(arena, setting->valuestring, &path, &fallback))
        return;
    if (text_starts_with(path, "event."))
        path = arena_format(arena, "message.%s", path + strlen("event."));
    const cJSON *found = js_path(input, path);
    if (js_nullish(found)) {
        setting->valuestring = arena_copy_string(arena, read_fallback(arena, fallback));
        return;
    }
    js_assign(setting, found);
    explain_lost(explain, found, "used as the value of a dynamic setting, and taken out of the event");
    if (has_content(found))
        take_out(input, path);
}

void dynamic_fill(struct arena *arena, struct explain *explain, cJSON *config, cJSON *input)
{
    if (js_is_string(config)) {
        fill_text(arena, explain, config, input);
        return;
    }
    if (!js_is_object(config) && !js_is_array(config))
        return;
    for (cJSON *child = config->child; child != NULL; child = child->next)
        dynamic_fill(arena, explain, child, input);
}
