#include "airbyte_world.h"

#include <string.h>
#include <unistd.h>

#include "airbyte_shape.h"
#include "place.h"
#include "program.h"
#include "support/file.h"
#include "support/json.h"
#include "support/memory.h"
#include "support/text.h"
#include "sync/stream.h"
#include "unit.h"

static char *directory;
static char *paths[SOURCE_STATE + 1];

void source_set_up(void)
{
    static const char *const names[] = { "config.json", "catalog.json", "state.json" };
    directory = place_make();
    for (size_t i = 0; i <= SOURCE_STATE; i++)
        paths[i] = file_join(directory, names[i]);
}

void source_tear_down(void)
{
    for (size_t i = 0; i <= SOURCE_STATE; i++)
        free(paths[i]);
    place_remove(directory);
}

const char *source_path(enum source_file file)
{
    return paths[file];
}

void source_write(enum source_file file, const char *text)
{
    struct error error = ERROR_INIT;
    ck_assert_msg(file_write_atomic(paths[file], NULL, 0600, text, strlen(text), &error), "%s", error.message);
}

void source_write_config(const char *url, const char *rest)
{
    char *text = memory_format(
        "{\"url\":\"%s\",\"api_key\":\"demo-key\",\"start_date\":\"2026-09-01\",\"end_date\":\"2026-09-15\"%s}", url,
        rest);
    source_write(SOURCE_CONFIG, text);
    free(text);
}

void source_write_catalog(const char *const *entries)
{
    UT_string *text;
    utstring_new(text);
    utstring_printf(text, "{\"streams\":[");
    for (size_t i = 0; entries[i] != NULL; i += 2)
        utstring_printf(text,
                        "%s{\"stream\":{\"name\":\"%s\",\"json_schema\":{}},\"sync_mode\":\"%s\",\"destination_sync_"
                        "mode\":\"append\"}",
                        i > 0 ? "," : "", entries[i + 1], entries[i][0] == 'i' ? "incremental" : "full_refresh");
    utstring_printf(text, "]}");
    source_write(SOURCE_CATALOG, utstring_body(text));
    utstring_free(text);
}

void source_write_catalog_of_all(void)
{
    const char *entries[2 * 32 + 1] = { NULL };
    for (size_t i = 0; i < stream_count; i++) {
        entries[2 * i] = stream_incremental(&streams[i]) ? "i" : "f";
        entries[2 * i + 1] = streams[i].table.name;
    }
    source_write_catalog(entries);
}

struct output source_run(const char *const *arguments)
{
    struct program_end end = program_run("source-braze", arguments);
    struct output output = { end.status, json_array(), memory_copy_string(end.out) };
    for (char *line = end.out, *stop; *line != '\0'; line = stop + 1) {
        stop = strchr(line, '\n');
        ck_assert_msg(stop != NULL, "the last line has no end: %s", line);
        *stop = '\0';
        struct error error = ERROR_INIT;
        cJSON *message = json_parse(line, strlen(line), &error);
        ck_assert_msg(message != NULL, "%s: %s", error.message, line);
        const char *wrong = airbyte_shape_wrong(message, line);
        ck_assert_msg(wrong == NULL, "%s: %s", wrong, line);
        json_append(output.messages, message);
    }
    ck_assert_ptr_null(strstr(output.text, "demo-key"));
    ck_assert_ptr_null(strstr(end.err, "demo-key"));
    program_end_clear(&end);
    return output;
}

void output_clear(struct output *output)
{
    cJSON_Delete(output->messages);
    free(output->text);
}

struct output source_read(bool with_state)
{
    const char *const arguments[] = { "read",
                                      "--config",
                                      paths[SOURCE_CONFIG],
                                      "--catalog",
                                      paths[SOURCE_CATALOG],
                                      with_state ? "--state" : NULL,
                                      paths[SOURCE_STATE],
                                      NULL };
    return source_run(arguments);
}

struct output source_check(void)
{
    const char *const arguments[] = { "check", "--config", paths[SOURCE_CONFIG], NULL };
    return source_run(arguments);
}

