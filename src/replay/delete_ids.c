#include "replay/delete_ids.h"

#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "replay/record.h"
#include "support/json.h"
#include "support/memory.h"

/* Room for twice as many each time. */
static bool add_id(struct delete_ids *ids, const char *id, const char *name, struct error *error)
{
    if (ids->count == REPLAY_MOST_EVENTS)
        return error_set(error, ERROR_INPUT, "%s has more than %d ids", name, REPLAY_MOST_EVENTS);
    if ((ids->count & (ids->count - 1)) == 0)
        ids->items = memory_resize(ids->items, ids->count > 0 ? ids->count * 2 : 1, sizeof *ids->items);
    ids->items[ids->count++] = memory_copy_string(id);
    return true;
}

/* A text, or an object with "userId"; an object without one is left out. */
static bool add_value(struct delete_ids *ids, const cJSON *value, const char *name, struct error *error)
{
    const cJSON *id = cJSON_IsObject(value) ? json_get(value, "userId") : value;
    if (cJSON_IsString(id) && id->valuestring[0] != '\0')
        return add_id(ids, id->valuestring, name, error);
    if (cJSON_IsObject(value) && (id == NULL || cJSON_IsNull(id) || cJSON_IsString(id))) {
        ids->left_out++;
        return true;
    }
    error_set(error, ERROR_INPUT, "%s: an id has to be a text, or an object with a text under userId", name);
    return error_hint(error, "a number is no external id: put it in quotation marks");
}

static bool add_list(struct delete_ids *ids, const cJSON *list, const char *name, struct error *error)
{
    const cJSON *value;
    cJSON_ArrayForEach(value, list)
    {
        if (!add_value(ids, value, name, error))
            return false;
    }
    return true;
}

/* A list tells the line in it by itself; of a single line its number is in the name already. */
static bool read_json(struct delete_ids *ids, const char *text, size_t length, const char *name, struct error *error)
{
    cJSON *value = json_parse(text, length, text[0] == '{' || text[0] == '"' ? NULL : error);
    if (value == NULL && (text[0] == '{' || text[0] == '"'))
        return error_set(error, ERROR_INPUT, "%s: not valid JSON", name);
    if (value == NULL)
        return error_prefix(error, "%s", name);
    bool done = cJSON_IsArray(value) ? add_list(ids, value, name, error) : add_value(ids, value, name, error);
    cJSON_Delete(value);
    return done;
}

static bool read_line(struct delete_ids *ids, const char *line, size_t length, size_t number, const char *name,
                      struct error *error)
{
    char *place = memory_format("%s, line %zu", name, number);
    bool done = true;
    if (line[0] == '{' || line[0] == '"') {
        done = read_json(ids, line, length, place, error);
    } else if (u8_check((const uint8_t *)line, length) != NULL || memchr(line, '\0', length) != NULL) {
        done = error_set(error, ERROR_INPUT, "%s: not text in UTF-8", place);
    } else if (length > 0) {
        char *id = memory_copy_bytes(line, length);
        done = add_id(ids, id, name, error);
        free(id);
    }
    free(place);
    return done;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool read_lines(struct delete_ids *ids, const char *bytes, size_t length, const char *name, struct error *error)
{
    size_t number = 1;
    for (const char *at = bytes, *end = bytes + length; at < end; number++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        const char *line_end = stop != NULL ? stop : end;
        const char *next = stop != NULL ? stop + 1 : end;
        while (at < line_end && is_blank(*at))
            at++;
        while (line_end > at && is_blank(line_end[-1]))
            line_end--;
        if (!read_line(ids, at, (size_t)(line_end - at), number, name, error))
            return false;
        at = next;
    }
    return true;
}

bool delete_ids_read(struct delete_ids *ids, const char *bytes, size_t length, const char *name, struct error *error)
{
    *ids = (struct delete_ids){ 0 };
    size_t start = 0;
    while (start < length && is_blank(bytes[start]))
        start++;
    bool is_list = start < length && bytes[start] == '[';
    bool done = is_list ? read_json(ids, bytes, length, name, error) : read_lines(ids, bytes, length, name, error);
    if (!done)
        delete_ids_clear(ids);
    return done;
}

void delete_ids_clear(struct delete_ids *ids)
{
    for (size_t i = 0; i < ids->count; i++)
        free(ids->items[i]);
    free(ids->items);
    *ids = (struct delete_ids){ 0 };
}

cJSON *delete_ids_users(const struct delete_ids *ids)
{
    cJSON *users = json_array();
    for (size_t i = 0; i < ids->count; i++) {
        cJSON *user = json_object();
        json_add_string(user, "userId", ids->items[i]);
        json_append(users, user);
    }
    return users;
}
