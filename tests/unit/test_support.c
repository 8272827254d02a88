#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/date.h"
#include "support/error.h"
#include "support/file.h"
#include "support/json.h"
#include "support/nearest.h"
#include "support/secret.h"
#include "support/text.h"
#include "place.h"
#include "unit.h"

static void expect_visible(const char *text, size_t length, const char *expected, size_t width)
{
    char *visible = text_visible(text, length);
    ck_assert_str_eq(visible, expected);
    ck_assert_uint_eq(text_width(visible), width);
    free(visible);
}

START_TEST(an_error_keeps_its_message_when_a_prefix_is_put_before_it)
{
    struct error error = ERROR_INIT;
    ck_assert(!error_set(&error, ERROR_NETWORK, "no answer from %s", "host"));
    error_hint(&error, "look at the name");
    error_prefix(&error, "profile \"%s\"", "prod");
    ck_assert_str_eq(error.message, "profile \"prod\": no answer from host");
    ck_assert_str_eq(error.hint, "look at the name");
    error_set(&error, ERROR_FAILED, "again: %s", error.message);
    ck_assert_str_eq(error.message, "again: profile \"prod\": no answer from host");
    ck_assert_ptr_null(error.hint);
    error_clear(&error);
}
END_TEST

START_TEST(every_code_has_the_exit_status_of_the_contract)
{
    ck_assert_int_eq(error_exit_status(ERROR_NONE), 0);
    ck_assert_int_eq(error_exit_status(ERROR_FAILED), 1);
    ck_assert_int_eq(error_exit_status(ERROR_USAGE), 2);
    ck_assert_int_eq(error_exit_status(ERROR_CONFIGURATION), 3);
    ck_assert_int_eq(error_exit_status(ERROR_PERMISSION), 4);
    ck_assert_int_eq(error_exit_status(ERROR_NETWORK), 5);
    ck_assert_int_eq(error_exit_status(ERROR_RATE_LIMIT), 6);
    ck_assert_int_eq(error_exit_status(ERROR_PARTIAL), 7);
}
END_TEST

START_TEST(text_from_outside_cannot_drive_the_terminal)
{
    expect_visible("plain", 5, "plain", 5);
    expect_visible("a\x1b[2Jb", 6, "a^[[2Jb", 7);
    expect_visible("a\tb\nc\rd", 7, "a b\xE2\x8F\x8E" "c^Md", 8);
    expect_visible("a\0b", 3, "a^@b", 4);
    expect_visible("\x7f", 1, "^?", 2);
    expect_visible("\xC2\x9B" "2J", 4, "<9B>2J", 6); /* C1: CSI */
    expect_visible("\xE2\x80\xAE" "abc", 6, "<202E>abc", 9); /* right-to-left override */
    expect_visible("\xEF\xBB\xBF" "x", 4, "<FEFF>x", 7);
}
END_TEST

START_TEST(broken_bytes_become_replacement_characters)
{
    expect_visible("a\xFF" "b", 3, "a\xEF\xBF\xBD" "b", 3);
    expect_visible("\xC0\x80", 2, "\xEF\xBF\xBD\xEF\xBF\xBD", 2);
    expect_visible("\xE6\x98", 2, "\xEF\xBF\xBD", 1);
}
END_TEST

START_TEST(wide_and_combining_characters_are_counted_in_columns)
{
    expect_visible("\xE6\x98\xA5", 3, "\xE6\x98\xA5", 2); /* a CJK ideograph */
    expect_visible("e\xCC\x81", 3, "e\xCC\x81", 1); /* e and a combining acute */
    expect_visible("\xF0\x9F\x8E\x89", 4, "\xF0\x9F\x8E\x89", 2); /* an emoji */
    /* A heart with a variation selector, a family with joiners: neither selector nor joiner stays. */
    expect_visible("\xE2\x9D\xA4\xEF\xB8\x8F", 6, "\xE2\x9D\xA4", 1);
    expect_visible("\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7", 11, "\xF0\x9F\x91\xA9\xF0\x9F\x91\xA7", 4);
}
END_TEST

static void expect_cell(const char *text, size_t columns, enum text_align align, const char *expected)
{
    UT_string out;
    utstring_init(&out);
    text_append_cell(&out, text, columns, align);
    ck_assert_str_eq(utstring_body(&out), expected);
    utstring_done(&out);
}

START_TEST(a_cell_is_cut_at_a_column_and_padded_to_its_width)
{
    expect_cell("abc", 5, TEXT_LEFT, "abc  ");
    expect_cell("abc", 5, TEXT_RIGHT, "  abc");
    expect_cell("abcdef", 5, TEXT_LEFT, "abcd\xE2\x80\xA6");
    /* The second ideograph would need columns 3 and 4 of 4, one of which the ellipsis takes. */
    expect_cell("\xE6\x98\xA5\xE3\x81\xAE\xE3\x82\xBB", 4, TEXT_LEFT, "\xE6\x98\xA5\xE2\x80\xA6 ");
    expect_cell("x", 1, TEXT_LEFT, "x");
}
END_TEST

