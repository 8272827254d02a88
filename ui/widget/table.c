#include "ui/widget/table.h"

#include <stdlib.h>
#include <string.h>

#include "support/date.h"
#include "support/memory.h"
#include "ui/console.h"
#include "ui/frame.h"
#include "ui/layout.h"
#include "ui/widget/line_edit.h"
#include "ui/widget/motion.h"
#include "ui/widget/table_choice.h"
#include "ui/wrap.h"

#define uthash_fatal(message) memory_exhausted()
#include <uthash.h>

/* Seen until something is typed. */
#define FILTER_EXAMPLES "word  !word  column:word  column>9"

enum {
    MARK_COLUMNS = 2, /* before the first column: the selected row's sign, and a mark's */
    GAP = 2,
    BOLD_COLUMNS = 22, /* of the selected row; more would cost bytes with every move */
    STEP_MS = 10
};

struct mark {
    char *id;
    UT_hash_handle hh;
};

struct table {
    struct rows *rows;
    const struct column *columns;
    size_t column_count;
    struct layout_column *layout; /* of a column that is not shown: nothing */
    int *widths;
    bool *sortable;
    size_t top;
    size_t cursor;
    size_t page;
    char *wanted; /* the row that was selected last by the operator; NULL: none yet */
    size_t sort_column;
    bool descending;
    struct line_edit filter;
    bool is_typing;
    bool is_busy;
    char *empty;
    struct mark *marks;
};

struct table *table_new(struct rows *rows, const struct column *columns, size_t column_count)
{
    struct table *table = memory_allocate(1, sizeof *table);
    table->rows = rows;
    table->columns = columns;
    table->column_count = column_count;
    table->layout = memory_allocate(column_count, sizeof *table->layout);
    table->widths = memory_allocate(column_count, sizeof *table->widths);
    table->sortable = memory_allocate(column_count, sizeof *table->sortable);
    for (size_t i = 0; i < column_count; i++) {
        table->sortable[i] = true;
        table_show_column(table, i, true);
    }
    table->sort_column = ROWS_UNSORTED;
    table->page = 1;
    line_edit_init(&table->filter, false);
    return table;
}

void table_free(struct table *table)
{
    if (table == NULL)
        return;
    table_clear_marks(table);
    table->rows->ops->free(table->rows);
    line_edit_clear(&table->filter);
    free(table->wanted);
    free(table->empty);
    free(table->layout);
    free(table->widths);
    free(table->sortable);
    free(table);
}

void table_show_column(struct table *table, size_t column, bool shown)
{
    const struct column *from = &table->columns[column];
    table->layout[column] = shown ? (struct layout_column){ from->least, from->preferred, from->weight, from->drop }
                                  : (struct layout_column){ 0 };
}

bool table_shows_column(const struct table *table, size_t column)
{
    return table->layout[column].least > 0;
}

bool table_has_room(const struct table *table, size_t column)
{
    return table->widths[column] > 0;
}

void table_set_sortable(struct table *table, size_t column, bool sortable)
{
    table->sortable[column] = sortable;
}

bool table_is_sortable(const struct table *table, size_t column)
{
    return table->sortable[column];
}

const struct column *table_columns(const struct table *table, size_t *count)
{
    *count = table->column_count;
    return table->columns;
}

size_t table_sorted_by(const struct table *table, bool *descending)
{
    *descending = table->descending;
    return table->sort_column;
}

size_t table_count(const struct table *table)
{
    return table->rows->ops->count(table->rows);
}

const struct rows *table_rows(const struct table *table)
{
    return table->rows;
}

size_t table_top(const struct table *table)
{
    return table->top;
}

size_t table_page(const struct table *table)
{
    return table->page;
}

bool table_selected(const struct table *table, size_t *position)
{
    *position = table->cursor;
    return table->cursor < table_count(table);
}

const char *table_selected_id(const struct table *table)
{
    return table->cursor < table_count(table) ? table->rows->ops->id(table->rows, table->cursor) : NULL;
}

