#include "ui/screen/settings_list.h"

#include <stdlib.h>
#include <string.h>

#include "support/text.h"
#include "ui/frame.h"
#include "ui/layout.h"
#include "ui/widget/filter.h"
#include "ui/widget/line_edit.h"
#include "ui/widget/motion.h"

enum { MARGIN = 2, GAP = 2, VALUE_COLUMNS = 12, DEFAULT_COLUMNS = 10, LABEL_MOST = 52, REASON_LEAST = 30 };

/* What a filter can name. */
enum column_id { COLUMN_LABEL, COLUMN_KEY, COLUMN_SECTION, COLUMN_VALUE, COLUMN_DEFAULT, COLUMN_CHANGED, COLUMN_APPLIES, COLUMNS };

static const struct column columns[COLUMNS] = {
    [COLUMN_LABEL] = { "SETTING", "setting", CELL_TEXT, 0, 0, 0, 0 },
    [COLUMN_KEY] = { "KEY", "key", CELL_TEXT, 0, 0, 0, 0 },
    [COLUMN_SECTION] = { "SECTION", "section", CELL_TEXT, 0, 0, 0, 0 },
    [COLUMN_VALUE] = { "VALUE", "value", CELL_TEXT, 0, 0, 0, 0 },
    [COLUMN_DEFAULT] = { "DEFAULT", "default", CELL_TEXT, 0, 0, 0, 0 },
    [COLUMN_CHANGED] = { "CHANGED", "changed", CELL_TEXT, 0, 0, 0, 0 },
    [COLUMN_APPLIES] = { "APPLIES", "applies", CELL_TEXT, 0, 0, 0, 0 },
};

/* A line of the list: a setting, or the section that begins with it. */
struct line {
    const struct setting *setting;
    bool is_heading;
};

struct settings_list {
    const struct draft *draft;
    struct line *lines;
    size_t count;
    size_t cursor; /* the line of the selected setting, if there is any */
    const struct setting *wanted;
    size_t top;
    size_t page;
    struct line_edit filter;
    bool is_typing;
    char *cell; /* the last cell's text */
};

struct settings_list *settings_list_new(void)
{
    struct settings_list *list = memory_allocate(1, sizeof *list);
    list->lines = memory_allocate(2 * settings_count, sizeof *list->lines);
    list->wanted = &settings[0];
    line_edit_init(&list->filter, false);
    return list;
}

void settings_list_free(struct settings_list *list)
{
    if (list == NULL)
        return;
    line_edit_clear(&list->filter);
    free(list->lines);
    free(list->cell);
    free(list);
}

void settings_append_view(UT_string *out, const struct draft *draft)
{
    struct draft_state state = draft_now(draft);
    enum connection_mode set;
    utstring_printf(out, "%s, %s mode", source_type_key(state.type), connection_mode_key(state.mode));
    if (!settings_mode(state.config, state.type, &set))
        utstring_printf(out, " (none is set)");
    else if (set != state.mode)
        utstring_printf(out, " (set: %s)", connection_mode_key(set));
}

/* Values. */

static char *show_default(const struct setting *setting)
{
    cJSON *value = setting_default(setting);
    char *text = setting_show(setting, value);
    cJSON_Delete(value);
    return text;
}

static bool applies(const struct draft *draft, const struct setting *setting, const char **reason)
{
    struct draft_state state = draft_now(draft);
    return setting_applies(setting, state.config, state.type, state.mode, reason);
}

static void get_cell(void *context, size_t row, size_t column, struct cell *out)
{
    struct settings_list *list = context;
    const struct setting *setting = &settings[row];
    free(list->cell);
    list->cell = NULL;
    *out = (struct cell){ .kind = CELL_TEXT, .text = "" };
    switch ((enum column_id)column) {
    case COLUMN_LABEL:
        out->text = setting->label;
        break;
    case COLUMN_KEY:
        out->text = setting->key;
        break;
    case COLUMN_SECTION:
        out->text = setting->section;
        break;
    case COLUMN_VALUE:
        out->text = list->cell = setting_show(setting, draft_value(list->draft, setting));
        break;
    case COLUMN_DEFAULT:
        out->text = list->cell = show_default(setting);
        break;
    case COLUMN_CHANGED:
        out->text = draft_is_changed_here(list->draft, setting) ? "yes" : "no";
        break;
    case COLUMN_APPLIES:
        out->text = applies(list->draft, setting, NULL) ? "yes" : "no";
        break;
    case COLUMNS:
        break;
    }
}

