/* JavaScript's values over cJSON trees: what RudderStack's integrations, which are JavaScript, make of an event.
 *
 * A value is a const cJSON *; NULL is undefined (absent). Trees come from js_read() or are built here; all of it lives
 * in an arena, belongs to it, and must never meet cJSON_Delete().
 *
 * Texts are UTF-8 with two additions, so that they can hold whatever a JavaScript string can: U+0000 is C0 80, and
 * half of a surrogate pair is encoded by itself (ED A0 80 to ED BF BF). js_write() turns both back into escapes.
 * Members are looked up by their exact name. No object has two members of the same name, and members stand in
 * JavaScript's order: names that are array indices first, ascending, then the others as written. */
#ifndef SUPPORT_JSVALUE_H
#define SUPPORT_JSVALUE_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/arena.h"

/* Kinds. An array is not an object here; NULL is none of them. */
bool js_is_object(const cJSON *value);
bool js_is_array(const cJSON *value);
bool js_is_string(const cJSON *value);
bool js_is_number(const cJSON *value);
bool js_is_bool(const cJSON *value);
bool js_is_null(const cJSON *value);

/* Whether a number is written as a decimal, 2.0 or 2e0 as well as 2.5: no difference to JavaScript, but to others. */
bool js_is_decimal(const cJSON *value);
void js_mark_decimal(cJSON *number);

/* What "if (value)" does: undefined, null, false, 0, -0, NaN and "" are falsy. */
bool js_truthy(const cJSON *value);

/* undefined or null. */
bool js_nullish(const cJSON *value);

/* a || b, and a ?? b. */
const cJSON *js_or(const cJSON *a, const cJSON *b);
const cJSON *js_otherwise(const cJSON *a, const cJSON *b);

/* The member of an object, or the element of an array under its index as text; NULL if it has none of its own, and for
 * everything that is neither object nor array. */
const cJSON *js_get(const cJSON *value, const char *name);

/* The first member of an object, whose names are certain to be there; NULL of an empty one and of everything else. */
const cJSON *js_members(const cJSON *value);

/* Whether value is the string text. */
bool js_is_text(const cJSON *value, const char *text);

/* The value at a path such as "context.traits.email". Of a value that is neither object nor array the result is that
 * value itself. A member whose name is the whole path comes first; at each step, where the next segment is no member,
 * it is joined by "." with those behind it until one is. NULL if there is none. Names that objects inherit are not
 * known. */
const cJSON *js_path(const cJSON *value, const char *path);

/* Truthy, false or 0: what counts as a value where RudderStack tries one path after the other. */
bool js_is_valid(const cJSON *value);

/* The first value among the paths (a list ended by NULL) that is valid; NULL if none is. */
const cJSON *js_first_valid(const cJSON *value, const char *const *paths);

/* Whether name is an array index as text ("0" to "4294967294" without leading zeros); the number goes to *index (may
 * be NULL). */
bool js_is_index(const char *name, uint32_t *index);

/* Members of an object, elements of an array. 0 for everything else. */
size_t js_count(const cJSON *value);

/* a === b. Objects and arrays are equal only to themselves (and to what js_share() made of them). */
bool js_same(const cJSON *a, const cJSON *b);

/* What two handles of the same object or array have in common, and no others. */
const void *js_identity(const cJSON *value);

/* Equal in depth: arrays in order, members in any order, no conversion of types. */
bool js_equal(const cJSON *a, const cJSON *b);

/* String(value), also what `${value}` gives. False where JavaScript throws "Cannot convert object to primitive
 * value": for an object (or an array that holds one) with a member of its own named toString. */
bool js_to_text(struct arena *arena, const cJSON *value, const char **text) MUST_CHECK;

/* New values. */
cJSON *js_object(struct arena *arena);
cJSON *js_array(struct arena *arena);
cJSON *js_string(struct arena *arena, const char *text); /* text is borrowed, not copied */
cJSON *js_number(struct arena *arena, double number);
cJSON *js_bool(struct arena *arena, bool value);
cJSON *js_null(struct arena *arena);

/* A second handle of the same value, to be put into another object or array. NULL gives NULL. What the value holds is
 * not copied: neither handle's value may be changed afterwards. */
cJSON *js_share(struct arena *arena, const cJSON *value);

/* A copy in depth, and a copy of the outermost level. NULL gives NULL. */
cJSON *js_copy(struct arena *arena, const cJSON *value);
cJSON *js_copy_level(struct arena *arena, const cJSON *value);

/* {...value}: an object of the members of an object, the elements of an array or the UTF-16 units of a string under
 * their indices; an empty one for everything else. */
cJSON *js_spread(struct arena *arena, const cJSON *value);

/* Appends a member that is known to be new. The name is borrowed; value must be in no other object or array.
 * An undefined value (NULL) is left out. */
void js_add(cJSON *object, const char *name, cJSON *value);

/* Sets a member: one that is there keeps its place. NULL removes it. */
void js_set(cJSON *object, const char *name, cJSON *value);

/* A value that is the caller's own, to be changed. */
cJSON *js_changeable(const cJSON *value);

/* Gives a member or element, which keeps its name and place, another value. */
void js_assign(cJSON *value, const cJSON *other);

/* The member of an object, to be changed; NULL if there is none. */
cJSON *js_member(cJSON *object, const char *name);

/* Takes a member out, if it is there. */
void js_remove(cJSON *object, const char *name);

/* Appends an element; NULL appends null, as JSON prints undefined in an array. */
void js_append(struct arena *arena, cJSON *array, cJSON *value);

#endif
