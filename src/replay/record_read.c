#include "replay/record_private.h"

#include <stdlib.h>
#include <string.h>

#include "support/date.h"
#include "support/json.h"
#include "support/text.h"

static struct event *event_of(struct replay_record *record, size_t number)
{
    if (number > record->event_count) {
        size_t count = number < 1024 ? 1024 : number + number / 2;
        record->events = memory_resize(record->events, count, sizeof *record->events);
        memset(record->events + record->event_count, 0, (count - record->event_count) * sizeof *record->events);
        record->event_count = count;
    }
    return &record->events[number - 1];
}

static bool read_count(const cJSON *value, double most, size_t *out)
{
    if (!cJSON_IsNumber(value) || !(value->valuedouble >= 0 && value->valuedouble <= most))
        return false;
    *out = (size_t)value->valuedouble;
    return true;
}

static bool read_hash(const cJSON *value, uint64_t *hash)
{
    if (!cJSON_IsString(value) || strlen(value->valuestring) != RECORD_HASH_SIZE - 1)
        return false;
    char *end = NULL;
    *hash = strtoull(value->valuestring, &end, 16);
    return *end == '\0';
}

static bool read_part(const cJSON *value, enum replay_part *part)
{
    for (size_t i = 0; i < REPLAY_PARTS; i++) {
        if (cJSON_IsString(value) && strcmp(value->valuestring, replay_part_array((enum replay_part)i)) == 0) {
            *part = (enum replay_part)i;
            return true;
        }
    }
    return false;
}

struct tried *record_find_tried(const struct replay_record *record, const struct replay_item *item)
{
    struct tried wanted;
    memset(&wanted, 0, sizeof wanted);
    wanted.key.number = item->number;
    wanted.key.part = (uint32_t)item->part;
    wanted.key.index = item->index;
    struct tried *found = NULL;
    HASH_FIND(hh, record->tried, &wanted.key, sizeof wanted.key, found);
    return found;
}

static bool read_item(struct replay_record *record, const cJSON *line, uint64_t request)
{
    struct replay_item item = { 0 };
    size_t index = 0;
    if (cJSON_GetArraySize(line) != 4 || !read_count(cJSON_GetArrayItem(line, 0), RECORD_MOST_EVENTS, &item.number) ||
        item.number == 0 || !read_hash(cJSON_GetArrayItem(line, 1), &item.hash) ||
        !read_part(cJSON_GetArrayItem(line, 2), &item.part) ||
        !read_count(cJSON_GetArrayItem(line, 3), RECORD_MOST_EVENTS, &index))
        return false;
    item.index = (unsigned)index;
    event_of(record, item.number)->hash = item.hash;
    struct tried *tried = record_find_tried(record, &item);
    if (tried == NULL) {
        tried = memory_allocate(1, sizeof *tried);
        tried->key.number = item.number;
        tried->key.part = (uint32_t)item.part;
        tried->key.index = item.index;
        HASH_ADD(hh, record->tried, key, sizeof tried->key, tried);
    }
    tried->request = request;
    tried->outcome = REPLAY_UNKNOWN; /* until a line says otherwise */
    return true;
}

static bool read_sending(struct replay_record *record, const cJSON *line)
{
    size_t request = 0;
    if (!read_count(json_get(line, "sending"), RECORD_MOST_EVENTS, &request) || json_get_array(line, "items") == NULL)
        return false;
    if (request > record->last_request)
        record->last_request = request;
    const cJSON *item = NULL;
    cJSON_ArrayForEach(item, json_get_array(line, "items"))
        if (!read_item(record, item, request))
            return false;
    return true;
}

/* An answer tells one outcome for all objects, and then the exceptions. */
static bool read_answered(struct replay_record *record, const cJSON *line)
{
    size_t request = 0;
    enum replay_outcome all = REPLAY_UNKNOWN;
    if (!read_count(json_get(line, "answered"), RECORD_MOST_EVENTS, &request) ||
        !replay_outcome_parse(json_get_string(line, "outcome", ""), &all))
        return false;
    for (struct tried *tried = record->tried; tried != NULL; tried = tried->hh.next)
        if (tried->request == request)
            tried->outcome = all;
    const cJSON *exception = NULL;
    cJSON_ArrayForEach(exception, json_get_array(line, "except")) {
        enum replay_outcome outcome = REPLAY_UNKNOWN;
        struct replay_item item = { 0 };
        size_t index = 0;
        if (!read_count(cJSON_GetArrayItem(exception, 0), RECORD_MOST_EVENTS, &item.number) ||
            !read_part(cJSON_GetArrayItem(exception, 1), &item.part) ||
            !read_count(cJSON_GetArrayItem(exception, 2), RECORD_MOST_EVENTS, &index) ||
            !replay_outcome_parse(cJSON_GetStringValue(cJSON_GetArrayItem(exception, 3)), &outcome))
            return false;
        item.index = (unsigned)index;
        struct tried *tried = record_find_tried(record, &item);
        if (tried == NULL)
            return false;
        tried->outcome = outcome;
    }
    return true;
}

