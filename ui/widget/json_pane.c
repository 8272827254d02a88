#include "ui/widget/json_pane.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ui/layout.h"
#include "ui/widget/json_tree.h"
#include "ui/widget/line_edit.h"
#include "ui/widget/motion.h"
#include "ui/widget/text_pane.h"

struct json_pane {
    struct json_tree tree;
    bool is_json;
    bool is_raw;
    struct text_pane *raw; /* the text as it came */
    size_t cursor;         /* in tree.lines */
    size_t top;
    size_t height;
    bool is_typing;
    struct line_edit search;
    size_t found; /* how many nodes match */
    UT_string status;
};

enum { GUTTER = 4 }; /* the cursor's sign, a blank, the fold's sign, a blank */

struct json_pane *json_pane_new(void)
{
    struct json_pane *pane = memory_allocate(1, sizeof *pane);
    pane->raw = text_pane_new();
    line_edit_init(&pane->search, false);
    utstring_init(&pane->status);
    return pane;
}

void json_pane_free(struct json_pane *pane)
{
    if (pane == NULL)
        return;
    json_tree_clear(&pane->tree);
    text_pane_free(pane->raw);
    line_edit_clear(&pane->search);
    utstring_done(&pane->status);
    free(pane);
}

static void fill_raw(struct json_pane *pane, const struct error *error)
{
    text_pane_clear(pane->raw);
    text_pane_rewind(pane->raw);
    if (!pane->is_json && pane->tree.length > 0 && error->message != NULL)
        text_pane_add(pane->raw, ROLE_WARNING, error->message);
    /* Lines of the text are lines of the pane; everything else that drives a terminal is made visible. */
    for (size_t at = 0; at < pane->tree.length;) {
        const char *line = pane->tree.text + at;
        const char *end = memchr(line, '\n', pane->tree.length - at);
        size_t length = end != NULL ? (size_t)(end - line) : pane->tree.length - at;
        char *visible = text_visible(line, length);
        text_pane_add(pane->raw, ROLE_TEXT, visible);
        free(visible);
        at += length + 1;
    }
}

void json_pane_set(struct json_pane *pane, const char *text, size_t length)
{
    struct error error = ERROR_INIT;
    bool same = pane->tree.text != NULL && pane->tree.length == length && memcmp(pane->tree.text, text, length) == 0;
    if (same)
        return;
    pane->is_json = length > 0 && json_tree_read(&pane->tree, text, length, &error);
    if (length == 0)
        json_tree_clear(&pane->tree);
    fill_raw(pane, &error);
    pane->cursor = 0;
    pane->top = 0;
    error_clear(&error);
}

bool json_pane_is_empty(const struct json_pane *pane)
{
    return pane->tree.length == 0;
}

static bool shows_raw(const struct json_pane *pane)
{
    return pane->is_raw || !pane->is_json;
}

static enum role value_role(struct span value)
{
    if (value.length > 0 && value.text[0] == '"')
        return ROLE_JSON_TEXT;
    if (value.length > 0 && (value.text[0] == '{' || value.text[0] == '['))
        return ROLE_TEXT;
    return ROLE_JSON_VALUE;
}

static void append_value(UT_string *out, const struct json_node *node)
{
    char bracket = node->value.length > 0 ? node->value.text[0] : ' ';
    if (!json_node_is_container(node))
        json_append_shown(out, node->value);
    else if (node->children == 0)
        utstring_printf(out, bracket == '{' ? "{}" : "[]");
    else if (node->is_folded)
        utstring_printf(out, bracket == '{' ? "{\xE2\x80\xA6} %zu" : "[\xE2\x80\xA6] %zu", node->children);
    else
        utstring_printf(out, "%c", bracket);
    bool opens = json_node_is_container(node) && node->children > 0 && !node->is_folded;
    if (!opens && !node->is_last)
        utstring_printf(out, ",");
}

