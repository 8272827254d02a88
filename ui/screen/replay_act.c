#include <stdlib.h>
#include <string.h>

#include "support/text.h"
#include "ui/desk.h"
#include "ui/external_editor.h"
#include "ui/screen/effects.h"
#include "ui/screen/replay_all.h"
#include "ui/screen/replay_boxes.h"
#include "ui/screen/replay_private.h"
#include "ui/screen/replay_texts.h"
#include "ui/screen/viewpoint.h"
#include "ui/widget/picker.h"
#include "ui/widget/text_edit.h"

static bool is_busy(const struct replay_view *view)
{
    return outbox_is_sending(replay_outbox(view)) || mailing_is_busy(replay_mailing(view)) ||
           mailing_is_reading_back(replay_mailing(view));
}

static const char *why_not_send_all(const struct replay_view *view, bool sends)
{
    const struct session *session = desk_session(console_desk(view->view.console));
    if (sends && session_profile(session)->read_only)
        return "the profile is read-only (see Connections)";
    if (is_busy(view))
        return "something is on its way already";
    if (sends && draft_now(workbench_draft(replay_bench(view))).mode == MODE_DEVICE)
        return "in device mode the Braze SDK in the client sends; nothing is sent from here";
    return NULL;
}

static const char *why_not_read_back(const struct replay_view *view)
{
    if (is_busy(view))
        return "something is on its way already";
    return mailing_users(replay_mailing(view)) == 0 ? "nothing that Braze accepted was sent about a user yet" : NULL;
}

static const char *why_not_send(const struct replay_view *view)
{
    const struct session *session = desk_session(console_desk(view->view.console));
    const struct trial *trial = replay_preview_trial(view->preview);
    if (session_profile(session)->read_only)
        return "the profile is read-only (see Connections)";
    if (is_busy(view))
        return "something is on its way already";
    if (trial == NULL)
        return replay_preview_trouble(view->preview);
    if (trial->preview.requests->child != NULL)
        return NULL;
    if (trial->preview.error != NULL)
        return "RudderStack would report an error instead (see the preview)";
    return trial->preview.calls->child != NULL ? "these calls are made by the Braze SDK in the client; nothing is sent from here"
                                               : "nothing would be sent for this event";
}

const char *replay_why_not(const struct view *base, enum action action)
{
    const struct replay_view *view = (const struct replay_view *)base;
    const struct listed_event *event = replay_selected(view);
    if (replay_bench(view) == NULL)
        return NULL;
    const struct draft *draft = workbench_draft(replay_bench(view));
    bool changes_events = action == ACTION_EDIT_EVENT || action == ACTION_EDIT_OUTSIDE || action == ACTION_REVERT_EVENT ||
                          action == ACTION_OPEN_FILE;
    if (changes_events && mailing_is_busy(replay_mailing(view)))
        return "the events are being sent";
    switch (action) {
    case ACTION_SEND_ALL:
    case ACTION_DRY_RUN:
        return why_not_send_all(view, action == ACTION_SEND_ALL);
    case ACTION_READ_BACK:
        return why_not_read_back(view);
    case ACTION_SHOW_PREVIEW:
        return view->pane == PANE_PREVIEW ? "the preview has the keys already" : NULL;
    case ACTION_SEND:
        return event == NULL ? "no event is selected" : why_not_send(view);
    case ACTION_EDIT_EVENT:
        if (event != NULL && event->length > TEXT_EDIT_LONGEST / 4) /* it grows by being written over several lines */
            return "it is too large to be typed into; your own editor can open it";
        return event == NULL ? "no event is selected" : NULL;
    case ACTION_EDIT_OUTSIDE:
    case ACTION_SAVE_PAGE:
        return event == NULL ? "no event is selected" : NULL;
    case ACTION_REVERT_EVENT:
        return event == NULL || !event->is_edited ? "the event is not edited" : NULL;
    case ACTION_TRY_SETTINGS:
        return event == NULL || event->settings == NULL ? "the event is no sample that needs settings" : NULL;
    case ACTION_UNDO:
        return draft_last_step(draft) == NULL ? "there is nothing to undo" : NULL;
    case ACTION_EFFECT:
        return draft_last_step(draft) == NULL ? "nothing was changed yet" : NULL;
    default:
        return NULL;
    }
}

static void follow_sent(void *context)
{
    struct replay_view *view = context;
    view->was_sending = true;
    replay_preview_choose(view->preview, REPLAY_TAB_ANSWER);
    view->pane = PANE_PREVIEW;
    replay_show_selected(view, true);
}

