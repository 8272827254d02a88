#include <string.h>

#include "replay/delete_ids.h"
#include "support/json.h"
#include "unit.h"

static void expect_ids(const char *text, size_t left_out, const char *expected)
{
    struct delete_ids ids;
    struct error error = ERROR_INIT;
    ck_assert_msg(delete_ids_read(&ids, text, strlen(text), "ids.txt", &error), "%s", error.message);
    cJSON *users = delete_ids_users(&ids);
    char *printed = json_print(users);
    ck_assert_str_eq(printed, expected);
    ck_assert_uint_eq(ids.left_out, left_out);
    free(printed);
    cJSON_Delete(users);
    delete_ids_clear(&ids);
}

static void expect_refused(const char *text, size_t length, const char *message)
{
    struct delete_ids ids;
    struct error error = ERROR_INIT;
    ck_assert(!delete_ids_read(&ids, text, length, "ids.txt", &error));
    ck_assert_int_eq(error.code, ERROR_INPUT);
    ck_assert_str_eq(error.message, message);
    ck_assert_uint_eq(ids.count, 0);
    error_clear(&error);
}

START_TEST(ids_come_a_line_each_in_three_forms)
{
    expect_ids("a\n  b b \r\n\n\"c\\n\"\n{\"userId\":\"d\",\"email\":\"x@example.com\"}",
               0, "[{\"userId\":\"a\"},{\"userId\":\"b b\"},{\"userId\":\"c\\n\"},{\"userId\":\"d\"}]");
    expect_ids("", 0, "[]");
    expect_ids("\n \n", 0, "[]");
}
END_TEST

START_TEST(ids_come_as_one_list)
{
    expect_ids(" [\"a\",\n{\"userId\":\"a\"},\n{\"email\":\"x\"},{\"userId\":\"\"},{\"userId\":null}]\n", 3,
               "[{\"userId\":\"a\"},{\"userId\":\"a\"}]");
}
END_TEST

START_TEST(what_is_no_id_is_refused_with_its_place)
{
    expect_refused("a\n{\"userId\":5}\n", 15, "ids.txt, line 2: an id has to be a text, or an object with a text under userId");
    expect_refused("a\nb\xFF\n", 5, "ids.txt, line 2: not text in UTF-8");
    expect_refused("a\0b\n", 4, "ids.txt, line 1: not text in UTF-8");
    expect_refused("[\"a\",\n!]", 8, "ids.txt: line 2, column 1: not valid JSON");
    expect_refused("[5]", 3, "ids.txt: an id has to be a text, or an object with a text under userId");
    expect_refused("{\n", 2, "ids.txt, line 1: not valid JSON");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("delete ids");
    TCase *tests = tcase_create("delete ids");
    tcase_add_test(tests, ids_come_a_line_each_in_three_forms);
    tcase_add_test(tests, ids_come_as_one_list);
    tcase_add_test(tests, what_is_no_id_is_refused_with_its_place);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
