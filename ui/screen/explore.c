#include <stdlib.h>
#include <string.h>

#include "support/text.h"
#include "ui/console.h"
#include "ui/desk.h"
#include "ui/frame.h"
#include "ui/screen/browse.h"
#include "ui/screen/explore_memory.h"
#include "ui/screen/item.h"
#include "ui/screen/stream_list.h"
#include "ui/screen/write_form.h"

/* Three panes, one leading into the next. Where there is room, a pane shows what it leads to beside it or below it; where
 * there is not, only the one that has the keys is seen. */
enum pane { PANE_STREAMS, PANE_ROWS, PANE_ITEM };

enum { STREAMS_COLUMNS = 54, PREVIEW_MS = 150, WRITING_COLUMNS = 36 };

struct explore_view {
    struct view view;
    struct stream_list *streams;
    struct browse **browses; /* of each stream; NULL: not opened yet */
    struct kept_file *memory; /* of the last time; NULL: not looked at yet */
    struct item_pane *item;       /* of the selected row; NULL: not opened */
    enum pane pane;
    bool is_zoomed;
    const struct stream *previewed; /* the stream whose rows are seen beside the streams; NULL: none */
    int64_t preview_ms;             /* when that becomes the selected one: not for each row that is passed by */
};

static struct explore *explore_of(const struct explore_view *view)
{
    return desk_explore(console_desk(view->view.console));
}

static struct table *table_of(const struct explore_view *view)
{
    return stream_list_table(view->streams);
}

static struct browse *current(const struct explore_view *view)
{
    const struct stream *stream = stream_list_selected(view->streams);
    return stream != NULL ? view->browses[stream - streams] : NULL;
}

/* The rows of a stream, made when they are first wanted. */
static struct browse *open_browse(struct explore_view *view, const struct stream *stream)
{
    if (stream == NULL || explore_of(view) == NULL)
        return NULL;
    struct browse **browse = &view->browses[stream - streams];
    if (*browse == NULL) {
        *browse = browse_new(view->view.console, explore_of(view), stream);
        if (view->memory != NULL)
            browse_recall(*browse, explore_memory_stream(view->memory, stream->table.name));
    }
    return *browse;
}

static struct browse *open_current(struct explore_view *view)
{
    return open_browse(view, stream_list_selected(view->streams));
}

/* Memory. */

/* Not before the view is seen: one that was closed just now may have to write first. */
static void recall(struct explore_view *view)
{
    const struct desk *desk = console_desk(view->view.console);
    if (view->memory != NULL || desk_profile_name(desk) == NULL)
        return;
    view->memory = kept_file_open(paths_view(desk_paths(desk), desk_profile_name(desk)));
    const char *selected = explore_memory_selected(view->memory);
    if (selected != NULL)
        stream_list_select(view->streams, selected);
    view->previewed = stream_list_selected(view->streams);
}

static void remember(struct explore_view *view)
{
    const struct stream *selected = stream_list_selected(view->streams);
    if (view->memory == NULL)
        return;
    if (selected != NULL)
        explore_memory_select(view->memory, selected->table.name);
    for (size_t i = 0; i < stream_count; i++) {
        if (view->browses[i] != NULL)
            browse_remember(view->browses[i], explore_memory_renew(view->memory, streams[i].table.name));
    }
}

/* Painting. */

/* Its rows are painted without the keys; the cursor stays with the streams. */
static void paint_preview(struct explore_view *view, struct canvas *canvas, struct rect rect)
{
    struct browse *browse = open_browse(view, view->previewed);
    if (browse != NULL)
        browse_paint(browse, canvas, rect, false);
}

static void paint_rows(struct explore_view *view, struct canvas *canvas, struct rect rect, bool focused)
{
    struct browse *browse = open_current(view);
    if (browse != NULL && rect.height > 0)
        browse_paint(browse, canvas, rect, focused);
}