static void want_cursor(struct table *table)
{
    const char *id = table_selected_id(table);
    char *copy = memory_copy_string(id);
    free(table->wanted);
    table->wanted = copy;
}

/* Puts the cursor on the wanted row; if that is not shown, it stays where it is or goes to the end. False if it is not. */
static bool find_wanted(struct table *table)
{
    size_t position = 0;
    if (table->wanted != NULL && table->rows->ops->find(table->rows, table->wanted, &position)) {
        /* The row keeps its place on the screen, too, as far as there are rows. */
        size_t offset = table->cursor >= table->top ? table->cursor - table->top : 0;
        table->cursor = position;
        table->top = position > offset ? position - offset : 0;
        return true;
    }
    size_t count = table_count(table);
    if (table->is_typing)
        table->cursor = 0;
    else if (table->cursor >= count)
        table->cursor = count > 0 ? count - 1 : 0;
    return table->wanted == NULL;
}

static bool arrange(struct table *table)
{
    table->rows->ops->arrange(table->rows, line_edit_text(&table->filter), table->sort_column, table->descending);
    table->is_busy = table->rows->ops->step(table->rows, date_monotonic_ms() + STEP_MS);
    return find_wanted(table);
}

bool table_refresh(struct table *table)
{
    bool found = arrange(table);
    if (found || table->is_busy || *line_edit_text(&table->filter) != '\0')
        return false;
    bool had_one = table->wanted != NULL;
    want_cursor(table);
    return had_one && table->wanted != NULL;
}

void table_set_empty(struct table *table, const char *visible)
{
    free(table->empty);
    table->empty = memory_copy_string(visible);
}

void table_sort(struct table *table, size_t column, bool descending)
{
    table->sort_column = column;
    table->descending = descending;
    (void)arrange(table);
}

void table_set_filter(struct table *table, const char *text)
{
    line_edit_set(&table->filter, text);
    (void)arrange(table);
}

const char *table_filter(const struct table *table)
{
    return line_edit_text(&table->filter);
}

bool table_is_busy(const struct table *table)
{
    return table->is_busy;
}

void table_tick(struct table *table, int64_t now_ms)
{
    table->is_busy = table->rows->ops->step(table->rows, now_ms + STEP_MS);
    (void)find_wanted(table);
}

bool table_select(struct table *table, const char *id)
{
    size_t position = 0;
    if (!table->rows->ops->find(table->rows, id, &position))
        return false;
    table->cursor = position;
    want_cursor(table);
    return true;
}

const char *table_wanted(const struct table *table)
{
    return table->wanted;
}

void table_want(struct table *table, const char *id)
{
    char *copy = memory_copy_string(id);
    free(table->wanted);
    table->wanted = copy;
    (void)find_wanted(table);
}

/* Marks. */

static struct mark *find_mark(const struct table *table, const char *id)
{
    struct mark *mark = NULL;
    HASH_FIND_STR(table->marks, id, mark);
    return mark;
}

bool table_is_marked(const struct table *table, const char *id)
{
    return find_mark(table, id) != NULL;
}

size_t table_marked_count(const struct table *table)
{
    return HASH_COUNT(table->marks);
}

static void free_mark(struct table *table, struct mark *mark)
{
    HASH_DEL(table->marks, mark);
    free(mark->id);
    free(mark);
}

void table_clear_marks(struct table *table)
{
    while (table->marks != NULL)
        free_mark(table, table->marks);
}

static void toggle_mark(struct table *table)
{
    const char *id = table_selected_id(table);
    if (id == NULL)
        return;
    struct mark *mark = find_mark(table, id);
    if (mark != NULL) {
        free_mark(table, mark);
        return;
    }
    mark = memory_allocate(1, sizeof *mark);
    mark->id = memory_copy_string(id);
    HASH_ADD_KEYPTR(hh, table->marks, mark->id, strlen(mark->id), mark);
}

/* Painting. */

static const char *arrow(const struct table *table)
{
    return table->descending ? "\xE2\x96\xBC" : "\xE2\x96\xB2";
}