static bool read_event(struct replay_record *record, const cJSON *line)
{
    size_t number = 0;
    uint64_t hash = 0;
    enum replay_outcome outcome = REPLAY_PENDING;
    if (!read_count(json_get(line, "event"), RECORD_MOST_EVENTS, &number) || number == 0 ||
        !read_hash(json_get(line, "hash"), &hash) ||
        !replay_outcome_parse(json_get_string(line, "outcome", ""), &outcome))
        return false;
    struct event *event = event_of(record, number);
    event->hash = hash;
    event->outcome = (unsigned char)outcome;
    event->settled = true;
    return true;
}

/* Tells the events what is open of their objects. */
static void mark_open(struct replay_record *record)
{
    for (const struct tried *tried = record->tried; tried != NULL; tried = tried->hh.next) {
        struct event *event = event_of(record, (size_t)tried->key.number);
        event->left = false;
        event->unknown = false;
    }
    for (const struct tried *tried = record->tried; tried != NULL; tried = tried->hh.next) {
        struct event *event = event_of(record, (size_t)tried->key.number);
        event->left = event->left || tried->outcome == REPLAY_NOT_SENT;
        event->unknown = event->unknown || tried->outcome == REPLAY_UNKNOWN;
    }
}

/* Joins the objects of events that are over and done with, so that what is kept does not grow with the replay. */
static bool read_settled(struct replay_record *record, const cJSON *line)
{
    size_t through = 0;
    if (!read_count(json_get(line, "settled"), RECORD_MOST_EVENTS, &through))
        return false;
    for (size_t number = record->settled_through + 1; number <= through; number++)
        event_of(record, number)->settled = true;
    if (through > record->settled_through)
        record->settled_through = through;
    mark_open(record);
    struct tried *tried = NULL;
    struct tried *next = NULL;
    HASH_ITER(hh, record->tried, tried, next) {
        struct event *event = event_of(record, (size_t)tried->key.number);
        if (!event->settled || event->left || event->unknown)
            continue;
        event->outcome = (unsigned char)replay_outcome_join((enum replay_outcome)event->outcome, tried->outcome);
        HASH_DEL(record->tried, tried);
        free(tried);
    }
    return true;
}

static bool read_setup(struct replay_setup *setup, const cJSON *line)
{
    if (json_get_number(line, "replay", 0) != RECORD_FORMAT)
        return false;
    setup->profile = memory_copy_string(json_get_string(line, "profile", NULL));
    setup->target = memory_copy_string(json_get_string(line, "target", NULL));
    setup->file = memory_copy_string(json_get_string(line, "file", NULL));
    setup->id_suffix = memory_copy_string(json_get_string(line, "id_suffix", NULL));
    setup->settings = memory_copy_string(json_get_string(line, "settings", NULL));
    setup->through_rudderstack = strcmp(json_get_string(line, "via", ""), "rudderstack") == 0;
    setup->timestamps_now = strcmp(json_get_string(line, "timestamps", ""), "now") == 0;
    setup->shift_ms = (int64_t)json_get_number(line, "shift_ms", 0);
    return date_parse_moment(json_get_string(line, "started", ""), &setup->started_ms);
}

static bool read_line(struct replay_record *record, const cJSON *line)
{
    if (json_get(line, "sending") != NULL)
        return read_sending(record, line);
    if (json_get(line, "answered") != NULL)
        return read_answered(record, line);
    if (json_get(line, "event") != NULL)
        return read_event(record, line);
    if (json_get(line, "settled") != NULL)
        return read_settled(record, line);
    record->finished = json_get_bool(line, "finished", false);
    return record->finished || json_get(line, "resumed") != NULL;
}

bool record_read(struct replay_record *record, FILE *file, off_t *end, struct error *error)
{
    char *text = NULL;
    size_t size = 0;
    ssize_t length = 0;
    size_t number = 0;
    bool done = true;
    while (done && (length = getline(&text, &size, file)) > 0 && text[length - 1] == '\n') {
        number++;
        cJSON *line = json_parse(text, (size_t)length, NULL);
        done = line != NULL && (number == 1 ? read_setup(&record->setup, line) : read_line(record, line));
        cJSON_Delete(line);
        *end += length;
    }
    free(text);
    if (done && ferror(file))
        return record_tell_errno(record, "read", error);
    if (number == 0)
        return error_set(error, ERROR_NOT_FOUND, "%s: nothing was recorded of the replay", record->path);
    if (!done) {
        error_set(error, ERROR_STORAGE, "%s:%zu: the record of the replay is damaged", record->path, number);
        return error_hint(error, "what was sent cannot be told from it; its readable lines may help to find out");
    }
    mark_open(record);
    return true;
}
