#include "support/jsmap.h"

#include <string.h>

/* The tables are the arena's, too. */
#define uthash_fatal(message) memory_exhausted()
#define uthash_malloc(size) arena_allocate(map->arena, size)
#define uthash_free(block, size) ((void)(block))
#include <uthash.h>

enum kind { KIND_UNDEFINED, KIND_NULL, KIND_FALSE, KIND_TRUE, KIND_SINGLE_COUNT };

struct entry {
    union {
        double number;
        const void *identity;
    } key;
    const cJSON *value;
    UT_hash_handle hh;
};

struct js_map {
    struct arena *arena;
    const cJSON *singles[KIND_SINGLE_COUNT];
    bool has_single[KIND_SINGLE_COUNT];
    struct entry *by_text;
    struct entry *by_number;
    struct entry *by_identity;
};

struct js_map *js_map_new(struct arena *arena)
{
    struct js_map *map = arena_allocate_zeroed(arena, 1, sizeof *map);
    map->arena = arena;
    return map;
}

static enum kind single_kind(const cJSON *key)
{
    return key == NULL ? KIND_UNDEFINED : js_is_null(key) ? KIND_NULL : js_truthy(key) ? KIND_TRUE : KIND_FALSE;
}

static struct entry *find_entry(const struct js_map *map, const cJSON *key)
{
    struct entry *found = NULL;
    if (js_is_number(key)) {
        double number = key->valuedouble + 0.0; /* -0 is 0 */
        HASH_FIND(hh, map->by_number, &number, sizeof number, found);
    } else {
        const void *identity = js_identity(key);
        HASH_FIND(hh, map->by_identity, &identity, sizeof identity, found);
    }
    return found;
}

static bool is_single(const cJSON *key)
{
    return key == NULL || js_is_null(key) || js_is_bool(key);
}

const cJSON *js_map_find_text(const struct js_map *map, const char *key)
{
    struct entry *found = NULL;
    HASH_FIND(hh, map->by_text, key, strlen(key), found);
    return found != NULL ? found->value : NULL;
}

cJSON *js_map_find_changeable(const struct js_map *map, const char *key)
{
    return js_changeable(js_map_find_text(map, key));
}

const cJSON *js_map_find(const struct js_map *map, const cJSON *key)
{
    if (is_single(key))
        return map->singles[single_kind(key)];
    if (js_is_string(key))
        return js_map_find_text(map, key->valuestring);
    struct entry *found = find_entry(map, key);
    return found != NULL ? found->value : NULL;
}

bool js_map_put_text(struct js_map *map, const char *key, const cJSON *value)
{
    size_t length = strlen(key);
    struct entry *entry = NULL;
    HASH_FIND(hh, map->by_text, key, length, entry);
    if (entry != NULL) {
        entry->value = value;
        return false;
    }
    entry = arena_allocate_zeroed(map->arena, 1, sizeof *entry);
    entry->value = value;
    HASH_ADD_KEYPTR(hh, map->by_text, key, length, entry);
    return true;
}

bool js_map_put(struct js_map *map, const cJSON *key, const cJSON *value)
{
    if (js_is_string(key))
        return js_map_put_text(map, key->valuestring, value);
    if (is_single(key)) {
        enum kind kind = single_kind(key);
        bool is_new = !map->has_single[kind];
        map->has_single[kind] = true;
        map->singles[kind] = value;
        return is_new;
    }
    struct entry *entry = find_entry(map, key);
    if (entry != NULL) {
        entry->value = value;
        return false;
    }
    entry = arena_allocate_zeroed(map->arena, 1, sizeof *entry);
    entry->value = value;
    if (js_is_number(key)) {
        entry->key.number = key->valuedouble + 0.0;
        HASH_ADD(hh, map->by_number, key.number, sizeof entry->key.number, entry);
    } else {
        entry->key.identity = js_identity(key);
        HASH_ADD(hh, map->by_identity, key.identity, sizeof entry->key.identity, entry);
    }
    return true;
}

struct js_map *js_map_of_members(struct arena *arena, const cJSON *object)
{
    struct js_map *map = js_map_new(arena);
    if (js_is_object(object))
        for (const cJSON *member = object->child; member != NULL; member = member->next)
            js_map_put_text(map, member->string, member);
    return map;
}

cJSON *js_merge(struct arena *arena, const cJSON *first, const cJSON *second)
{
    cJSON *added = js_spread(arena, second);
    struct js_map *overridden = js_map_of_members(arena, added);
    cJSON *merged = js_object(arena);
    cJSON *base = js_spread(arena, first);
    for (cJSON *member = base->child, *next = NULL; member != NULL; member = next) {
        next = member->next;
        if (js_map_find_text(overridden, member->string) == NULL)
            js_add(merged, member->string, member);
    }
    for (cJSON *member = added->child, *next = NULL; member != NULL; member = next) {
        next = member->next;
        js_add(merged, member->string, member);
    }
    return merged;
}
