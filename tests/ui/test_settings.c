/* The screen Settings: what it shows, what a flip does, and that it is saved only when the operator agrees. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../unit/unit.h"
#include "screen.h"

static struct screen *open_settings(int rows, int columns)
{
    struct screen *screen = screen_demo(rows, columns, NULL);
    screen_type(screen, "3");
    screen_expect(screen, "Settings \xC2\xB7 web, cloud mode");
    return screen;
}

START_TEST(the_list_has_sections_values_and_defaults_at_80x24)
{
    struct screen *screen = open_settings(24, 80);
    screen_expect(screen, "CONNECTION");
    ck_assert(screen_shows(screen, "SETTING"));
    ck_assert(screen_shows(screen, "Data Center                                          US-01         US-01"));
    ck_assert(screen_shows(screen, "The Braze instance of the workspace."));
    /* The key is masked. */
    ck_assert_int_eq(screen_find(screen, "demo-key"), -1);
    screen_leave(screen, "q");
}
END_TEST

START_TEST(the_help_stands_beside_the_list_at_140x45)
{
    struct screen *screen = open_settings(45, 140);
    screen_expect(screen, "CONSENT"); /* all sections at once */
    int list = screen_find(screen, "SETTING  ");
    int row = screen_find(screen, "The Braze instance of the workspace.");
    ck_assert_int_ge(row, 0);
    ck_assert_int_le(row, list + 1);
    screen_leave(screen, "q");
}
END_TEST

START_TEST(what_has_no_effect_says_why)
{
    struct screen *screen = open_settings(24, 80);
    screen_filter(screen, "logs", "Show braze logs");
    screen_expect(screen, "no effect");
    screen_expect(screen, "No effect for web in cloud mode: in cloud mode there is no Braze SDK in the");
    screen_type(screen, "m");
    screen_expect(screen, "Settings \xC2\xB7 web, device mode (set: cloud)");
    screen_expect_gone(screen, "no effect");
    screen_type(screen, "o");
    screen_type(screen, "AMP\r");
    screen_expect(screen, "Settings \xC2\xB7 amp, cloud mode");
    screen_expect(screen, "no effect");
    screen_leave(screen, "q");
}
END_TEST

START_TEST(a_flip_says_how_many_samples_change_and_which)
{
    struct screen *screen = open_settings(24, 80);
    screen_filter(screen, "subscription", "Enable subscription groups in group call");
    screen_type(screen, " ");
    screen_expect(screen, "1 unsaved");
    screen_expect(screen, "Enable subscription groups in group call: not set, now on: ");
    screen_expect(screen, " samples change");
    screen_expect(screen, "group, a subscription by email: users/track");
    screen_type(screen, "\r");
    screen_expect(screen, "Changed events");
    screen_expect(screen, "- POST /users/track");
    screen_expect(screen, "+ error: Message should have traits with subscriptionState, email or phone");
    screen_type(screen, "q");
    screen_expect_gone(screen, "Changed events");
    screen_type(screen, "u");
    screen_expect(screen, "Taken back");
    screen_expect_gone(screen, "1 unsaved");
    screen_leave(screen, "q");
}
END_TEST

START_TEST(saving_shows_the_difference_and_leaving_asks_before_it)
{
    struct screen *screen = open_settings(24, 80);
    screen_filter(screen, "dedup", "Deduplicate Traits");
    screen_type(screen, " q");
    screen_expect(screen, "Changed settings are not saved. Leave nevertheless?");
    screen_type(screen, "n");
    screen_expect_gone(screen, "Leave nevertheless?");
    screen_type(screen, "w");
    screen_expect(screen, "+ Deduplicate Traits: on");
    screen_type(screen, "\033");
    screen_expect_gone(screen, "Enter writes this");
    ck_assert(screen_shows(screen, "1 unsaved"));
    screen_type(screen, "w\r");
    screen_expect(screen, "The settings are saved");
    screen_expect_gone(screen, "1 unsaved");
    /* The file has it: opened anew, the profile shows it. */
    screen_type(screen, "p\r");
    screen_expect(screen, "Profile demo is open");
    screen_filter(screen, "dedup", "Deduplicate Traits                                   on");
    screen_leave(screen, "q");
}
END_TEST

START_TEST(choices_texts_and_lists_are_edited)
{
    struct screen *screen = open_settings(24, 80);
    screen_filter(screen, "key:eventFilteringOption", "Choose if you want");
    screen_type(screen, "e");
    screen_expect(screen, "Filter via allowlist");
    screen_type(screen, "allow\r");
    screen_expect(screen, "Filter via");
    screen_type(screen, "\033");
    screen_filter(screen, "key:whitelistedEvents", "Allowlisted events");
    screen_type(screen, "\r");
    screen_expect(screen, "names with commas between them");
    screen_type(screen, "Signed Up, Order Completed\r");
    screen_expect(screen, "2 unsaved");
    screen_expect(screen, "now Signed Up, Order Completed");
    screen_type(screen, "\033");
    screen_filter(screen, "key:consentManagement", "Consent management provider");
    screen_type(screen, "e[{\"provider\":\"custom\",\"consents\":[]}]\r");
    screen_expect(screen, "! consentManagement/web/0: the provider custom needs a resolutionStrategy,");
    screen_expect(screen, "\"and\" or \"or\"");
    screen_type(screen, "\033y");
    screen_expect_gone(screen, "resolutionStrategy");
    screen_type(screen, "q");
    screen_expect(screen, "Leave nevertheless?");
    screen_type(screen, "y");
    ck_assert_int_eq(screen_wait(screen), 0);
    screen_end(screen);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("settings");
    TCase *tests = tcase_create("settings");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, the_list_has_sections_values_and_defaults_at_80x24);
    tcase_add_test(tests, the_help_stands_beside_the_list_at_140x45);
    tcase_add_test(tests, what_has_no_effect_says_why);
    tcase_add_test(tests, a_flip_says_how_many_samples_change_and_which);
    tcase_add_test(tests, saving_shows_the_difference_and_leaving_asks_before_it);
    tcase_add_test(tests, choices_texts_and_lists_are_edited);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
