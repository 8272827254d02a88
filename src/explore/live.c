#include "explore/live.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/date.h"
#include "support/json.h"
#include "support/text.h"
#include "sync/record.h"
#include "sync/window.h"

#define uthash_fatal(message) memory_exhausted()
#include <uthash.h>

enum {
    PAGES_MOST = 10000,
    ITEMS_KEPT = 200, /* details and series of single items; the ones looked at longest ago go first */
    QUERY_MOST = STREAM_QUERY_MAX + 4
};

struct seen {
    char *id;
    UT_hash_handle hh;
};

struct reading {
    struct explore_record *records;
    size_t count;
    size_t capacity;
    struct seen *seen; /* an item that has slipped onto the next page is taken once */
};

struct entry {
    struct live *live;
    char *key;
    const struct stream *stream;
    char *item; /* or NULL */
    struct live_rows rows;
    struct explore_record *shown; /* what rows.records points to */
    struct reading reading;
    uint64_t ticket; /* 0: nothing is being read */
    uint64_t used;   /* when it was last asked for, in calls */
    UT_hash_handle hh;
};

struct live {
    struct session *session;
    void (*changed)(void *context);
    void *context;
    struct entry *entries;
    uint64_t calls;
};

struct live *live_new(struct session *session, void (*changed)(void *context), void *context)
{
    struct live *live = memory_allocate(1, sizeof *live);
    live->session = session;
    live->changed = changed;
    live->context = context;
    return live;
}

static void free_records(struct explore_record *records, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free((char *)records[i].id);
        free((char *)records[i].json);
        cJSON_Delete((cJSON *)records[i].tree);
    }
    free(records);
}

static void clear_seen(struct reading *reading)
{
    while (reading->seen != NULL) {
        struct seen *seen = reading->seen;
        HASH_DEL(reading->seen, seen);
        free(seen->id);
        free(seen);
    }
}

static void clear_reading(struct reading *reading)
{
    free_records(reading->records, reading->count);
    clear_seen(reading);
    *reading = (struct reading){ 0 };
}

static void free_entry(struct live *live, struct entry *entry)
{
    HASH_DEL(live->entries, entry);
    free_records(entry->shown, entry->rows.count);
    clear_reading(&entry->reading);
    error_clear(&entry->rows.error);
    free(entry->key);
    free(entry->item);
    free(entry);
}

void live_free(struct live *live)
{
    if (live == NULL)
        return;
    live->changed = NULL;
    (void)live_stop(live);
    while (live->entries != NULL)
        free_entry(live, live->entries);
    free(live);
}

static void drop_oldest(struct live *live)
{
    size_t items = 0;
    struct entry *oldest = NULL;
    for (struct entry *entry = live->entries; entry != NULL; entry = entry->hh.next) {
        if (entry->item == NULL || entry->ticket != 0)
            continue;
        items++;
        if (oldest == NULL || entry->used < oldest->used)
            oldest = entry;
    }
    if (items > ITEMS_KEPT)
        free_entry(live, oldest);
}

static struct entry *find_entry(struct live *live, const struct stream *stream, const char *item)
{
    char *key = memory_format("%s %s", stream->table.name, item != NULL ? item : "");
    struct entry *entry = NULL;
    HASH_FIND_STR(live->entries, key, entry);
    if (entry != NULL) {
        free(key);
    } else {
        drop_oldest(live);
        entry = memory_allocate(1, sizeof *entry);
        entry->live = live;
        entry->key = key;
        entry->stream = stream;
        entry->item = memory_copy_string(item);
        HASH_ADD_KEYPTR(hh, live->entries, entry->key, strlen(entry->key), entry);
    }
    entry->used = ++live->calls;
    return entry;
}

const struct live_rows *live_rows(struct live *live, const struct stream *stream, const char *item)
{
    return &find_entry(live, stream, item)->rows;
}

static void tell_changed(struct live *live)
{
    if (live->changed != NULL)
        live->changed(live->context);
}

