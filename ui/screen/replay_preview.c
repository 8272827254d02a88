#include "ui/screen/replay_preview.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "support/text.h"
#include "ui/console.h"
#include "ui/frame.h"
#include "ui/screen/replay_request.h"
#include "ui/screen/replay_sent.h"
#include "ui/screen/replay_texts.h"
#include "ui/widget/diff.h"

static const char *const tab_titles[REPLAY_TABS] = { "Request", "Changes", "Explain", "curl", "Answer", "All", "Stored" };

struct replay_preview {
    struct console *console;
    enum replay_tab tab;
    bool is_raw;
    struct trial trial;
    bool has_trial;
    char *trouble;
    struct replay_request *request;
    struct text_pane *raw;
    struct text_pane *panes[REPLAY_TABS]; /* REPLAY_TAB_REQUEST has none */
};

struct replay_preview *replay_preview_new(struct console *console)
{
    struct replay_preview *preview = memory_allocate(1, sizeof *preview);
    preview->console = console;
    trial_init(&preview->trial);
    preview->request = replay_request_new();
    preview->raw = text_pane_new();
    for (int i = REPLAY_TAB_REQUEST + 1; i < REPLAY_TABS; i++)
        preview->panes[i] = text_pane_new();
    return preview;
}

void replay_preview_free(struct replay_preview *preview)
{
    if (preview == NULL)
        return;
    trial_clear(&preview->trial);
    replay_request_free(preview->request);
    text_pane_free(preview->raw);
    for (int i = REPLAY_TAB_REQUEST + 1; i < REPLAY_TABS; i++)
        text_pane_free(preview->panes[i]);
    free(preview->trouble);
    free(preview);
}

/* Filling. */

static void fill_changes(struct replay_preview *preview, struct workbench *workbench, const struct listed_event *event)
{
    struct text_pane *pane = preview->panes[REPLAY_TAB_CHANGES];
    const struct draft *draft = workbench_draft(workbench);
    bool saved = workbench_base(workbench) == WORKBENCH_SAVED;
    const char *step = draft_last_step(draft);
    if (!saved && step == NULL) {
        text_pane_clear(pane);
        text_pane_add(pane, ROLE_TEXT, "Nothing was changed yet: settings, mode and source type are as the profile has them.");
        return;
    }
    struct effect_texts texts = effect_lines(workbench_effect(workbench), event);
    (void)diff_fill(pane, texts.before, texts.after);
    effect_texts_clear(&texts);
}

static void fill_trouble(struct replay_preview *preview)
{
    char *visible = text_visible(preview->trouble, strlen(preview->trouble));
    replay_request_fill_trouble(preview->request, preview->trouble);
    for (int i = REPLAY_TAB_REQUEST + 1; i < REPLAY_TAB_ANSWER; i++) {
        text_pane_clear(preview->panes[i]);
        text_pane_add(preview->panes[i], ROLE_BAD, visible);
    }
    text_pane_clear(preview->raw);
    text_pane_add(preview->raw, ROLE_BAD, visible);
    free(visible);
}

void replay_preview_show_answer(struct replay_preview *preview, const struct listed_event *event, const struct outbox *outbox,
                                const struct mailing *mailing)
{
    const struct keymap *keymap = console_keymap(preview->console);
    replay_fill_answer(preview->panes[REPLAY_TAB_ANSWER], outbox, event);
    replay_fill_all(preview->panes[REPLAY_TAB_ALL], mailing, keymap);
    replay_fill_stored(preview->panes[REPLAY_TAB_STORED], mailing, event, keymap);
}

void replay_preview_show(struct replay_preview *preview, const struct session *session, struct workbench *workbench,
                         const struct listed_event *event, const struct outbox *outbox, const struct mailing *mailing)
{
    struct error error = ERROR_INIT;
    struct draft_state state = draft_now(workbench_draft(workbench));
    free(preview->trouble);
    preview->trouble = NULL;
    preview->has_trial = event != NULL && (event->broken == NULL || event->is_edited) &&
                         trial_run(&preview->trial, &state, event->text, event->length, true, &error);
    if (preview->has_trial) {
        replay_request_fill(preview->request, session, &preview->trial);
        replay_fill_raw(preview->raw, session, &preview->trial);
        fill_changes(preview, workbench, event);
        replay_fill_explanation(preview->panes[REPLAY_TAB_EXPLAIN], &preview->trial);
        replay_fill_curl(preview->panes[REPLAY_TAB_CURL], session, &preview->trial);
    } else {
        const char *why = event == NULL ? "no event is selected" : event->broken != NULL && !event->is_edited ? event->broken : error.message;
        preview->trouble = memory_format("No preview: %s", why);
        fill_trouble(preview);
    }
    replay_preview_show_answer(preview, event, outbox, mailing);
    error_clear(&error);
}

