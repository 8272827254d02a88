#include <string.h>

#include "ui/keymap.h"
#include "ui/keypress.h"
#include "ui/theme.h"
#include "unit.h"

static void expect_name(keypress key, const char *expected)
{
    UT_string out;
    utstring_init(&out);
    keypress_append_name(&out, key);
    ck_assert_str_eq(utstring_body(&out), expected);
    utstring_done(&out);
}

static void expect_key(const char *name, keypress expected)
{
    keypress key = KEYS_NONE;
    ck_assert_msg(keypress_parse(name, &key), "%s", name);
    ck_assert_msg(key == expected, "%s", name);
}

START_TEST(keys_have_names_that_are_read_back)
{
    static const keypress keys[] = { 'a', 'Z', '?', 0xE9, KEYS_ENTER, KEYS_TAB, KEYS_ESCAPE, KEYS_SPACE, KEYS_UP,
                                     KEYS_PAGE_DOWN, KEYS_BACK_TAB, KEYS_F1, KEYS_F12, 3, 26 };
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        UT_string out;
        utstring_init(&out);
        keypress_append_name(&out, keys[i]);
        expect_key(utstring_body(&out), keys[i]);
        utstring_done(&out);
    }
    expect_name(16, "^P");
    expect_name(KEYS_F1 + 4, "F5");
}
END_TEST

START_TEST(several_spellings_of_a_key_are_understood)
{
    expect_key("C-p", 16);
    expect_key("Ctrl-P", 16);
    expect_key("^p", 16);
    expect_key("enter", KEYS_ENTER);
    expect_key("Return", KEYS_ENTER);
    expect_key("PageUp", KEYS_PAGE_UP);
    keypress key = KEYS_NONE;
    ck_assert(!keypress_parse("", &key));
    ck_assert(!keypress_parse("F13", &key));
    ck_assert(!keypress_parse("ab", &key));
    ck_assert(!keypress_parse("C-", &key));
    ck_assert(!keypress_parse("C-1", &key));
    ck_assert(!keypress_parse("\033", &key));
    ck_assert(!keypress_parse("\xFF", &key));
}
END_TEST

START_TEST(no_key_is_bound_twice_in_one_context_by_default)
{
    struct keymap *keymap = keymap_new();
    for (int a = 1; a < ACTION_COUNT; a++)
        for (int b = a + 1; b < ACTION_COUNT; b++)
            for (size_t i = 0; i < KEYMAP_KEYS_EACH; i++)
                for (size_t j = 0; j < KEYMAP_KEYS_EACH; j++) {
                    keypress key = keymap_key(keymap, (enum action)a, i);
                    if (key == KEYS_NONE || key != keymap_key(keymap, (enum action)b, j))
                        continue;
                    unsigned both = action_info((enum action)a)->contexts & action_info((enum action)b)->contexts;
                    ck_assert_msg(both == 0, "%s and %s", action_info((enum action)a)->name, action_info((enum action)b)->name);
                }
    keymap_free(keymap);
}
END_TEST

START_TEST(every_action_has_a_name_a_help_line_and_a_short_hint)
{
    for (int i = 1; i < ACTION_COUNT; i++) {
        const struct action_info *info = action_info((enum action)i);
        ck_assert_str_ne(info->name, "");
        ck_assert_str_ne(info->help, "");
        ck_assert_uint_le(strlen(info->hint), 12);
        ck_assert_int_eq(action_find(info->name), i);
        ck_assert_uint_ne(info->contexts, 0);
    }
    ck_assert_int_eq(action_find("no-such-action"), ACTION_NONE);
}
END_TEST

START_TEST(the_special_context_wins_over_the_general_one)
{
    struct keymap *keymap = keymap_new();
    unsigned list = CONTEXT_BIT(TABLE) | CONTEXT_BIT(MOVE) | CONTEXT_BIT(GLOBAL);
    ck_assert_int_eq(keymap_find(keymap, KEYS_ENTER, list), ACTION_OPEN);
    ck_assert_int_eq(keymap_find(keymap, KEYS_ENTER, list | CONTEXT_BIT(CONNECTIONS)), ACTION_USE);
    ck_assert_int_eq(keymap_find(keymap, 'j', list), ACTION_DOWN);
    ck_assert_int_eq(keymap_find(keymap, 'j', CONTEXT_BIT(GLOBAL)), ACTION_NONE);
    ck_assert_int_eq(keymap_find(keymap, '1', list), ACTION_SCREEN_CONNECTIONS);
    ck_assert_int_eq(keymap_find(keymap, KEYS_NONE, ~0u), ACTION_NONE);
    keymap_free(keymap);
}
END_TEST

