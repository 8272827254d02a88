/* The screen Replay: the preview follows the event, the settings and the mode, and nothing is sent without a question. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../unit/unit.h"
#include "screen.h"

static struct screen *open_replay(int rows, int columns)
{
    struct screen *screen = screen_demo(rows, columns, NULL);
    screen_expect(screen, "\xE2\x97\x8F ok");
    screen_type(screen, "4");
    screen_expect(screen, "Samples \xC2\xB7 ");
    return screen;
}

static void leave(struct screen *screen)
{
    screen_settle(screen, 100);
    screen_leave(screen, "\003"); /* at rest it leaves, however deep one is */
}

START_TEST(the_preview_stands_beside_the_event_at_140x45)
{
    struct screen *screen = open_replay(45, 140);
    screen_filter(screen, "three products", "Order Completed, three products");
    screen_expect(screen, "POST http://127.0.0.1:");
    ck_assert(screen_shows(screen, "/users/track"));
    ck_assert(screen_shows(screen, "Request  Changes  Explain  curl  Answer"));
    ck_assert(screen_shows(screen, "\"event\": \"Order Completed\""));
    ck_assert(screen_shows(screen, "\"product_id\": \"p-1\""));
    ck_assert(screen_shows(screen, "Authorization: Bearer \xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2"));
    ck_assert_int_eq(screen_find(screen, "demo-key"), -1);
    leave(screen);
}
END_TEST

START_TEST(the_preview_is_a_view_of_its_own_at_80x24_with_its_tabs)
{
    struct screen *screen = open_replay(24, 80);
    screen_filter(screen, "three products", "Order Completed, three products");
    screen_expect(screen, "\xE2\x86\x92 users/track");
    screen_type(screen, "\r");
    screen_expect(screen, "POST http://127.0.0.1:");
    screen_type(screen, "]");
    screen_expect(screen, "Nothing was changed yet");
    screen_type(screen, "]");
    screen_expect(screen, "/attributes/0/email \xE2\x86\x90 /context/traits/email");
    screen_type(screen, "]");
    screen_expect(screen, "--header \"Authorization: Bearer $BRAZIER_API_KEY\"");
    screen_type(screen, "]");
    screen_expect(screen, "Nothing was sent yet.");
    screen_type(screen, "]x");
    screen_expect(screen, "POST /users/track HTTP/1.1");
    screen_type(screen, "q");
    screen_expect(screen, "Samples \xC2\xB7 ");
    leave(screen);
}
END_TEST

START_TEST(the_field_under_the_cursor_is_explained)
{
    struct screen *screen = open_replay(24, 80);
    screen_filter(screen, "known", "identify, a known user");
    screen_type(screen, "\r");
    screen_expect(screen, "POST http://127.0.0.1:");
    /* Below the request line: six headers, an empty line, {, "attributes": [, {, and the fifth member. */
    screen_type(screen, "jjjjjjjjjjjjjjj");
    screen_expect(screen, "/attributes/0/gender \xE2\x86\x90 /traits/gender");
    leave(screen);
}
END_TEST

START_TEST(the_mode_decides_what_is_shown)
{
    struct screen *screen = open_replay(45, 140);
    screen_filter(screen, "\"custom event\"", "track, a custom event");
    screen_expect(screen, "POST http://127.0.0.1:");
    screen_type(screen, "m");
    screen_expect(screen, "web, device mode (set: cloud)");
    screen_expect(screen, "logCustomEvent(");
    screen_expect_gone(screen, "POST http://127.0.0.1:");
    screen_type(screen, "S");
    screen_expect(screen, "these calls are made by the Braze SDK in the client");
    screen_type(screen, "m");
    screen_expect(screen, "THROUGH RUDDERSTACK'S SERVERS");
    ck_assert(screen_shows(screen, "POST http://127.0.0.1:"));
    ck_assert(screen_shows(screen, "THROUGH THE BRAZE SDK IN THE CLIENT"));
    screen_type(screen, "u");
    screen_expect(screen, "web, device mode (set: cloud)");
    leave(screen);
}
END_TEST