const cJSON *payload(const cJSON *message, const char *type, const char *name)
{
    return strcmp(json_get_string(message, "type", ""), type) == 0 ? json_get(message, name) : NULL;
}

static const char *stream_of(const cJSON *of)
{
    return json_get_string(json_get(of, "stream_descriptor"), "name", "");
}

size_t count_records(const struct output *output, const char *stream, const char *field, const char *value)
{
    size_t count = 0;
    for (const cJSON *message = output->messages->child; message != NULL; message = message->next) {
        const cJSON *record = payload(message, "RECORD", "record");
        if (record != NULL && strcmp(json_get_string(record, "stream", ""), stream) == 0 &&
            (field == NULL || strcmp(json_get_string(json_get(record, "data"), field, ""), value) == 0))
            count++;
    }
    return count;
}

const cJSON *last_state(const struct output *output, const char *stream)
{
    const cJSON *found = NULL;
    for (const cJSON *message = output->messages->child; message != NULL; message = message->next) {
        const cJSON *state = json_get(payload(message, "STATE", "state"), "stream");
        if (state != NULL && strcmp(stream_of(state), stream) == 0)
            found = json_get(state, "stream_state");
    }
    return found;
}

char *state_text(const struct output *output, const char *stream)
{
    const cJSON *state = last_state(output, stream);
    return state != NULL ? json_print(state) : memory_copy_string("none");
}

static char *statuses(const struct output *output, const char *stream)
{
    UT_string *text;
    utstring_new(text);
    for (const cJSON *message = output->messages->child; message != NULL; message = message->next) {
        const cJSON *trace = payload(message, "TRACE", "trace");
        const cJSON *status = json_get(trace, "stream_status"), *error = json_get(trace, "error");
        if (status != NULL && strcmp(stream_of(status), stream) == 0)
            utstring_printf(text, "%s%s%s", utstring_len(text) > 0 ? " " : "", json_get_string(status, "status", ""),
                            json_get(status, "reasons") != NULL ? "*" : "");
        if (error != NULL && strcmp(stream_of(error), stream) == 0)
            utstring_printf(text, " %s!", json_get_string(error, "failure_type", ""));
    }
    char *copy = memory_copy_string(utstring_body(text));
    utstring_free(text);
    return copy;
}

void expect_statuses(const struct output *output, const char *stream, const char *expected)
{
    char *got = statuses(output, stream);
    ck_assert_msg(strcmp(got, expected) == 0, "%s: %s, not %s", stream, got, expected);
    free(got);
}

void expect_order(const struct output *output, const char *stream)
{
    bool started = false, running = false, ended = false;
    double since = 0;
    for (const cJSON *message = output->messages->child; message != NULL; message = message->next) {
        const cJSON *record = payload(message, "RECORD", "record"), *state = payload(message, "STATE", "state");
        const cJSON *status = json_get(payload(message, "TRACE", "trace"), "stream_status");
        if (record != NULL && strcmp(json_get_string(record, "stream", ""), stream) == 0) {
            ck_assert_msg(started && running && !ended, "a record of %s out of its order", stream);
            since++;
        } else if (state != NULL && strcmp(stream_of(json_get(state, "stream")), stream) == 0) {
            ck_assert_msg(started && !ended, "a state of %s out of its order", stream);
            ck_assert_double_eq(json_get_number(json_get(state, "sourceStats"), "recordCount", -1), since);
            since = 0;
        } else if (status != NULL && strcmp(stream_of(status), stream) == 0) {
            const char *word = json_get_string(status, "status", "");
            ck_assert_msg(!ended, "%s goes on after its end", stream);
            started = started || strcmp(word, "STARTED") == 0;
            running = running || strcmp(word, "RUNNING") == 0;
            ended = strcmp(word, "COMPLETE") == 0 || strcmp(word, "INCOMPLETE") == 0;
        }
    }
    ck_assert_msg(ended && since == 0, "%s: %.0f records after the last state", stream, since);
}
