#include <string.h>

#include "ui/widget/text_edit.h"
#include "unit.h"

static struct text_edit *make(const char *text)
{
    struct text_edit *edit = text_edit_new();
    text_edit_set(edit, text, strlen(text));
    return edit;
}

static void press(struct text_edit *edit, keypress key, bool changes)
{
    bool changed = !changes;
    ck_assert(text_edit_type(edit, key, &changed));
    ck_assert_int_eq(changed, changes);
}

static void expect(const struct text_edit *edit, const char *text, size_t line, size_t column)
{
    size_t length = 0;
    size_t at_line = 0;
    size_t at_column = 0;
    ck_assert_str_eq(text_edit_text(edit, &length), text);
    ck_assert_uint_eq(length, strlen(text));
    text_edit_place(edit, &at_line, &at_column);
    ck_assert_uint_eq(at_line, line);
    ck_assert_uint_eq(at_column, column);
}

START_TEST(characters_go_where_the_cursor_is)
{
    struct text_edit *edit = make("ac\nd");
    press(edit, KEYS_RIGHT, false);
    press(edit, 'b', true);
    expect(edit, "abc\nd", 1, 3);
    press(edit, 0x6625, true); /* a wide character takes two columns */
    expect(edit, "ab\xE6\x98\xA5" "c\nd", 1, 5);
    press(edit, KEYS_BACKSPACE, true);
    press(edit, KEYS_BACKSPACE, true);
    expect(edit, "ac\nd", 1, 2);
    press(edit, KEYS_END, false);
    press(edit, KEYS_DELETE, true); /* the line feed */
    expect(edit, "acd", 1, 3);
    text_edit_free(edit);
}
END_TEST

START_TEST(a_new_line_begins_as_far_in_as_the_one_before)
{
    struct text_edit *edit = make("{\n    \"a\": 1\n}");
    press(edit, KEYS_DOWN, false);
    press(edit, KEYS_END, false);
    press(edit, KEYS_ENTER, true);
    press(edit, 'x', true);
    expect(edit, "{\n    \"a\": 1\n    x\n}", 3, 6);
    press(edit, KEYS_HOME, false);
    press(edit, KEYS_ENTER, true); /* before the blanks there is nothing to repeat */
    expect(edit, "{\n    \"a\": 1\n\n    x\n}", 4, 1);
    text_edit_free(edit);
}
END_TEST

START_TEST(up_and_down_keep_to_the_column)
{
    struct text_edit *edit = make("abcdef\nx\nuvwxyz");
    for (int i = 0; i < 4; i++)
        press(edit, KEYS_RIGHT, false);
    press(edit, KEYS_DOWN, false);
    expect(edit, "abcdef\nx\nuvwxyz", 2, 2);
    press(edit, KEYS_DOWN, false);
    expect(edit, "abcdef\nx\nuvwxyz", 3, 5);
    press(edit, KEYS_DOWN, false); /* there is no further line */
    press(edit, KEYS_UP, false);
    press(edit, KEYS_UP, false);
    press(edit, KEYS_UP, false);
    expect(edit, "abcdef\nx\nuvwxyz", 1, 5);
    text_edit_free(edit);
}
END_TEST

START_TEST(ends_of_the_text_are_ends)
{
    struct text_edit *edit = make("");
    press(edit, KEYS_BACKSPACE, false);
    press(edit, KEYS_DELETE, false);
    press(edit, KEYS_LEFT, false);
    press(edit, KEYS_RIGHT, false);
    press(edit, KEYS_UP, false);
    press(edit, KEYS_PAGE_DOWN, false);
    expect(edit, "", 1, 1);
    press(edit, KEYS_TAB, true);
    expect(edit, "  ", 1, 3);
    press(edit, 21, true); /* ^U */
    expect(edit, "", 1, 1);
    bool changed = false;
    ck_assert(!text_edit_type(edit, KEYS_ESCAPE, &changed));
    ck_assert(!text_edit_type(edit, KEYS_F1, &changed));
    text_edit_free(edit);
}
END_TEST

START_TEST(broken_bytes_and_control_characters_do_no_harm)
{
    struct text_edit *edit = make("\xFF\x1B[31m\t\xC3\nz");
    struct canvas *canvas = canvas_new();
    canvas_resize(canvas, 2, 20);
    text_edit_paint(edit, canvas, (struct rect){ 0, 0, 2, 20 }, true);
    char *row = canvas_row_text(canvas, 0);
    ck_assert_str_eq(row, "\xEF\xBF\xBD^[[31m \xEF\xBF\xBD");
    free(row);
    for (int i = 0; i < 12; i++)
        press(edit, KEYS_RIGHT, false);
    size_t line = 0;
    size_t column = 0;
    text_edit_place(edit, &line, &column);
    ck_assert_uint_eq(line, 2);
    canvas_free(canvas);
    text_edit_free(edit);
}
END_TEST

START_TEST(the_cursor_is_always_seen)
{
    struct text_edit *edit = make("0\n1\n2\n3\n4\n5 a long line that does not fit");
    struct canvas *canvas = canvas_new();
    int y = 0;
    int x = 0;
    canvas_resize(canvas, 3, 10);
    text_edit_go_to_line(edit, 6);
    press(edit, KEYS_END, false);
    text_edit_paint(edit, canvas, (struct rect){ 0, 0, 3, 10 }, true);
    ck_assert(canvas_cursor(canvas, &y, &x));
    ck_assert_int_eq(y, 2);
    ck_assert_int_eq(x, 9);
    char *row = canvas_row_text(canvas, 2);
    ck_assert_str_eq(row, "s not fit");
    free(row);
    canvas_free(canvas);
    text_edit_free(edit);
}
END_TEST

START_TEST(more_than_fits_is_not_taken)
{
    size_t length = TEXT_EDIT_LONGEST + 10;
    char *text = malloc(length);
    ck_assert_ptr_nonnull(text);
    memset(text, 'a', length);
    struct text_edit *edit = text_edit_new();
    text_edit_set(edit, text, length);
    size_t taken = 0;
    (void)text_edit_text(edit, &taken);
    ck_assert_uint_eq(taken, TEXT_EDIT_LONGEST);
    press(edit, 'b', false);
    text_edit_free(edit);
    free(text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("text_edit");
    TCase *tests = tcase_create("text_edit");
    tcase_add_test(tests, characters_go_where_the_cursor_is);
    tcase_add_test(tests, a_new_line_begins_as_far_in_as_the_one_before);
    tcase_add_test(tests, up_and_down_keep_to_the_column);
    tcase_add_test(tests, ends_of_the_text_are_ends);
    tcase_add_test(tests, broken_bytes_and_control_characters_do_no_harm);
    tcase_add_test(tests, the_cursor_is_always_seen);
    tcase_add_test(tests, more_than_fits_is_not_taken);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
