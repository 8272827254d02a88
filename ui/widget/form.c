#include "ui/widget/form.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ui/console.h"
#include "ui/widget/dialog.h"
#include "ui/widget/line_edit.h"
#include "ui/widget/picker.h"
#include "ui/wrap.h"

enum { REVEAL_MS = 10000, FOOT_ROWS = 3 };

struct field {
    enum form_kind kind;
    char *label;
    char *help;
    char *placeholder;
    char **choices;
    char **details;
    size_t choice_count;
    size_t choice;
    struct line_edit edit;
    char *first;  /* the value at first, NULL for a secret */
    char *reason; /* why it does not apply */
    bool is_hidden;
    char *trouble;
    char *trouble_hint;
};

struct form {
    struct view view;
    char *title;
    struct field *fields;
    size_t count;
    char *buttons[3]; /* save, cancel, test */
    size_t button_count;
    size_t cursor; /* a field, or count + a button */
    size_t top;
    int label_width;
    int64_t reveal_until; /* 0: nothing is revealed */
    char *note;
    bool note_is_good;
    struct form_options options; /* only functions and context are used */
};

enum { BUTTON_SAVE, BUTTON_CANCEL, BUTTON_TEST };

static struct field *current_field(struct form *form)
{
    return form->cursor < form->count ? &form->fields[form->cursor] : NULL;
}

static bool is_typed(const struct field *field)
{
    return field->kind == FORM_TEXT || field->kind == FORM_SECRET;
}

static bool is_reachable(const struct form *form, size_t place)
{
    if (place >= form->count)
        return true;
    const struct field *field = &form->fields[place];
    return field->kind != FORM_HEADING && field->reason == NULL && !field->is_hidden;
}

const char *form_value(const struct form *form, size_t index)
{
    const struct field *field = &form->fields[index];
    if (is_typed(field))
        return line_edit_text(&field->edit);
    return field->choice < field->choice_count ? field->choices[field->choice] : "";
}

static void clear_trouble(struct field *field)
{
    free(field->trouble);
    free(field->trouble_hint);
    field->trouble = field->trouble_hint = NULL;
}

static bool check_field(struct form *form, size_t index)
{
    struct error error = ERROR_INIT;
    struct field *field = &form->fields[index];
    clear_trouble(field);
    if (!is_reachable(form, index) || form->options.check == NULL ||
        form->options.check(form, index, form->options.context, &error))
        return true;
    const char *message = error.message != NULL ? error.message : "cannot be used";
    field->trouble = text_visible(message, strlen(message));
    field->trouble_hint = error.hint != NULL ? text_visible(error.hint, strlen(error.hint)) : NULL;
    error_clear(&error);
    return false;
}

static void tell_changed(struct form *form, size_t index)
{
    clear_trouble(&form->fields[index]);
    if (form->options.changed != NULL)
        form->options.changed(form, index, form->options.context);
}

void form_set_value(struct form *form, size_t index, const char *value)
{
    struct field *field = &form->fields[index];
    if (is_typed(field)) {
        line_edit_set(&field->edit, value);
        return;
    }
    for (size_t i = 0; i < field->choice_count; i++)
        if (strcmp(field->choices[i], value) == 0)
            field->choice = i;
}

bool form_is_changed(const struct form *form, size_t index)
{
    const struct field *field = &form->fields[index];
    if (field->kind == FORM_HEADING)
        return false;
    return strcmp(form_value(form, index), field->first != NULL ? field->first : "") != 0;
}

void form_set_reason(struct form *form, size_t index, const char *reason)
{
    free(form->fields[index].reason);
    form->fields[index].reason = memory_copy_string(reason);
}

void form_set_hidden(struct form *form, size_t index, bool is_hidden)
{
    form->fields[index].is_hidden = is_hidden;
    while (!is_reachable(form, form->cursor))
        form->cursor++; /* the buttons always are */
}

void form_set_note(struct form *form, bool is_good, const char *text)
{
    free(form->note);
    form->note = memory_copy_string(text);
    form->note_is_good = is_good;
    if (form->view.console != NULL)
        console_repaint(form->view.console);
}

struct console *form_console(const struct form *form)
{
    return form->view.console;
}

static void free_list(char **list, size_t count)
{
    for (size_t i = 0; list != NULL && i < count; i++)
        free(list[i]);
    free(list);
}

