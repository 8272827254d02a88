#include <stdio.h>
#include <string.h>

#include "airbyte_world.h"
#include "sim_client.h"
#include "support/date.h"
#include "support/json.h"
#include "sync/stream.h"
#include "unit.h"

START_TEST(the_specification_is_that_of_airbyte_s_source)
{
    const char *const arguments[] = { "spec", NULL };
    struct output output = source_run(arguments);
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
    const char *const arguments[] = { "discover", "--config", source_path(SOURCE_CONFIG), NULL };
    source_write_config("https://rest.fra-01.braze.eu", "");
    struct output output = source_run(arguments);
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
    struct output output = source_check();
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

/* The platform shows the words of a status only where it failed. */
static void expect_warning(const char *text)
{
    struct output output = source_check();
    size_t count = 0;
    for (const cJSON *message = output.messages->child; message != NULL; message = message->next) {
        const cJSON *log = payload(message, "LOG", "log");
        count += strcmp(json_get_string(log, "level", ""), "WARN") == 0 &&
                 strcmp(json_get_string(log, "message", ""), text) == 0;
    }
    ck_assert_msg(count == 1, "%s", output.text);
    output_clear(&output);
}

START_TEST(check_tells_what_is_wrong_and_which_permissions_are_missing)
{
    struct sim *sim = client_start(SMALL, NULL);
    source_write_config(sim_url(sim), "");
    expect_check(true, NULL);
    source_write(SOURCE_CONFIG, "{\"url\":\"https://rest.fra-01.braze.eu\",\"start_date\":\"2026-09-01\"}");
    expect_check(false, "Config validation error: 'api_key' is a required property");
    source_write(SOURCE_CONFIG, "{\"url\":7,\"api_key\":\"k\",\"start_date\":\"2026-09-01\"}");
    expect_check(false, "'url' is not of type 'string'");
    source_write(SOURCE_CONFIG,
                 "{\"url\":\"https://rest.fra-01.braze.eu\",\"api_key\":\"k\",\"start_date\":\"10/11/2026\"}");
    expect_check(false, "start_date");
    source_write(SOURCE_CONFIG,
                 "{\"url\":\"https://rest.fra-01.braze.eu\",\"api_key\":\"k\",\"start_date\":\"9999-01-01\"}");
    expect_check(false, "not in the past");
    source_write(SOURCE_CONFIG,
                 "{\"url\":\"https://sdk.iad-03.braze.com\",\"api_key\":\"k\",\"start_date\":\"2026-09-01\"}");
    expect_check(false, "https://rest.iad-03.braze.com");
    source_write(SOURCE_CONFIG,
                 "{\"url\":\"http://rest.example.com\",\"api_key\":\"k\",\"start_date\":\"2026-09-01\"}");
    expect_check(false, "https");
    source_write(SOURCE_CONFIG, "not json");
    expect_check(false, "not valid JSON");
    sim_stop(sim);
    sim = client_start(SMALL, "permissions", "all,-campaigns.list,-kpi.dau.data_series", NULL);
    source_write_config(sim_url(sim), "");
    expect_check(true, "campaigns.list for campaigns, campaigns_analytics, campaigns_details");
    expect_warning("the key lacks the permission kpi.dau.data_series for kpi_daily_active_users");
    expect_check(true, "kpi.dau.data_series for kpi_daily_active_users");
    sim_stop(sim);
    sim = client_start(SMALL, "api-key", "another-key", NULL);
    source_write_config(sim_url(sim), "");
    expect_check(false, "does not know the key");
    sim_stop(sim);
}
END_TEST

START_TEST(everything_is_read_in_order)
{
    struct sim *sim = client_start(SMALL, NULL);
    source_write_config(sim_url(sim), "");
    source_write_catalog_of_all();
    struct output output = source_read(false);
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
    source_write_config(sim_url(sim), ",\"lookback_days\":0");
    CATALOG("i", "campaigns_analytics");
    source_write(SOURCE_STATE, text);
    struct output output = source_read(true);
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
    source_write_config(sim_url(sim), ",\"lookback_days\":3");
    output = source_read(true);
    ck_assert_uint_eq(count_records(&output, "campaigns_analytics", "campaign_id", a), 6);
    output_clear(&output);

    /* A full refresh does not look at it. */
    CATALOG("f", "campaigns_analytics");
    output = source_read(true);
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
    source_write_config(sim_url(sim), ",\"lookback_days\":0");
    source_write_catalog_of_all();
    struct output output = source_read(false);
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
    source_write(SOURCE_STATE, text);
    output_clear(&output);
    output = source_read(true);
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

int main(void)
{
    Suite *suite = suite_create("airbyte");
    TCase *source = tcase_create("source");
    tcase_set_timeout(source, 120);
    tcase_add_checked_fixture(source, source_set_up, source_tear_down);
    tcase_add_test(source, the_specification_is_that_of_airbyte_s_source);
    tcase_add_test(source, the_catalog_has_every_stream_once);
    tcase_add_test(source, check_tells_what_is_wrong_and_which_permissions_are_missing);
    tcase_add_test(source, everything_is_read_in_order);
    tcase_add_test(source, a_state_says_where_to_go_on);
    tcase_add_test(source, what_one_read_leaves_the_next_one_takes);
    suite_add_tcase(suite, source);
    return unit_run(suite);
}
