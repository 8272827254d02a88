/* The items of a list that has been read, each once, in order: what is asked for one by one afterwards. */
#ifndef SYNC_ITEMS_H
#define SYNC_ITEMS_H

#include <stdbool.h>
#include <stddef.h>

struct items;

struct item {
    const char *name;        /* its identifier, or an event's name */
    const struct item *next; /* NULL: the last so far */
    bool without_analytics;  /* the list says that nothing is counted for it */
};

struct items *items_new(void);
void items_free(struct items *items); /* NULL is allowed */

/* False if it was there already. */
bool items_add(struct items *items, const char *name, bool without_analytics);

bool items_have(const struct items *items, const char *name);
size_t items_count(const struct items *items);
size_t items_count_without_analytics(const struct items *items);
const struct item *items_first(const struct items *items);

#endif
