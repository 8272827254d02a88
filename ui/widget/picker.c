#include "ui/widget/picker.h"

#include <stdlib.h>
#include <string.h>

#include "ui/console.h"
#include "ui/widget/fuzzy.h"
#include "ui/widget/line_edit.h"

struct item {
    char *label;
    char *detail;
    char *reason;
    char letter;
    int score;
};

struct picker {
    struct view view;
    char *title;
    struct item *items;
    size_t count;
    size_t *shown; /* indexes of those that match, the best first */
    size_t shown_count;
    size_t cursor; /* in shown */
    size_t top;
    size_t height;
    bool is_menu;
    int label_width; /* of the widest label */
    int right_width; /* of the widest detail or reason */
    struct line_edit typed;
    picker_chosen done;
    void *context;
    void (*release)(void *context);
};

static void narrow(struct picker *picker)
{
    picker->shown_count = 0;
    for (size_t i = 0; i < picker->count; i++) {
        struct item *item = &picker->items[i];
        if (!fuzzy_match(line_edit_text(&picker->typed), item->label, &item->score))
            continue;
        /* Sorted in by score; equal ones stay in their order. */
        size_t at = picker->shown_count++;
        for (; at > 0 && picker->items[picker->shown[at - 1]].score < item->score; at--)
            picker->shown[at] = picker->shown[at - 1];
        picker->shown[at] = i;
    }
    picker->cursor = 0;
    picker->top = 0;
}

static void picker_free(struct view *view)
{
    struct picker *picker = (struct picker *)view;
    for (size_t i = 0; i < picker->count; i++) {
        free(picker->items[i].label);
        free(picker->items[i].detail);
        free(picker->items[i].reason);
    }
    if (picker->release != NULL)
        picker->release(picker->context);
    line_edit_clear(&picker->typed);
    free(picker->title);
    free(picker->items);
    free(picker->shown);
    free(picker);
}

static int widest(const struct picker *picker)
{
    int title = (int)text_width(picker->title) + 4;
    int items = picker->label_width + (picker->right_width > 0 ? picker->right_width + 2 : 0);
    return items > title ? items : title;
}

static void paint_item(const struct picker *picker, struct canvas *canvas, const struct item *item, struct rect row, bool selected)
{
    enum role role = item->reason != NULL ? ROLE_DIM : ROLE_TEXT;
    int at = row.x;
    (void)canvas_text(canvas, row.y, at, 2, ROLE_TEXT, selected ? "\xE2\x96\xB8 " : "  ");
    at += 2;
    if (picker->is_menu && item->letter != 0) {
        char letter[] = { item->letter, ' ', ' ', '\0' };
        at += canvas_text(canvas, row.y, at, 3, ROLE_HINT_KEY, letter);
    }
    int room = row.x + row.width - at;
    const char *right = item->reason != NULL ? item->reason : item->detail;
    /* Labels have their room first, up to a half. */
    int left = room - picker->label_width - 2;
    int most = left > room / 2 ? left : room / 2;
    int right_width = picker->right_width < most ? picker->right_width : most;
    if (right_width > 0 && right != NULL)
        canvas_field(canvas, row.y, row.x + row.width - right_width, right_width, item->reason != NULL ? ROLE_DIM : ROLE_HINT_KEY,
                     TEXT_LEFT, right);
    int label_room = room - (right_width > 0 ? right_width + 2 : 0);
    canvas_field(canvas, row.y, at, label_room, role, TEXT_LEFT, item->label);
    if (selected)
        canvas_emphasize(canvas, row.y, row.x, row.width, THEME_BOLD);
}

static void picker_paint(struct view *view, struct canvas *canvas, struct rect rect)
{
    struct picker *picker = (struct picker *)view;
    int extra = picker->is_menu ? 2 : 3;
    int letters = picker->is_menu ? 3 : 0;
    int width = widest(picker) + letters + 6;
    if (!picker->is_menu && width < 44)
        width = 44;
    /* The box keeps its size while the list narrows. */
    struct rect box = layout_center(rect, (int)(picker->count < 200 ? picker->count : 200) + extra, width);
    canvas_box(canvas, box, picker->title);
    struct rect inside = { box.y + 1, box.x + 2, box.height - 2, box.width - 4 };
    if (inside.height < 1 || inside.width < 1)
        return;
    if (!picker->is_menu) {
        (void)canvas_text(canvas, inside.y, inside.x, inside.width, ROLE_HINT_KEY, ">");
        line_edit_paint(&picker->typed, canvas, inside.y, inside.x + 2, inside.width - 2, ROLE_TEXT, true);
        inside.y++;
        inside.height--;
    }
    picker->height = inside.height > 0 ? (size_t)inside.height : 0;
    picker->top = layout_scroll(picker->top, picker->cursor, picker->shown_count, picker->height);
    if (picker->shown_count == 0 && inside.height > 0)
        (void)canvas_text(canvas, inside.y, inside.x + 2, inside.width - 2, ROLE_DIM, "nothing matches");
    for (size_t i = 0; i < picker->height && picker->top + i < picker->shown_count; i++) {
        size_t position = picker->top + i;
        struct rect row = { inside.y + (int)i, inside.x, 1, inside.width };
        paint_item(picker, canvas, &picker->items[picker->shown[position]], row, position == picker->cursor);
        if (picker->is_menu && position == picker->cursor)
            canvas_park(canvas, row.y, row.x, false);
    }
}

