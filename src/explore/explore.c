#include "explore/explore.h"

#include <stdlib.h>
#include <string.h>

#include "explore/file_writer.h"
#include "store/lookup.h"
#include "store/series.h"
#include "support/date.h"
#include "support/file.h"
#include "support/text.h"
#include "sync/pull.h"

enum {
    STORE_WAIT_MS = 100, /* for another program's lock: longer would be felt */
    WRITE_WAIT_MS = 250,
    SLICE_MS = 8,        /* of writing a file, in one go */
    PROGRESS_MS = 1000   /* how often the progress is told while nothing comes */
};

struct note {
    char *text;
    struct error error;
    struct note *next;
};

struct known {
    bool is_stored;
    bool is_incomplete;
    int64_t rows;
    int64_t synced_ms;
    char *message;
    uint64_t days_version; /* the store's version that the days were looked up in; 0: they were not */
    bool any_days;
    int32_t first_day;
    int32_t last_day;
};

struct explore {
    struct explore_options options;
    char *path;
    struct live *live;
    struct store *store; /* for reading */
    struct error trouble;
    int64_t data_version;
    int64_t looked_ms; /* when it was looked for another version */
    uint64_t version;
    struct known *known; /* of each stream */
    struct explore_reader *readers;
    struct note *notes;
    /* the export */
    struct store *target;
    struct pull *pull;
    int64_t due_ms;
    struct sync_progress *seen; /* of its streams, as told last: a slow line is not for numbers that change all the time */
    size_t seen_count;
    int64_t seen_ms;
    int64_t answers;    /* that had come then, and when that number grew last */
    int64_t answers_ms;
    bool *wanted; /* of each stream: to be exported next */
    enum sync_mode wanted_mode;
    bool is_asked_for;          /* the export, by the operator */
    struct file_writer *writer; /* of a file; NULL */
    int64_t written;            /* its rows, as told last */
    int64_t written_ms;
};

void explore_tell_changed(struct explore *explore)
{
    if (explore->options.changed != NULL)
        explore->options.changed(explore->options.context);
}

static void live_changed(void *context)
{
    explore_tell_changed(context);
}

struct explore *explore_new(const struct explore_options *options)
{
    struct explore *explore = memory_allocate(1, sizeof *explore);
    explore->options = *options;
    explore->path = memory_copy_string(options->store_path);
    explore->live = live_new(options->session, live_changed, explore);
    explore->known = memory_allocate(stream_count, sizeof *explore->known);
    explore->wanted = memory_allocate(stream_count, sizeof *explore->wanted);
    explore->due_ms = INT64_MAX;
    for (size_t i = 0; i < stream_count; i++)
        explore->known[i].synced_ms = -1;
    explore_run(explore);
    return explore;
}

struct live *explore_live(struct explore *explore)
{
    return explore->live;
}

struct store *explore_store(const struct explore *explore)
{
    return explore->store;
}

const struct error *explore_trouble(const struct explore *explore)
{
    return &explore->trouble;
}

uint64_t explore_version(const struct explore *explore)
{
    return explore->version;
}

/* Readers. */

void explore_join(struct explore *explore, struct explore_reader *reader)
{
    reader->explore = explore;
    reader->previous = NULL;
    reader->next = explore->readers;
    if (reader->next != NULL)
        reader->next->previous = reader;
    explore->readers = reader;
}

void explore_leave(struct explore_reader *reader)
{
    struct explore *explore = reader->explore;
    if (explore == NULL)
        return;
    if (reader->previous != NULL)
        reader->previous->next = reader->next;
    else
        explore->readers = reader->next;
    if (reader->next != NULL)
        reader->next->previous = reader->previous;
    reader->explore = NULL;
}

static void close_store(struct explore *explore)
{
    while (explore->readers != NULL) {
        struct explore_reader *reader = explore->readers;
        explore_leave(reader);
        reader->close(reader);
    }
    store_close(explore->store);
    explore->store = NULL;
}

/* Notes. */

void explore_add_note(struct explore *explore, char *text, struct error *error)
{
    struct note *note = memory_allocate(1, sizeof *note);
    struct note **end = &explore->notes;
    note->text = text;
    if (error != NULL)
        error_move(&note->error, error);
    while (*end != NULL)
        end = &(*end)->next;
    *end = note;
    explore_tell_changed(explore);
}

bool explore_take_note(struct explore *explore, char **text, struct error *error)
{
    struct note *note = explore->notes;
    if (note == NULL)
        return false;
    explore->notes = note->next;
    *text = note->text;
    error_move(error, &note->error);
    free(note);
    return true;
}

/* What the store holds. */