START_TEST(sending_asks_first_and_shows_the_answer)
{
    struct screen *screen = open_replay(24, 80);
    screen_filter(screen, "until", "identify, anonymous until now");
    screen_type(screen, "S");
    screen_expect(screen, "Send 2 requests to Braze");
    ck_assert(screen_shows(screen, "POST /users/identify: 1 of aliases_to_identify"));
    ck_assert(screen_shows(screen, "POST /users/track: 1 of attributes"));
    ck_assert(screen_shows(screen, "Profile demo, sandbox"));
    screen_type(screen, "\r"); /* No is what is selected */
    screen_expect_gone(screen, "Send 2 requests to Braze");
    screen_type(screen, "S");
    screen_expect(screen, "Send 2 requests to Braze");
    screen_type(screen, "y");
    screen_expect(screen, "201: Braze took all requests");
    screen_expect(screen, "answer      201 accepted");
    screen_expect(screen, "\"aliases_processed\": 1");
    screen_type(screen, "6");
    screen_expect(screen, "/users/identify");
    screen_expect(screen, "History \xC2\xB7 3"); /* the test of the connection, and these two */
    leave(screen);
}
END_TEST

START_TEST(a_wrong_key_says_so_in_a_sentence)
{
    struct screen *screen = open_replay(24, 80);
    screen_type(screen, "pwrong\r");
    screen_expect(screen, "demo-wrong-key");
    screen_type(screen, "4");
    screen_expect(screen, "Samples \xC2\xB7 ");
    screen_type(screen, "S");
    screen_expect(screen, "Profile demo-wrong-key, sandbox");
    screen_type(screen, "y");
    screen_expect(screen, "answer      401 NOT ACCEPTED");
    screen_expect(screen, "does not know the key: it is wrong or revoked");
    ck_assert_int_eq(screen_find(screen, "not-the-key"), -1);
    leave(screen);
}
END_TEST

START_TEST(a_read_only_production_profile_sends_nothing)
{
    struct screen *screen = open_replay(24, 80);
    screen_type(screen, "pproduction\r");
    screen_expect(screen, "this is PRODUCTION");
    screen_type(screen, "4");
    screen_expect(screen, "androidKotlin, hybrid mode");
    screen_type(screen, "S");
    screen_expect(screen, "send: the profile is read-only");
    leave(screen);
}
END_TEST

START_TEST(an_event_is_edited_in_place_and_put_back)
{
    struct screen *screen = open_replay(45, 140);
    screen_filter(screen, "\"custom event\"", "track, a custom event");
    screen_expect(screen, "POST http://127.0.0.1:");
    screen_type(screen, "e");
    screen_expect(screen, "EDITING 1:1");
    screen_type(screen, "x");
    screen_expect(screen, "No preview: line 1, column 1");
    screen_type(screen, "\177"); /* Backspace */
    screen_expect(screen, "POST http://127.0.0.1:");
    screen_type(screen, "\033[B\033[H  "); /* spaces change nothing that is sent */
    screen_expect(screen, "edited");
    screen_type(screen, "\033");
    screen_expect_gone(screen, "EDITING");
    screen_type(screen, "U");
    screen_expect_gone(screen, "edited");
    leave(screen);
}
END_TEST

static char *write_file(const struct screen *screen, const char *text)
{
    char *path = NULL;
    ck_assert_int_gt(asprintf(&path, "%s/events.jsonl", screen->home), 0);
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(text, file), 0);
    ck_assert_int_eq(fclose(file), 0);
    return path;
}

START_TEST(a_file_of_ones_own_is_listed_and_a_page_is_saved)
{
    struct screen *screen = open_replay(24, 80);
    char *path = write_file(screen, "{\"type\":\"track\",\"event\":\"Signed Up\",\"userId\":\"u-77\"}\nnot json\n");
    screen_type(screen, "f");
    screen_expect(screen, "Open a file of events");
    screen_type(screen, "/nowhere\r");
    screen_expect(screen, "/nowhere: No such file");
    screen_type(screen, "\025~/events.jsonl\r");
    screen_expect(screen, "1 event and 1 broken line (the first is line 2)");
    screen_expect(screen, "track \"Signed Up\"");
    screen_expect(screen, "line 2: no event");
    screen_type(screen, "w");
    screen_expect(screen, "Save 1 event as a page");
    char *page = NULL;
    ck_assert_int_gt(asprintf(&page, "%s/page.html", screen->home), 0);
    screen_type(screen, "\025");
    screen_type(screen, page);
    screen_type(screen, "\r");
    screen_expect(screen, "saved to");
    FILE *file = fopen(page, "r");
    ck_assert_ptr_nonnull(file);
    char beginning[16] = { 0 };
    ck_assert_uint_gt(fread(beginning, 1, sizeof beginning - 1, file), 0);
    ck_assert_int_eq(strncasecmp(beginning, "<!doctype html>", 15), 0);
    (void)fclose(file);
    leave(screen);
    (void)unlink(page);
    (void)unlink(path);
    free(page);
    free(path);
}
END_TEST