/* Lines. */

static void find_wanted(struct settings_list *list)
{
    size_t nearest = 0;
    for (size_t i = 0; i < list->count; i++) {
        if (list->lines[i].is_heading)
            continue;
        nearest = i;
        if (list->lines[i].setting >= list->wanted)
            break;
    }
    list->cursor = nearest;
}

static void arrange(struct settings_list *list)
{
    struct filter *filter = filter_new(line_edit_text(&list->filter), columns, COLUMNS);
    const char *section = NULL;
    list->count = 0;
    for (size_t i = 0; i < settings_count && list->draft != NULL; i++) {
        if (!filter_matches(filter, get_cell, list, i))
            continue;
        if (section == NULL || strcmp(section, settings[i].section) != 0)
            list->lines[list->count++] = (struct line){ &settings[i], true };
        section = settings[i].section;
        list->lines[list->count++] = (struct line){ &settings[i], false };
    }
    filter_free(filter);
    find_wanted(list);
}

void settings_list_show(struct settings_list *list, const struct draft *draft)
{
    list->draft = draft;
    arrange(list);
}

const struct setting *settings_list_selected(const struct settings_list *list)
{
    return list->cursor < list->count ? list->lines[list->cursor].setting : NULL;
}

/* Painting. */

/* The reason that all settings of a section have in common; NULL: they have none. */
static const char *section_reason(const struct settings_list *list, const char *section)
{
    const char *common = NULL;
    for (size_t i = 0; i < settings_count; i++) {
        const char *reason = NULL;
        if (strcmp(settings[i].section, section) != 0)
            continue;
        (void)applies(list->draft, &settings[i], &reason);
        if (reason == NULL || (common != NULL && strcmp(common, reason) != 0))
            return NULL;
        common = reason;
    }
    return common;
}

static void paint_heading(const struct settings_list *list, struct canvas *canvas, const char *section, struct rect row)
{
    UT_string text;
    utstring_init(&text);
    for (const char *at = section; *at != '\0'; at++)
        utstring_printf(&text, "%c", *at >= 'a' && *at <= 'z' ? *at - 'a' + 'A' : *at);
    int used = canvas_text(canvas, row.y, row.x + MARGIN, row.width - MARGIN, ROLE_LABEL, utstring_body(&text));
    const char *reason = section_reason(list, section);
    utstring_clear(&text);
    if (reason != NULL)
        utstring_printf(&text, " \xC2\xB7 no effect: %s", reason);
    int at = MARGIN + used;
    if (row.width > at)
        canvas_field(canvas, row.y, row.x + at, row.width - at, ROLE_TEXT, TEXT_LEFT, utstring_body(&text));
    utstring_done(&text);
}

/* Where the columns stand; reason is 0 wide where there is no room for it. */
struct places {
    int label_width;
    int value;
    int value_width;
    int standard;
    int standard_width;
    int reason;
    int reason_width;
};

static struct places place_columns(int width)
{
    struct places places = { .value_width = VALUE_COLUMNS, .standard_width = DEFAULT_COLUMNS };
    int room = width - MARGIN - VALUE_COLUMNS - DEFAULT_COLUMNS - 2 * GAP - 1;
    places.label_width = room < LABEL_MOST ? room : LABEL_MOST;
    int left = room - places.label_width;
    if (left >= REASON_LEAST + GAP) {
        places.reason_width = left - GAP;
    } else {
        places.value_width += left / 2;
        places.standard_width += left - left / 2;
    }
    places.value = MARGIN + places.label_width + GAP;
    places.standard = places.value + places.value_width + GAP;
    places.reason = places.standard + places.standard_width + GAP;
    return places;
}

