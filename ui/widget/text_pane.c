#include "ui/widget/text_pane.h"

#include <stdlib.h>
#include <string.h>

#include "ui/layout.h"
#include "ui/widget/line_edit.h"
#include "ui/widget/motion.h"
#include "ui/wrap.h"

struct line {
    char *text; /* without the lead */
    char *lead; /* or NULL */
    int lead_width;
    enum role role;
    enum role lead_role;
};

/* One row on the screen: a part of a line. */
struct row {
    size_t line;
    size_t from;
    size_t to;
};

struct text_pane {
    struct line *lines;
    size_t count;
    size_t capacity;
    struct row *rows;
    size_t row_count;
    size_t row_capacity;
    int wrapped_for; /* the width that rows are made for; 0: none */
    size_t top;
    size_t height;
    bool is_typing;
    struct line_edit search;
    size_t found; /* the line found last; SIZE_MAX: none */
    UT_string status;
};

struct text_pane *text_pane_new(void)
{
    struct text_pane *pane = memory_allocate(1, sizeof *pane);
    line_edit_init(&pane->search, false);
    utstring_init(&pane->status);
    pane->found = SIZE_MAX;
    return pane;
}

void text_pane_clear(struct text_pane *pane)
{
    for (size_t i = 0; i < pane->count; i++) {
        free(pane->lines[i].text);
        free(pane->lines[i].lead);
    }
    pane->count = 0;
    pane->wrapped_for = 0;
    pane->found = SIZE_MAX;
}

void text_pane_free(struct text_pane *pane)
{
    if (pane == NULL)
        return;
    text_pane_clear(pane);
    line_edit_clear(&pane->search);
    utstring_done(&pane->status);
    free(pane->lines);
    free(pane->rows);
    free(pane);
}

static struct line *add_line(struct text_pane *pane)
{
    if (pane->count == pane->capacity) {
        pane->capacity = pane->capacity > 0 ? pane->capacity * 2 : 32;
        pane->lines = memory_resize(pane->lines, pane->capacity, sizeof *pane->lines);
    }
    pane->wrapped_for = 0;
    struct line *line = &pane->lines[pane->count++];
    *line = (struct line){ 0 };
    return line;
}

void text_pane_add(struct text_pane *pane, enum role role, const char *visible)
{
    struct line *line = add_line(pane);
    line->text = memory_copy_string(visible);
    line->role = role;
}

void text_pane_add_pair(struct text_pane *pane, enum role lead_role, const char *lead, int lead_width, enum role role,
                        const char *visible)
{
    struct line *line = add_line(pane);
    line->text = memory_copy_string(visible);
    line->lead = memory_copy_string(lead);
    line->lead_width = lead_width;
    line->lead_role = lead_role;
    line->role = role;
}

void text_pane_add_field(struct text_pane *pane, const char *label, int label_width, const char *text)
{
    char *visible = text_visible(text, strlen(text));
    text_pane_add_pair(pane, ROLE_LABEL, label, label_width, ROLE_TEXT, visible);
    free(visible);
}

size_t text_pane_count(const struct text_pane *pane)
{
    return pane->count;
}

const char *text_pane_line(const struct text_pane *pane, size_t index)
{
    return pane->lines[index].text;
}

void text_pane_append_text(UT_string *out, const struct text_pane *pane)
{
    for (size_t i = 0; i < pane->count; i++) {
        const struct line *line = &pane->lines[i];
        if (line->lead != NULL)
            text_append_cell(out, line->lead, (size_t)line->lead_width, TEXT_LEFT);
        utstring_printf(out, "%s\n", line->text);
    }
}

static void add_row(struct text_pane *pane, size_t line, size_t from, size_t to)
{
    if (pane->row_count == pane->row_capacity) {
        pane->row_capacity = pane->row_capacity > 0 ? pane->row_capacity * 2 : 64;
        pane->rows = memory_resize(pane->rows, pane->row_capacity, sizeof *pane->rows);
    }
    pane->rows[pane->row_count++] = (struct row){ line, from, to };
}

