#include <stdlib.h>
#include <string.h>

#include "support/text.h"
#include "ui/console.h"
#include "ui/desk.h"
#include "ui/frame.h"
#include "ui/overlay/profile_picker.h"
#include "ui/screen/profile_details.h"
#include "ui/screen/profile_form.h"
#include "ui/widget/dialog.h"
#include "ui/widget/picker.h"
#include "ui/widget/table.h"

enum { DETAIL_LEAST = 9, BOTH_LEAST = 14, LABEL_COLUMNS = 14 };

enum column_id { COLUMN_NAME, COLUMN_OPEN, COLUMN_INSTANCE, COLUMN_ENVIRONMENT, COLUMN_SOURCE, COLUMN_MODE, COLUMN_TEST, COLUMNS };

static const struct column columns[COLUMNS] = {
    [COLUMN_NAME] = { "NAME", "name", CELL_TEXT, 16, 20, 1, 0 },
    [COLUMN_OPEN] = { "OPEN", "open", CELL_TEXT, 4, 4, 0, 2 },
    [COLUMN_INSTANCE] = { "INSTANCE", "instance", CELL_TEXT, 8, 8, 0, 3 },
    [COLUMN_ENVIRONMENT] = { "ENV", "env", CELL_TEXT, 10, 10, 0, 1 },
    [COLUMN_SOURCE] = { "SOURCE", "source", CELL_TEXT, 8, 12, 0, 6 },
    [COLUMN_MODE] = { "MODE", "mode", CELL_TEXT, 6, 6, 0, 5 },
    [COLUMN_TEST] = { "LAST TEST", "test", CELL_TEXT, 17, 24, 2, 4 },
};

struct connections {
    struct view view;
    struct table *table;
    struct text_pane *detail;
    bool in_detail;
    bool detail_is_stale;
    char *detailed;  /* the profile that detail shows */
    UT_string text;  /* a cell's */
};

static struct desk *desk_of(const struct connections *connections)
{
    return console_desk(connections->view.console);
}

static const struct profile_entry *entry_at(const struct connections *connections, size_t row)
{
    return &desk_profiles(desk_of(connections))->entries[row];
}

static const struct profile_entry *selected(const struct connections *connections)
{
    const char *id = table_selected_id(connections->table);
    const struct profile_list *list = desk_profiles(desk_of(connections));
    for (size_t i = 0; id != NULL && i < list->count; i++)
        if (strcmp(list->entries[i].name, id) == 0)
            return &list->entries[i];
    return NULL;
}

/* The table's rows. */

static size_t count_rows(void *context)
{
    const struct connections *connections = context;
    return connections->view.console != NULL ? desk_profiles(desk_of(connections))->count : 0;
}

static const char *row_id(void *context, size_t row)
{
    return entry_at(context, row)->name;
}

static void test_cell(struct connections *connections, const char *name, struct cell *out)
{
    struct desk_test test;
    desk_test_read(desk_of(connections), name, &test);
    out->text = "never";
    if (test.is_running) {
        out->text = "testing";
    } else if (test.is_known && test.works) {
        utstring_printf(&connections->text, "ok");
        if (test.latency_us >= 0) {
            utstring_printf(&connections->text, ", ");
            text_append_count(&connections->text, (test.latency_us + 500) / 1000);
            utstring_printf(&connections->text, " ms");
        }
        utstring_printf(&connections->text, ", ");
        cell_append_moment(&connections->text, test.when_ms, CELL_MINUTE);
        out->text = utstring_body(&connections->text);
        out->role = ROLE_GOOD;
    } else if (test.is_known) {
        utstring_printf(&connections->text, "FAIL: %s", test.words);
        out->text = utstring_body(&connections->text);
        out->role = ROLE_BAD;
    }
}

static void profile_cell(struct connections *connections, const struct profile *profile, size_t column, struct cell *out)
{
    const char *open = desk_profile_name(desk_of(connections));
    switch ((enum column_id)column) {
    case COLUMN_OPEN:
        out->text = open != NULL && strcmp(open, profile->name) == 0 ? "open" : "";
        break;
    case COLUMN_INSTANCE:
        out->text = profile->instance != NULL ? profile->instance->id : profile->rest_url != NULL ? "custom" : "none";
        break;
    case COLUMN_ENVIRONMENT:
        out->text = profile_is_production(profile) ? "PRODUCTION" : profile->environment;
        out->role = profile_is_production(profile) ? ROLE_PRODUCTION : ROLE_TEXT;
        break;
    case COLUMN_SOURCE:
        out->text = profile->source_type;
        break;
    case COLUMN_MODE:
        out->text = profile->mode;
        break;
    case COLUMN_NAME:
    case COLUMN_TEST:
    case COLUMNS:
        break;
    }
}

