#include "replay/record_private.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/date.h"
#include "support/file.h"
#include "support/json.h"

/* The texts of a record's own setup. */
enum { SETUP_TEXTS = 5 };

static void setup_texts(struct replay_setup *setup, const char **texts[SETUP_TEXTS])
{
    texts[0] = &setup->profile;
    texts[1] = &setup->target;
    texts[2] = &setup->file;
    texts[3] = &setup->id_suffix;
    texts[4] = &setup->settings;
}

static void setup_own(struct replay_setup *setup)
{
    const char **texts[SETUP_TEXTS];
    setup_texts(setup, texts);
    for (size_t i = 0; i < SETUP_TEXTS; i++)
        *texts[i] = memory_copy_string(*texts[i]);
}

static void setup_clear(struct replay_setup *setup)
{
    const char **texts[SETUP_TEXTS];
    setup_texts(setup, texts);
    for (size_t i = 0; i < SETUP_TEXTS; i++)
        free((char *)*texts[i]);
}

char *replay_record_path(const char *state_directory, const char *profile, const char *file)
{
    return replay_record_path_of(state_directory, profile, "replays", file);
}

char *replay_record_path_of(const char *state_directory, const char *profile, const char *kind, const char *file)
{
    char *real = strcmp(file, "-") == 0 ? memory_copy_string("stdin") : realpath(file, NULL);
    if (real == NULL)
        real = memory_copy_string(file);
    char *name = memory_copy_string(real);
    char *path = memory_format("%s/%s.%s/%s-%016" PRIx64 ".jsonl", state_directory, profile, kind, basename(name),
                               replay_hash(real, strlen(real)));
    free(name);
    free(real);
    return path;
}

char *replay_record_path_of_events(const char *state_directory, const char *profile, uint64_t hash)
{
    return memory_format("%s/%s.replays/events-%016" PRIx64 ".jsonl", state_directory, profile, hash);
}

bool record_tell_errno(const struct replay_record *record, const char *what, struct error *error)
{
    error_set(error, ERROR_STORAGE, "%s: cannot %s the record of the replay: %s", record->path, what, strerror(errno));
    return error_hint(error, "what was sent cannot be written down, so nothing more is sent; is the disk full?");
}

/* Opening. */

