#include <string.h>

#include "fake_console.h"
#include "ui/messages.h"
#include "ui/widget/dialog.h"
#include "ui/widget/fuzzy.h"
#include "ui/widget/line_edit.h"
#include "ui/widget/picker.h"
#include "ui/widget/text_pane.h"
#include "ui/wrap.h"
#include "unit.h"

static void expect_lines(const char *text, size_t width, const char *const *expected)
{
    UT_string line;
    utstring_init(&line);
    const char *rest = text;
    for (; rest != NULL; expected++) {
        rest = wrap_next(rest, width, &line);
        ck_assert_ptr_nonnull(*expected);
        ck_assert_str_eq(utstring_body(&line), *expected);
    }
    ck_assert_ptr_null(*expected);
    utstring_done(&line);
}

START_TEST(text_is_broken_at_spaces_and_line_feeds)
{
    expect_lines("one two three", 7, (const char *[]){ "one two", "three", NULL });
    expect_lines("one two three", 8, (const char *[]){ "one two", "three", NULL });
    expect_lines("one\n\ntwo", 8, (const char *[]){ "one", "", "two", NULL });
    expect_lines("abcdefgh ij", 3, (const char *[]){ "abc", "def", "gh", "ij", NULL });
    expect_lines("", 3, (const char *[]){ "", NULL });
    expect_lines("\xE6\x98\xA5\xE6\x98\xA5", 1, (const char *[]){ "\xE6\x98\xA5", "\xE6\x98\xA5", NULL });
    expect_lines("\xE6\x98\xA5\xE6\x98\xA5\xE6\x98\xA5", 4, (const char *[]){ "\xE6\x98\xA5\xE6\x98\xA5", "\xE6\x98\xA5", NULL });
}
END_TEST

START_TEST(a_line_of_a_megabyte_is_wrapped_without_looking_at_all_of_it_each_time)
{
    size_t length = 1 << 20;
    char *text = malloc(length + 1);
    memset(text, 'x', length);
    text[length] = '\0';
    ck_assert_uint_eq(wrap_count(text, 80), (length + 79) / 80);
    free(text);
}
END_TEST

START_TEST(titles_are_cut_in_their_middle)
{
    UT_string out;
    utstring_init(&out);
    wrap_append_middle(&out, "abcdefghij", 7);
    ck_assert_str_eq(utstring_body(&out), "abc\xE2\x80\xA6hij");
    utstring_clear(&out);
    wrap_append_middle(&out, "abc", 3);
    ck_assert_str_eq(utstring_body(&out), "abc");
    utstring_clear(&out);
    wrap_append_middle(&out, "\xE6\x98\xA5\xE6\x98\xA5\xE6\x98\xA5\xE6\x98\xA5", 6);
    ck_assert_uint_le(text_width(utstring_body(&out)), 6);
    utstring_done(&out);
}
END_TEST

static void type(struct line_edit *edit, const char *text)
{
    bool changed = false;
    for (; *text != '\0'; text++)
        ck_assert(line_edit_type(edit, (keypress)(unsigned char)*text, &changed));
}

static void press(struct line_edit *edit, keypress key)
{
    bool changed = false;
    ck_assert(line_edit_type(edit, key, &changed));
}

START_TEST(a_line_is_edited_where_the_cursor_stands)
{
    struct line_edit edit;
    bool changed = false;
    line_edit_init(&edit, false);
    type(&edit, "one two");
    press(&edit, KEYS_HOME);
    type(&edit, "0 ");
    ck_assert_str_eq(line_edit_text(&edit), "0 one two");
    press(&edit, KEYS_DELETE);
    ck_assert_str_eq(line_edit_text(&edit), "0 ne two");
    press(&edit, KEYS_END);
    press(&edit, 23); /* ^W */
    ck_assert_str_eq(line_edit_text(&edit), "0 ne ");
    ck_assert(line_edit_type(&edit, 0x6625, &changed)); /* a wide character */
    ck_assert(changed);
    press(&edit, KEYS_LEFT);
    press(&edit, KEYS_BACKSPACE);
    ck_assert_str_eq(line_edit_text(&edit), "0 ne\xE6\x98\xA5");
    press(&edit, 11); /* ^K */
    press(&edit, 21); /* ^U */
    ck_assert_str_eq(line_edit_text(&edit), "");
    press(&edit, KEYS_BACKSPACE);
    press(&edit, KEYS_LEFT);
    press(&edit, KEYS_RIGHT);
    press(&edit, KEYS_DELETE);
    ck_assert(!line_edit_type(&edit, KEYS_ENTER, &changed));
    ck_assert(!line_edit_type(&edit, KEYS_ESCAPE, &changed));
    line_edit_clear(&edit);
}
END_TEST