/* Labels leave the greater part of a narrow pane to the text. */
static int lead_columns(const struct line *line, int width)
{
    if (line->lead == NULL)
        return 0;
    return line->lead_width <= 4 || line->lead_width < width * 2 / 5 ? line->lead_width : width * 2 / 5;
}

static int text_columns(const struct line *line, int width)
{
    int columns = width - lead_columns(line, width);
    return columns > 0 ? columns : 1;
}

static void wrap_lines(struct text_pane *pane, int width)
{
    if (pane->wrapped_for == width)
        return;
    UT_string part;
    utstring_init(&part);
    pane->row_count = 0;
    for (size_t i = 0; i < pane->count; i++) {
        const struct line *line = &pane->lines[i];
        const char *rest = line->text;
        while (rest != NULL) {
            size_t from = (size_t)(rest - line->text);
            rest = wrap_next(rest, (size_t)text_columns(line, width), &part);
            add_row(pane, i, from, from + utstring_len(&part));
        }
    }
    utstring_done(&part);
    pane->wrapped_for = width;
}

static void emphasize_found(const struct text_pane *pane, struct canvas *canvas, int y, int x, int width, const char *part)
{
    const char *wanted = line_edit_text(&pane->search);
    size_t length = strlen(wanted);
    if (length == 0)
        return;
    char *before = memory_copy_string(part);
    for (const char *at = part; (at = strcasestr(at, wanted)) != NULL; at += length) {
        before[at - part] = '\0';
        int start = (int)text_width(before);
        before[at - part] = *at;
        char *found = memory_copy_bytes(at, length);
        int columns = (int)text_width(found);
        if (start < width)
            canvas_emphasize(canvas, y, x + start, columns < width - start ? columns : width - start,
                             THEME_UNDERLINE | THEME_BOLD);
        free(found);
    }
    free(before);
}

static void paint_row(const struct text_pane *pane, struct canvas *canvas, const struct row *row, int y, int x, int width)
{
    const struct line *line = &pane->lines[row->line];
    int at = 0;
    if (line->lead != NULL) {
        at = lead_columns(line, width);
        if (row->from == 0) /* a long label is cut apart from the text */
            canvas_field(canvas, y, x, at > 4 ? at - 1 : at, line->lead_role, TEXT_LEFT, line->lead);
    }
    char *part = memory_copy_bytes(line->text + row->from, row->to - row->from);
    (void)canvas_text(canvas, y, x + at, width - at, line->role, part);
    emphasize_found(pane, canvas, y, x + at, width - at, part);
    free(part);
}

void text_pane_paint(struct text_pane *pane, struct canvas *canvas, struct rect rect, bool focused)
{
    pane->height = rect.height > 0 ? (size_t)rect.height : 0;
    if (rect.height <= 0 || rect.width <= 0)
        return;
    wrap_lines(pane, rect.width);
    if (pane->row_count <= pane->height)
        pane->top = 0;
    else if (pane->top > pane->row_count - pane->height)
        pane->top = pane->row_count - pane->height;
    for (int i = 0; i < rect.height && pane->top + (size_t)i < pane->row_count; i++)
        paint_row(pane, canvas, &pane->rows[pane->top + (size_t)i], rect.y + i, rect.x, rect.width);
    if (focused)
        canvas_park(canvas, rect.y, rect.x, false);
}

unsigned text_pane_contexts(const struct text_pane *pane)
{
    return pane->is_typing ? CONTEXT_BIT(INPUT) : CONTEXT_BIT(TEXT) | CONTEXT_BIT(MOVE);
}

bool text_pane_takes_text(const struct text_pane *pane)
{
    return pane->is_typing;
}