static void see_stream(const struct store_stream *stream, void *context)
{
    struct explore *explore = context;
    const struct stream *found = stream_find(stream->name);
    if (found == NULL)
        return;
    struct known *known = &explore->known[found - streams];
    known->is_stored = stream->synced_ms >= 0 || stream->rows > 0;
    known->rows = stream->rows;
    known->synced_ms = stream->synced_ms;
    known->is_incomplete = strcmp(stream->outcome, "incomplete") == 0;
    free(known->message);
    known->message = memory_copy_string(stream->message);
}

static void open_store(struct explore *explore)
{
    struct error error = ERROR_INIT;
    if (!file_exists(explore->path) || explore->trouble.code != ERROR_NONE)
        return;
    if (store_open(&explore->store, explore->path, STORE_READ, STORE_WAIT_MS, &error)) {
        explore->data_version = -1;
    } else if (error.code != ERROR_NOT_FOUND) { /* it may be in the making */
        error_move(&explore->trouble, &error);
        explore_tell_changed(explore);
    }
    error_clear(&error);
}

/* Another connection writes: the export's, now and then, or another program's. */
static void look_for_changes(struct explore *explore)
{
    int64_t now_ms = date_monotonic_ms();
    if (explore->pull != NULL && explore->store != NULL && now_ms < explore->looked_ms + PROGRESS_MS)
        return;
    explore->looked_ms = now_ms;
    struct error error = ERROR_INIT;
    int64_t version = 0;
    if (explore->store == NULL)
        open_store(explore);
    if (explore->store == NULL)
        return;
    /* What cannot be read now, because of a lock, can be a moment later. */
    if (store_version(explore->store, &version, &error) && version != explore->data_version &&
        store_streams(explore->store, see_stream, explore, &error)) {
        explore->data_version = version;
        explore->version++;
        explore_tell_changed(explore);
    }
    error_clear(&error);
}

struct explore_stream explore_stream(const struct explore *explore, const struct stream *stream)
{
    const struct known *known = &explore->known[stream - streams];
    return (struct explore_stream){ known->is_stored, known->rows, known->synced_ms, known->is_incomplete,
                                    known->message != NULL ? known->message : "" };
}

/* The cursors know the days without looking at rows, but what came out of a file may have none. */
static bool look_up_days(struct explore *explore, const char *name, struct known *known, struct error *error)
{
    if (!store_lookup_days(explore->store, name, &known->first_day, &known->last_day, &known->any_days, error))
        return false;
    return known->any_days ||
           store_series_extent(explore->store, name, NULL, &known->first_day, &known->last_day, &known->any_days, error);
}

bool explore_days(struct explore *explore, const struct stream *series, int32_t *first, int32_t *last)
{
    struct known *known = &explore->known[series - streams];
    struct error error = ERROR_INIT;
    if (explore->store == NULL || !known->is_stored)
        return false;
    if (known->days_version != explore->version) {
        known->any_days = look_up_days(explore, series->table.name, known, &error) && known->any_days;
        known->days_version = explore->version;
        error_clear(&error);
    }
    *first = known->first_day;
    *last = known->last_day;
    return known->any_days;
}

/* The export. */

/* Texts of errors stay with the export. */
static void look_at_progress(struct explore *explore, int64_t now_ms)
{
    struct sync_progress stream;
    int64_t answers = 0;
    explore->seen_ms = now_ms;
    explore->seen_count = 0;
    for (size_t i = 0; sync_progress(pull_sync(explore->pull), i, &stream); i++) {
        explore->seen = memory_resize(explore->seen, i + 1, sizeof *explore->seen);
        stream.error = NULL;
        explore->seen[explore->seen_count++] = stream;
        answers += stream.requests;
    }
    if (answers != explore->answers)
        explore->answers_ms = now_ms;
    explore->answers = answers;
}

static void begin_wanted(struct explore *explore, struct error *error)
{
    struct sync_options options;
    struct sync_selection *selections = memory_allocate(stream_count, sizeof *selections);
    const struct profile *profile = session_profile(explore->options.session);
    pull_usual_options(&options, profile, date_day_of(date_now_ms()));
    for (size_t i = 0; i < stream_count; i++) {
        if (explore->wanted[i])
            selections[options.selection_count++] = (struct sync_selection){ &streams[i], explore->wanted_mode };
        explore->wanted[i] = false;
    }
    options.selections = selections;
    char *directory = memory_copy_string(explore->path);
    char *slash = strrchr(directory, '/');
    if (slash != NULL)
        *slash = '\0';
    bool begun = file_make_directories(directory, 0700, error) &&
                 store_open(&explore->target, explore->path, STORE_WRITE, WRITE_WAIT_MS, error) &&
                 pull_new(&explore->pull, explore->options.session, explore->target, &options, NULL, NULL, error);
    if (begun) {
        error_clear(&explore->trouble); /* it may have been an older version's */
        explore->due_ms = 0;
        explore->answers_ms = date_monotonic_ms();
        look_at_progress(explore, date_monotonic_ms());
    } else {
        store_close(explore->target);
        explore->target = NULL;
    }
    free(directory);
    free(selections);
    explore_tell_changed(explore);
}

