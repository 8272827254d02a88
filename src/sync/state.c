#include "sync/state.h"

#include <stdlib.h>
#include <string.h>

#include "support/date.h"
#include "support/json.h"
#include "support/memory.h"

#define uthash_fatal(message) memory_exhausted()
#include <uthash.h>

enum { SECONDS_PER_DAY = 86400 };

struct cursor {
    char *item;
    int32_t day;
    UT_hash_handle hh;
};

struct cursors {
    struct cursor *items; /* in the order they were first seen */
    bool any;             /* all is valid */
    bool only_all;        /* the cursor for all serves every item: what was read had no others */
    int32_t all;
    int64_t go_back_seconds; /* before all, when only_all */
    bool finished;
    int64_t seconds;
};

struct cursors *cursors_new(void)
{
    return memory_allocate(1, sizeof(struct cursors));
}

static void forget_items(struct cursors *cursors)
{
    struct cursor *cursor, *next;
    HASH_ITER(hh, cursors->items, cursor, next)
    {
        HASH_DEL(cursors->items, cursor);
        free(cursor->item);
        free(cursor);
    }
}

void cursors_free(struct cursors *cursors)
{
    if (cursors == NULL)
        return;
    forget_items(cursors);
    free(cursors);
}

static struct cursor *find(const struct cursors *cursors, const char *item)
{
    struct cursor *cursor = NULL;
    HASH_FIND_STR(cursors->items, item, cursor);
    return cursor;
}

static int32_t go_back(int32_t day, int64_t seconds)
{
    int64_t days = (seconds + SECONDS_PER_DAY - 1) / SECONDS_PER_DAY;
    return days < day ? (int32_t)(day - days) : 0;
}

bool cursors_get(const struct cursors *cursors, const char *item, int32_t *day)
{
    const struct cursor *cursor = item != NULL ? find(cursors, item) : NULL;
    if (cursor != NULL) {
        *day = cursor->day;
        return true;
    }
    if (cursors->any)
        *day = cursors->only_all ? go_back(cursors->all, cursors->go_back_seconds) : cursors->all;
    return cursors->any;
}

void cursors_move(struct cursors *cursors, const char *item, int32_t day, bool force)
{
    cursors->finished = false;
    if (item == NULL) {
        if (!cursors->any || force || day > cursors->all)
            cursors->all = day;
        cursors->any = true;
        return;
    }
    struct cursor *cursor = find(cursors, item);
    if (cursor == NULL) {
        cursor = memory_allocate(1, sizeof *cursor);
        cursor->item = memory_copy_string(item);
        cursor->day = day;
        HASH_ADD_KEYPTR(hh, cursors->items, cursor->item, strlen(cursor->item), cursor);
    } else if (force || day > cursor->day) {
        cursor->day = day;
    }
}

size_t cursors_count(const struct cursors *cursors)
{
    return HASH_COUNT(cursors->items);
}

void cursors_finish(struct cursors *cursors, int64_t seconds, int32_t today)
{
    const struct cursor *latest = NULL;
    for (const struct cursor *cursor = cursors->items; cursor != NULL; cursor = cursor->hh.next) {
        if (cursor->day <= today && (latest == NULL || cursor->day > latest->day))
            latest = cursor;
    }
    if (latest != NULL) {
        cursors->any = true;
        cursors->only_all = false;
        cursors->all = latest->day;
    }
    cursors->finished = true;
    cursors->seconds = seconds;
}

/* {"time":"2026-11-18"}, also with a time of day behind it. False if there is no such member. */
static bool read_day(const cJSON *state, bool *present, int32_t *day, struct error *error)
{
    const cJSON *time = json_get(state, "time");
    *present = time != NULL && !cJSON_IsNull(time);
    if (!*present)
        return true;
    char text[DATE_DAY_SIZE] = "";
    if (cJSON_IsString(time) && strlen(time->valuestring) >= DATE_DAY_SIZE - 1)
        memcpy(text, time->valuestring, DATE_DAY_SIZE - 1);
    if (!date_parse_day(text, day))
        return error_set(error, ERROR_INPUT, "the cursor \"time\" is not a date YYYY-MM-DD");
    return true;
}

static const char *partition_item(const struct stream *stream, const cJSON *partition)
{
    const char *item = stream->parameter != NULL ? json_get_string(partition, stream->parameter, NULL) : NULL;
    if (item != NULL || !cJSON_IsObject(partition))
        return item;
    for (const cJSON *member = partition->child; member != NULL; member = member->next) {
        if (cJSON_IsString(member))
            return member->valuestring;
    }
    return NULL;
}

static bool read_items(struct cursors *cursors, const struct stream *stream, const cJSON *states, struct error *error)
{
    for (const cJSON *entry = states->child; entry != NULL; entry = entry->next) {
        const char *item = partition_item(stream, json_get(entry, "partition"));
        bool present = false;
        int32_t day = 0;
        if (!read_day(json_get(entry, "cursor"), &present, &day, error))
            return false;
        if (item != NULL && present)
            cursors_move(cursors, item, day, true);
    }
    return true;
}

