#include "ui/screen/item_variants.h"

#include <stdlib.h>
#include <string.h>

#include "support/json.h"
#include "support/text.h"

enum { LABEL_COLUMNS = 18 };

static bool is_said(const cJSON *value)
{
    bool is_blank = cJSON_IsString(value) && *value->valuestring == '\0';
    bool is_empty = (cJSON_IsArray(value) || cJSON_IsObject(value)) && value->child == NULL;
    return value != NULL && !cJSON_IsNull(value) && !is_blank && !is_empty;
}

static void add_field(struct text_pane *pane, const char *indent, const cJSON *value)
{
    if (!is_said(value))
        return;
    char *label = memory_format("%s%s", indent, value->string != NULL ? value->string : "");
    char *visible = text_visible(label, strlen(label));
    char *text = cJSON_IsString(value) ? memory_copy_string(value->valuestring) : json_print(value);
    text_pane_add_field(pane, visible, LABEL_COLUMNS, text);
    free(text);
    free(visible);
    free(label);
}

/* A title out of two parts, either of which may be missing. */
static void add_title(struct text_pane *pane, const char *indent, const char *kind, const char *name, const char *second)
{
    char *title = memory_format("%s%s%s%s%s%s", indent, kind, *kind != '\0' && name != NULL ? " " : "", name != NULL ? name : "",
                                second != NULL ? " \xC2\xB7 " : "", second != NULL ? second : "");
    char *visible = text_visible(title, strlen(title));
    if (text_pane_count(pane) > 0 && *indent == '\0')
        text_pane_add(pane, ROLE_TEXT, "");
    text_pane_add(pane, ROLE_TITLE, visible);
    free(visible);
    free(title);
}

/* messages: an object of messages by variant. */
static void add_messages(struct text_pane *pane, const char *indent, const cJSON *messages)
{
    const cJSON *message = NULL;
    char *inner = memory_format("%s  ", indent);
    cJSON_ArrayForEach(message, messages)
    {
        const char *type = json_get_string(message, "type", NULL);
        const char *name = json_get_string(message, "name", type != NULL ? type : message->string);
        add_title(pane, indent, "", name, json_get_string(message, "channel", NULL));
        const cJSON *field = NULL;
        cJSON_ArrayForEach(field, message)
        {
            bool in_title = text_equal(field->string, "name") || text_equal(field->string, "channel");
            if (!in_title)
                add_field(pane, inner, field);
        }
    }
    free(inner);
}

static void add_list(struct text_pane *pane, const cJSON *list, const char *kind)
{
    const cJSON *element = NULL;
    cJSON_ArrayForEach(element, list)
    {
        add_title(pane, "", kind, json_get_string(element, "name", json_get_string(element, "id", NULL)),
                  json_get_string(element, "type", NULL));
        const cJSON *field = NULL;
        cJSON_ArrayForEach(field, element)
        {
            bool in_title = text_equal(field->string, "name") || text_equal(field->string, "type");
            if (!in_title && !text_equal(field->string, "messages"))
                add_field(pane, "  ", field);
        }
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
    if (text_pane_count(pane) == 0)
        text_pane_add(pane, ROLE_TEXT, "The details of this name no variants.");
    cJSON_Delete(record);
}