static struct replay_record *open_locked(const char *path, int flags, struct error *error)
{
    struct replay_record *record = memory_allocate(1, sizeof *record);
    record->path = memory_copy_string(path);
    record->descriptor = open(path, flags | O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (record->descriptor == -1) {
        enum error_code code = errno == ENOENT ? ERROR_NOT_FOUND : ERROR_STORAGE;
        error_set(error, code, "%s: cannot open the record of the replay: %s", path, strerror(errno));
    } else if (flock(record->descriptor, LOCK_EX | LOCK_NB) != 0) {
        error_set(error, ERROR_STORAGE, "%s: the replay is running already", path);
        error_hint(error, "wait for it, or stop it; two at once would send everything twice");
    } else {
        return record;
    }
    replay_record_close(record);
    return NULL;
}

static bool append(struct replay_record *record, cJSON *line, struct error *error)
{
    char *text = json_print(line);
    cJSON_Delete(line);
    size_t length = strlen(text);
    text = memory_resize(text, length + 2, 1);
    memcpy(text + length, "\n", 2);
    /* What follows half a line could not be read again. */
    if (record->failed)
        error_set(error, ERROR_STORAGE, "%s: the record of the replay could not be written before", record->path);
    else if (!file_write_all(record->descriptor, text, length + 1))
        record->failed = !record_tell_errno(record, "write", error);
    free(text);
    return !record->failed;
}

static void add_moment(cJSON *line, const char *name, int64_t moment_ms)
{
    char text[DATE_MOMENT_SIZE];
    date_format_moment(moment_ms, text);
    json_add_string(line, name, text);
}

static bool sync_directory(const char *path)
{
    char *name = memory_copy_string(path);
    int descriptor = open(dirname(name), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool done = descriptor != -1 && fsync(descriptor) == 0;
    if (descriptor != -1)
        (void)close(descriptor);
    free(name);
    return done;
}

struct replay_record *replay_record_begin(const char *path, const struct replay_setup *setup, struct error *error)
{
    char *name = memory_copy_string(path);
    bool done = file_make_directories(dirname(name), 0700, error);
    free(name);
    if (!done)
        return NULL;
    /* The old one is locked before it is moved: it may be in use. */
    struct replay_record *old = open_locked(path, O_CREAT, error);
    if (old == NULL)
        return NULL;
    struct replay_record *record = NULL;
    char *old_path = memory_format("%s.old", path);
    struct stat status;
    bool is_empty = fstat(old->descriptor, &status) == 0 && status.st_size == 0;
    if ((is_empty ? unlink(path) : rename(path, old_path)) != 0)
        record_tell_errno(old, "move", error);
    else
        record = open_locked(path, O_CREAT | O_EXCL, error);
    free(old_path);
    replay_record_close(old);
    if (record == NULL)
        return NULL;
    record->setup = *setup;
    setup_own(&record->setup);
    cJSON *line = json_object();
    json_add_number(line, "replay", RECORD_FORMAT);
    add_moment(line, "started", setup->started_ms);
    json_add_string(line, "profile", setup->profile);
    json_add_string(line, "via", setup->through_rudderstack ? "rudderstack" : "braze");
    json_add_string(line, "target", setup->target);
    json_add_string(line, "file", setup->file);
    json_add_string(line, "timestamps", setup->timestamps_now ? "now" : "keep");
    json_add_number(line, "shift_ms", (double)setup->shift_ms);
    json_add_string(line, "id_suffix", setup->id_suffix);
    json_add_string(line, "settings", setup->settings);
    done = append(record, line, error);
    if (done && !(fdatasync(record->descriptor) == 0 && sync_directory(path)))
        done = record_tell_errno(record, "sync", error);
    if (!done) {
        replay_record_close(record);
        return NULL;
    }
    return record;
}

struct replay_record *replay_record_resume(const char *path, int64_t now_ms, struct error *error)
{
    struct replay_record *record = open_locked(path, 0, error);
    if (record == NULL)
        return NULL;
    FILE *file = fopen(path, "re");
    off_t end = 0;
    bool done = file != NULL ? record_read(record, file, &end, error) : record_tell_errno(record, "read", error);
    if (file != NULL)
        (void)fclose(file);
    if (done && ftruncate(record->descriptor, end) != 0)
        done = record_tell_errno(record, "cut", error);
    if (done) {
        cJSON *line = json_object();
        add_moment(line, "resumed", now_ms);
        done = append(record, line, error);
    }
    if (!done) {
        replay_record_close(record);
        return NULL;
    }
    return record;
}

void replay_record_close(struct replay_record *record)
{
    if (record == NULL)
        return;
    struct tried *tried = NULL;
    struct tried *next = NULL;
    HASH_ITER(hh, record->tried, tried, next) {
        HASH_DEL(record->tried, tried);
        free(tried);
    }
    if (record->descriptor != -1) {
        (void)fdatasync(record->descriptor);
        (void)close(record->descriptor);
    }
    setup_clear(&record->setup);
    free(record->events);
    free(record->path);
    free(record);
}

const struct replay_setup *replay_record_setup(const struct replay_record *record)
{
    return &record->setup;
}

static const struct event *known_event(const struct replay_record *record, size_t number)
{
    return number > 0 && number <= record->event_count ? &record->events[number - 1] : NULL;
}

/* Asking. */

bool replay_record_look(const char *path, struct replay_summary *summary)
{
    struct replay_record *record = memory_allocate(1, sizeof *record);
    record->descriptor = -1;
    record->path = memory_copy_string(path);
    FILE *file = fopen(path, "re");
    off_t end = 0;
    bool is_there = file != NULL && record_read(record, file, &end, NULL);
    *summary = (struct replay_summary){ 0 };
    if (is_there) {
        summary->is_open = !record->finished;
        summary->tally = replay_record_before(record, false);
        summary->through_rudderstack = record->setup.through_rudderstack;
        summary->started_ms = record->setup.started_ms;
    }
    for (size_t i = 0; i < record->event_count && is_there; i++) {
        summary->is_open = summary->is_open || record->events[i].left || record->events[i].unknown;
        summary->unknown += record->events[i].unknown ? 1 : 0;
    }
    if (file != NULL)
        (void)fclose(file);
    replay_record_close(record);
    return is_there;
}

bool replay_record_is_open(const char *path)
{
    struct replay_summary summary;
    return replay_record_look(path, &summary) && summary.is_open;
}

bool replay_record_agrees(const struct replay_record *record, size_t number, uint64_t hash)
{
    const struct event *event = known_event(record, number);
    return event == NULL || event->hash == 0 || event->hash == hash;
}

bool replay_record_is_settled(const struct replay_record *record, size_t number, bool and_unknown)
{
    const struct event *event = known_event(record, number);
    return event != NULL && event->settled && !event->left && !(and_unknown && event->unknown);
}

enum replay_outcome replay_record_item(const struct replay_record *record, const struct replay_item *item)
{
    const struct tried *tried = record_find_tried(record, item);
    return tried != NULL ? tried->outcome : REPLAY_PENDING;
}

bool replay_record_outcome(const struct replay_record *record, size_t number, bool and_unknown,
                           enum replay_outcome *outcome)
{
    const struct event *event = known_event(record, number);
    if (!replay_record_is_settled(record, number, and_unknown))
        return false;
    *outcome = event->unknown ? REPLAY_UNKNOWN : (enum replay_outcome)event->outcome;
    return true;
}

struct replay_tally replay_record_before(const struct replay_record *record, bool and_unknown)
{
    struct replay_tally tally = { 0 };
    enum replay_outcome outcome = REPLAY_PENDING;
    for (size_t i = 0; i < record->event_count; i++)
        if (replay_record_outcome(record, i + 1, and_unknown, &outcome))
            replay_tally_add(&tally, outcome);
    return tally;
}

size_t *replay_record_unknown(const struct replay_record *record, size_t *count)
{
    size_t *numbers = NULL;
    *count = 0;
    for (size_t i = 0; i < record->event_count; i++) {
        if (!record->events[i].unknown)
            continue;
        numbers = memory_resize(numbers, *count + 1, sizeof *numbers);
        numbers[(*count)++] = i + 1;
    }
    return numbers;
}

/* Writing. */

bool replay_record_sending(struct replay_record *record, const struct replay_item *items, size_t count,
                           uint64_t *request, struct error *error)
{
    cJSON *line = json_object();
    json_add_number(line, "sending", (double)++record->last_request);
    cJSON *array = json_add_array(line, "items");
    for (size_t i = 0; i < count; i++) {
        char hash[RECORD_HASH_SIZE];
        (void)snprintf(hash, sizeof hash, "%016" PRIx64, items[i].hash);
        cJSON *item = json_array();
        json_append(item, json_number((double)items[i].number));
        json_append_string(item, hash);
        json_append_string(item, replay_part_array(items[i].part));
        json_append(item, json_number(items[i].index));
        json_append(array, item);
    }
    *request = record->last_request;
    return append(record, line, error);
}

bool replay_record_commit(struct replay_record *record, struct error *error)
{
    return fdatasync(record->descriptor) == 0 || record_tell_errno(record, "sync", error);
}

/* The outcome that most objects share, so that a request that went well takes one short line. */
static enum replay_outcome commonest(const struct replay_item_outcome *outcomes, size_t count)
{
    size_t counts[REPLAY_OUTCOMES] = { 0 };
    size_t best = REPLAY_ACCEPTED;
    for (size_t i = 0; i < count; i++)
        counts[outcomes[i].outcome]++;
    for (size_t i = 0; i < REPLAY_OUTCOMES; i++)
        best = counts[i] > counts[best] ? i : best;
    return (enum replay_outcome)best;
}

bool replay_record_answered(struct replay_record *record, uint64_t request, int status,
                            const struct replay_item_outcome *outcomes, size_t count, struct error *error)
{
    enum replay_outcome all = commonest(outcomes, count);
    cJSON *line = json_object();
    json_add_number(line, "answered", (double)request);
    json_add_number(line, "status", status);
    json_add_string(line, "outcome", replay_outcome_word(all));
    cJSON *exceptions = NULL;
    for (size_t i = 0; i < count; i++) {
        if (outcomes[i].outcome == all)
            continue;
        if (exceptions == NULL)
            exceptions = json_add_array(line, "except");
        cJSON *exception = json_array();
        json_append(exception, json_number((double)outcomes[i].item.number));
        json_append_string(exception, replay_part_array(outcomes[i].item.part));
        json_append(exception, json_number(outcomes[i].item.index));
        json_append_string(exception, replay_outcome_word(outcomes[i].outcome));
        json_append(exceptions, exception);
    }
    return append(record, line, error);
}

bool replay_record_event(struct replay_record *record, size_t number, uint64_t hash, enum replay_outcome outcome,
                         struct error *error)
{
    char text[RECORD_HASH_SIZE];
    (void)snprintf(text, sizeof text, "%016" PRIx64, hash);
    cJSON *line = json_object();
    json_add_number(line, "event", (double)number);
    json_add_string(line, "hash", text);
    json_add_string(line, "outcome", replay_outcome_word(outcome));
    return append(record, line, error);
}

bool replay_record_settle(struct replay_record *record, size_t through, struct error *error)
{
    cJSON *line = json_object();
    json_add_number(line, "settled", (double)through);
    return append(record, line, error);
}

bool replay_record_finish(struct replay_record *record, struct error *error)
{
    cJSON *line = json_object();
    json_add_bool(line, "finished", true);
    return append(record, line, error) && replay_record_commit(record, error);
}
