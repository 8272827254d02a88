/* The rows of one stream: a list as a table, a daily series as a chart. */
#ifndef UI_SCREEN_BROWSE_H
#define UI_SCREEN_BROWSE_H

#include "explore/explore.h"
#include "ui/view.h"

struct browse;

/* explore is borrowed. */
struct browse *browse_new(struct console *console, struct explore *explore, const struct stream *stream);
void browse_free(struct browse *browse); /* NULL is allowed */

/* Starts reading if nothing was read yet, respectively in any case. */
void browse_need(struct browse *browse);
void browse_read(struct browse *browse);

/* What is read has changed. */
void browse_refresh(struct browse *browse);

void browse_paint(struct browse *browse, struct canvas *canvas, struct rect rect, bool focused);
unsigned browse_contexts(const struct browse *browse);
bool browse_takes_text(const struct browse *browse);
enum reaction browse_type(struct browse *browse, keypress key);
enum reaction browse_act(struct browse *browse, enum action action);
const char *browse_why_not(const struct browse *browse, enum action action);

/* Rows are being filtered: see table_is_busy(). */
bool browse_is_busy(const struct browse *browse);
void browse_tick(struct browse *browse, int64_t now_ms);

/* The selected item; NULL if there is none, or the stream is no list. Borrowed until something changes. */
const struct explore_record *browse_selected(const struct browse *browse);
const struct stream *browse_stream(const struct browse *browse);

/* A stream's or column's name as people write it: "campaigns analytics". The caller frees it. */
char *browse_words(const char *name);

/* Appends when and how far rows were read: "read 10:14:02", "reading, 300 so far", "stopped". */
void browse_append_state(UT_string *out, const struct explore_rows *rows);

#endif
