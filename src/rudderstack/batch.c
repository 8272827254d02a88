#include "rudderstack/batch.h"

#include <string.h>

#include "support/jsmap.h"
#include "support/jsorder.h"
#include "support/jssort.h"
#include "support/jstext.h"
#include "support/text.h"

static const char *const kind_names[BATCH_KIND_COUNT] = { "attributes", "events", "purchases" };

const char *batch_kind_name(enum batch_kind kind)
{
    return kind_names[kind];
}

void batch_add(struct batch_list *list, struct batch_item item)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity > 0 ? list->capacity * 2 : 16;
        struct batch_item *items = arena_allocate_zeroed(list->arena, capacity, sizeof *items);
        if (list->count > 0)
            memcpy(items, list->items, list->count * sizeof *items);
        list->items = items;
        list->capacity = capacity;
    }
    list->items[list->count++] = item;
}

void batch_interleave(const struct batch_list of_kind[BATCH_KIND_COUNT], bool by_users, struct batch_list *all)
{
    size_t longest = 0;
    for (enum batch_kind kind = 0; kind < BATCH_KIND_COUNT; kind++)
        longest = of_kind[kind].count > longest ? of_kind[kind].count : longest;
    if (by_users) {
        for (size_t i = 0; i < longest; i++)
            for (enum batch_kind kind = 0; kind < BATCH_KIND_COUNT; kind++)
                if (i < of_kind[kind].count && js_truthy(of_kind[kind].items[i].value))
                    batch_add(all, of_kind[kind].items[i]);
    } else {
        for (enum batch_kind kind = 0; kind < BATCH_KIND_COUNT; kind++)
            for (size_t i = 0; i < of_kind[kind].count; i++)
                if (js_truthy(of_kind[kind].items[i].value))
                    batch_add(all, of_kind[kind].items[i]);
    }
}

struct sorting {
    struct arena *arena;
    bool thrown;
};

static int compare_items(const void *a, const void *b, void *context)
{
    const struct batch_item *left = a;
    const struct batch_item *right = b;
    struct sorting *sorting = context;
    int order = js_order(sorting->arena, left->external_id, right->external_id, &sorting->thrown);
    if (order == 0 && left->job != right->job)
        order = left->job < right->job ? -1 : 1;
    if (order == 0)
        order = left < right ? -1 : left > right; /* both in the list's original order */
    return order;
}

bool batch_sort(struct batch_list *list, struct failure *failure)
{
    if (list->count < 2)
        return true;
    const void **sorted = arena_allocate_zeroed(list->arena, list->count, sizeof *sorted);
    for (size_t i = 0; i < list->count; i++)
        sorted[i] = &list->items[i];
    struct sorting sorting = { list->arena, false };
    js_sort(sorted, list->count, compare_items, &sorting);
    if (sorting.thrown)
        return failure_set(failure, list->arena, FAILURE_NO_PRIMITIVE);
    struct batch_item *items = arena_allocate_zeroed(list->arena, list->count, sizeof *items);
    for (size_t i = 0; i < list->count; i++)
        items[i] = *(const struct batch_item *)sorted[i];
    list->items = items;
    list->capacity = list->count;
    return true;
}

static bool holds_id(const cJSON *const *ids, size_t count, const cJSON *id)
{
    for (size_t i = 0; i < count; i++)
        if (js_same(ids[i], id))
            return true;
    return false;
}

size_t batch_end_by_users(const struct batch_list *list, size_t start)
{
    const cJSON *ids[BATCH_ITEMS];
    size_t id_count = 0;
    size_t of_kind[BATCH_KIND_COUNT] = { 0 };
    size_t at = start;
    for (; at < list->count; at++) {
        const struct batch_item *item = &list->items[at];
        bool known = holds_id(ids, id_count, item->external_id);
        bool fits = (js_truthy(item->external_id) && known) || id_count < BATCH_ITEMS;
        if (!fits || of_kind[item->kind] >= BATCH_ITEMS)
            break;
        if (!known)
            ids[id_count++] = item->external_id;
        of_kind[item->kind]++;
    }
    return at;
}

size_t batch_end_by_items(const struct batch_list *list, size_t start)
{
    size_t left = list->count - start;
    return start + (left < BATCH_ITEMS ? left : BATCH_ITEMS);
}

