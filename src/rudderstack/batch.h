/* Batching: many jobs' items in few requests, within Braze's limits.
 *
 * From https://www.braze.com/docs/api/endpoints/user_data/post_user_track/ (limits) and the Braze destination's
 * behaviour. */
#ifndef RUDDERSTACK_BATCH_H
#define RUDDERSTACK_BATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "rudderstack/failure.h"
#include "support/jsvalue.h"

enum {
    BATCH_ITEMS = 75,             /* items of a kind, respectively users or items, in one users/track request */
    BATCH_SUBSCRIPTIONS = 25,     /* entries in one v2/subscription/status/set request */
    BATCH_MERGES = 50,            /* updates in one users/merge request */
    BATCH_ITEM_BYTES = 102400,    /* of one item's JSON */
    BATCH_REQUEST_BYTES = 4194304 /* of all items' JSON in one request */
};

enum batch_kind { BATCH_ATTRIBUTES, BATCH_EVENTS, BATCH_PURCHASES, BATCH_KIND_COUNT };

/* The member of the body that holds items of the kind. */
const char *batch_kind_name(enum batch_kind kind);

/* An item of a users/track request. */
struct batch_item {
    enum batch_kind kind;
    const cJSON *value;
    const cJSON *external_id; /* NULL: it has none */
    size_t job;               /* whose it is; sorted by after the id */
    size_t bytes;             /* of its JSON; only counted where jobs are told their items */
};

struct batch_list {
    struct arena *arena;
    struct batch_item *items;
    size_t count;
    size_t capacity;
};

void batch_add(struct batch_list *list, struct batch_item item);

/* Appends the items of all kinds to one list. By users, they come in turns: first attribute, first event, first
 * purchase, second attribute...; by items, kind by kind. Falsy ones are left out. */
void batch_interleave(const struct batch_list of_kind[BATCH_KIND_COUNT], bool by_users, struct batch_list *all);

/* Sorts by external id and job; items that are equal in both keep their order. False with failure filled: an id
 * cannot be compared. */
bool batch_sort(struct batch_list *list, struct failure *failure) MUST_CHECK;

/* The two ways to count what fits into one request: up to 75 users and 75 items of each kind, or up to 75 items. Both
 * return where the request that begins at the item start ends. */
size_t batch_end_by_users(const struct batch_list *list, size_t start);
size_t batch_end_by_items(const struct batch_list *list, size_t start);

/* The items from start to end in lists by kind: adds "attributes", "events", "purchases" to the body, as far as there
 * are any. */
void batch_add_items(const struct batch_list *list, size_t start, size_t end, cJSON *body);

/* The first count entries of a list of subscriptions, those of the same group and state made one, with their users,
 * phones and emails, each once. NULL with failure filled: an id cannot become text. */
cJSON *batch_combine_subscriptions(struct arena *arena, const cJSON *entries, size_t count, struct failure *failure);

/* Whether the list of workspaces names this one: NULL and "" never; "ALL", in any case, every one; else exactly,
 * between commas. */
bool batch_list_names(struct arena *arena, const char *list, const cJSON *workspace);

/* Whether requests of the workspace count by users, see struct cloud_options. */
bool batch_counts_users(struct arena *arena, const char *mau_skip_list, const cJSON *workspace);

#endif