static bool line_matches(const struct text_pane *pane, size_t line)
{
    const char *wanted = line_edit_text(&pane->search);
    return strcasestr(pane->lines[line].text, wanted) != NULL ||
           (pane->lines[line].lead != NULL && strcasestr(pane->lines[line].lead, wanted) != NULL);
}

static void show_line(struct text_pane *pane, size_t line)
{
    for (size_t i = 0; i < pane->row_count; i++) {
        if (pane->rows[i].line != line)
            continue;
        if (i < pane->top || i >= pane->top + pane->height)
            pane->top = i > pane->height / 3 ? i - pane->height / 3 : 0;
        return;
    }
}

/* From the line found last (or the first one shown) forwards or backwards, around the end. */
static void search(struct text_pane *pane, bool backwards, bool including)
{
    if (*line_edit_text(&pane->search) == '\0' || pane->count == 0)
        return;
    size_t at = pane->found;
    if (at == SIZE_MAX || at >= pane->count) {
        at = pane->top < pane->row_count ? pane->rows[pane->top].line : 0;
        including = true;
    }
    for (size_t i = including ? 0 : 1; i <= pane->count; i++) {
        size_t line = (backwards ? at + 2 * pane->count - i : at + i) % pane->count;
        if (line_matches(pane, line)) {
            pane->found = line;
            show_line(pane, line);
            return;
        }
    }
    pane->found = SIZE_MAX;
}

enum reaction text_pane_type(struct text_pane *pane, keypress key)
{
    bool changed = false;
    if (!line_edit_type(&pane->search, key, &changed))
        return REACTION_NONE;
    if (changed)
        search(pane, false, true);
    return REACTION_DONE;
}

enum reaction text_pane_act(struct text_pane *pane, enum action action)
{
    struct motion motion;
    if (motion_of(action, pane->height, &motion)) {
        size_t tops = pane->row_count > pane->height ? pane->row_count - pane->height + 1 : 1;
        pane->top = motion_apply(&motion, pane->top, tops);
        return REACTION_DONE;
    }
    switch (action) {
    case ACTION_SEARCH:
        line_edit_set(&pane->search, "");
        pane->found = SIZE_MAX;
        pane->is_typing = true;
        return REACTION_DONE;
    case ACTION_SEARCH_NEXT:
    case ACTION_SEARCH_PREVIOUS:
        search(pane, action == ACTION_SEARCH_PREVIOUS, false);
        return REACTION_DONE;
    case ACTION_ACCEPT:
        if (!pane->is_typing)
            return REACTION_NONE;
        pane->is_typing = false;
        return REACTION_DONE;
    case ACTION_CANCEL:
    case ACTION_ESCAPE:
        if (!pane->is_typing && *line_edit_text(&pane->search) == '\0')
            return REACTION_NONE;
        pane->is_typing = false;
        line_edit_set(&pane->search, "");
        pane->found = SIZE_MAX;
        return REACTION_DONE;
    default:
        return REACTION_NONE;
    }
}

const char *text_pane_status(struct text_pane *pane)
{
    utstring_clear(&pane->status);
    const char *wanted = line_edit_text(&pane->search);
    if (*wanted == '\0' && !pane->is_typing)
        return "";
    utstring_printf(&pane->status, "/");
    text_append_visible(&pane->status, wanted, strlen(wanted));
    size_t total = 0;
    size_t place = 0;
    for (size_t i = 0; i < pane->count && *wanted != '\0'; i++) {
        if (!line_matches(pane, i))
            continue;
        total++;
        if (i == pane->found)
            place = total;
    }
    if (*wanted != '\0' && total == 0)
        utstring_printf(&pane->status, ": not found");
    else if (*wanted != '\0')
        utstring_printf(&pane->status, "  %zu of %zu", place, total);
    return utstring_body(&pane->status);
}

size_t text_pane_top(const struct text_pane *pane)
{
    return pane->top;
}

void text_pane_rewind(struct text_pane *pane)
{
    pane->top = 0;
}
