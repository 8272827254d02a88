#include "ui/screen/settings_edit.h"

#include <stdlib.h>
#include <string.h>

#include "support/jswrite.h"
#include "support/text.h"
#include "ui/desk.h"
#include "ui/screen/viewpoint.h"
#include "ui/widget/diff.h"
#include "ui/widget/form.h"
#include "ui/widget/picker.h"

struct edit {
    struct console *console;
    struct workbench *workbench;
    const struct setting *setting;
};

/* Out of a list: the choices, or on and off, and its default. */

static const char *const switch_words[] = { "on", "off", NULL };

static const char *const *words_of(const struct setting *setting)
{
    return setting->type == SETTING_SWITCH ? switch_words : setting->options;
}

static void change(struct edit *edit, cJSON *value)
{
    struct error error = ERROR_INIT;
    if (draft_change(workbench_draft(edit->workbench), edit->setting, value, &error))
        viewpoint_tell(edit->console, edit->workbench);
    else
        console_tell(edit->console, &error);
    error_clear(&error);
}

static void choose(struct console *console, size_t index, void *context)
{
    struct edit *edit = context;
    const char *const *words = words_of(edit->setting);
    struct error error = ERROR_INIT;
    size_t count = 0;
    while (words[count] != NULL)
        count++;
    if (index >= count) {
        change(edit, NULL);
        return;
    }
    cJSON *value = setting_parse(edit->setting, draft_now(workbench_draft(edit->workbench)).type, words[index], &error);
    if (value != NULL)
        change(edit, value);
    else
        console_tell(console, &error);
    error_clear(&error);
}

static const char *why_not_offered(const struct edit *edit, const char *option)
{
    enum connection_mode mode;
    bool by_source = edit->setting->options_by_source && connection_mode_find(option, &mode);
    enum source_type type = draft_now(workbench_draft(edit->workbench)).type;
    return by_source && (source_type_modes(type) & MODE_BIT(mode)) == 0 ? "this source type does not have it" : NULL;
}

static void open_choices(struct edit *edit)
{
    enum { MOST = 32 };
    const struct setting *setting = edit->setting;
    const char *const *words = words_of(setting);
    struct picker_item items[MOST];
    char *value = setting_show(setting, draft_value(workbench_draft(edit->workbench), setting));
    size_t count = 0;
    size_t chosen = 0;
    for (; words[count] != NULL && count + 1 < MOST; count++) {
        const char *label = setting->option_labels != NULL ? setting->option_labels[count] : words[count];
        items[count] = (struct picker_item){ .label = label, .reason = why_not_offered(edit, words[count]) };
        if (strcmp(label, value) == 0)
            chosen = count;
    }
    items[count++] = (struct picker_item){ .label = "(not set: its default)" };
    console_push(edit->console, picker_new(&(struct picker_options){ .title = setting->label,
                                                                     .items = items,
                                                                     .count = count,
                                                                     .chosen = chosen,
                                                                     .done = choose,
                                                                     .context = edit,
                                                                     .release = free }));
    free(value);
}

/* Typed. */

static bool take(const struct form *form, size_t field, void *context, struct error *error)
{
    const struct edit *edit = context;
    cJSON *value = setting_parse(edit->setting, draft_now(workbench_draft(edit->workbench)).type, form_value(form, field), error);
    bool taken = value != NULL;
    cJSON_Delete(value);
    return taken;
}

static bool save(struct form *form, void *context, struct error *error)
{
    struct edit *edit = context;
    struct draft *draft = workbench_draft(edit->workbench);
    const char *text = form_value(form, 0);
    cJSON *value = NULL;
    if (*text == '\0' && edit->setting->secret)
        return true; /* nothing was typed over the mask */
    if (*text != '\0') {
        value = setting_parse(edit->setting, draft_now(draft).type, text, error);
        if (value == NULL)
            return false;
    }
    if (!draft_change(draft, edit->setting, value, error))
        return false;
    viewpoint_tell(edit->console, edit->workbench);
    return true;
}

/* As setting_parse() reads it. */
static char *typed_value(const struct edit *edit)
{
    const cJSON *value = draft_value(workbench_draft(edit->workbench), edit->setting);
    if (value == NULL || (cJSON_IsArray(value) && value->child == NULL))
        return memory_copy_string("");
    if (edit->setting->type != SETTING_CONSENT)
        return setting_show(edit->setting, value);
    UT_string text;
    utstring_init(&text);
    js_write(&text, value);
    return utstring_body(&text);
}