/* Reading. */

static bool is_new(struct reading *reading, const char *id)
{
    struct seen *seen = NULL;
    HASH_FIND_STR(reading->seen, id, seen);
    if (seen != NULL)
        return false;
    seen = memory_allocate(1, sizeof *seen);
    seen->id = memory_copy_string(id);
    HASH_ADD_KEYPTR(hh, reading->seen, seen->id, strlen(seen->id), seen);
    return true;
}

static const char *key_field(const struct stream *stream)
{
    for (size_t i = 0; i < stream->table.column_count; i++)
        if ((stream->table.columns[i].flags & STORE_KEY) != 0)
            return stream->table.columns[i].name;
    return "id";
}

static void keep(struct reading *reading, const char *id, const struct record *record)
{
    if (reading->count == reading->capacity) {
        reading->capacity = reading->capacity > 0 ? reading->capacity * 2 : 128;
        reading->records = memory_resize(reading->records, reading->capacity, sizeof *reading->records);
    }
    reading->records[reading->count++] = (struct explore_record){
        .id = memory_copy_string(id),
        .json = memory_copy_bytes(record->json, record->length),
        .length = record->length,
        .tree = cJSON_Duplicate(record->tree, true),
        .has_day = record->has_day,
        .day = record->day,
    };
}

/* Takes the records of an answer; *added is how many were new and *came how many there were. */
static bool take_answer(struct entry *entry, const struct http_answer *answer, size_t *came, size_t *added,
                        struct error *error)
{
    cJSON *tree = json_parse(answer->body, answer->body_length, error);
    if (tree == NULL)
        return false;
    struct record_addition addition = { .item = entry->item };
    struct record_reader *reader = NULL;
    bool read = record_reader_new(&reader, entry->stream, answer->body, answer->body_length, tree, &addition, error);
    struct record record;
    while (read && record_reader_next(reader, &record)) {
        char day[DATE_DAY_SIZE] = "";
        if (record.has_day)
            date_format_day(record.day, day);
        const char *id = record.has_day ? day : json_get_string(record.tree, key_field(entry->stream), "");
        (*came)++;
        if (entry->stream->kind == STREAM_LIST && (*id == '\0' || !is_new(&entry->reading, id)))
            continue;
        keep(&entry->reading, id, &record);
        (*added)++;
    }
    record_reader_free(reader);
    cJSON_Delete(tree);
    return read;
}

/* What has come is what is shown from now on. */
static void show_reading(struct entry *entry)
{
    free_records(entry->shown, entry->rows.count);
    entry->shown = entry->reading.records;
    entry->rows.records = entry->shown;
    entry->rows.count = entry->reading.count;
    entry->reading.records = NULL;
    entry->reading.count = entry->reading.capacity = 0;
}

/* The first reading is shown as it comes: its records move over page by page. */
static void show_so_far(struct entry *entry)
{
    struct reading *reading = &entry->reading;
    size_t count = entry->rows.count + reading->count;
    entry->shown = memory_resize(entry->shown, count + 1, sizeof *entry->shown);
    if (reading->count > 0)
        memcpy(entry->shown + entry->rows.count, reading->records, reading->count * sizeof *entry->shown);
    reading->count = 0;
    entry->rows.records = entry->shown;
    entry->rows.count = count;
}

static void submit(struct entry *entry);

static void end_reading(struct entry *entry, enum live_state state)
{
    entry->rows.state = state;
    clear_reading(&entry->reading);
    tell_changed(entry->live);
}

static void take_page(struct entry *entry, const struct http_answer *answer)
{
    struct live_rows *rows = &entry->rows;
    size_t came = 0;
    size_t added = 0;
    if (!take_answer(entry, answer, &came, &added, &rows->error)) {
        end_reading(entry, LIVE_FAILED);
        return;
    }
    rows->pages++;
    rows->coming += added;
    bool is_first = rows->read_ms == 0;
    unsigned per_page = endpoints[entry->stream->endpoint].per_page;
    bool more = entry->stream->kind == STREAM_LIST && added > 0 && came >= per_page && rows->pages < PAGES_MOST;
    if (is_first)
        show_so_far(entry);
    if (more) {
        submit(entry);
        tell_changed(entry->live);
        return;
    }
    if (!is_first)
        show_reading(entry);
    rows->read_ms = date_now_ms();
    end_reading(entry, LIVE_READ);
}

