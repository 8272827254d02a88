#include <stdlib.h>
#include <string.h>

#include "support/text.h"
#include "ui/console.h"
#include "ui/desk.h"
#include "ui/frame.h"
#include "ui/screen/browse.h"
#include "ui/screen/item.h"
#include "ui/widget/picker.h"
#include "ui/widget/table.h"

/* Three panes, one leading into the next. Where there is room, a pane shows what it leads to beside it or below it; where
 * there is not, only the one that has the keys is seen. */
enum pane { PANE_STREAMS, PANE_ROWS, PANE_ITEM };

enum { STREAMS_COLUMNS = 34, PREVIEW_MS = 150 };

enum column_id { COLUMN_STREAM, COLUMN_ROWS, COLUMN_READ, COLUMN_WHAT, COLUMNS };

static const struct column columns[COLUMNS] = {
    [COLUMN_STREAM] = { "STREAM", "stream", CELL_TEXT, 18, 26, 0, 0 },
    [COLUMN_ROWS] = { "ROWS", "rows", CELL_COUNT, 8, 8, 0, 1 },
    [COLUMN_READ] = { "READ", "read", CELL_TEXT, 8, 8, 0, 3 },
    [COLUMN_WHAT] = { "WHAT", "what", CELL_TEXT, 20, 40, 1, 2 },
};

struct explore_view {
    struct view view;
    struct table *streams;
    size_t *shown; /* indexes of the streams that can be looked at by themselves */
    size_t shown_count;
    struct browse **browses; /* of each of them; NULL: not opened yet */
    struct item *item;       /* of the selected row of the current list; NULL: not opened */
    enum pane pane;
    bool is_zoomed;
    size_t previewed;   /* the stream whose rows are seen beside the streams */
    int64_t preview_ms; /* when that becomes the selected one: not for each row that is passed by */
    UT_string text; /* a cell's */
};

static struct explore *explore_of(const struct explore_view *view)
{
    return desk_explore(console_desk(view->view.console));
}

static size_t current_index(const struct explore_view *view)
{
    size_t position = 0;
    if (!table_selected(view->streams, &position))
        return SIZE_MAX;
    return rows_memory_row(table_rows(view->streams), position);
}

static struct browse *current(const struct explore_view *view)
{
    size_t index = current_index(view);
    return index != SIZE_MAX ? view->browses[index] : NULL;
}

/* The rows of a stream, made when they are first wanted. */
static struct browse *open_browse(struct explore_view *view, size_t index)
{
    if (index == SIZE_MAX || explore_of(view) == NULL)
        return NULL;
    if (view->browses[index] == NULL)
        view->browses[index] = browse_new(view->view.console, explore_of(view), &streams[view->shown[index]]);
    return view->browses[index];
}

/* The table of streams. */

static size_t count_rows(void *context)
{
    return ((const struct explore_view *)context)->shown_count;
}

static const char *row_id(void *context, size_t row)
{
    const struct explore_view *view = context;
    return streams[view->shown[row]].table.name;
}

static void get_cell(void *context, size_t row, size_t column, struct cell *out)
{
    struct explore_view *view = context;
    const struct stream *stream = &streams[view->shown[row]];
    const struct explore_rows *rows = explore_of(view) != NULL ? explore_rows(explore_of(view), stream, NULL) : NULL;
    utstring_clear(&view->text);
    out->kind = CELL_TEXT;
    switch ((enum column_id)column) {
    case COLUMN_STREAM: {
        char *words = browse_words(stream->table.name);
        utstring_printf(&view->text, "%s", words);
        free(words);
        break;
    }
    case COLUMN_ROWS:
        out->kind = rows == NULL || (rows->read_ms == 0 && rows->count == 0) ? CELL_UNKNOWN : CELL_COUNT;
        out->number = rows != NULL ? (double)rows->count : 0;
        break;
    case COLUMN_READ:
        if (rows != NULL && rows->state == EXPLORE_READING)
            utstring_printf(&view->text, "reading");
        else if (rows != NULL && rows->state == EXPLORE_FAILED)
            utstring_printf(&view->text, rows->error.code == ERROR_CANCELLED ? "stopped" : "FAILED");
        else if (rows != NULL && rows->read_ms != 0)
            cell_append_moment(&view->text, rows->read_ms, CELL_SECOND);
        else
            utstring_printf(&view->text, "never");
        break;
    case COLUMN_WHAT:
        utstring_printf(&view->text, "%s", stream->help);
        break;
    case COLUMNS:
        break;
    }
    out->text = utstring_body(&view->text);
}

/* Painting. */

