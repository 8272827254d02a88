#include "sync/stream.h"

#include <string.h>

#include "support/json.h"
#include "sync/record.h"
#include "unit.h"

START_TEST(every_stream_of_the_table_is_whole)
{
    ck_assert_uint_eq(stream_count, 22);
    for (size_t i = 0; i < stream_count; i++) {
        const struct stream *stream = &streams[i];
        const char *name = stream->table.name;
        size_t keys = 0;
        ck_assert_msg(stream_find(name) == stream, "%s is there twice", name);
        ck_assert_msg(stream->help != NULL && stream->table.column_count > 0, "%s", name);
        ck_assert_msg(endpoints[stream->endpoint].is_read, "%s", name);
        if (stream->parent != NULL) {
            const struct stream *parent = stream_parent(stream);
            ck_assert_msg(parent != NULL && parent < stream && parent->kind == STREAM_LIST,
                          "%s: its parent comes after it", name);
            ck_assert_msg(stream->parameter != NULL && stream->added[0] != NULL, "%s", name);
            ck_assert_msg(strcmp(stream->table.columns[0].name, stream->added[0]) == 0,
                          "%s: its key is not its first column", name);
            ck_assert_msg(strcmp(parent->table.columns[0].name, stream->parent_field) == 0, "%s", name);
        }
        ck_assert_msg((stream->kind == STREAM_SERIES || stream->kind == STREAM_SUMMARY) == (stream->step_days > 0),
                      "%s", name);
        for (size_t c = 0; c < stream->table.column_count; c++) {
            const struct store_column *column = &stream->table.columns[c];
            if (column->flags & STORE_KEY) {
                keys++;
                ck_assert_msg(column->type == STORE_STRING || column->type == STORE_DAY, "%s.%s", name, column->name);
            }
            if (column->schema != NULL) {
                cJSON *schema = json_parse(column->schema, strlen(column->schema), NULL);
                ck_assert_msg(schema != NULL, "%s.%s", name, column->name);
                cJSON_Delete(schema);
            }
        }
        ck_assert_msg(keys > 0, "%s has no key", name);
        ck_assert_msg(stream->table.column_count <= STORE_COLUMNS_MAX, "%s has too many columns", name);
    }
}
END_TEST

START_TEST(a_field_that_airbyte_does_not_declare_is_a_column_and_not_in_the_schema)
{
    const struct stream *stream = stream_find("segments_details");
    cJSON *schema = stream_schema(stream);
    bool is_column = false;
    for (size_t i = 0; i < stream->table.column_count; i++)
        is_column = is_column || strcmp(stream->table.columns[i].name, "teams") == 0;
    ck_assert(is_column);
    ck_assert_ptr_nonnull(json_get(json_get(schema, "properties"), "tags"));
    ck_assert_ptr_null(json_get(json_get(schema, "properties"), "teams"));
    cJSON_Delete(schema);
}
END_TEST

START_TEST(an_unknown_stream_is_told_with_the_nearest_one)
{
    struct error error = ERROR_INIT;
    ck_assert_ptr_null(stream_require("campaign", &error));
    ck_assert_int_eq(error.code, ERROR_USAGE);
    ck_assert_ptr_nonnull(strstr(error.hint, "campaigns"));
    error_clear(&error);
    ck_assert_ptr_null(stream_require("\x1b[31mfoo", &error));
    ck_assert_ptr_null(strchr(error.message, '\x1b'));
    ck_assert_ptr_nonnull(strstr(error.hint, "kpi_monthly_active_users"));
    error_clear(&error);
}
END_TEST

START_TEST(the_schema_says_type_null_and_format_and_leaves_sums_out)
{
    cJSON *schema = stream_schema(stream_find("campaigns"));
    char *text = json_print(schema);
    ck_assert_str_eq(
        text,
        "{\"type\":\"object\",\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"additionalProperties\":true,"
        "\"properties\":{\"id\":{\"type\":[\"null\",\"string\"]},\"name\":{\"type\":[\"null\",\"string\"]},"
        "\"last_edited\":{\"type\":[\"null\",\"string\"],\"format\":\"date-time\"},"
        "\"is_api_campaign\":{\"type\":[\"null\",\"boolean\"]},"
        "\"tags\":{\"type\":[\"null\",\"array\"],\"items\":{\"type\":[\"string\",\"null\"]}}},\"required\":[\"id\"]}");
    free(text);
    cJSON_Delete(schema);
    schema = stream_schema(stream_find("canvases_analytics"));
    ck_assert_ptr_null(json_get(json_get(schema, "properties"), "entries"));
    ck_assert_ptr_nonnull(
        json_get(json_get(json_get(json_get(schema, "properties"), "total_stats"), "properties"), "entries"));
    ck_assert_ptr_null(json_get(schema, "required"));
    cJSON_Delete(schema);
}
END_TEST