static void on_answer(uint64_t ticket, const struct session_answer *answer, void *context)
{
    struct entry *entry = context;
    (void)ticket;
    entry->ticket = 0;
    const struct meaning *meaning = answer->meaning;
    if (meaning_accepted(meaning) && answer->http != NULL) {
        take_page(entry, answer->http);
        return;
    }
    error_clear(&entry->rows.error);
    error_set(&entry->rows.error, meaning->error.code, "%s", meaning->error.message != NULL ? meaning->error.message : "failed");
    if (meaning->error.hint != NULL)
        error_hint(&entry->rows.error, "%s", meaning->error.hint);
    end_reading(entry, LIVE_FAILED);
}

static void submit(struct entry *entry)
{
    const struct stream *stream = entry->stream;
    struct braze_query query[QUERY_MOST] = { { NULL, NULL } };
    size_t count = 0;
    char ending_at[DATE_DAY_SIZE];
    char number[24];
    for (size_t i = 0; i < STREAM_QUERY_MAX && stream->query[i][0] != NULL; i++)
        query[count++] = (struct braze_query){ stream->query[i][0], stream->query[i][1] };
    if (entry->item != NULL && stream->parameter != NULL)
        query[count++] = (struct braze_query){ stream->parameter, entry->item };
    if (stream->kind == STREAM_LIST) {
        if (stream->archived && session_profile(entry->live->session)->include_archived)
            query[count++] = (struct braze_query){ "include_archived", "true" };
        (void)snprintf(number, sizeof number, "%u", entry->rows.pages);
        if (entry->rows.pages > 0)
            query[count++] = (struct braze_query){ "page", number };
    } else if (stream->kind != STREAM_DETAILS) {
        int32_t today = date_day_of(date_now_ms());
        struct window window = { today - stream->step_days, today };
        date_format_day(window_ending_at(window, 0), ending_at);
        (void)snprintf(number, sizeof number, "%d", (int)window_length(window));
        query[count++] = (struct braze_query){ "ending_at", ending_at };
        query[count++] = (struct braze_query){ "length", number };
    }
    struct session_request request = {
        .call = { .endpoint = stream->endpoint, .query = query, .query_count = count },
        .priority = HTTP_INTERACTIVE,
        .label = "explore",
    };
    entry->ticket = session_submit(entry->live->session, &request, on_answer, entry);
}

void live_read(struct live *live, const struct stream *stream, const char *item)
{
    struct entry *entry = find_entry(live, stream, item);
    if (entry->ticket != 0)
        return;
    /* A first reading that broke off starts anew. */
    if (entry->rows.read_ms == 0) {
        free_records(entry->shown, entry->rows.count);
        entry->shown = NULL;
        entry->rows.records = NULL;
        entry->rows.count = 0;
    }
    clear_reading(&entry->reading);
    error_clear(&entry->rows.error);
    entry->rows.pages = 0;
    entry->rows.coming = 0;
    entry->rows.state = LIVE_READING;
    submit(entry);
    tell_changed(live);
}

static bool stop_entry(struct live *live, struct entry *entry)
{
    if (entry->ticket == 0)
        return false;
    (void)session_cancel(live->session, entry->ticket);
    return true;
}

bool live_stop(struct live *live)
{
    bool any = false;
    for (struct entry *entry = live->entries; entry != NULL; entry = entry->hh.next)
        any = stop_entry(live, entry) || any;
    return any;
}

void live_stop_item(struct live *live, const struct stream *stream, const char *item)
{
    (void)stop_entry(live, find_entry(live, stream, item));
}