static void paint_streams(struct explore_view *view, struct canvas *canvas, struct rect rect)
{
    table_paint(view->streams, canvas, rect, "Streams", NULL, true);
}

/* Its rows are painted without the keys; the cursor stays with the streams. */
static void paint_preview(struct explore_view *view, struct canvas *canvas, struct rect rect)
{
    struct browse *browse = open_browse(view, view->previewed);
    if (browse != NULL)
        browse_paint(browse, canvas, rect, false);
}

static void paint_rows(struct explore_view *view, struct canvas *canvas, struct rect rect, bool focused)
{
    struct browse *browse = open_browse(view, current_index(view));
    if (browse != NULL && rect.height > 0)
        browse_paint(browse, canvas, rect, focused);
}

static void paint_line(struct canvas *canvas, struct rect line)
{
    if (line.width == 1)
        canvas_wall(canvas, line.y, line.x, line.height);
    else if (line.height == 1)
        canvas_rule(canvas, line.y, line.x, line.width);
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
    paint_line(canvas, split.line);
    if (view->item != NULL && split.detail.height > 0)
        item_paint(view->item, canvas, split.detail, in_item);
}

static void paint_no_profile(const struct explore_view *view, struct canvas *canvas, struct rect rect)
{
    UT_string text;
    utstring_init(&text);
    utstring_printf(&text, "No profile is open. ");
    keymap_append_key(&text, console_keymap(view->view.console), ACTION_SCREEN_CONNECTIONS);
    utstring_printf(&text, " shows the connections.");
    (void)canvas_text(canvas, rect.y + 1, rect.x + 2, rect.width - 2, ROLE_TEXT, utstring_body(&text));
    utstring_done(&text);
}