static void get_cell(void *context, size_t row, size_t column, struct cell *out)
{
    struct connections *connections = context;
    const struct profile_entry *entry = entry_at(connections, row);
    utstring_clear(&connections->text);
    out->kind = CELL_TEXT;
    out->text = "";
    if (column == COLUMN_NAME) {
        out->text = entry->name;
    } else if (column == COLUMN_TEST && entry->profile == NULL) {
        utstring_printf(&connections->text, "BROKEN: %s", entry->error.message);
        out->text = utstring_body(&connections->text);
        out->role = ROLE_BAD;
    } else if (column == COLUMN_TEST) {
        test_cell(connections, entry->name, out);
    } else if (entry->profile != NULL) {
        profile_cell(connections, entry->profile, column, out);
    }
}

/* Painting. */

static void fill_detail(struct connections *connections)
{
    const struct profile_entry *entry = selected(connections);
    const char *name = entry != NULL ? entry->name : "";
    bool other = connections->detailed == NULL || strcmp(connections->detailed, name) != 0;
    if (!other && !connections->detail_is_stale)
        return;
    if (other)
        text_pane_rewind(connections->detail);
    free(connections->detailed);
    connections->detailed = memory_copy_string(name);
    connections->detail_is_stale = false;
    text_pane_clear(connections->detail);
    if (entry != NULL)
        profile_details_fill(connections->detail, desk_of(connections), entry);
}

static void connections_paint(struct view *view, struct canvas *canvas, struct rect rect)
{
    struct connections *connections = (struct connections *)view;
    fill_detail(connections);
    size_t count = desk_profiles(desk_of(connections))->count;
    struct layout_split split = { .list = rect };
    if (count > 0 && rect.height >= BOTH_LEAST)
        split = layout_stack(rect, (int)(count < 1000 ? count : 1000) + 2, DETAIL_LEAST);
    else if (count > 0 && connections->in_detail)
        split = (struct layout_split){ .detail = rect };
    if (split.list.height > 0)
        table_paint(connections->table, canvas, split.list, "Profiles", NULL, !connections->in_detail);
    canvas_line(canvas, split.line);
    if (split.detail.height < 2)
        return;
    char *title = text_visible(connections->detailed, strlen(connections->detailed));
    struct rect title_row = { split.detail.y, split.detail.x, 1, split.detail.width };
    struct rect text = { split.detail.y + 1, split.detail.x + 3, split.detail.height - 1, split.detail.width - 4 };
    frame_paint_pane_title(canvas, title_row, title, connections->in_detail);
    text_pane_paint(connections->detail, canvas, text, connections->in_detail);
    free(title);
}

static unsigned connections_contexts(const struct view *view)
{
    const struct connections *connections = (const struct connections *)view;
    if (connections->in_detail) {
        unsigned contexts = text_pane_contexts(connections->detail);
        return text_pane_takes_text(connections->detail) ? contexts : contexts | CONTEXT_BIT(CONNECTIONS);
    }
    unsigned contexts = table_contexts(connections->table);
    return table_takes_text(connections->table) ? contexts : contexts | CONTEXT_BIT(CONNECTIONS);
}

static bool connections_takes_text(const struct view *view)
{
    const struct connections *connections = (const struct connections *)view;
    return connections->in_detail ? text_pane_takes_text(connections->detail) : table_takes_text(connections->table);
}

static enum reaction connections_type(struct view *view, keypress key)
{
    struct connections *connections = (struct connections *)view;
    return connections->in_detail ? text_pane_type(connections->detail, key) : table_type(connections->table, key);
}

/* Actions. */

static const char *connections_why_not(const struct view *view, enum action action)
{
    const struct connections *connections = (const struct connections *)view;
    const struct profile_entry *entry = selected(connections);
    bool needs_row = action == ACTION_USE || action == ACTION_TEST || action == ACTION_EDIT || action == ACTION_DUPLICATE ||
                     action == ACTION_DELETE;
    if (action == ACTION_ZOOM || action == ACTION_OPEN)
        return "it means nothing here";
    if (!needs_row)
        return NULL;
    if (entry == NULL)
        return "no profile is selected";
    bool needs_whole = action != ACTION_DELETE;
    return needs_whole && entry->profile == NULL ? "the profile's file is broken; what is wrong stands below" : NULL;
}