static void form_free(struct view *view)
{
    struct form *form = (struct form *)view;
    if (form->options.release != NULL)
        form->options.release(form->options.context);
    for (size_t i = 0; i < form->count; i++) {
        struct field *field = &form->fields[i];
        clear_trouble(field);
        free_list(field->choices, field->choice_count);
        free_list(field->details, field->choice_count);
        if (is_typed(field))
            line_edit_clear(&field->edit);
        free(field->label);
        free(field->help);
        free(field->placeholder);
        free(field->first);
        free(field->reason);
    }
    for (size_t i = 0; i < form->button_count; i++)
        free(form->buttons[i]);
    free(form->fields);
    free(form->title);
    free(form->note);
    free(form);
}

/* Painting. */

static void paint_value(const struct form *form, struct canvas *canvas, const struct field *field, struct rect row, bool current)
{
    UT_string text;
    utstring_init(&text);
    if (field->reason != NULL) {
        utstring_printf(&text, "(%s)", field->reason);
        canvas_field(canvas, row.y, row.x, row.width, ROLE_DIM, TEXT_LEFT, utstring_body(&text));
    } else if (is_typed(field)) {
        bool empty = *line_edit_text(&field->edit) == '\0';
        line_edit_paint(&field->edit, canvas, row.y, row.x, row.width, ROLE_INPUT, current);
        if (empty && field->placeholder != NULL)
            (void)canvas_text(canvas, row.y, row.x, row.width, ROLE_INPUT, field->placeholder);
    } else {
        const char *value = field->choice < field->choice_count ? field->choices[field->choice] : "";
        utstring_printf(&text, "%s", value);
        if (field->details != NULL && field->choice < field->choice_count)
            utstring_printf(&text, "  %s", field->details[field->choice]);
        const char *hint = field->kind == FORM_SWITCH ? "  (Space changes)" : "  (Enter chooses)";
        if (current && text_width(utstring_body(&text)) + text_width(hint) <= (size_t)row.width)
            utstring_printf(&text, "%s", hint);
        canvas_field(canvas, row.y, row.x, row.width, ROLE_TEXT, TEXT_LEFT, utstring_body(&text));
        if (current)
            canvas_park(canvas, row.y, row.x, false);
    }
    utstring_done(&text);
    (void)form;
}

static void paint_field(const struct form *form, struct canvas *canvas, size_t index, struct rect row)
{
    const struct field *field = &form->fields[index];
    bool current = index == form->cursor;
    if (field->kind == FORM_HEADING) {
        canvas_field(canvas, row.y, row.x + 2, row.width - 2, ROLE_TITLE, TEXT_LEFT, field->label);
        return;
    }
    const char *sign = field->trouble != NULL ? "!" : current ? "\xE2\x96\xB8" : "";
    (void)canvas_text(canvas, row.y, row.x, 2, field->trouble != NULL ? ROLE_BAD : ROLE_TEXT, sign);
    int label = form->label_width < row.width - 2 ? form->label_width : row.width - 2;
    canvas_field(canvas, row.y, row.x + 2, label, field->reason != NULL ? ROLE_DIM : ROLE_LABEL, TEXT_LEFT, field->label);
    if (current)
        canvas_emphasize(canvas, row.y, row.x, 2 + label, THEME_BOLD);
    struct rect value = { row.y, row.x + 2 + label + 1, 1, row.width - 3 - label };
    if (value.width > 0)
        paint_value(form, canvas, field, value, current);
}

static void paint_buttons(const struct form *form, struct canvas *canvas, struct rect row)
{
    int at = row.x + 2;
    for (size_t i = 0; i < form->button_count; i++) {
        bool current = form->cursor == form->count + i;
        UT_string text;
        utstring_init(&text);
        utstring_printf(&text, "%s[ %s ]", current ? "\xE2\x96\xB8" : " ", form->buttons[i]);
        (void)canvas_text(canvas, row.y, at, row.x + row.width - at, current ? ROLE_BUTTON_CURRENT : ROLE_BUTTON,
                          utstring_body(&text));
        if (current)
            canvas_park(canvas, row.y, at, false);
        at += (int)text_width(utstring_body(&text)) + 2;
        utstring_done(&text);
    }
}

