#include "sync/state.h"

#include <string.h>

#include "support/date.h"
#include "support/json.h"
#include "unit.h"

static const struct stream *stream(const char *name)
{
    const struct stream *found = stream_find(name);
    ck_assert_ptr_nonnull(found);
    return found;
}

static cJSON *parse(const char *text)
{
    struct error error = ERROR_INIT;
    cJSON *json = json_parse(text, strlen(text), &error);
    ck_assert_msg(json != NULL, "%s: %s", text, error.message);
    return json;
}

static struct cursors *read_state(const char *name, const char *text)
{
    struct error error = ERROR_INIT;
    cJSON *json = parse(text);
    struct cursors *cursors = cursors_new();
    ck_assert_msg(cursors_read(cursors, stream(name), json, &error), "%s", error.message);
    cJSON_Delete(json);
    return cursors;
}

/* "" for none. */
static void expect_cursor(const struct cursors *cursors, const char *item, const char *expected)
{
    int32_t day;
    char text[DATE_DAY_SIZE] = "";
    if (cursors_get(cursors, item, &day))
        date_format_day(day, text);
    ck_assert_msg(strcmp(text, expected) == 0, "%s: \"%s\", not \"%s\"", item != NULL ? item : "the workspace", text,
                  expected);
}

static void expect_written(const struct cursors *cursors, const char *name, const char *expected)
{
    cJSON *state = cursors_write(cursors, stream(name));
    char *text = json_print(state);
    ck_assert_str_eq(text, expected);
    free(text);
    cJSON_Delete(state);
}

#define NEWEST                                                                                                         \
    "{\"use_global_cursor\":false,\"states\":["                                                                        \
    "{\"partition\":{\"campaign_id\":\"c-0\",\"parent_slice\":{}},\"cursor\":{\"time\":\"2026-11-19\"}},"              \
    "{\"partition\":{\"parent_slice\":{},\"campaign_id\":\"c-1\"},\"cursor\":{\"time\":\"2050-10-31\"}}],"             \
    "\"state\":{\"time\":\"2026-11-15\"},\"lookback_window\":1,\"parent_state\":{\"campaigns\":{}}}"

START_TEST(each_item_has_its_cursor_and_the_others_that_for_all)
{
    struct cursors *cursors = read_state("campaigns_analytics", NEWEST);
    expect_cursor(cursors, "c-0", "2026-11-19");
    expect_cursor(cursors, "c-1", "2050-10-31");
    expect_cursor(cursors, "c-2", "2026-11-15");
    ck_assert_uint_eq(cursors_count(cursors), 2);
    cursors_free(cursors);
}
END_TEST

START_TEST(a_flat_cursor_is_that_of_every_item_whichever_it_names)
{
    struct cursors *cursors = read_state("campaigns_analytics", "{\"time\":\"2026-11-18\"}");
    expect_cursor(cursors, "c-0", "2026-11-18");
    cursors_free(cursors);
    cursors = read_state("campaigns_analytics", "{\"time\":\"2026-11-18\",\"campaign_id\":\"c-9\"}");
    expect_cursor(cursors, "c-0", "2026-11-18");
    expect_cursor(cursors, "c-9", "2026-11-18");
    cursors_free(cursors);
    cursors = read_state("kpi_daily_new_users", "{\"time\":\"2026-11-21T00:00:00Z\"}");
    expect_cursor(cursors, NULL, "2026-11-21");
    cursors_free(cursors);
}
END_TEST

START_TEST(a_global_cursor_goes_back_by_its_seconds_in_whole_days)
{
    struct cursors *cursors =
        read_state("campaigns_analytics",
                   "{\"use_global_cursor\":true,\"state\":{\"time\":\"2026-11-18\"},\"lookback_window\":90000}");
    expect_cursor(cursors, "c-0", "2026-11-16");
    cursors_free(cursors);
    cursors = read_state("campaigns_analytics", "{\"use_global_cursor\":true,\"state\":{\"time\":\"2026-11-18\"}}");
    expect_cursor(cursors, "c-0", "2026-11-18");
    cursors_free(cursors);
}
END_TEST