static void append_title(struct table *table, UT_string *out, const char *title, const char *note)
{
    size_t count = table_count(table);
    size_t total = table->rows->ops->total(table->rows);
    const char *filter = line_edit_text(&table->filter);
    utstring_printf(out, "%s \xC2\xB7 ", title);
    if (*filter != '\0') {
        text_append_count(out, (long long)count);
        utstring_printf(out, " of ");
    }
    text_append_count(out, (long long)total);
    if (table->marks != NULL)
        utstring_printf(out, " \xC2\xB7 %zu marked", table_marked_count(table));
    if (note != NULL && *note != '\0')
        utstring_printf(out, " \xC2\xB7 %s", note);
    if (table->sort_column != ROWS_UNSORTED && table->widths[table->sort_column] == 0)
        utstring_printf(out, " \xC2\xB7 by %s %s", table->columns[table->sort_column].title, arrow(table));
    if (table->is_busy && *filter != '\0')
        utstring_printf(out, " \xC2\xB7 filtering");
    if (table->is_typing || *filter != '\0') {
        utstring_printf(out, " \xC2\xB7 /");
        text_append_visible(out, filter, strlen(filter));
    }
}

static void paint_title(struct table *table, struct canvas *canvas, struct rect row, const char *title, const char *note,
                        bool focused)
{
    UT_string text;
    utstring_init(&text);
    append_title(table, &text, title, note);
    bool is_chosen = table->marks != NULL || table->is_typing || *line_edit_text(&table->filter) != '\0';
    if (is_chosen && text_width(utstring_body(&text)) + 2 > (size_t)row.width) {
        utstring_clear(&text);
        append_title(table, &text, title, NULL); /* what the operator chose before what there is to say of it */
    }
    frame_paint_title(canvas, row, utstring_body(&text), focused);
    if (table->is_typing) {
        int x = 1 + (int)text_width(utstring_body(&text));
        x -= (int)text_width(line_edit_text(&table->filter) + table->filter.cursor);
        canvas_park(canvas, row.y, row.x + (x < row.width ? x : row.width - 1), true);
        if (*line_edit_text(&table->filter) == '\0')
            (void)canvas_text(canvas, row.y, row.x + x + GAP, row.width - x - GAP, ROLE_LABEL, FILTER_EXAMPLES);
    }
    utstring_done(&text);
}

static void paint_header(struct table *table, struct canvas *canvas, struct rect row)
{
    canvas_fill(canvas, row, ROLE_HEADER);
    int at = MARK_COLUMNS;
    for (size_t i = 0; i < table->column_count; i++) {
        if (table->widths[i] == 0)
            continue;
        const struct column *column = &table->columns[i];
        UT_string title;
        utstring_init(&title);
        utstring_printf(&title, "%s", column->title);
        if (i == table->sort_column)
            utstring_printf(&title, "%s", arrow(table));
        int room = row.width - at;
        /* The arrow may stand in the gap behind a narrow column. */
        int width = table->widths[i] + (i == table->sort_column ? 1 : 0);
        canvas_field(canvas, row.y, row.x + at, width < room ? width : room, ROLE_HEADER,
                     cell_is_right(column->kind) ? TEXT_RIGHT : TEXT_LEFT, utstring_body(&title));
        utstring_done(&title);
        at += table->widths[i] + GAP;
    }
}

static void emphasize_matches(const struct table *table, struct canvas *canvas, size_t column, const char *visible, int y,
                              int x, int width)
{
    if (*line_edit_text(&table->filter) == '\0' || table->rows->ops->find_match == NULL)
        return;
    size_t at = 0;
    size_t length = 0;
    while (table->rows->ops->find_match(table->rows, column, visible, &at, &length) && length > 0) {
        char *before = memory_copy_bytes(visible, at);
        char *found = memory_copy_bytes(visible + at, length);
        int start = (int)text_width(before);
        int end = start + (int)text_width(found);
        free(before);
        free(found);
        if (start < width)
            canvas_emphasize(canvas, y, x + start, (end < width ? end : width) - start, THEME_UNDERLINE);
        at += length;
    }
}

