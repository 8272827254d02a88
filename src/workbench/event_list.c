#include "workbench/event_list.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "replay/prepare.h"
#include "replay/reader.h"
#include "rudderstack/preview.h"
#include "rudderstack/sample.h"
#include "support/date.h"
#include "support/file.h"
#include "support/jsread.h"
#include "support/json.h"
#include "support/jswrite.h"
#include "support/memory.h"

enum { READ_BYTES = 64 * 1024, EVENTS_A_LOOK = 16 };

struct event_list {
    struct listed_event *events;
    size_t count;
    size_t capacity;
    size_t samples;
    unsigned long version;
    unsigned long opened;
    char *path;                   /* of the file, or what given events are called; NULL: none */
    bool is_given;
    size_t told;                  /* events with an outcome */
    int descriptor;               /* -1: not being read */
    struct replay_reader *reader; /* NULL: not being read */
    size_t bytes;
    size_t broken;
    size_t broken_line;
    struct error trouble;
    struct arena *arena; /* of one event */
    struct arena *kept;  /* what samples borrow */
};

static struct listed_event *add(struct event_list *list)
{
    if (list->count == list->capacity) {
        list->capacity = list->capacity > 0 ? list->capacity * 2 : 128;
        list->events = memory_resize(list->events, list->capacity, sizeof *list->events);
    }
    struct listed_event *event = &list->events[list->count++];
    *event = (struct listed_event){ 0 };
    return event;
}

static void clear_event(struct listed_event *event)
{
    free(event->id);
    free(event->title);
    free(event->about);
    free(event->text);
    free(event->broken);
    free(event->original);
    free(event->reason);
}

static void note_moment(struct event_list *list, struct listed_event *event, const cJSON *json)
{
    if (json == NULL) {
        arena_reset(list->arena);
        json = js_read(list->arena, event->text, event->length, NULL);
    }
    event->has_moment = json != NULL && replay_event_moment(json, &event->moment_ms);
}

static void add_samples(struct event_list *list)
{
    struct samples samples = samples_read(list->kept);
    for (size_t i = 0; i < samples.count; i++) {
        const struct sample *sample = &samples.items[i];
        struct listed_event *event = add(list);
        UT_string text;
        utstring_init(&text);
        js_write_pretty(&text, sample->event);
        event->id = memory_format("sample %s", sample->name);
        event->title = memory_copy_string(sample->title);
        event->about = memory_copy_string(sample->summary);
        event->settings = sample->settings;
        event->text = utstring_body(&text);
        event->length = utstring_len(&text);
        event->number = i + 1;
        event->is_sample = true;
        note_moment(list, event, sample->event);
    }
    list->samples = list->count;
}

struct event_list *event_list_new(void)
{
    struct event_list *list = memory_allocate(1, sizeof *list);
    list->descriptor = -1;
    list->arena = arena_new();
    list->kept = arena_new();
    add_samples(list);
    return list;
}

static void stop_reading(struct event_list *list)
{
    replay_reader_free(list->reader);
    list->reader = NULL;
    if (list->descriptor >= 0)
        (void)close(list->descriptor);
    list->descriptor = -1;
}

void event_list_free(struct event_list *list)
{
    if (list == NULL)
        return;
    stop_reading(list);
    for (size_t i = 0; i < list->count; i++)
        clear_event(&list->events[i]);
    arena_free(list->arena);
    arena_free(list->kept);
    error_clear(&list->trouble);
    free(list->events);
    free(list->path);
    free(list);
}

unsigned long event_list_version(const struct event_list *list)
{
    return list->version;
}

unsigned long event_list_opened(const struct event_list *list)
{
    return list->opened;
}

size_t event_list_count(const struct event_list *list)
{
    return list->count;
}

const struct listed_event *event_list_at(const struct event_list *list, size_t index)
{
    return &list->events[index];
}

size_t event_list_samples(const struct event_list *list)
{
    return list->samples;
}

const char *event_list_file(const struct event_list *list)
{
    return list->path;
}

const char *event_list_path(const struct event_list *list)
{
    return list->is_given ? NULL : list->path;
}

size_t event_list_broken(const struct event_list *list, size_t *line)
{
    *line = list->broken_line;
    return list->broken;
}

const struct error *event_list_trouble(const struct event_list *list)
{
    return &list->trouble;
}

bool event_list_is_reading(const struct event_list *list)
{
    return list->reader != NULL;
}

/* The file. */

static char *full_path(const char *path)
{
    const char *home = getenv("HOME");
    bool at_home = strncmp(path, "~/", 2) == 0 && home != NULL;
    return at_home ? file_join(home, path + 2) : memory_copy_string(path);
}

static bool refuse(const char *path, int descriptor, enum error_code code, const char *why, struct error *error)
{
    if (descriptor >= 0)
        (void)close(descriptor);
    error_set(error, code, "%s: %s", path, why);
    return code == ERROR_INPUT && error_hint(error, "a file of JSON Lines is wanted: one RudderStack event a line");
}

/* What was listed before makes room; path is taken over. */
static void begin_reading(struct event_list *list, char *path, int descriptor)
{
    stop_reading(list);
    while (list->count > list->samples) {
        event_list_untell(list, list->count - 1);
        clear_event(&list->events[--list->count]);
    }
    free(list->path);
    error_clear(&list->trouble);
    list->path = path;
    list->is_given = false;
    list->bytes = list->broken = list->broken_line = 0;
    list->descriptor = descriptor;
    list->reader = replay_reader_new();
    list->version++;
    list->opened++;
}

