/* The rows of one stream out of the store: as a table, daily figures as a chart, too. */
#ifndef UI_SCREEN_BROWSE_H
#define UI_SCREEN_BROWSE_H

#include <cjson/cJSON.h>

#include "explore/explore.h"
#include "ui/view.h"

struct browse;

/* explore is borrowed. */
struct browse *browse_new(struct console *console, struct explore *explore, const struct stream *stream);
void browse_free(struct browse *browse); /* NULL is allowed */

/* The store or the export may have changed. */
void browse_refresh(struct browse *browse);

void browse_paint(struct browse *browse, struct canvas *canvas, struct rect rect, bool focused);
unsigned browse_contexts(const struct browse *browse);
bool browse_takes_text(const struct browse *browse);
enum reaction browse_type(struct browse *browse, keypress key);
enum reaction browse_act(struct browse *browse, enum action action);
const char *browse_why_not(const struct browse *browse, enum action action);

/* When browse_tick() is to be called; INT64_MAX: never. */
int64_t browse_due(const struct browse *browse);
void browse_tick(struct browse *browse, int64_t now_ms);

/* What the operator has arranged, as members of an object; and arranges it so again (NULL is allowed). */
void browse_remember(const struct browse *browse, cJSON *out);
void browse_recall(struct browse *browse, const cJSON *from);

/* The selected row's name, as grid_id(), or NULL; borrowed until something changes. */
const char *browse_selected_id(const struct browse *browse);

/* Its record, when it was read, and its item's name where the stream knows it by its list only (else NULL). All but the last are
 * the caller's to free; NULL: none is selected. */
char *browse_selected(const struct browse *browse, int64_t *extracted_ms, const char **item_name);

/* What is filtered, as it was typed; "": nothing. Borrowed. */
const char *browse_filter(const struct browse *browse);

const struct stream *browse_stream(const struct browse *browse);

/* A stream's or column's name as people write it: "campaigns analytics". The caller frees it. */
char *browse_words(const char *name);

/* "exported 10:14", with the day where it is not today. */
void browse_append_moment(UT_string *out, const struct console *console, int64_t ms);

#endif
