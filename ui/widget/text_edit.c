#include "ui/widget/text_edit.h"

#include <stdlib.h>
#include <string.h>

#include "support/text.h"
#include "ui/layout.h"

enum { CTRL_A = 1, CTRL_E = 5, CTRL_K = 11, CTRL_U = 21 };

struct text_edit {
    char *text;
    size_t length;
    size_t capacity;
    size_t cursor; /* a byte, at the start of a character */
    int wanted;    /* the column that up and down keep to; -1: the cursor's own */
    size_t top;    /* the first line that is shown */
    int left;      /* the first column that is shown */
    size_t page;
};

struct text_edit *text_edit_new(void)
{
    struct text_edit *edit = memory_allocate(1, sizeof *edit);
    edit->capacity = 1024;
    edit->text = memory_allocate(edit->capacity, 1);
    edit->wanted = -1;
    return edit;
}

void text_edit_free(struct text_edit *edit)
{
    if (edit == NULL)
        return;
    free(edit->text);
    free(edit);
}

static bool replace(struct text_edit *edit, size_t from, size_t to, const char *bytes, size_t length)
{
    size_t result = edit->length - (to - from) + length;
    if (result > TEXT_EDIT_LONGEST)
        return false;
    while (edit->capacity <= result)
        edit->capacity *= 2;
    edit->text = memory_resize(edit->text, edit->capacity, 1);
    memmove(edit->text + from + length, edit->text + to, edit->length - to);
    memcpy(edit->text + from, bytes, length);
    edit->length = result;
    edit->text[result] = '\0';
    edit->cursor = from + length;
    return true;
}

void text_edit_set(struct text_edit *edit, const char *text, size_t length)
{
    (void)replace(edit, 0, edit->length, text, length < TEXT_EDIT_LONGEST ? length : TEXT_EDIT_LONGEST);
    edit->cursor = edit->top = 0;
    edit->left = 0;
    edit->wanted = -1;
}

const char *text_edit_text(const struct text_edit *edit, size_t *length)
{
    *length = edit->length;
    return edit->text;
}

/* Characters and lines. */

static size_t next_character(const struct text_edit *edit, size_t at)
{
    unsigned point = 0;
    while (at < edit->length) {
        at += text_decode(edit->text + at, edit->length - at, &point);
        if (at >= edit->length || edit->text[at] == '\n')
            break;
        (void)text_decode(edit->text + at, edit->length - at, &point);
        if (text_point_width(point) > 0)
            break;
    }
    return at;
}

static size_t line_start(const struct text_edit *edit, size_t at)
{
    while (at > 0 && edit->text[at - 1] != '\n')
        at--;
    return at;
}

static size_t line_end(const struct text_edit *edit, size_t at)
{
    const char *end = memchr(edit->text + at, '\n', edit->length - at);
    return end != NULL ? (size_t)(end - edit->text) : edit->length;
}

static size_t previous_character(const struct text_edit *edit, size_t at)
{
    if (at == 0)
        return 0;
    size_t last = line_start(edit, at);
    if (last == at)
        return at - 1; /* the line feed */
    for (size_t next = last; next < at; next = next_character(edit, next))
        last = next;
    return last;
}

static int columns_of(const struct text_edit *edit, size_t from, size_t to)
{
    char *visible = text_visible(edit->text + from, to - from);
    int columns = (int)text_width(visible);
    free(visible);
    return columns;
}

/* The character of the line at from that stands in a column. */
static size_t find_column(const struct text_edit *edit, size_t from, int column)
{
    size_t end = line_end(edit, from);
    size_t at = from;
    int columns = 0;
    while (at < end && columns < column) {
        size_t next = next_character(edit, at);
        columns += columns_of(edit, at, next);
        at = next;
    }
    return at;
}

static size_t count_lines(const struct text_edit *edit, size_t to)
{
    size_t lines = 0;
    for (size_t at = 0; at < to; at++)
        lines += edit->text[at] == '\n';
    return lines;
}

void text_edit_place(const struct text_edit *edit, size_t *line, size_t *column)
{
    *line = count_lines(edit, edit->cursor) + 1;
    *column = (size_t)columns_of(edit, line_start(edit, edit->cursor), edit->cursor) + 1;
}

static void move_lines(struct text_edit *edit, size_t lines, bool down)
{
    size_t start = line_start(edit, edit->cursor);
    int column = edit->wanted >= 0 ? edit->wanted : columns_of(edit, start, edit->cursor);
    for (; lines > 0; lines--) {
        size_t end = line_end(edit, start);
        if (down ? end == edit->length : start == 0)
            break;
        start = down ? end + 1 : line_start(edit, start - 1);
    }
    edit->cursor = find_column(edit, start, column);
    edit->wanted = column;
}

