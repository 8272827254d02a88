#include "sync/items.h"

#include <stdlib.h>
#include <string.h>

#include "support/memory.h"

#define uthash_fatal(message) memory_exhausted()
#include <uthash.h>

struct entry {
    struct item item;
    UT_hash_handle hh;
    char name[];
};

struct items {
    struct entry *entries;
    struct entry *last;
    size_t without_analytics;
};

struct items *items_new(void)
{
    return memory_allocate(1, sizeof(struct items));
}

void items_free(struct items *items)
{
    if (items == NULL)
        return;
    struct entry *entry, *next;
    HASH_ITER(hh, items->entries, entry, next)
    {
        HASH_DEL(items->entries, entry);
        free(entry);
    }
    free(items);
}

static struct entry *find(const struct items *items, const char *name)
{
    struct entry *entry = NULL;
    HASH_FIND_STR(items->entries, name, entry);
    return entry;
}

bool items_add(struct items *items, const char *name, bool without_analytics)
{
    if (find(items, name) != NULL)
        return false;
    size_t length = strlen(name);
    struct entry *entry = memory_allocate(1, sizeof *entry + length + 1);
    memcpy(entry->name, name, length + 1);
    entry->item.name = entry->name;
    entry->item.without_analytics = without_analytics;
    items->without_analytics += without_analytics;
    HASH_ADD_KEYPTR(hh, items->entries, entry->name, length, entry);
    if (items->last != NULL)
        items->last->item.next = &entry->item;
    items->last = entry;
    return true;
}

bool items_have(const struct items *items, const char *name)
{
    return find(items, name) != NULL;
}

size_t items_count(const struct items *items)
{
    return HASH_COUNT(items->entries);
}

size_t items_count_without_analytics(const struct items *items)
{
    return items->without_analytics;
}

const struct item *items_first(const struct items *items)
{
    return items->entries != NULL ? &items->entries->item : NULL;
}