/* Rows and item, as there is room. */
static void paint_right(struct explore_view *view, struct canvas *canvas, struct rect rect)
{
    bool in_item = view->pane == PANE_ITEM;
    enum layout_pane wanted = !view->is_zoomed ? LAYOUT_BOTH : in_item ? LAYOUT_DETAIL_ONLY : LAYOUT_LIST_ONLY;
    struct layout_split split = layout_split(rect, canvas_height(canvas), view->item != NULL, wanted);
    /* Where only one of them has room, it is the one with the keys. */
    if (split.list.height == 0 && !in_item)
        split = (struct layout_split){ .list = rect };
    paint_rows(view, canvas, split.list, view->pane == PANE_ROWS);
    canvas_line(canvas, split.line);
    if (view->item != NULL && split.detail.height > 0)
        item_paint(view->item, canvas, split.detail, in_item);
}

/* What runs in the background, in the last line: an export, or a file that is being written. */
static struct rect paint_background(struct explore_view *view, struct canvas *canvas, struct rect rect)
{
    struct explore_progress progress;
    explore_progress(explore_of(view), &progress);
    int64_t written = explore_rows_written(explore_of(view));
    if ((!progress.is_running && written < 0) || rect.height < 4)
        return rect;
    UT_string text;
    utstring_init(&text);
    if (progress.is_running)
        stream_list_append_progress(&text, &progress, rect.width - 1 - (written >= 0 ? WRITING_COLUMNS : 0));
    if (written >= 0) {
        utstring_printf(&text, "%swriting a file: ", progress.is_running ? " \xC2\xB7 " : "");
        text_append_count(&text, (long long)written);
        utstring_printf(&text, " rows");
    }
    rect.height--;
    canvas_field(canvas, rect.y + rect.height, rect.x + 1, rect.width - 1, ROLE_TEXT, TEXT_LEFT, utstring_body(&text));
    utstring_done(&text);
    return rect;
}

static void explore_paint(struct view *base, struct canvas *canvas, struct rect rect)
{
    struct explore_view *view = (struct explore_view *)base;
    if (explore_of(view) == NULL) {
        frame_paint_no_profile(canvas, rect, console_keymap(view->view.console));
        return;
    }
    recall(view);
    rect = paint_background(view, canvas, rect);
    if (view->pane != PANE_STREAMS) {
        paint_right(view, canvas, rect);
    } else if (rect.width < LAYOUT_SIDE_WIDTH) {
        stream_list_paint(view->streams, canvas, rect);
    } else {
        stream_list_paint(view->streams, canvas, (struct rect){ rect.y, rect.x, rect.height, STREAMS_COLUMNS });
        canvas_wall(canvas, rect.y, rect.x + STREAMS_COLUMNS, rect.height);
        int used = STREAMS_COLUMNS + 1;
        paint_preview(view, canvas, (struct rect){ rect.y, rect.x + used, rect.height, rect.width - used });
    }
}

static unsigned pane_contexts(const struct explore_view *view)
{
    const struct browse *browse = current(view);
    if (view->pane == PANE_ITEM)
        return item_contexts(view->item);
    if (view->pane == PANE_ROWS && browse != NULL)
        return browse_contexts(browse);
    return table_contexts(table_of(view));
}

static bool explore_takes_text(const struct view *base)
{
    const struct explore_view *view = (const struct explore_view *)base;
    const struct browse *browse = current(view);
    if (view->pane == PANE_ITEM)
        return item_takes_text(view->item);
    if (view->pane == PANE_ROWS && browse != NULL)
        return browse_takes_text(browse);
    return table_takes_text(table_of(view));
}

static unsigned explore_contexts(const struct view *base)
{
    const struct explore_view *view = (const struct explore_view *)base;
    unsigned contexts = pane_contexts(view);
    return explore_takes_text(base) ? contexts : contexts | CONTEXT_BIT(EXPLORE);
}

static void close_item(struct explore_view *view)
{
    item_free(view->item);
    view->item = NULL;
    view->is_zoomed = false;
}

/* The item is that of the selected row, as it is now. */
static void show_item(struct explore_view *view)
{
    struct browse *browse = current(view);
    const char *id = browse_selected_id(browse);
    const char *name = NULL;
    int64_t extracted_ms = 0;
    char *key = memory_copy_string(id);
    char *json = key != NULL ? browse_selected(browse, &extracted_ms, &name) : NULL;
    item_show(view->item, json != NULL ? key : NULL, json, name);
    free(json);
    free(key);
}