static unsigned picker_contexts(const struct view *view)
{
    (void)view;
    return CONTEXT_BIT(PICKER);
}

static bool picker_takes_text(const struct view *view)
{
    (void)view;
    return true;
}

static enum reaction choose(struct picker *picker, size_t index)
{
    struct console *console = picker->view.console;
    if (picker->items[index].reason != NULL) {
        console_say(console, MESSAGE_WARNING, "%s: %s", picker->items[index].label, picker->items[index].reason);
        return REACTION_DONE;
    }
    /* Closed first: what is chosen may open something itself. The view is freed only after this key. */
    console_close(console, &picker->view);
    picker->done(console, index, picker->context);
    return REACTION_DONE;
}

static enum reaction picker_type(struct view *view, keypress key)
{
    struct picker *picker = (struct picker *)view;
    if (picker->is_menu) {
        for (size_t i = 0; i < picker->count; i++)
            if (picker->items[i].letter != 0 && (keypress)picker->items[i].letter == key)
                return choose(picker, i);
        return REACTION_NONE;
    }
    bool changed = false;
    if (!line_edit_type(&picker->typed, key, &changed))
        return REACTION_NONE;
    if (changed)
        narrow(picker);
    return REACTION_DONE;
}

static void move(struct picker *picker, bool down, size_t steps)
{
    if (picker->shown_count == 0)
        return;
    size_t last = picker->shown_count - 1;
    if (down)
        picker->cursor = steps <= last - picker->cursor ? picker->cursor + steps : last;
    else
        picker->cursor = steps <= picker->cursor ? picker->cursor - steps : 0;
}

static enum reaction picker_act(struct view *view, enum action action)
{
    struct picker *picker = (struct picker *)view;
    size_t page = picker->height > 1 ? picker->height - 1 : 1;
    switch (action) {
    case ACTION_CHOICE_DOWN:
        move(picker, true, 1);
        return REACTION_DONE;
    case ACTION_CHOICE_UP:
        move(picker, false, 1);
        return REACTION_DONE;
    case ACTION_CHOICE_PAGE_DOWN:
        move(picker, true, page);
        return REACTION_DONE;
    case ACTION_CHOICE_PAGE_UP:
        move(picker, false, page);
        return REACTION_DONE;
    case ACTION_ACCEPT:
        if (picker->shown_count == 0)
            return REACTION_DONE;
        return choose(picker, picker->shown[picker->cursor]);
    case ACTION_CANCEL:
        return REACTION_CLOSE;
    default:
        return REACTION_NONE;
    }
}

static const struct view_ops picker_ops = {
    .is_overlay = true,
    .free = picker_free,
    .paint = picker_paint,
    .contexts = picker_contexts,
    .takes_text = picker_takes_text,
    .type = picker_type,
    .act = picker_act,
};

static char *copy_visible(const char *text)
{
    return text != NULL ? text_visible(text, strlen(text)) : NULL;
}

struct view *picker_new(const struct picker_options *options)
{
    struct picker *picker = memory_allocate(1, sizeof *picker);
    picker->view.ops = &picker_ops;
    picker->title = copy_visible(options->title);
    picker->items = memory_allocate(options->count + 1, sizeof *picker->items);
    picker->shown = memory_allocate(options->count + 1, sizeof *picker->shown);
    picker->count = options->count;
    for (size_t i = 0; i < options->count; i++)
        picker->items[i] = (struct item){ .label = copy_visible(options->items[i].label),
                                          .detail = copy_visible(options->items[i].detail),
                                          .reason = copy_visible(options->items[i].reason),
                                          .letter = options->items[i].letter };
    for (size_t i = 0; i < options->count; i++) {
        const char *right = picker->items[i].reason != NULL ? picker->items[i].reason : picker->items[i].detail;
        int width = right != NULL ? (int)text_width(right) : 0;
        picker->right_width = width > picker->right_width ? width : picker->right_width;
        width = (int)text_width(picker->items[i].label);
        picker->label_width = width > picker->label_width ? width : picker->label_width;
    }
    picker->is_menu = options->is_menu;
    picker->done = options->done;
    picker->context = options->context;
    picker->release = options->release;
    line_edit_init(&picker->typed, false);
    narrow(picker);
    for (size_t i = 0; i < picker->shown_count; i++)
        if (picker->shown[i] == options->chosen)
            picker->cursor = i;
    return &picker->view;
}
