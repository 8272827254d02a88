#include "rudderstack/dedup.h"

#include <string.h>

#include "rudderstack/identity.h"
#include "rudderstack/request.h"
#include "support/jsmap.h"

struct dedup_store {
    struct arena *arena;
    struct js_map *users; /* of profiles, each by its user */
};

/* A user as it stands in the store. */
struct profile {
    cJSON user;             /* first, so that who has the user has the profile */
    struct js_map *members; /* of a user that was made here, and may be changed here; else NULL */
};

/* Never compared: they tell who the user is, or always count as new. */
static const char *const uncompared[] = { "external_id",        "user_alias",      "appboy_id",
                                          "braze_id",           "custom_events",   "country",
                                          "language",           "email_subscribe", "push_subscribe",
                                          "subscription_groups" };

/* Always sent: Braze does not bill them. */
static const char *const always_sent[] = { "country", "language", "email_subscribe", "push_subscribe",
                                           "subscription_groups" };

static const char *const fields_to_export[] = { "created_at",  "custom_attributes", "dob",       "email", "first_name",
                                                "gender",      "home_city",         "last_name", "phone", "time_zone",
                                                "external_id", "user_aliases" };

#define COUNT(array) (sizeof(array) / sizeof *(array))

static bool is_one_of(const char *name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

struct dedup_store *dedup_store_new(struct arena *arena)
{
    struct dedup_store *store = arena_allocate_zeroed(arena, 1, sizeof *store);
    store->arena = arena;
    store->users = js_map_new(arena);
    return store;
}

const cJSON *dedup_store_find(const struct dedup_store *store, const cJSON *id)
{
    return js_map_find(store->users, id);
}

static void put_profile(struct dedup_store *store, const cJSON *id, const cJSON *user, struct js_map *members)
{
    struct profile *profile = arena_allocate_zeroed(store->arena, 1, sizeof *profile);
    profile->user = *user;
    profile->members = members;
    js_map_put(store->users, id, &profile->user);
}

void dedup_store_set(struct dedup_store *store, const cJSON *id, const cJSON *user)
{
    put_profile(store, id, user, NULL);
}

static bool add_by_aliases(struct dedup_store *store, const cJSON *user, const cJSON *aliases, struct failure *failure)
{
    if (!js_is_array(aliases))
        return failure_set(failure, store->arena, FAILURE_NO_FUNCTION, "user.user_aliases.forEach");
    for (const cJSON *alias = aliases->child; alias != NULL; alias = alias->next) {
        if (js_is_null(alias))
            return failure_set(failure, store->arena, FAILURE_READ_OF_NULL, "alias_label");
        if (js_is_text(js_get(alias, "alias_label"), "rudder_id"))
            dedup_store_set(store, js_get(alias, "alias_name"), user);
    }
    return true;
}

bool dedup_store_add(struct dedup_store *store, const cJSON *users, struct failure *failure)
{
    for (const cJSON *user = js_is_array(users) ? users->child : NULL; user != NULL; user = user->next) {
        const cJSON *id = js_get(user, "external_id");
        const cJSON *aliases = js_get(user, "user_aliases");
        if (js_truthy(id))
            dedup_store_set(store, id, user);
        else if (js_truthy(aliases) && !add_by_aliases(store, user, aliases, failure))
            return false;
    }
    return true;
}

static void collect(struct arena *arena, struct js_map *seen, cJSON *list, const cJSON *id)
{
    if (js_truthy(id) && js_map_put(seen, id, id))
        js_append(arena, list, js_share(arena, id));
}

void dedup_collect_ids(struct arena *arena, const cJSON *inputs, cJSON **external_ids, cJSON **alias_names)
{
    struct js_map *seen_ids = js_map_new(arena);
    struct js_map *seen_names = js_map_new(arena);
    *external_ids = js_array(arena);
    *alias_names = js_array(arena);
    for (const cJSON *input = inputs->child; input != NULL; input = input->next) {
        struct event event = { .arena = arena, .message = js_spread(arena, js_get(input, "message")) };
        collect(arena, seen_ids, *external_ids, identity_braze_id(&event));
        collect(arena, seen_ids, *external_ids, identity_user_id(&event));
        collect(arena, seen_names, *alias_names, event_get(&event, "anonymousId"));
    }
}

cJSON *dedup_chunk_ids(struct arena *arena, const cJSON *external_ids, const cJSON *alias_names)
{
    cJSON *chunks = js_array(arena);
    cJSON *chunk = NULL;
    size_t count = 0;
    const cJSON *const lists[] = { external_ids, alias_names };
    for (size_t i = 0; i < COUNT(lists); i++) {
        for (const cJSON *id = lists[i]->child; id != NULL; id = id->next) {
            if (count++ % DEDUP_CHUNK == 0) {
                chunk = js_array(arena);
                js_append(arena, chunks, chunk);
            }
            cJSON *identifier = js_object(arena);
            js_add(identifier, i == 0 ? "external_id" : "alias_name", js_share(arena, id));
            if (i == 1)
                js_add(identifier, "alias_label", js_string(arena, "rudder_id"));
            js_append(arena, chunk, identifier);
        }
    }
    return chunks;
}

static cJSON *lookup_body(struct arena *arena, const cJSON *chunk)
{
    cJSON *external_ids = js_array(arena);
    cJSON *aliases = js_array(arena);
    for (const cJSON *identifier = chunk->child; identifier != NULL; identifier = identifier->next) {
        const cJSON *id = js_get(identifier, "external_id");
        if (id != NULL)
            js_append(arena, external_ids, js_share(arena, id));
        else
            js_append(arena, aliases, js_share(arena, identifier));
    }
    cJSON *fields = js_array(arena);
    for (size_t i = 0; i < COUNT(fields_to_export); i++)
        js_append(arena, fields, js_string(arena, fields_to_export[i]));
    cJSON *body = js_object(arena);
    js_add(body, "external_ids", external_ids);
    js_add(body, "user_aliases", aliases);
    js_add(body, "fields_to_export", fields);
    return body;
}

cJSON *dedup_look_up(struct arena *arena, const struct exchange *exchange, const cJSON *config, const cJSON *chunks)
{
    cJSON *all = js_array(arena);
    struct failure ignored = { 0 };
    const char *base = request_base_url(arena, config, &ignored);
    const char *authorization = request_authorization(arena, config, &ignored);
    if (base == NULL || authorization == NULL)
        return all;
    cJSON *headers = js_object(arena);
    js_add(headers, "Authorization", js_string(arena, authorization));
    js_add(headers, "Content-Type", js_string(arena, "application/json"));
    bool usable = true;
    for (const cJSON *chunk = chunks->child; chunk != NULL; chunk = chunk->next) {
        struct exchange_request request = { arena_format(arena, "%s/%s", base, REQUEST_EXPORT_PATH), headers, NULL,
                                            lookup_body(arena, chunk) };
        struct exchange_answer answer = { 0 };
        exchange->send(exchange->context, arena, &request, &answer);
        int status = 0;
        const cJSON *body = NULL;
        exchange_settle(arena, &answer, &status, &body);
        const cJSON *users = js_get(body, "users");
        if (answer.failure != NULL || status < 200 || status > 299 || !js_truthy(users))
            continue;
        usable = usable && (js_is_array(users) || js_is_string(users));
        for (const cJSON *user = js_is_array(users) ? users->child : NULL; user != NULL; user = user->next)
            js_append(arena, all, js_share(arena, user));
    }
    return usable ? all : js_array(arena);
}

/* An object having one of Braze's operations on nested attributes. */
static bool is_operation(const cJSON *value)
{
    return js_is_object(value) &&
           (js_get(value, "$add") != NULL || js_get(value, "$update") != NULL || js_get(value, "$remove") != NULL);
}

static bool is_new(const cJSON *value, const cJSON *stored)
{
    return js_is_null(value) ? !js_nullish(stored) : stored == NULL || !js_equal(value, stored);
}

/* A user with custom attributes beside the others. A profile that was made here, under this id, is that already. */
static struct profile *flatten(struct dedup_store *store, const cJSON *user, bool under_same_id)
{
    struct arena *arena = store->arena;
    struct profile *found = (struct profile *)(void *)js_changeable(user);
    if (under_same_id && found->members != NULL && js_map_find_text(found->members, "custom_attributes") == NULL)
        return found;
    struct profile *flat = arena_allocate_zeroed(arena, 1, sizeof *flat);
    cJSON *merged = js_merge(arena, user, js_get(user, "custom_attributes"));
    js_remove(merged, "custom_attributes");
    flat->user = *merged;
    flat->members = js_map_of_members(arena, &flat->user);
    return flat;
}

/* Puts what is sent into the profile. */
static void update(struct dedup_store *store, struct profile *profile, const cJSON *sent)
{
    for (const cJSON *member = sent->child; member != NULL; member = member->next) {
        cJSON *stored = js_map_find_changeable(profile->members, member->string);
        if (stored != NULL) {
            js_assign(stored, member);
            continue;
        }
        stored = js_share(store->arena, member);
        js_add(&profile->user, member->string, stored);
        js_map_put_text(profile->members, member->string, stored);
    }
}

static cJSON *what_is_new(struct dedup_store *store, const cJSON *attributes, const struct profile *profile)
{
    struct arena *arena = store->arena;
    cJSON *kept = js_object(arena);
    for (const cJSON *member = attributes->child; member != NULL; member = member->next)
        if (!is_one_of(member->string, uncompared, COUNT(uncompared)) && !is_operation(member) &&
            is_new(member, js_map_find_text(profile->members, member->string)))
            js_add(kept, member->string, js_share(arena, member));
    for (size_t i = 0; i < COUNT(always_sent); i++)
        js_add(kept, always_sent[i], js_share(arena, js_get(attributes, always_sent[i])));
    return kept;
}

cJSON *dedup_compare(struct dedup_store *store, cJSON *attributes)
{
    struct arena *arena = store->arena;
    const cJSON *external_id = js_get(attributes, "external_id");
    const cJSON *alias = js_get(attributes, "user_alias");
    const cJSON *alias_name = js_get(alias, "alias_name");
    const cJSON *found = js_or(dedup_store_find(store, external_id), dedup_store_find(store, alias_name));
    if (!js_truthy(found)) {
        dedup_store_set(store, js_truthy(external_id) ? external_id : alias, attributes);
        return attributes;
    }
    const cJSON *id = js_truthy(external_id) ? external_id : alias_name;
    struct profile *profile = flatten(store, found, dedup_store_find(store, id) == found);
    cJSON *kept = what_is_new(store, attributes, profile);
    if (kept->child == NULL)
        return NULL;
    js_set(kept, "external_id", js_share(arena, external_id));
    js_set(kept, "user_alias", js_share(arena, alias));
    js_remove(kept, "constructor");
    js_remove(kept, "prototype");
    update(store, profile, kept);
    js_map_put(store->users, id, &profile->user);
    return kept;
}

static bool has_more_than_ids(const cJSON *attributes)
{
    for (const cJSON *member = attributes->child; member != NULL; member = member->next)
        if (strcmp(member->string, "external_id") != 0 && strcmp(member->string, "user_alias") != 0)
            return true;
    return false;
}

static void explain_dropped(const struct event *event, const cJSON *before, const cJSON *kept)
{
    if (event->explain == NULL)
        return;
    for (const cJSON *member = before->child; member != NULL; member = member->next) {
        const cJSON *sent = js_get(kept, member->string);
        explain_same(event->explain, sent, member);
        if (sent == NULL && is_operation(member))
            explain_warn(event->explain, member, "deduplication loses operations on nested attributes of a known user");
        else if (sent == NULL)
            explain_lost(event->explain, member, "deduplication: Braze has this value already");
    }
}

bool dedup_reduce(const struct event *event, struct attributes *attributes, struct failure *failure)
{
    struct arena *arena = event->arena;
    if (event->profiles == NULL)
        return failure_set(failure, arena, FAILURE_READ_OF_UNDEFINED, "get");
    cJSON *all = attributes->value;
    if (!js_is_object(all)) /* mapped columns that are no object: compared as what JavaScript takes for their members */
        all = js_merge(arena, attributes->value, attributes->hidden);
    cJSON *kept = dedup_compare(event->profiles, all);
    if (kept == all)
        return true;
    explain_dropped(event, all, kept);
    attributes->value = kept != NULL && has_more_than_ids(kept) ? kept : NULL;
    attributes->hidden = NULL;
    return true;
}