static void ask_to_send(struct replay_view *view)
{
    struct parcel parcel;
    struct error error = ERROR_INIT;
    bool tried = draft_changed_count(workbench_draft(replay_bench(view))) > 0;
    if (parcel_make(&parcel, replay_preview_trial(view->preview), &error))
        replay_ask_send(view->view.console, &parcel, replay_selected(view), tried, follow_sent, view);
    else
        console_tell(view->view.console, &error);
    error_clear(&error);
}

/* What came of all, or what is known of it so far. */
static void show_tab(struct replay_view *view, enum replay_tab tab)
{
    replay_preview_choose(view->preview, tab);
    view->pane = PANE_PREVIEW;
    replay_show_selected(view, true);
}

static void follow_mailing(void *context)
{
    struct replay_view *view = context;
    view->was_mailing = true;
    show_tab(view, REPLAY_TAB_ALL);
}

/* The marked events, in their order; the caller frees them. */
static size_t *marked_events(const struct replay_view *view, size_t *count)
{
    const struct event_list *list = replay_list(view);
    size_t *events = memory_allocate(event_list_count(list) + 1, sizeof *events);
    *count = 0;
    for (size_t i = 0; i < event_list_count(list) && table_marked_count(view->events) > 0; i++)
        if (table_is_marked(view->events, event_list_at(list, i)->id))
            events[(*count)++] = i;
    return events;
}

static void send_all(struct replay_view *view, bool sends)
{
    struct console *console = view->view.console;
    struct selection selection;
    struct error error = ERROR_INIT;
    size_t count = 0;
    size_t *marked = marked_events(view, &count);
    if (!selection_make(&selection, replay_list(view), marked, count, desk_paths(console_desk(console))->state,
                        desk_profile_name(console_desk(console)), &error)) {
        console_tell(console, &error);
    } else if (sends) {
        replay_ask_all(console, &selection, follow_mailing, view);
    } else {
        replay_try_all(console, &selection);
        follow_mailing(view);
    }
    error_clear(&error);
    free(marked);
}

void replay_tell_mailed(struct replay_view *view)
{
    const struct mailing *mailing = replay_mailing(view);
    struct replay_progress progress;
    mailing_progress(mailing, &progress);
    const struct error *why = mailing_error(mailing);
    char *text = replay_tally_text(&progress.tally);
    size_t good = progress.tally.count[REPLAY_ACCEPTED] + progress.tally.count[REPLAY_FILTERED];
    if (mailing_state(mailing) == MAILING_TRIED && why->code == ERROR_NONE) {
        console_say(view->view.console, MESSAGE_NOTE, "Dry run: %zu of %zu events would be sent in %zu requests; nothing was sent",
                    progress.tally.count[REPLAY_PENDING], progress.done, progress.requests);
    } else if (why->code != ERROR_NONE) {
        struct error error = ERROR_INIT;
        error_set(&error, why->code, "%s: %s", text, why->message);
        if (why->hint != NULL)
            error_hint(&error, "%s", why->hint);
        console_tell(view->view.console, &error);
        error_clear(&error);
    } else {
        console_say(view->view.console, good == progress.done ? MESSAGE_GOOD : MESSAGE_WARNING, "%s", text);
    }
    free(text);
}

static void read_back(struct replay_view *view)
{
    mailing_read_back(replay_mailing(view));
    view->was_looking = true;
    show_tab(view, REPLAY_TAB_STORED);
}

void replay_tell_stored(struct replay_view *view)
{
    const struct replay_readback *readback = mailing_readback(replay_mailing(view));
    if (readback == NULL)
        return;
    size_t count = 0;
    (void)readback_users(readback, &count);
    size_t different = readback_different(readback);
    const struct error *error = readback_error(readback);
    if (error->code != ERROR_NONE)
        console_tell(view->view.console, error);
    else if (different == 0)
        console_say(view->view.console, MESSAGE_GOOD, "Braze holds what was sent of %zu user%s", count, count == 1 ? "" : "s");
    else
        console_say(view->view.console, MESSAGE_WARNING, "%zu field%s of %zu user%s", different,
                    different == 1 ? " differs" : "s differ", count, count == 1 ? "" : "s");
}

/* The list and what is read back know of it as well. */
static void note_sent(struct replay_view *view)
{
    const struct outbox *outbox = replay_outbox(view);
    const char *reason = NULL;
    size_t index = 0;
    enum replay_outcome outcome = outbox_outcome(outbox, &reason);
    if (event_list_find(replay_list(view), outbox_event(outbox), &index))
        event_list_tell(replay_list(view), index, outcome, reason);
    mailing_note_sent(replay_mailing(view), outbox);
}