bool cursors_read(struct cursors *cursors, const struct stream *stream, const cJSON *state, struct error *error)
{
    forget_items(cursors);
    memset(cursors, 0, sizeof *cursors);
    if (state == NULL || cJSON_IsNull(state))
        return true;
    if (!cJSON_IsObject(state))
        return error_set(error, ERROR_INPUT, "the state of %s is not an object", stream->table.name);
    bool per_item = json_get_array(state, "states") != NULL || json_get(state, "state") != NULL ||
                    json_get(state, "use_global_cursor") != NULL;
    const cJSON *all = per_item ? json_get(state, "state") : state;
    if (!read_day(all, &cursors->any, &cursors->all, error))
        goto failed;
    cursors->only_all = json_get_bool(state, "use_global_cursor", false);
    double seconds = json_get_number(state, "lookback_window", 0);
    if (seconds > 0 && seconds < 1e9)
        cursors->go_back_seconds = (int64_t)seconds;
    const cJSON *states = json_get_array(state, "states");
    if (states != NULL && !cursors->only_all && !read_items(cursors, stream, states, error))
        goto failed;
    return true;
failed:
    return error_prefix(error, "the state of %s", stream->table.name);
}

static cJSON *day_object(int32_t day)
{
    char text[DATE_DAY_SIZE];
    date_format_day(day, text);
    cJSON *object = json_object();
    json_add_string(object, "time", text);
    return object;
}

cJSON *cursors_write(const struct cursors *cursors, const struct stream *stream)
{
    cJSON *all = cursors->any ? day_object(cursors->all) : json_object();
    if (stream->parent == NULL)
        return all;
    cJSON *state = json_object();
    json_add_bool(state, "use_global_cursor", cursors->only_all);
    if (!cursors->only_all) {
        cJSON *states = json_add_array(state, "states");
        for (const struct cursor *cursor = cursors->items; cursor != NULL; cursor = cursor->hh.next) {
            cJSON *entry = json_object();
            cJSON *partition = json_add_object(entry, "partition");
            json_add_string(partition, stream->parameter, cursor->item);
            json_add_object(partition, "parent_slice");
            json_add(entry, "cursor", day_object(cursor->day));
            json_append(states, entry);
        }
    }
    json_add(state, "state", all);
    if (cursors->finished)
        json_add_number(state, "lookback_window", (double)cursors->seconds);
    else if (cursors->only_all && cursors->go_back_seconds > 0)
        json_add_number(state, "lookback_window", (double)cursors->go_back_seconds);
    return state;
}

static void keep(cJSON *out, const char *name, const cJSON *stream_state)
{
    cJSON_DeleteItemFromObjectCaseSensitive(out, name);
    cJSON *copy = stream_state != NULL ? cJSON_Duplicate(stream_state, true) : json_object();
    json_add(out, name, copy);
}

static const cJSON *either(const cJSON *object, const char *name, const char *platform_name)
{
    const cJSON *value = json_get(object, name);
    return value != NULL ? value : json_get(object, platform_name);
}

static bool read_descriptor(cJSON *out, const cJSON *entry, struct error *error)
{
    const char *name = json_get_string(either(entry, "stream_descriptor", "streamDescriptor"), "name", NULL);
    if (name == NULL)
        return error_set(error, ERROR_INPUT, "a state without the name of its stream");
    keep(out, name, either(entry, "stream_state", "streamState"));
    return true;
}

static bool read_message(cJSON *out, const cJSON *message, struct error *error)
{
    const cJSON *inner = json_get_object(message, "state");
    const char *type = json_get_string(message, "type", "");
    if (inner != NULL && strcmp(type, "STATE") == 0)
        return read_message(out, inner, error);
    const cJSON *stream = json_get_object(message, "stream");
    if (stream != NULL)
        return read_descriptor(out, stream, error);
    const cJSON *global = json_get_object(message, "global");
    if (global != NULL) {
        const cJSON *shared = either(global, "shared_state", "sharedState");
        if (shared != NULL && !cJSON_IsNull(shared))
            return error_set(error, ERROR_INPUT, "a GLOBAL state with a shared state: that is not this source's");
        const cJSON *list = either(global, "stream_states", "streamStates");
        for (const cJSON *entry = list != NULL ? list->child : NULL; entry != NULL; entry = entry->next) {
            if (!read_descriptor(out, entry, error))
                return false;
        }
        return true;
    }
    if (either(message, "stream_descriptor", "streamDescriptor") != NULL)
        return read_descriptor(out, message, error);
    const cJSON *legacy = json_get_object(message, "data");
    if (legacy == NULL)
        legacy = message;
    for (const cJSON *member = legacy->child; member != NULL; member = member->next) {
        if (!cJSON_IsObject(member))
            return error_set(error, ERROR_INPUT, "\"%s\" is not the state of a stream",
                             member->string != NULL ? member->string : "");
        keep(out, member->string, member);
    }
    return true;
}

bool state_read_file(cJSON **out, const cJSON *file, struct error *error)
{
    cJSON *states = json_object();
    bool done = true;
    if (cJSON_IsArray(file)) {
        for (const cJSON *message = file->child; done && message != NULL; message = message->next)
            done = cJSON_IsObject(message) ? read_message(states, message, error)
                                           : error_set(error, ERROR_INPUT, "a state message that is not an object");
    } else if (cJSON_IsObject(file)) {
        done = read_message(states, file, error);
    } else {
        done = error_set(error, ERROR_INPUT, "neither an array of state messages nor an object");
    }
    if (!done) {
        cJSON_Delete(states);
        return error_hint(error, "give the state that the last sync wrote, or [] to read everything");
    }
    *out = states;
    return true;
}