static bool want(struct explore *explore, enum sync_mode mode, struct error *error)
{
    struct error failure = ERROR_INIT;
    explore->wanted_mode = mode;
    if (explore->pull != NULL)
        return true;
    begin_wanted(explore, &failure);
    if (failure.code == ERROR_NONE)
        return true;
    error_move(error, &failure);
    return false;
}

bool explore_sync(struct explore *explore, const struct stream *const *chosen, size_t count, enum sync_mode mode, struct error *error)
{
    for (size_t i = 0; i < stream_count; i++) {
        bool is_wanted = count == 0;
        for (size_t k = 0; k < count; k++)
            is_wanted = is_wanted || chosen[k] == &streams[i] || stream_parent(chosen[k]) == &streams[i];
        explore->wanted[i] = explore->wanted[i] || is_wanted;
    }
    explore->is_asked_for = true;
    return want(explore, mode, error);
}

bool explore_sync_overview(struct explore *explore, struct error *error)
{
    for (size_t i = 0; i < stream_count; i++)
        explore->wanted[i] = streams[i].parent == NULL || strcmp(streams[i].table.name, "campaigns_analytics") == 0;
    return want(explore, SYNC_INCREMENTAL, error);
}

bool explore_stop(struct explore *explore)
{
    bool any = live_stop(explore->live);
    for (size_t i = 0; i < stream_count; i++)
        explore->wanted[i] = false;
    if (explore->writer != NULL) {
        struct error error = ERROR_INIT;
        error_set(&error, ERROR_CANCELLED, "stopped; %s was not written", file_writer_path(explore->writer));
        file_writer_free(explore->writer);
        explore->writer = NULL;
        explore_add_note(explore, NULL, &error);
        any = true;
    }
    if (explore->pull == NULL)
        return any;
    pull_cancel(explore->pull);
    explore->due_ms = 0;
    return true;
}

const char *explore_unfinished(const struct explore *explore)
{
    if (explore->writer != NULL)
        return "A file is being written";
    return explore->pull != NULL && explore->is_asked_for ? "An export is running; what was read is kept" : NULL;
}

/* "campaigns: 412 rows exported", or how many streams. */
static char *describe_end(const struct explore *explore)
{
    struct explore_progress progress;
    explore_progress(explore, &progress);
    UT_string text;
    utstring_init(&text);
    if (progress.streams == 1)
        utstring_printf(&text, "%s: ", progress.stream);
    text_append_count(&text, progress.rows);
    utstring_printf(&text, " rows exported");
    if (progress.streams > 1)
        utstring_printf(&text, ", %zu streams", progress.streams);
    return utstring_body(&text);
}

static void end_pull(struct explore *explore)
{
    struct error error = ERROR_INIT;
    bool good = pull_judge(explore->pull, &error);
    char *text = good ? describe_end(explore) : NULL;
    pull_free(explore->pull);
    store_close(explore->target);
    explore->pull = NULL;
    explore->target = NULL;
    explore->due_ms = INT64_MAX;
    explore_add_note(explore, text, &error);
    bool is_more_asked_for = explore->is_asked_for;
    explore->is_asked_for = false;
    for (size_t i = 0; i < stream_count; i++) {
        if (!explore->wanted[i])
            continue;
        explore->is_asked_for = is_more_asked_for;
        begin_wanted(explore, &error);
        if (error.code != ERROR_NONE)
            explore_add_note(explore, NULL, &error);
        break;
    }
    error_clear(&error);
}

static void step_pull(struct explore *explore)
{
    int64_t now_ms = date_monotonic_ms();
    bool is_due = now_ms >= explore->due_ms;
    int due = pull_step(explore->pull);
    if (is_due || due >= 0)
        explore->due_ms = now_ms + (due >= 0 && due < PROGRESS_MS ? due : PROGRESS_MS);
    if (pull_is_done(explore->pull) || now_ms >= explore->seen_ms + PROGRESS_MS)
        look_at_progress(explore, now_ms);
    if (pull_is_done(explore->pull))
        end_pull(explore);
    else if (is_due)
        explore_tell_changed(explore);
}

/* A file. */

bool explore_write_file(struct explore *explore, const struct stream *stream, enum store_format format, const char *filter,
                        const char *path, struct error *error)
{
    if (explore->writer != NULL)
        return error_set(error, ERROR_USAGE, "%s is still being written", file_writer_path(explore->writer));
    if (!file_writer_new(&explore->writer, explore->path, stream->table.name, format, filter, path, error))
        return false;
    explore->written = 0;
    explore->written_ms = date_monotonic_ms();
    explore_tell_changed(explore);
    return true;
}

