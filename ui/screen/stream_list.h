/* The table of all streams: how many rows of each are in the store, since when, and how far an export of it has come. */
#ifndef UI_SCREEN_STREAM_LIST_H
#define UI_SCREEN_STREAM_LIST_H

#include "explore/explore.h"
#include "ui/view.h"
#include "ui/widget/table.h"

struct stream_list;

struct stream_list *stream_list_new(struct console *console);
void stream_list_free(struct stream_list *list); /* NULL is allowed */

/* For moving, sorting, filtering. */
struct table *stream_list_table(const struct stream_list *list);

/* A profile must be open. */
void stream_list_paint(struct stream_list *list, struct canvas *canvas, struct rect rect);

/* The selected stream, or NULL. */
const struct stream *stream_list_selected(const struct stream_list *list);

void stream_list_select(struct stream_list *list, const char *stream);

/* Asks what of it is to be copied. */
void stream_list_copy(const struct stream_list *list);

/* Appends how an export is getting on, as visible text, the most important first and as much as fits: "22 streams, 2 done: 340 of
 * 4,800 requests, 12:40 to go, 92 rows/s, 1,200 rows". */
void stream_list_append_progress(UT_string *out, const struct explore_progress *progress, int width);

#endif
