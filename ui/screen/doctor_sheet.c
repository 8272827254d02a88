#include "ui/screen/doctor_sheet.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "support/date.h"
#include "support/text.h"
#include "ui/layout.h"
#include "ui/widget/cell.h"
#include "ui/widget/filter.h"
#include "ui/widget/line_edit.h"
#include "ui/widget/motion.h"
#include "ui/wrap.h"

enum {
    LEFT = 2,
    LEVEL_COLUMNS = 6,
    STEP_COLUMNS = 11,
    TIME_COLUMNS = 11,
    STATE_COLUMNS = 8,
    NAME_MOST = 38,
    BAR_MOST = 48,
    LIMIT_COLUMNS = 18,
    RESET_COLUMNS = 12,
    GAP = 2
};

/* What a filter can name. */
enum field { FIELD_STATE, FIELD_WHAT, FIELD_MORE, FIELDS };

static const struct column fields[FIELDS] = {
    [FIELD_STATE] = { "STATE", "state", CELL_TEXT, 4, 8, 0, 0 },
    [FIELD_WHAT] = { "WHAT", "what", CELL_TEXT, 8, 20, 1, 0 },
    [FIELD_MORE] = { "MORE", "more", CELL_TEXT, 8, 20, 1, 0 },
};

struct doctor_sheet {
    struct sheet_item *items; /* that are shown, in their order */
    size_t count;
    size_t total;
    size_t capacity;
    size_t *starts; /* the row that each item begins on, as painted last; one more for the end */
    size_t cursor;
    bool has_moved; /* the operator has; else the selection stays on the first item */
    char *wanted;   /* what is selected, by name; NULL: the first */
    size_t top;
    size_t height;
    struct line_edit filter;
    bool is_typing;
    const struct doctor_report *report; /* only while the filter asks */
    UT_string text;
    UT_string status;
};

struct doctor_sheet *doctor_sheet_new(void)
{
    struct doctor_sheet *sheet = memory_allocate(1, sizeof *sheet);
    line_edit_init(&sheet->filter, false);
    utstring_init(&sheet->text);
    utstring_init(&sheet->status);
    sheet->height = 1;
    return sheet;
}

void doctor_sheet_free(struct doctor_sheet *sheet)
{
    if (sheet == NULL)
        return;
    line_edit_clear(&sheet->filter);
    utstring_done(&sheet->text);
    utstring_done(&sheet->status);
    free(sheet->items);
    free(sheet->starts);
    free(sheet->wanted);
    free(sheet);
}

/* Items. */

static void get_field(void *context, size_t row, size_t column, struct cell *out)
{
    struct doctor_sheet *sheet = context;
    const struct doctor_report *report = sheet->report;
    const struct sheet_item *item = &sheet->items[row];
    utstring_clear(&sheet->text);
    out->kind = CELL_TEXT;
    const char *state = "";
    const char *what = "";
    if (item->kind == SHEET_FINDING) {
        const struct doctor_finding *finding = &report->findings[item->index];
        state = doctor_level_word(finding->level);
        what = finding->what;
        utstring_printf(&sheet->text, "%s %s %s", doctor_area_name(finding->area),
                        finding->why != NULL ? finding->why : "", finding->advice != NULL ? finding->advice : "");
    } else if (item->kind == SHEET_PERMISSION) {
        const struct doctor_permission *permission = &report->permissions[item->index];
        state = doctor_permission_word(permission->state);
        what = permission->name;
        utstring_printf(&sheet->text, "permission %s %s", permission->needed_by,
                        permission->reason != NULL ? permission->reason : "");
    } else if (item->kind == SHEET_LIMIT) {
        what = report->limits[item->index].what;
        utstring_printf(&sheet->text, "rate limit");
    } else {
        what = report->server;
        for (size_t i = 0; i < report->step_count; i++)
            utstring_printf(&sheet->text, "%s %s ", report->steps[i].name,
                            report->steps[i].note != NULL ? report->steps[i].note : "");
    }
    out->text = column == FIELD_STATE ? state : column == FIELD_WHAT ? what : utstring_body(&sheet->text);
}

static void add_item(struct doctor_sheet *sheet, enum sheet_kind kind, size_t index, const struct filter *filter)
{
    if (sheet->count == sheet->capacity) {
        sheet->capacity = sheet->capacity > 0 ? sheet->capacity * 2 : 64;
        sheet->items = memory_resize(sheet->items, sheet->capacity, sizeof *sheet->items);
        sheet->starts = memory_resize(sheet->starts, sheet->capacity + 1, sizeof *sheet->starts);
    }
    sheet->items[sheet->count] = (struct sheet_item){ kind, index };
    sheet->total++;
    if (filter_is_empty(filter) || filter_matches(filter, get_field, sheet, sheet->count))
        sheet->count++;
}

