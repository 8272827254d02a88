#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "airbyte_shape.h"
#include "program.h"
#include "sim_client.h"
#include "support/date.h"
#include "support/file.h"
#include "support/json.h"
#include "sync/stream.h"
#include "unit.h"

#define SMALL                                                                                                          \
    "seed", "7", "campaigns", "5", "canvases", "3", "segments", "4", "cards", "2", "events", "3", "products", "3"

static char directory[] = "/tmp/brazier-airbyte-XXXXXX";
static char *config_path, *catalog_path, *state_path;

static void set_up(void)
{
    ck_assert_ptr_nonnull(mkdtemp(directory));
    config_path = file_join(directory, "config.json");
    catalog_path = file_join(directory, "catalog.json");
    state_path = file_join(directory, "state.json");
}

static void tear_down(void)
{
    (void)unlink(config_path);
    (void)unlink(catalog_path);
    (void)unlink(state_path);
    free(config_path);
    free(catalog_path);
    free(state_path);
    ck_assert_int_eq(rmdir(directory), 0);
}

static void write_file(const char *path, const char *text)
{
    struct error error = ERROR_INIT;
    ck_assert_msg(file_write_atomic(path, NULL, 0600, text, strlen(text), &error), "%s", error.message);
}

static void write_config(const char *url, const char *rest)
{
    char *text = memory_format(
        "{\"url\":\"%s\",\"api_key\":\"demo-key\",\"start_date\":\"2026-09-01\",\"end_date\":\"2026-09-15\"%s}", url,
        rest);
    write_file(config_path, text);
    free(text);
}

/* Names of streams, each after its mode: "i" or "f". Ended by NULL. */
static void write_catalog(const char *const *entries)
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
    write_file(catalog_path, utstring_body(text));
    utstring_free(text);
}
#define CATALOG(...) write_catalog((const char *const[]){ __VA_ARGS__, NULL })

static void write_catalog_of_all(void)
{
    const char *entries[2 * 32 + 1] = { NULL };
    for (size_t i = 0; i < stream_count; i++) {
        entries[2 * i] = stream_incremental(&streams[i]) ? "i" : "f";
        entries[2 * i + 1] = streams[i].table.name;
    }
    write_catalog(entries);
}

struct output {
    int status;
    cJSON *messages; /* an array */
    char *text;
};

/* Every line must have the protocol's shape, whatever the command. */
static struct output run(const char *const *arguments)
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

static void output_clear(struct output *output)
{
    cJSON_Delete(output->messages);
    free(output->text);
}

static struct output run_read(bool with_state)
{
    const char *const arguments[] = { "read",      "--config",   config_path,
                                      "--catalog", catalog_path, with_state ? "--state" : NULL,
                                      state_path,  NULL };
    return run(arguments);
}

static struct output run_check(void)
{
    const char *const arguments[] = { "check", "--config", config_path, NULL };
    return run(arguments);
}

static const cJSON *payload(const cJSON *message, const char *type, const char *name)
{
    return strcmp(json_get_string(message, "type", ""), type) == 0 ? json_get(message, name) : NULL;
}

static const char *stream_of(const cJSON *of)
{
    return json_get_string(json_get(of, "stream_descriptor"), "name", "");
}

static size_t count_records(const struct output *output, const char *stream, const char *field, const char *value)
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

static const cJSON *last_state(const struct output *output, const char *stream)
{
    const cJSON *found = NULL;
    for (const cJSON *message = output->messages->child; message != NULL; message = message->next) {
        const cJSON *state = json_get(payload(message, "STATE", "state"), "stream");
        if (state != NULL && strcmp(stream_of(state), stream) == 0)
            found = json_get(state, "stream_state");
    }
    return found;
}

static char *state_text(const struct output *output, const char *stream)
{
    const cJSON *state = last_state(output, stream);
    return state != NULL ? json_print(state) : memory_copy_string("none");
}

/* "STARTED RUNNING COMPLETE" of a stream; an error in between is "error_type!". */
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