/* Says what came of it when the last answer is there. */
void replay_tell_sent(struct replay_view *view)
{
    const struct outbox *outbox = replay_outbox(view);
    size_t count = outbox_parcel(outbox)->count;
    note_sent(view);
    if (outbox_succeeded(outbox)) {
        console_say(view->view.console, MESSAGE_GOOD, "%d: Braze took %s", outbox_reply(outbox, count - 1)->status,
                    count == 1 ? "the request" : "all requests");
        return;
    }
    for (size_t i = 0; i < count; i++) {
        const struct outbox_reply *reply = outbox_reply(outbox, i);
        if (reply->state == OUTBOX_ACCEPTED && !reply->is_partial)
            continue;
        struct error error = ERROR_INIT;
        error_set(&error, ERROR_FAILED, "%s%s", reply->state == OUTBOX_UNKNOWN ? "Outcome unknown: " : "",
                  reply->sentence != NULL ? reply->sentence : "not sent");
        if (reply->hint != NULL)
            error_hint(&error, "%s", reply->hint);
        console_tell(view->view.console, &error);
        error_clear(&error);
        return;
    }
}

static void edit_event(struct replay_view *view)
{
    view->pane = PANE_EVENT;
    replay_event_pane_edit(view->event);
}

struct outside {
    const struct listed_event *event;
    char *edited;
    size_t length;
    bool done;
    struct error error;
};

static void run_outside(void *context)
{
    enum { LIMIT = 8 * 1024 * 1024 };
    struct outside *outside = context;
    outside->done = external_editor_run(outside->event->text, outside->event->length, LIMIT, &outside->edited, &outside->length,
                                        &outside->error);
}

static void edit_outside(struct replay_view *view)
{
    struct outside outside = { .event = replay_selected(view) };
    size_t index = 0;
    console_lend_terminal(view->view.console, run_outside, &outside);
    bool differs = outside.done && (outside.length != outside.event->length ||
                                    memcmp(outside.edited, outside.event->text, outside.length) != 0);
    if (!outside.done)
        console_tell(view->view.console, &outside.error);
    else if (differs && replay_selected_index(view, &index))
        event_list_edit(replay_list(view), index, outside.edited, outside.length);
    else
        console_say(view->view.console, MESSAGE_NOTE, "The event is as it was");
    free(outside.edited);
    error_clear(&outside.error);
}

static void revert_event(struct replay_view *view)
{
    size_t index = 0;
    if (replay_selected_index(view, &index))
        event_list_edit(replay_list(view), index, NULL, 0);
    replay_event_pane_leave(view->event);
    replay_show_selected(view, true);
}

static void try_settings(struct replay_view *view)
{
    const struct listed_event *event = replay_selected(view);
    struct error error = ERROR_INIT;
    char *what = memory_format("settings that the sample \"%s\" needs", event->title);
    if (draft_try(workbench_draft(replay_bench(view)), event->settings, what, &error))
        viewpoint_tell(view->view.console, replay_bench(view));
    else
        console_tell(view->view.console, &error);
    free(what);
    error_clear(&error);
}

static void undo(struct replay_view *view)
{
    struct draft *draft = workbench_draft(replay_bench(view));
    char *step = memory_copy_string(draft_last_step(draft));
    if (draft_undo(draft))
        console_say(view->view.console, MESSAGE_NOTE, "Taken back: %s", step);
    free(step);
    console_refresh_views(view->view.console);
}

static void save_page(struct replay_view *view)
{
    size_t count = 0;
    size_t *events = marked_events(view, &count);
    if (count == 0 && replay_selected_index(view, &events[0]))
        count = 1;
    replay_ask_page(view->view.console, replay_bench(view), events, count);
    free(events);
}

bool replay_act_on_event(struct replay_view *view, enum action action)
{
    struct console *console = view->view.console;
    struct workbench *workbench = replay_bench(view);
    bool saved = workbench_base(workbench) == WORKBENCH_SAVED;
    switch (action) {
    case ACTION_SEND:
        ask_to_send(view);
        return true;
    case ACTION_SEND_ALL:
    case ACTION_DRY_RUN:
        send_all(view, action == ACTION_SEND_ALL);
        return true;
    case ACTION_READ_BACK:
        read_back(view);
        return true;
    case ACTION_EDIT_EVENT:
        edit_event(view);
        return true;
    case ACTION_EDIT_OUTSIDE:
        edit_outside(view);
        return true;
    case ACTION_EDIT_DONE:
        replay_event_pane_leave(view->event);
        replay_show_selected(view, true);
        return true;
    case ACTION_REVERT_EVENT:
    case ACTION_EDIT_REVERT:
        revert_event(view);
        return true;
    case ACTION_TRY_SETTINGS:
        try_settings(view);
        return true;
    case ACTION_OPEN_FILE:
        replay_ask_file(console, workbench);
        return true;
    case ACTION_SAVE_PAGE:
        save_page(view);
        return true;
    case ACTION_UNDO:
        undo(view);
        return true;
    case ACTION_EFFECT:
        console_push(console, effects_new(console, workbench));
        return true;
    case ACTION_COMPARE:
        workbench_compare_with(workbench, saved ? WORKBENCH_LAST_STEP : WORKBENCH_SAVED);
        console_say(console, MESSAGE_NOTE, "Changes are shown against %s", saved ? "the settings before the last step" : "what is saved");
        console_refresh_views(console);
        return true;
    case ACTION_MODE:
        viewpoint_next_mode(console, workbench);
        return true;
    case ACTION_SOURCE_TYPE:
        viewpoint_choose_source(console, workbench);
        return true;
    default:
        return false;
    }
}