START_TEST(a_base_and_its_marks_are_deleted_together)
{
    struct line_edit edit;
    bool changed = false;
    line_edit_init(&edit, false);
    type(&edit, "ae");
    (void)line_edit_type(&edit, 0x301, &changed);
    press(&edit, KEYS_BACKSPACE);
    ck_assert_str_eq(line_edit_text(&edit), "a");
    line_edit_clear(&edit);
}
END_TEST

START_TEST(a_secret_is_drawn_as_bullets_only)
{
    struct line_edit edit;
    struct canvas *canvas = canvas_new();
    canvas_resize(canvas, 1, 20);
    line_edit_init(&edit, true);
    type(&edit, "dummy");
    line_edit_paint(&edit, canvas, 0, 0, 20, ROLE_INPUT, true);
    char *text = canvas_row_text(canvas, 0);
    ck_assert_str_eq(text, "\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2");
    int y = 0;
    int x = 0;
    ck_assert(canvas_cursor(canvas, &y, &x));
    ck_assert_int_eq(x, 5);
    free(text);
    canvas_free(canvas);
    line_edit_clear(&edit);
}
END_TEST

START_TEST(a_long_line_scrolls_so_that_the_cursor_is_seen)
{
    struct line_edit edit;
    struct canvas *canvas = canvas_new();
    canvas_resize(canvas, 1, 10);
    line_edit_init(&edit, false);
    type(&edit, "0123456789abcdef");
    line_edit_paint(&edit, canvas, 0, 0, 10, ROLE_INPUT, true);
    char *text = canvas_row_text(canvas, 0);
    ck_assert_str_eq(text, "789abcdef");
    free(text);
    canvas_free(canvas);
    line_edit_clear(&edit);
}
END_TEST

START_TEST(the_length_of_a_line_is_limited)
{
    struct line_edit edit;
    line_edit_init(&edit, false);
    for (int i = 0; i < LINE_EDIT_LONGEST + 10; i++)
        press(&edit, 'x');
    ck_assert_uint_eq(strlen(line_edit_text(&edit)), LINE_EDIT_LONGEST);
    line_edit_clear(&edit);
}
END_TEST

static int score(const char *typed, const char *text)
{
    int result = -1000;
    return fuzzy_match(typed, text, &result) ? result : -1000;
}

START_TEST(fuzzy_letters_prefer_words_and_runs)
{
    ck_assert_int_gt(score("so", "sort"), score("so", "reason of"));
    ck_assert_int_gt(score("cp", "copy profile"), score("cp", "scrape"));
    ck_assert_int_gt(score("expl", "explore"), score("expl", "example list"));
    ck_assert_int_eq(score("xyz", "explore"), -1000);
    ck_assert_int_gt(score("profile copy", "copy profile"), -1000);
    ck_assert_int_eq(score("", "anything"), 0);
}
END_TEST

static size_t chosen_index;
static int chosen_times;

static void chosen(struct console *console, size_t index, void *context)
{
    (void)console;
    (void)context;
    chosen_index = index;
    chosen_times++;
}

