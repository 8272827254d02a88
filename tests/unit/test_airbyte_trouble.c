/* The Airbyte source where not all is well, and what it can be asked for besides. */
#include <string.h>

#include "airbyte_world.h"
#include "sim_client.h"
#include "support/json.h"
#include "unit.h"

START_TEST(a_stream_that_fails_is_told_truthfully_and_stops_no_other)
{
    struct sim *sim = client_start(SMALL, "permissions", "all,-campaigns.details", NULL);
    source_write_config(sim_url(sim), "");
    CATALOG("f", "campaigns", "f", "campaigns_details", "i", "kpi_daily_new_users", "f", "nothing_of_ours");
    struct output output = source_read(false);
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
    source_write_config(sim_url(sim), "");
    output = source_read(false);
    ck_assert_int_eq(output.status, 1);
    expect_statuses(&output, "campaigns", "STARTED config_error! INCOMPLETE");
    output_clear(&output);
    sim_stop(sim);

    source_write_config("http://127.0.0.1:1", ""); /* nobody listens there */
    CATALOG("f", "nothing_of_ours");
    output = source_read(false);
    ck_assert_int_eq(output.status, 0);
    output_clear(&output);
}
END_TEST

START_TEST(the_states_of_a_stream_that_fails_account_for_its_records_too)
{
    struct sim *sim = client_start(SMALL, "fault", "500:0.9:/campaigns/details", NULL);
    source_write_config(sim_url(sim), "");
    CATALOG("f", "campaigns_details");
    struct output output = source_read(false);
    ck_assert_int_eq(output.status, 1);
    expect_order(&output, "campaigns_details");
    output_clear(&output);
    sim_stop(sim);
}
END_TEST

START_TEST(a_state_that_makes_no_sense_fails_its_stream_only)
{
    struct sim *sim = client_start(SMALL, NULL);
    source_write_config(sim_url(sim), "");
    CATALOG("i", "kpi_daily_new_users", "i", "campaigns_analytics");
    source_write(SOURCE_STATE,
                 "[{\"type\":\"STREAM\",\"stream\":{\"stream_descriptor\":{\"name\":\"kpi_daily_new_users\"},"
                 "\"stream_state\":{\"time\":\"yesterday\"}}}]");
    struct output output = source_read(true);
    ck_assert_int_eq(output.status, 1);
    expect_statuses(&output, "kpi_daily_new_users", "STARTED config_error! INCOMPLETE");
    expect_statuses(&output, "campaigns_analytics", "STARTED RUNNING COMPLETE");
    ck_assert_ptr_null(last_state(&output, "kpi_daily_new_users"));
    ck_assert_uint_eq(count_records(&output, "campaigns_analytics", NULL, NULL), 5 * 14);
    output_clear(&output);
    sim_stop(sim);
}
END_TEST

START_TEST(an_item_that_was_passed_over_is_read_from_the_start_when_it_is_back)
{
    struct sim *sim = client_start(SMALL, NULL);
    cJSON *list = client_expect(sim, "/campaigns/list?include_archived=true", NULL, 200);
    const char *gone = client_at(list, "/campaigns/2/id")->valuestring;
    sim_stop(sim);
    sim = client_start(SMALL, "vanish", gone, NULL);
    source_write_config(sim_url(sim), "");
    CATALOG("i", "campaigns_analytics");
    struct output output = source_read(false);
    ck_assert_int_eq(output.status, 0);
    ck_assert_ptr_nonnull(strstr(output.text, "it was passed over"));
    ck_assert_uint_eq(count_records(&output, "campaigns_analytics", NULL, NULL), 4 * 14);
    char *state = state_text(&output, "campaigns_analytics");
    char *states = memory_format("[{\"type\":\"STREAM\",\"stream\":{\"stream_descriptor\":{\"name\":"
                                 "\"campaigns_analytics\"},\"stream_state\":%s}}]",
                                 state);
    source_write(SOURCE_STATE, states);
    output_clear(&output);
    sim_stop(sim);
    sim = client_start(SMALL, NULL);
    source_write_config(sim_url(sim), ",\"lookback_days\":0");
    output = source_read(true);
    ck_assert_uint_eq(count_records(&output, "campaigns_analytics", "campaign_id", gone), 14);
    ck_assert_uint_eq(count_records(&output, "campaigns_analytics", NULL, NULL), 4 + 14);
    output_clear(&output);
    free(state);
    free(states);
    cJSON_Delete(list);
    sim_stop(sim);
}
END_TEST

static double estimate_of(const struct output *output, const char *stream)
{
    for (const cJSON *message = output->messages->child; message != NULL; message = message->next) {
        const cJSON *estimate = json_get(payload(message, "TRACE", "trace"), "estimate");
        if (strcmp(json_get_string(estimate, "name", ""), stream) == 0)
            return json_get_number(estimate, "row_estimate", -1);
    }
    return -1;
}

START_TEST(estimates_are_items_times_days)
{
    struct sim *sim = client_start(SMALL, NULL);
    source_write_config(sim_url(sim), "");
    CATALOG("i", "kpi_daily_new_users", "i", "campaigns_analytics", "f", "campaigns_details", "f", "events");
    struct output output = source_read(false);
    ck_assert_double_eq(estimate_of(&output, "kpi_daily_new_users"), 14);
    ck_assert_double_eq(estimate_of(&output, "campaigns_analytics"), 5 * 14);
    ck_assert_double_eq(estimate_of(&output, "campaigns_details"), 5);
    ck_assert_double_eq(estimate_of(&output, "events"), -1); /* nobody knows how many there are */
    output_clear(&output);
    sim_stop(sim);
}
END_TEST

