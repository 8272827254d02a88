#include "ui/frame.h"

#include <stdlib.h>
#include <string.h>

#include "ui/widget/cell.h"
#include "ui/wrap.h"

enum { GAP = 2 };

/* Draws a part of a line and moves on behind it, with a gap. */
static int put(struct canvas *canvas, struct rect rect, int at, enum role role, const char *visible)
{
    int room = rect.width - at;
    if (room <= 0 || *visible == '\0')
        return at;
    return at + canvas_text(canvas, rect.y, rect.x + at, room, role, visible) + GAP;
}

static int put_outside(struct canvas *canvas, struct rect rect, int at, enum role role, const char *text, int most)
{
    char *visible = text_visible(text, strlen(text));
    UT_string cut;
    utstring_init(&cut);
    wrap_append_middle(&cut, visible, (size_t)most);
    at = put(canvas, rect, at, role, utstring_body(&cut));
    utstring_done(&cut);
    free(visible);
    return at;
}

static int put_connection(struct canvas *canvas, struct rect rect, int at, const struct frame_top *top)
{
    UT_string text;
    utstring_init(&text);
    enum role role = ROLE_TOP;
    switch (top->connection) {
    case FRAME_NO_CONNECTION:
        break;
    case FRAME_UNTRIED:
        utstring_printf(&text, "\xE2\x97\x8B not tried yet");
        break;
    case FRAME_WAITING:
        utstring_printf(&text, "\xE2\x97\x8B waiting");
        if (top->until_ms > 0) {
            utstring_printf(&text, " for the limit until ");
            cell_append_moment(&text, top->until_ms, CELL_SECOND);
        }
        break;
    case FRAME_GOOD:
        utstring_printf(&text, "\xE2\x97\x8F ok");
        role = ROLE_GOOD;
        if (top->latency_ms >= 0) {
            utstring_printf(&text, " ");
            text_append_count(&text, top->latency_ms);
            utstring_printf(&text, " ms");
        }
        break;
    case FRAME_BAD:
        utstring_printf(&text, "! ");
        text_append_visible(&text, top->trouble != NULL ? top->trouble : "failed",
                            strlen(top->trouble != NULL ? top->trouble : "failed"));
        role = ROLE_BAD;
        break;
    }
    at = put(canvas, rect, at, role, utstring_body(&text));
    utstring_done(&text);
    return at;
}

void frame_paint_top(struct canvas *canvas, struct rect rect, const char *program, const struct frame_top *top)
{
    if (rect.height < 1)
        return;
    canvas_fill(canvas, rect, ROLE_TOP);
    int at = put(canvas, rect, 1, ROLE_TOP_NAME, program);
    if (top->profile == NULL) {
        (void)put(canvas, rect, at, ROLE_TOP, "no profile");
        return;
    }
    /* A long name must not push out that this is production. */
    int most = rect.width / 4 > 8 ? rect.width / 4 : 8;
    at = put_outside(canvas, rect, at, ROLE_TOP_NAME, top->profile, most);
    at = put_outside(canvas, rect, at, ROLE_TOP, top->instance, 16);
    if (top->is_production)
        at = put(canvas, rect, at, ROLE_PRODUCTION, " PRODUCTION ");
    else
        at = put_outside(canvas, rect, at, ROLE_TOP, top->environment, 12);
    if (top->is_read_only)
        at = put(canvas, rect, at, ROLE_TOP, "read-only");
    at = put_connection(canvas, rect, at, top);
    if (top->limit_left < 0)
        return;
    UT_string text;
    utstring_init(&text);
    utstring_printf(&text, "limit ");
    text_append_count(&text, top->limit_left);
    bool low = top->limit > 0 && top->limit_left * 20 < top->limit;
    if (top->limit >= 0) {
        size_t short_length = utstring_len(&text);
        utstring_printf(&text, " of ");
        text_append_count(&text, top->limit);
        if (at + (int)text_width(utstring_body(&text)) > rect.width)
            utstring_body(&text)[short_length] = '\0';
    }
    if (at + (int)text_width(utstring_body(&text)) <= rect.width)
        (void)put(canvas, rect, at, low ? ROLE_WARNING : ROLE_TOP, utstring_body(&text));
    utstring_done(&text);
}

static int paint_tab(struct canvas *canvas, struct rect rect, int at, bool is_current, const char *key, const char *title)
{
    if (at >= rect.width)
        return at;
    UT_string text;
    utstring_init(&text);
    utstring_printf(&text, "%s%s%s", key, *key != '\0' ? " " : "", title);
    int used = (int)text_width(utstring_body(&text));
    if (at + used <= rect.width) {
        (void)canvas_text(canvas, rect.y, rect.x + at, used, is_current ? ROLE_TAB_CURRENT : ROLE_TAB, utstring_body(&text));
        /* Underlining is not seen everywhere: the mark is. */
        if (is_current && at > 0)
            (void)canvas_text(canvas, rect.y, rect.x + at - 1, 1, ROLE_TAB, "\xE2\x96\xB8");
    }
    utstring_done(&text);
    return at + used + GAP;
}

