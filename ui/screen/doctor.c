#include <stdlib.h>
#include <string.h>

#include "profile/instance.h"
#include "support/date.h"
#include "support/file.h"
#include "support/json.h"
#include "support/text.h"
#include "ui/console.h"
#include "ui/desk.h"
#include "ui/frame.h"
#include "ui/screen/doctor_details.h"
#include "ui/screen/doctor_sheet.h"
#include "ui/widget/cell.h"
#include "ui/widget/dialog.h"
#include "ui/widget/path_prompt.h"
#include "ui/widget/picker.h"
#include "ui/widget/text_pane.h"
#include "ui/wrap.h"

struct doctor_view {
    struct view view;
    struct doctor_sheet *sheet;
    struct text_pane *details; /* NULL: not open */
    char *title;               /* of the details; visible text */
    bool in_detail;
    bool is_zoomed;
    bool is_broken; /* no profile is open; why, the report below says */
    struct doctor_report broken;
};

static struct desk *desk_of(const struct doctor_view *doctor)
{
    return console_desk(doctor->view.console);
}

/* What there is to show; NULL: nothing was looked at yet. */
static const struct doctor_report *report_of(const struct doctor_view *doctor)
{
    const struct examination *examination = desk_examination(desk_of(doctor));
    if (examination != NULL)
        return examination_report(examination);
    return doctor->is_broken ? &doctor->broken : NULL;
}

static bool is_running(const struct doctor_view *doctor)
{
    const struct examination *examination = desk_examination(desk_of(doctor));
    return examination != NULL && !examination_is_finished(examination);
}

/* The details follow the selected line. */
static void show_selected(struct doctor_view *doctor)
{
    const struct doctor_report *report = report_of(doctor);
    if (doctor->details == NULL || report == NULL)
        return;
    struct sheet_item item = doctor_sheet_selected(doctor->sheet);
    char *title = doctor_details_title(report, item);
    char *visible = text_visible(title, strlen(title));
    free(title);
    if (!text_equal(visible, doctor->title))
        text_pane_rewind(doctor->details);
    free(doctor->title);
    doctor->title = visible;
    doctor_details_fill(doctor->details, report, item);
    bool refused = item.kind == SHEET_FINDING && strcmp(report->findings[item.index].id, "key-refused") == 0;
    if (!refused || doctor->is_broken)
        return;
    UT_string text;
    utstring_init(&text);
    keymap_append_key(&text, console_keymap(doctor->view.console), ACTION_OTHER_INSTANCES);
    utstring_printf(&text, " shows the key to Braze's other instances, after a question.");
    text_pane_add(doctor->details, ROLE_TEXT, "");
    text_pane_add_field(doctor->details, "or", 16, utstring_body(&text));
    utstring_done(&text);
}

static void take_report(struct doctor_view *doctor)
{
    const struct doctor_report *report = report_of(doctor);
    if (report != NULL)
        doctor_sheet_set(doctor->sheet, report);
    show_selected(doctor);
}

static void close_details(struct doctor_view *doctor)
{
    text_pane_free(doctor->details);
    free(doctor->title);
    doctor->details = NULL;
    doctor->title = NULL;
    doctor->in_detail = doctor->is_zoomed = false;
}

static void open_details(struct doctor_view *doctor)
{
    if (doctor->details == NULL)
        doctor->details = text_pane_new();
    doctor->in_detail = true;
    show_selected(doctor);
}

/* Painting. */

static void append_title(const struct doctor_view *doctor, UT_string *out)
{
    const struct examination *examination = desk_examination(desk_of(doctor));
    utstring_printf(out, "Doctor");
    if (examination == NULL)
        return;
    utstring_printf(out, " \xC2\xB7 ");
    size_t done = 0;
    size_t total = 0;
    const struct doctor_report *report = examination_report(examination);
    if (!examination_is_finished(examination)) {
        utstring_printf(out, "%s", examination_progress(examination, &done, &total));
        if (total > 1)
            utstring_printf(out, ", %zu of %zu", done, total);
        utstring_printf(out, " (");
        keymap_append_key(out, console_keymap(doctor->view.console), ACTION_INTERRUPT);
        utstring_printf(out, " stops)");
        return;
    }
    char *summary = doctor_report_summary(report);
    utstring_printf(out, "%s \xC2\xB7 ", *summary != '\0' ? summary : "stopped");
    if (report->elapsed_ms < 1000)
        utstring_printf(out, "%lld ms, at ", (long long)report->elapsed_ms);
    else
        utstring_printf(out, "%.1f s, at ", (double)report->elapsed_ms / 1000);
    cell_append_moment(out, desk_examined_ms(desk_of(doctor)), CELL_SECOND);
    free(summary);
}