static void expect_count(long long number, const char *expected)
{
    UT_string out;
    utstring_init(&out);
    text_append_count(&out, number);
    ck_assert_str_eq(utstring_body(&out), expected);
    utstring_done(&out);
}

START_TEST(counts_have_thousands_separators)
{
    expect_count(0, "0");
    expect_count(999, "999");
    expect_count(1204, "1,204");
    expect_count(-1234567, "-1,234,567");
}
END_TEST

START_TEST(days_are_read_and_written)
{
    int32_t day = -1;
    char text[DATE_DAY_SIZE];
    ck_assert(date_parse_day("1970-01-01", &day));
    ck_assert_int_eq(day, 0);
    ck_assert(date_parse_day("2024-02-29", &day));
    ck_assert_int_eq(day, 19782); /* date -u -d 2024-02-29 +%s / 86400 */
    date_format_day(day + 1, text);
    ck_assert_str_eq(text, "2024-03-01");
    date_format_day(-1, text);
    ck_assert_str_eq(text, "1969-12-31");
    ck_assert(!date_parse_day("2023-02-29", &day));
    ck_assert(!date_parse_day("2023-13-01", &day));
    ck_assert(!date_parse_day("2023-1-01", &day));
    ck_assert(!date_parse_day("2023-01-01T00:00:00Z", &day));
    ck_assert(!date_parse_day("", &day));
    ck_assert_int_eq(date_weekday(0), 4);
    ck_assert_int_eq(date_weekday(-5), 6);
}
END_TEST

static void expect_moment(const char *text, const char *expected)
{
    int64_t ms = 0;
    char out[DATE_MOMENT_SIZE];
    ck_assert_msg(date_parse_moment(text, &ms), "%s", text);
    date_format_moment(ms, out);
    ck_assert_str_eq(out, expected);
}

START_TEST(moments_are_read_in_the_forms_that_braze_uses)
{
    expect_moment("2022-11-29T14:59:02+00:00", "2022-11-29T14:59:02.000Z");
    expect_moment("2022-11-29", "2022-11-29T00:00:00.000Z");
    expect_moment("2020-06-17T20:01:33.385Z", "2020-06-17T20:01:33.385Z");
    expect_moment("2020-07-10 15:00:00.000 UTC", "2020-07-10T15:00:00.000Z");
    expect_moment("2018-06-28T23:59:59-5:00", "2018-06-29T04:59:59.000Z");
    expect_moment("2020-01-24T11:59:02.402+05:30", "2020-01-24T06:29:02.402Z");
    int64_t ms = 0;
    ck_assert(!date_parse_moment("2020-01-24T11:59:02.402+05:30x", &ms));
    ck_assert(!date_parse_moment("2020-01-24T25:00:00Z", &ms));
    ck_assert(!date_parse_moment("yesterday", &ms));
}
END_TEST

START_TEST(json_errors_name_the_place)
{
    struct error error = ERROR_INIT;
    ck_assert_ptr_null(json_parse("{\n \"a\": x}", 10, &error));
    ck_assert_int_eq(error.code, ERROR_INPUT);
    ck_assert_ptr_nonnull(strstr(error.message, "line 2"));
    ck_assert_ptr_null(json_parse("{} {}", 5, &error));
    ck_assert_ptr_nonnull(strstr(error.message, "column 4"));
    ck_assert_ptr_null(json_parse("", 0, &error));
    error_clear(&error);
}
END_TEST

START_TEST(json_members_are_looked_up_by_their_exact_name)
{
    static const char text[] = "{\"Name\":1,\"name\":\"x\",\"on\":true} ";
    cJSON *value = json_parse(text, sizeof text - 1, NULL);
    ck_assert_ptr_nonnull(value);
    ck_assert_str_eq(json_get_string(value, "name", ""), "x");
    ck_assert_ptr_null(json_get(value, "NAME"));
    ck_assert(json_get_bool(value, "on", false));
    ck_assert_double_eq(json_get_number(value, "Name", 0), 1);
    ck_assert_ptr_null(json_get(NULL, "name"));
    cJSON_Delete(value);
}
END_TEST

START_TEST(a_secret_shows_only_its_end)
{
    struct secret *key = secret_new("dummy-0000-3f1a", 15);
    ck_assert_str_eq(secret_mask(key), "\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2" "3f1a");
    struct secret *copy = secret_copy(key);
    ck_assert(secret_equal(key, copy));
    struct secret *small = secret_new("abc", 3);
    ck_assert_str_eq(secret_mask(small), "\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2");
    ck_assert(!secret_equal(key, small));
    secret_free(small);
    secret_free(key);
    ck_assert_str_eq(secret_reveal(copy), "dummy-0000-3f1a"); /* a copy outlives the first */
    secret_free(copy);
}
END_TEST

