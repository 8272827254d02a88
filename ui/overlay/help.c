#include "ui/overlay/help.h"

#include <stdlib.h>
#include <string.h>

#include "ui/console.h"
#include "ui/widget/line_edit.h"
#include "ui/widget/text_pane.h"

enum { KEY_COLUMNS = 18 };

struct help {
    struct view view;
    unsigned contexts; /* of the view that it explains */
    struct text_pane *pane;
    struct line_edit filter;
    bool is_typing;
};

/* Those that do it where help was asked for: a special action can take a key from a general one. */
static void append_keys(UT_string *out, const struct help *help, enum action action)
{
    const struct keymap *keymap = console_keymap(help->view.console);
    for (size_t i = 0; i < KEYMAP_KEYS_EACH; i++) {
        keypress key = keymap_key(keymap, action, i);
        if (keymap_find(keymap, key, help->contexts) != action)
            continue;
        utstring_printf(out, utstring_len(out) > 0 ? " " : "");
        keypress_append_name(out, key);
    }
}

static bool matches(const char *wanted, const char *keys, const struct action_info *info)
{
    return *wanted == '\0' || strcasestr(info->help, wanted) != NULL || strcasestr(info->name, wanted) != NULL ||
           strcmp(keys, wanted) == 0;
}

/* Adds a section of the actions that choose() takes; nothing if there are none. */
static void add_section(struct help *help, const char *title, unsigned contexts, unsigned without, bool bound)
{
    const struct keymap *keymap = console_keymap(help->view.console);
    const char *wanted = line_edit_text(&help->filter);
    UT_string keys;
    UT_string text;
    utstring_init(&keys);
    utstring_init(&text);
    bool titled = false;
    for (int i = ACTION_NONE + 1; i < ACTION_COUNT; i++) {
        const struct action_info *info = action_info((enum action)i);
        bool has_key = keymap_key(keymap, (enum action)i, 0) != KEYS_NONE;
        if ((info->contexts & contexts) == 0 || (info->contexts & without) != 0 || has_key != bound)
            continue;
        utstring_clear(&keys);
        append_keys(&keys, help, (enum action)i);
        if ((bound && utstring_len(&keys) == 0) || !matches(wanted, utstring_body(&keys), info))
            continue;
        if (!titled && text_pane_count(help->pane) > 0)
            text_pane_add(help->pane, ROLE_TEXT, "");
        if (!titled)
            text_pane_add(help->pane, ROLE_TITLE, title);
        titled = true;
        utstring_clear(&text);
        utstring_printf(&text, "%s (%s)", info->help, info->name);
        utstring_printf(&keys, " "); /* apart from the text even where it is long */
        text_pane_add_pair(help->pane, ROLE_HINT_KEY, utstring_body(&keys), KEY_COLUMNS, ROLE_TEXT, utstring_body(&text));
    }
    utstring_done(&text);
    utstring_done(&keys);
}

static const struct {
    const char *term;
    const char *help;
} filter_terms[] = {
#define TERM(term, help) { term, help },
#include "data/filter_terms.def"
#undef TERM
};

static void add_filter_terms(struct help *help)
{
    const char *wanted = line_edit_text(&help->filter);
    bool titled = false;
    for (size_t i = 0; i < sizeof filter_terms / sizeof filter_terms[0]; i++) {
        if (*wanted != '\0' && strcasestr(filter_terms[i].term, wanted) == NULL && strcasestr(filter_terms[i].help, wanted) == NULL &&
            strcasestr("filter", wanted) == NULL)
            continue;
        if (!titled && text_pane_count(help->pane) > 0)
            text_pane_add(help->pane, ROLE_TEXT, "");
        if (!titled)
            text_pane_add(help->pane, ROLE_TITLE, "In a filter");
        titled = true;
        text_pane_add_pair(help->pane, ROLE_HINT_KEY, filter_terms[i].term, KEY_COLUMNS, ROLE_TEXT, filter_terms[i].help);
    }
}

