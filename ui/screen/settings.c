#include <stdlib.h>
#include <string.h>

#include "support/text.h"
#include "ui/console.h"
#include "ui/desk.h"
#include "ui/frame.h"
#include "ui/screen/effects.h"
#include "ui/screen/settings_details.h"
#include "ui/screen/settings_edit.h"
#include "ui/screen/settings_list.h"
#include "ui/screen/viewpoint.h"
#include "ui/widget/picker.h"

enum { DETAIL_LEAST = 3, BOTH_LEAST = 12, SIDE_LIST = 64 };

struct settings_view {
    struct view view;
    struct settings_list *list;
    struct text_pane *details;
    const struct setting *shown; /* what details are about */
    bool in_details;
    bool is_zoomed;
};

static struct workbench *bench_of(const struct settings_view *view)
{
    return desk_workbench(console_desk(view->view.console));
}

static struct draft *draft_of(const struct settings_view *view)
{
    struct workbench *workbench = bench_of(view);
    return workbench != NULL ? workbench_draft(workbench) : NULL;
}

static const struct setting *selected(const struct settings_view *view)
{
    return settings_list_selected(view->list);
}

/* Painting. */

static void fill_details(struct settings_view *view, bool is_stale)
{
    const struct setting *setting = selected(view);
    if (bench_of(view) == NULL || (!is_stale && setting == view->shown))
        return;
    if (setting != view->shown)
        text_pane_rewind(view->details);
    view->shown = setting;
    settings_details_fill(view->details, bench_of(view), setting);
}

static char *make_title(const struct settings_view *view)
{
    const struct draft *draft = draft_of(view);
    size_t changed = draft_changed_count(draft);
    UT_string title;
    utstring_init(&title);
    utstring_printf(&title, "Settings \xC2\xB7 ");
    settings_append_view(&title, draft);
    if (changed > 0)
        utstring_printf(&title, " \xC2\xB7 %zu unsaved", changed);
    return utstring_body(&title);
}

static void paint_details(struct settings_view *view, struct canvas *canvas, struct rect rect)
{
    if (rect.height < 2)
        return;
    const struct setting *setting = selected(view);
    const char *status = text_pane_status(view->details);
    char *title = memory_format("%s%s%s", setting != NULL ? setting->label : "No setting is selected",
                                *status != '\0' ? " \xC2\xB7 " : "", status);
    frame_paint_title(canvas, (struct rect){ rect.y, rect.x, 1, rect.width }, title, view->in_details);
    free(title);
    if (view->in_details)
        canvas_park(canvas, rect.y, rect.x, false);
    text_pane_paint(view->details, canvas, (struct rect){ rect.y + 1, rect.x + 2, rect.height - 1, rect.width - 3 },
                    view->in_details);
}

static struct layout_split split_body(const struct settings_view *view, struct rect rect)
{
    if (view->is_zoomed && view->in_details)
        return (struct layout_split){ .detail = rect };
    if (rect.width >= LAYOUT_SIDE_WIDTH) {
        int list = rect.width * 11 / 20 > SIDE_LIST ? rect.width * 11 / 20 : SIDE_LIST;
        return (struct layout_split){ .list = { rect.y, rect.x, rect.height, list },
                                      .line = { rect.y, rect.x + list, rect.height, 1 },
                                      .detail = { rect.y, rect.x + list + 1, rect.height, rect.width - list - 1 } };
    }
    if (rect.height >= BOTH_LEAST) {
        int details = rect.height * 3 / 10 > DETAIL_LEAST ? rect.height * 3 / 10 : DETAIL_LEAST;
        return layout_stack(rect, rect.height, details + 1);
    }
    return view->in_details ? (struct layout_split){ .detail = rect } : (struct layout_split){ .list = rect };
}

static void settings_paint(struct view *base, struct canvas *canvas, struct rect rect)
{
    struct settings_view *view = (struct settings_view *)base;
    if (bench_of(view) == NULL) {
        frame_paint_no_profile(canvas, rect, console_keymap(view->view.console));
        return;
    }
    fill_details(view, false);
    struct layout_split split = split_body(view, rect);
    char *title = make_title(view);
    settings_list_paint(view->list, canvas, split.list, title, !view->in_details);
    free(title);
    canvas_line(canvas, split.line);
    paint_details(view, canvas, split.detail);
}

/* Keys. */

static bool settings_takes_text(const struct view *base)
{
    const struct settings_view *view = (const struct settings_view *)base;
    return view->in_details ? text_pane_takes_text(view->details) : settings_list_takes_text(view->list);
}

