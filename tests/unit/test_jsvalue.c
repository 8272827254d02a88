#include <locale.h>
#include <math.h>
#include <string.h>

#include "support/error.h"
#include "support/jsmap.h"
#include "support/jsnumber.h"
#include "support/jsorder.h"
#include "support/jsread.h"
#include "support/jssort.h"
#include "support/jstext.h"
#include "support/jsvalue.h"
#include "support/jswrite.h"
#include "unit.h"

static struct arena *arena;

static void start(void)
{
    arena = arena_new();
}

static void end(void)
{
    arena_free(arena);
}

static cJSON *read_bytes(const char *text, size_t length)
{
    struct error error = ERROR_INIT;
    cJSON *value = js_read(arena, text, length, &error);
    ck_assert_msg(value != NULL, "%s: %s", text, error.message);
    error_clear(&error);
    return value;
}

static cJSON *read(const char *text)
{
    return read_bytes(text, strlen(text));
}

static void expect_text(const cJSON *value, const char *expected)
{
    UT_string out;
    utstring_init(&out);
    js_write(&out, value);
    ck_assert_str_eq(utstring_body(&out), expected);
    ck_assert_uint_eq(js_written_size(value), strlen(expected));
    utstring_done(&out);
}

static void expect_again(const char *text, const char *expected)
{
    expect_text(read(text), expected);
}

static void expect_refused(const char *text, const char *message)
{
    struct error error = ERROR_INIT;
    ck_assert_msg(js_read(arena, text, strlen(text), &error) == NULL, "read: %s", text);
    ck_assert_int_eq(error.code, ERROR_INPUT);
    ck_assert_str_eq(error.message, message);
    error_clear(&error);
}

START_TEST(json_comes_back_as_it_was_written)
{
    expect_again(" {\"a\" : [1, true,null,\"x\",{}] }\n", "{\"a\":[1,true,null,\"x\",{}]}");
    expect_again("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u001f\\u007f\"", "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u001f\x7f\"");
    expect_again("\"d\xC3\xA9j\xC3\xA0 \\ud83c\\udf89 \\u00e9\"", "\"d\xC3\xA9j\xC3\xA0 \xF0\x9F\x8E\x89 \xC3\xA9\"");
    expect_again("[]", "[]");
    expect_again("{}", "{}");
}
END_TEST

START_TEST(what_json_cannot_say_plainly_is_kept_as_escapes)
{
    expect_again("\"a\\u0000b\"", "\"a\\u0000b\"");
    expect_again("{\"a\\u0000b\":\"\\uD83D\"}", "{\"a\\u0000b\":\"\\ud83d\"}");
    expect_again("\"\\udf89\\ud83c\"", "\"\\udf89\\ud83c\"");
    expect_again("\"\\ud83c\\n\\ud83c\\udf89\"", "\"\\ud83c\\n\xF0\x9F\x8E\x89\"");
    expect_again("\"\xED\x9F\xBF\xEE\x80\x80\"", "\"\xED\x9F\xBF\xEE\x80\x80\""); /* the neighbours of the surrogates */
}
END_TEST