/* What will be done, before it is done. */
static void paint_invitation(const struct doctor_view *doctor, struct canvas *canvas, struct rect rect)
{
    const struct session *session = desk_session(desk_of(doctor));
    UT_string text;
    utstring_init(&text);
    if (session == NULL) {
        frame_append_no_profile(&text, console_keymap(doctor->view.console));
    } else {
        keymap_append_key(&text, console_keymap(doctor->view.console), ACTION_RUN_CHECKS);
        utstring_printf(
            &text,
            " looks at %s step by step: name look-up, proxy, TCP, TLS, HTTP, instance, key, every permission, rate "
            "limits, clock, settings and files, and says what is wrong and what to do about it.\n\n"
            "Nothing is changed at Braze: permissions are tried with requests that lack what they would need to do "
            "anything. The key is shown to the profile's own instance only.\n\n"
            "It is not begun by itself for a production profile, or where a command prints a key.",
            session_profile(session)->name);
    }
    UT_string line;
    utstring_init(&line);
    int width = rect.width - 4 < 90 ? rect.width - 4 : 90;
    const char *rest = utstring_body(&text);
    for (int y = 0; y < rect.height && rest != NULL; y++) {
        rest = wrap_next(rest, (size_t)(width > 1 ? width : 1), &line);
        (void)canvas_text(canvas, rect.y + y, rect.x + 2, width, ROLE_TEXT, utstring_body(&line));
    }
    utstring_done(&line);
    utstring_done(&text);
}

static void paint_sheet(const struct doctor_view *doctor, struct canvas *canvas, struct rect rect)
{
    const struct doctor_report *report = report_of(doctor);
    const char *status = doctor_sheet_status(doctor->sheet);
    UT_string title;
    utstring_init(&title);
    append_title(doctor, &title);
    if (*status != '\0')
        utstring_printf(&title, " \xC2\xB7 %s", status);
    if (!doctor->in_detail)
        canvas_park(canvas, rect.y, rect.x, false);
    frame_paint_title(canvas, rect, utstring_body(&title), !doctor->in_detail);
    if (doctor_sheet_takes_text(doctor->sheet))
        canvas_park(canvas, rect.y, rect.x + 1 + (int)text_width(utstring_body(&title)), true);
    utstring_done(&title);
    struct rect body = { rect.y + 1, rect.x, rect.height - 1, rect.width };
    if (report == NULL)
        paint_invitation(doctor, canvas, body);
    else if (report->finding_count == 0 && is_running(doctor))
        (void)canvas_text(canvas, body.y, body.x + 2, body.width - 2, ROLE_TEXT,
                          "A command that prints a key is running.");
    else
        doctor_sheet_paint(doctor->sheet, report, canvas, body, !doctor->in_detail);
}

static void doctor_paint(struct view *view, struct canvas *canvas, struct rect rect)
{
    struct doctor_view *doctor = (struct doctor_view *)view;
    bool open = doctor->details != NULL;
    enum layout_pane wanted = doctor->is_zoomed ? LAYOUT_DETAIL_ONLY : LAYOUT_BOTH;
    struct layout_split split = layout_split(rect, canvas_height(canvas), open, wanted);
    /* Where only one of them has room, it is the one with the keys. */
    if (open && split.list.height == 0 && !doctor->in_detail)
        split = (struct layout_split){ .list = rect };
    if (split.list.height > 0)
        paint_sheet(doctor, canvas, split.list);
    canvas_line(canvas, split.line);
    if (!open || split.detail.height < 1)
        return;
    struct rect text = { split.detail.y + 1, split.detail.x + 2, split.detail.height - 1, split.detail.width - 3 };
    const char *status = text_pane_status(doctor->details);
    char *title = memory_format("%s%s%s", doctor->title, *status != '\0' ? " \xC2\xB7 " : "", status);
    frame_paint_pane_title(canvas, split.detail, title, doctor->in_detail);
    text_pane_paint(doctor->details, canvas, text, doctor->in_detail);
    free(title);
}

