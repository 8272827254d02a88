#include <stdlib.h>
#include <string.h>

#include "sim/attributes.h"
#include "support/date.h"
#include "support/json.h"
#include "support/text.h"

enum { MOST_CHARACTERS = 255, MOST_ITEMS = 500, MOST_BYTES = 100 * 1024, MOST_DEPTH = 50 };

size_t sim_count_characters(const char *text)
{
    size_t count = 0;
    for (; *text != '\0'; text++)
        if ((*text & 0xC0) != 0x80)
            count++;
    return count;
}

static bool is_too_large(const cJSON *value)
{
    char *text = json_print(value);
    bool large = strlen(text) > MOST_BYTES;
    free(text);
    return large;
}

static bool is_nested_name(const char *name)
{
    return *name != '\0' && sim_count_characters(name) <= MOST_CHARACTERS && strpbrk(name, " .$") == NULL;
}

/* The value as it is stored: {"$time": ...} becomes a moment. NULL if any part of it is invalid: then all of it is
 * dropped. */
static cJSON *store_nested(const cJSON *value, int depth)
{
    int64_t ms = 0;
    const cJSON *time = cJSON_IsObject(value) ? json_get(value, "$time") : NULL;
    if (time != NULL) {
        char moment[DATE_MOMENT_SIZE];
        if (!sim_attribute_time_read(time, &ms))
            return NULL;
        date_format_moment(ms, moment);
        return json_string(moment);
    }
    if (cJSON_IsNull(value) || depth > MOST_DEPTH)
        return NULL;
    if (!cJSON_IsObject(value) && !cJSON_IsArray(value))
        return cJSON_Duplicate(value, true);
    cJSON *stored = cJSON_IsObject(value) ? json_object() : json_array();
    for (const cJSON *member = value->child; member != NULL; member = member->next) {
        cJSON *inner = cJSON_IsArray(value) || is_nested_name(member->string) ? store_nested(member, depth + 1) : NULL;
        if (inner == NULL) {
            cJSON_Delete(stored);
            return NULL;
        }
        if (cJSON_IsObject(value)) {
            cJSON_DeleteItemFromObjectCaseSensitive(stored, member->string);
            json_add(stored, member->string, inner);
        } else {
            json_append(stored, inner);
        }
    }
    return stored;
}

static void set(struct sim_user *user, const char *name, cJSON *value)
{
    if (value == NULL)
        return;
    if ((cJSON_IsObject(value) || cJSON_IsArray(value)) && is_too_large(value)) {
        cJSON_Delete(value);
        return;
    }
    cJSON_DeleteItemFromObjectCaseSensitive(user->custom, name);
    json_add(user->custom, name, value);
}

static bool contains(const cJSON *array, const cJSON *item)
{
    const cJSON *other = NULL;
    cJSON_ArrayForEach(other, array)
    {
        if (cJSON_Compare(other, item, true))
            return true;
    }
    return false;
}

/* Adds what is not there yet, up to the most an array may hold. */
static void add_items(cJSON *array, const cJSON *items)
{
    const cJSON *item = NULL;
    cJSON_ArrayForEach(item, items)
    {
        cJSON *stored = store_nested(item, 0);
        if (stored != NULL && !contains(array, stored) && cJSON_GetArraySize(array) < MOST_ITEMS)
            json_append(array, stored);
        else
            cJSON_Delete(stored);
    }
}

static void remove_items(cJSON *array, const cJSON *items)
{
    for (cJSON *item = array->child, *next = NULL; item != NULL; item = next) {
        next = item->next;
        if (contains(items, item))
            cJSON_Delete(cJSON_DetachItemViaPointer(array, item));
    }
}

/* A copy of the array the user has under that name; an empty one if it is none. */
static cJSON *copy_array(const struct sim_user *user, const char *name)
{
    const cJSON *array = json_get(user->custom, name);
    return cJSON_IsArray(array) ? cJSON_Duplicate(array, true) : json_array();
}

static void merge_into(cJSON *target, const cJSON *value)
{
    for (const cJSON *member = value->child; member != NULL; member = member->next) {
        cJSON *there = json_get(target, member->string);
        if (cJSON_IsObject(there) && cJSON_IsObject(member)) {
            merge_into(there, member);
            continue;
        }
        cJSON_DeleteItemFromObjectCaseSensitive(target, member->string);
        json_add(target, member->string, cJSON_Duplicate(member, true));
    }
}