static void expect_statuses(const struct output *output, const char *stream, const char *expected)
{
    char *got = statuses(output, stream);
    ck_assert_msg(strcmp(got, expected) == 0, "%s: %s, not %s", stream, got, expected);
    free(got);
}

/* Records come between STARTED and the end, RUNNING before the first; each state counts those since the one before. */
static void expect_order(const struct output *output, const char *stream)
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

START_TEST(the_specification_is_that_of_airbyte_s_source)
{
    const char *const arguments[] = { "spec", NULL };
    struct output output = run(arguments);
    ck_assert_int_eq(output.status, 0);
    ck_assert_int_eq(cJSON_GetArraySize(output.messages), 1);
    const cJSON *specification = json_get(payload(output.messages->child, "SPEC", "spec"), "connectionSpecification");
    const cJSON *properties = json_get(specification, "properties");
    ck_assert_int_eq(cJSON_GetArraySize(json_get(specification, "required")), 3);
    ck_assert(json_get_bool(json_get(properties, "api_key"), "airbyte_secret", false));
    ck_assert_str_eq(json_get_string(json_get(properties, "start_date"), "format", ""), "date");
    ck_assert_str_eq(json_get_string(json_get(properties, "url"), "type", ""), "string");
    output_clear(&output);
}
END_TEST

START_TEST(the_catalog_has_every_stream_once)
{
    const char *const arguments[] = { "discover", "--config", config_path, NULL };
    write_config("https://rest.fra-01.braze.eu", "");
    struct output output = run(arguments);
    ck_assert_int_eq(output.status, 0);
    const cJSON *list = json_get(payload(output.messages->child, "CATALOG", "catalog"), "streams");
    ck_assert_int_eq(cJSON_GetArraySize(list), 22);
    for (const cJSON *stream = list->child; stream != NULL; stream = stream->next) {
        bool incremental = cJSON_GetArraySize(json_get(stream, "supported_sync_modes")) == 2;
        ck_assert_int_eq(json_get_bool(stream, "source_defined_cursor", false), incremental);
        ck_assert_int_eq(json_get_bool(stream, "is_resumable", false), incremental);
    }
    output_clear(&output);
}
END_TEST

static void expect_check(bool succeeded, const char *part)
{
    struct output output = run_check();
    const cJSON *status = NULL;
    for (const cJSON *message = output.messages->child; message != NULL; message = message->next)
        status = payload(message, "CONNECTION_STATUS", "connectionStatus") != NULL
                     ? payload(message, "CONNECTION_STATUS", "connectionStatus")
                     : status;
    ck_assert_int_eq(output.status, 0);
    ck_assert_ptr_nonnull(status);
    ck_assert_msg(strcmp(json_get_string(status, "status", ""), succeeded ? "SUCCEEDED" : "FAILED") == 0, "%s",
                  output.text);
    ck_assert_msg(part == NULL || strstr(json_get_string(status, "message", ""), part) != NULL, "%s", output.text);
    ck_assert(part != NULL || json_get(status, "message") == NULL);
    output_clear(&output);
}

START_TEST(check_tells_what_is_wrong_and_which_permissions_are_missing)
{
    struct sim *sim = client_start(SMALL, NULL);
    write_config(sim_url(sim), "");
    expect_check(true, NULL);
    write_file(config_path, "{\"url\":\"https://rest.fra-01.braze.eu\",\"start_date\":\"2026-09-01\"}");
    expect_check(false, "Config validation error: 'api_key' is a required property");
    write_file(config_path, "{\"url\":7,\"api_key\":\"k\",\"start_date\":\"2026-09-01\"}");
    expect_check(false, "'url' is not of type 'string'");
    write_file(config_path,
               "{\"url\":\"https://rest.fra-01.braze.eu\",\"api_key\":\"k\",\"start_date\":\"10/11/2026\"}");
    expect_check(false, "start_date");
    write_file(config_path,
               "{\"url\":\"https://rest.fra-01.braze.eu\",\"api_key\":\"k\",\"start_date\":\"9999-01-01\"}");
    expect_check(false, "not in the past");
    write_file(config_path,
               "{\"url\":\"https://sdk.iad-03.braze.com\",\"api_key\":\"k\",\"start_date\":\"2026-09-01\"}");
    expect_check(false, "https://rest.iad-03.braze.com");
    write_file(config_path, "{\"url\":\"http://rest.example.com\",\"api_key\":\"k\",\"start_date\":\"2026-09-01\"}");
    expect_check(false, "https");
    write_file(config_path, "not json");
    expect_check(false, "not valid JSON");
    sim_stop(sim);
    sim = client_start(SMALL, "permissions", "all,-campaigns.list,-kpi.dau.data_series", NULL);
    write_config(sim_url(sim), "");
    expect_check(true, "campaigns.list for campaigns");
    expect_check(true, "kpi.dau.data_series for kpi_daily_active_users");
    sim_stop(sim);
    sim = client_start(SMALL, "api-key", "another-key", NULL);
    write_config(sim_url(sim), "");
    expect_check(false, "does not know the key");
    sim_stop(sim);
}
END_TEST