START_TEST(a_picker_narrows_and_refuses_what_cannot_be_chosen)
{
    struct console *console = fake_console();
    const struct picker_item items[] = {
        { "refresh", "r", NULL, 0 }, { "replay", "S", "the profile is read-only", 0 }, { "sort", "s", NULL, 0 }
    };
    struct view *view = picker_new(&(struct picker_options){ .title = "Commands", .items = items, .count = 3, .done = chosen });
    view->console = console;
    chosen_times = 0;
    for (const char *at = "repl"; *at != '\0'; at++)
        (void)view->ops->type(view, (keypress)*at);
    (void)view->ops->act(view, ACTION_ACCEPT);
    ck_assert_int_eq(chosen_times, 0);
    ck_assert_str_eq(fake_console_said(console), "replay: the profile is read-only");
    (void)view->ops->type(view, 21); /* ^U */
    (void)view->ops->act(view, ACTION_CHOICE_DOWN);
    (void)view->ops->act(view, ACTION_CHOICE_DOWN);
    (void)view->ops->act(view, ACTION_CHOICE_DOWN);
    (void)view->ops->act(view, ACTION_ACCEPT);
    ck_assert_int_eq(chosen_times, 1);
    ck_assert_uint_eq(chosen_index, 2);
    fake_console_clear(console);
}
END_TEST

START_TEST(a_menu_is_chosen_from_by_letter)
{
    struct console *console = fake_console();
    const struct picker_item items[] = { { "the value", NULL, NULL, 'v' }, { "as JSON", NULL, NULL, 'j' } };
    struct view *view = picker_new(&(struct picker_options){ .title = "Copy", .items = items, .count = 2, .is_menu = true, .done = chosen });
    view->console = console;
    chosen_times = 0;
    ck_assert_int_eq(view->ops->type(view, 'x'), REACTION_NONE);
    (void)view->ops->type(view, 'j');
    ck_assert_int_eq(chosen_times, 1);
    ck_assert_uint_eq(chosen_index, 1);
    fake_console_clear(console);
}
END_TEST

static int agreed_times;

static void agreed(struct console *console, void *context)
{
    (void)console;
    (void)context;
    agreed_times++;
}

START_TEST(a_question_is_answered_no_by_enter)
{
    struct console *console = fake_console();
    struct view *view = dialog_new(&(struct dialog_options){ .title = "Delete", .text = "Delete acme?", .yes = "Delete", .agreed = agreed });
    view->console = console;
    agreed_times = 0;
    ck_assert_int_eq(view->ops->act(view, ACTION_ACCEPT), REACTION_CLOSE);
    ck_assert_int_eq(agreed_times, 0);
    (void)view->ops->act(view, ACTION_NEXT_FIELD);
    (void)view->ops->act(view, ACTION_ACCEPT);
    ck_assert_int_eq(agreed_times, 1);
    fake_console_clear(console);
}
END_TEST

START_TEST(a_typed_confirmation_needs_the_very_word)
{
    struct console *console = fake_console();
    struct view *view = dialog_new(&(struct dialog_options){
        .title = "Send", .text = "Send 3 requests to acme-us?", .yes = "Send", .word = "acme-us", .agreed = agreed });
    view->console = console;
    agreed_times = 0;
    (void)view->ops->type(view, 'y');
    (void)view->ops->act(view, ACTION_ACCEPT);
    ck_assert_int_eq(agreed_times, 0);
    (void)view->ops->type(view, KEYS_BACKSPACE);
    for (const char *at = "acme-us"; *at != '\0'; at++)
        (void)view->ops->type(view, (keypress)*at);
    (void)view->ops->act(view, ACTION_ACCEPT);
    ck_assert_int_eq(agreed_times, 1);
    fake_console_clear(console);
}
END_TEST

START_TEST(a_message_stays_until_the_next_action_but_four_seconds_at_least)
{
    struct messages *messages = messages_new();
    messages_add(messages, MESSAGE_BAD, "no answer\033[2J", "look at the name", 0, 1000);
    ck_assert_str_eq(messages_current(messages)->text, "no answer^[[2J");
    messages_acted(messages, 4999);
    ck_assert_ptr_nonnull(messages_current(messages));
    messages_acted(messages, 5000);
    ck_assert_ptr_null(messages_current(messages));
    ck_assert_str_eq(messages_at(messages, 0)->hint, "look at the name");
    for (int i = 0; i < MESSAGES_KEPT + 5; i++)
        messages_add(messages, MESSAGE_NOTE, i % 2 == 0 ? "even" : "odd", NULL, 0, 6000);
    ck_assert_uint_eq(messages_count(messages), MESSAGES_KEPT);
    ck_assert_str_eq(messages_at(messages, 0)->text, "even");
    ck_assert_ptr_null(messages_at(messages, MESSAGES_KEPT));
    messages_free(messages);
}
END_TEST

