#include "rudderstack/nested.h"

#include <stdbool.h>
#include <string.h>

#include "support/jsmap.h"
#include "support/jstext.h"

static const char ended[] =
    "this operation has a shape that RudderStack's program fails on: it and all operations behind it "
    "are left out, and what they belong to is sent as it is";

/* The attributes that the operations are applied to, with their members by name: there may be many. */
struct target {
    const struct event *event;
    cJSON *data;
    struct js_map *members;
    const cJSON *merge; /* properties.mergeObjectsUpdateOperation */
};

static cJSON *find_member(const struct target *target, const char *name)
{
    return js_map_find_changeable(target->members, name);
}

/* Sets a member's value in its place. */
static void set_member(const struct target *target, const char *name, cJSON *value)
{
    cJSON *member = find_member(target, name);
    if (member != NULL) {
        js_assign(member, value);
        return;
    }
    js_add(target->data, name, value);
    js_map_put_text(target->members, name, value);
}

/* What an iteration gives: the elements of an array, the code points of a string. */
static cJSON *items_of(struct arena *arena, const cJSON *list)
{
    if (js_is_array(list))
        return list->child;
    cJSON *items = js_array(arena);
    for (const char *at = list->valuestring; *at != '\0';) {
        uint32_t point = 0;
        size_t used = js_decode(at, &point);
        js_append(arena, items, js_string(arena, arena_copy(arena, at, used)));
        at += used;
    }
    return items->child;
}

static bool is_iterable(const cJSON *list)
{
    return js_is_array(list) || js_is_string(list);
}

/* item[name], also for names that every object has. */
static cJSON *value_at(struct arena *arena, const cJSON *item, const char *name)
{
    const cJSON *value = js_get(item, name);
    if (value == NULL && strcmp(name, "__proto__") == 0)
        return js_object(arena); /* the prototype: an object that shows nothing */
    return js_share(arena, value);
}

/* Starts an operation on the item that its identifier names; *name is the member that identifies it. NULL where
 * JavaScript throws. */
static cJSON *start_operation(const struct event *event, const cJSON *item, const char **name)
{
    if (js_nullish(item))
        return NULL;
    const cJSON *identifier = js_get(item, "identifier");
    if (!js_to_text(event->arena, identifier, name))
        return NULL;
    cJSON *operation = js_object(event->arena);
    cJSON *key = js_share(event->arena, identifier);
    js_add(operation, "$identifier_key", key);
    explain_field(event->explain, key, identifier, "the member that tells the objects apart");
    cJSON *value = value_at(event->arena, item, *name);
    js_add(operation, "$identifier_value", value);
    explain_field(event->explain, value, js_get(item, *name), "the object this is about");
    if (js_nullish(identifier))
        explain_warn(event->explain, item, "no identifier: Braze cannot tell which object is meant");
    return operation;
}

/* data[key][name] = operations. False where JavaScript throws. */
static bool set_operations(const struct target *target, const char *key, const char *name, cJSON *operations)
{
    cJSON *member = find_member(target, key);
    if (js_is_object(member))
        js_set(member, name, operations);
    return js_is_object(member) || js_is_array(member);
}

static bool apply_update(const struct target *target, const char *key, const cJSON *list)
{
    const struct event *event = target->event;
    struct arena *arena = event->arena;
    set_member(target, key, js_object(arena));
    if (!is_iterable(list))
        return false;
    cJSON *operations = js_array(arena);
    for (cJSON *item = items_of(arena, list), *next = NULL; item != NULL; item = next) {
        next = item->next;
        const char *name = NULL;
        cJSON *operation = start_operation(event, item, &name);
        if (operation == NULL)
            return false;
        if (js_is_object(item)) {
            js_remove(item, name);
            js_remove(item, "identifier");
        }
        cJSON *rest = js_spread(arena, item);
        js_add(operation, "$new_object", rest);
        explain_field(event->explain, rest, item, "the members to be changed");
        js_append(arena, operations, operation);
    }
    cJSON *merge_objects = js_nullish(target->merge) ? js_bool(arena, false) : js_share(arena, target->merge);
    set_member(target, "_merge_objects", merge_objects);
    explain_field(event->explain, find_member(target, "_merge_objects"), target->merge,
                  js_nullish(target->merge) ? "updated objects are replaced, not merged"
                                            : "properties.mergeObjectsUpdateOperation");
    return set_operations(target, key, "$update", operations);
}

static bool apply_remove(const struct target *target, const char *key, const cJSON *list)
{
    if (!is_iterable(list))
        return false;
    struct arena *arena = target->event->arena;
    cJSON *operations = js_array(arena);
    for (const cJSON *item = items_of(arena, list); item != NULL; item = item->next) {
        const char *name = NULL;
        cJSON *operation = start_operation(target->event, item, &name);
        if (operation == NULL)
            return false;
        js_append(arena, operations, operation);
    }
    return set_operations(target, key, "$remove", operations);
}

static bool apply_add(const struct target *target, const char *key, const cJSON *list)
{
    cJSON *added = js_share(target->event->arena, list);
    explain_field(target->event->explain, added, list, "objects to be added, as they are");
    return set_operations(target, key, "$add", added);
}

/* The operations of one trait, each if it is there. */
static bool apply_all(const struct target *target, const cJSON *trait)
{
    static const struct {
        const char *name;
        bool (*apply)(const struct target *target, const char *key, const cJSON *list);
    } operations[] = { { "update", apply_update }, { "remove", apply_remove }, { "add", apply_add } };
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++) {
        const cJSON *list = js_get(trait, operations[i].name);
        if (js_truthy(list) && !operations[i].apply(target, trait->string, list)) {
            explain_warn(target->event->explain, list, ended);
            return false;
        }
    }
    return true;
}

static bool has_operations(const cJSON *trait)
{
    return js_is_object(trait) && (js_truthy(js_get(trait, "update")) || js_truthy(js_get(trait, "remove")) ||
                                   js_truthy(js_get(trait, "add")));
}

void nested_apply(const struct event *event, const cJSON *traits, cJSON *data)
{
    const cJSON *entries = js_is_object(traits) ? traits : js_spread(event->arena, traits);
    struct target target = { event, data, NULL, NULL };
    for (const cJSON *trait = entries->child; trait != NULL; trait = trait->next) {
        if (!has_operations(trait) || strcmp(trait->string, "__proto__") == 0)
            continue;
        if (target.members == NULL) {
            target.members = js_map_of_members(event->arena, data);
            target.merge = js_get(event_get(event, "properties"), "mergeObjectsUpdateOperation");
        }
        if (!apply_all(&target, trait))
            return;
    }
}