/* The item follows the selected row as long as it is open, and is closed when another stream is selected. */
static void follow_selection(struct explore_view *view)
{
    struct browse *browse = current(view);
    if (stream_list_selected(view->streams) != view->previewed)
        view->preview_ms = console_now_ms(view->view.console) + PREVIEW_MS;
    if (view->item == NULL)
        return;
    const char *id = browse != NULL ? browse_selected_id(browse) : NULL;
    if (browse == NULL || browse_stream(browse) != item_stream(view->item))
        close_item(view);
    else if (id == NULL || item_id(view->item) == NULL || strcmp(id, item_id(view->item)) != 0)
        show_item(view);
}

static enum reaction explore_type(struct view *base, keypress key)
{
    struct explore_view *view = (struct explore_view *)base;
    if (view->pane == PANE_ITEM)
        return item_type(view->item, key);
    enum reaction reaction = view->pane == PANE_ROWS ? browse_type(current(view), key) : table_type(table_of(view), key);
    follow_selection(view);
    return reaction;
}

/* Actions. */

static void open_item(struct explore_view *view)
{
    struct browse *browse = current(view);
    if (browse_selected_id(browse) == NULL)
        return;
    if (view->item == NULL)
        view->item = item_new(view->view.console, explore_of(view), browse_stream(browse));
    view->pane = PANE_ITEM;
    show_item(view);
    item_read(view->item, false);
}

static void open_rows(struct explore_view *view)
{
    if (open_current(view) != NULL)
        view->pane = PANE_ROWS;
}

static void sync(struct explore_view *view, const struct stream *const *chosen, size_t count, enum sync_mode mode)
{
    struct error error = ERROR_INIT;
    struct explore_progress before;
    explore_progress(explore_of(view), &before);
    if (!explore_sync(explore_of(view), chosen, count, mode, &error))
        console_tell(view->view.console, &error);
    else if (before.is_running)
        console_say(view->view.console, MESSAGE_NOTE, "It is exported when the export that runs has ended");
    error_clear(&error);
}

/* The selected stream, or those that are marked. */
static void sync_chosen(struct explore_view *view, enum sync_mode mode)
{
    const struct stream **chosen = memory_allocate(stream_count, sizeof *chosen);
    size_t count = 0;
    for (size_t i = 0; i < stream_count && view->pane == PANE_STREAMS; i++)
        if (table_is_marked(table_of(view), streams[i].table.name))
            chosen[count++] = &streams[i];
    if (count == 0)
        chosen[count++] = stream_list_selected(view->streams);
    sync(view, chosen, count, mode);
    table_clear_marks(table_of(view));
    free(chosen);
}

static enum reaction act_on_stream(struct explore_view *view, enum action action)
{
    const struct stream *stream = stream_list_selected(view->streams);
    if (explore_of(view) == NULL || stream == NULL)
        return REACTION_NONE;
    switch (action) {
    case ACTION_SYNC:
    case ACTION_SYNC_FULL:
        sync_chosen(view, action == ACTION_SYNC ? SYNC_INCREMENTAL : SYNC_FULL);
        return REACTION_DONE;
    case ACTION_SYNC_ALL:
        sync(view, NULL, 0, SYNC_INCREMENTAL);
        return REACTION_DONE;
    case ACTION_WRITE_FILE:
        console_push(view->view.console, write_form_new(view->view.console, explore_of(view), stream,
                                                         view->pane != PANE_STREAMS ? browse_filter(current(view)) : NULL));
        return REACTION_DONE;
    default:
        return REACTION_NONE;
    }
}

static enum reaction go_up(struct explore_view *view)
{
    view->is_zoomed = false;
    if (view->pane == PANE_STREAMS)
        return REACTION_NONE;
    if (view->item != NULL) {
        close_item(view);
        view->pane = PANE_ROWS;
    } else {
        view->pane = PANE_STREAMS;
    }
    return REACTION_DONE;
}

