#include "support/span.h"

#include <string.h>

#include "unit.h"

static void expect_piece(struct span piece, const char *expected)
{
    ck_assert_msg(piece.length == strlen(expected) && memcmp(piece.text, expected, piece.length) == 0, "%.*s, not %s",
                  (int)piece.length, piece.text, expected);
}

static struct span whole(const char *text)
{
    return span_of(text, strlen(text));
}

START_TEST(values_come_out_byte_for_byte)
{
    struct span value;
    struct span object = whole(" {\"a\" : 1.50 , \"b\":[ 1,{\"x\":\"]}\"} ], \"c\":\"\\\"q\\\\\", \"d\":null} ");
    ck_assert(span_member(object, "a", &value));
    expect_piece(value, "1.50");
    ck_assert(span_member(object, "b", &value));
    expect_piece(value, "[ 1,{\"x\":\"]}\"} ]");
    ck_assert(span_member(object, "c", &value));
    expect_piece(value, "\"\\\"q\\\\\"");
    ck_assert(span_member(object, "d", &value));
    expect_piece(value, "null");
    ck_assert(!span_member(object, "e", &value));
    ck_assert(!span_member(whole("[1]"), "a", &value));
}
END_TEST

START_TEST(a_name_is_compared_without_its_escapes)
{
    struct span value;
    ck_assert(span_member(whole("{\"\\u0061\\n\":7}"), "a\n", &value));
    expect_piece(value, "7");
    ck_assert(!span_member(whole("{\"ab\":7}"), "a", &value));
}
END_TEST

START_TEST(elements_and_members_come_in_order)
{
    struct span name, value;
    struct span_walk walk = span_walk_begin(whole("[1, \"two\" ,[3],{}]"));
    static const char *const expected[] = { "1", "\"two\"", "[3]", "{}" };
    for (size_t i = 0; i < 4; i++) {
        ck_assert(span_walk_next(&walk, &name, &value));
        ck_assert_uint_eq(name.length, 0);
        expect_piece(value, expected[i]);
    }
    ck_assert(!span_walk_next(&walk, &name, &value));
    walk = span_walk_begin(whole("{\"a\":{\"b\":1},\"c\":-2e9}"));
    ck_assert(span_walk_next(&walk, &name, &value));
    expect_piece(name, "\"a\"");
    expect_piece(value, "{\"b\":1}");
    ck_assert(span_walk_next(&walk, &name, &value));
    expect_piece(name, "\"c\"");
    expect_piece(value, "-2e9");
    ck_assert(!span_walk_next(&walk, &name, &value));
}
END_TEST

START_TEST(what_holds_nothing_is_walked_at_once)
{
    static const char *const texts[] = { "[]", "{}", " [ ] ", "7", "\"x\"", "", "null" };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct span name, value;
        struct span_walk walk = span_walk_begin(whole(texts[i]));
        ck_assert_msg(!span_walk_next(&walk, &name, &value), "%s", texts[i]);
    }
}
END_TEST

START_TEST(broken_text_is_walked_without_harm)
{
    static const char *const texts[] = { "{\"a", "{\"a\":", "[1,", "[\"\\", "{\"a\":[[[", "]]]", "{,,,}", "{\"a\":}" };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char *copy = memory_copy_bytes(texts[i], strlen(texts[i])); /* for the address sanitizer */
        struct span name, value;
        struct span_walk walk = span_walk_begin(span_of(copy, strlen(copy)));
        for (int steps = 0; span_walk_next(&walk, &name, &value); steps++)
            ck_assert_int_lt(steps, 100);
        free(copy);
    }
}
END_TEST

START_TEST(what_is_json_to_the_letter_is_told_from_what_is_only_understood)
{
    static const char *const strict[] = { "{\"a\":[0,-0,10,1.5,-1.5e+10,1E-2,true,null,\"\\n\\u00e9\\/\"]}", "\"\"",
                                          "[ 1 ,\n2 ]" };
    static const char *const loose[] = { "[01]",     "[1.]",        "[-]",      "[1.e5]", "[1e]",
                                         "[\"\n\"]", "[\"a\x01\"]", "[\x01 1]", "[00]",   "[.5]" };
    for (size_t i = 0; i < sizeof strict / sizeof *strict; i++)
        ck_assert_msg(span_is_strict(whole(strict[i])), "%s", strict[i]);
    for (size_t i = 0; i < sizeof loose / sizeof *loose; i++)
        ck_assert_msg(!span_is_strict(whole(loose[i])), "%s", loose[i]);
}
END_TEST

START_TEST(a_mark_of_byte_order_and_control_characters_count_as_white_space)
{
    struct span value;
    ck_assert(span_member(whole("\xEF\xBB\xBF{\"a\"\x01:\x02[1]\x0b,\"b\":2}"), "b", &value));
    expect_piece(value, "2");
}
END_TEST

START_TEST(white_space_goes_but_not_out_of_strings)
{
    UT_string *out;
    utstring_new(out);
    span_append_compact(out, whole("{ \"a b\" : [ 1.0 , true,\n\t\"x \\\" y\" ] }"));
    ck_assert_str_eq(utstring_body(out), "{\"a b\":[1.0,true,\"x \\\" y\"]}");
    utstring_free(out);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("span");
    TCase *span = tcase_create("span");
    tcase_add_test(span, values_come_out_byte_for_byte);
    tcase_add_test(span, a_name_is_compared_without_its_escapes);
    tcase_add_test(span, elements_and_members_come_in_order);
    tcase_add_test(span, what_holds_nothing_is_walked_at_once);
    tcase_add_test(span, broken_text_is_walked_without_harm);
    tcase_add_test(span, what_is_json_to_the_letter_is_told_from_what_is_only_understood);
    tcase_add_test(span, a_mark_of_byte_order_and_control_characters_count_as_white_space);
    tcase_add_test(span, white_space_goes_but_not_out_of_strings);
    suite_add_tcase(suite, span);
    return unit_run(suite);
}
