/* One row of a stream: its facts and its daily figures, all its fields, its variants, its JSON. Out of the store; what is not
 * there, or is asked for again, as it comes live from Braze. */
#ifndef UI_SCREEN_ITEM_H
#define UI_SCREEN_ITEM_H

#include "explore/explore.h"
#include "ui/view.h"

struct item_pane;

/* explore and stream are borrowed. */
struct item_pane *item_new(struct console *console, struct explore *explore, const struct stream *stream);
void item_free(struct item_pane *item); /* NULL is allowed */

/* Shows the row of this key (see grid_id()) with its record; id NULL: nothing. item_name is what its list calls it, or NULL. What is
 * stored of it is shown at once, and what is not is asked for a moment later, so that passing by rows asks for nothing. */
void item_show(struct item_pane *item, const char *id, const char *json, const char *item_name);

/* The key of what is shown; NULL: nothing. */
const char *item_id(const struct item_pane *item);

/* What is shown, as visible text; "" for nothing. Borrowed until something else is. */
const char *item_name(const struct item_pane *item);

/* The stream that it belongs to. */
const struct stream *item_stream(const struct item_pane *item);

/* Asks Braze for what is not stored, at once; again: for everything. */
void item_read(struct item_pane *item, bool again);

/* The store may have changed, or something has come live. */
void item_refresh(struct item_pane *item);

/* When item_tick() is to be called. */
int64_t item_due(const struct item_pane *item);
void item_tick(struct item_pane *item, int64_t now_ms);

void item_paint(struct item_pane *item, struct canvas *canvas, struct rect rect, bool focused);
unsigned item_contexts(const struct item_pane *item);
bool item_takes_text(const struct item_pane *item);
enum reaction item_type(struct item_pane *item, keypress key);
enum reaction item_act(struct item_pane *item, enum action action);
const char *item_why_not(const struct item_pane *item, enum action action);

#endif