/* "on  *": the value and whether it is another one than is saved. */
static void append_value(UT_string *out, const struct settings_list *list, const struct setting *setting, int width)
{
    char *value = setting_show(setting, draft_value(list->draft, setting));
    char *visible = text_visible(strcmp(value, "-") == 0 ? "\xE2\x80\x94" : value, strcmp(value, "-") == 0 ? 3 : strlen(value));
    bool changed = draft_is_changed_here(list->draft, setting);
    text_append_cell(out, visible, (size_t)(width > 2 ? width - 2 : width), TEXT_LEFT);
    if (width > 2)
        utstring_printf(out, " %s", changed ? "*" : " ");
    free(visible);
    free(value);
}

static void paint_setting(const struct settings_list *list, struct canvas *canvas, const struct setting *setting,
                          struct rect row, bool selected, bool focused)
{
    struct places places = place_columns(row.width);
    const char *reason = NULL;
    bool works = applies(list->draft, setting, &reason);
    enum role role = works ? ROLE_TEXT : ROLE_DIM;
    UT_string text;
    utstring_init(&text);
    canvas_field(canvas, row.y, row.x + MARGIN, places.label_width, role, TEXT_LEFT, setting->label);
    append_value(&text, list, setting, places.value_width);
    canvas_field(canvas, row.y, row.x + places.value, places.value_width, draft_is_changed_here(list->draft, setting) ? ROLE_MARKED : role,
                 TEXT_LEFT, utstring_body(&text));
    utstring_clear(&text);
    char *standard = show_default(setting);
    const char *shown = strcmp(standard, "-") == 0 ? "\xE2\x80\x94" : standard;
    canvas_field(canvas, row.y, row.x + places.standard, places.standard_width, role, TEXT_LEFT, works ? shown : "no effect");
    if (!works && places.reason_width > 0)
        canvas_field(canvas, row.y, row.x + places.reason, places.reason_width, role, TEXT_LEFT, reason);
    free(standard);
    utstring_done(&text);
    if (!selected)
        return;
    (void)canvas_text(canvas, row.y, row.x, 1, ROLE_TEXT, "\xE2\x96\xB8");
    if (!focused)
        return;
    canvas_emphasize(canvas, row.y, row.x + MARGIN, places.label_width < 22 ? places.label_width : 22, THEME_BOLD);
    if (!list->is_typing)
        canvas_park(canvas, row.y, row.x, false);
}

static void paint_header(struct canvas *canvas, struct rect row)
{
    struct places places = place_columns(row.width);
    canvas_fill(canvas, row, ROLE_HEADER);
    (void)canvas_text(canvas, row.y, row.x + MARGIN, places.label_width, ROLE_HEADER, "SETTING");
    (void)canvas_text(canvas, row.y, row.x + places.value, places.value_width, ROLE_HEADER, "VALUE");
    (void)canvas_text(canvas, row.y, row.x + places.standard, places.standard_width, ROLE_HEADER, "DEFAULT");
    if (places.reason_width > 0)
        (void)canvas_text(canvas, row.y, row.x + places.reason, places.reason_width, ROLE_HEADER, "WHY IT HAS NO EFFECT");
}

static void paint_title(struct settings_list *list, struct canvas *canvas, struct rect row, const char *title, bool focused)
{
    const char *filter = line_edit_text(&list->filter);
    UT_string text;
    utstring_init(&text);
    utstring_printf(&text, "%s", title);
    if (list->is_typing || *filter != '\0') {
        size_t shown = 0;
        for (size_t i = 0; i < list->count; i++)
            shown += list->lines[i].is_heading ? 0 : 1;
        utstring_printf(&text, " \xC2\xB7 %zu of %zu \xC2\xB7 /", shown, settings_count);
        text_append_visible(&text, filter, strlen(filter));
    }
    frame_paint_title(canvas, row, utstring_body(&text), focused);
    if (list->is_typing) {
        int x = 1 + (int)text_width(utstring_body(&text)) - (int)text_width(filter + list->filter.cursor);
        canvas_park(canvas, row.y, row.x + (x < row.width ? x : row.width - 1), true);
    }
    utstring_done(&text);
}