static bool doctor_takes_text(const struct view *view)
{
    const struct doctor_view *doctor = (const struct doctor_view *)view;
    return doctor->in_detail ? text_pane_takes_text(doctor->details) : doctor_sheet_takes_text(doctor->sheet);
}

static unsigned doctor_contexts(const struct view *view)
{
    const struct doctor_view *doctor = (const struct doctor_view *)view;
    if (doctor_takes_text(view))
        return CONTEXT_BIT(INPUT);
    if (doctor->in_detail)
        return text_pane_contexts(doctor->details) | CONTEXT_BIT(DOCTOR);
    return CONTEXT_BIT(DOCTOR) | CONTEXT_BIT(TABLE) | CONTEXT_BIT(MOVE);
}

static enum reaction doctor_type(struct view *view, keypress key)
{
    struct doctor_view *doctor = (struct doctor_view *)view;
    const struct doctor_report *report = report_of(doctor);
    if (doctor->in_detail)
        return text_pane_type(doctor->details, key);
    if (report == NULL)
        return REACTION_NONE;
    enum reaction reaction = doctor_sheet_type(doctor->sheet, report, key);
    show_selected(doctor);
    return reaction;
}

/* Actions. */

static const char *doctor_why_not(const struct view *view, enum action action)
{
    const struct doctor_view *doctor = (const struct doctor_view *)view;
    const struct doctor_report *report = report_of(doctor);
    switch (action) {
    case ACTION_RUN_CHECKS:
        if (desk_session(desk_of(doctor)) == NULL)
            return "no profile is open";
        return is_running(doctor) ? "the checks are running" : NULL;
    case ACTION_OTHER_INSTANCES:
        if (report == NULL || doctor->is_broken || is_running(doctor))
            return "the key was not tried yet";
        return doctor_report_has(report, "key-refused") ? NULL : "its own instance does not refuse the key";
    case ACTION_SAVE_REPORT:
    case ACTION_FILTER:
        return report == NULL ? "nothing was looked at yet" : NULL;
    case ACTION_OPEN:
        return doctor_sheet_selected(doctor->sheet).kind == SHEET_NOTHING ? "nothing is selected" : NULL;
    case ACTION_ZOOM:
        return doctor->details == NULL ? "nothing stands beside it" : NULL;
    case ACTION_SORT:
    case ACTION_SORT_NEXT:
    case ACTION_SORT_PREVIOUS:
        return "what matters most stands first";
    case ACTION_MARK:
        return "there is nothing to do with marks here";
    default:
        return NULL;
    }
}

static void run_checks(struct doctor_view *doctor, bool try_other_instances)
{
    (void)desk_examine(desk_of(doctor), try_other_instances);
    take_report(doctor);
    console_repaint(doctor->view.console);
}

static void other_instances_agreed(struct console *console, void *context)
{
    (void)console;
    run_checks(context, true);
}

static void ask_other_instances(struct doctor_view *doctor)
{
    size_t others = 0;
    const struct profile *profile = session_profile(desk_session(desk_of(doctor)));
    for (size_t i = 0; i < instance_count; i++)
        others += profile->rest_url == NULL || strcmp(instances[i].rest, profile->rest_url) != 0 ? 1 : 0;
    char *text = memory_format("Show the key of %s to Braze's %zu other instances, to find the one it belongs to?\n"
                               "All of them are Braze's own. Each gets one request that lists campaigns.",
                               profile->name, others);
    console_push(doctor->view.console,
                 dialog_new(&(struct dialog_options){ .title = "Try other instances",
                                                      .text = text,
                                                      .yes = "Show the key",
                                                      .word = profile_is_production(profile) ? profile->name : NULL,
                                                      .agreed = other_instances_agreed,
                                                      .context = doctor }));
    free(text);
}

