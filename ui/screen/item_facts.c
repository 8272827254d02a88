#include "ui/screen/item_facts.h"

#include <stdlib.h>
#include <string.h>

#include "support/json.h"
#include "support/text.h"
#include "ui/screen/browse.h"
#include "ui/widget/cell.h"

enum { LABEL_COLUMNS = 13, FIELD_COLUMNS = 28 };

/* The list's record read anew from its text: as a record it may be gone by now. */
struct listed {
    cJSON *tree;
    struct explore_record record;
};

static struct listed read_listed(const char *json, size_t length)
{
    struct listed listed = { .tree = json_parse(json, length, NULL) };
    listed.record = (struct explore_record){ .id = "", .json = json, .length = length, .tree = listed.tree };
    return listed;
}

static const struct store_column *find_column(const struct stream *stream, const char *name)
{
    for (size_t i = 0; stream != NULL && i < stream->table.column_count; i++)
        if (strcmp(stream->table.columns[i].name, name) == 0)
            return &stream->table.columns[i];
    return NULL;
}

/* As a person reads it: moments in the time that is shown everywhere. NULL: the record has none. */
static char *shown_text(const struct explore_record *record, const struct store_column *column)
{
    double ms = 0;
    if (column->type != STORE_MOMENT || !explore_number(record, column, &ms))
        return explore_text(record, column);
    UT_string out;
    utstring_init(&out);
    cell_append_moment(&out, (int64_t)ms, CELL_DAY_AND_MINUTE);
    return utstring_body(&out);
}

/* The text of the first column that has these flags and none of those, or NULL. The caller frees it. */
static char *find_text(const struct stream *stream, const struct explore_record *record, unsigned flags, unsigned without)
{
    for (size_t i = 0; i < stream->table.column_count; i++) {
        const struct store_column *column = &stream->table.columns[i];
        if ((column->flags & flags) != flags || (column->flags & without) != 0)
            continue;
        char *text = explore_text(record, column);
        if (text != NULL && *text != '\0')
            return text;
        free(text);
    }
    return NULL;
}

char *item_facts_name(const struct stream *stream, const char *json, size_t length, const char *item_name)
{
    struct listed listed = read_listed(json, length);
    char *name = find_text(stream, &listed.record, STORE_MAIN, STORE_KEY);
    if (name == NULL)
        name = item_name != NULL ? memory_copy_string(item_name) : find_text(stream, &listed.record, STORE_KEY, 0);
    if (name == NULL)
        name = memory_copy_string("?");
    const char *day = stream->kind == STREAM_SERIES && stream->parent != NULL ? json_get_string(listed.tree, "time", NULL) : NULL;
    char *full = day != NULL ? memory_format("%s, %s", name, day) : memory_copy_string(name);
    char *visible = text_visible(full, strlen(full));
    free(full);
    free(name);
    cJSON_Delete(listed.tree);
    return visible;
}

static void add_fact(struct text_pane *pane, const struct explore_record *record, const struct stream *stream, const char *name,
                     const char *label)
{
    const struct store_column *column = find_column(stream, name);
    char *text = column != NULL ? shown_text(record, column) : NULL;
    if (text != NULL && *text != '\0')
        text_pane_add_field(pane, label, LABEL_COLUMNS, text);
    free(text);
}

/* "enabled, archived" out of the switches that are on. */
static void add_state(struct text_pane *pane, const struct explore_record *record, const struct stream *stream)
{
    static const char *const switches[][3] = { { "draft", "draft", NULL },
                                               { "archived", "archived", NULL },
                                               { "enabled", "enabled", "stopped" },
                                               { "is_api_campaign", "sent by the API", NULL },
                                               { "has_post_launch_draft", "with unpublished changes", NULL },
                                               { "analytics_tracking_enabled", "its size is tracked", "its size is not tracked" } };
    UT_string text;
    utstring_init(&text);
    for (size_t i = 0; i < sizeof switches / sizeof switches[0]; i++) {
        if (find_column(stream, switches[i][0]) == NULL)
            continue;
        const cJSON *value = json_get(record->tree, switches[i][0]);
        const char *word = cJSON_IsTrue(value) ? switches[i][1] : cJSON_IsFalse(value) ? switches[i][2] : NULL;
        if (word != NULL)
            utstring_printf(&text, "%s%s", utstring_len(&text) > 0 ? ", " : "", word);
    }
    if (utstring_len(&text) > 0)
        text_pane_add_field(pane, "state", LABEL_COLUMNS, utstring_body(&text));
    utstring_done(&text);
}

/* "2026-01-02 10:00 – 2026-03-04 09:12". */
static void add_span(struct text_pane *pane, const struct explore_record *record, const struct stream *stream, const char *first,
                     const char *last, const char *label)
{
    const struct store_column *from = find_column(stream, first);
    const struct store_column *to = find_column(stream, last);
    char *begin = from != NULL ? shown_text(record, from) : NULL;
    char *end = to != NULL ? shown_text(record, to) : NULL;
    if (begin != NULL || end != NULL) {
        char *text = memory_format("%s \xE2\x80\x93 %s", begin != NULL ? begin : "?", end != NULL ? end : "?");
        text_pane_add_field(pane, label, LABEL_COLUMNS, text);
        free(text);
    }
    free(begin);
    free(end);
}

void item_facts_fill(struct text_pane *pane, const struct stream *details, const struct explore_record *record,
                     const struct stream *list, const char *listed_json, size_t listed_length)
{
    struct listed listed = read_listed(listed_json, listed_length);
    const struct stream *stream = record != NULL ? details : list;
    const struct explore_record *from = record != NULL ? record : &listed.record;
    text_pane_clear(pane);
    add_state(pane, from, stream);
    add_fact(pane, from, stream, "channels", "channels");
    add_fact(pane, from, stream, "schedule_type", "schedule");
    add_span(pane, from, stream, "first_sent", "last_sent", "sent");
    add_span(pane, from, stream, "first_entry", "last_entry", "entries");
    add_fact(pane, from, stream, "updated_at", "edited");
    add_fact(pane, from, stream, "last_edited", "edited");
    add_fact(pane, from, stream, "tags", "tags");
    add_fact(pane, from, stream, "description", "description");
    add_fact(pane, from, stream, "type", "type");
    cJSON_Delete(listed.tree);
}

static void add_fields(struct text_pane *pane, const struct stream *stream, const struct explore_record *record,
                       const struct stream *without)
{
    for (size_t i = 0; i < stream->table.column_count; i++) {
        const struct store_column *column = &stream->table.columns[i];
        if (find_column(without, column->name) != NULL)
            continue;
        char *label = browse_words(column->name);
        char *text = shown_text(record, column);
        text_pane_add_field(pane, label, FIELD_COLUMNS, text != NULL && *text != '\0' ? text : "\xE2\x80\x94");
        free(text);
        free(label);
    }
}

void item_fields_fill(struct text_pane *pane, const struct stream *details, const struct explore_record *record,
                      const struct stream *list, const char *listed_json, size_t listed_length)
{
    struct listed listed = read_listed(listed_json, listed_length);
    text_pane_clear(pane);
    if (listed.tree != NULL)
        add_fields(pane, list, &listed.record, NULL);
    if (record != NULL)
        add_fields(pane, details, record, list);
    cJSON_Delete(listed.tree);
}