/* What keeps the profile from its work comes first, what nothing needs last. */
static int rank(const struct doctor_permission *permission)
{
    int state = permission->state == DOCTOR_MISSING ? 0 : permission->state == DOCTOR_UNKNOWN ? 1 : 2;
    return permission->needed ? state : 3 + state;
}

static char *name_of(const struct sheet_item *item, const struct doctor_report *report)
{
    switch (item->kind) {
    case SHEET_FINDING:
        return memory_format("finding %s", report->findings[item->index].what);
    case SHEET_PERMISSION:
        return memory_format("permission %s", report->permissions[item->index].name);
    case SHEET_LIMIT:
        return memory_format("limit %s", report->limits[item->index].what);
    case SHEET_CONNECTION:
    case SHEET_NOTHING:
        break;
    }
    return memory_copy_string("connection");
}

static void find_wanted(struct doctor_sheet *sheet, const struct doctor_report *report)
{
    if (!sheet->has_moved) {
        sheet->cursor = 0;
        return;
    }
    for (size_t i = 0; i < sheet->count && sheet->wanted != NULL; i++) {
        char *name = name_of(&sheet->items[i], report);
        bool found = strcmp(name, sheet->wanted) == 0;
        free(name);
        if (found) {
            sheet->cursor = i;
            return;
        }
    }
    if (sheet->cursor >= sheet->count)
        sheet->cursor = sheet->count > 0 ? sheet->count - 1 : 0;
}

void doctor_sheet_set(struct doctor_sheet *sheet, const struct doctor_report *report)
{
    struct filter *filter = filter_new(line_edit_text(&sheet->filter), fields, FIELDS);
    sheet->report = report;
    sheet->count = sheet->total = 0;
    for (size_t i = 0; i < report->finding_count; i++)
        add_item(sheet, SHEET_FINDING, i, filter);
    if (report->step_count > 0)
        add_item(sheet, SHEET_CONNECTION, 0, filter);
    for (int wanted = 0; wanted < 6; wanted++)
        for (size_t i = 0; i < report->permission_count; i++)
            if (rank(&report->permissions[i]) == wanted)
                add_item(sheet, SHEET_PERMISSION, i, filter);
    for (size_t i = 0; i < report->limit_count; i++)
        add_item(sheet, SHEET_LIMIT, i, filter);
    sheet->report = NULL;
    filter_free(filter);
    find_wanted(sheet, report);
}

struct sheet_item doctor_sheet_selected(const struct doctor_sheet *sheet)
{
    return sheet->cursor < sheet->count ? sheet->items[sheet->cursor] : (struct sheet_item){ SHEET_NOTHING, 0 };
}

/* Painting: once without a canvas, to see where everything stands, and once for real. */

struct pen {
    struct canvas *canvas; /* NULL: only count */
    struct rect rect;
    size_t top;
    size_t row;
};

static bool is_seen(const struct pen *pen)
{
    return pen->canvas != NULL && pen->row >= pen->top && pen->row < pen->top + (size_t)pen->rect.height;
}

static int row_y(const struct pen *pen)
{
    return pen->rect.y + (int)(pen->row - pen->top);
}

/* Outside text from a column of the sheet on, in at most width columns. */
static void put(const struct pen *pen, int x, int width, enum role role, enum text_align align, const char *text)
{
    width = width < pen->rect.width - x ? width : pen->rect.width - x;
    if (!is_seen(pen) || width <= 0)
        return;
    char *visible = text_visible(text, strlen(text));
    canvas_field(pen->canvas, row_y(pen), pen->rect.x + x, width, role, align, visible);
    free(visible);
}

/* At most so many lines: all of it is in the details. */
static void put_wrapped(struct pen *pen, int x, enum role role, int most, const char *text)
{
    int width = pen->rect.width - x - 1;
    char *visible = text_visible(text, strlen(text));
    UT_string line;
    utstring_init(&line);
    const char *rest = visible;
    for (int i = 0; rest != NULL && i < most; i++, pen->row++) {
        const char *from = rest;
        rest = wrap_next(rest, (size_t)(width > 8 ? width : 8), &line);
        if (is_seen(pen) && rest != NULL && i + 1 == most)
            canvas_field(pen->canvas, row_y(pen), pen->rect.x + x, width, role, TEXT_LEFT, from);
        else if (is_seen(pen))
            (void)canvas_text(pen->canvas, row_y(pen), pen->rect.x + x, width, role, utstring_body(&line));
    }
    utstring_done(&line);
    free(visible);
}