int frame_paint_tabs(struct canvas *canvas, struct rect rect, const struct keymap *keymap, const char *const *titles,
                     const enum action *actions, size_t count, size_t current)
{
    if (rect.height < 1)
        return 0;
    int total = 1;
    for (size_t i = 0; i < count; i++)
        total += (int)text_width(titles[i]) + 2 + GAP;
    bool only_current = total - GAP > rect.width; /* the others by their keys alone */
    UT_string key;
    utstring_init(&key);
    int at = 1;
    for (size_t i = 0; i < count; i++) {
        utstring_clear(&key);
        if (keymap_key(keymap, actions[i], 0) != KEYS_NONE)
            keypress_append_name(&key, keymap_key(keymap, actions[i], 0));
        bool whole = !only_current || i == current;
        at = paint_tab(canvas, rect, at, i == current, utstring_body(&key), whole ? titles[i] : "");
    }
    utstring_done(&key);
    return at;
}

void frame_paint_crumbs(struct canvas *canvas, struct rect rect, int from, const char *crumbs)
{
    enum { LEAST = 16 };
    int room = rect.width - from - 1;
    if (rect.height < 1 || room < LEAST)
        return;
    UT_string text;
    utstring_init(&text);
    wrap_append_middle(&text, crumbs, (size_t)room);
    int width = (int)text_width(utstring_body(&text));
    (void)canvas_text(canvas, rect.y, rect.x + rect.width - 1 - width, width, ROLE_DIM, utstring_body(&text));
    utstring_done(&text);
}

void frame_paint_message(struct canvas *canvas, struct rect rect, const struct message *message, const char *more)
{
    static const enum role roles[] = {
        [MESSAGE_NOTE] = ROLE_TEXT, [MESSAGE_GOOD] = ROLE_TEXT, [MESSAGE_WARNING] = ROLE_WARNING, [MESSAGE_BAD] = ROLE_BAD
    };
    if (rect.height < 1 || message == NULL)
        return;
    UT_string text;
    utstring_init(&text);
    utstring_printf(&text, " %s%s", message->kind == MESSAGE_BAD ? "! " : "", message->text);
    size_t plain = utstring_len(&text);
    if (message->hint != NULL)
        utstring_printf(&text, ": %s", message->hint);
    if ((int)text_width(utstring_body(&text)) <= rect.width) {
        (void)canvas_text(canvas, rect.y, rect.x, rect.width, roles[message->kind], utstring_body(&text));
    } else {
        utstring_body(&text)[plain] = '\0';
        UT_string note;
        utstring_init(&note);
        utstring_printf(&note, " (%s: all)", more);
        int room = rect.width - (int)text_width(utstring_body(&note));
        int used = (int)text_width(utstring_body(&text));
        used = used < room ? used : room;
        canvas_field(canvas, rect.y, rect.x, used, roles[message->kind], TEXT_LEFT, utstring_body(&text));
        (void)canvas_text(canvas, rect.y, rect.x + used, rect.width - used, ROLE_DIM, utstring_body(&note));
        utstring_done(&note);
    }
    utstring_done(&text);
}

void frame_paint_hints(struct canvas *canvas, struct rect rect, const struct keymap *keymap, unsigned contexts,
                       const char *(*word)(enum action action, const void *data), const void *data)
{
    enum { MOST = 16 };
    if (rect.height < 1)
        return;
    struct keymap_hint hints[MOST];
    UT_string text;
    utstring_init(&text);
    size_t count = keymap_hints(keymap, contexts, rect.width - 2, word, data, hints, MOST, &text);
    (void)canvas_text(canvas, rect.y, rect.x + 1, rect.width - 1, ROLE_HINT, utstring_body(&text));
    int at = rect.x + 1;
    for (size_t i = 0; i < count; i++) {
        canvas_emphasize(canvas, rect.y, at, hints[i].key_width, THEME_BOLD);
        at += hints[i].width + GAP;
    }
    utstring_done(&text);
}

void frame_paint_title(struct canvas *canvas, struct rect rect, const char *title, bool focused)
{
    if (rect.height < 1 || rect.width < 3)
        return;
    UT_string text;
    utstring_init(&text);
    wrap_append_middle(&text, title, (size_t)rect.width - 2);
    (void)canvas_text(canvas, rect.y, rect.x + 1, rect.width - 1, focused ? ROLE_TITLE : ROLE_TEXT, utstring_body(&text));
    utstring_done(&text);
}

void frame_paint_pane_title(struct canvas *canvas, struct rect rect, const char *title, bool focused)
{
    frame_paint_title(canvas, rect, title, focused);
    if (focused && rect.height > 0)
        (void)canvas_text(canvas, rect.y, rect.x, 1, ROLE_TITLE, "\xE2\x96\xB8");
}

void frame_append_no_profile(UT_string *out, const struct keymap *keymap)
{
    utstring_printf(out, "No profile is open. ");
    keymap_append_key(out, keymap, ACTION_SCREEN_CONNECTIONS);
    utstring_printf(out, " shows the connections.");
}

void frame_paint_no_profile(struct canvas *canvas, struct rect rect, const struct keymap *keymap)
{
    UT_string text;
    utstring_init(&text);
    frame_append_no_profile(&text, keymap);
    (void)canvas_text(canvas, rect.y + 1, rect.x + 2, rect.width - 2, ROLE_TEXT, utstring_body(&text));
    utstring_done(&text);
    canvas_park(canvas, rect.y, rect.x, false);
}

void frame_paint_too_small(struct canvas *canvas)
{
    UT_string text;
    utstring_init(&text);
    utstring_printf(&text, "%dx%d needed, now %dx%d", LAYOUT_LEAST_WIDTH, LAYOUT_LEAST_HEIGHT, canvas_width(canvas),
                    canvas_height(canvas));
    (void)canvas_text(canvas, 0, 0, canvas_width(canvas), ROLE_TEXT, utstring_body(&text));
    utstring_done(&text);
    canvas_park(canvas, 0, 0, false);
}
