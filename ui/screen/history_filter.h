/* Which requests of the journal are shown: the conditions, and the form that sets them. */
#ifndef UI_SCREEN_HISTORY_FILTER_H
#define UI_SCREEN_HISTORY_FILTER_H

#include <stdbool.h>

#include "journal/view.h"
#include "ui/console.h"

struct history_filter;

struct history_filter *history_filter_new(void);
void history_filter_free(struct history_filter *filter); /* NULL is allowed */

/* The conditions; borrowed until they are changed. NULL: none. */
const struct journal_filter *history_filter_conditions(const struct history_filter *filter);

/* The same in words, visible text: "status 4xx, since 2h"; "" for none. Borrowed until they are changed. */
const char *history_filter_words(const struct history_filter *filter);

void history_filter_clear(struct history_filter *filter);

/* Opens the form; changed is called when other conditions were set. */
void history_filter_open(struct console *console, struct history_filter *filter, void (*changed)(void *context),
                         void *context);

#endif