/* The records of an answer, one a line. */
static char *records(const char *name, const char *body, const struct record_addition *addition)
{
    struct error error = ERROR_INIT;
    struct record_reader *reader;
    struct record record;
    cJSON *tree = json_parse(body, strlen(body), &error);
    ck_assert_msg(tree != NULL, "%s", error.message);
    ck_assert_msg(record_reader_new(&reader, stream_find(name), body, strlen(body), tree, addition, &error), "%s",
                  error.message);
    UT_string *out;
    utstring_new(out);
    while (record_reader_next(reader, &record)) {
        cJSON *again = json_parse(record.json, record.length, &error);
        ck_assert_msg(again != NULL && cJSON_Compare(again, record.tree, true), "%s", record.json);
        cJSON_Delete(again);
        utstring_printf(out, "%.*s%s\n", (int)record.length, record.json, record.has_day ? " d" : "");
    }
    char *text = memory_copy_string(utstring_body(out));
    utstring_free(out);
    record_reader_free(reader);
    cJSON_Delete(tree);
    return text;
}

static void expect_records(const char *name, const char *body, const struct record_addition *addition,
                           const char *expected)
{
    char *text = records(name, body, addition);
    ck_assert_str_eq(text, expected);
    free(text);
}

static const struct record_addition none = { NULL, NULL, NULL };

START_TEST(records_are_the_elements_with_numbers_as_they_came)
{
    expect_records("campaigns",
                   "{\"message\":\"success\", \"campaigns\" : [ {\"id\":\"a\", \"x\": 1.0} , "
                   "{\"id\":\"b\",\"big\":12345678901234567890} ]}",
                   &none, "{\"id\":\"a\",\"x\":1.0}\n{\"id\":\"b\",\"big\":12345678901234567890}\n");
    expect_records(
        "kpi_daily_active_users",
        "{\"data\":[{\"time\":\"2026-01-02\",\"dau\":7},{\"time\":\"2026-01-03T00:00:00Z\"},{\"time\":\"no\"}]}", &none,
        "{\"time\":\"2026-01-02\",\"dau\":7} d\n{\"time\":\"2026-01-03T00:00:00Z\"} d\n{\"time\":\"no\"}\n");
}
END_TEST

START_TEST(bare_strings_are_wrapped)
{
    expect_records("events", "{\"message\":\"success\",\"events\":[\"Opened \\\"App\\\"\",\"\\u00e9\",7,null]}", &none,
                   "{\"event_name\":\"Opened \\\"App\\\"\"}\n{\"event_name\":\"\\u00e9\"}\n");
}
END_TEST

START_TEST(what_the_record_belongs_to_is_added_and_wins)
{
    struct record_addition addition = { "c\"1", NULL, NULL };
    expect_records(
        "campaigns_analytics", "{\"message\":\"success\",\"data\":[{\"time\":\"2026-01-02\",\"revenue\":0.0},{}]}",
        &addition,
        "{\"time\":\"2026-01-02\",\"revenue\":0.0,\"campaign_id\":\"c\\\"1\"} d\n{\"campaign_id\":\"c\\\"1\"}\n");
    expect_records("events_analytics",
                   "{\"data\":[{\"event_id\":\"wrong\",\"time\":\"2026-01-02\",\"event_name\":null,\"count\":1}]}",
                   &addition,
                   "{\"time\":\"2026-01-02\",\"count\":1,\"event_name\":\"c\\\"1\",\"event_id\":\"c\\\"1\"} d\n");
}
END_TEST

START_TEST(the_whole_answer_or_an_object_in_it_can_be_the_record)
{
    struct record_addition addition = { "s", NULL, NULL };
    expect_records("segments_details", "{\"message\":\"success\",\"name\":\"n\"}", &addition,
                   "{\"message\":\"success\",\"name\":\"n\",\"segment_id\":\"s\"}\n");
    addition = (struct record_addition){ "v", "2026-01-01", "2026-01-14" };
    expect_records("canvases_summary",
                   "{\"message\":\"success\",\"data\":{\"name\":\"n\",\"total_stats\":{\"revenue\":1.50}}}", &addition,
                   "{\"name\":\"n\",\"total_stats\":{\"revenue\":1.50},\"canvas_id\":\"v\",\"first_day\":\"2026-01-"
                   "01\",\"last_day\":\"2026-01-14\"}\n");
    expect_records(
        "canvases_analytics",
        "{\"data\":{\"name\":\"n\",\"stats\":[{\"time\":\"2026-01-01\"}]},\"message\":\"success\"}", &addition,
        "{\"time\":\"2026-01-01\",\"canvas_id\":\"v\",\"first_day\":\"2026-01-01\",\"last_day\":\"2026-01-14\"} d\n");
}
END_TEST