void text_edit_go_to_line(struct text_edit *edit, size_t line)
{
    edit->cursor = 0;
    edit->wanted = -1;
    if (line > 1)
        move_lines(edit, line - 1, true);
    edit->wanted = -1;
}

/* Typing. */

static bool break_line(struct text_edit *edit)
{
    size_t start = line_start(edit, edit->cursor);
    size_t indent = strspn(edit->text + start, " ");
    if (start + indent > edit->cursor)
        indent = edit->cursor - start;
    char *bytes = memory_allocate(indent + 1, 1);
    bytes[0] = '\n';
    memset(bytes + 1, ' ', indent);
    bool done = replace(edit, edit->cursor, edit->cursor, bytes, indent + 1);
    free(bytes);
    return done;
}

static bool type_text(struct text_edit *edit, keypress key)
{
    UT_string bytes;
    utstring_init(&bytes);
    text_append_point(&bytes, key);
    bool done = replace(edit, edit->cursor, edit->cursor, utstring_body(&bytes), utstring_len(&bytes));
    utstring_done(&bytes);
    return done;
}

static bool change(struct text_edit *edit, keypress key, bool *changed)
{
    size_t at = edit->cursor;
    *changed = true;
    if (keypress_is_text(key)) {
        *changed = type_text(edit, key);
        return true;
    }
    switch (key) {
    case KEYS_ENTER:
        *changed = break_line(edit);
        return true;
    case KEYS_TAB:
        *changed = replace(edit, at, at, "  ", 2);
        return true;
    case KEYS_BACKSPACE:
        *changed = at > 0 && replace(edit, previous_character(edit, at), at, "", 0);
        return true;
    case KEYS_DELETE:
        *changed = at < edit->length && replace(edit, at, next_character(edit, at), "", 0);
        return true;
    case CTRL_K:
        *changed = line_end(edit, at) > at && replace(edit, at, line_end(edit, at), "", 0);
        return true;
    case CTRL_U:
        *changed = line_start(edit, at) < at && replace(edit, line_start(edit, at), at, "", 0);
        return true;
    default:
        *changed = false;
        return false;
    }
}

bool text_edit_type(struct text_edit *edit, keypress key, bool *changed)
{
    size_t page = edit->page > 1 ? edit->page - 1 : 1;
    if (change(edit, key, changed)) {
        edit->wanted = -1;
        return true;
    }
    switch (key) {
    case KEYS_UP:
    case KEYS_DOWN:
        move_lines(edit, 1, key == KEYS_DOWN);
        return true;
    case KEYS_PAGE_UP:
    case KEYS_PAGE_DOWN:
        move_lines(edit, page, key == KEYS_PAGE_DOWN);
        return true;
    case KEYS_LEFT:
        edit->cursor = previous_character(edit, edit->cursor);
        break;
    case KEYS_RIGHT:
        edit->cursor = next_character(edit, edit->cursor);
        break;
    case KEYS_HOME:
    case CTRL_A:
        edit->cursor = line_start(edit, edit->cursor);
        break;
    case KEYS_END:
    case CTRL_E:
        edit->cursor = line_end(edit, edit->cursor);
        break;
    default:
        return false;
    }
    edit->wanted = -1;
    return true;
}

/* Painting. */

static void paint_line(const struct text_edit *edit, struct canvas *canvas, size_t from, size_t to, struct rect row)
{
    char *visible = text_visible(edit->text + from, to - from);
    size_t hidden = text_fit(visible, (size_t)edit->left, NULL);
    (void)canvas_text(canvas, row.y, row.x, row.width, ROLE_TEXT, visible + hidden);
    free(visible);
}

void text_edit_paint(struct text_edit *edit, struct canvas *canvas, struct rect rect, bool focused)
{
    if (rect.height < 1 || rect.width < 1)
        return;
    size_t start = line_start(edit, edit->cursor);
    size_t line = count_lines(edit, edit->cursor);
    int column = columns_of(edit, start, edit->cursor);
    edit->page = (size_t)rect.height;
    edit->top = layout_scroll(edit->top, line, count_lines(edit, edit->length) + 1, edit->page);
    if (column < edit->left)
        edit->left = column;
    else if (column >= edit->left + rect.width)
        edit->left = column - rect.width + 1;
    size_t at = 0;
    for (size_t i = 0; i < edit->top; i++)
        at = line_end(edit, at) + 1;
    for (int y = 0; y < rect.height && at <= edit->length; y++) {
        size_t end = line_end(edit, at);
        paint_line(edit, canvas, at, end, (struct rect){ rect.y + y, rect.x, 1, rect.width });
        at = end + 1;
    }
    if (focused)
        canvas_park(canvas, rect.y + (int)(line - edit->top), rect.x + column - edit->left, true);
}