/* To the next pane that is open, from the last one on to the first; to the next screen where there is but one. */
static enum reaction go_around(struct explore_view *view, bool forwards)
{
    struct browse *browse = current(view);
    if (browse == NULL)
        return REACTION_NONE;
    int panes = view->item != NULL ? 3 : 2;
    view->pane = (enum pane)(((int)view->pane + (forwards ? 1 : panes - 1)) % panes);
    return REACTION_DONE;
}

static enum reaction act_in_pane(struct explore_view *view, enum action action)
{
    struct browse *browse = current(view);
    if (view->pane == PANE_ITEM)
        return item_act(view->item, action);
    if (view->pane == PANE_ROWS && action == ACTION_OPEN) {
        open_item(view);
        return REACTION_DONE;
    }
    if (view->pane == PANE_ROWS && browse != NULL)
        return browse_act(browse, action);
    if (action == ACTION_OPEN || action == ACTION_RIGHT) {
        open_rows(view);
        return REACTION_DONE;
    }
    if (action == ACTION_COPY) {
        stream_list_copy(view->streams);
        return REACTION_DONE;
    }
    return table_act(table_of(view), view->view.console, action);
}

static enum reaction explore_act(struct view *base, enum action action)
{
    struct explore_view *view = (struct explore_view *)base;
    enum reaction reaction = act_on_stream(view, action);
    if (reaction == REACTION_NONE)
        reaction = act_in_pane(view, action);
    /* What does not move inside the item moves on to the item before or behind it. */
    bool moves = (action_info(action)->contexts & CONTEXT_BIT(MOVE)) != 0 && action != ACTION_LEFT;
    if (reaction == REACTION_NONE && view->pane == PANE_ITEM && moves)
        reaction = browse_act(current(view), action);
    follow_selection(view);
    if (reaction != REACTION_NONE)
        return reaction;
    switch (action) {
    case ACTION_BACK:
    case ACTION_ESCAPE:
    case ACTION_LEFT:
        return go_up(view);
    case ACTION_NEXT_PANE:
    case ACTION_PREVIOUS_PANE:
        return go_around(view, action == ACTION_NEXT_PANE);
    case ACTION_ZOOM:
        view->is_zoomed = !view->is_zoomed;
        return REACTION_DONE;
    case ACTION_RIGHT:
        if (view->pane == PANE_ROWS)
            open_item(view);
        return REACTION_DONE;
    default:
        return REACTION_NONE;
    }
}

static const char *explore_why_not(const struct view *base, enum action action)
{
    const struct explore_view *view = (const struct explore_view *)base;
    const struct browse *browse = current(view);
    if ((action_info(action)->contexts & (CONTEXT_BIT(EXPLORE) | CONTEXT_BIT(TABLE))) != 0 && explore_of(view) == NULL)
        return "no profile is open";
    const struct stream *stream = stream_list_selected(view->streams);
    if (action == ACTION_WRITE_FILE && (stream == NULL || !explore_stream(explore_of(view), stream).is_stored))
        return "nothing of this stream was exported yet";
    if (action == ACTION_ZOOM && (view->pane == PANE_STREAMS || view->item == NULL))
        return "nothing stands beside it";
    if (view->pane == PANE_ITEM)
        return item_why_not(view->item, action);
    if (view->pane == PANE_ROWS && browse != NULL)
        return browse_why_not(browse, action);
    return NULL;
}

static void explore_crumb(const struct view *base, UT_string *out)
{
    const struct explore_view *view = (const struct explore_view *)base;
    const struct browse *browse = current(view);
    if (view->pane == PANE_STREAMS || browse == NULL)
        return;
    char *words = browse_words(browse_stream(browse)->table.name);
    utstring_printf(out, "Streams \xE2\x80\xBA %s", words);
    free(words);
    if (view->pane == PANE_ITEM)
        utstring_printf(out, " \xE2\x80\xBA %s", item_name(view->item));
}

