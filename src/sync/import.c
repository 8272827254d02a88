#include "sync/import.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "store/lookup.h"
#include "store/write.h"
#include "support/date.h"
#include "support/json.h"
#include "support/memory.h"
#include "support/span.h"
#include "support/text.h"
#include "sync/record.h"
#include "sync/state.h"

enum { COMMIT_RECORDS = 2000, LINE_LIMIT = 256 << 20, TOLD_LINES = 20 };

struct target {
    const struct stream *stream;
    struct store_writer *writer;
    cJSON *state; /* the last one that came; NULL: none */
};

struct import {
    struct store *store;
    const struct stream *only;
    struct target *targets; /* one for each stream of the table; a NULL writer: nothing came yet */
    import_tell tell;
    void *context;
    struct import_result *result;
    int64_t line, uncommitted;
    UT_string *text;
};

static void refuse(struct import *import, const char *format, ...) PRINTF_LIKE(2, 3);

static void refuse(struct import *import, const char *format, ...)
{
    if (++import->result->refused > TOLD_LINES || import->tell == NULL)
        return;
    va_list arguments;
    va_start(arguments, format);
    char *text = memory_format_list(format, arguments);
    va_end(arguments);
    import->tell(import->line, text, import->context);
    free(text);
}

static struct target *open_target(struct import *import, const struct stream *stream, struct error *error)
{
    struct target *target = &import->targets[stream - streams];
    target->stream = stream;
    if (target->writer == NULL &&
        !store_writer_open(&target->writer, import->store, &stream->table, STORE_MERGE, "", date_now_ms(), error))
        return NULL;
    return target;
}

/* Gives a record to the store. False: the store failed. */
static bool put(struct import *import, const struct stream *stream, struct span data, cJSON *tree, int64_t now_ms,
                struct error *error)
{
    struct error reason = ERROR_INIT;
    struct target *target = open_target(import, stream, error);
    if (target == NULL)
        return false;
    if (!cJSON_IsObject(tree)) {
        refuse(import, "the record is not an object");
        return true;
    }
    utstring_clear(import->text);
    span_append_compact(import->text, data);
    record_complete(stream, tree, import->text);
    if (!span_is_strict((struct span){ utstring_body(import->text), utstring_len(import->text) })) {
        char *text = json_print(tree);
        utstring_clear(import->text);
        utstring_bincpy(import->text, text, strlen(text));
        free(text);
    }
    if (!store_writer_put(target->writer, utstring_body(import->text), utstring_len(import->text), tree, now_ms, NULL,
                          &reason)) {
        bool only_this = reason.code == ERROR_INPUT;
        if (only_this)
            refuse(import, "%s", reason.message);
        else if (error != NULL)
            error_move(error, &reason);
        error_clear(&reason);
        return only_this;
    }
    import->result->records++;
    if (++import->uncommitted < COMMIT_RECORDS)
        return true;
    import->uncommitted = 0;
    return store_commit(import->store, error);
}

static bool take_record(struct import *import, struct span line, const cJSON *record, struct error *error)
{
    struct span inner, data;
    const char *name = json_get_string(record, "stream", NULL);
    const struct stream *stream = name != NULL ? stream_find(name) : NULL;
    if (name == NULL || !span_member(line, "record", &inner) || !span_member(inner, "data", &data)) {
        refuse(import, "a RECORD without its stream or its data");
        return true;
    }
    if (stream == NULL) {
        import->result->passed++;
        return true;
    }
    double emitted = json_get_number(record, "emitted_at", 0);
    int64_t now_ms = emitted > 0 && emitted < 1e15 ? (int64_t)emitted : date_now_ms();
    return put(import, stream, data, json_get(record, "data"), now_ms, error);
}

static void take_state(struct import *import, const cJSON *message)
{
    struct error error = ERROR_INIT;
    cJSON *states = NULL;
    if (!state_read_file(&states, message, &error)) {
        refuse(import, "%s", error.message);
        error_clear(&error);
        return;
    }
    for (cJSON *state = states->child; state != NULL; state = state->next) {
        const struct stream *stream = stream_find(state->string);
        if (stream == NULL || !stream_incremental(stream))
            continue;
        struct target *target = &import->targets[stream - streams];
        cJSON_Delete(target->state);
        target->state = cJSON_Duplicate(state, true);
    }
    import->result->passed++;
    cJSON_Delete(states);
}

static bool take_line(struct import *import, const char *text, size_t length, struct error *error)
{
    struct error reason = ERROR_INIT;
    struct span line = span_of(text, length);
    if (line.length == 0)
        return true;
    if (u8_check((const uint8_t *)text, length) != NULL) {
        refuse(import, "not UTF-8");
        return true;
    }
    cJSON *json = json_parse(text, length, &reason);
    if (json == NULL) {
        refuse(import, "not valid JSON");
        error_clear(&reason);
        return true;
    }
    bool done = true;
    const char *type = json_get_string(json, "type", "");
    if (import->only != NULL)
        done = put(import, import->only, line, json, date_now_ms(), error);
    else if (strcmp(type, "RECORD") == 0)
        done = take_record(import, line, json_get(json, "record"), error);
    else if (strcmp(type, "STATE") == 0)
        take_state(import, json);
    else if (json_get_string(json, "type", NULL) != NULL)
        import->result->passed++;
    else
        refuse(import, "not an Airbyte message; plain records need --stream");
    cJSON_Delete(json);
    return done;
}

