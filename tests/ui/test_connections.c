/* Profiles in the console: added, edited, copied, deleted, broken, and the file of preferences. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../unit/place.h"
#include "../unit/unit.h"
#include "screen.h"

static char *home;

/* Writes a file below HOME's .config/brazier. */
static void write_config(const char *name, const char *text)
{
    static const char *const parents[] = { "/.config", "/.config/brazier", "/.config/brazier/profiles" };
    char path[256];
    for (size_t i = 0; i < 3; i++) {
        (void)snprintf(path, sizeof path, "%s%s", home, parents[i]);
        (void)mkdir(path, 0700);
    }
    (void)snprintf(path, sizeof path, "%s/.config/brazier/%s", home, name);
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(text, file), 0);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_int_eq(chmod(path, 0600), 0);
}

static char *read_config(const char *name)
{
    char path[256];
    char *text = calloc(8192, 1);
    (void)snprintf(path, sizeof path, "%s/.config/brazier/%s", home, name);
    FILE *file = fopen(path, "r");
    ck_assert_msg(file != NULL, "%s", path);
    (void)!fread(text, 1, 8191, file);
    (void)fclose(file);
    return text;
}

static void make_home(void)
{
    home = place_make();
}

static void remove_home(void)
{
    place_remove(home);
}

static struct screen *start(int rows, int columns)
{
    static const char *const arguments[] = { NULL };
    return screen_start(&(struct screen_options){ .rows = rows, .columns = columns, .arguments = arguments, .home = home });
}

START_TEST(the_first_run_says_what_to_do)
{
    struct screen *screen = start(24, 80);
    screen_expect(screen, "No profiles yet. a adds one: an instance, a key, a name.");
    screen_expect(screen, "no profile");
    screen_type(screen, "t");
    screen_expect(screen, "test: no profile is selected");
    screen_type(screen, "2");
    screen_expect(screen, "No profile is open. 1 shows the connections.");
    screen_type(screen, "\r");
    screen_expect(screen, "open: no profile is open");
    screen_type(screen, "3");
    screen_expect(screen, "No profile is open.");
    screen_type(screen, "q");
    ck_assert_int_eq(screen_wait(screen), 0);
    screen_end(screen);
}
END_TEST

START_TEST(a_profile_is_added_and_its_key_is_neither_shown_nor_sent_about)
{
    struct screen *screen = start(30, 80);
    screen_expect(screen, "No profiles yet");
    screen_type(screen, "a");
    screen_expect(screen, "Add a profile");
    screen_type(screen, "acme\t");
    screen_type(screen, "\r");
    screen_expect(screen, "the dashboard's address"); /* no instance is chosen beforehand */
    screen_type(screen, "custom\r");
    screen_expect(screen, "REST URL");
    screen_type(screen, "\thttp://127.0.0.1:9\t");
    screen_type(screen, "\r");
    screen_expect(screen, "sandbox");
    screen_type(screen, "sand\r\t\t\t\t"); /* environment, read-only, workspace, where the key comes from */
    screen_type(screen, "dummy-key-0123456789");
    screen_expect(screen, "\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2");
    screen_type(screen, "\023"); /* ^S */
    screen_expect(screen, "acme  ");
    screen_expect_gone(screen, "Add a profile");
    ck_assert_ptr_null(strstr(screen->raw, "dummy-key"));
    char *file = read_config("profiles/acme.conf");
    ck_assert_ptr_nonnull(strstr(file, "dummy-key-0123456789"));
    ck_assert_ptr_nonnull(strstr(file, "http://127.0.0.1:9"));
    free(file);
    /* The first profile is opened at once. */
    char *top = screen_row(screen, 0);
    ck_assert_ptr_nonnull(strstr(top, "acme"));
    free(top);
    screen_type(screen, "t");
    screen_expect(screen, "FAIL: no answer");
    screen_end(screen);
}
END_TEST

START_TEST(a_form_that_is_wrong_says_so_at_the_field)
{
    struct screen *screen = start(30, 80);
    screen_expect(screen, "No profiles yet");
    screen_type(screen, "a");
    screen_expect(screen, "Add a profile");
    screen_type(screen, "a b\t");
    screen_type(screen, "\033[Z"); /* back */
    screen_expect(screen, "! "); /* a name has no blanks */
    screen_type(screen, "\025acme\023");
    screen_expect(screen, "! the instance is missing");
    screen_type(screen, "\033");
    screen_expect(screen, "Leave the form without saving the changes?");
    screen_type(screen, "\r"); /* No is selected */
    screen_expect(screen, "Add a profile");
    screen_type(screen, "\033y");
    screen_expect(screen, "No profiles yet");
    screen_end(screen);
}
END_TEST

