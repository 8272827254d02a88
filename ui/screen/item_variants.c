#include "ui/screen/item_variants.h"

#include <stdlib.h>
#include <string.h>

#include "support/json.h"
#include "support/text.h"

enum { LABEL_LEAST = 18, LABEL_MOST = 34 };

static bool is_said(const cJSON *value)
{
    bool is_blank = cJSON_IsString(value) && *value->valuestring == '\0';
    bool is_empty = (cJSON_IsArray(value) || cJSON_IsObject(value)) && value->child == NULL;
    return value != NULL && !cJSON_IsNull(value) && !is_blank && !is_empty;
}

static void add_field(struct text_pane *pane, const char *indent, const cJSON *value, int width)
{
    char *label = memory_format("%s%s", indent, value->string);
    char *visible = text_visible(label, strlen(label));
    char *text = cJSON_IsString(value) ? memory_copy_string(value->valuestring) : json_print(value);
    text_pane_add_field(pane, visible, width, text);
    free(text);
    free(visible);
    free(label);
}

/* A title out of two parts, either of which may be missing. */
static void add_title(struct text_pane *pane, const char *indent, const char *kind, const char *name, const char *second)
{
    bool has_first = *kind != '\0' || name != NULL;
    char *title = memory_format("%s%s%s%s%s%s", indent, kind, *kind != '\0' && name != NULL ? " " : "", name != NULL ? name : "",
                                has_first && second != NULL ? " \xC2\xB7 " : "", second != NULL ? second : "");
    char *visible = text_visible(title, strlen(title));
    if (text_pane_count(pane) > 0 && *indent == '\0')
        text_pane_add(pane, ROLE_TEXT, "");
    text_pane_add(pane, ROLE_TITLE, visible);
    free(visible);
    free(title);
}

static bool is_left_out(const cJSON *field, const char *const *without)
{
    for (size_t i = 0; without[i] != NULL; i++)
        if (text_equal(field->string, without[i]))
            return true;
    return !is_said(field);
}

static void add_fields(struct text_pane *pane, const char *indent, const cJSON *object, const char *const *without)
{
    const cJSON *field = NULL;
    int width = LABEL_LEAST;
    if (!cJSON_IsObject(object))
        return;
    cJSON_ArrayForEach(field, object)
    {
        int wish = (int)strlen(indent) + (int)text_width(field->string) + 2;
        if (wish > width && wish <= LABEL_MOST && !is_left_out(field, without))
            width = wish;
    }
    cJSON_ArrayForEach(field, object) if (!is_left_out(field, without)) add_field(pane, indent, field, width);
}

static void add_message(struct text_pane *pane, const char *indent, const cJSON *message, const char *key, const char *channel)
{
    static const char *const in_title[] = { "name", "variation_name", "channel", NULL };
    char *inner = memory_format("%s  ", indent);
    const char *name = json_get_string(message, "name", json_get_string(message, "variation_name", json_get_string(message, "type", key)));
    add_title(pane, indent, "", name, json_get_string(message, "channel", channel));
    add_fields(pane, inner, message, in_title);
    free(inner);
}

/* messages: in details an object of messages by variant, in daily figures of lists by channel. */
static void add_messages(struct text_pane *pane, const char *indent, const cJSON *messages)
{
    const cJSON *message = NULL;
    cJSON_ArrayForEach(message, messages)
    {
        const cJSON *figures = NULL;
        if (!cJSON_IsArray(message))
            add_message(pane, indent, message, message->string, NULL);
        else
            cJSON_ArrayForEach(figures, message) add_message(pane, indent, figures, NULL, message->string);
    }
}

/* An object of figures by variant, or by step. */
static void add_figures(struct text_pane *pane, const cJSON *all, const char *kind)
{
    static const char *const in_title[] = { "name", "messages", NULL };
    const cJSON *figures = NULL;
    cJSON_ArrayForEach(figures, all)
    {
        add_title(pane, "", kind, json_get_string(figures, "name", figures->string), NULL);
        add_fields(pane, "  ", figures, in_title);
        add_messages(pane, "  ", json_get_object(figures, "messages"));
    }
}

static void add_list(struct text_pane *pane, const cJSON *list, const char *kind)
{
    static const char *const in_title[] = { "name", "type", "messages", NULL };
    const cJSON *element = NULL;
    cJSON_ArrayForEach(element, list)
    {
        add_title(pane, "", kind, json_get_string(element, "name", json_get_string(element, "id", NULL)),
                  json_get_string(element, "type", NULL));
        add_fields(pane, "  ", element, in_title);
        add_messages(pane, "  ", json_get_object(element, "messages"));
    }
}

void item_variants_fill(struct text_pane *pane, const char *json, size_t length)
{
    cJSON *record = json_parse(json, length, NULL);
    text_pane_clear(pane);
    add_messages(pane, "", json_get_object(record, "messages"));
    add_list(pane, json_get_array(record, "variants"), "Variant:");
    add_list(pane, json_get_array(record, "steps"), "Step:");
    add_figures(pane, json_get_object(record, "variant_stats"), "Variant:");
    add_figures(pane, json_get_object(record, "step_stats"), "Step:");
    if (text_pane_count(pane) == 0)
        text_pane_add(pane, ROLE_TEXT, "Nothing is said of variants here.");
    cJSON_Delete(record);
}