static unsigned settings_contexts(const struct view *base)
{
    const struct settings_view *view = (const struct settings_view *)base;
    if (bench_of(view) == NULL)
        return 0;
    unsigned contexts = view->in_details ? text_pane_contexts(view->details) : settings_list_contexts(view->list);
    if (!settings_takes_text(base))
        return contexts | CONTEXT_BIT(SETTINGS) | CONTEXT_BIT(EFFECT);
    return view->in_details ? text_pane_contexts(view->details) : contexts;
}

static enum reaction settings_type(struct view *base, keypress key)
{
    struct settings_view *view = (struct settings_view *)base;
    return view->in_details ? text_pane_type(view->details, key) : settings_list_type(view->list, key);
}

static const char *settings_why_not(const struct view *base, enum action action)
{
    const struct settings_view *view = (const struct settings_view *)base;
    const struct draft *draft = draft_of(view);
    const struct setting *setting = selected(view);
    bool changes = action == ACTION_FLIP || action == ACTION_EDIT_SETTING || action == ACTION_DEFAULT;
    if (draft == NULL)
        return NULL;
    if (changes && setting == NULL)
        return "no setting is selected";
    if (changes && draft_why_fixed(setting) != NULL)
        return draft_why_fixed(setting);
    if (action == ACTION_FLIP && setting->type != SETTING_SWITCH && setting->type != SETTING_CHOICE)
        return "it is no switch and no choice, but can be edited";
    if (action == ACTION_SAVE_SETTINGS && draft_changed_count(draft) == 0)
        return "nothing is changed";
    if (action == ACTION_UNDO && draft_last_step(draft) == NULL)
        return "there is nothing to undo";
    if (action == ACTION_EFFECT && draft_last_step(draft) == NULL && workbench_base(bench_of(view)) == WORKBENCH_LAST_STEP)
        return "nothing was changed yet";
    return NULL;
}

static void tell(struct settings_view *view, bool done, struct error *error)
{
    if (done)
        viewpoint_tell(view->view.console, bench_of(view));
    else
        console_tell(view->view.console, error);
    error_clear(error);
}

static void undo(struct settings_view *view)
{
    char *step = memory_copy_string(draft_last_step(draft_of(view)));
    if (draft_undo(draft_of(view)))
        console_say(view->view.console, MESSAGE_NOTE, "Taken back: %s", step);
    free(step);
    console_refresh_views(view->view.console);
}

static void open_setting(struct settings_view *view)
{
    const struct setting *setting = selected(view);
    const char *fixed = setting != NULL ? draft_why_fixed(setting) : NULL;
    if (setting == NULL)
        return;
    if (setting->type != SETTING_SWITCH && fixed == NULL)
        settings_edit(view->view.console, bench_of(view), setting);
    else if (draft_last_setting(draft_of(view)) == setting)
        console_act(view->view.console, ACTION_EFFECT);
    else
        view->in_details = true;
}

static void compare_with_other(struct settings_view *view)
{
    struct workbench *workbench = bench_of(view);
    bool saved = workbench_base(workbench) == WORKBENCH_SAVED;
    workbench_compare_with(workbench, saved ? WORKBENCH_LAST_STEP : WORKBENCH_SAVED);
    console_say(view->view.console, MESSAGE_NOTE, "Changes are shown against %s", saved ? "the settings before the last step" : "what is saved");
    console_refresh_views(view->view.console);
}

static bool act_on_settings(struct settings_view *view, enum action action)
{
    struct console *console = view->view.console;
    struct error error = ERROR_INIT;
    switch (action) {
    case ACTION_FLIP:
        tell(view, draft_flip(draft_of(view), selected(view), &error), &error);
        return true;
    case ACTION_DEFAULT:
        tell(view, draft_change(draft_of(view), selected(view), NULL, &error), &error);
        return true;
    case ACTION_DEFAULTS:
        tell(view, draft_reset(draft_of(view), &error), &error);
        return true;
    case ACTION_EDIT_SETTING:
        settings_edit(console, bench_of(view), selected(view));
        return true;
    case ACTION_UNDO:
        undo(view);
        return true;
    case ACTION_SAVE_SETTINGS:
        settings_review(console, bench_of(view));
        return true;
    case ACTION_EFFECT:
        console_push(console, effects_new(console, bench_of(view)));
        return true;
    case ACTION_COMPARE:
        compare_with_other(view);
        return true;
    case ACTION_MODE:
        viewpoint_next_mode(console, bench_of(view));
        return true;
    case ACTION_SOURCE_TYPE:
        viewpoint_choose_source(console, bench_of(view));
        return true;
    default:
        return false;
    }
}