static const char good[] = "instance = \"EU-01\";\nenvironment = \"sandbox\";\napi_key_env = \"DUMMY\";\n";

START_TEST(a_broken_profile_names_its_line_and_harms_no_other)
{
    write_config("profiles/good.conf", good);
    write_config("profiles/broken.conf", "instance = \"EU-01\";\nenvironment = ;\n");
    struct screen *screen = start(30, 100);
    screen_expect(screen, "good");
    screen_expect(screen, "BROKEN");
    screen_type(screen, "g"); /* sorted by name: the broken one */
    screen_expect(screen, "broken.conf:2");
    screen_type(screen, "e");
    screen_expect(screen, "edit: the profile's file is broken");
    screen_end(screen);
}
END_TEST

START_TEST(a_profile_is_copied_edited_and_deleted_after_a_question)
{
    write_config("profiles/good.conf", good);
    struct screen *screen = start(30, 80);
    screen_expect(screen, "good");
    screen_type(screen, "d");
    screen_expect(screen, "Add a profile like good");
    screen_type(screen, "second\023");
    screen_expect(screen, "second  ");
    screen_type(screen, "Ge");
    screen_expect(screen, "Edit second");
    screen_type(screen, "\t\t\tthe test workspace");
    screen_type(screen, "\023");
    screen_expect_gone(screen, "Edit second");
    char *file = read_config("profiles/second.conf");
    ck_assert_ptr_nonnull(strstr(file, "the test workspace"));
    free(file);
    screen_type(screen, "D");
    screen_expect(screen, "Delete the profile second");
    screen_type(screen, "\r"); /* No */
    screen_expect_gone(screen, "Delete the profile");
    ck_assert(screen_shows(screen, "second"));
    screen_type(screen, "Dy");
    screen_expect(screen, "Profile second is deleted");
    screen_expect(screen, "Profiles \xC2\xB7 1");
    screen_end(screen);
}
END_TEST

START_TEST(a_profile_that_was_written_by_hand_is_changed_only_when_taken_over)
{
    write_config("profiles/good.conf", good);
    struct screen *screen = start(40, 100);
    screen_expect(screen, "good");
    screen_type(screen, "e");
    screen_expect(screen, "Edit good");
    screen_type(screen, "\t\t\tthe test workspace\023");
    screen_expect(screen, "! the file of good was written by hand");
    char *file = read_config("profiles/good.conf");
    ck_assert_str_eq(file, good);
    free(file);
    for (int i = 0; i < 40 && !screen_shows(screen, "\xE2\x96\xB8 Take the file over"); i++) {
        screen_type(screen, "\t");
        screen_settle(screen, 100);
    }
    screen_expect(screen, "\xE2\x96\xB8 Take the file over         off");
    screen_type(screen, " \023");
    screen_expect_gone(screen, "Edit good");
    file = read_config("profiles/good.conf");
    ck_assert_ptr_nonnull(strstr(file, "the test workspace"));
    free(file);
    file = read_config("profiles/good.conf.bak");
    ck_assert_str_eq(file, good);
    free(file);
    screen_type(screen, "e");
    screen_expect(screen, "Edit good");
    ck_assert(!screen_shows(screen, "Take the file over"));
    screen_end(screen);
}
END_TEST

START_TEST(settings_go_into_a_file_that_was_written_by_hand_after_a_warning)
{
    write_config("profiles/good.conf", good);
    struct screen *screen = start(30, 80);
    screen_expect(screen, "good");
    screen_type(screen, "\r");
    screen_expect(screen, "Streams");
    screen_type(screen, "3");
    screen_expect(screen, "Settings \xC2\xB7 web");
    screen_type(screen, "/key:supportDedup\r");
    screen_expect(screen, "Deduplicate Traits");
    screen_settle(screen, 100);
    screen_type(screen, " w");
    screen_expect(screen, "The file was written by hand. Enter takes it over: comments are lost.");
    screen_type(screen, "\r");
    screen_expect(screen, "The settings are saved");
    char *file = read_config("profiles/good.conf.bak");
    ck_assert_str_eq(file, good);
    free(file);
    screen_end(screen);
}
END_TEST

START_TEST(deleting_a_production_profile_needs_its_name)
{
    write_config("profiles/live.conf", "instance = \"EU-01\";\nenvironment = \"production\";\napi_key_env = \"DUMMY\";\n");
    struct screen *screen = start(30, 80);
    screen_expect(screen, "live");
    screen_type(screen, "Dy\r");
    screen_expect(screen, "That is not live; nothing was done");
    screen_type(screen, "\177live\r");
    screen_expect(screen, "No profiles yet");
    screen_end(screen);
}
END_TEST