START_TEST(a_key_that_is_bound_anew_is_taken_from_its_action)
{
    struct keymap *keymap = keymap_new();
    struct error error = ERROR_INIT;
    const char *keys[] = { "r", "F5" };
    ck_assert(keymap_bind(keymap, "sort", keys, 2, &error));
    unsigned here = CONTEXT_BIT(TABLE) | CONTEXT_BIT(GLOBAL);
    ck_assert_int_eq(keymap_find(keymap, KEYS_F1 + 4, here), ACTION_SORT);
    ck_assert_int_eq(keymap_find(keymap, 's', here), ACTION_NONE);
    const char *filter[] = { "F5" };
    ck_assert(keymap_bind(keymap, "filter", filter, 1, &error));
    ck_assert_int_eq(keymap_find(keymap, KEYS_F1 + 4, here), ACTION_FILTER);
    ck_assert_int_eq(keymap_find(keymap, 'r', here), ACTION_SORT);
    ck_assert(keymap_bind(keymap, "sort", NULL, 0, &error));
    ck_assert_int_eq(keymap_find(keymap, 'r', here), ACTION_NONE);
    keymap_free(keymap);
}
END_TEST

START_TEST(a_wrong_binding_names_the_nearest_action_or_the_keys)
{
    struct keymap *keymap = keymap_new();
    struct error error = ERROR_INIT;
    const char *good[] = { "r" };
    const char *bad[] = { "Hyper-r" };
    ck_assert(!keymap_bind(keymap, "filtre", good, 1, &error));
    ck_assert_int_eq(error.code, ERROR_CONFIGURATION);
    ck_assert_str_eq(error.message, "there is no action \"filtre\"");
    ck_assert_str_eq(error.hint, "did you mean \"filter\"?");
    ck_assert(!keymap_bind(keymap, "filter", bad, 1, &error));
    ck_assert_str_eq(error.message, "action \"filter\": \"Hyper-r\" is no key");
    ck_assert_int_eq(keymap_find(keymap, '/', CONTEXT_BIT(TABLE)), ACTION_FILTER);
    error_clear(&error);
    keymap_free(keymap);
}
END_TEST

START_TEST(hints_are_dropped_from_the_right_and_never_cut)
{
    struct keymap *keymap = keymap_new();
    unsigned here = CONTEXT_BIT(CONNECTIONS) | CONTEXT_BIT(TABLE) | CONTEXT_BIT(MOVE) | CONTEXT_BIT(GLOBAL);
    UT_string whole;
    UT_string part;
    utstring_init(&whole);
    utstring_init(&part);
    struct keymap_hint hints[32];
    size_t all = keymap_hints(keymap, here, 400, NULL, NULL, hints, 32, &whole);
    ck_assert_uint_gt(all, 8);
    ck_assert(text_starts_with(utstring_body(&whole), "? help  q back  Enter open  t test"));
    for (int width = 0; width < 120; width++) {
        utstring_clear(&part);
        size_t count = keymap_hints(keymap, here, width, NULL, NULL, hints, 32, &part);
        ck_assert_uint_le(text_width(utstring_body(&part)), (size_t)width);
        ck_assert(text_starts_with(utstring_body(&whole), utstring_body(&part)));
        int columns = 0;
        for (size_t i = 0; i < count; i++)
            columns += hints[i].width + (i > 0 ? 2 : 0);
        ck_assert_uint_eq((size_t)columns, text_width(utstring_body(&part)));
    }
    utstring_done(&part);
    utstring_done(&whole);
    keymap_free(keymap);
}
END_TEST

START_TEST(a_key_hidden_by_a_special_binding_is_not_offered)
{
    struct keymap *keymap = keymap_new();
    unsigned connections = CONTEXT_BIT(CONNECTIONS) | CONTEXT_BIT(TABLE);
    ck_assert(keymap_key_in(keymap, ACTION_OPEN, connections) == KEYS_NONE);
    ck_assert(keymap_key_in(keymap, ACTION_OPEN, CONTEXT_BIT(TABLE)) == KEYS_ENTER);
    keymap_free(keymap);
}
END_TEST

START_TEST(the_manual_section_names_every_action)
{
    char *manual = keymap_manual();
    for (int i = 1; i < ACTION_COUNT; i++) {
        UT_string name;
        utstring_init(&name);
        utstring_printf(&name, "(\\fI");
        for (const char *at = action_info((enum action)i)->name; *at != '\0'; at++)
            utstring_printf(&name, *at == '-' ? "\\-" : "%c", *at);
        utstring_printf(&name, "\\fR)");
        ck_assert_ptr_nonnull(strstr(manual, utstring_body(&name)));
        utstring_done(&name);
    }
    free(manual);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("keymap");
    TCase *tests = tcase_create("keymap");
    tcase_add_test(tests, keys_have_names_that_are_read_back);
    tcase_add_test(tests, several_spellings_of_a_key_are_understood);
    tcase_add_test(tests, no_key_is_bound_twice_in_one_context_by_default);
    tcase_add_test(tests, every_action_has_a_name_a_help_line_and_a_short_hint);
    tcase_add_test(tests, the_special_context_wins_over_the_general_one);
    tcase_add_test(tests, a_key_that_is_bound_anew_is_taken_from_its_action);
    tcase_add_test(tests, a_wrong_binding_names_the_nearest_action_or_the_keys);
    tcase_add_test(tests, hints_are_dropped_from_the_right_and_never_cut);
    tcase_add_test(tests, a_key_hidden_by_a_special_binding_is_not_offered);
    tcase_add_test(tests, the_manual_section_names_every_action);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