static const char *help_of(const struct setting *setting)
{
    if (setting->secret)
        return "it is not shown; nothing typed leaves it as it is";
    switch (setting->type) {
    case SETTING_LIST:
        return "names with commas between them, or a JSON list; nothing leaves it empty";
    case SETTING_CONSENT:
        return "a JSON list, as [{\"provider\":\"oneTrust\",\"consents\":[{\"consent\":\"C0001\"}]}]";
    default:
        return "nothing takes the setting out";
    }
}

static void open_form(struct edit *edit)
{
    const struct setting *setting = edit->setting;
    char *value = setting->secret ? memory_copy_string("") : typed_value(edit);
    char *mask = setting->secret ? setting_show(setting, draft_value(workbench_draft(edit->workbench), setting)) : NULL;
    struct form_field field = {
        .kind = setting->secret ? FORM_SECRET : FORM_TEXT,
        .label = "Value",
        .help = help_of(setting),
        .value = setting->secret ? NULL : value,
        .placeholder = mask,
    };
    console_push(edit->console, form_new(&(struct form_options){ .title = setting->label,
                                                                 .fields = &field,
                                                                 .count = 1,
                                                                 .save = "Take",
                                                                 .context = edit,
                                                                 .release = free,
                                                                 .check = take,
                                                                 .saved = save }));
    free(mask);
    free(value);
}

void settings_edit(struct console *console, struct workbench *workbench, const struct setting *setting)
{
    struct edit *edit = memory_allocate(1, sizeof *edit);
    *edit = (struct edit){ console, workbench, setting };
    if (words_of(setting) != NULL)
        open_choices(edit);
    else
        open_form(edit);
}

/* The review. */

struct review {
    struct view view;
    struct workbench *workbench;
    struct text_pane *pane;
};

enum { REVIEW_WIDTH = 76 };

static void review_free(struct view *view)
{
    struct review *review = (struct review *)view;
    text_pane_free(review->pane);
    free(review);
}

static void review_paint(struct view *view, struct canvas *canvas, struct rect rect)
{
    struct review *review = (struct review *)view;
    const char *name = desk_profile_name(console_desk(view->console));
    char *title = memory_format("Save the settings of %s", name != NULL ? name : "");
    int rows = (int)text_pane_count(review->pane) + 4;
    struct rect box = layout_center(rect, rows < 8 ? 8 : rows, REVIEW_WIDTH);
    canvas_box(canvas, box, title);
    struct rect inside = { box.y + 1, box.x + 2, box.height - 3, box.width - 4 };
    canvas_park(canvas, inside.y, inside.x, false);
    text_pane_paint(review->pane, canvas, inside, true);
    (void)canvas_text(canvas, box.y + box.height - 2, inside.x, inside.width, ROLE_TEXT,
                      draft_is_by_hand(workbench_draft(review->workbench))
                          ? "The file was written by hand. Enter takes it over: comments are lost."
                          : "Enter writes this into the profile's file; the previous one is kept.");
    free(title);
}

static unsigned review_contexts(const struct view *view)
{
    (void)view;
    return CONTEXT_BIT(DIALOG) | CONTEXT_BIT(MOVE);
}

static enum reaction review_act(struct view *view, enum action action)
{
    struct review *review = (struct review *)view;
    struct console *console = view->console;
    struct desk *desk = console_desk(console);
    struct error error = ERROR_INIT;
    struct draft *draft = workbench_draft(review->workbench);
    switch (action) {
    case ACTION_ACCEPT:
        if (draft_save(draft, desk_paths(desk), draft_is_by_hand(draft), &error) && desk_reload(desk, &error))
            console_say(console, MESSAGE_GOOD, "The settings are saved; the file as it was is kept with .bak behind its name");
        else
            console_tell(console, &error);
        error_clear(&error);
        console_refresh_views(console);
        return REACTION_CLOSE;
    case ACTION_CANCEL:
    case ACTION_BACK:
        return REACTION_CLOSE;
    case ACTION_NEXT_FIELD:
    case ACTION_PREVIOUS_FIELD:
        return text_pane_act(review->pane, action == ACTION_NEXT_FIELD ? ACTION_DOWN : ACTION_UP);
    default:
        return text_pane_act(review->pane, action);
    }
}

static const struct view_ops review_ops = {
    .is_overlay = true,
    .free = review_free,
    .paint = review_paint,
    .contexts = review_contexts,
    .act = review_act,
};

void settings_review(struct console *console, struct workbench *workbench)
{
    struct review *review = memory_allocate(1, sizeof *review);
    review->view.ops = &review_ops;
    review->workbench = workbench;
    review->pane = text_pane_new();
    char *before = draft_text(workbench_draft(workbench), true);
    char *after = draft_text(workbench_draft(workbench), false);
    (void)diff_fill(review->pane, before, after);
    free(before);
    free(after);
    console_push(console, &review->view);
}
