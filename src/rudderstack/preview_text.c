/* Previews for a terminal. */
#include <string.h>

#include "rudderstack/preview_render.h"
#include "support/jswrite.h"

/* Text from outside, line by line. */
static void put_lines(UT_string *out, const char *text)
{
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        text_append_visible(out, text, length);
        utstring_printf(out, "\n");
        text += length + (text[length] == '\n');
    }
}

static void put_json(UT_string *out, const cJSON *value)
{
    UT_string json;
    utstring_init(&json);
    js_write_pretty(&json, value);
    put_lines(out, utstring_body(&json));
    utstring_done(&json);
}

static void put_visible(UT_string *out, const cJSON *text)
{
    if (js_is_string(text))
        text_append_visible(out, text->valuestring, strlen(text->valuestring));
}

static void put_request(UT_string *out, const cJSON *request)
{
    put_visible(out, js_get(request, "method"));
    utstring_printf(out, " ");
    put_visible(out, js_get(request, "url"));
    utstring_printf(out, "\n");
    const cJSON *headers = js_get(request, "headers");
    for (const cJSON *header = headers != NULL ? headers->child : NULL; header != NULL; header = header->next) {
        text_append_visible(out, header->string, strlen(header->string));
        utstring_printf(out, ": ");
        put_visible(out, header);
        utstring_printf(out, "\n");
    }
    utstring_printf(out, "\n");
    put_json(out, js_get(request, "body"));
    utstring_printf(out, "\n");
}

static void put_call(UT_string *out, const cJSON *call)
{
    UT_string json;
    utstring_init(&json);
    put_visible(out, js_get(call, "call"));
    js_write(&json, js_get(call, "args"));
    const char *arguments = utstring_body(&json);
    size_t length = utstring_len(&json);
    utstring_printf(out, "(");
    if (length >= 2) /* the arguments without the brackets of their list */
        text_append_visible(out, arguments + 1, length - 2);
    utstring_printf(out, ")\n");
    utstring_done(&json);
}

/* Entries that are sent, or those that are not, one a line: path, where from, rule. */
static void put_entries(UT_string *out, const cJSON *entries, bool sent)
{
    enum { WIDEST = 44 };
    const char *key = sent ? "to" : "from";
    size_t widest = 0;
    for (const cJSON *entry = entries->child; entry != NULL; entry = entry->next) {
        size_t width = js_is_null(js_get(entry, "to")) == sent ? 0 : text_width(preview_entry_path(entry, key));
        widest = width > widest ? width : widest;
    }
    if (widest == 0)
        return;
    widest = widest < WIDEST ? widest : WIDEST;
    utstring_printf(out, sent ? "Where it comes from\n" : "Not sent\n");
    for (const cJSON *entry = entries->child; entry != NULL; entry = entry->next) {
        const char *path = preview_entry_path(entry, key);
        const cJSON *from = js_get(entry, "from");
        if (js_is_null(js_get(entry, "to")) == sent)
            continue;
        char *visible = text_visible(path, strlen(path));
        utstring_printf(out, "  %s", visible);
        for (size_t width = text_width(visible); width < widest; width++)
            utstring_printf(out, " ");
        free(visible);
        utstring_printf(out, "  ");
        if (sent && js_is_string(from)) {
            put_visible(out, from);
            utstring_printf(out, ": ");
        }
        put_visible(out, js_get(entry, "rule"));
        utstring_printf(out, "\n");
    }
    utstring_printf(out, "\n");
}

static void put_warnings(UT_string *out, const cJSON *warnings)
{
    for (const cJSON *warning = warnings->child; warning != NULL; warning = warning->next) {
        utstring_printf(out, "! ");
        if (js_is_string(js_get(warning, "about"))) {
            put_visible(out, js_get(warning, "about"));
            utstring_printf(out, ": ");
        }
        put_visible(out, js_get(warning, "text"));
        utstring_printf(out, "\n");
    }
    if (warnings->child != NULL)
        utstring_printf(out, "\n");
}

void preview_text_item(UT_string *out, const struct preview_item *item)
{
    const struct preview *preview = item->preview;
    utstring_printf(out, "== %zu  ", item->number);
    text_append_visible(out, item->title, strlen(item->title));
    utstring_printf(out, "\n");
    if (item->summary != NULL)
        put_lines(out, item->summary);
    if (item->settings != NULL) {
        UT_string settings;
        utstring_init(&settings);
        preview_put_settings(&settings, item->settings);
        put_lines(out, utstring_body(&settings));
        utstring_done(&settings);
    }
    utstring_printf(out, "\n");
    for (const cJSON *request = preview->requests->child; request != NULL; request = request->next)
        put_request(out, request);
    for (const cJSON *call = preview->calls->child; call != NULL; call = call->next)
        put_call(out, call);
    if (preview->calls->child != NULL)
        utstring_printf(out, "\n");
    if (preview->dropped != NULL) {
        utstring_printf(out, "Dropped: ");
        put_lines(out, preview->dropped);
        utstring_printf(out, "\n");
    }
    if (preview->error != NULL) {
        utstring_printf(out, "Error: ");
        put_lines(out, preview->error);
        utstring_printf(out, "\n");
    }
    put_entries(out, preview->explain, true);
    put_entries(out, preview->explain, false);
    put_warnings(out, preview->warnings);
}