START_TEST(a_sample_brings_the_settings_that_it_needs)
{
    struct screen *screen = open_replay(45, 140);
    screen_filter(screen, "by email", "group, a subscription by email");
    screen_expect(screen, "It needs a setting to show that");
    ck_assert(screen_shows(screen, "/users/track"));
    screen_type(screen, "t");
    screen_expect(screen, "/v2/subscription/status/set");
    screen_expect(screen, "1 setting tried, not saved");
    screen_type(screen, "]");
    screen_expect(screen, "- POST /users/track");
    screen_expect(screen, "+ POST /v2/subscription/status/set");
    screen_type(screen, "u");
    screen_expect_gone(screen, "1 setting tried");
    leave(screen);
}
END_TEST

/* Everything of what was listed is told, what was stopped is gone on with, and users are read back. */
static void send_all(int rows, int columns)
{
    struct screen *screen = open_replay(rows, columns);
    screen_type(screen, "d");
    screen_expect(screen, "dry run: nothing was sent");
    screen_expect(screen, "would be sent in 3 requests; nothing was sent");
    screen_expect(screen, "POST /users/track: 1");
    screen_type(screen, "A");
    screen_expect(screen, "Send 44 samples");
    screen_type(screen, "x\023");
    screen_expect(screen, "a number from 1 to 100000");
    screen_type(screen, "\025\023");
    screen_expect(screen, "Send all to Braze");
    ck_assert(screen_shows(screen, "Profile demo, sandbox"));
    screen_type(screen, "\r"); /* No is what is selected */
    screen_expect_gone(screen, "Send all to Braze");
    screen_type(screen, "A");
    screen_expect(screen, "Send 44 samples");
    screen_type(screen, "\023");
    screen_expect(screen, "Send all to Braze");
    screen_type(screen, "y");
    screen_expect(screen, "36 accepted, 1 refused, 7 not sent");
    screen_expect(screen, "44 of 44 (100.0%)");
    screen_type(screen, "b");
    screen_expect(screen, "users read back: ");
    screen_type(screen, "q");
    screen_expect(screen, "OUTCOME");
    screen_expect(screen, "accepted: answered with success");
    leave(screen);
}

START_TEST(all_are_sent_after_two_questions_and_read_back_at_80x24)
{
    send_all(24, 80);
}
END_TEST

START_TEST(all_are_sent_after_two_questions_and_read_back_at_140x45)
{
    send_all(45, 140);
}
END_TEST

START_TEST(one_that_was_sent_is_read_back_field_by_field)
{
    struct screen *screen = open_replay(24, 80);
    screen_type(screen, "b");
    screen_expect(screen, "nothing that Braze accepted was sent about a user yet");
    screen_filter(screen, "\"a known user\"", "identify, a known user");
    screen_type(screen, "Sy");
    screen_expect(screen, "201: Braze took the request");
    screen_type(screen, "b");
    screen_expect(screen, "1 user read back: 0 fields differ");
    screen_expect(screen, "= email: \"alex@example.com\"");
    screen_type(screen, "q");
    screen_expect(screen, "accepted");
    leave(screen);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("replay");
    TCase *tests = tcase_create("replay");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, the_preview_stands_beside_the_event_at_140x45);
    tcase_add_test(tests, the_preview_is_a_view_of_its_own_at_80x24_with_its_tabs);
    tcase_add_test(tests, the_field_under_the_cursor_is_explained);
    tcase_add_test(tests, the_mode_decides_what_is_shown);
    tcase_add_test(tests, sending_asks_first_and_shows_the_answer);
    tcase_add_test(tests, a_wrong_key_says_so_in_a_sentence);
    tcase_add_test(tests, a_read_only_production_profile_sends_nothing);
    tcase_add_test(tests, an_event_is_edited_in_place_and_put_back);
    tcase_add_test(tests, a_file_of_ones_own_is_listed_and_a_page_is_saved);
    tcase_add_test(tests, a_sample_brings_the_settings_that_it_needs);
    tcase_add_test(tests, all_are_sent_after_two_questions_and_read_back_at_80x24);
    tcase_add_test(tests, all_are_sent_after_two_questions_and_read_back_at_140x45);
    tcase_add_test(tests, one_that_was_sent_is_read_back_field_by_field);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
