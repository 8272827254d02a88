#include "ui/widget/line_edit.h"

#include <stdlib.h>
#include <string.h>

#include "support/secret.h"

void line_edit_init(struct line_edit *edit, bool is_secret)
{
    *edit = (struct line_edit){ .capacity = 64, .is_secret = is_secret };
    edit->text = memory_allocate(edit->capacity, 1);
}

static void wipe(char *text, size_t length, bool is_secret)
{
    if (is_secret)
        secret_wipe(text, length);
}

void line_edit_clear(struct line_edit *edit)
{
    if (edit->text != NULL)
        wipe(edit->text, edit->capacity, edit->is_secret);
    free(edit->text);
    *edit = (struct line_edit){ 0 };
}

/* Not realloc(), which would leave a copy of a secret behind. */
static void reserve(struct line_edit *edit, size_t length)
{
    if (length < edit->capacity)
        return;
    size_t capacity = edit->capacity;
    while (capacity <= length)
        capacity *= 2;
    char *text = memory_allocate(capacity, 1);
    memcpy(text, edit->text, edit->length + 1);
    wipe(edit->text, edit->capacity, edit->is_secret);
    free(edit->text);
    edit->text = text;
    edit->capacity = capacity;
}

static void replace(struct line_edit *edit, size_t from, size_t to, const char *bytes, size_t length)
{
    size_t result = edit->length - (to - from) + length;
    if (result > LINE_EDIT_LONGEST)
        return;
    reserve(edit, result);
    memmove(edit->text + from + length, edit->text + to, edit->length - to + 1);
    memcpy(edit->text + from, bytes, length);
    wipe(edit->text + result + 1, edit->capacity - result - 1, edit->is_secret);
    edit->length = result;
    edit->cursor = from + length;
}

void line_edit_set(struct line_edit *edit, const char *text)
{
    replace(edit, 0, edit->length, text, strlen(text));
}

const char *line_edit_text(const struct line_edit *edit)
{
    return edit->text;
}

static size_t next_character(const struct line_edit *edit, size_t at)
{
    if (at >= edit->length)
        return edit->length;
    do {
        unsigned point = 0;
        at += text_decode(edit->text + at, edit->length - at, &point);
        if (at >= edit->length)
            break;
        (void)text_decode(edit->text + at, edit->length - at, &point);
        if (text_point_width(point) > 0)
            break;
    } while (true);
    return at;
}

static size_t previous_character(const struct line_edit *edit, size_t at)
{
    size_t last = 0;
    for (size_t next = 0; next < at; next = next_character(edit, next))
        last = next;
    return last;
}

static size_t previous_word(const struct line_edit *edit, size_t at)
{
    while (at > 0 && edit->text[at - 1] == ' ')
        at--;
    while (at > 0 && edit->text[at - 1] != ' ')
        at--;
    return at;
}

static bool type_text(struct line_edit *edit, keypress key)
{
    UT_string bytes;
    utstring_init(&bytes);
    text_append_point(&bytes, key);
    size_t before = edit->length;
    replace(edit, edit->cursor, edit->cursor, utstring_body(&bytes), utstring_len(&bytes));
    wipe(utstring_body(&bytes), utstring_len(&bytes), edit->is_secret);
    utstring_done(&bytes);
    return edit->length != before;
}

bool line_edit_type(struct line_edit *edit, keypress key, bool *changed)
{
    enum { CTRL_A = 1, CTRL_E = 5, CTRL_K = 11, CTRL_U = 21, CTRL_W = 23 };
    size_t before = edit->length;
    *changed = false;
    if (keypress_is_text(key)) {
        *changed = type_text(edit, key);
        return true;
    }
    switch (key) {
    case KEYS_BACKSPACE:
        replace(edit, previous_character(edit, edit->cursor), edit->cursor, "", 0);
        break;
    case KEYS_DELETE: {
        size_t at = edit->cursor;
        replace(edit, at, next_character(edit, at), "", 0);
        break;
    }
    case KEYS_LEFT:
        edit->cursor = previous_character(edit, edit->cursor);
        break;
    case KEYS_RIGHT:
        edit->cursor = next_character(edit, edit->cursor);
        break;
    case KEYS_HOME:
    case CTRL_A:
        edit->cursor = 0;
        break;
    case KEYS_END:
    case CTRL_E:
        edit->cursor = edit->length;
        break;
    case CTRL_U:
        replace(edit, 0, edit->cursor, "", 0);
        break;
    case CTRL_K:
        replace(edit, edit->cursor, edit->length, "", 0);
        break;
    case CTRL_W:
        replace(edit, previous_word(edit, edit->cursor), edit->cursor, "", 0);
        break;
    default:
        return false;
    }
    *changed = edit->length != before;
    return true;
}

/* What is drawn for the text up to a byte: bullets for a secret. */
static void append_shown(UT_string *out, const struct line_edit *edit, size_t from, size_t to)
{
    if (!edit->is_secret || edit->is_revealed) {
        text_append_visible(out, edit->text + from, to - from);
        return;
    }
    for (size_t at = from; at < to; at = next_character(edit, at))
        utstring_printf(out, "\xE2\x80\xA2");
}

void line_edit_paint(const struct line_edit *edit, struct canvas *canvas, int y, int x, int width, enum role role,
                     bool focused)
{
    if (width <= 0)
        return;
    UT_string shown;
    utstring_init(&shown);
    append_shown(&shown, edit, 0, edit->cursor);
    int cursor = (int)text_width(utstring_body(&shown));
    size_t from = 0;
    /* The cursor needs a column of its own behind the text. */
    while (focused && cursor >= width && from < edit->cursor) {
        from = next_character(edit, from);
        utstring_clear(&shown);
        append_shown(&shown, edit, from, edit->cursor);
        cursor = (int)text_width(utstring_body(&shown));
    }
    utstring_clear(&shown);
    append_shown(&shown, edit, from, edit->length);
    canvas_fill(canvas, (struct rect){ y, x, 1, width }, role);
    (void)canvas_text(canvas, y, x, width, role, utstring_body(&shown));
    if (focused)
        canvas_park(canvas, y, x + (cursor < width ? cursor : width - 1), true);
    wipe(utstring_body(&shown), utstring_len(&shown), edit->is_secret);
    utstring_done(&shown);
}
