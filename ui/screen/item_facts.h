/* What there is to know of an item, as lines of text. */
#ifndef UI_SCREEN_ITEM_FACTS_H
#define UI_SCREEN_ITEM_FACTS_H

#include "explore/value.h"
#include "ui/widget/text_pane.h"

/* The name of a row out of its record, else what its item's list calls it, else its key; made visible; the caller frees it. Of a
 * daily row with its day. */
char *item_facts_name(const struct stream *stream, const char *json, size_t length, const char *item_name);

/* Fills a pane with the few facts one looks for first, respectively with all fields. details may be NULL, record as well;
 * listed is the list's record as JSON. */
void item_facts_fill(struct text_pane *pane, const struct stream *details, const struct explore_record *record,
                     const struct stream *list, const char *listed, size_t listed_length);
void item_fields_fill(struct text_pane *pane, const struct stream *details, const struct explore_record *record,
                      const struct stream *list, const char *listed, size_t listed_length);

#endif