static void paint_line(const struct json_pane *pane, struct canvas *canvas, const struct json_line *line, struct rect row)
{
    const struct json_node *node = &pane->tree.nodes[line->node];
    int at = GUTTER + 2 * node->depth;
    UT_string text;
    utstring_init(&text);
    if (line->closes) {
        utstring_printf(&text, "%c%s", node->value.text[0] == '{' ? '}' : ']', node->is_last ? "" : ",");
        (void)canvas_text(canvas, row.y, row.x + at, row.width - at, ROLE_TEXT, utstring_body(&text));
        utstring_done(&text);
        return;
    }
    if (node->children > 0)
        (void)canvas_text(canvas, row.y, row.x + 2, 1, ROLE_BORDER, node->is_folded ? "\xE2\x96\xB8" : "\xE2\x96\xBE");
    if (node->name.length > 0) {
        json_append_shown(&text, node->name);
        at += canvas_text(canvas, row.y, row.x + at, row.width - at, ROLE_JSON_NAME, utstring_body(&text));
        at += canvas_text(canvas, row.y, row.x + at, row.width - at, ROLE_TEXT, ": ");
    }
    utstring_clear(&text);
    append_value(&text, node);
    if (row.width > at)
        canvas_field(canvas, row.y, row.x + at, row.width - at, value_role(node->value), TEXT_LEFT, utstring_body(&text));
    utstring_done(&text);
}

void json_pane_paint(struct json_pane *pane, struct canvas *canvas, struct rect rect, bool focused)
{
    if (shows_raw(pane)) {
        text_pane_paint(pane->raw, canvas, rect, focused);
        return;
    }
    pane->height = rect.height > 0 ? (size_t)rect.height : 0;
    pane->top = layout_scroll(pane->top, pane->cursor, pane->tree.line_count, pane->height);
    for (size_t i = 0; i < pane->height && pane->top + i < pane->tree.line_count; i++) {
        struct rect row = { rect.y + (int)i, rect.x, 1, rect.width };
        paint_line(pane, canvas, &pane->tree.lines[pane->top + i], row);
        if (pane->top + i != pane->cursor || !focused)
            continue;
        (void)canvas_text(canvas, row.y, row.x, 1, ROLE_TEXT, "\xE2\x96\xB8");
        canvas_park(canvas, row.y, row.x, false);
    }
}

unsigned json_pane_contexts(const struct json_pane *pane)
{
    if (pane->is_typing)
        return CONTEXT_BIT(INPUT);
    if (shows_raw(pane) && text_pane_takes_text(pane->raw))
        return text_pane_contexts(pane->raw);
    return CONTEXT_BIT(JSON) | CONTEXT_BIT(TEXT) | CONTEXT_BIT(MOVE);
}

bool json_pane_takes_text(const struct json_pane *pane)
{
    return pane->is_typing || (shows_raw(pane) && text_pane_takes_text(pane->raw));
}

static bool node_matches(const struct json_pane *pane, size_t index)
{
    const struct json_node *node = &pane->tree.nodes[index];
    UT_string text;
    utstring_init(&text);
    if (node->name.length > 0)
        json_append_shown(&text, node->name);
    if (!json_node_is_container(node))
        json_append_shown(&text, node->value);
    bool matches = strcasestr(utstring_body(&text), line_edit_text(&pane->search)) != NULL;
    utstring_done(&text);
    return matches;
}

static void search(struct json_pane *pane, bool backwards, bool including)
{
    size_t count = pane->tree.node_count;
    if (count == 0 || *line_edit_text(&pane->search) == '\0')
        return;
    size_t at = pane->tree.lines[pane->cursor].node;
    for (size_t i = including ? 0 : 1; i <= count; i++) {
        size_t node = (backwards ? at + 2 * count - i : at + i) % count;
        if (node_matches(pane, node)) {
            pane->cursor = json_tree_show(&pane->tree, node);
            return;
        }
    }
}

enum reaction json_pane_type(struct json_pane *pane, keypress key)
{
    if (!pane->is_typing)
        return text_pane_type(pane->raw, key);
    bool changed = false;
    if (!line_edit_type(&pane->search, key, &changed))
        return REACTION_NONE;
    if (!changed)
        return REACTION_DONE;
    pane->found = 0;
    for (size_t i = 0; i < pane->tree.node_count && *line_edit_text(&pane->search) != '\0'; i++)
        pane->found += node_matches(pane, i) ? 1 : 0;
    search(pane, false, true);
    return REACTION_DONE;
}

