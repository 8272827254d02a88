#include "rudderstack/nested.h"

#include <stdbool.h>
#include <string.h>

#include "support/jstext.h"

static const char ended[] = "this operation has a shape that RudderStack's program fails on: it and all operations behind it "
                            "are left out, and what they belong to is sent as it is";

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

static bool apply_update(const struct event *event, const char *key, const cJSON *list, cJSON *data)
{
    struct arena *arena = event->arena;
    js_set(data, key, js_object(arena));
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
    const cJSON *merge = js_get(event_get(event, "properties"), "mergeObjectsUpdateOperation");
    cJSON *merge_objects = js_nullish(merge) ? js_bool(arena, false) : js_share(arena, merge);
    js_set(data, "_merge_objects", merge_objects);
    explain_field(event->explain, merge_objects, merge,
                  js_nullish(merge) ? "updated objects are replaced, not merged" : "properties.mergeObjectsUpdateOperation");
    cJSON *target = js_member(data, key);
    if (!js_is_object(target))
        return js_is_array(target);
    js_set(target, "$update", operations);
    return true;
}

static bool apply_remove(const struct event *event, const char *key, const cJSON *list, cJSON *data)
{
    if (!is_iterable(list))
        return false;
    cJSON *operations = js_array(event->arena);
    for (const cJSON *item = items_of(event->arena, list); item != NULL; item = item->next) {
        const char *name = NULL;
        cJSON *operation = start_operation(event, item, &name);
        if (operation == NULL)
            return false;
        js_append(event->arena, operations, operation);
    }
    cJSON *target = js_member(data, key);
    if (!js_is_object(target))
        return js_is_array(target);
    js_set(target, "$remove", operations);
    return true;
}

static bool apply_add(const struct event *event, const char *key, const cJSON *list, cJSON *data)
{
    cJSON *target = js_member(data, key);
    if (!js_is_object(target))
        return js_is_array(target);
    cJSON *added = js_share(event->arena, list);
    js_set(target, "$add", added);
    explain_field(event->explain, added, list, "objects to be added, as they are");
    return true;
}

/* The operations of one trait, each if it is there. */
static bool apply_all(const struct event *event, const cJSON *trait, cJSON *data)
{
    static const struct {
        const char *name;
        bool (*apply)(const struct event *event, const char *key, const cJSON *list, cJSON *data);
    } operations[] = { { "update", apply_update }, { "remove", apply_remove }, { "add", apply_add } };
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++) {
        const cJSON *list = js_get(trait, operations[i].name);
        if (js_truthy(list) && !operations[i].apply(event, trait->string, list, data)) {
            explain_warn(event->explain, list, ended);
            return false;
        }
    }
    return true;
}

void nested_apply(const struct event *event, const cJSON *traits, cJSON *data)
{
    const cJSON *entries = js_is_object(traits) ? traits : js_spread(event->arena, traits);
    for (const cJSON *trait = entries->child; trait != NULL; trait = trait->next)
        if (js_is_object(trait) && strcmp(trait->string, "__proto__") != 0 && !apply_all(event, trait, data))
            return;
}
