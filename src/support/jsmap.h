/* A map whose keys are JavaScript's values, told apart as by === (objects and arrays only by being the same). */
#ifndef SUPPORT_JSMAP_H
#define SUPPORT_JSMAP_H

#include <stdbool.h>

#include "support/jsvalue.h"

struct js_map;

/* The map and all in it are the arena's. */
struct js_map *js_map_new(struct arena *arena);

/* The value of a key (NULL: the key is undefined), or NULL. */
const cJSON *js_map_find(const struct js_map *map, const cJSON *key);
const cJSON *js_map_find_text(const struct js_map *map, const char *key);

/* The same, for a map of values that are the caller's to change. */
cJSON *js_map_find_changeable(const struct js_map *map, const char *key);

/* Sets the value of a key; the key is borrowed. Returns whether the key is new. */
bool js_map_put(struct js_map *map, const cJSON *key, const cJSON *value);
bool js_map_put_text(struct js_map *map, const char *key, const cJSON *value);

/* The members of an object by their names, where looking one up after the other would take too long. */
struct js_map *js_map_of_members(struct arena *arena, const cJSON *object);

/* {...first, ...second}: a new object. Either may be of another kind, see js_spread(). */
cJSON *js_merge(struct arena *arena, const cJSON *first, const cJSON *second);

#endif