static void paint_row(struct table *table, struct canvas *canvas, size_t position, struct rect row, bool focused)
{
    const char *id = table->rows->ops->id(table->rows, position);
    if (table->marks != NULL && table_is_marked(table, id))
        (void)canvas_text(canvas, row.y, row.x + 1, 1, ROLE_MARKED, "*");
    int at = MARK_COLUMNS;
    UT_string text;
    utstring_init(&text);
    for (size_t i = 0; i < table->column_count && at < row.width; i++) {
        if (table->widths[i] == 0)
            continue;
        struct cell cell = { CELL_NONE, ROLE_TEXT, NULL, 0, NULL, 0 };
        table->rows->ops->cell(table->rows, position, i, &cell);
        utstring_clear(&text);
        cell_append(&text, &cell, table->widths[i]);
        int width = table->widths[i] < row.width - at ? table->widths[i] : row.width - at;
        canvas_field(canvas, row.y, row.x + at, width, cell.role,
                     cell_is_right(table->columns[i].kind) ? TEXT_RIGHT : TEXT_LEFT, utstring_body(&text));
        if (!cell_is_right(table->columns[i].kind))
            emphasize_matches(table, canvas, i, utstring_body(&text), row.y, row.x + at, width);
        at += table->widths[i] + GAP;
    }
    utstring_done(&text);
    if (position != table->cursor)
        return;
    /* Where the keys go elsewhere, the sign is a weaker one. */
    (void)canvas_text(canvas, row.y, row.x, 1, ROLE_TEXT, focused ? "\xE2\x96\xB8" : "\xC2\xB7");
    if (!focused)
        return;
    canvas_emphasize(canvas, row.y, row.x, BOLD_COLUMNS < row.width ? BOLD_COLUMNS : row.width, THEME_BOLD);
    if (!table->is_typing)
        canvas_park(canvas, row.y, row.x, false);
}

static void append_no_match(UT_string *out, const struct table *table)
{
    const char *separator = " Columns that a filter knows: ";
    utstring_printf(out, "No row matches. Esc clears the filter.");
    for (size_t i = 0; i < table->column_count; i++) {
        if (*table->columns[i].field == '\0')
            continue;
        utstring_printf(out, "%s%s", separator, table->columns[i].field);
        separator = ", ";
    }
}

static void paint_empty(const struct table *table, struct canvas *canvas, struct rect rect)
{
    bool filtered = *line_edit_text(&table->filter) != '\0' && table->rows->ops->total(table->rows) > 0;
    int width = rect.width - MARK_COLUMNS - 1;
    UT_string text;
    UT_string line;
    utstring_init(&text);
    utstring_init(&line);
    if (table->is_busy)
        utstring_printf(&text, filtered ? "Filtering" : "Reading");
    else if (filtered)
        append_no_match(&text, table);
    else
        utstring_printf(&text, "%s", table->empty != NULL ? table->empty : "");
    const char *rest = utstring_body(&text);
    for (int y = 0; y < rect.height && rest != NULL && width > 0; y++) {
        rest = wrap_next(rest, (size_t)width, &line);
        (void)canvas_text(canvas, rect.y + y, rect.x + MARK_COLUMNS, width, ROLE_TEXT, utstring_body(&line));
    }
    utstring_done(&line);
    utstring_done(&text);
}

void table_paint(struct table *table, struct canvas *canvas, struct rect rect, const char *title, const char *note, bool focused)
{
    if (rect.height < 1 || rect.width < MARK_COLUMNS + 1)
        return;
    layout_columns(table->layout, table->column_count, rect.width - MARK_COLUMNS - 1, GAP, table->widths);
    size_t count = table_count(table);
    table->page = rect.height > 3 ? (size_t)rect.height - 2 : 1;
    table->top = layout_scroll(table->top, table->cursor, count, table->page);
    /* Parked here where nothing else takes the cursor. */
    if (focused)
        canvas_park(canvas, rect.y, rect.x, false);
    paint_title(table, canvas, (struct rect){ rect.y, rect.x, 1, rect.width }, title, note, focused);
    paint_header(table, canvas, (struct rect){ rect.y + 1, rect.x, rect.height > 1 ? 1 : 0, rect.width });
    struct rect body = { rect.y + 2, rect.x, rect.height - 2, rect.width };
    if (count == 0)
        paint_empty(table, canvas, body);
    for (int i = 0; i < body.height && table->top + (size_t)i < count; i++)
        paint_row(table, canvas, table->top + (size_t)i, (struct rect){ body.y + i, body.x, 1, body.width }, focused);
}