enum { COPY_CURL, COPY_BODY, COPY_EVENT, COPY_CALLS, COPY_COMMAND, COPIES };

static void copy_part(struct console *console, size_t index, void *context)
{
    struct replay_view *view = context;
    const struct listed_event *event = replay_selected(view);
    const struct trial *trial = replay_preview_trial(view->preview);
    if (event == NULL || trial == NULL)
        return;
    static const char *const whats[COPIES] = { "curl commands (the key is $BRAZIER_API_KEY)", "the preview", "the event", "the SDK calls",
                                               "a command" };
    struct draft_state state = draft_now(workbench_draft(replay_bench(view)));
    UT_string text;
    utstring_init(&text);
    const cJSON *call;
    switch (index) {
    case COPY_CURL:
        replay_append_curl(&text, desk_session(console_desk(console)), trial);
        break;
    case COPY_BODY:
        trial_append_text(&text, trial);
        break;
    case COPY_EVENT:
        utstring_bincpy(&text, event->text, event->length);
        break;
    case COPY_CALLS:
        cJSON_ArrayForEach(call, trial->preview.calls)
        {
            trial_append_call(&text, call);
            utstring_printf(&text, "\n");
        }
        break;
    default:
        utstring_printf(&text, "brazier preview --mode %s --source-type %s ", connection_mode_key(state.mode),
                        source_type_key(state.type));
        if (event->is_sample)
            utstring_printf(&text, "--sample %s", event->id + strlen("sample "));
        else
            utstring_printf(&text, "'%s'", event_list_file(replay_list(view)));
        break;
    }
    console_copy(console, whats[index], utstring_body(&text), utstring_len(&text));
    utstring_done(&text);
}

void replay_open_copy(struct replay_view *view)
{
    struct picker_item items[COPIES] = {
        [COPY_CURL] = { "the requests as curl commands", NULL, NULL, 'c' },
        [COPY_BODY] = { "what is sent, to read", NULL, NULL, 'j' },
        [COPY_EVENT] = { "the event", NULL, NULL, 'e' },
        [COPY_CALLS] = { "the SDK calls", NULL, NULL, 's' },
        [COPY_COMMAND] = { "the command that shows the same", "brazier preview", NULL, 'p' },
    };
    const struct trial *trial = replay_preview_trial(view->preview);
    if (trial == NULL || trial->preview.requests->child == NULL)
        items[COPY_CURL].reason = "there are no requests";
    if (trial == NULL || trial->preview.calls->child == NULL)
        items[COPY_CALLS].reason = "there are none";
    const struct listed_event *event = replay_selected(view);
    if (event == NULL || (!event->is_sample && event_list_path(replay_list(view)) == NULL))
        items[COPY_COMMAND].reason = "the event is in no file";
    console_push(view->view.console, picker_new(&(struct picker_options){ .title = "Copy",
                                                                          .items = items,
                                                                          .count = COPIES,
                                                                          .is_menu = true,
                                                                          .done = copy_part,
                                                                          .context = view }));
}

void replay_tell_read(struct replay_view *view)
{
    const struct event_list *list = replay_list(view);
    const struct error *trouble = event_list_trouble(list);
    size_t line = 0;
    size_t broken = event_list_broken(list, &line);
    size_t count = event_list_count(list) - event_list_samples(list);
    if (trouble->code != ERROR_NONE)
        console_tell(view->view.console, trouble);
    else if (broken > 0)
        console_say(view->view.console, MESSAGE_WARNING, "%zu event%s and %zu broken line%s (the first is line %zu)", count - broken,
                    count - broken == 1 ? "" : "s", broken, broken == 1 ? "" : "s", line);
    else
        console_say(view->view.console, count > 0 ? MESSAGE_GOOD : MESSAGE_WARNING, "%zu event%s from %s", count, count == 1 ? "" : "s",
                    event_list_file(list));
}