/* Braze's keys are longer; but nothing forbids it. */
START_TEST(a_key_that_is_a_word_of_the_messages_leaves_them_whole)
{
    struct sim *sim = client_start(SMALL, "api-key", "type", NULL);
    char *text = memory_format("{\"url\":\"%s\",\"api_key\":\"type\",\"start_date\":\"2026-09-01\"}", sim_url(sim));
    source_write(SOURCE_CONFIG, text);
    CATALOG("i", "campaigns_analytics");
    struct output output = source_read(false);
    ck_assert_int_eq(output.status, 0);
    expect_statuses(&output, "campaigns_analytics", "STARTED RUNNING COMPLETE");
    output_clear(&output);
    free(text);
    sim_stop(sim);
}
END_TEST

START_TEST(lists_are_cut_at_the_start_only_when_asked_for)
{
    struct sim *sim = client_start("seed", "7", "campaigns", "60", NULL);
    cJSON *list =
        client_expect(sim, "/campaigns/list?include_archived=true&last_edit.time%5Bgt%5D=2026-06-01", NULL, 200);
    size_t edited = (size_t)cJSON_GetArraySize(json_get(list, "campaigns"));
    ck_assert_uint_gt(edited, 0);
    ck_assert_uint_lt(edited, 60);
    char *text = memory_format("{\"url\":\"%s\",\"api_key\":\"demo-key\",\"start_date\":\"2026-06-01\","
                               "\"end_date\":\"2026-06-03\",\"only_edited_since_start\":true}",
                               sim_url(sim));
    source_write(SOURCE_CONFIG, text);
    CATALOG("f", "campaigns", "i", "campaigns_analytics");
    struct output output = source_read(false);
    ck_assert_uint_eq(count_records(&output, "campaigns", NULL, NULL), edited);
    ck_assert_uint_eq(count_records(&output, "campaigns_analytics", NULL, NULL), edited * 2);
    output_clear(&output);
    source_write_config(sim_url(sim), "");
    output = source_read(false);
    ck_assert_uint_eq(count_records(&output, "campaigns", NULL, NULL), 60);
    output_clear(&output);
    cJSON_Delete(list);
    free(text);
    sim_stop(sim);
}
END_TEST

START_TEST(a_list_of_nothing_is_started_and_complete)
{
    struct sim *sim = client_start("campaigns", "0", NULL);
    source_write_config(sim_url(sim), "");
    CATALOG("f", "campaigns", "i", "campaigns_analytics");
    struct output output = source_read(false);
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
    /* Six requests at two a window, one being left for an operator: the second wait is a whole window, four times as long as
     * a wait has to be to be told. */
    struct sim *sim = client_start(SMALL, "rate-limit", "3/4", NULL);
    source_write_config(sim_url(sim), "");
    CATALOG("i", "campaigns_analytics");
    struct output output = source_read(false);
    ck_assert_int_eq(output.status, 0);
    ck_assert_ptr_nonnull(strstr(output.text, "RATE_LIMITED"));
    ck_assert_uint_eq(count_records(&output, "campaigns_analytics", NULL, NULL), 5 * 14);
    output_clear(&output);
    sim_stop(sim);
}
END_TEST

START_TEST(a_configuration_that_cannot_be_used_ends_the_read_with_a_trace)
{
    source_write(SOURCE_CONFIG, "{\"url\":\"https://rest.fra-01.braze.eu\",\"start_date\":\"2026-09-01\"}");
    CATALOG("f", "campaigns");
    struct output output = source_read(false);
    ck_assert_int_eq(output.status, 1);
    ck_assert_ptr_nonnull(strstr(output.text, "\"level\":\"FATAL\""));
    ck_assert_ptr_nonnull(strstr(output.text, "\"failure_type\":\"config_error\""));
    output_clear(&output);
    source_write_config("https://rest.fra-01.braze.eu", "");
    source_write(SOURCE_STATE, "[{\"type\":\"STREAM\",\"stream\":{}}]");
    output = source_read(true);
    ck_assert_int_eq(output.status, 1);
    output_clear(&output);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("airbyte, trouble");
    TCase *source = tcase_create("source");
    tcase_set_timeout(source, 120);
    tcase_add_checked_fixture(source, source_set_up, source_tear_down);
    tcase_add_test(source, a_stream_that_fails_is_told_truthfully_and_stops_no_other);
    tcase_add_test(source, the_states_of_a_stream_that_fails_account_for_its_records_too);
    tcase_add_test(source, a_state_that_makes_no_sense_fails_its_stream_only);
    tcase_add_test(source, an_item_that_was_passed_over_is_read_from_the_start_when_it_is_back);
    tcase_add_test(source, estimates_are_items_times_days);
    tcase_add_test(source, a_key_that_is_a_word_of_the_messages_leaves_them_whole);
    tcase_add_test(source, lists_are_cut_at_the_start_only_when_asked_for);
    tcase_add_test(source, a_list_of_nothing_is_started_and_complete);
    tcase_add_test(source, waiting_for_a_rate_limit_is_told_with_its_end);
    tcase_add_test(source, a_configuration_that_cannot_be_used_ends_the_read_with_a_trace);
    suite_add_tcase(suite, source);
    return unit_run(suite);
}
