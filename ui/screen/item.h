/* One item of a list: its facts and its daily figures, all its fields, its JSON. */
#ifndef UI_SCREEN_ITEM_H
#define UI_SCREEN_ITEM_H

#include "explore/explore.h"
#include "ui/view.h"

struct item;

/* explore and list are borrowed. */
struct item *item_new(struct console *console, struct explore *explore, const struct stream *list);
void item_free(struct item *item); /* NULL is allowed */

/* Shows this record of the list; NULL: nothing. What was read of it before is shown at once, and what was not is asked
 * for a moment later, so that passing by rows asks for nothing. */
void item_show(struct item *item, const struct explore_record *record);

/* What is shown, as visible text; "" for nothing. Borrowed until something else is. */
const char *item_name(const struct item *item);

/* The list that it belongs to. */
const struct stream *item_list(const struct item *item);

/* Reads its details and figures at once, also again. */
void item_read(struct item *item, bool again);

/* What is read has changed. */
void item_refresh(struct item *item);

/* When item_tick() is to be called. */
int64_t item_due(const struct item *item);
void item_tick(struct item *item);

void item_paint(struct item *item, struct canvas *canvas, struct rect rect, bool focused);
unsigned item_contexts(const struct item *item);
bool item_takes_text(const struct item *item);
enum reaction item_type(struct item *item, keypress key);
enum reaction item_act(struct item *item, enum action action);
const char *item_why_not(const struct item *item, enum action action);

#endif