static void save_report(struct console *console, const char *path, void *context)
{
    const struct doctor_report *report = report_of(context);
    struct error error = ERROR_INIT;
    UT_string out;
    utstring_init(&out);
    if (report != NULL)
        doctor_report_markdown(report, &out);
    if (report == NULL)
        console_say(console, MESSAGE_WARNING, "There is no report any more");
    else if (file_write_atomic(path, NULL, 0600, utstring_body(&out), utstring_len(&out), &error))
        console_say(console, MESSAGE_GOOD, "Saved the report, without keys, as %s", path);
    else
        console_tell(console, &error);
    utstring_done(&out);
    error_clear(&error);
}

static void ask_where_to_save(struct doctor_view *doctor)
{
    const struct doctor_report *report = report_of(doctor);
    char started[DATE_MOMENT_SIZE];
    date_format_moment(report->started_ms, started);
    started[DATE_DAY_SIZE - 1] = '\0';
    const char *name = *report->profile != '\0' ? report->profile : "profile";
    char *path = memory_format("brazier-doctor-%s-%s.md", name, started);
    console_push(doctor->view.console,
                 path_prompt_new(&(struct path_prompt_options){
                     .title = "Save the report",
                     .text = is_running(doctor)
                                 ? "What was found so far, as Markdown for a ticket, without keys and without the "
                                   "names of this machine's files and users. The checks are still running."
                                 : "The report as Markdown for a ticket, without keys and without the names of this "
                                   "machine's files and users.",
                     .path = path,
                     .chosen = save_report,
                     .context = doctor }));
    free(path);
}

enum { COPY_SELECTED, COPY_MARKDOWN, COPY_JSON, COPY_COMMAND };

static char *part_text(const struct doctor_view *doctor, const struct doctor_report *report, size_t part)
{
    const char *name = desk_profile_name(desk_of(doctor));
    if (part == COPY_SELECTED)
        return doctor_details_text(report, doctor_sheet_selected(doctor->sheet));
    if (part == COPY_COMMAND)
        return memory_format("brazier doctor%s%s", name != NULL ? " -p " : "", name != NULL ? name : "");
    if (part == COPY_MARKDOWN) {
        UT_string out;
        utstring_init(&out);
        doctor_report_markdown(report, &out);
        return utstring_body(&out);
    }
    cJSON *json = doctor_report_json(report);
    char *text = json_print_pretty(json);
    cJSON_Delete(json);
    return text;
}

static void copy_part(struct console *console, size_t index, void *context)
{
    static const char *const whats[] = { [COPY_SELECTED] = "the selected line",
                                         [COPY_MARKDOWN] = "the report as Markdown",
                                         [COPY_JSON] = "the report as JSON",
                                         [COPY_COMMAND] = "a command" };
    const struct doctor_report *report = report_of(context);
    if (report == NULL)
        return;
    char *text = part_text(context, report, index);
    console_copy(console, whats[index], text, strlen(text));
    free(text);
}

static enum reaction open_copy(struct doctor_view *doctor)
{
    struct picker_item items[] = { [COPY_SELECTED] = { "the selected line", NULL, NULL, 'l' },
                                   [COPY_MARKDOWN] = { "the report as Markdown", "without keys", NULL, 'm' },
                                   [COPY_JSON] = { "the report as JSON", "without keys", NULL, 'j' },
                                   [COPY_COMMAND] = { "the command that does the same", "brazier doctor", NULL, 'c' } };
    if (report_of(doctor) == NULL)
        return REACTION_NONE;
    if (doctor_sheet_selected(doctor->sheet).kind == SHEET_NOTHING)
        items[COPY_SELECTED].reason = "nothing is selected";
    console_push(doctor->view.console, picker_new(&(struct picker_options){ .title = "Copy",
                                                                            .items = items,
                                                                            .count = sizeof items / sizeof items[0],
                                                                            .is_menu = true,
                                                                            .done = copy_part,
                                                                            .context = doctor }));
    return REACTION_DONE;
}

static enum reaction act_in_pane(struct doctor_view *doctor, enum action action)
{
    const struct doctor_report *report = report_of(doctor);
    if (doctor->in_detail)
        return text_pane_act(doctor->details, action);
    if (action == ACTION_OPEN || (action == ACTION_RIGHT && report != NULL)) {
        open_details(doctor);
        return REACTION_DONE;
    }
    return report != NULL ? doctor_sheet_act(doctor->sheet, report, action) : REACTION_NONE;
}