START_TEST(a_success_without_records_has_none)
{
    expect_records("campaigns", "{\"message\":\"success\"}", &none, "");
    expect_records("campaigns", "{\"message\":\"success\",\"campaigns\":null}", &none, "");
    expect_records("campaigns", "{\"campaigns\":[]}", &none, "");
}
END_TEST

START_TEST(json_that_is_not_braze_s_is_refused)
{
    static const char *const bodies[] = { "{}", "{\"status\":\"ok\"}", "{\"message\":\"hello\"}" };
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        struct error error = ERROR_INIT;
        struct record_reader *reader;
        cJSON *tree = json_parse(bodies[i], strlen(bodies[i]), &error);
        ck_assert(
            !record_reader_new(&reader, stream_find("campaigns"), bodies[i], strlen(bodies[i]), tree, &none, &error));
        ck_assert_int_eq(error.code, ERROR_NETWORK);
        error_clear(&error);
        ck_assert(!record_reader_new(&reader, stream_find("campaigns_details"), bodies[i], strlen(bodies[i]), tree,
                                     &none, &error));
        error_clear(&error);
        cJSON_Delete(tree);
    }
}
END_TEST

START_TEST(bytes_that_are_no_utf8_become_the_replacement_character)
{
    struct error error = ERROR_INIT;
    expect_records("campaigns", "{\"message\":\"success\",\"campaigns\":[{\"id\":\"a\",\"name\":\"\xff\"}]}", &none,
                   "{\"id\":\"a\",\"name\":\"\xef\xbf\xbd\"}\n");
    error_clear(&error);
}
END_TEST

START_TEST(what_is_not_json_to_the_letter_is_written_anew)
{
    expect_records("campaigns",
                   "\xEF\xBB\xBF{\"message\":\"success\",\"campaigns\":[{\"id\":\"a\",\"name\":\"two\nlines\"}\x0b,{"
                   "\"id\":\"b\",\"n\":01},{\"id\":\"c\"}]}",
                   &none, "{\"id\":\"a\",\"name\":\"two\\nlines\"}\n{\"id\":\"b\",\"n\":1}\n{\"id\":\"c\"}\n");
}
END_TEST

START_TEST(a_record_of_airbyte_s_source_gets_the_name_it_lacks)
{
    const char *text = "{\"time\":\"2026-01-02\",\"event_id\":\"e\"}";
    cJSON *tree = json_parse(text, strlen(text), NULL);
    UT_string *json;
    utstring_new(json);
    utstring_printf(json, "%s", text);
    record_complete(stream_find("events_analytics"), tree, json);
    ck_assert_str_eq(utstring_body(json), "{\"time\":\"2026-01-02\",\"event_id\":\"e\",\"event_name\":\"e\"}");
    utstring_free(json);
    cJSON_Delete(tree);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("stream");
    TCase *table = tcase_create("table");
    tcase_add_test(table, every_stream_of_the_table_is_whole);
    tcase_add_test(table, a_field_that_airbyte_does_not_declare_is_a_column_and_not_in_the_schema);
    tcase_add_test(table, an_unknown_stream_is_told_with_the_nearest_one);
    tcase_add_test(table, the_schema_says_type_null_and_format_and_leaves_sums_out);
    suite_add_tcase(suite, table);
    TCase *record = tcase_create("record");
    tcase_add_test(record, records_are_the_elements_with_numbers_as_they_came);
    tcase_add_test(record, bare_strings_are_wrapped);
    tcase_add_test(record, what_the_record_belongs_to_is_added_and_wins);
    tcase_add_test(record, the_whole_answer_or_an_object_in_it_can_be_the_record);
    tcase_add_test(record, a_success_without_records_has_none);
    tcase_add_test(record, json_that_is_not_braze_s_is_refused);
    tcase_add_test(record, bytes_that_are_no_utf8_become_the_replacement_character);
    tcase_add_test(record, what_is_not_json_to_the_letter_is_written_anew);
    tcase_add_test(record, a_record_of_airbyte_s_source_gets_the_name_it_lacks);
    suite_add_tcase(suite, record);
    return unit_run(suite);
}