static void fold(struct json_pane *pane, size_t node, bool folded)
{
    if (pane->tree.nodes[node].children == 0)
        return;
    pane->tree.nodes[node].is_folded = folded;
    json_tree_arrange(&pane->tree);
    pane->cursor = json_tree_show(&pane->tree, node);
}

static void fold_all(struct json_pane *pane)
{
    bool any_open = false;
    for (size_t i = 1; i < pane->tree.node_count; i++)
        any_open = any_open || (pane->tree.nodes[i].children > 0 && !pane->tree.nodes[i].is_folded);
    size_t node = pane->tree.lines[pane->cursor].node;
    for (size_t i = 1; i < pane->tree.node_count; i++)
        pane->tree.nodes[i].is_folded = any_open && pane->tree.nodes[i].children > 0;
    while (any_open && pane->tree.nodes[node].depth > 1)
        node = pane->tree.nodes[node].parent;
    json_tree_arrange(&pane->tree);
    pane->cursor = json_tree_show(&pane->tree, node);
}

static bool move(struct json_pane *pane, enum action action)
{
    struct motion motion;
    if (!motion_of(action, pane->height, &motion))
        return false;
    pane->cursor = motion_apply(&motion, pane->cursor, pane->tree.line_count);
    return true;
}

static enum reaction act_on_tree(struct json_pane *pane, enum action action)
{
    size_t node = pane->tree.lines[pane->cursor].node;
    if (move(pane, action))
        return REACTION_DONE;
    switch (action) {
    case ACTION_FOLD:
        fold(pane, node, !pane->tree.nodes[node].is_folded);
        return REACTION_DONE;
    case ACTION_RIGHT:
        fold(pane, node, false);
        return REACTION_DONE;
    case ACTION_LEFT:
        if (pane->tree.nodes[node].children > 0 && !pane->tree.nodes[node].is_folded)
            fold(pane, node, true);
        else if (pane->tree.nodes[node].parent != SIZE_MAX)
            pane->cursor = json_tree_show(&pane->tree, pane->tree.nodes[node].parent);
        return REACTION_DONE;
    case ACTION_FOLD_ALL:
        fold_all(pane);
        return REACTION_DONE;
    case ACTION_SEARCH:
        line_edit_set(&pane->search, "");
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
        return REACTION_DONE;
    default:
        return REACTION_NONE;
    }
}

enum reaction json_pane_act(struct json_pane *pane, enum action action)
{
    if (action == ACTION_RAW && pane->is_json) {
        pane->is_raw = !pane->is_raw;
        return REACTION_DONE;
    }
    if (shows_raw(pane))
        return text_pane_act(pane->raw, action);
    return act_on_tree(pane, action);
}

const char *json_pane_status(struct json_pane *pane)
{
    if (shows_raw(pane)) {
        const char *status = text_pane_status(pane->raw);
        return *status != '\0' ? status : pane->tree.length > 0 ? "as it came" : "";
    }
    utstring_clear(&pane->status);
    const char *wanted = line_edit_text(&pane->search);
    if (pane->is_typing || *wanted != '\0') {
        utstring_printf(&pane->status, "/");
        text_append_visible(&pane->status, wanted, strlen(wanted));
        if (*wanted != '\0' && pane->found == 0)
            utstring_printf(&pane->status, ": not found");
        else if (*wanted != '\0')
            utstring_printf(&pane->status, "  %zu found", pane->found);
        return utstring_body(&pane->status);
    }
    json_append_path(&pane->status, &pane->tree, pane->tree.lines[pane->cursor].node);
    return utstring_body(&pane->status);
}

const char *json_pane_text(const struct json_pane *pane, size_t *length)
{
    *length = pane->tree.length;
    return pane->tree.text;
}

const char *json_pane_value(const struct json_pane *pane, size_t *length)
{
    if (shows_raw(pane))
        return json_pane_text(pane, length);
    const struct json_node *node = &pane->tree.nodes[pane->tree.lines[pane->cursor].node];
    *length = node->value.length;
    return node->value.text;
}