START_TEST(a_file_is_replaced_whole_and_its_predecessor_kept)
{
    char *directory = place_make();
    char *path = file_join(directory, "a.conf");
    char *backup = file_join(directory, "a.conf.bak");
    bool (*const write[])(const char *, const char *, mode_t, const void *, size_t, struct error *) = {
        file_write_atomic, file_write_temporary
    };
    (void)umask(022);
    ck_assert(write[_i](path, backup, 0600, "one", 3, NULL));
    ck_assert(!file_exists(backup));
    ck_assert(write[_i](path, backup, 0600, "second", 6, NULL));
    char *bytes = NULL;
    size_t length = 0;
    ck_assert(file_read(path, 100, &bytes, &length, NULL));
    ck_assert_str_eq(bytes, "second");
    free(bytes);
    ck_assert(file_read(backup, 100, &bytes, &length, NULL));
    ck_assert_str_eq(bytes, "one");
    free(bytes);
    struct stat status;
    ck_assert_int_eq(stat(path, &status), 0);
    ck_assert_int_eq(status.st_mode & 0777, 0600);
    struct error error = ERROR_INIT;
    ck_assert(!file_read(path, 5, &bytes, &length, &error));
    ck_assert_int_eq(error.code, ERROR_INPUT);
    ck_assert(!file_read("/nowhere/at/all", 5, &bytes, &length, &error));
    ck_assert_int_eq(error.code, ERROR_NOT_FOUND);
    char *fifo = file_join(directory, "fifo");
    ck_assert_int_eq(mkfifo(fifo, 0600), 0);
    ck_assert(!file_read(fifo, 5, &bytes, &length, &error));
    ck_assert_int_eq(error.code, ERROR_INPUT);
    error_clear(&error);
    place_remove(directory);
    free(fifo);
    free(path);
    free(backup);
}
END_TEST

START_TEST(a_mistyped_word_finds_its_neighbour)
{
    static const char *const words[] = { "profile", "preview", "doctor", "sync" };
    ck_assert_str_eq(nearest_word("doctr", words, 4), "doctor");
    ck_assert_str_eq(nearest_word("Porfile", words, 4), "profile");
    ck_assert_str_eq(nearest_word("snyc", words, 4), "sync");
    ck_assert_ptr_null(nearest_word("replay", words, 4));
    ck_assert_ptr_null(nearest_word("x", words, 0));
}
END_TEST

START_TEST(a_stream_is_read_to_its_end_within_the_limit)
{
    int ends[2];
    char *bytes = NULL;
    size_t length = 0;
    struct error error = ERROR_INIT;
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert(file_write_all(ends[1], "four", 4));
    (void)close(ends[1]);
    ck_assert(file_read_all(ends[0], "stdin", 4, &bytes, &length, &error));
    (void)close(ends[0]);
    ck_assert_uint_eq(length, 4);
    ck_assert_str_eq(bytes, "four");
    free(bytes);
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert(file_write_all(ends[1], "fives", 5));
    (void)close(ends[1]);
    ck_assert(!file_read_all(ends[0], "stdin", 4, &bytes, &length, &error));
    (void)close(ends[0]);
    ck_assert_int_eq(error.code, ERROR_INPUT);
    ck_assert_str_eq(error.message, "stdin is larger than 4 bytes");
    error_clear(&error);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("support");
    TCase *tests = tcase_create("support");
    suite_add_tcase(suite, tests);
    tcase_add_test(tests, a_stream_is_read_to_its_end_within_the_limit);
    tcase_add_test(tests, an_error_keeps_its_message_when_a_prefix_is_put_before_it);
    tcase_add_test(tests, every_code_has_the_exit_status_of_the_contract);
    tcase_add_test(tests, text_from_outside_cannot_drive_the_terminal);
    tcase_add_test(tests, broken_bytes_become_replacement_characters);
    tcase_add_test(tests, wide_and_combining_characters_are_counted_in_columns);
    tcase_add_test(tests, a_cell_is_cut_at_a_column_and_padded_to_its_width);
    tcase_add_test(tests, counts_have_thousands_separators);
    tcase_add_test(tests, days_are_read_and_written);
    tcase_add_test(tests, moments_are_read_in_the_forms_that_braze_uses);
    tcase_add_test(tests, json_errors_name_the_place);
    tcase_add_test(tests, json_members_are_looked_up_by_their_exact_name);
    tcase_add_test(tests, a_mistyped_word_finds_its_neighbour);
    tcase_add_test(tests, a_secret_shows_only_its_end);
    tcase_add_loop_test(tests, a_file_is_replaced_whole_and_its_predecessor_kept, 0, 2);
    return unit_run(suite);
}
