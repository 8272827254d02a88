#include <string.h>

#include "profile/preferences.h"
#include "support/file.h"
#include "place.h"
#include "unit.h"

static char *root;
static struct paths paths;

static void set_up(void)
{
    root = place_make();
    ck_assert(paths_init(&paths, root, "/x", "/x", NULL));
}

static void tear_down(void)
{
    place_remove(root);
    paths_clear(&paths);
}

static struct preferences *load(const char *text, struct error *error)
{
    char *path = paths_preferences(&paths);
    ck_assert(file_write_atomic(path, NULL, 0644, text, strlen(text), NULL));
    free(path);
    return preferences_load(&paths, error);
}

static void expect_broken(const char *text, const char *in_message)
{
    struct error error = ERROR_INIT;
    ck_assert_msg(load(text, &error) == NULL, "%s", text);
    ck_assert_int_eq(error.code, ERROR_CONFIGURATION);
    ck_assert_msg(strstr(error.message, in_message) != NULL, "%s", error.message);
    error_clear(&error);
}

START_TEST(without_a_file_all_is_as_usual)
{
    struct error error = ERROR_INIT;
    struct preferences *preferences = preferences_load(&paths, &error);
    ck_assert_ptr_nonnull(preferences);
    ck_assert_ptr_null(preferences_text(preferences, PREFERENCE_DEFAULT_PROFILE));
    ck_assert_str_eq(preferences_text(preferences, PREFERENCE_COLOR), "auto");
    ck_assert_str_eq(preferences_text(preferences, PREFERENCE_CONFIRM_PRODUCTION), "typed");
    ck_assert_int_eq(preferences_ms(preferences, PREFERENCE_KEY_COMMAND_TIMEOUT), 10000);
    ck_assert_int_eq(preferences_line(preferences, PREFERENCE_COLOR), 0);
    preferences_free(preferences);
}
END_TEST

START_TEST(every_preference_is_read)
{
    struct error error = ERROR_INIT;
    struct preferences *preferences = load("default_profile = \"acme\"; theme = \"dusk\";\ncolor = \"never\"; time = \"local\";\n"
                                           "ca_file = \"corporate.pem\";\n"
                                           "timeouts = { connect = 3; idle = 4; total = 5; key_command = 60; };\n"
                                           "confirm = { production = \"key\"; sandbox = \"typed\"; };\n"
                                           "keys = { quit = \"x\"; down = ( \"j\", \"Down\" ); nothing = ( ); };\n",
                                           &error);
    ck_assert_msg(preferences != NULL, "%s", error.message);
    ck_assert_str_eq(preferences_text(preferences, PREFERENCE_DEFAULT_PROFILE), "acme");
    ck_assert_str_eq(preferences_text(preferences, PREFERENCE_THEME), "dusk");
    ck_assert_str_eq(preferences_text(preferences, PREFERENCE_TIME), "local");
    ck_assert_int_eq(preferences_line(preferences, PREFERENCE_TIME), 2);
    char *expected = file_join(root, "corporate.pem");
    ck_assert_str_eq(preferences_text(preferences, PREFERENCE_CA_FILE), expected);
    free(expected);
    ck_assert_int_eq(preferences_ms(preferences, PREFERENCE_TOTAL_TIMEOUT), 5000);
    ck_assert_str_eq(preferences_text(preferences, PREFERENCE_CONFIRM_SANDBOX), "typed");
    struct preference_keys keys;
    ck_assert(preferences_keys(preferences, 1, &keys));
    ck_assert_str_eq(keys.action, "down");
    ck_assert_uint_eq(keys.count, 2);
    ck_assert_str_eq(keys.keys[1], "Down");
    ck_assert_int_eq(keys.line, 6);
    ck_assert(preferences_keys(preferences, 2, &keys));
    ck_assert_uint_eq(keys.count, 0);
    ck_assert(!preferences_keys(preferences, 3, &keys));
    ck_assert_ptr_null(preferences_warning(preferences, 0));
    preferences_free(preferences);
}
END_TEST

START_TEST(an_unknown_preference_is_a_warning_with_the_nearest)
{
    struct preferences *preferences = load("colour = \"never\";\ntimeouts = { conect = 3; };\ntimeout = 4;\n", NULL);
    ck_assert_ptr_nonnull(preferences);
    ck_assert_ptr_nonnull(strstr(preferences_warning(preferences, 0), "brazier.conf:1: \"colour\" is not known; did you mean color?"));
    ck_assert_ptr_nonnull(strstr(preferences_warning(preferences, 1), "brazier.conf:2: \"conect\" is not known; did you mean connect?"));
    ck_assert_ptr_nonnull(strstr(preferences_warning(preferences, 2), "brazier.conf:3: \"timeout\" is not known; did you mean timeouts?"));
    ck_assert_ptr_null(preferences_warning(preferences, 3));
    preferences_free(preferences);
}
END_TEST

START_TEST(a_broken_file_is_told_with_its_line_and_what_was_expected)
{
    expect_broken("color = \"blue\";", "brazier.conf:1: color: expected one of auto|always|never, got \"blue\"");
    expect_broken("\ntimeouts = { idle = 0; };", "brazier.conf:2: idle: expected a whole number from 1 to 3600");
    expect_broken("timeouts = 5;", "brazier.conf:1: timeouts: expected a group");
    expect_broken("keys = { quit = 5; };", "brazier.conf:1: quit: expected text in quotes");
    expect_broken("keys = ( );", "brazier.conf:1: keys: expected a group");
    expect_broken("keys = { a = ( \"b\", { } ); };", "brazier.conf:1: a: expected text in quotes");
    expect_broken("theme = ", "brazier.conf:1: syntax error");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("preferences");
    TCase *all = tcase_create("all");
    tcase_add_checked_fixture(all, set_up, tear_down);
    tcase_add_test(all, without_a_file_all_is_as_usual);
    tcase_add_test(all, every_preference_is_read);
    tcase_add_test(all, an_unknown_preference_is_a_warning_with_the_nearest);
    tcase_add_test(all, a_broken_file_is_told_with_its_line_and_what_was_expected);
    suite_add_tcase(suite, all);
    return unit_run(suite);
}