/* What is wrong with the current field, else what came of the test, else what the field is for. */
static void paint_foot(struct form *form, struct canvas *canvas, struct rect foot)
{
    const struct field *field = current_field(form);
    UT_string text;
    utstring_init(&text);
    enum role role = ROLE_TEXT;
    if (field != NULL && field->trouble != NULL) {
        utstring_printf(&text, "! %s%s%s", field->trouble, field->trouble_hint != NULL ? ": " : "",
                        field->trouble_hint != NULL ? field->trouble_hint : "");
        role = ROLE_BAD;
    } else if (form->note != NULL) {
        utstring_printf(&text, "%s%s", form->note_is_good ? "" : "! ", form->note);
        role = form->note_is_good ? ROLE_GOOD : ROLE_BAD;
    } else if (field != NULL && field->help != NULL) {
        utstring_printf(&text, "%s", field->help);
    }
    UT_string line;
    utstring_init(&line);
    const char *rest = utstring_body(&text);
    for (int y = 0; y < foot.height && rest != NULL; y++) {
        rest = wrap_next(rest, (size_t)(foot.width > 2 ? foot.width - 2 : 1), &line);
        (void)canvas_text(canvas, foot.y + y, foot.x + 2, foot.width - 2, role, utstring_body(&line));
    }
    utstring_done(&line);
    utstring_done(&text);
}

/* How many fields are shown before this one. */
static size_t shown_before(const struct form *form, size_t index)
{
    size_t count = 0;
    for (size_t i = 0; i < index && i < form->count; i++)
        count += form->fields[i].is_hidden ? 0 : 1;
    return count;
}

static void paint_fields(struct form *form, struct canvas *canvas, struct rect area)
{
    size_t height = area.height > 0 ? (size_t)area.height : 0;
    size_t shown = shown_before(form, form->count);
    size_t cursor = shown_before(form, form->cursor);
    form->top = layout_scroll(form->top, cursor < shown ? cursor : shown - 1, shown, height);
    size_t row = 0;
    for (size_t i = 0; i < form->count; i++) {
        if (form->fields[i].is_hidden)
            continue;
        if (row >= form->top && row < form->top + height)
            paint_field(form, canvas, i, (struct rect){ area.y + (int)(row - form->top), area.x, 1, area.width });
        row++;
    }
    int right = area.x + area.width;
    if (form->top > 0)
        (void)canvas_text(canvas, area.y, right, 1, ROLE_BORDER, "\xE2\x96\xB2");
    if (form->top + height < shown)
        (void)canvas_text(canvas, area.y + area.height - 1, right, 1, ROLE_BORDER, "\xE2\x96\xBC");
}

static void form_paint(struct view *view, struct canvas *canvas, struct rect rect)
{
    struct form *form = (struct form *)view;
    /* The box is as high as all fields together would make it, so that it does not jump when some are hidden. */
    struct rect box = layout_center(rect, (int)form->count + FOOT_ROWS + 4, 96);
    canvas_box(canvas, box, form->title);
    struct rect inside = { box.y + 1, box.x + 1, box.height - 2, box.width - 3 };
    bool has_room = inside.height >= 9 || inside.height > (int)form->count + FOOT_ROWS;
    int foot_rows = has_room ? FOOT_ROWS : 1;
    struct rect fields = { inside.y, inside.x, inside.height - foot_rows - 1, inside.width };
    paint_fields(form, canvas, fields);
    int buttons = inside.y + inside.height - foot_rows - 1;
    paint_buttons(form, canvas, (struct rect){ buttons, inside.x, 1, inside.width });
    paint_foot(form, canvas, (struct rect){ buttons + 1, inside.x, foot_rows, inside.width });
}

/* Keys. */

static unsigned form_contexts(const struct view *view)
{
    (void)view;
    return CONTEXT_BIT(FORM);
}

static bool form_takes_text(const struct view *view)
{
    (void)view;
    return true;
}

static void go(struct form *form, bool forwards)
{
    size_t places = form->count + form->button_count;
    if (form->cursor < form->count)
        (void)check_field(form, form->cursor);
    do
        form->cursor = (form->cursor + (forwards ? 1 : places - 1)) % places;
    while (!is_reachable(form, form->cursor));
}