static enum role level_role(enum doctor_level level)
{
    static const enum role roles[] = { [DOCTOR_NOTE] = ROLE_TEXT,
                                       [DOCTOR_FINE] = ROLE_GOOD,
                                       [DOCTOR_WARNING] = ROLE_WARNING,
                                       [DOCTOR_FAILURE] = ROLE_BAD };
    return roles[level];
}

static void put_finding(struct pen *pen, const struct doctor_finding *finding)
{
    put(pen, LEFT, LEVEL_COLUMNS, level_role(finding->level), TEXT_LEFT, doctor_level_word(finding->level));
    bool is_bad = finding->level == DOCTOR_FAILURE;
    put_wrapped(pen, LEFT + LEVEL_COLUMNS, is_bad ? ROLE_BAD : ROLE_TEXT, is_bad ? 4 : 2, finding->what);
    if (finding->level < DOCTOR_WARNING)
        return;
    if (finding->why != NULL)
        put_wrapped(pen, LEFT + LEVEL_COLUMNS, ROLE_TEXT, is_bad ? 3 : 2, finding->why);
    if (finding->advice != NULL)
        put_wrapped(pen, LEFT + LEVEL_COLUMNS, ROLE_LABEL, is_bad ? 4 : 2, finding->advice);
}

static void put_step(struct pen *pen, const struct doctor_report *report, size_t index)
{
    const struct doctor_step *step = &report->steps[index];
    int left = LEFT + 2;
    int room = pen->rect.width - left - STEP_COLUMNS - TIME_COLUMNS - GAP - 1;
    int note = 0;
    for (size_t i = 0; i < report->step_count; i++) {
        int width = report->steps[i].note != NULL ? (int)text_width(report->steps[i].note) : 0;
        note = width > note ? width : note;
    }
    int bar = room - note - GAP;
    bar = bar > BAR_MOST ? BAR_MOST : bar < room / 3 ? room / 3 : bar;
    put(pen, left, STEP_COLUMNS, ROLE_LABEL, TEXT_LEFT, step->name);
    char *time = memory_format("%.1f ms", (double)step->duration_us / 1000);
    put(pen, left + STEP_COLUMNS, TIME_COLUMNS, ROLE_TEXT, TEXT_RIGHT, time);
    free(time);
    int at = left + STEP_COLUMNS + TIME_COLUMNS + GAP;
    size_t from = 0;
    size_t to = 0;
    doctor_step_span(report, index, bar > 0 ? (size_t)bar : 1, &from, &to);
    for (size_t i = from; i < to && is_seen(pen); i++)
        (void)canvas_text(pen->canvas, row_y(pen), pen->rect.x + at + (int)i, 1, ROLE_CHART, "\xE2\x94\x81");
    if (step->note != NULL)
        put(pen, at + bar + GAP, room - bar - GAP, ROLE_TEXT, TEXT_LEFT, step->note);
    pen->row++;
}

static void put_connection(struct pen *pen, const struct doctor_report *report)
{
    for (size_t i = 0; i < report->step_count; i++)
        put_step(pen, report, i);
}

static int name_columns(const struct doctor_report *report)
{
    int widest = 0;
    for (size_t i = 0; i < report->permission_count; i++) {
        int width = (int)text_width(report->permissions[i].name);
        widest = width > widest ? width : widest;
    }
    return widest < NAME_MOST ? widest : NAME_MOST;
}

static void put_permission(struct pen *pen, const struct doctor_report *report, size_t index)
{
    const struct doctor_permission *permission = &report->permissions[index];
    static const enum role roles[] = {
        [DOCTOR_UNKNOWN] = ROLE_WARNING, [DOCTOR_GRANTED] = ROLE_TEXT, [DOCTOR_MISSING] = ROLE_BAD
    };
    int name = name_columns(report);
    int needed = pen->rect.width - LEFT - STATE_COLUMNS - name - 2 * GAP - 1;
    enum role role = permission->needed ? roles[permission->state] : ROLE_DIM;
    put(pen, LEFT, STATE_COLUMNS, role, TEXT_LEFT, doctor_permission_word(permission->state));
    put(pen, LEFT + STATE_COLUMNS + GAP, name, permission->needed ? ROLE_TEXT : ROLE_DIM, TEXT_LEFT, permission->name);
    put(pen, LEFT + STATE_COLUMNS + GAP + name + GAP, needed, permission->needed ? ROLE_TEXT : ROLE_DIM, TEXT_LEFT,
        permission->needed_by[0] != '\0' ? permission->needed_by : "nothing that this profile does");
    pen->row++;
}