bool event_list_open(struct event_list *list, const char *path, struct error *error)
{
    struct stat facts;
    char *full = full_path(path);
    /* A named pipe that nobody writes into must not stop the program. */
    int descriptor = open(full, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    bool opened = false;
    if (descriptor < 0)
        refuse(full, descriptor, errno == ENOENT ? ERROR_NOT_FOUND : ERROR_STORAGE, strerror(errno), error);
    else if (fstat(descriptor, &facts) != 0)
        refuse(full, descriptor, ERROR_STORAGE, strerror(errno), error);
    else if (!S_ISREG(facts.st_mode))
        refuse(full, descriptor, ERROR_INPUT, S_ISDIR(facts.st_mode) ? "is a directory" : "is no regular file", error);
    else
        opened = true;
    if (!opened) {
        free(full);
        return false;
    }
    begin_reading(list, full, descriptor);
    return true;
}

void event_list_give(struct event_list *list, const char *name, const char *lines, size_t length)
{
    begin_reading(list, memory_copy_string(name), -1);
    list->is_given = true;
    replay_reader_give(list->reader, lines, length);
    replay_reader_end(list->reader);
}

/* Who the event is about. */
static char *describe_user(const cJSON *event)
{
    const char *user = json_get_string(event, "userId", NULL);
    const char *anonymous = json_get_string(event, "anonymousId", NULL);
    if (user != NULL && *user != '\0')
        return memory_copy_string(user);
    return anonymous != NULL && *anonymous != '\0' ? memory_format("anonymous %s", anonymous) : NULL;
}

static void name_event(struct event_list *list, struct listed_event *event)
{
    arena_reset(list->arena);
    const cJSON *json = js_read(list->arena, event->text, event->length, NULL);
    event->title = memory_copy_string(preview_title(list->arena, json));
    event->about = describe_user(json);
    if (json != NULL)
        note_moment(list, event, json);
}

static void add_from_file(struct event_list *list, const struct replay_event *from)
{
    struct listed_event *event = add(list);
    event->id = memory_format("file %zu", from->number);
    event->number = from->number;
    event->line = from->line;
    event->text = memory_copy_bytes(from->text, from->length);
    event->length = from->length;
    event->broken = memory_copy_string(from->broken);
    list->bytes += from->length;
    if (from->broken == NULL) {
        name_event(list, event);
        return;
    }
    event->title = memory_format("line %zu: no event", from->line);
    event->about = memory_copy_string(from->broken);
    if (list->broken++ == 0)
        list->broken_line = from->line;
}

static bool is_full(struct event_list *list)
{
    bool full = list->count - list->samples >= EVENT_LIST_MOST_EVENTS || list->bytes >= EVENT_LIST_MOST_BYTES;
    if (full)
        error_set(&list->trouble, ERROR_INPUT, "only the first %zu events of the file are shown here",
                  list->count - list->samples);
    return full;
}

/* False at the end, or where it cannot be read. */
static bool feed(struct event_list *list)
{
    char bytes[READ_BYTES];
    ssize_t got = read(list->descriptor, bytes, sizeof bytes);
    if (got < 0 && errno == EINTR)
        return true;
    if (got < 0)
        error_set(&list->trouble, ERROR_STORAGE, "%s: %s", list->path, strerror(errno));
    if (got > 0)
        replay_reader_give(list->reader, bytes, (size_t)got);
    else
        replay_reader_end(list->reader);
    return got >= 0;
}

bool event_list_step(struct event_list *list, int64_t until_ms)
{
    struct replay_event event;
    for (unsigned i = 1; list->reader != NULL; i++) {
        enum replay_read state = replay_reader_next(list->reader, &event);
        bool ended = state == REPLAY_READ_END;
        if (state == REPLAY_READ_EVENT)
            add_from_file(list, &event);
        else if (state == REPLAY_READ_MORE)
            ended = !feed(list);
        if (ended || is_full(list))
            stop_reading(list);
        if (i % EVENTS_A_LOOK == 0 && date_monotonic_ms() >= until_ms)
            break;
    }
    return list->reader != NULL;
}

/* Editing. */

void event_list_edit(struct event_list *list, size_t index, const char *text, size_t length)
{
    struct listed_event *event = &list->events[index];
    if (text == NULL && event->original == NULL)
        return;
    if (text == NULL) {
        free(event->text);
        event->text = event->original;
        event->original = NULL;
    } else {
        char *copy = memory_copy_bytes(text, length);
        if (event->original == NULL)
            event->original = event->text;
        else
            free(event->text);
        event->text = copy;
    }
    event->length = strlen(event->text);
    note_moment(list, event, NULL);
    event_list_untell(list, index);
    event->is_edited = event->original != NULL && strcmp(event->original, event->text) != 0;
    list->version++;
}

/* Outcomes. */

void event_list_untell(struct event_list *list, size_t index)
{
    struct listed_event *event = &list->events[index];
    list->told -= event->is_told ? 1 : 0;
    event->is_told = false;
    free(event->reason);
    event->reason = NULL;
}

void event_list_tell(struct event_list *list, size_t index, enum replay_outcome outcome, const char *reason)
{
    struct listed_event *event = &list->events[index];
    event_list_untell(list, index);
    event->is_told = true;
    event->outcome = outcome;
    event->reason = memory_copy_string(reason);
    list->told++;
}

bool event_list_has_outcomes(const struct event_list *list)
{
    return list->told > 0;
}

bool event_list_find(const struct event_list *list, const char *id, size_t *index)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->events[i].id, id) == 0) {
            *index = i;
            return true;
        }
    }
    return false;
}