static void choose_by(struct form *form, struct field *field, bool forwards)
{
    if (field->choice_count == 0)
        return;
    field->choice = (field->choice + (forwards ? 1 : field->choice_count - 1)) % field->choice_count;
    tell_changed(form, form->cursor);
}

static void choice_made(struct console *console, size_t index, void *context)
{
    struct form *form = context;
    form->fields[form->cursor].choice = index;
    tell_changed(form, form->cursor);
    console_repaint(console);
}

static void open_choices(struct form *form, const struct field *field)
{
    struct picker_item *items = memory_allocate(field->choice_count + 1, sizeof *items);
    for (size_t i = 0; i < field->choice_count; i++)
        items[i] = (struct picker_item){ .label = field->choices[i], .detail = field->details != NULL ? field->details[i] : NULL };
    console_push(form->view.console, picker_new(&(struct picker_options){ .title = field->label,
                                                                          .items = items,
                                                                          .count = field->choice_count,
                                                                          .chosen = field->choice,
                                                                          .done = choice_made,
                                                                          .context = form }));
    free(items);
}

static enum reaction form_type(struct view *view, keypress key)
{
    struct form *form = (struct form *)view;
    struct field *field = current_field(form);
    if (field == NULL) {
        if (key != KEYS_LEFT && key != KEYS_RIGHT)
            return REACTION_NONE;
        go(form, key == KEYS_RIGHT);
        return REACTION_DONE;
    }
    if (!is_typed(field)) {
        if (key != KEYS_LEFT && key != KEYS_RIGHT && key != KEYS_SPACE)
            return REACTION_NONE;
        if (key == KEYS_SPACE && field->kind == FORM_CHOICE)
            open_choices(form, field);
        else
            choose_by(form, field, key != KEYS_LEFT);
        return REACTION_DONE;
    }
    bool changed = false;
    if (!line_edit_type(&field->edit, key, &changed))
        return REACTION_NONE;
    if (changed)
        tell_changed(form, form->cursor);
    return REACTION_DONE;
}

static enum reaction save(struct form *form)
{
    size_t wrong = SIZE_MAX;
    for (size_t i = form->count; i > 0; i--)
        if (!check_field(form, i - 1))
            wrong = i - 1;
    if (wrong != SIZE_MAX) {
        form->cursor = wrong;
        return REACTION_DONE;
    }
    struct error error = ERROR_INIT;
    bool saved = form->options.saved(form, form->options.context, &error);
    if (!saved) {
        char *text = memory_format("%s%s%s", error.message, error.hint != NULL ? ": " : "", error.hint != NULL ? error.hint : "");
        char *visible = text_visible(text, strlen(text));
        form_set_note(form, false, visible);
        free(visible);
        free(text);
    }
    error_clear(&error);
    return saved ? REACTION_CLOSE : REACTION_DONE;
}

static const char *form_unsaved(const struct view *view)
{
    const struct form *form = (const struct form *)view;
    for (size_t i = 0; i < form->count; i++)
        if (form_is_changed(form, i))
            return "The form has changes that are not saved";
    return NULL;
}

static void discard(struct console *console, void *context)
{
    console_close(console, context);
}

static enum reaction cancel(struct form *form)
{
    if (form_unsaved(&form->view) == NULL)
        return REACTION_CLOSE;
    console_push(form->view.console, dialog_new(&(struct dialog_options){ .title = form->title,
                                                                          .text = "Leave the form without saving the changes?",
                                                                          .yes = "Discard",
                                                                          .agreed = discard,
                                                                          .context = &form->view }));
    return REACTION_DONE;
}

static enum reaction press_button(struct form *form, size_t button)
{
    if (button == BUTTON_SAVE)
        return save(form);
    if (button == BUTTON_CANCEL)
        return cancel(form);
    form->options.tested(form, form->options.context);
    return REACTION_DONE;
}

static enum reaction accept(struct form *form)
{
    struct field *field = current_field(form);
    if (field == NULL)
        return press_button(form, form->cursor - form->count);
    if (field->kind == FORM_CHOICE)
        open_choices(form, field);
    else if (field->kind == FORM_SWITCH)
        choose_by(form, field, true);
    else if (form->count == 1)
        return save(form); /* there is nothing else to fill in */
    else
        go(form, true);
    return REACTION_DONE;
}