void settings_list_paint(struct settings_list *list, struct canvas *canvas, struct rect rect, const char *title, bool focused)
{
    if (rect.height < 1)
        return;
    if (focused)
        canvas_park(canvas, rect.y, rect.x, false);
    paint_title(list, canvas, (struct rect){ rect.y, rect.x, 1, rect.width }, title, focused);
    if (rect.height > 1)
        paint_header(canvas, (struct rect){ rect.y + 1, rect.x, 1, rect.width });
    list->page = rect.height > 3 ? (size_t)rect.height - 2 : 1;
    /* The section of the first setting is seen with it. */
    size_t from = list->cursor > 0 && list->lines[list->cursor - 1].is_heading ? list->cursor - 1 : list->cursor;
    list->top = layout_scroll(list->top, list->cursor, list->count, list->page);
    if (list->page > 1)
        list->top = layout_scroll(list->top, from, list->count, list->page);
    if (list->count == 0 && rect.height > 2)
        (void)canvas_text(canvas, rect.y + 2, rect.x + MARGIN, rect.width - MARGIN, ROLE_TEXT,
                          "No setting matches. Esc clears the filter.");
    for (size_t i = 0; i < list->page && list->top + i < list->count && (int)i + 2 < rect.height; i++) {
        const struct line *line = &list->lines[list->top + i];
        struct rect row = { rect.y + 2 + (int)i, rect.x, 1, rect.width };
        if (line->is_heading)
            paint_heading(list, canvas, line->setting->section, row);
        else
            paint_setting(list, canvas, line->setting, row, list->top + i == list->cursor, focused);
    }
}

/* Keys. */

unsigned settings_list_contexts(const struct settings_list *list)
{
    return list->is_typing ? CONTEXT_BIT(INPUT) : CONTEXT_BIT(SECTIONS) | CONTEXT_BIT(MOVE);
}

bool settings_list_takes_text(const struct settings_list *list)
{
    return list->is_typing;
}

/* By so many settings; headings do not count. */
static void move_by(struct settings_list *list, size_t steps, bool down)
{
    size_t at = list->cursor;
    while (steps > 0 && list->count > 0) {
        if (down ? at + 1 >= list->count : at == 0)
            break;
        at = down ? at + 1 : at - 1;
        if (list->lines[at].is_heading)
            continue;
        list->cursor = at;
        steps--;
    }
    if (list->cursor < list->count)
        list->wanted = list->lines[list->cursor].setting;
}

enum reaction settings_list_type(struct settings_list *list, keypress key)
{
    bool changed = false;
    if (key == KEYS_UP || key == KEYS_DOWN) {
        move_by(list, 1, key == KEYS_DOWN);
        return REACTION_DONE;
    }
    if (!line_edit_type(&list->filter, key, &changed))
        return REACTION_NONE;
    if (changed)
        arrange(list);
    return REACTION_DONE;
}

enum reaction settings_list_act(struct settings_list *list, enum action action)
{
    struct motion motion;
    if (motion_of(action, list->page, &motion)) {
        move_by(list, motion.rows, motion.down);
        return REACTION_DONE;
    }
    switch (action) {
    case ACTION_FILTER:
        list->is_typing = true;
        return REACTION_DONE;
    case ACTION_ACCEPT:
        if (!list->is_typing)
            return REACTION_NONE;
        list->is_typing = false;
        return REACTION_DONE;
    case ACTION_CANCEL:
    case ACTION_ESCAPE:
        if (!list->is_typing && *line_edit_text(&list->filter) == '\0')
            return REACTION_NONE;
        list->is_typing = false;
        line_edit_set(&list->filter, "");
        arrange(list);
        return REACTION_DONE;
    default:
        return REACTION_NONE;
    }
}