START_TEST(states_alone_leave_the_other_items_without_a_cursor)
{
    struct cursors *cursors =
        read_state("events_analytics",
                   "{\"states\":[{\"partition\":{\"event\":\"Opened App\"},\"cursor\":{\"time\":\"2026-11-10\"}},"
                   "{\"partition\":{\"event\":\"Empty\"},\"cursor\":{}}]}");
    expect_cursor(cursors, "Opened App", "2026-11-10");
    expect_cursor(cursors, "Empty", "");
    expect_cursor(cursors, "Other", "");
    cursors_free(cursors);
}
END_TEST

START_TEST(nothing_and_what_a_full_refresh_leaves_are_no_cursor)
{
    static const char *const states[] = { "{}", "{\"__ab_no_cursor_state_message\":true}", "null", "{\"state\":{}}" };
    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        struct cursors *cursors = read_state("campaigns_analytics", states[i]);
        expect_cursor(cursors, "c-0", "");
        cursors_free(cursors);
    }
}
END_TEST

START_TEST(a_state_that_makes_no_sense_is_refused_with_the_stream)
{
    static const char *const states[] = {
        "[]",
        "7",
        "{\"time\":\"soon\"}",
        "{\"time\":17}",
        "{\"time\":\"2026-02-30\"}",
        "{\"states\":[{\"partition\":{\"campaign_id\":\"a\"},\"cursor\":{\"time\":\"x\"}}]}"
    };
    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        struct error error = ERROR_INIT;
        struct cursors *cursors = cursors_new();
        cJSON *json = parse(states[i]);
        ck_assert_msg(!cursors_read(cursors, stream("campaigns_analytics"), json, &error), "%s", states[i]);
        ck_assert_int_eq(error.code, ERROR_INPUT);
        ck_assert_ptr_nonnull(strstr(error.message, "campaigns_analytics"));
        error_clear(&error);
        cJSON_Delete(json);
        cursors_free(cursors);
    }
}
END_TEST

START_TEST(what_is_written_has_the_shape_of_airbyte_and_is_read_again)
{
    struct cursors *cursors = cursors_new();
    expect_written(cursors, "kpi_daily_new_users", "{}");
    expect_written(cursors, "campaigns_analytics", "{\"use_global_cursor\":false,\"states\":[],\"state\":{}}");
    int32_t day = 0;
    ck_assert(date_parse_day("2026-11-19", &day));
    cursors_move(cursors, "c-1", day, false);
    cursors_move(cursors, "c-0", day + 2, false);
    cursors_move(cursors, "c-0", day + 1, false);
    expect_written(cursors, "campaigns_analytics",
                   "{\"use_global_cursor\":false,\"states\":["
                   "{\"partition\":{\"campaign_id\":\"c-1\",\"parent_slice\":{}},\"cursor\":{\"time\":\"2026-11-19\"}},"
                   "{\"partition\":{\"campaign_id\":\"c-0\",\"parent_slice\":{}},\"cursor\":{\"time\":\"2026-11-21\"}}]"
                   ",\"state\":{}}");
    cursors_finish(cursors, 7, day + 2);
    expect_written(
        cursors, "campaigns_analytics",
        "{\"use_global_cursor\":false,\"states\":["
        "{\"partition\":{\"campaign_id\":\"c-1\",\"parent_slice\":{}},\"cursor\":{\"time\":\"2026-11-19\"}},"
        "{\"partition\":{\"campaign_id\":\"c-0\",\"parent_slice\":{}},\"cursor\":{\"time\":\"2026-11-21\"}}],"
        "\"state\":{\"time\":\"2026-11-21\"},\"lookback_window\":7}");
    cursors_free(cursors);
    cursors = cursors_new();
    cursors_move(cursors, NULL, day, false);
    expect_written(cursors, "kpi_daily_new_users", "{\"time\":\"2026-11-19\"}");
    cursors_free(cursors);
}
END_TEST

START_TEST(the_cursor_for_all_is_never_in_the_future)
{
    struct cursors *cursors = read_state("campaigns_analytics", NEWEST);
    int32_t today = 0;
    ck_assert(date_parse_day("2026-11-22", &today));
    cursors_finish(cursors, 1, today);
    expect_cursor(cursors, "new", "2026-11-19");
    expect_cursor(cursors, "c-1", "2050-10-31");
    cursors_free(cursors);
}
END_TEST