START_TEST(everything_is_read_in_order)
{
    struct sim *sim = client_start(SMALL, NULL);
    write_config(sim_url(sim), "");
    write_catalog_of_all();
    struct output output = run_read(false);
    ck_assert_int_eq(output.status, 0);
    for (size_t i = 0; i < stream_count; i++) {
        expect_order(&output, streams[i].table.name);
        expect_statuses(&output, streams[i].table.name, "STARTED RUNNING COMPLETE");
    }
    ck_assert_uint_eq(count_records(&output, "campaigns", NULL, NULL), 5);
    ck_assert_uint_eq(count_records(&output, "campaigns_analytics", NULL, NULL), 5 * 14);
    ck_assert_uint_eq(count_records(&output, "canvases_details", NULL, NULL), 3);
    ck_assert_uint_eq(count_records(&output, "events_analytics", NULL, NULL), 3 * 14);
    ck_assert_uint_eq(count_records(&output, "kpi_daily_new_users", NULL, NULL), 14);
    char *state = state_text(&output, "kpi_daily_new_users");
    ck_assert_str_eq(state, "{\"time\":\"2026-09-14\"}");
    free(state);
    state = state_text(&output, "campaigns");
    ck_assert_str_eq(state, "{\"__ab_no_cursor_state_message\":true}");
    free(state);
    const cJSON *analytics = last_state(&output, "campaigns_analytics");
    ck_assert_int_eq(cJSON_GetArraySize(json_get(analytics, "states")), 5);
    ck_assert_str_eq(json_get_string(json_get(analytics, "state"), "time", ""), "2026-09-14");
    ck_assert_ptr_nonnull(json_get(analytics, "lookback_window"));
    output_clear(&output);
    sim_stop(sim);
}
END_TEST

