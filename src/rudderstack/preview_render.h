/* Previews as something to read: text for a terminal, Markdown for a ticket, a page of HTML to hand to somebody. */
#ifndef RUDDERSTACK_PREVIEW_RENDER_H
#define RUDDERSTACK_PREVIEW_RENDER_H

#include "rudderstack/preview.h"
#include "support/text.h"

enum preview_format { PREVIEW_TEXT, PREVIEW_MARKDOWN, PREVIEW_HTML };

/* An event and what is said of it. */
struct preview_item {
    size_t number; /* counted from 1 */
    const char *title;
    const char *summary;   /* a sentence on what it shows; NULL */
    const cJSON *settings; /* settings that hold for this event only: an object; NULL: none */
    const struct preview *preview;
};

/* Appends what stands before all items: settings that matter, the source type and the mode. */
void preview_render_head(UT_string *out, enum preview_format format, const struct preview_options *options);

/* Appends one item. Text from outside is made safe: for the terminal, for Markdown, for HTML. */
void preview_render_item(UT_string *out, enum preview_format format, const struct preview_item *item);

/* Appends what stands behind all items. */
void preview_render_foot(UT_string *out, enum preview_format format);

/* For the formats, each in a file of its own: preview_text.c, preview_markdown.c, preview_html.c. */
void preview_text_item(UT_string *out, const struct preview_item *item);
void preview_markdown_head(UT_string *out, const struct preview_options *options);
void preview_markdown_item(UT_string *out, const struct preview_item *item);
void preview_html_head(UT_string *out, const struct preview_options *options);
void preview_html_item(UT_string *out, const struct preview_item *item);
void preview_html_foot(UT_string *out);

/* How a format writes the entries of an explanation: head before the first, a cell between the fields. */
struct preview_table {
    const char *head_sent, *head_unsent;
    const char *row, *cell, *row_end, *end;
    void (*put_text)(UT_string *out, const char *text); /* made safe for the format */
};
void preview_put_table(UT_string *out, const struct preview_table *table, const cJSON *entries, bool sent);

/* "JavaScript, cloud mode", and "Deduplicate Traits: on · ..." without keys and lists ("" for none); both appended. */
void preview_put_place(UT_string *out, const struct preview_options *options);
void preview_put_settings(UT_string *out, const cJSON *config);

/* Where an entry of an explanation stands, for people: its "to" or "from"; "" where it has none. */
const char *preview_entry_path(const cJSON *entry, const char *key);

#endif