/* Days that were read, as a state and the rows say it together: a state may be of more than the file has. */
struct resumption {
    const struct cursors *cursors;
    const struct target *target;
};

static bool last_day(const char *item, int32_t *day, void *context)
{
    const struct resumption *resumption = context;
    return cursors_get(resumption->cursors, resumption->target->stream->parent != NULL ? item : NULL, day);
}

static bool is_beside(const struct store_cursor *known, int32_t first, int32_t last)
{
    return first <= known->cursor + 1 && known->since <= last + 1;
}

static bool set_cursor(const char *item, int32_t first, int32_t last, void *context, struct error *error)
{
    const struct resumption *resumption = context;
    struct store_writer *writer = resumption->target->writer;
    struct store_cursor known;
    if (!store_writer_cursor(writer, item, &known, error))
        return false;
    if (known.any && known.days && is_beside(&known, first, last)) {
        first = known.since < first ? known.since : first;
        last = known.cursor > last ? known.cursor : last;
    } else if (known.any && known.days && known.cursor > last) {
        return true;
    }
    known = (struct store_cursor){ true, true, first, last };
    return store_writer_set_cursor(writer, item, &known, error);
}

/* So that a later sync goes on from there. */
static bool keep_state(struct import *import, struct target *target, struct error *error)
{
    struct cursors *cursors = cursors_new();
    struct resumption resumption = { cursors, target };
    const struct store_stretches wanted = { last_day, set_cursor, &resumption };
    struct error reason = ERROR_INIT;
    bool done = true;
    if (cursors_read(cursors, target->stream, target->state, &reason)) {
        done = store_lookup_stretches(import->store, target->stream->table.name, &wanted, error);
    } else {
        if (import->tell != NULL)
            import->tell(0, reason.message, import->context);
        error_clear(&reason);
    }
    cursors_free(cursors);
    return done;
}

/* A state may come in a file of its own, after the rows. Without any rows here it would tell of days that nobody has. */
static bool open_for_state(struct import *import, size_t i, struct error *error)
{
    struct store_table *table = NULL;
    struct error reason = ERROR_INIT;
    if (store_stream_table(import->store, streams[i].table.name, &table, &reason)) {
        store_table_free(table);
        return open_target(import, &streams[i], error) != NULL;
    }
    bool is_unknown = reason.code == ERROR_NOT_FOUND;
    if (!is_unknown)
        error_move(error, &reason);
    error_clear(&reason);
    char *text = memory_format("the state of %s is left out: there are no rows of it", streams[i].table.name);
    if (is_unknown && import->tell != NULL && import->targets[i].state->child != NULL)
        import->tell(0, text, import->context);
    free(text);
    return is_unknown;
}

static bool finish(struct import *import, struct error *error)
{
    for (size_t i = 0; i < stream_count; i++) {
        struct target *target = &import->targets[i];
        if (target->writer == NULL && target->state != NULL && !open_for_state(import, i, error))
            return false;
        if (target->writer == NULL)
            continue;
        if ((target->state != NULL && !keep_state(import, target, error)) ||
            !store_writer_finish(target->writer, date_now_ms(), error))
            return false;
    }
    return true;
}

static bool read_lines(struct import *import, FILE *file, struct error *error)
{
    char *line = NULL;
    size_t capacity = 0;
    bool done = true;
    ssize_t length;
    errno = 0;
    while (done && (length = getline(&line, &capacity, file)) >= 0) {
        import->line++;
        if (length > LINE_LIMIT)
            refuse(import, "longer than %d bytes", LINE_LIMIT);
        else
            done = take_line(import, line, (size_t)length, error);
    }
    if (done && ferror(file))
        done = error_set(error, ERROR_STORAGE, "cannot read the file: %s", strerror(errno));
    free(line);
    return done;
}

bool import_run(struct store *store, FILE *file, const struct stream *stream, import_tell tell, void *context,
                struct import_result *result, struct error *error)
{
    *result = (struct import_result){ 0 };
    struct import import = { .store = store, .only = stream, .tell = tell, .context = context, .result = result };
    if (!store_run_begin(store, "import", date_now_ms(), error))
        return false;
    import.targets = memory_allocate(stream_count, sizeof *import.targets);
    utstring_new(import.text);
    bool done = read_lines(&import, file, error) && finish(&import, error);
    for (size_t i = 0; i < stream_count; i++) {
        store_writer_close(import.targets[i].writer);
        cJSON_Delete(import.targets[i].state);
    }
    if (done)
        done = store_run_end(store, result->refused > 0 ? "incomplete" : "complete", NULL, date_now_ms(), error);
    free(import.targets);
    utstring_free(import.text);
    if (done && result->records == 0 && result->refused > 0) {
        error_set(error, ERROR_INPUT, "no line of the file could be used");
        return error_hint(error, "Airbyte messages are read as they are; JSON Lines with --stream STREAM");
    }
    return done;
}