static void put_limit(struct pen *pen, const struct doctor_limit *limit)
{
    UT_string text;
    utstring_init(&text);
    if (limit->remaining >= 0)
        text_append_count(&text, limit->remaining);
    else
        utstring_printf(&text, "?");
    utstring_printf(&text, " of ");
    if (limit->limit >= 0)
        text_append_count(&text, limit->limit);
    else
        utstring_printf(&text, "?");
    put(pen, LEFT, LIMIT_COLUMNS, ROLE_TEXT, TEXT_RIGHT, utstring_body(&text));
    utstring_clear(&text);
    if (limit->reset_ms >= 0) {
        utstring_printf(&text, "resets ");
        cell_append_moment(&text, limit->reset_ms, CELL_MINUTE);
    }
    put(pen, LEFT + LIMIT_COLUMNS + GAP, RESET_COLUMNS, ROLE_TEXT, TEXT_LEFT, utstring_body(&text));
    put(pen, LEFT + LIMIT_COLUMNS + RESET_COLUMNS + 2 * GAP, pen->rect.width, ROLE_TEXT, TEXT_LEFT, limit->what);
    utstring_done(&text);
    pen->row++;
}

static void put_heading(struct pen *pen, const struct doctor_report *report, enum sheet_kind kind)
{
    if (kind == SHEET_FINDING)
        return;
    char *text = NULL;
    if (pen->row > 0)
        pen->row++;
    if (kind == SHEET_PERMISSION) {
        size_t needed = 0;
        size_t granted = 0;
        for (size_t i = 0; i < report->permission_count; i++) {
            needed += report->permissions[i].needed ? 1 : 0;
            granted += report->permissions[i].needed && report->permissions[i].state == DOCTOR_GRANTED ? 1 : 0;
        }
        text = memory_format("Permissions of the key \xC2\xB7 %zu of %zu that are needed are granted", granted, needed);
    } else if (kind == SHEET_LIMIT) {
        text = memory_copy_string("Rate limits \xC2\xB7 what is left of them");
    } else {
        text = memory_format("Connection \xC2\xB7 %s", report->server);
    }
    put(pen, LEFT - 1, pen->rect.width, ROLE_TITLE, TEXT_LEFT, text);
    free(text);
    pen->row++;
}

static void lay_out(struct doctor_sheet *sheet, const struct doctor_report *report, struct pen *pen, bool focused)
{
    enum sheet_kind last = SHEET_NOTHING;
    for (size_t i = 0; i < sheet->count; i++) {
        const struct sheet_item *item = &sheet->items[i];
        if (item->kind != last)
            put_heading(pen, report, item->kind);
        last = item->kind;
        sheet->starts[i] = pen->row;
        if (i == sheet->cursor && is_seen(pen)) {
            (void)canvas_text(pen->canvas, row_y(pen), pen->rect.x, 1, ROLE_TEXT,
                              focused ? "\xE2\x96\xB8" : "\xC2\xB7");
            if (focused && !sheet->is_typing)
                canvas_park(pen->canvas, row_y(pen), pen->rect.x, false);
        }
        if (item->kind == SHEET_FINDING)
            put_finding(pen, &report->findings[item->index]);
        else if (item->kind == SHEET_CONNECTION)
            put_connection(pen, report);
        else if (item->kind == SHEET_PERMISSION)
            put_permission(pen, report, item->index);
        else
            put_limit(pen, &report->limits[item->index]);
    }
    if (sheet->count > 0)
        sheet->starts[sheet->count] = pen->row;
}

/* All of the selected item is seen, as far as there is room, with its heading and moving as little as possible. */
static void scroll(struct doctor_sheet *sheet)
{
    if (sheet->count == 0)
        return;
    size_t end = sheet->starts[sheet->count];
    size_t first = sheet->starts[sheet->cursor];
    size_t last = sheet->cursor + 1 < sheet->count ? sheet->starts[sheet->cursor + 1] : end;
    bool opens = sheet->cursor > 0 && sheet->items[sheet->cursor - 1].kind != sheet->items[sheet->cursor].kind;
    bool closes =
        sheet->cursor + 1 < sheet->count && sheet->items[sheet->cursor + 1].kind != sheet->items[sheet->cursor].kind;
    first -= opens && first > 0 ? 1 : 0;
    last -= closes ? 2 : 0; /* the blank row and the heading that follow */
    if (sheet->cursor == 0)
        first = 0;
    if (last > sheet->top + sheet->height)
        sheet->top = last - sheet->height;
    if (first < sheet->top || last - first > sheet->height)
        sheet->top = first;
    if (sheet->top + sheet->height > end)
        sheet->top = end > sheet->height ? end - sheet->height : 0;
}