const struct trial *replay_preview_trial(const struct replay_preview *preview)
{
    return preview->has_trial ? &preview->trial : NULL;
}

const char *replay_preview_trouble(const struct replay_preview *preview)
{
    return preview->trouble;
}

void replay_preview_choose(struct replay_preview *preview, enum replay_tab tab)
{
    preview->tab = tab;
}

void replay_preview_explain(const struct replay_preview *preview, struct text_pane *pane)
{
    size_t request = SIZE_MAX;
    if (!preview->has_trial || preview->tab != REPLAY_TAB_REQUEST || preview->is_raw)
        return;
    const char *place = replay_request_place(preview->request, &request);
    replay_add_place(pane, &preview->trial, request, place);
}

/* The pane of text that is shown; NULL: the request is, line by line. */
static struct text_pane *shown_text(const struct replay_preview *preview)
{
    if (preview->tab != REPLAY_TAB_REQUEST)
        return preview->panes[preview->tab];
    return preview->is_raw ? preview->raw : NULL;
}

void replay_preview_paint(struct replay_preview *preview, struct canvas *canvas, struct rect rect, bool focused)
{
    if (rect.height < 1)
        return;
    struct text_pane *text = shown_text(preview);
    int at = 1;
    for (int i = 0; i < REPLAY_TABS; i++) {
        bool current = i == (int)preview->tab;
        if (at >= rect.width)
            break;
        (void)canvas_text(canvas, rect.y, rect.x + at - 1, 1, ROLE_TAB, current && focused ? "\xE2\x96\xB8" : " ");
        at += canvas_text(canvas, rect.y, rect.x + at, rect.width - at, current ? ROLE_TAB_CURRENT : ROLE_TAB, tab_titles[i]) + 2;
    }
    const char *status = text != NULL ? text_pane_status(text) : "";
    if (*status == '\0' && preview->tab == REPLAY_TAB_REQUEST && preview->is_raw)
        status = "as sent";
    if (at < rect.width)
        (void)canvas_text(canvas, rect.y, rect.x + at, rect.width - at, ROLE_TEXT, status);
    if (focused)
        canvas_park(canvas, rect.y, rect.x, false);
    struct rect body = { rect.y + 1, rect.x, rect.height - 1, rect.width };
    if (text != NULL)
        text_pane_paint(text, canvas, (struct rect){ body.y, body.x + 2, body.height, body.width - 2 }, focused);
    else
        replay_request_paint(preview->request, canvas, body, focused);
}

unsigned replay_preview_contexts(const struct replay_preview *preview)
{
    const struct text_pane *text = shown_text(preview);
    return text != NULL ? text_pane_contexts(text) : CONTEXT_BIT(MOVE);
}

bool replay_preview_takes_text(const struct replay_preview *preview)
{
    const struct text_pane *text = shown_text(preview);
    return text != NULL && text_pane_takes_text(text);
}

enum reaction replay_preview_type(struct replay_preview *preview, keypress key)
{
    return text_pane_type(shown_text(preview), key);
}

enum reaction replay_preview_act(struct replay_preview *preview, enum action action)
{
    struct text_pane *text = shown_text(preview);
    switch (action) {
    case ACTION_NEXT_TAB:
        preview->tab = (enum replay_tab)(((int)preview->tab + 1) % REPLAY_TABS);
        return REACTION_DONE;
    case ACTION_PREVIOUS_TAB:
        preview->tab = (enum replay_tab)(((int)preview->tab + REPLAY_TABS - 1) % REPLAY_TABS);
        return REACTION_DONE;
    case ACTION_RAW:
        preview->is_raw = !preview->is_raw;
        preview->tab = REPLAY_TAB_REQUEST;
        return REACTION_DONE;
    default:
        break;
    }
    if (text != NULL)
        return text_pane_act(text, action);
    return replay_request_move(preview->request, action) ? REACTION_DONE : REACTION_NONE;
}