/* Two campaigns with a cursor, one of them in the future, one that is gone; the others start at the cursor for all. */
START_TEST(a_state_says_where_to_go_on)
{
    struct sim *sim = client_start(SMALL, NULL);
    cJSON *list = client_expect(sim, "/campaigns/list?include_archived=true", NULL, 200);
    const char *a = client_at(list, "/campaigns/0/id")->valuestring,
               *b = client_at(list, "/campaigns/1/id")->valuestring;
    const char *c = client_at(list, "/campaigns/2/id")->valuestring;
    char *text = memory_format(
        "[{\"type\":\"STREAM\",\"stream\":{\"stream_descriptor\":{\"name\":\"campaigns_analytics\"},\"stream_state\":{"
        "\"use_global_cursor\":false,\"states\":["
        "{\"partition\":{\"campaign_id\":\"%s\",\"parent_slice\":{}},\"cursor\":{\"time\":\"2026-09-12\"}},"
        "{\"partition\":{\"campaign_id\":\"%s\",\"parent_slice\":{}},\"cursor\":{\"time\":\"2050-10-31\"}},"
        "{\"partition\":{\"campaign_id\":\"gone\",\"parent_slice\":{}},\"cursor\":{\"time\":\"2026-09-03\"}}],"
        "\"state\":{\"time\":\"2026-09-08\"},\"lookback_window\":1}}}]",
        a, b);
    write_config(sim_url(sim), ",\"lookback_days\":0");
    CATALOG("i", "campaigns_analytics");
    write_file(state_path, text);
    struct output output = run_read(true);
    ck_assert_int_eq(output.status, 0);
    expect_order(&output, "campaigns_analytics");
    ck_assert_uint_eq(count_records(&output, "campaigns_analytics", "campaign_id", a), 3);  /* 12, 13, 14 */
    ck_assert_uint_eq(count_records(&output, "campaigns_analytics", "campaign_id", b), 14); /* healed: all of it */
    ck_assert_uint_eq(count_records(&output, "campaigns_analytics", "campaign_id", c), 7);  /* 8 to 14 */
    ck_assert_ptr_nonnull(strstr(output.text, "which is in the future"));
    const cJSON *states = json_get(last_state(&output, "campaigns_analytics"), "states");
    ck_assert_int_eq(cJSON_GetArraySize(states), 6); /* the one that is gone stays */
    ck_assert_ptr_null(strstr(strstr(output.text, "\"STATE\""), "2050-10-31"));
    output_clear(&output);

    /* The same with a lookback, from the newest state. */
    write_config(sim_url(sim), ",\"lookback_days\":3");
    output = run_read(true);
    ck_assert_uint_eq(count_records(&output, "campaigns_analytics", "campaign_id", a), 6);
    output_clear(&output);

    /* A full refresh does not look at it. */
    CATALOG("f", "campaigns_analytics");
    output = run_read(true);
    ck_assert_uint_eq(count_records(&output, "campaigns_analytics", "campaign_id", a), 14);
    output_clear(&output);
    cJSON_Delete(list);
    free(text);
    sim_stop(sim);
}
END_TEST

START_TEST(what_one_read_leaves_the_next_one_takes)
{
    struct sim *sim = client_start(SMALL, NULL);
    write_config(sim_url(sim), ",\"lookback_days\":0");
    write_catalog_of_all();
    struct output output = run_read(false);
    cJSON *states = json_array();
    for (size_t i = 0; i < stream_count; i++) {
        cJSON *message = json_object(), *stream = json_object();
        json_add_string(message, "type", "STREAM");
        json_add(message, "stream", stream);
        json_add_string(json_add_object(stream, "stream_descriptor"), "name", streams[i].table.name);
        json_add(stream, "stream_state", cJSON_Duplicate(last_state(&output, streams[i].table.name), true));
        json_append(states, message);
    }
    char *text = json_print(states);
    write_file(state_path, text);
    output_clear(&output);
    output = run_read(true);
    ck_assert_int_eq(output.status, 0);
    ck_assert_uint_eq(count_records(&output, "campaigns_analytics", NULL, NULL), 5);
    ck_assert_uint_eq(count_records(&output, "kpi_daily_new_users", NULL, NULL), 1);
    ck_assert_uint_eq(count_records(&output, "kpi_daily_new_users", "time", "2026-09-14"), 1);
    ck_assert_uint_eq(count_records(&output, "campaigns", NULL, NULL), 5);
    output_clear(&output);
    cJSON_Delete(states);
    free(text);
    sim_stop(sim);
}
END_TEST

START_TEST(a_stream_that_fails_is_told_truthfully_and_stops_no_other)
{
    struct sim *sim = client_start(SMALL, "permissions", "all,-campaigns.details", NULL);
    write_config(sim_url(sim), "");
    CATALOG("f", "campaigns", "f", "campaigns_details", "i", "kpi_daily_new_users", "f", "nothing_of_ours");
    struct output output = run_read(false);
    ck_assert_int_eq(output.status, 1);
    expect_statuses(&output, "campaigns_details", "STARTED config_error! INCOMPLETE");
    expect_statuses(&output, "campaigns", "STARTED RUNNING COMPLETE");
    expect_statuses(&output, "kpi_daily_new_users", "STARTED RUNNING COMPLETE");
    expect_statuses(&output, "nothing_of_ours", "INCOMPLETE");
    ck_assert_ptr_null(last_state(&output, "campaigns_details"));
    ck_assert_ptr_nonnull(strstr(output.text, "the following streams did not sync successfully: campaigns_details"));
    output_clear(&output);
    sim_stop(sim);

    sim = client_start(SMALL, "api-key", "another-key", NULL);
    write_config(sim_url(sim), "");
    output = run_read(false);
    ck_assert_int_eq(output.status, 1);
    expect_statuses(&output, "campaigns", "STARTED config_error! INCOMPLETE");
    output_clear(&output);
    sim_stop(sim);

    write_config("http://127.0.0.1:1", ""); /* nobody listens there */
    CATALOG("f", "nothing_of_ours");
    output = run_read(false);
    ck_assert_int_eq(output.status, 0);
    output_clear(&output);
}
END_TEST