/* Whether an object of the array is the one that {"$identifier_key": k, "$identifier_value": v} means. */
static bool is_meant(const cJSON *object, const cJSON *by)
{
    const char *key = json_get_string(by, "$identifier_key", NULL);
    const cJSON *value = json_get(by, "$identifier_value");
    const cJSON *own = key != NULL ? json_get(object, key) : NULL;
    return own != NULL && value != NULL && cJSON_Compare(own, value, true);
}

static void remove_objects(cJSON *array, const cJSON *list)
{
    const cJSON *by = NULL;
    cJSON_ArrayForEach(by, list)
    {
        for (cJSON *object = array->child, *next = NULL; object != NULL; object = next) {
            next = object->next;
            if (is_meant(object, by))
                cJSON_Delete(cJSON_DetachItemViaPointer(array, object));
        }
    }
}

static void update_objects(cJSON *array, const cJSON *list, bool merge)
{
    const cJSON *by = NULL;
    cJSON_ArrayForEach(by, list)
    {
        cJSON *fresh = store_nested(json_get_object(by, "$new_object"), 0);
        for (int i = 0; fresh != NULL && i < cJSON_GetArraySize(array); i++) {
            cJSON *object = cJSON_GetArrayItem(array, i);
            if (!is_meant(object, by))
                continue;
            if (merge)
                merge_into(object, fresh);
            else
                cJSON_ReplaceItemInArray(array, i, cJSON_Duplicate(fresh, true));
        }
        cJSON_Delete(fresh);
    }
}

static bool has_only(const cJSON *object, const char *first, const char *second, const char *third)
{
    for (const cJSON *member = object->child; member != NULL; member = member->next)
        if (!text_equal(member->string, first) && !text_equal(member->string, second) &&
            !text_equal(member->string, third))
            return false;
    return object->child != NULL;
}

static void apply_object(struct sim_user *user, const char *name, const cJSON *value, bool merge)
{
    if (is_too_large(value))
        return;
    const cJSON *increment = json_get(value, "inc");
    if (has_only(value, "inc", NULL, NULL) && cJSON_IsNumber(increment)) {
        const cJSON *there = json_get(user->custom, name);
        if (there == NULL || cJSON_IsNumber(there))
            set(user, name, json_number((there != NULL ? there->valuedouble : 0) + increment->valuedouble));
        return;
    }
    if (has_only(value, "add", "remove", NULL) &&
        (json_get_array(value, "add") != NULL || json_get_array(value, "remove") != NULL)) {
        cJSON *array = copy_array(user, name);
        add_items(array, json_get_array(value, "add"));
        remove_items(array, json_get_array(value, "remove"));
        set(user, name, array);
        return;
    }
    if (has_only(value, "$add", "$remove", "$update")) {
        cJSON *array = copy_array(user, name);
        add_items(array, json_get_array(value, "$add"));
        remove_objects(array, json_get_array(value, "$remove"));
        update_objects(array, json_get_array(value, "$update"), merge);
        set(user, name, array);
        return;
    }
    cJSON *stored = store_nested(value, 0);
    const cJSON *there = json_get_object(user->custom, name);
    if (stored != NULL && merge && there != NULL && cJSON_IsObject(stored)) {
        cJSON *merged = cJSON_Duplicate(there, true);
        merge_into(merged, stored);
        cJSON_Delete(stored);
        stored = merged;
    }
    set(user, name, stored);
}

void sim_custom_apply(struct sim_user *user, const char *name, const cJSON *value, bool merge)
{
    if (*name == '\0' || *name == '$' || sim_count_characters(name) > MOST_CHARACTERS)
        return;
    if (cJSON_IsNull(value)) {
        cJSON_DeleteItemFromObjectCaseSensitive(user->custom, name);
    } else if (cJSON_IsString(value)) {
        if (sim_count_characters(value->valuestring) <= MOST_CHARACTERS)
            set(user, name, cJSON_Duplicate(value, true));
    } else if (cJSON_IsArray(value)) {
        cJSON *array = json_array();
        add_items(array, value);
        set(user, name, array);
    } else if (cJSON_IsObject(value)) {
        apply_object(user, name, value, merge);
    } else {
        set(user, name, cJSON_Duplicate(value, true));
    }
}