static void explore_paint(struct view *base, struct canvas *canvas, struct rect rect)
{
    struct explore_view *view = (struct explore_view *)base;
    if (explore_of(view) == NULL) {
        paint_no_profile(view, canvas, rect);
        return;
    }
    if (view->pane != PANE_STREAMS) {
        paint_right(view, canvas, rect);
    } else if (rect.width < LAYOUT_SIDE_WIDTH) {
        paint_streams(view, canvas, rect);
    } else {
        paint_streams(view, canvas, (struct rect){ rect.y, rect.x, rect.height, STREAMS_COLUMNS });
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
    return table_contexts(view->streams);
}

static bool explore_takes_text(const struct view *base)
{
    const struct explore_view *view = (const struct explore_view *)base;
    const struct browse *browse = current(view);
    if (view->pane == PANE_ITEM)
        return item_takes_text(view->item);
    if (view->pane == PANE_ROWS && browse != NULL)
        return browse_takes_text(browse);
    return table_takes_text(view->streams);
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

/* The item follows the selected row as long as it is open, and is closed when another stream is selected. */
static void follow_selection(struct explore_view *view)
{
    struct browse *browse = current(view);
    if (current_index(view) != view->previewed)
        view->preview_ms = console_now_ms(view->view.console) + PREVIEW_MS;
    if (view->item == NULL)
        return;
    if (browse != NULL && browse_stream(browse) == item_list(view->item))
        item_show(view->item, browse_selected(browse));
    else
        close_item(view);
}

static enum reaction explore_type(struct view *base, keypress key)
{
    struct explore_view *view = (struct explore_view *)base;
    if (view->pane == PANE_ITEM)
        return item_type(view->item, key);
    enum reaction reaction = view->pane == PANE_ROWS ? browse_type(current(view), key) : table_type(view->streams, key);
    follow_selection(view);
    return reaction;
}

/* Actions. */

static void open_item(struct explore_view *view)
{
    struct browse *browse = current(view);
    const struct explore_record *record = browse_selected(browse);
    if (record == NULL)
        return;
    if (view->item == NULL)
        view->item = item_new(view->view.console, explore_of(view), browse_stream(browse));
    view->pane = PANE_ITEM;
    item_show(view->item, record);
    item_read(view->item, false);
}

static void open_rows(struct explore_view *view)
{
    struct browse *browse = open_browse(view, current_index(view));
    if (browse == NULL)
        return;
    view->pane = PANE_ROWS;
    browse_need(browse);
    browse_refresh(browse);
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

enum { COPY_STREAM, COPY_EXPORT };

static void copy_stream(struct console *console, size_t index, void *context)
{
    const struct stream *stream = context;
    char *command = memory_format("brazier sync %s && brazier export %s", stream->table.name, stream->table.name);
    if (index == COPY_STREAM)
        console_copy(console, "the stream's name", stream->table.name, strlen(stream->table.name));
    else
        console_copy(console, "a command", command, strlen(command));
    free(command);
}

static void open_stream_copy(struct explore_view *view)
{
    static const struct picker_item items[] = { [COPY_STREAM] = { "its name", NULL, NULL, 'n' },
                                                [COPY_EXPORT] = { "the command that exports it", "brazier sync", NULL, 'c' } };
    size_t index = current_index(view);
    if (index == SIZE_MAX)
        return;
    console_push(view->view.console, picker_new(&(struct picker_options){ .title = "Copy",
                                                                          .items = items,
                                                                          .count = sizeof items / sizeof items[0],
                                                                          .is_menu = true,
                                                                          .done = copy_stream,
                                                                          .context = (void *)&streams[view->shown[index]] }));
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
        open_stream_copy(view);
        return REACTION_DONE;
    }
    if (action == ACTION_REFRESH) {
        struct browse *wanted = open_browse(view, current_index(view));
        if (wanted != NULL)
            browse_read(wanted);
        return REACTION_DONE;
    }
    return table_act(view->streams, view->view.console, action);
}

static enum reaction explore_act(struct view *base, enum action action)
{
    struct explore_view *view = (struct explore_view *)base;
    enum reaction reaction = act_in_pane(view, action);
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
    bool asks_braze = action == ACTION_OPEN || action == ACTION_REFRESH;
    if (asks_braze && explore_of(view) == NULL)
        return "no profile is open";
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

static void explore_refresh(struct view *base)
{
    struct explore_view *view = (struct explore_view *)base;
    (void)table_refresh(view->streams);
    for (size_t i = 0; i < view->shown_count; i++)
        if (view->browses[i] != NULL)
            browse_refresh(view->browses[i]);
    if (view->item != NULL)
        item_refresh(view->item);
}

static int64_t explore_due(const struct view *base)
{
    const struct explore_view *view = (const struct explore_view *)base;
    const struct browse *browse = current(view);
    if (table_is_busy(view->streams) || (browse != NULL && browse_is_busy(browse)))
        return 0;
    int64_t due = view->item != NULL ? item_due(view->item) : INT64_MAX;
    return view->preview_ms < due ? view->preview_ms : due;
}

static void explore_tick(struct view *base, int64_t now_ms)
{
    struct explore_view *view = (struct explore_view *)base;
    struct browse *browse = current(view);
    if (table_is_busy(view->streams))
        table_tick(view->streams, now_ms);
    if (browse != NULL && browse_is_busy(browse))
        browse_tick(browse, now_ms);
    if (view->item != NULL && item_due(view->item) <= now_ms)
        item_tick(view->item);
    if (view->preview_ms <= now_ms) {
        view->preview_ms = INT64_MAX;
        view->previewed = current_index(view);
    }
    console_repaint(view->view.console);
}

static bool explore_interrupt(struct view *base)
{
    struct explore_view *view = (struct explore_view *)base;
    if (explore_of(view) == NULL || !explore_stop(explore_of(view)))
        return false;
    console_say(view->view.console, MESSAGE_NOTE, "Reading was stopped");
    return true;
}

static void explore_view_free(struct view *base)
{
    struct explore_view *view = (struct explore_view *)base;
    item_free(view->item);
    for (size_t i = 0; i < view->shown_count; i++)
        browse_free(view->browses[i]);
    table_free(view->streams);
    free(view->browses);
    free(view->shown);
    utstring_done(&view->text);
    free(view);
}

static const struct view_ops explore_ops = {
    .free = explore_view_free,
    .paint = explore_paint,
    .contexts = explore_contexts,
    .act = explore_act,
    .why_not = explore_why_not,
    .takes_text = explore_takes_text,
    .type = explore_type,
    .crumb = explore_crumb,
    .refresh = explore_refresh,
    .due = explore_due,
    .tick = explore_tick,
    .interrupt = explore_interrupt,
};

static struct view *explore_open(struct console *console)
{
    struct explore_view *view = memory_allocate(1, sizeof *view);
    view->view.ops = &explore_ops;
    view->view.console = console;
    utstring_init(&view->text);
    view->preview_ms = INT64_MAX;
    view->shown = memory_allocate(stream_count, sizeof *view->shown);
    for (size_t i = 0; i < stream_count; i++)
        if (streams[i].kind == STREAM_LIST || (streams[i].kind == STREAM_SERIES && streams[i].parent == NULL))
            view->shown[view->shown_count++] = i;
    view->browses = memory_allocate(view->shown_count, sizeof(struct browse *));
    struct rows_source source = { count_rows, get_cell, row_id, view };
    view->streams = table_new(rows_memory_new(&source, columns, COLUMNS), columns, COLUMNS);
    return &view->view;
}

const struct screen screen_explore = { .open = explore_open };