void doctor_sheet_paint(struct doctor_sheet *sheet, const struct doctor_report *report, struct canvas *canvas,
                        struct rect rect, bool focused)
{
    if (rect.height < 1 || rect.width < LEFT + 1)
        return;
    sheet->height = (size_t)rect.height;
    struct pen pen = { NULL, rect, 0, 0 };
    lay_out(sheet, report, &pen, focused);
    scroll(sheet);
    pen = (struct pen){ canvas, rect, sheet->top, 0 };
    lay_out(sheet, report, &pen, focused);
    if (sheet->count == 0 && sheet->total > 0)
        (void)canvas_text(canvas, rect.y, rect.x + LEFT, rect.width - LEFT, ROLE_TEXT,
                          "Nothing matches. Esc clears the filter.");
}

/* Keys. */

static void move_to(struct doctor_sheet *sheet, const struct doctor_report *report, size_t position)
{
    if (sheet->count == 0)
        return;
    sheet->cursor = position < sheet->count ? position : sheet->count - 1;
    sheet->has_moved = sheet->cursor > 0;
    free(sheet->wanted);
    sheet->wanted = name_of(&sheet->items[sheet->cursor], report);
}

static void page(struct doctor_sheet *sheet, const struct doctor_report *report, size_t rows, bool down)
{
    size_t at = sheet->cursor;
    if (sheet->count == 0)
        return;
    size_t from = sheet->starts[at];
    if (down)
        while (at + 1 < sheet->count && sheet->starts[at + 1] <= from + rows)
            at++;
    else
        while (at > 0 && sheet->starts[at - 1] + rows >= from)
            at--;
    /* One item may be longer than a page. */
    if (at == sheet->cursor)
        at = down ? at + 1 : at > 0 ? at - 1 : 0;
    move_to(sheet, report, at);
}

static enum reaction end_typing(struct doctor_sheet *sheet, const struct doctor_report *report, bool keep)
{
    sheet->is_typing = false;
    if (!keep) {
        line_edit_set(&sheet->filter, "");
        doctor_sheet_set(sheet, report);
    } else if (sheet->count > 0) {
        move_to(sheet, report, sheet->cursor);
    }
    return REACTION_DONE;
}

enum reaction doctor_sheet_act(struct doctor_sheet *sheet, const struct doctor_report *report, enum action action)
{
    struct motion motion;
    if (motion_of(action, sheet->height, &motion)) {
        if (motion.is_page)
            page(sheet, report, motion.rows, motion.down);
        else if (sheet->count > 0)
            move_to(sheet, report, motion_apply(&motion, sheet->cursor, sheet->count));
        return REACTION_DONE;
    }
    switch (action) {
    case ACTION_FILTER:
        sheet->is_typing = true;
        return REACTION_DONE;
    case ACTION_ACCEPT:
        return sheet->is_typing ? end_typing(sheet, report, true) : REACTION_NONE;
    case ACTION_CANCEL:
        return sheet->is_typing ? end_typing(sheet, report, false) : REACTION_NONE;
    case ACTION_ESCAPE:
        return *line_edit_text(&sheet->filter) != '\0' ? end_typing(sheet, report, false) : REACTION_NONE;
    default:
        return REACTION_NONE;
    }
}

bool doctor_sheet_takes_text(const struct doctor_sheet *sheet)
{
    return sheet->is_typing;
}

enum reaction doctor_sheet_type(struct doctor_sheet *sheet, const struct doctor_report *report, keypress key)
{
    bool changed = false;
    if (key == KEYS_UP || key == KEYS_DOWN)
        return doctor_sheet_act(sheet, report, key == KEYS_UP ? ACTION_UP : ACTION_DOWN);
    if (!line_edit_type(&sheet->filter, key, &changed))
        return REACTION_NONE;
    if (changed)
        doctor_sheet_set(sheet, report);
    return REACTION_DONE;
}

const char *doctor_sheet_status(struct doctor_sheet *sheet)
{
    const char *filter = line_edit_text(&sheet->filter);
    utstring_clear(&sheet->status);
    if (*filter != '\0' || sheet->is_typing) {
        utstring_printf(&sheet->status, "%zu of %zu \xC2\xB7 /", sheet->count, sheet->total);
        text_append_visible(&sheet->status, filter, strlen(filter));
    }
    return utstring_body(&sheet->status);
}
