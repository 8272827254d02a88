/* Previews as a page: event, request and explanation side by side. Self-contained, and fit to be printed. */
#include <string.h>

#include "rudderstack/preview_render.h"
#include "support/jswrite.h"

extern const char preview_head[];

static void put_escaped(UT_string *out, const char *text, size_t length)
{
    for (size_t at = 0; at < length;) {
        unsigned point = 0;
        size_t used = text_decode(text + at, length - at, &point);
        switch (point) {
        case '&':
            utstring_printf(out, "&amp;");
            break;
        case '<':
            utstring_printf(out, "&lt;");
            break;
        case '>':
            utstring_printf(out, "&gt;");
            break;
        case '"':
            utstring_printf(out, "&quot;");
            break;
        default:
            text_append_point(out, point);
        }
        at += used;
    }
}

static void put_text(UT_string *out, const char *text)
{
    char *visible = text_visible(text, strlen(text));
    put_escaped(out, visible, strlen(visible));
    free(visible);
}

static void put_member(UT_string *out, const cJSON *object, const char *name)
{
    const cJSON *text = js_get(object, name);
    if (js_is_string(text))
        put_text(out, text->valuestring);
}

static void put_json(UT_string *out, const cJSON *value)
{
    UT_string json;
    utstring_init(&json);
    js_write_pretty(&json, value);
    utstring_printf(out, "<pre>");
    put_escaped(out, utstring_body(&json), utstring_len(&json));
    utstring_printf(out, "</pre>\n");
    utstring_done(&json);
}

static void put_request(UT_string *out, const cJSON *request)
{
    utstring_printf(out, "<pre>");
    put_member(out, request, "method");
    utstring_printf(out, " ");
    put_member(out, request, "url");
    const cJSON *headers = js_get(request, "headers");
    for (const cJSON *header = headers != NULL ? headers->child : NULL; header != NULL; header = header->next) {
        utstring_printf(out, "\n");
        put_text(out, header->string);
        utstring_printf(out, ": ");
        put_member(out, headers, header->string);
    }
    utstring_printf(out, "</pre>\n");
    put_json(out, js_get(request, "body"));
}

static void put_table(UT_string *out, const cJSON *entries, bool sent)
{
    static const struct preview_table table = {
        .head_sent = "<table><tr><th>Field</th><th>From</th><th>Rule</th></tr>\n",
        .head_unsent = "<table><tr><th>Not sent</th><th>Why</th></tr>\n",
        .row = "<tr><td>",
        .cell = "</td><td>",
        .row_end = "</td></tr>\n",
        .end = "</table>\n",
        .put_text = put_text,
    };
    preview_put_table(out, &table, entries, sent);
}

static void put_warnings(UT_string *out, const cJSON *warnings)
{
    for (const cJSON *warning = warnings->child; warning != NULL; warning = warning->next) {
        utstring_printf(out, "<p class=\"warn\">");
        if (js_is_string(js_get(warning, "about"))) {
            put_member(out, warning, "about");
            utstring_printf(out, ": ");
        }
        put_member(out, warning, "text");
        utstring_printf(out, "</p>\n");
    }
}

static void put_settings(UT_string *out, const cJSON *config)
{
    UT_string text;
    utstring_init(&text);
    preview_put_settings(&text, config);
    if (utstring_len(&text) > 0) {
        utstring_printf(out, "<p>");
        put_text(out, utstring_body(&text));
        utstring_printf(out, "</p>\n");
    }
    utstring_done(&text);
}

void preview_html_head(UT_string *out, const struct preview_options *options)
{
    UT_string place;
    utstring_init(&place);
    preview_put_place(&place, options);
    utstring_bincpy(out, preview_head, strlen(preview_head));
    utstring_printf(out, "<header>\n<h1>What Braze gets</h1>\n<p>");
    put_text(out, utstring_body(&place));
    utstring_printf(out, "</p>\n");
    put_settings(out, options->config);
    utstring_printf(out, "</header>\n");
    utstring_done(&place);
}

void preview_html_item(UT_string *out, const struct preview_item *item)
{
    const struct preview *preview = item->preview;
    utstring_printf(out, "<section>\n<h2>%zu. ", item->number);
    put_text(out, item->title);
    utstring_printf(out, "</h2>\n");
    if (item->summary != NULL) {
        utstring_printf(out, "<p>");
        put_text(out, item->summary);
        utstring_printf(out, "</p>\n");
    }
    if (item->settings != NULL)
        put_settings(out, item->settings);
    utstring_printf(out, "<div class=\"sides\">\n<div>\n<h3>Event</h3>\n");
    put_json(out, preview->event);
    utstring_printf(out, "</div>\n<div>\n<h3>%s</h3>\n",
                    preview->calls->child != NULL ? "SDK calls and requests" : "Request");
    if (preview->dropped != NULL || preview->error != NULL) {
        utstring_printf(out, "<p class=\"bad\">%s", preview->error != NULL ? "Error: " : "Dropped: ");
        put_text(out, preview->error != NULL ? preview->error : preview->dropped);
        utstring_printf(out, "</p>\n");
    }
    for (const cJSON *request = preview->requests->child; request != NULL; request = request->next)
        put_request(out, request);
    if (preview->calls->child != NULL)
        put_json(out, preview->calls);
    utstring_printf(out, "</div>\n<div>\n<h3>Explanation</h3>\n");
    put_warnings(out, preview->warnings);
    put_table(out, preview->explain, true);
    put_table(out, preview->explain, false);
    utstring_printf(out, "</div>\n</div>\n</section>\n");
}

void preview_html_foot(UT_string *out)
{
    utstring_printf(out, "</body>\n</html>\n");
}
