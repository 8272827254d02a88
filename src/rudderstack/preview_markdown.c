/* Previews for a ticket or a wiki. */
#include <string.h>

#include "rudderstack/preview_render.h"
#include "support/jswrite.h"

/* Text from outside within a line: what Markdown and HTML would take for their own is escaped. */
static void put_inline(UT_string *out, const char *text)
{
    char *visible = text_visible(text, strlen(text));
    for (const char *at = visible; *at != '\0'; at++) {
        if (strchr("\\`*_{}[]<>#|&~", *at) != NULL)
            utstring_printf(out, "\\");
        utstring_bincpy(out, at, 1);
    }
    free(visible);
}

static void put_member(UT_string *out, const cJSON *object, const char *name)
{
    const cJSON *text = js_get(object, name);
    if (js_is_string(text))
        put_inline(out, text->valuestring);
}

/* The longest run of backquotes decides how many the fence needs. */
static void put_fence(UT_string *out, const char *text, const char *language, bool opening)
{
    size_t longest = 2;
    size_t run = 0;
    for (; *text != '\0'; text++) {
        run = *text == '`' ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    for (size_t i = 0; i <= longest; i++)
        utstring_printf(out, "`");
    utstring_printf(out, "%s\n", opening ? language : "");
}

static void put_block(UT_string *out, const char *text, const char *language)
{
    put_fence(out, text, language, true);
    utstring_printf(out, "%s\n", text);
    put_fence(out, text, language, false);
    utstring_printf(out, "\n");
}

static void put_json_block(UT_string *out, const cJSON *value)
{
    UT_string json;
    utstring_init(&json);
    js_write_pretty(&json, value);
    put_block(out, utstring_body(&json), "json");
    utstring_done(&json);
}

static void put_request(UT_string *out, const cJSON *request)
{
    UT_string text;
    utstring_init(&text);
    const cJSON *method = js_get(request, "method");
    const cJSON *url = js_get(request, "url");
    utstring_printf(&text, "%s %s\n", method->valuestring, url->valuestring);
    const cJSON *headers = js_get(request, "headers");
    for (const cJSON *header = headers != NULL ? headers->child : NULL; header != NULL; header = header->next)
        utstring_printf(&text, "%s: %s\n", header->string, js_is_string(header) ? header->valuestring : "");
    utstring_printf(&text, "\n");
    js_write_pretty(&text, js_get(request, "body"));
    put_block(out, utstring_body(&text), "http");
    utstring_done(&text);
}

static void put_table(UT_string *out, const cJSON *entries, bool sent)
{
    static const struct preview_table table = {
        .head_sent = "| Field | From | Rule |\n|---|---|---|\n",
        .head_unsent = "| Not sent | Why |\n|---|---|\n",
        .row = "| ",
        .cell = " | ",
        .row_end = " |\n",
        .end = "\n",
        .put_text = put_inline,
    };
    preview_put_table(out, &table, entries, sent);
}

void preview_markdown_head(UT_string *out, const struct preview_options *options)
{
    UT_string place;
    utstring_init(&place);
    preview_put_place(&place, options);
    utstring_printf(out, "# What Braze gets: ");
    put_inline(out, utstring_body(&place));
    utstring_printf(out, "\n\n");
    utstring_done(&place);
}

void preview_markdown_item(UT_string *out, const struct preview_item *item)
{
    const struct preview *preview = item->preview;
    utstring_printf(out, "## %zu. ", item->number);
    put_inline(out, item->title);
    utstring_printf(out, "\n\n");
    if (item->summary != NULL) {
        put_inline(out, item->summary);
        utstring_printf(out, "\n\n");
    }
    if (item->settings != NULL) {
        UT_string settings;
        utstring_init(&settings);
        preview_put_settings(&settings, item->settings);
        put_inline(out, utstring_body(&settings));
        utstring_printf(out, "\n\n");
        utstring_done(&settings);
    }
    utstring_printf(out, "Event:\n\n");
    put_json_block(out, preview->event);
    if (preview->requests->child != NULL)
        utstring_printf(out, "Requests:\n\n");
    for (const cJSON *request = preview->requests->child; request != NULL; request = request->next)
        put_request(out, request);
    if (preview->calls->child != NULL) {
        utstring_printf(out, "Calls of the Braze SDK:\n\n");
        put_json_block(out, preview->calls);
    }
    if (preview->dropped != NULL || preview->error != NULL) {
        utstring_printf(out, preview->error != NULL ? "**Error:** " : "**Dropped:** ");
        put_inline(out, preview->error != NULL ? preview->error : preview->dropped);
        utstring_printf(out, "\n\n");
    }
    put_table(out, preview->explain, true);
    put_table(out, preview->explain, false);
    for (const cJSON *warning = preview->warnings->child; warning != NULL; warning = warning->next) {
        utstring_printf(out, "* **Note** ");
        put_member(out, warning, "about");
        utstring_printf(out, ": ");
        put_member(out, warning, "text");
        utstring_printf(out, "\n");
    }
    if (preview->warnings->child != NULL)
        utstring_printf(out, "\n");
}