int64_t explore_rows_written(const struct explore *explore)
{
    return explore->writer != NULL ? explore->written : -1;
}

static void step_writer(struct explore *explore)
{
    struct error error = ERROR_INIT;
    bool more = false;
    bool good = file_writer_step(explore->writer, date_monotonic_ms() + SLICE_MS, &more, &error);
    if (good && more) {
        if (date_monotonic_ms() < explore->written_ms + PROGRESS_MS)
            return;
        explore->written = file_writer_rows(explore->writer);
        explore->written_ms = date_monotonic_ms();
        explore_tell_changed(explore);
        return;
    }
    UT_string text;
    utstring_init(&text);
    text_append_count(&text, file_writer_rows(explore->writer));
    utstring_printf(&text, " rows written to %s", file_writer_path(explore->writer));
    file_writer_free(explore->writer);
    explore->writer = NULL;
    if (!good) {
        utstring_done(&text);
        explore_add_note(explore, NULL, &error);
    } else {
        explore_add_note(explore, utstring_body(&text), NULL);
    }
}

void explore_run(struct explore *explore)
{
    if (explore->pull != NULL)
        step_pull(explore);
    if (explore->writer != NULL)
        step_writer(explore);
    look_for_changes(explore);
}

int64_t explore_due(const struct explore *explore)
{
    return explore->writer != NULL ? 0 : explore->due_ms;
}

bool explore_stream_progress(const struct explore *explore, const struct stream *stream, struct sync_progress *progress)
{
    for (size_t i = 0; explore->pull != NULL && i < explore->seen_count; i++) {
        *progress = explore->seen[i];
        if (progress->stream == stream)
            return true;
    }
    return false;
}

static void add_up(struct explore_progress *progress, const struct sync_progress *stream, int64_t *most_left)
{
    bool has_ended = stream->state > SYNC_RUNNING;
    progress->streams += stream->selected;
    progress->streams_done += stream->selected && has_ended;
    progress->rows += stream->rows;
    progress->requests += stream->requests;
    if (progress->requests_left >= 0)
        progress->requests_left = stream->requests_left < 0 ? -1 : progress->requests_left + stream->requests_left;
    int64_t left = stream->requests_left < 0 ? INT64_MAX : stream->requests_left;
    if (stream->selected && (progress->stream == NULL || (!has_ended && left > *most_left))) {
        progress->stream = stream->stream->table.name;
        *most_left = has_ended ? -1 : left;
    }
}

void explore_progress(const struct explore *explore, struct explore_progress *progress)
{
    *progress = (struct explore_progress){ .seconds_left = -1, .waits_until_ms = -1 };
    if (explore->pull == NULL)
        return;
    int64_t most_left = -1;
    int64_t waits_ms = INT64_MAX;
    bool moves = false;
    progress->is_running = true;
    for (size_t i = 0; i < explore->seen_count; i++) {
        const struct sync_progress *stream = &explore->seen[i];
        add_up(progress, stream, &most_left);
        if (stream->state != SYNC_RUNNING)
            continue;
        moves = moves || stream->waits_until_ms <= date_now_ms();
        waits_ms = stream->waits_until_ms < waits_ms ? stream->waits_until_ms : waits_ms;
    }
    if (!moves && waits_ms != INT64_MAX)
        progress->waits_until_ms = waits_ms;
    progress->silent_s = (explore->seen_ms - explore->answers_ms) / 1000;
    double seconds = (double)(explore->seen_ms - pull_started_ms(explore->pull)) / 1000;
    if (seconds <= 0)
        return;
    progress->rows_a_second = (double)progress->rows / seconds;
    progress->requests_a_second = (double)progress->requests / seconds;
    if (progress->requests_left >= 0 && progress->requests > 0)
        progress->seconds_left = (int64_t)((double)progress->requests_left / progress->requests_a_second);
}

void explore_free(struct explore *explore)
{
    if (explore == NULL)
        return;
    explore->options.changed = NULL;
    live_free(explore->live);
    file_writer_free(explore->writer);
    pull_free(explore->pull);
    store_close(explore->target);
    close_store(explore);
    char *text = NULL;
    struct error error = ERROR_INIT;
    while (explore_take_note(explore, &text, &error)) {
        free(text);
        error_clear(&error);
    }
    for (size_t i = 0; i < stream_count; i++)
        free(explore->known[i].message);
    free(explore->known);
    free(explore->wanted);
    free(explore->seen);
    error_clear(&explore->trouble);
    free(explore->path);
    free(explore);
}