START_TEST(keys_are_rebound_by_brazier_conf_and_a_mistake_names_its_line)
{
    write_config("profiles/good.conf", good);
    write_config("brazier.conf", "theme = \"monochrome\";\nkeys = {\n  test = [ \"F5\", \"T\" ];\n  filtre = \"f\";\n};\n");
    struct screen *screen = start(24, 120);
    screen_expect(screen, "F5 test");
    screen_expect(screen, "brazier.conf:4");
    screen_type(screen, "!");
    screen_expect(screen, "did you mean \"filter\"?");
    screen_type(screen, "q?");
    screen_expect(screen, "F5 T ");
    screen_type(screen, "q");
    screen_expect_gone(screen, "F5 T ");
    screen_type(screen, "t");
    screen_expect(screen, "no action on t; ? for keys");
    screen_end(screen);
}
END_TEST

START_TEST(it_opens_where_it_was_left)
{
    write_config("profiles/one.conf", good);
    write_config("profiles/two.conf", good);
    struct screen *screen = start(24, 80);
    screen_expect(screen, "there are 2 profiles, and none was chosen");
    screen_expect(screen, "\xE2\x96\xB8" "1 Connections");
    screen_type(screen, "j\r");
    screen_expect(screen, " brazier  two ");
    screen_type(screen, "3");
    screen_expect(screen, "\xE2\x96\xB8" "3 Settings");
    screen_type(screen, "q");
    ck_assert_int_eq(screen_wait(screen), 0);
    screen_end(screen);

    screen = start(24, 80);
    screen_expect(screen, "\xE2\x96\xB8" "3 Settings");
    ck_assert(screen_shows(screen, " brazier  two "));
    screen_type(screen, "q");
    ck_assert_int_eq(screen_wait(screen), 0);
    screen_end(screen);

    /* What is said counts for more than what was. */
    static const char *const said[] = { "console", "-p", "one", "--screen", "history", NULL };
    screen = screen_start(&(struct screen_options){ .arguments = said, .home = home });
    screen_expect(screen, "\xE2\x96\xB8" "6 History");
    ck_assert(screen_shows(screen, " brazier  one "));
    screen_type(screen, "q");
    ck_assert_int_eq(screen_wait(screen), 0);
    screen_end(screen);
}
END_TEST

START_TEST(where_it_was_left_is_no_matter_when_that_is_gone_or_broken)
{
    write_config("profiles/one.conf", good);
    write_config("profiles/two.conf", good);
    static const char *const kept[] = { "{\"profile\":\"three\",\"screen\":\"nowhere\"}", "{\"profile\":[1],\"screen\":2}", "[]", "{" };
    char path[256];
    (void)snprintf(path, sizeof path, "%s/state", home);
    ck_assert_int_eq(mkdir(path, 0700), 0);
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
        (void)snprintf(path, sizeof path, "%s/state/console.json", home);
        FILE *file = fopen(path, "w");
        ck_assert_ptr_nonnull(file);
        ck_assert_int_ge(fputs(kept[i], file), 0);
        ck_assert_int_eq(fclose(file), 0);
        (void)snprintf(path, sizeof path, "%s/state", home);
        const char *const there[] = { "--state-dir", path, NULL };
        struct screen *screen = screen_start(&(struct screen_options){ .arguments = there, .home = home });
        screen_expect(screen, "there are 2 profiles, and none was chosen");
        screen_expect(screen, "\xE2\x96\xB8" "1 Connections");
        screen_type(screen, "q");
        ck_assert_int_eq(screen_wait(screen), 0);
        screen_end(screen);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("connections");
    TCase *tests = tcase_create("connections");
    tcase_set_timeout(tests, 120);
    tcase_add_checked_fixture(tests, make_home, remove_home);
    tcase_add_test(tests, the_first_run_says_what_to_do);
    tcase_add_test(tests, a_profile_is_added_and_its_key_is_neither_shown_nor_sent_about);
    tcase_add_test(tests, a_form_that_is_wrong_says_so_at_the_field);
    tcase_add_test(tests, a_broken_profile_names_its_line_and_harms_no_other);
    tcase_add_test(tests, a_profile_is_copied_edited_and_deleted_after_a_question);
    tcase_add_test(tests, a_profile_that_was_written_by_hand_is_changed_only_when_taken_over);
    tcase_add_test(tests, settings_go_into_a_file_that_was_written_by_hand_after_a_warning);
    tcase_add_test(tests, deleting_a_production_profile_needs_its_name);
    tcase_add_test(tests, keys_are_rebound_by_brazier_conf_and_a_mistake_names_its_line);
    tcase_add_test(tests, it_opens_where_it_was_left);
    tcase_add_test(tests, where_it_was_left_is_no_matter_when_that_is_gone_or_broken);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