static void reload(struct connections *connections)
{
    struct error error = ERROR_INIT;
    if (!desk_reload(desk_of(connections), &error))
        console_tell(connections->view.console, &error);
    error_clear(&error);
    (void)table_refresh(connections->table);
    connections->detail_is_stale = true;
}

static void tell_test(const char *name, void *context)
{
    struct connections *connections = context;
    struct console *console = connections->view.console;
    struct desk_test test;
    desk_test_read(desk_of(connections), name, &test);
    connections->detail_is_stale = true;
    console_repaint(console);
    if (!test.is_known) {
        console_say(console, MESSAGE_NOTE, "The test of %s was stopped", name);
    } else if (test.works) {
        console_say(console, MESSAGE_GOOD, "%s: %s", name, test.sentence);
    } else {
        struct error error = ERROR_INIT;
        error_set(&error, ERROR_FAILED, "%s: %s", name, test.sentence);
        if (test.hint != NULL)
            error_hint(&error, "%s", test.hint);
        console_tell(console, &error);
        error_clear(&error);
    }
}

static void test_profile(struct connections *connections, const char *name)
{
    struct error error = ERROR_INIT;
    connections->detail_is_stale = true;
    if (desk_test(desk_of(connections), name, tell_test, connections, &error))
        console_say(connections->view.console, MESSAGE_NOTE, "Testing %s", name);
    else
        console_tell(connections->view.console, &error);
    error_clear(&error);
}

static void on_saved(struct console *console, const char *name, void *context)
{
    struct connections *connections = context;
    const char *open = desk_profile_name(console_desk(console));
    char *saved = memory_copy_string(name);
    connections->detail_is_stale = true;
    (void)table_refresh(connections->table);
    (void)table_select(connections->table, saved);
    if (open == NULL || strcmp(open, saved) == 0)
        (void)profile_picker_use(console, saved); /* what is open follows its file */
    console_say(console, MESSAGE_GOOD, "Profile %s is saved", saved);
    free(saved);
}

static void open_form(struct connections *connections, const struct profile *profile, bool is_edited)
{
    console_push(connections->view.console,
                 profile_form_new(connections->view.console, profile, is_edited, on_saved, connections));
}

static void remove_agreed(struct console *console, void *context)
{
    const char *name = context;
    struct error error = ERROR_INIT;
    if (profile_remove(desk_paths(console_desk(console)), name, &error) && desk_reload(console_desk(console), &error)) {
        desk_forget_test(console_desk(console), name);
        console_say(console, MESSAGE_GOOD, "Profile %s is deleted; what was exported and recorded with it stays", name);
    } else {
        console_tell(console, &error);
    }
    error_clear(&error);
    console_refresh_views(console);
}

static void ask_to_remove(struct connections *connections, const char *name, bool is_production)
{
    char *text = memory_format("Delete the profile %s, its file and the backup of it?\nExported data and the journal stay.", name);
    console_push(connections->view.console,
                 dialog_new(&(struct dialog_options){ .title = "Delete profile",
                                                      .text = text,
                                                      .yes = "Delete",
                                                      .word = is_production ? name : NULL,
                                                      .agreed = remove_agreed,
                                                      .context = memory_copy_string(name),
                                                      .release = free }));
    free(text);
}

static void use(struct connections *connections, const char *name)
{
    struct console *console = connections->view.console;
    const char *open = desk_profile_name(desk_of(connections));
    bool is_open = open != NULL && strcmp(open, name) == 0;
    char *copy = memory_copy_string(name); /* the view and its rows go when the profile changes */
    if (is_open || profile_picker_use(console, copy))
        console_go(console, SCREEN_EXPLORE);
    free(copy);
}

static void copy_part(struct console *console, size_t index, void *context)
{
    struct connections *connections = context;
    const struct profile_entry *entry = selected(connections);
    if (entry == NULL)
        return;
    char *command = memory_format("brazier profile show %s", entry->name);
    char *json = memory_format("brazier doctor -p %s", entry->name);
    const char *url = entry->profile != NULL && entry->profile->rest_url != NULL ? entry->profile->rest_url : "";
    const char *const texts[] = { entry->name, url, command, json };
    static const char *const whats[] = { "the profile's name", "the REST URL", "a command", "a command" };
    console_copy(console, whats[index], texts[index], strlen(texts[index]));
    free(command);
    free(json);
}