static void tell_notes(struct explore_view *view)
{
    char *text = NULL;
    struct error error = ERROR_INIT;
    while (explore_of(view) != NULL && explore_take_note(explore_of(view), &text, &error)) {
        if (error.code == ERROR_CANCELLED)
            console_say(view->view.console, MESSAGE_NOTE, "%s", error.message);
        else if (error.code != ERROR_NONE)
            console_tell(view->view.console, &error);
        if (text != NULL)
            console_say(view->view.console, MESSAGE_NOTE, "%s", text);
        free(text);
        error_clear(&error);
    }
}

static void explore_refresh(struct view *base)
{
    struct explore_view *view = (struct explore_view *)base;
    if (explore_of(view) == NULL)
        return;
    tell_notes(view);
    for (size_t i = 0; i < stream_count; i++)
        if (view->browses[i] != NULL)
            browse_refresh(view->browses[i]);
    if (view->item != NULL)
        item_refresh(view->item);
    console_repaint(view->view.console);
}

static int64_t sooner(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t explore_view_due(const struct view *base)
{
    const struct explore_view *view = (const struct explore_view *)base;
    int64_t due = table_is_busy(table_of(view)) ? 0 : view->preview_ms;
    for (size_t i = 0; i < stream_count; i++)
        if (view->browses[i] != NULL)
            due = sooner(due, browse_due(view->browses[i]));
    return view->item != NULL ? sooner(due, item_due(view->item)) : due;
}

static void explore_tick(struct view *base, int64_t now_ms)
{
    struct explore_view *view = (struct explore_view *)base;
    if (table_is_busy(table_of(view)))
        table_tick(table_of(view), now_ms);
    for (size_t i = 0; i < stream_count; i++)
        if (view->browses[i] != NULL && browse_due(view->browses[i]) <= now_ms)
            browse_tick(view->browses[i], now_ms);
    if (view->item != NULL && item_due(view->item) <= now_ms)
        item_tick(view->item, now_ms);
    if (view->preview_ms <= now_ms) {
        view->preview_ms = INT64_MAX;
        view->previewed = stream_list_selected(view->streams);
    }
    console_repaint(view->view.console);
}

static bool explore_interrupt(struct view *base)
{
    struct explore_view *view = (struct explore_view *)base;
    if (explore_of(view) == NULL || !explore_stop(explore_of(view)))
        return false;
    console_say(view->view.console, MESSAGE_NOTE, "Stopped; what was read is kept");
    return true;
}

static const char *explore_unsaved(const struct view *base)
{
    const struct explore_view *view = (const struct explore_view *)base;
    return explore_of(view) != NULL ? explore_unfinished(explore_of(view)) : NULL;
}

static void explore_view_free(struct view *base)
{
    struct explore_view *view = (struct explore_view *)base;
    remember(view);
    kept_file_close(view->memory);
    item_free(view->item);
    for (size_t i = 0; i < stream_count; i++)
        browse_free(view->browses[i]);
    stream_list_free(view->streams);
    free(view->browses);
    free(view);
}

static bool explore_is_deeper(const struct view *base)
{
    const struct explore_view *view = (const struct explore_view *)base;
    return view->pane != PANE_STREAMS;
}

static const struct view_ops explore_ops = {
    .free = explore_view_free,
    .paint = explore_paint,
    .contexts = explore_contexts,
    .act = explore_act,
    .why_not = explore_why_not,
    .takes_text = explore_takes_text,
    .type = explore_type,
    .is_deeper = explore_is_deeper,
    .crumb = explore_crumb,
    .refresh = explore_refresh,
    .due = explore_view_due,
    .tick = explore_tick,
    .interrupt = explore_interrupt,
    .unsaved = explore_unsaved,
};

static struct view *explore_open(struct console *console)
{
    struct explore_view *view = memory_allocate(1, sizeof *view);
    view->view.ops = &explore_ops;
    view->view.console = console;
    view->streams = stream_list_new(console);
    view->previewed = stream_list_selected(view->streams);
    view->preview_ms = INT64_MAX;
    view->browses = memory_allocate(stream_count, sizeof(struct browse *));
    tell_notes(view); /* of what ended before */
    return &view->view;
}

const struct screen screen_explore = { .open = explore_open };