START_TEST(a_list_of_nothing_is_started_and_complete)
{
    struct sim *sim = client_start("campaigns", "0", NULL);
    write_config(sim_url(sim), "");
    CATALOG("f", "campaigns", "i", "campaigns_analytics");
    struct output output = run_read(false);
    ck_assert_int_eq(output.status, 0);
    expect_statuses(&output, "campaigns", "STARTED COMPLETE");
    expect_statuses(&output, "campaigns_analytics", "STARTED COMPLETE");
    ck_assert_ptr_nonnull(last_state(&output, "campaigns_analytics"));
    output_clear(&output);
    sim_stop(sim);
}
END_TEST

START_TEST(waiting_for_a_rate_limit_is_told_with_its_end)
{
    /* Six requests at three a window: the second wait is a whole window, twice as long as a wait has to be to be told. */
    struct sim *sim = client_start(SMALL, "rate-limit", "4/2", NULL);
    write_config(sim_url(sim), "");
    CATALOG("i", "campaigns_analytics");
    struct output output = run_read(false);
    ck_assert_int_eq(output.status, 0);
    ck_assert_ptr_nonnull(strstr(output.text, "RATE_LIMITED"));
    ck_assert_uint_eq(count_records(&output, "campaigns_analytics", NULL, NULL), 5 * 14);
    output_clear(&output);
    sim_stop(sim);
}
END_TEST

START_TEST(a_configuration_that_cannot_be_used_ends_the_read_with_a_trace)
{
    write_file(config_path, "{\"url\":\"https://rest.fra-01.braze.eu\",\"start_date\":\"2026-09-01\"}");
    CATALOG("f", "campaigns");
    struct output output = run_read(false);
    ck_assert_int_eq(output.status, 1);
    ck_assert_ptr_nonnull(strstr(output.text, "\"level\":\"FATAL\""));
    ck_assert_ptr_nonnull(strstr(output.text, "\"failure_type\":\"config_error\""));
    output_clear(&output);
    write_config("https://rest.fra-01.braze.eu", "");
    write_file(state_path, "[{\"type\":\"STREAM\",\"stream\":{}}]");
    output = run_read(true);
    ck_assert_int_eq(output.status, 1);
    output_clear(&output);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("airbyte");
    TCase *source = tcase_create("source");
    tcase_set_timeout(source, 120);
    tcase_add_checked_fixture(source, set_up, tear_down);
    tcase_add_test(source, the_specification_is_that_of_airbyte_s_source);
    tcase_add_test(source, the_catalog_has_every_stream_once);
    tcase_add_test(source, check_tells_what_is_wrong_and_which_permissions_are_missing);
    tcase_add_test(source, everything_is_read_in_order);
    tcase_add_test(source, a_state_says_where_to_go_on);
    tcase_add_test(source, what_one_read_leaves_the_next_one_takes);
    tcase_add_test(source, a_stream_that_fails_is_told_truthfully_and_stops_no_other);
    tcase_add_test(source, a_list_of_nothing_is_started_and_complete);
    tcase_add_test(source, waiting_for_a_rate_limit_is_told_with_its_end);
    tcase_add_test(source, a_configuration_that_cannot_be_used_ends_the_read_with_a_trace);
    suite_add_tcase(suite, source);
    return unit_run(suite);
}