static enum reaction go_to_list(struct settings_view *view, enum action action)
{
    if (!view->in_details)
        return action == ACTION_LEFT ? REACTION_DONE : REACTION_NONE;
    view->in_details = view->is_zoomed = false;
    return REACTION_DONE;
}

enum { COPY_KEY, COPY_VALUE, COPY_COMMAND, COPY_COUNT };

static void copy_part(struct console *console, size_t index, void *context)
{
    const struct settings_view *view = context;
    const struct setting *setting = selected(view);
    if (setting == NULL)
        return;
    char *value = setting_show(setting, draft_value(draft_of(view), setting));
    const char *name = desk_profile_name(console_desk(console));
    char *command = memory_format("brazier settings -p %s %s '%s'", name != NULL ? name : "", setting->key,
                                  strchr(value, '\'') == NULL && !setting->secret ? value : "VALUE");
    if (index == COPY_KEY)
        console_copy(console, "the setting's key", setting->key, strlen(setting->key));
    else if (index == COPY_VALUE)
        console_copy(console, "the setting's value", value, strlen(value));
    else
        console_copy(console, "a command", command, strlen(command));
    free(command);
    free(value);
}

static void open_copy(struct settings_view *view)
{
    static const struct picker_item items[COPY_COUNT] = {
        [COPY_KEY] = { "its key", NULL, NULL, 'k' },
        [COPY_VALUE] = { "its value as shown", NULL, NULL, 'v' },
        [COPY_COMMAND] = { "the command that sets it", "brazier settings", NULL, 'c' },
    };
    console_push(view->view.console, picker_new(&(struct picker_options){ .title = "Copy",
                                                                          .items = items,
                                                                          .count = COPY_COUNT,
                                                                          .is_menu = true,
                                                                          .done = copy_part,
                                                                          .context = view }));
}

static enum reaction settings_act(struct view *base, enum action action)
{
    struct settings_view *view = (struct settings_view *)base;
    if (bench_of(view) == NULL)
        return REACTION_NONE;
    if (act_on_settings(view, action))
        return REACTION_DONE;
    enum reaction reaction = view->in_details ? text_pane_act(view->details, action) : settings_list_act(view->list, action);
    if (reaction != REACTION_NONE)
        return reaction;
    switch (action) {
    case ACTION_OPEN:
        open_setting(view);
        return REACTION_DONE;
    case ACTION_NEXT_PANE:
    case ACTION_PREVIOUS_PANE:
        view->in_details = !view->in_details;
        view->is_zoomed = view->is_zoomed && view->in_details;
        return REACTION_DONE;
    case ACTION_RIGHT:
        view->in_details = true;
        return REACTION_DONE;
    case ACTION_ZOOM:
        view->is_zoomed = view->in_details = !view->is_zoomed;
        return REACTION_DONE;
    case ACTION_BACK:
    case ACTION_ESCAPE:
    case ACTION_LEFT:
        return go_to_list(view, action);
    case ACTION_COPY:
        open_copy(view);
        return REACTION_DONE;
    default:
        return REACTION_NONE;
    }
}

static void settings_refresh(struct view *base)
{
    struct settings_view *view = (struct settings_view *)base;
    settings_list_show(view->list, draft_of(view));
    fill_details(view, true);
}

static const char *settings_unsaved(const struct view *base)
{
    const struct draft *draft = draft_of((const struct settings_view *)base);
    return draft != NULL && draft_changed_count(draft) > 0 ? "Changed settings are not saved" : NULL;
}

static void settings_free(struct view *base)
{
    struct settings_view *view = (struct settings_view *)base;
    settings_list_free(view->list);
    text_pane_free(view->details);
    free(view);
}

static bool settings_is_deeper(const struct view *base)
{
    const struct settings_view *view = (const struct settings_view *)base;
    return view->in_details;
}

static const struct view_ops settings_ops = {
    .free = settings_free,
    .paint = settings_paint,
    .contexts = settings_contexts,
    .act = settings_act,
    .why_not = settings_why_not,
    .takes_text = settings_takes_text,
    .type = settings_type,
    .is_deeper = settings_is_deeper,
    .refresh = settings_refresh,
    .unsaved = settings_unsaved,
};

static struct view *settings_open(struct console *console)
{
    struct settings_view *view = memory_allocate(1, sizeof *view);
    view->view.ops = &settings_ops;
    view->view.console = console;
    view->list = settings_list_new();
    view->details = text_pane_new();
    settings_refresh(&view->view);
    return &view->view;
}

const struct screen screen_settings = { .open = settings_open };
