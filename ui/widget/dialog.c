#include "ui/widget/dialog.h"

#include <stdlib.h>
#include <string.h>

#include "ui/console.h"
#include "ui/widget/line_edit.h"
#include "ui/wrap.h"

struct dialog {
    struct view view;
    char *title;
    char *text;
    char *yes;
    char *word; /* NULL: y or the button is enough */
    bool yes_selected;
    struct line_edit typed;
    dialog_agreed agreed;
    void *context;
    void (*release)(void *context);
};

enum { WIDTH = 64, MARGIN = 2 };

static void dialog_free(struct view *view)
{
    struct dialog *dialog = (struct dialog *)view;
    if (dialog->release != NULL)
        dialog->release(dialog->context);
    line_edit_clear(&dialog->typed);
    free(dialog->title);
    free(dialog->text);
    free(dialog->yes);
    free(dialog->word);
    free(dialog);
}

static int paint_button(struct canvas *canvas, int y, int x, const char *label, bool selected)
{
    UT_string text;
    utstring_init(&text);
    utstring_printf(&text, "%s[ %s ]", selected ? "\xE2\x96\xB8" : " ", label);
    int used = (int)text_width(utstring_body(&text));
    (void)canvas_text(canvas, y, x, used, selected ? ROLE_BUTTON_CURRENT : ROLE_BUTTON, utstring_body(&text));
    if (selected)
        canvas_park(canvas, y, x, false);
    utstring_done(&text);
    return x + used + 2;
}

static void paint_answer(const struct dialog *dialog, struct canvas *canvas, int y, struct rect inside)
{
    if (dialog->word == NULL) {
        int x = paint_button(canvas, y, inside.x, "No", !dialog->yes_selected);
        (void)paint_button(canvas, y, x, dialog->yes, dialog->yes_selected);
        return;
    }
    UT_string prompt;
    utstring_init(&prompt);
    utstring_printf(&prompt, "Type %s and Enter: ", dialog->word);
    int used = canvas_text(canvas, y, inside.x, inside.width, ROLE_TEXT, utstring_body(&prompt));
    line_edit_paint(&dialog->typed, canvas, y, inside.x + used, inside.width - used, ROLE_INPUT, true);
    utstring_done(&prompt);
}

static void dialog_paint(struct view *view, struct canvas *canvas, struct rect rect)
{
    struct dialog *dialog = (struct dialog *)view;
    int width = rect.width < WIDTH ? rect.width : WIDTH;
    int columns = width - 2 - 2 * MARGIN;
    columns = columns > 0 ? columns : 1;
    int lines = (int)wrap_count(dialog->text, (size_t)columns);
    struct rect box = layout_center(rect, lines + 5, width);
    canvas_box(canvas, box, dialog->title);
    struct rect inside = { box.y + 1, box.x + 1 + MARGIN, box.height - 2, columns };
    /* In a low terminal the question is cut, never the answer. */
    int answer = box.y + box.height - 2;
    UT_string line;
    utstring_init(&line);
    int y = inside.y + (box.height >= lines + 5 ? 1 : 0);
    for (const char *rest = dialog->text; rest != NULL && y < answer; y++) {
        rest = wrap_next(rest, (size_t)columns, &line);
        (void)canvas_text(canvas, y, inside.x, columns, ROLE_TEXT, utstring_body(&line));
    }
    utstring_done(&line);
    paint_answer(dialog, canvas, answer, inside);
}

static unsigned dialog_contexts(const struct view *view)
{
    (void)view;
    return CONTEXT_BIT(DIALOG);
}

static bool dialog_takes_text(const struct view *view)
{
    (void)view;
    return true;
}

static enum reaction agree(struct dialog *dialog)
{
    struct console *console = dialog->view.console;
    console_close(console, &dialog->view);
    dialog->agreed(console, dialog->context);
    return REACTION_DONE;
}

static enum reaction dialog_type(struct view *view, keypress key)
{
    struct dialog *dialog = (struct dialog *)view;
    if (dialog->word != NULL) {
        bool changed = false;
        return line_edit_type(&dialog->typed, key, &changed) ? REACTION_DONE : REACTION_NONE;
    }
    switch (key) {
    case 'y':
    case 'Y':
        return agree(dialog);
    case 'n':
    case 'N':
    case 'q':
        return REACTION_CLOSE;
    case KEYS_LEFT:
    case 'h':
        dialog->yes_selected = false;
        return REACTION_DONE;
    case KEYS_RIGHT:
    case 'l':
        dialog->yes_selected = true;
        return REACTION_DONE;
    default:
        return REACTION_NONE;
    }
}

static enum reaction dialog_act(struct view *view, enum action action)
{
    struct dialog *dialog = (struct dialog *)view;
    switch (action) {
    case ACTION_CANCEL:
        return REACTION_CLOSE;
    case ACTION_NEXT_FIELD:
    case ACTION_PREVIOUS_FIELD:
        dialog->yes_selected = !dialog->yes_selected;
        return REACTION_DONE;
    case ACTION_ACCEPT:
        if (dialog->word == NULL)
            return dialog->yes_selected ? agree(dialog) : REACTION_CLOSE;
        if (strcmp(line_edit_text(&dialog->typed), dialog->word) == 0)
            return agree(dialog);
        console_say(view->console, MESSAGE_WARNING, "That is not %s; nothing was done. Esc leaves.", dialog->word);
        return REACTION_DONE;
    default:
        return REACTION_NONE;
    }
}

static const struct view_ops dialog_ops = {
    .is_overlay = true,
    .free = dialog_free,
    .paint = dialog_paint,
    .contexts = dialog_contexts,
    .takes_text = dialog_takes_text,
    .type = dialog_type,
    .act = dialog_act,
};

/* Line feeds are the caller's own; everything else is made visible. */
static char *copy_lines(const char *text)
{
    UT_string out;
    utstring_init(&out);
    for (;;) {
        size_t length = strcspn(text, "\n");
        text_append_visible(&out, text, length);
        if (text[length] == '\0')
            return utstring_body(&out);
        utstring_bincpy(&out, "\n", 1);
        text += length + 1;
    }
}

struct view *dialog_new(const struct dialog_options *options)
{
    struct dialog *dialog = memory_allocate(1, sizeof *dialog);
    dialog->view.ops = &dialog_ops;
    dialog->title = text_visible(options->title, strlen(options->title));
    dialog->text = copy_lines(options->text);
    dialog->yes = memory_copy_string(options->yes);
    dialog->word = memory_copy_string(options->word);
    dialog->agreed = options->agreed;
    dialog->context = options->context;
    dialog->release = options->release;
    line_edit_init(&dialog->typed, false);
    return &dialog->view;
}
