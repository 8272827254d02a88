#include "ui/screen/replay_event.h"

#include <stdlib.h>
#include <string.h>

#include "support/arena.h"
#include "support/jsread.h"
#include "support/jswrite.h"
#include "support/text.h"
#include "ui/console.h"
#include "ui/frame.h"
#include "ui/widget/json_pane.h"
#include "ui/widget/text_edit.h"

struct replay_event_pane {
    struct console *console;
    struct json_pane *json;
    struct text_edit *edit;
    bool is_editing;
    bool is_edited; /* another text than it came with */
    char *title;
    char *text; /* of the event */
    size_t length;
};

struct replay_event_pane *replay_event_pane_new(struct console *console)
{
    struct replay_event_pane *pane = memory_allocate(1, sizeof *pane);
    pane->console = console;
    pane->json = json_pane_new();
    pane->edit = text_edit_new();
    pane->title = memory_copy_string("");
    pane->text = memory_copy_string("");
    return pane;
}

void replay_event_pane_free(struct replay_event_pane *pane)
{
    if (pane == NULL)
        return;
    json_pane_free(pane->json);
    text_edit_free(pane->edit);
    free(pane->title);
    free(pane->text);
    free(pane);
}

void replay_event_pane_show(struct replay_event_pane *pane, const struct listed_event *event)
{
    const char *title = event != NULL ? event->title : "No event is selected";
    free(pane->title);
    free(pane->text);
    pane->title = text_visible(title, strlen(title));
    pane->length = event != NULL ? event->length : 0;
    pane->text = memory_copy_bytes(event != NULL ? event->text : "", pane->length);
    pane->is_edited = event != NULL && event->is_edited;
    json_pane_set(pane->json, pane->text, pane->length);
}

void replay_event_pane_edit(struct replay_event_pane *pane)
{
    struct arena *arena = arena_new();
    UT_string text;
    utstring_init(&text);
    const cJSON *event = js_read(arena, pane->text, pane->length, NULL);
    if (event != NULL)
        js_write_pretty(&text, event);
    else
        utstring_bincpy(&text, pane->text, pane->length);
    text_edit_set(pane->edit, utstring_body(&text), utstring_len(&text));
    utstring_done(&text);
    arena_free(arena);
    pane->is_editing = true;
}

void replay_event_pane_leave(struct replay_event_pane *pane)
{
    pane->is_editing = false;
}

bool replay_event_pane_is_editing(const struct replay_event_pane *pane)
{
    return pane->is_editing;
}

const char *replay_event_pane_typed(const struct replay_event_pane *pane, size_t *length)
{
    return text_edit_text(pane->edit, length);
}

const char *replay_event_pane_place(struct replay_event_pane *pane)
{
    const char *status = json_pane_status(pane->json);
    return pane->is_editing || json_pane_is_empty(pane->json) || *status != '/' ? NULL : status;
}

/* Painting. */

static char *make_title(struct replay_event_pane *pane)
{
    UT_string title;
    utstring_init(&title);
    utstring_printf(&title, "Event \xC2\xB7 %s", pane->title);
    if (pane->is_edited)
        utstring_printf(&title, " \xC2\xB7 edited");
    if (pane->is_editing) {
        size_t line = 0;
        size_t column = 0;
        text_edit_place(pane->edit, &line, &column);
        utstring_printf(&title, " \xC2\xB7 EDITING %zu:%zu", line, column);
    }
    return utstring_body(&title);
}

void replay_event_pane_paint(struct replay_event_pane *pane, struct canvas *canvas, struct rect rect, bool focused)
{
    if (rect.height < 1)
        return;
    char *title = make_title(pane);
    if (focused)
        canvas_park(canvas, rect.y, rect.x, false);
    frame_paint_pane_title(canvas, (struct rect){ rect.y, rect.x, 1, rect.width }, title, focused);
    free(title);
    struct rect body = { rect.y + 1, rect.x, rect.height - 1, rect.width };
    if (pane->is_editing)
        text_edit_paint(pane->edit, canvas, (struct rect){ body.y, body.x + 1, body.height, body.width - 1 }, focused);
    else if (!json_pane_is_empty(pane->json))
        json_pane_paint(pane->json, canvas, body, focused);
}

/* Keys. */

unsigned replay_event_pane_contexts(const struct replay_event_pane *pane)
{
    if (pane->is_editing)
        return CONTEXT_BIT(EDITOR);
    return json_pane_is_empty(pane->json) ? CONTEXT_BIT(MOVE) : json_pane_contexts(pane->json);
}

bool replay_event_pane_takes_text(const struct replay_event_pane *pane)
{
    return pane->is_editing || json_pane_takes_text(pane->json);
}

enum reaction replay_event_pane_type(struct replay_event_pane *pane, keypress key, bool *edited)
{
    *edited = false;
    if (!pane->is_editing)
        return json_pane_type(pane->json, key);
    return text_edit_type(pane->edit, key, edited) ? REACTION_DONE : REACTION_NONE;
}

enum reaction replay_event_pane_act(struct replay_event_pane *pane, enum action action)
{
    if (action == ACTION_COPY) {
        console_copy(pane->console, "the event", pane->text, pane->length);
        return REACTION_DONE;
    }
    return json_pane_is_empty(pane->json) ? REACTION_NONE : json_pane_act(pane->json, action);
}