static enum reaction open_copy(struct connections *connections)
{
    static const struct picker_item items[] = { { "its name", NULL, NULL, 'n' },
                                                { "its REST URL", NULL, NULL, 'u' },
                                                { "the command that shows it", "brazier profile show", NULL, 'c' },
                                                { "the command that tests it", "brazier doctor", NULL, 't' } };
    if (selected(connections) == NULL)
        return REACTION_NONE;
    console_push(connections->view.console,
                 picker_new(&(struct picker_options){ .title = "Copy", .items = items, .count = 4, .is_menu = true,
                                                      .done = copy_part, .context = connections }));
    return REACTION_DONE;
}

static bool act_on_profile(struct connections *connections, enum action action)
{
    const struct profile_entry *entry = selected(connections);
    switch (action) {
    case ACTION_USE:
        use(connections, entry->name);
        return true;
    case ACTION_TEST:
        test_profile(connections, entry->name);
        return true;
    case ACTION_ADD:
        open_form(connections, NULL, false);
        return true;
    case ACTION_EDIT:
        open_form(connections, entry->profile, true);
        return true;
    case ACTION_DUPLICATE:
        open_form(connections, entry->profile, false);
        return true;
    case ACTION_DELETE:
        ask_to_remove(connections, entry->name, entry->profile != NULL && profile_is_production(entry->profile));
        return true;
    case ACTION_REFRESH:
        reload(connections);
        console_say(connections->view.console, MESSAGE_NOTE, "The profiles were read again");
        return true;
    default:
        return false;
    }
}

static enum reaction connections_act(struct view *view, enum action action)
{
    struct connections *connections = (struct connections *)view;
    if (act_on_profile(connections, action))
        return REACTION_DONE;
    if (action == ACTION_COPY)
        return open_copy(connections);
    if (action == ACTION_NEXT_PANE || action == ACTION_PREVIOUS_PANE) {
        connections->in_detail = !connections->in_detail && selected(connections) != NULL;
        return REACTION_DONE;
    }
    if (!connections->in_detail)
        return table_act(connections->table, view->console, action);
    enum reaction reaction = text_pane_act(connections->detail, action);
    if (reaction != REACTION_NONE || (action != ACTION_BACK && action != ACTION_ESCAPE))
        return reaction;
    connections->in_detail = false;
    return REACTION_DONE;
}

static void connections_refresh(struct view *view)
{
    struct connections *connections = (struct connections *)view;
    (void)table_refresh(connections->table);
    connections->detail_is_stale = true;
}

static bool connections_interrupt(struct view *view)
{
    return desk_stop_tests(desk_of((struct connections *)view));
}

static void connections_free(struct view *view)
{
    struct connections *connections = (struct connections *)view;
    desk_forget_listener(desk_of(connections), connections);
    table_free(connections->table);
    text_pane_free(connections->detail);
    free(connections->detailed);
    utstring_done(&connections->text);
    free(connections);
}

static bool connections_is_deeper(const struct view *base)
{
    const struct connections *connections = (const struct connections *)base;
    return connections->in_detail;
}

static const struct view_ops connections_ops = {
    .free = connections_free,
    .paint = connections_paint,
    .contexts = connections_contexts,
    .act = connections_act,
    .why_not = connections_why_not,
    .takes_text = connections_takes_text,
    .type = connections_type,
    .is_deeper = connections_is_deeper,
    .refresh = connections_refresh,
    .interrupt = connections_interrupt,
};

static struct view *connections_open(struct console *console)
{
    struct connections *connections = memory_allocate(1, sizeof *connections);
    connections->view.ops = &connections_ops;
    connections->view.console = console;
    utstring_init(&connections->text);
    connections->detail = text_pane_new();
    struct rows_source source = { count_rows, get_cell, row_id, connections };
    connections->table = table_new(rows_memory_new(&source, columns, COLUMNS), columns, COLUMNS);
    const char *open = desk_profile_name(console_desk(console));
    if (open != NULL)
        (void)table_select(connections->table, open);
    UT_string empty;
    utstring_init(&empty);
    utstring_printf(&empty, "No profiles yet. ");
    keymap_append_key(&empty, console_keymap(console), ACTION_ADD);
    utstring_printf(&empty, " adds one: an instance, a key, a name.");
    table_set_empty(connections->table, utstring_body(&empty));
    utstring_done(&empty);
    return &connections->view;
}

const struct screen screen_connections = { .open = connections_open };