static void reveal(struct form *form, int64_t until)
{
    form->reveal_until = until;
    for (size_t i = 0; i < form->count; i++)
        if (form->fields[i].kind == FORM_SECRET)
            form->fields[i].edit.is_revealed = until != 0 && i == form->cursor;
}

static enum reaction form_act(struct view *view, enum action action)
{
    struct form *form = (struct form *)view;
    switch (action) {
    case ACTION_NEXT_FIELD:
    case ACTION_PREVIOUS_FIELD:
        go(form, action == ACTION_NEXT_FIELD);
        return REACTION_DONE;
    case ACTION_ACCEPT:
        return accept(form);
    case ACTION_SAVE:
        return save(form);
    case ACTION_CANCEL:
        return cancel(form);
    case ACTION_REVEAL:
        if (current_field(form) != NULL && current_field(form)->kind == FORM_SECRET)
            reveal(form, form->reveal_until != 0 ? 0 : console_now_ms(view->console) + REVEAL_MS);
        return REACTION_DONE;
    default:
        return REACTION_NONE;
    }
}

static int64_t form_due(const struct view *view)
{
    const struct form *form = (const struct form *)view;
    return form->reveal_until != 0 ? form->reveal_until : INT64_MAX;
}

static void form_tick(struct view *view, int64_t now_ms)
{
    struct form *form = (struct form *)view;
    (void)now_ms;
    reveal(form, 0);
    console_repaint(view->console);
}

static const struct view_ops form_ops = {
    .is_overlay = true,
    .free = form_free,
    .paint = form_paint,
    .contexts = form_contexts,
    .takes_text = form_takes_text,
    .type = form_type,
    .act = form_act,
    .due = form_due,
    .tick = form_tick,
    .unsaved = form_unsaved,
};

/* Making one. */

static char **copy_list(const char *const *list, size_t count)
{
    char **copy = memory_allocate(count + 1, sizeof(char *));
    for (size_t i = 0; i < count; i++)
        copy[i] = text_visible(list[i], strlen(list[i]));
    return copy;
}

static void make_field(struct field *field, const struct form_field *from)
{
    static const char *const switch_choices[] = { "off", "on" };
    *field = (struct field){ .kind = from->kind,
                             .label = memory_copy_string(from->label),
                             .help = memory_copy_string(from->help),
                             .placeholder = memory_copy_string(from->placeholder) };
    const char *value = from->value != NULL ? from->value : "";
    if (from->kind == FORM_SWITCH) {
        field->choices = copy_list(switch_choices, 2);
        field->choice_count = 2;
    }
    for (; from->kind == FORM_CHOICE && from->choices[field->choice_count] != NULL; field->choice_count++)
        continue;
    if (from->kind == FORM_CHOICE) {
        field->choices = copy_list(from->choices, field->choice_count);
        field->details = from->details != NULL ? copy_list(from->details, field->choice_count) : NULL;
    }
    for (size_t i = 0; i < field->choice_count; i++)
        if (strcmp(field->choices[i], value) == 0)
            field->choice = i;
    if (is_typed(field)) {
        line_edit_init(&field->edit, from->kind == FORM_SECRET);
        line_edit_set(&field->edit, value);
    }
}

struct view *form_new(const struct form_options *options)
{
    struct form *form = memory_allocate(1, sizeof *form);
    form->view.ops = &form_ops;
    form->options = *options;
    form->title = memory_copy_string(options->title);
    form->count = options->count;
    form->fields = memory_allocate(options->count + 1, sizeof *form->fields);
    for (size_t i = 0; i < options->count; i++) {
        make_field(&form->fields[i], &options->fields[i]);
        int width = (int)text_width(options->fields[i].label);
        if (options->fields[i].kind != FORM_HEADING && width > form->label_width)
            form->label_width = width;
    }
    for (size_t i = 0; i < form->count; i++)
        if (form->fields[i].kind != FORM_SECRET && form->fields[i].kind != FORM_HEADING)
            form->fields[i].first = memory_copy_string(form_value(form, i));
    form->buttons[form->button_count++] = memory_copy_string(options->save);
    form->buttons[form->button_count++] = memory_copy_string("Cancel");
    if (options->test != NULL)
        form->buttons[form->button_count++] = memory_copy_string(options->test);
    while (!is_reachable(form, form->cursor))
        form->cursor++;
    return &form->view;
}