START_TEST(a_cursor_goes_back_only_when_it_is_healed)
{
    struct cursors *cursors = read_state("campaigns_analytics", NEWEST);
    int32_t day = 0;
    ck_assert(date_parse_day("2026-11-21", &day));
    cursors_move(cursors, "c-1", day, false);
    expect_cursor(cursors, "c-1", "2050-10-31");
    cursors_move(cursors, "c-1", day, true);
    expect_cursor(cursors, "c-1", "2026-11-21");
    cursors_free(cursors);
}
END_TEST

static void expect_file(const char *file, const char *expected)
{
    struct error error = ERROR_INIT;
    cJSON *json = parse(file), *states = NULL;
    ck_assert_msg(state_read_file(&states, json, &error), "%s: %s", file, error.message);
    char *text = json_print(states);
    ck_assert_str_eq(text, expected);
    free(text);
    cJSON_Delete(states);
    cJSON_Delete(json);
}

START_TEST(every_shape_of_a_state_file_is_read)
{
    expect_file("[]", "{}");
    expect_file(
        "[{\"type\":\"STREAM\",\"stream\":{\"stream_descriptor\":{\"name\":\"a\"},\"stream_state\":{\"time\":\"x\"}}},"
        "{\"type\":\"STREAM\",\"stream\":{\"stream_descriptor\":{\"name\":\"b\"}}}]",
        "{\"a\":{\"time\":\"x\"},\"b\":{}}");
    expect_file("[{\"type\":\"GLOBAL\",\"global\":{\"stream_states\":[{\"stream_descriptor\":{\"name\":\"a\"},\"stream_"
                "state\":{}}]}}]",
                "{\"a\":{}}");
    expect_file("{\"type\":\"STATE\",\"state\":{\"type\":\"STREAM\",\"stream\":{\"stream_descriptor\":{\"name\":\"a\"},"
                "\"stream_state\":{}}}}",
                "{\"a\":{}}");
    expect_file("[{\"streamDescriptor\":{\"name\":\"a\"},\"streamState\":{\"time\":\"x\"}}]",
                "{\"a\":{\"time\":\"x\"}}");
    expect_file("{\"a\":{\"time\":\"x\"},\"b\":{}}", "{\"a\":{\"time\":\"x\"},\"b\":{}}");
    expect_file("{}", "{}");
}
END_TEST

START_TEST(a_state_file_of_another_source_is_refused)
{
    static const char *const files[] = {
        "7",         "\"x\"",
        "[7]",       "[{\"type\":\"STREAM\",\"stream\":{\"stream_state\":{}}}]",
        "{\"a\":7}", "[{\"type\":\"GLOBAL\",\"global\":{\"shared_state\":{\"lsn\":1},\"stream_states\":[]}}]",
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct error error = ERROR_INIT;
        cJSON *json = parse(files[i]), *states = NULL;
        ck_assert_msg(!state_read_file(&states, json, &error), "%s", files[i]);
        ck_assert_ptr_null(states);
        ck_assert_int_eq(error.code, ERROR_INPUT);
        ck_assert_ptr_nonnull(error.hint);
        error_clear(&error);
        cJSON_Delete(json);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("state");
    TCase *state = tcase_create("state");
    tcase_add_test(state, each_item_has_its_cursor_and_the_others_that_for_all);
    tcase_add_test(state, a_flat_cursor_is_that_of_every_item_whichever_it_names);
    tcase_add_test(state, a_global_cursor_goes_back_by_its_seconds_in_whole_days);
    tcase_add_test(state, states_alone_leave_the_other_items_without_a_cursor);
    tcase_add_test(state, nothing_and_what_a_full_refresh_leaves_are_no_cursor);
    tcase_add_test(state, a_state_that_makes_no_sense_is_refused_with_the_stream);
    tcase_add_test(state, what_is_written_has_the_shape_of_airbyte_and_is_read_again);
    tcase_add_test(state, the_cursor_for_all_is_never_in_the_future);
    tcase_add_test(state, a_cursor_goes_back_only_when_it_is_healed);
    tcase_add_test(state, every_shape_of_a_state_file_is_read);
    tcase_add_test(state, a_state_file_of_another_source_is_refused);
    suite_add_tcase(suite, state);
    return unit_run(suite);
}