static void fill(struct help *help)
{
    text_pane_clear(help->pane);
    unsigned everywhere = CONTEXT_BIT(GLOBAL) | CONTEXT_BIT(ALWAYS);
    unsigned here = help->contexts & ~everywhere;
    add_section(help, "Here", here & ~CONTEXT_BIT(MOVE), 0, true);
    if ((here & CONTEXT_BIT(TABLE)) != 0)
        add_filter_terms(help);
    add_section(help, "Moving", here & CONTEXT_BIT(MOVE), 0, true);
    add_section(help, "Everywhere", everywhere, here, true);
    add_section(help, "Without a key (brazier.conf can give one; the palette does them)", ~0u, 0, false);
    if (text_pane_count(help->pane) == 0)
        text_pane_add(help->pane, ROLE_TEXT, "Nothing matches. Esc clears the filter.");
}

static void help_free(struct view *view)
{
    struct help *help = (struct help *)view;
    text_pane_free(help->pane);
    line_edit_clear(&help->filter);
    free(help);
}

static void help_paint(struct view *view, struct canvas *canvas, struct rect rect)
{
    struct help *help = (struct help *)view;
    if (text_pane_count(help->pane) == 0)
        fill(help);
    struct rect box = layout_center(rect, rect.height, 92);
    UT_string title;
    utstring_init(&title);
    utstring_printf(&title, "Keys");
    if (help->is_typing || *line_edit_text(&help->filter) != '\0') {
        utstring_printf(&title, " \xC2\xB7 /");
        text_append_visible(&title, line_edit_text(&help->filter), strlen(line_edit_text(&help->filter)));
    }
    canvas_box(canvas, box, utstring_body(&title));
    struct rect inside = { box.y + 1, box.x + 2, box.height - 2, box.width - 4 };
    text_pane_paint(help->pane, canvas, inside, true);
    if (help->is_typing)
        canvas_park(canvas, box.y, box.x + 3 + (int)text_width(utstring_body(&title)), true);
    utstring_done(&title);
}

static unsigned help_contexts(const struct view *view)
{
    const struct help *help = (const struct help *)view;
    if (help->is_typing)
        return CONTEXT_BIT(INPUT);
    return CONTEXT_BIT(TEXT) | CONTEXT_BIT(MOVE) | CONTEXT_BIT(GLOBAL);
}

static bool help_takes_text(const struct view *view)
{
    return ((const struct help *)view)->is_typing;
}

static enum reaction help_type(struct view *view, keypress key)
{
    struct help *help = (struct help *)view;
    bool changed = false;
    if (!line_edit_type(&help->filter, key, &changed))
        return REACTION_NONE;
    if (changed) {
        fill(help);
        text_pane_rewind(help->pane);
    }
    return REACTION_DONE;
}

static enum reaction help_act(struct view *view, enum action action)
{
    struct help *help = (struct help *)view;
    switch (action) {
    case ACTION_SEARCH:
        help->is_typing = true;
        return REACTION_DONE;
    case ACTION_ACCEPT:
        help->is_typing = false;
        return REACTION_DONE;
    case ACTION_CANCEL:
    case ACTION_ESCAPE:
        if (!help->is_typing && *line_edit_text(&help->filter) == '\0')
            return REACTION_CLOSE;
        help->is_typing = false;
        line_edit_set(&help->filter, "");
        fill(help);
        return REACTION_DONE;
    case ACTION_HELP:
        return REACTION_CLOSE;
    default:
        return text_pane_act(help->pane, action);
    }
}

static const struct view_ops help_ops = {
    .is_overlay = true,
    .free = help_free,
    .paint = help_paint,
    .contexts = help_contexts,
    .takes_text = help_takes_text,
    .type = help_type,
    .act = help_act,
};

struct view *help_new(struct console *console)
{
    struct help *help = memory_allocate(1, sizeof *help);
    help->view.ops = &help_ops;
    help->contexts = console_contexts_below(console, NULL);
    help->pane = text_pane_new();
    line_edit_init(&help->filter, false);
    return &help->view;
}