void batch_add_items(const struct batch_list *list, size_t start, size_t end, cJSON *body)
{
    for (enum batch_kind kind = 0; kind < BATCH_KIND_COUNT; kind++) {
        cJSON *items = js_array(list->arena);
        for (size_t i = start; i < end; i++)
            if (list->items[i].kind == kind)
                js_append(list->arena, items, js_share(list->arena, list->items[i].value));
        if (items->child != NULL)
            js_add(body, batch_kind_name(kind), items);
    }
}

struct combined {
    cJSON *entry;
    struct js_map *seen[3];
};

static const char *const combined_lists[] = { "emails", "phones", "external_ids" };

/* Adds the values of one entry's list that are new. */
static void add_values(struct arena *arena, struct combined *combined, size_t list, const cJSON *values)
{
    for (const cJSON *value = js_is_array(values) ? values->child : NULL; value != NULL; value = value->next) {
        if (combined->seen[list] == NULL) {
            combined->seen[list] = js_map_new(arena);
            js_set(combined->entry, combined_lists[list], js_array(arena));
        }
        if (js_map_put(combined->seen[list], value, value))
            js_append(arena, js_member(combined->entry, combined_lists[list]), js_share(arena, value));
    }
}

/* "id-state"; NULL where one of them cannot become text. */
static const char *subscription_name(struct arena *arena, const cJSON *entry)
{
    const char *id = NULL;
    const char *state = NULL;
    if (!js_to_text(arena, js_get(entry, "subscription_group_id"), &id) ||
        !js_to_text(arena, js_get(entry, "subscription_state"), &state))
        return NULL;
    return arena_format(arena, "%s-%s", id, state);
}

static cJSON *start_entry(struct arena *arena, const cJSON *like)
{
    static const char *const members[] = { "subscription_group_id", "subscription_state" };
    cJSON *entry = js_object(arena);
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        js_add(entry, members[i], js_share(arena, js_get(like, members[i])));
    return entry;
}

cJSON *batch_combine_subscriptions(struct arena *arena, const cJSON *entries, size_t count, struct failure *failure)
{
    cJSON *all = js_array(arena);
    struct js_map *by_name = js_map_new(arena);
    struct combined *made = arena_allocate_zeroed(arena, count, sizeof *made);
    size_t made_count = 0;
    for (const cJSON *entry = entries; count > 0; entry = entry->next, count--) {
        const char *name = subscription_name(arena, entry);
        if (name == NULL) {
            failure_set(failure, arena, FAILURE_NO_PRIMITIVE);
            return NULL;
        }
        const cJSON *found = js_map_find_text(by_name, name);
        struct combined *combined = &made[found != NULL ? (size_t)found->valuedouble : made_count];
        if (found == NULL) {
            js_map_put_text(by_name, name, js_number(arena, (double)made_count++));
            combined->entry = start_entry(arena, entry);
            js_append(arena, all, combined->entry);
        }
        for (size_t list = 0; list < sizeof combined_lists / sizeof *combined_lists; list++)
            add_values(arena, combined, list, js_get(entry, combined_lists[list]));
    }
    return all;
}

/* Whether the text is, between commas and without white space at both ends, in the list. */
static bool is_listed(struct arena *arena, const char *list, const cJSON *text)
{
    for (;;) {
        size_t length = strcspn(list, ",");
        if (js_is_text(text, js_trim(arena, arena_copy(arena, list, length))))
            return true;
        if (list[length] == '\0')
            return false;
        list += length + 1;
    }
}

bool batch_list_names(struct arena *arena, const char *list, const cJSON *workspace)
{
    if (list == NULL || *list == '\0')
        return false;
    if (text_equal_ignore_case(js_trim(arena, list), "ALL"))
        return true;
    return is_listed(arena, list, workspace);
}

bool batch_counts_users(struct arena *arena, const char *mau_skip_list, const cJSON *workspace)
{
    if (mau_skip_list == NULL || *mau_skip_list == '\0' || strcmp(mau_skip_list, "ALL") == 0)
        return true;
    if (strcmp(mau_skip_list, "NONE") == 0)
        return false;
    return is_listed(arena, mau_skip_list, js_truthy(workspace) ? workspace : js_string(arena, ""));
}