static enum reaction doctor_act(struct view *view, enum action action)
{
    struct doctor_view *doctor = (struct doctor_view *)view;
    enum reaction reaction = act_in_pane(doctor, action);
    show_selected(doctor);
    if (reaction != REACTION_NONE)
        return reaction;
    switch (action) {
    case ACTION_RUN_CHECKS:
        run_checks(doctor, false);
        return REACTION_DONE;
    case ACTION_OTHER_INSTANCES:
        ask_other_instances(doctor);
        return REACTION_DONE;
    case ACTION_SAVE_REPORT:
        ask_where_to_save(doctor);
        return REACTION_DONE;
    case ACTION_COPY:
        return open_copy(doctor);
    case ACTION_BACK:
    case ACTION_ESCAPE:
    case ACTION_LEFT:
        if (doctor->details == NULL)
            return REACTION_NONE;
        close_details(doctor);
        return REACTION_DONE;
    case ACTION_NEXT_PANE:
    case ACTION_PREVIOUS_PANE:
        if (doctor->details == NULL)
            return REACTION_NONE;
        doctor->in_detail = !doctor->in_detail;
        return REACTION_DONE;
    case ACTION_ZOOM:
        doctor->is_zoomed = !doctor->is_zoomed && doctor->in_detail;
        return REACTION_DONE;
    default:
        return REACTION_NONE;
    }
}

static void doctor_refresh(struct view *view)
{
    take_report((struct doctor_view *)view);
}

static bool doctor_interrupt(struct view *view)
{
    struct doctor_view *doctor = (struct doctor_view *)view;
    bool stopped = desk_stop_examination(desk_of(doctor));
    if (stopped)
        console_say(view->console, MESSAGE_NOTE, "The checks were stopped");
    take_report(doctor);
    return stopped;
}

static void doctor_view_free(struct view *view)
{
    struct doctor_view *doctor = (struct doctor_view *)view;
    close_details(doctor);
    doctor_sheet_free(doctor->sheet);
    if (doctor->is_broken)
        doctor_report_clear(&doctor->broken);
    free(doctor);
}

static bool doctor_is_deeper(const struct view *base)
{
    const struct doctor_view *doctor = (const struct doctor_view *)base;
    return doctor->details != NULL;
}

static const struct view_ops doctor_ops = {
    .free = doctor_view_free,
    .paint = doctor_paint,
    .contexts = doctor_contexts,
    .act = doctor_act,
    .why_not = doctor_why_not,
    .takes_text = doctor_takes_text,
    .type = doctor_type,
    .is_deeper = doctor_is_deeper,
    .refresh = doctor_refresh,
    .interrupt = doctor_interrupt,
};

/* Some fifty requests are begun unasked only where they can disturb nobody, and no command asks for a pass phrase. */
static bool begins_by_itself(const struct desk *desk)
{
    if (desk_session(desk) == NULL || desk_examination(desk) != NULL)
        return false;
    const struct profile *profile = session_profile(desk_session(desk));
    return !profile_is_production(profile) && profile->api_key.kind != KEY_COMMAND &&
           profile->app_key.kind != KEY_COMMAND && profile->write_key.kind != KEY_COMMAND;
}

static struct view *doctor_open(struct console *console)
{
    struct doctor_view *doctor = memory_allocate(1, sizeof *doctor);
    struct desk *desk = console_desk(console);
    doctor->view.ops = &doctor_ops;
    doctor->view.console = console;
    doctor->sheet = doctor_sheet_new();
    if (desk_session(desk) == NULL && desk_trouble(desk)->code != ERROR_NONE && desk_profiles(desk)->count > 0) {
        doctor->is_broken = true;
        doctor_report_broken_profile(&doctor->broken, NULL, desk_paths(desk), getenv("HOME"), desk_trouble(desk));
    }
    if (begins_by_itself(desk))
        (void)desk_examine(desk, false);
    take_report(doctor);
    return &doctor->view;
}

const struct screen screen_doctor = { .open = doctor_open };