/* Keys. */

unsigned table_contexts(const struct table *table)
{
    return table->is_typing ? CONTEXT_BIT(INPUT) : CONTEXT_BIT(TABLE) | CONTEXT_BIT(MOVE);
}

bool table_takes_text(const struct table *table)
{
    return table->is_typing;
}

enum reaction table_type(struct table *table, keypress key)
{
    bool changed = false;
    if (key == KEYS_UP || key == KEYS_DOWN)
        return table_act(table, NULL, key == KEYS_UP ? ACTION_UP : ACTION_DOWN);
    if (!line_edit_type(&table->filter, key, &changed))
        return REACTION_NONE;
    if (changed)
        (void)arrange(table);
    return REACTION_DONE;
}

static void move_to(struct table *table, size_t position)
{
    size_t count = table_count(table);
    if (count == 0)
        return;
    table->cursor = position < count ? position : count - 1;
    want_cursor(table);
}

/* A page moves the window as well, so that the selected row stays where it is on the screen. */
static bool move(struct table *table, enum action action)
{
    struct motion motion;
    if (!motion_of(action, table->page, &motion))
        return false;
    size_t before = table->cursor, count = table_count(table);
    if (count == 0)
        return true;
    move_to(table, motion_apply(&motion, before, count));
    if (motion.is_page && table->cursor > before)
        table->top += table->cursor - before;
    else if (motion.is_page)
        table->top = table->top > before - table->cursor ? table->top - (before - table->cursor) : 0;
    return true;
}

static void sort_next(struct table *table, bool forwards)
{
    size_t count = table->column_count;
    size_t column = table->sort_column;
    if (column == ROWS_UNSORTED)
        column = forwards ? count - 1 : 0;
    size_t from = column;
    do {
        column = (column + (forwards ? 1 : count - 1)) % count;
    } while (column != from && (!table->sortable[column] || table->widths[column] == 0));
    table_sort(table, column, cell_is_right(table->columns[column].kind));
}

static enum reaction end_typing(struct table *table, bool keep)
{
    table->is_typing = false;
    if (!keep)
        table_set_filter(table, "");
    else if (table_count(table) > 0)
        want_cursor(table);
    return REACTION_DONE;
}

enum reaction table_act(struct table *table, struct console *console, enum action action)
{
    if (move(table, action))
        return REACTION_DONE;
    switch (action) {
    case ACTION_FILTER:
        table->is_typing = true;
        return REACTION_DONE;
    case ACTION_ACCEPT:
        return table->is_typing ? end_typing(table, true) : REACTION_NONE;
    case ACTION_CANCEL:
        return table->is_typing ? end_typing(table, false) : REACTION_NONE;
    case ACTION_ESCAPE:
        return *line_edit_text(&table->filter) != '\0' ? end_typing(table, false) : REACTION_NONE;
    case ACTION_SORT:
        table_choose_sort(table, console);
        return REACTION_DONE;
    case ACTION_COLUMNS:
        table_choose_columns(table, console);
        return REACTION_DONE;
    case ACTION_SORT_NEXT:
    case ACTION_SORT_PREVIOUS:
        sort_next(table, action == ACTION_SORT_NEXT);
        return REACTION_DONE;
    case ACTION_MARK:
        toggle_mark(table);
        move_to(table, table->cursor + 1);
        return REACTION_DONE;
    default:
        return REACTION_NONE;
    }
}