START_TEST(bytes_that_are_no_text_become_replacement_characters)
{
    expect_again("\"a\xFF"
                 "b\"",
                 "\"a\xEF\xBF\xBD"
                 "b\"");
    expect_again("\"\xC0\x80\"", "\"\xEF\xBF\xBD\xEF\xBF\xBD\"");
    expect_again("\"\xED\xA0\x80\"", "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
    expect_again("\"\xF0\x9F\x8E\"", "\"\xEF\xBF\xBD\"");
    expect_again("\"\xE2\x82x\"", "\"\xEF\xBF\xBDx\"");
    expect_again("\"\xF4\x90\x80\x80\"", "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
}
END_TEST

START_TEST(of_repeated_members_the_last_value_counts_in_the_first_place)
{
    expect_again("{\"a\":1,\"b\":2,\"a\":{\"c\":3,\"c\":[4]}}", "{\"a\":{\"c\":[4]},\"b\":2}");
    expect_again("{\"a\":1,\"A\":2}", "{\"a\":1,\"A\":2}");
    expect_again("{\"\":1,\"\":2}", "{\"\":2}");
    expect_again("[{\"a\":1,\"a\":2,\"b\":3,\"b\":4,\"a\":5}]", "[{\"a\":5,\"b\":4}]");
}
END_TEST

START_TEST(of_many_repeated_members_the_last_value_counts_as_well)
{
    UT_string text;
    utstring_init(&text);
    utstring_printf(&text, "{");
    for (int i = 0; i < 3000; i++)
        utstring_printf(&text, "\"k%d\":%d,", i % 1000, i);
    utstring_printf(&text, "\"end\":true}");
    cJSON *value = read_bytes(utstring_body(&text), utstring_len(&text));
    ck_assert_uint_eq(js_count(value), 1001);
    ck_assert_double_eq(js_get(value, "k0")->valuedouble, 2000);
    ck_assert_double_eq(js_get(value, "k999")->valuedouble, 2999);
    ck_assert_str_eq(value->child->string, "k0");
    ck_assert_str_eq(value->child->prev->string, "end");
    utstring_done(&text);
}
END_TEST

START_TEST(names_that_are_array_indices_come_first)
{
    expect_again("{\"b\":1,\"10\":2,\"a\":3,\"9\":4,\"01\":5,\"4294967294\":6,\"4294967295\":7,\"-1\":8}",
                 "{\"9\":4,\"10\":2,\"4294967294\":6,\"b\":1,\"a\":3,\"01\":5,\"4294967295\":7,\"-1\":8}");
}
END_TEST

START_TEST(malformed_json_is_refused_with_its_place)
{
    expect_refused("", "line 1, column 1: empty, expected JSON");
    expect_refused(" \n", "line 1, column 1: empty, expected JSON");
    expect_refused("{\"a\":01}", "line 1, column 6: not a JSON number");
    expect_refused("[1.]", "line 1, column 2: not a JSON number");
    expect_refused("[-.5]", "line 1, column 2: not a JSON number");
    expect_refused("[1e]", "line 1, column 2: not a JSON number");
    expect_refused("\"a\nb\"", "line 1, column 3: a control character must be escaped");
    expect_refused("\"\\x\"", "line 1, column 2: not an escape that JSON knows");
    expect_refused("\"\\u00zz\"", "line 1, column 2: not an escape that JSON knows");
    expect_refused("{\"a\":\"b", "line 1, column 6: this string has no end");
    expect_refused("[1]\n 2", "line 2, column 2: something follows the JSON value");
    expect_refused("[1,]", "line 1, column 4: not valid JSON");
    ck_assert_ptr_null(js_read(arena, "{a:1}", 5, NULL));
    ck_assert_ptr_null(js_read(arena, "{\"a\":1,}", 8, NULL));
    expect_refused("nul", "line 1, column 1: not valid JSON");
    expect_refused("[\x01]", "line 1, column 2: not valid JSON");
}
END_TEST

START_TEST(nesting_stops_at_a_thousand)
{
    char text[2 * 1001 + 1] = "";
    memset(text, '[', 1000);
    memset(text + 1000, ']', 1000);
    (void)read_bytes(text, 2000);
    memset(text, '[', 1001);
    memset(text + 1001, ']', 1001);
    expect_refused(text, "line 1, column 1001: nested deeper than 1,000");
}
END_TEST

START_TEST(numbers_are_read_as_doubles_whatever_their_length)
{
    expect_again("[1.0,-0,9007199254740993,1e400,-1e400,1E2,0.1]", "[1,0,9007199254740992,null,null,100,0.1]");
    expect_again("100000000000000000000000000000000000000000000000000000000000000000000000", "1e+71");
    expect_again("0.1000000000000000000000000000000000000000000000000000000000000000000000", "0.1");
    expect_again("-1000000000000000000000000000000000000000000000000000000000000000000e999", "null");
}
END_TEST

START_TEST(a_number_written_as_a_decimal_can_be_told_from_a_whole_one)
{
    const cJSON *list = read("[2,2.0,{\"b\":[2.50,1e2],\"0\":3.000,\"a\":0},12e-1,2e0,-0.0,7]");
    static const char *const decimals[] = { "1", "2.b.0", "2.b.1", "2.0", "3", "4", "5" };
    static const char *const whole[] = { "0", "2.a", "6" };
    for (size_t i = 0; i < sizeof decimals / sizeof decimals[0]; i++)
        ck_assert_msg(js_is_decimal(js_path(list, decimals[i])), "%s", decimals[i]);
    for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++)
        ck_assert_msg(!js_is_decimal(js_path(list, whole[i])), "%s", whole[i]);
    ck_assert(js_is_decimal(js_share(arena, js_path(list, "1"))));
    ck_assert(!js_is_decimal(NULL));
}
END_TEST

static void expect_number(double number, const char *expected)
{
    char text[JS_NUMBER_SIZE];
    ck_assert_uint_eq(js_number_format(number, text), strlen(expected));
    ck_assert_str_eq(text, expected);
}

START_TEST(numbers_are_printed_as_short_as_can_be_read_back)
{
    expect_number(0, "0");
    expect_number(-0.0, "0");
    expect_number(12, "12");
    expect_number(-14.99, "-14.99");
    expect_number(0.1 + 0.2, "0.30000000000000004");
    expect_number(1e20, "100000000000000000000");
    expect_number(123456789012345680000.0, "123456789012345680000");
    expect_number(1e21, "1e+21");
    expect_number(1.5e300, "1.5e+300");
    expect_number(0.000001, "0.000001");
    expect_number(0.0000015, "0.0000015");
    expect_number(5e-7, "5e-7");
    expect_number(5e-324, "5e-324");
    expect_number(1.7976931348623157e308, "1.7976931348623157e+308");
    expect_number(9007199254740991.0, "9007199254740991");
    expect_number(4.35, "4.35");
    expect_number(0.0123, "0.0123");
    expect_number(1234.5678, "1234.5678");
    expect_number(NAN, "NaN");
    expect_number(INFINITY, "Infinity");
    expect_number(-INFINITY, "-Infinity");
}
END_TEST

START_TEST(parse_float_takes_the_longest_number_at_the_beginning)
{
    ck_assert_double_eq(js_parse_float("12abc"), 12);
    ck_assert_double_eq(js_parse_float("1,000"), 1);
    ck_assert_double_eq(js_parse_float("0x1f"), 0);
    ck_assert_double_eq(js_parse_float(".5"), 0.5);
    ck_assert_double_eq(js_parse_float("5."), 5);
    ck_assert_double_eq(js_parse_float("1e"), 1);
    ck_assert_double_eq(js_parse_float("1e+"), 1);
    ck_assert_double_eq(js_parse_float("-1.5e3x"), -1500);
    ck_assert_double_eq(js_parse_float("\xC2\xA0\xE2\x80\xA8 \xEF\xBB\xBF\n7"), 7);
    ck_assert_double_eq(js_parse_float("-Infinityx"), -INFINITY);
    ck_assert_double_eq(js_parse_float("123456789012345678901234567890"), 123456789012345678901234567890.0);
    ck_assert_double_nan(js_parse_float(""));
    ck_assert_double_nan(js_parse_float("."));
    ck_assert_double_nan(js_parse_float("-.e5"));
    ck_assert_double_nan(js_parse_float("infinity"));
    ck_assert_double_nan(js_parse_float("[object Object]"));
}
END_TEST

START_TEST(parse_int_takes_the_digits_at_the_beginning)
{
    ck_assert_double_eq(js_parse_int("2.9"), 2);
    ck_assert_double_eq(js_parse_int("5e-7"), 5);
    ck_assert_double_eq(js_parse_int("1e+21"), 1);
    ck_assert_double_eq(js_parse_int(" \t-12x"), -12);
    ck_assert_double_eq(js_parse_int("0x1f"), 0);
    ck_assert_double_eq(js_parse_int("99999999999999999999"), 1e20);
    ck_assert_double_nan(js_parse_int(""));
    ck_assert_double_nan(js_parse_int("-"));
    ck_assert_double_nan(js_parse_int("Infinity"));
}
END_TEST

START_TEST(to_number_wants_the_whole_text)
{
    ck_assert_double_eq(js_to_number("0x1f"), 31);
    ck_assert_double_eq(js_to_number("0b101"), 5);
    ck_assert_double_eq(js_to_number("0O17"), 15);
    ck_assert_double_eq(js_to_number(" 1e3\n"), 1000);
    ck_assert_double_eq(js_to_number(""), 0);
    ck_assert_double_eq(js_to_number(" \xE3\x80\x80"), 0);
    ck_assert_double_eq(js_to_number("-Infinity"), -INFINITY);
    ck_assert_double_eq(js_to_number("0x20000000000001"), 9007199254740992.0);
    ck_assert_double_eq(js_to_number("0x20000000000003"), 9007199254740996.0);
    ck_assert_double_eq(js_to_number("0x8000000000000400000000000000001"), 0x1.0000000000001p+123);
    ck_assert_double_nan(js_to_number("12abc"));
    ck_assert_double_nan(js_to_number("1_000"));
    ck_assert_double_nan(js_to_number("1,000"));
    ck_assert_double_nan(js_to_number("-0x1f"));
    ck_assert_double_nan(js_to_number("0x"));
    ck_assert_double_nan(js_to_number("0b2"));
    ck_assert_double_nan(js_to_number("1e"));
}
END_TEST

START_TEST(the_locale_does_not_change_numbers)
{
    if (setlocale(LC_ALL, "de_DE.UTF-8") == NULL)
        return; /* this system does not have it */
    expect_again("[0.1,1e-7,123456789.123456789]", "[0.1,1e-7,123456789.12345679]");
    ck_assert_double_eq(js_parse_float("1.25e2"), 125);
}
END_TEST

START_TEST(truth_is_javascripts)
{
    const cJSON *values = read("{\"t\":[[],{},\"0\",\"false\",1,-1,true],\"f\":[null,false,0,-0,0.0,\"\"]}");
    const cJSON *value;
    cJSON_ArrayForEach(value, js_get(values, "t")) ck_assert(js_truthy(value));
    cJSON_ArrayForEach(value, js_get(values, "f")) ck_assert(!js_truthy(value));
    ck_assert(!js_truthy(NULL));
    ck_assert(js_nullish(NULL) && js_nullish(js_null(arena)) && !js_nullish(js_bool(arena, false)));
}
END_TEST

START_TEST(paths_are_walked_member_by_member)
{
    const cJSON *value =
        read("{\"a\":{\"b\":1,\"b.c\":{\"d\":2},\"x\":\"text\"},\"a.b\":3,\"l\":[{\"id\":4}],\"e.f\":{\"g\":5}}");
    ck_assert_double_eq(js_path(value, "a.b")->valuedouble, 3); /* the whole path is a name */
    ck_assert_ptr_null(js_path(value, "a.b.c.d"));              /* "b" is there, and a number */
    ck_assert_double_eq(js_path(value, "l.0.id")->valuedouble, 4);
    ck_assert_double_eq(js_path(value, "e.f.g")->valuedouble, 5);
    ck_assert_ptr_null(js_path(value, "a.x.y"));
    ck_assert_ptr_null(js_path(value, "l.00.id"));
    ck_assert_ptr_null(js_path(value, "A.b"));
    const cJSON *joined = read("{\"a\":{\"b.c\":{\"d\":2}}}");
    ck_assert_double_eq(js_path(joined, "a.b.c.d")->valuedouble, 2);
    const cJSON *text = read("\"x\"");
    ck_assert_ptr_eq(js_path(text, "email"), text); /* a scalar answers every path with itself */
}
END_TEST

START_TEST(the_first_valid_value_may_be_false_or_zero)
{
    static const char *const paths[] = { "none", "null", "empty", "zero", "one", NULL };
    const cJSON *value = read("{\"null\":null,\"empty\":\"\",\"zero\":0,\"one\":1}");
    ck_assert_ptr_eq(js_first_valid(value, paths), js_get(value, "zero"));
    static const char *const nothing[] = { "none", "null", "empty", NULL };
    ck_assert_ptr_null(js_first_valid(value, nothing));
}
END_TEST

START_TEST(values_become_text_as_in_javascript)
{
    const struct {
        const char *json, *text;
    } cases[] = {
        { "[12]", "12" },
        { "[\"a\",null,[true,[]],{}]", "a,,true,,[object Object]" },
        { "{}", "[object Object]" },
        { "null", "null" },
        { "1e21", "1e+21" },
        { "false", "false" },
        { "\"x\"", "x" },
        { "{\"valueOf\":1}", "[object Object]" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *text = NULL;
        ck_assert(js_to_text(arena, read(cases[i].json), &text));
        ck_assert_str_eq(text, cases[i].text);
    }
    const char *text = NULL;
    ck_assert(js_to_text(arena, NULL, &text));
    ck_assert_str_eq(text, "undefined");
    ck_assert(!js_to_text(arena, read("[1,[{\"toString\":null}]]"), &text));
}
END_TEST

START_TEST(deep_equality_ignores_the_order_of_members_only)
{
    ck_assert(js_equal(read("{\"a\":[1,{\"b\":0}],\"c\":null}"), read("{\"c\":null,\"a\":[1,{\"b\":-0}]}")));
    ck_assert(!js_equal(read("[1,2]"), read("[2,1]")));
    ck_assert(!js_equal(read("[1]"), read("[1,2]")));
    ck_assert(!js_equal(read("\"1\""), read("1")));
    ck_assert(!js_equal(read("{\"a\":1}"), read("{\"b\":1}")));
    ck_assert(!js_equal(read("{\"a\":1}"), read("{\"a\":1,\"b\":1}")));
    ck_assert(!js_equal(read("[]"), read("{}")));
    ck_assert(!js_equal(NULL, read("null")));
}
END_TEST

START_TEST(objects_are_the_same_only_as_themselves)
{
    const cJSON *a = read("{\"x\":1}");
    ck_assert(js_same(a, js_share(arena, a)));
    ck_assert(!js_same(a, read("{\"x\":1}")));
    ck_assert(!js_same(read("{}"), read("{}")));
    const cJSON *empty = read("{}");
    ck_assert(js_same(js_share(arena, empty), js_share(arena, js_share(arena, empty))));
    ck_assert(!js_same(empty, js_copy(arena, empty)));
    ck_assert(!js_same(read("5"), read("\"5\"")));
}
END_TEST

START_TEST(members_are_set_and_removed_in_place)
{
    cJSON *object = js_object(arena);
    js_set(object, "a", js_number(arena, 1));
    js_set(object, "a", js_number(arena, 2));
    expect_text(object, "{\"a\":2}");
    js_set(object, "b", js_string(arena, "x"));
    js_set(object, "c", js_null(arena));
    js_set(object, "c", js_bool(arena, true));
    js_set(object, "a", js_array(arena));
    js_add(object, "none", NULL);
    expect_text(object, "{\"a\":[],\"b\":\"x\",\"c\":true}");
    js_remove(object, "c");
    js_remove(object, "c");
    js_add(object, "d", js_number(arena, 4));
    js_remove(object, "a");
    js_set(object, "b", NULL);
    expect_text(object, "{\"d\":4}");
    js_remove(object, "d");
    expect_text(object, "{}");
    js_add(object, "e", js_number(arena, 5));
    expect_text(object, "{\"e\":5}");
}
END_TEST

START_TEST(a_copy_does_not_change_with_the_original)
{
    cJSON *value = read("{\"a\":{\"b\":[1,2]},\"c\":3}");
    cJSON *deep = js_copy(arena, value);
    cJSON *level = js_copy_level(arena, value);
    js_set(value, "c", js_number(arena, 4));
    js_remove(value->child, "b");
    expect_text(deep, "{\"a\":{\"b\":[1,2]},\"c\":3}");
    ck_assert_double_eq(js_get(level, "c")->valuedouble, 3);
}
END_TEST

static void expect_lower(const char *text, const char *expected)
{
    ck_assert_str_eq(js_lower(arena, text), expected);
}

START_TEST(lower_case_is_unicodes)
{
    expect_lower("Order Completed", "order completed");
    expect_lower("", "");
    expect_lower("\xC4\xB0"
                 "D",
                 "i\xCC\x87"
                 "d");                                    /* capital I with a dot */
    expect_lower("\xCE\x91\xCE\xA3", "\xCE\xB1\xCF\x82"); /* final sigma */
    expect_lower("\xCE\xA3\xCE\x91", "\xCF\x83\xCE\xB1");
    /* Sigma before an apostrophe or a point, and a letter: not final. */
    expect_lower("A\xCE\xA3'X'\xCE\xA3.", "a\xCF\x83'x'\xCF\x82.");
    /* A modifier letter has case, but is passed over. */
    expect_lower("\xCB\xA0\xCE\xA3", "\xCB\xA0\xCF\x83");
    expect_lower("A\xCB\xA0\xCE\xA3", "a\xCB\xA0\xCF\x82");
    expect_lower("\xE2\x84\xAA", "k"); /* the Kelvin sign */
    expect_lower("\xD0\x96", "\xD0\xB6");
    expect_lower("A\xED\xA0\xBD\xC3\x89\xC0\x80Z", "a\xED\xA0\xBD\xC3\xA9\xC0\x80z");
}
END_TEST

START_TEST(trim_knows_javascripts_white_space)
{
    ck_assert_str_eq(js_trim(arena, " \t\n\v\f\r\xC2\xA0x y\xEF\xBB\xBF\xE2\x80\xA9\xE3\x80\x80"), "x y");
    ck_assert_str_eq(js_trim(arena, "\xC2\x85x\xE2\x80\x8B"),
                     "\xC2\x85x\xE2\x80\x8B"); /* neither is white space there */
    ck_assert_str_eq(js_trim(arena, " \xE2\x80\xAF "), "");
}
END_TEST

START_TEST(texts_are_ordered_by_utf16_units)
{
    ck_assert_int_lt(js_compare("a", "b"), 0);
    ck_assert_int_lt(js_compare("a", "aa"), 0);
    ck_assert_int_eq(js_compare("\xC3\xA9", "\xC3\xA9"), 0);
    ck_assert_int_gt(js_compare("\xEF\xBC\xA1", "\xF0\x9F\x98\x80"), 0); /* U+FF21 behind U+1F600 */
    ck_assert_int_lt(js_compare("\xF0\x9F\x98\x80", "\xF0\x9F\x98\x81"), 0);
    ck_assert_int_lt(js_compare("\xC0\x80", "\x01"), 0);
    ck_assert_int_lt(js_compare("\xED\xA0\xBD", "\xF0\x9F\x98\x80"), 0); /* the first half of that pair, alone */
    ck_assert_int_gt(js_compare("\xED\xA0\xBDz\xEF\xBC\xA1", "\xED\xA0\xBDy"), 0);
    ck_assert_int_lt(js_compare("\xED\xA0\xBDz", "\xF0\x9F\x98\x80"), 0);
}
END_TEST

START_TEST(length_counts_utf16_units)
{
    ck_assert_uint_eq(js_length(""), 0);
    ck_assert_uint_eq(js_length("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\xC0\x80\xED\xA0\xBD"), 7);
}
END_TEST

static int order_of(const char *a, const char *b)
{
    bool thrown = false;
    int order = js_order(arena, read(a), read(b), &thrown);
    return thrown ? 9 : order < 0 ? -1 : order > 0;
}

START_TEST(values_are_ordered_as_lodash_orders_them)
{
    ck_assert_int_eq(order_of("2", "10"), -1);
    ck_assert_int_eq(order_of("\"2\"", "\"10\""), 1);
    ck_assert_int_eq(order_of("\"2\"", "10"), -1); /* as numbers */
    ck_assert_int_eq(order_of("\"x\"", "10"), 0);  /* no number: a tie */
    ck_assert_int_eq(order_of("null", "\"x\""), 1);
    ck_assert_int_eq(order_of("[5]", "\"4\""), 1);
    ck_assert_int_eq(order_of("true", "0"), 1);
    ck_assert_int_eq(order_of("{\"toString\":1}", "1"), 9);
    bool thrown = false;
    ck_assert_int_gt(js_order(arena, NULL, read("null"), &thrown), 0); /* undefined stands behind null */
}
END_TEST

static int compare_tens(const void *a, const void *b, void *context)
{
    (void)context;
    return *(const int *)a / 10 - *(const int *)b / 10;
}

START_TEST(sorting_is_stable_whatever_the_length_and_the_runs)
{
    for (int count = 0; count < 700; count += count < 70 ? 1 : 97) {
        int *numbers = arena_allocate_zeroed(arena, (size_t)count, sizeof *numbers);
        const void **items = arena_allocate_zeroed(arena, (size_t)count, sizeof *items);
        for (int shape = 0; shape < 4; shape++) {
            for (int i = 0; i < count; i++) {
                int key = shape == 0   ? i
                          : shape == 1 ? count - i
                          : shape == 2 ? i * 7919 % 101
                                       : i % 50 + (i > count / 2 ? 30 : 0);
                numbers[i] = key * 10;
                items[i] = &numbers[i];
            }
            js_sort(items, (size_t)count, compare_tens, NULL);
            for (int i = 1; i < count; i++) {
                int before = *(const int *)items[i - 1];
                int after = *(const int *)items[i];
                ck_assert(before < after || (before == after && items[i - 1] < items[i]));
            }
        }
    }
}
END_TEST

static int compare_but_five(const void *a, const void *b, void *context)
{
    (void)context;
    int left = *(const int *)a;
    int right = *(const int *)b;
    return left == 5 || right == 5 ? 0 : left - right;
}

START_TEST(what_is_no_order_is_sorted_as_v8_does)
{
    /* 5 ties with all others. The result is that of [...].sort((a, b) => a == 5 || b == 5 ? 0 : a - b) in Node.js. */
    static const int numbers[] = { 9, 1, 5, 8, 0, 5, 7, 2 };
    static const int sorted[] = { 0, 1, 2, 7, 8, 9, 5, 5 };
    const void *items[8];
    for (size_t i = 0; i < 8; i++)
        items[i] = &numbers[i];
    js_sort(items, 8, compare_but_five, NULL);
    for (size_t i = 0; i < 8; i++)
        ck_assert_int_eq(*(const int *)items[i], sorted[i]);
}
END_TEST

START_TEST(a_map_tells_keys_apart_as_javascript_does)
{
    struct js_map *map = js_map_new(arena);
    const cJSON *keys = read("[5,\"5\",true,\"true\",null,\"null\",{},{},[1],\"\",0]");
    const cJSON *key;
    cJSON_ArrayForEach(key, keys) ck_assert(js_map_put(map, key, key));
    ck_assert(js_map_put(map, NULL, keys)); /* undefined is a key, too */
    cJSON_ArrayForEach(key, keys) ck_assert_ptr_eq(js_map_find(map, key), key);
    ck_assert_ptr_eq(js_map_find(map, NULL), keys);
    ck_assert(!js_map_put(map, read("-0"), keys));
    ck_assert_ptr_eq(js_map_find(map, read("0")), keys);
    ck_assert_ptr_null(js_map_find(map, read("[1]")));
    expect_text(js_merge(arena, read("{\"a\":1,\"b\":2}"), read("{\"b\":3,\"c\":4}")), "{\"a\":1,\"b\":3,\"c\":4}");
    expect_text(js_merge(arena, read("\"xy\""), read("[9]")), "{\"1\":\"y\",\"0\":9}");
}
END_TEST

START_TEST(the_arena_gives_out_aligned_memory_and_takes_it_back)
{
    for (int round = 0; round < 3; round++) {
        for (size_t size = 0; size < 300000; size = size * 3 + 1) {
            char *block = arena_allocate(arena, size);
            ck_assert_uint_eq((uintptr_t)block % 16, 0);
            memset(block, 0xA5, size);
        }
        ck_assert_str_eq(arena_format(arena, "%s %d", "round", round)[0] == 'r' ? "r" : "", "r");
        arena_reset(arena);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("jsvalue");
    TCase *tests = tcase_create("JavaScript's values");
    tcase_add_checked_fixture(tests, start, end);
    tcase_add_test(tests, json_comes_back_as_it_was_written);
    tcase_add_test(tests, what_json_cannot_say_plainly_is_kept_as_escapes);
    tcase_add_test(tests, bytes_that_are_no_text_become_replacement_characters);
    tcase_add_test(tests, of_repeated_members_the_last_value_counts_in_the_first_place);
    tcase_add_test(tests, of_many_repeated_members_the_last_value_counts_as_well);
    tcase_add_test(tests, names_that_are_array_indices_come_first);
    tcase_add_test(tests, malformed_json_is_refused_with_its_place);
    tcase_add_test(tests, nesting_stops_at_a_thousand);
    tcase_add_test(tests, numbers_are_read_as_doubles_whatever_their_length);
    tcase_add_test(tests, a_number_written_as_a_decimal_can_be_told_from_a_whole_one);
    tcase_add_test(tests, numbers_are_printed_as_short_as_can_be_read_back);
    tcase_add_test(tests, parse_float_takes_the_longest_number_at_the_beginning);
    tcase_add_test(tests, parse_int_takes_the_digits_at_the_beginning);
    tcase_add_test(tests, to_number_wants_the_whole_text);
    tcase_add_test(tests, the_locale_does_not_change_numbers);
    tcase_add_test(tests, truth_is_javascripts);
    tcase_add_test(tests, paths_are_walked_member_by_member);
    tcase_add_test(tests, the_first_valid_value_may_be_false_or_zero);
    tcase_add_test(tests, values_become_text_as_in_javascript);
    tcase_add_test(tests, deep_equality_ignores_the_order_of_members_only);
    tcase_add_test(tests, objects_are_the_same_only_as_themselves);
    tcase_add_test(tests, members_are_set_and_removed_in_place);
    tcase_add_test(tests, a_copy_does_not_change_with_the_original);
    tcase_add_test(tests, lower_case_is_unicodes);
    tcase_add_test(tests, trim_knows_javascripts_white_space);
    tcase_add_test(tests, texts_are_ordered_by_utf16_units);
    tcase_add_test(tests, length_counts_utf16_units);
    tcase_add_test(tests, values_are_ordered_as_lodash_orders_them);
    tcase_add_test(tests, sorting_is_stable_whatever_the_length_and_the_runs);
    tcase_add_test(tests, what_is_no_order_is_sorted_as_v8_does);
    tcase_add_test(tests, a_map_tells_keys_apart_as_javascript_does);
    tcase_add_test(tests, the_arena_gives_out_aligned_memory_and_takes_it_back);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
