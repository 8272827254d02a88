#include "rudderstack/preview_render.h"

#include "rudderstack/settings.h"

void preview_put_place(UT_string *out, const struct preview_options *options)
{
    utstring_printf(out, "%s, %s mode", source_type_label(options->source_type), connection_mode_key(options->mode));
}

void preview_put_settings(UT_string *out, const cJSON *config)
{
    size_t before = utstring_len(out);
    for (size_t i = 0; i < settings_count; i++) {
        const cJSON *value = js_get(config, settings[i].key);
        if (value == NULL || settings[i].secret || js_is_object(value) || js_is_array(value))
            continue;
        char *shown = setting_show(&settings[i], value);
        utstring_printf(out, "%s%s: %s", utstring_len(out) > before ? " \xC2\xB7 " : "", settings[i].label, shown);
        free(shown);
    }
}

const char *preview_entry_path(const cJSON *entry, const char *key)
{
    const cJSON *path = js_get(entry, key);
    return js_is_text(path, "") ? "the whole event" : js_is_string(path) ? path->valuestring : "";
}

void preview_put_table(UT_string *out, const struct preview_table *table, const cJSON *entries, bool sent)
{
    bool any = false;
    for (const cJSON *entry = entries->child; entry != NULL; entry = entry->next) {
        if (js_is_null(js_get(entry, "to")) == sent)
            continue;
        utstring_printf(out, "%s%s", any ? "" : sent ? table->head_sent : table->head_unsent, table->row);
        any = true;
        if (sent) {
            table->put_text(out, preview_entry_path(entry, "to"));
            utstring_printf(out, "%s", table->cell);
        }
        table->put_text(out, preview_entry_path(entry, "from"));
        utstring_printf(out, "%s", table->cell);
        table->put_text(out, js_get(entry, "rule")->valuestring);
        utstring_printf(out, "%s", table->row_end);
    }
    if (any)
        utstring_printf(out, "%s", table->end);
}

void preview_render_head(UT_string *out, enum preview_format format, const struct preview_options *options)
{
    switch (format) {
    case PREVIEW_TEXT:
        break;
    case PREVIEW_MARKDOWN:
        preview_markdown_head(out, options);
        break;
    case PREVIEW_HTML:
        preview_html_head(out, options);
        break;
    }
}

void preview_render_item(UT_string *out, enum preview_format format, const struct preview_item *item)
{
    switch (format) {
    case PREVIEW_TEXT:
        preview_text_item(out, item);
        break;
    case PREVIEW_MARKDOWN:
        preview_markdown_item(out, item);
        break;
    case PREVIEW_HTML:
        preview_html_item(out, item);
        break;
    }
}

void preview_render_foot(UT_string *out, enum preview_format format)
{
    if (format == PREVIEW_HTML)
        preview_html_foot(out);
}