START_TEST(text_is_scrolled_and_searched)
{
    struct text_pane *pane = text_pane_new();
    struct canvas *canvas = canvas_new();
    canvas_resize(canvas, 4, 20);
    for (int i = 0; i < 20; i++)
        text_pane_add(pane, ROLE_TEXT, i % 7 == 6 ? "a needle here" : "hay");
    text_pane_paint(pane, canvas, (struct rect){ 0, 0, 4, 20 }, true);
    ck_assert_int_eq(text_pane_act(pane, ACTION_LAST), REACTION_DONE);
    ck_assert_uint_eq(text_pane_top(pane), 16);
    ck_assert_int_eq(text_pane_act(pane, ACTION_FIRST), REACTION_DONE);
    (void)text_pane_act(pane, ACTION_SEARCH);
    for (const char *at = "NEEDLE"; *at != '\0'; at++)
        (void)text_pane_type(pane, (keypress)*at);
    (void)text_pane_act(pane, ACTION_ACCEPT);
    ck_assert_str_eq(text_pane_status(pane), "/NEEDLE  1 of 2");
    (void)text_pane_act(pane, ACTION_SEARCH_NEXT);
    ck_assert_str_eq(text_pane_status(pane), "/NEEDLE  2 of 2");
    ck_assert_uint_le(text_pane_top(pane), 13);
    ck_assert_uint_ge(text_pane_top(pane), 10);
    (void)text_pane_act(pane, ACTION_SEARCH_NEXT);
    ck_assert_str_eq(text_pane_status(pane), "/NEEDLE  1 of 2");
    (void)text_pane_act(pane, ACTION_ESCAPE);
    ck_assert_str_eq(text_pane_status(pane), "");
    ck_assert_int_eq(text_pane_act(pane, ACTION_ESCAPE), REACTION_NONE);
    canvas_free(canvas);
    text_pane_free(pane);
}
END_TEST

START_TEST(wrapped_text_stands_under_itself_and_not_under_its_label)
{
    struct text_pane *pane = text_pane_new();
    struct canvas *canvas = canvas_new();
    canvas_resize(canvas, 2, 16);
    text_pane_add_field(pane, "name", 6, "one two three");
    text_pane_paint(pane, canvas, (struct rect){ 0, 0, 2, 16 }, true);
    char *first = canvas_row_text(canvas, 0);
    char *second = canvas_row_text(canvas, 1);
    ck_assert_str_eq(first, "name  one two");
    ck_assert_str_eq(second, "      three");
    free(first);
    free(second);
    canvas_free(canvas);
    text_pane_free(pane);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("ui_text");
    TCase *tests = tcase_create("ui_text");
    tcase_add_test(tests, text_is_broken_at_spaces_and_line_feeds);
    tcase_add_test(tests, a_line_of_a_megabyte_is_wrapped_without_looking_at_all_of_it_each_time);
    tcase_add_test(tests, titles_are_cut_in_their_middle);
    tcase_add_test(tests, a_line_is_edited_where_the_cursor_stands);
    tcase_add_test(tests, a_base_and_its_marks_are_deleted_together);
    tcase_add_test(tests, a_secret_is_drawn_as_bullets_only);
    tcase_add_test(tests, a_long_line_scrolls_so_that_the_cursor_is_seen);
    tcase_add_test(tests, the_length_of_a_line_is_limited);
    tcase_add_test(tests, fuzzy_letters_prefer_words_and_runs);
    tcase_add_test(tests, a_picker_narrows_and_refuses_what_cannot_be_chosen);
    tcase_add_test(tests, a_menu_is_chosen_from_by_letter);
    tcase_add_test(tests, a_question_is_answered_no_by_enter);
    tcase_add_test(tests, a_typed_confirmation_needs_the_very_word);
    tcase_add_test(tests, a_message_stays_until_the_next_action_but_four_seconds_at_least);
    tcase_add_test(tests, text_is_scrolled_and_searched);
    tcase_add_test(tests, wrapped_text_stands_under_itself_and_not_under_its_label);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
