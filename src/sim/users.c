#include "sim/users.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/date.h"
#include "support/json.h"
#include "support/memory.h"
#include "support/text.h"

#define uthash_fatal(message) memory_exhausted()
#include <uthash.h>
#include <utlist.h>

enum { SALT_BRAZE_ID = 1, SALT_BUCKET = 3 };

/* One way to find users; an address may belong to several. */
struct entry {
    char *key;
    struct sim_user **found;
    size_t count;
    UT_hash_handle hh;
};

struct sim_users {
    struct entry *entries;
    struct sim_user *list;
    uint64_t added;
    cJSON *kept_groups; /* by key of an address without a profile */
};

struct sim_users *sim_users_new(void)
{
    struct sim_users *users = memory_allocate(1, sizeof *users);
    users->kept_groups = json_object();
    return users;
}

/* The length of the label keeps "a" + "bc" apart from "ab" + "c". */
static char *make_key(const struct sim_identifier *identifier)
{
    static const char letters[] = { 'x', 'b', 'a', 'e', 'p' };
    char letter = letters[identifier->key];
    if (identifier->key == SIM_KEY_ALIAS)
        return memory_format("a%zu:%s%s", strlen(identifier->label), identifier->label, identifier->text);
    char *key = memory_format("%c%s", letter, identifier->text);
    for (char *at = key; identifier->key == SIM_KEY_EMAIL && *at != '\0'; at++)
        if (*at >= 'A' && *at <= 'Z')
            *at = (char)(*at - 'A' + 'a');
    return key;
}

static struct entry *find_entry(const struct sim_users *users, const struct sim_identifier *identifier)
{
    struct entry *entry = NULL;
    char *key = make_key(identifier);
    HASH_FIND_STR(users->entries, key, entry);
    free(key);
    return entry;
}

struct sim_user *const *sim_users_find_all(const struct sim_users *users, const struct sim_identifier *identifier,
                                           size_t *count)
{
    const struct entry *entry = find_entry(users, identifier);
    *count = entry != NULL ? entry->count : 0;
    return entry != NULL ? entry->found : NULL;
}

struct sim_user *sim_users_find(const struct sim_users *users, const struct sim_identifier *identifier)
{
    const struct entry *entry = find_entry(users, identifier);
    return entry != NULL ? entry->found[0] : NULL;
}

struct sim_user *sim_users_first(const struct sim_users *users)
{
    return users->list;
}

static void index_add(struct sim_users *users, struct sim_user *user, const struct sim_identifier *identifier)
{
    struct entry *entry = find_entry(users, identifier);
    if (entry == NULL) {
        entry = memory_allocate(1, sizeof *entry);
        entry->key = make_key(identifier);
        HASH_ADD_KEYPTR(hh, users->entries, entry->key, strlen(entry->key), entry);
    }
    entry->found = memory_resize(entry->found, entry->count + 1, sizeof(struct sim_user *));
    entry->found[entry->count++] = user;
}

static void free_entry(struct sim_users *users, struct entry *entry)
{
    HASH_DEL(users->entries, entry);
    free(entry->key);
    free(entry->found);
    free(entry);
}

static void index_remove(struct sim_users *users, struct sim_user *user, const struct sim_identifier *identifier)
{
    struct entry *entry = find_entry(users, identifier);
    for (size_t i = 0; entry != NULL && i < entry->count; i++) {
        if (entry->found[i] != user)
            continue;
        memmove(&entry->found[i], &entry->found[i + 1], (entry->count - i - 1) * sizeof(struct sim_user *));
        entry->count--;
        break;
    }
    if (entry != NULL && entry->count == 0)
        free_entry(users, entry);
}

typedef void change_index(struct sim_users *users, struct sim_user *user, const struct sim_identifier *identifier);

static void for_all_keys(struct sim_users *users, struct sim_user *user, change_index *change)
{
    const char *email = json_get_string(user->fields, "email", NULL),
               *phone = json_get_string(user->fields, "phone", NULL);
    change(users, user, &(struct sim_identifier){ SIM_KEY_BRAZE_ID, user->braze_id, NULL });
    if (user->external_id != NULL)
        change(users, user, &(struct sim_identifier){ SIM_KEY_EXTERNAL_ID, user->external_id, NULL });
    for (size_t i = 0; i < user->old_external_id_count; i++)
        change(users, user, &(struct sim_identifier){ SIM_KEY_EXTERNAL_ID, user->old_external_ids[i], NULL });
    for (size_t i = 0; i < user->alias_count; i++)
        change(users, user, &(struct sim_identifier){ SIM_KEY_ALIAS, user->aliases[i].name, user->aliases[i].label });
    if (email != NULL)
        change(users, user, &(struct sim_identifier){ SIM_KEY_EMAIL, email, NULL });
    if (phone != NULL)
        change(users, user, &(struct sim_identifier){ SIM_KEY_PHONE, phone, NULL });
}

static void free_user(struct sim_user *user)
{
    free(user->external_id);
    for (size_t i = 0; i < user->old_external_id_count; i++)
        free(user->old_external_ids[i]);
    free(user->old_external_ids);
    for (size_t i = 0; i < user->alias_count; i++) {
        free(user->aliases[i].label);
        free(user->aliases[i].name);
    }
    free(user->aliases);
    cJSON_Delete(user->fields);
    cJSON_Delete(user->custom);
    cJSON_Delete(user->events);
    cJSON_Delete(user->purchases);
    cJSON_Delete(user->groups);
    cJSON_Delete(user->push_tokens);
    free(user);
}

void sim_users_free(struct sim_users *users)
{
    if (users == NULL)
        return;
    struct sim_user *user = NULL, *next = NULL;
    DL_FOREACH_SAFE(users->list, user, next)
    {
        DL_DELETE(users->list, user);
        free_user(user);
    }
    struct entry *entry = NULL, *following = NULL;
    HASH_ITER(hh, users->entries, entry, following)
    {
        free_entry(users, entry);
    }
    cJSON_Delete(users->kept_groups);
    free(users);
}

cJSON *sim_users_kept_groups(struct sim_users *users, const struct sim_identifier *identifier, bool make)
{
    char *key = make_key(identifier);
    cJSON *groups = json_get_object(users->kept_groups, key);
    if (groups == NULL && make)
        groups = json_add_object(users->kept_groups, key);
    free(key);
    return groups;
}

/* A profile that gets an address inherits what was said about it before. */
static void inherit_groups(struct sim_users *users, struct sim_user *user, const struct sim_identifier *identifier)
{
    char *key = make_key(identifier);
    cJSON *kept = cJSON_DetachItemFromObjectCaseSensitive(users->kept_groups, key);
    free(key);
    for (cJSON *group = kept != NULL ? kept->child : NULL; group != NULL; group = group->next)
        if (json_get(user->groups, group->string) == NULL)
            json_add_string(user->groups, group->string, group->valuestring);
    cJSON_Delete(kept);
}

struct sim_user *sim_users_add(struct sim *sim, const struct sim_identifier *identifier)
{
    struct sim_users *users = sim->users;
    struct sim_user *user = memory_allocate(1, sizeof *user);
    uint64_t number = ++users->added;
    (void)snprintf(user->braze_id, sizeof user->braze_id, "%016llx%08x",
                   (unsigned long long)sim_hash(&sim->world, SIM_USER, number, SALT_BRAZE_ID), (unsigned)number);
    user->random_bucket = sim_pick(&sim->world, SIM_USER, number, SALT_BUCKET, 10000);
    user->created_ms = user->updated_ms = sim_now_ms(sim);
    user->fields = json_object();
    user->custom = json_object();
    user->events = json_array();
    user->purchases = json_array();
    user->groups = json_object();
    user->push_tokens = json_array();
    DL_APPEND(users->list, user);
    for_all_keys(users, user, index_add);
    switch (identifier->key) {
    case SIM_KEY_EXTERNAL_ID:
        sim_user_set_external_id(users, user, identifier->text, false);
        break;
    case SIM_KEY_ALIAS:
        (void)sim_user_add_alias(users, user, identifier->label, identifier->text);
        break;
    case SIM_KEY_EMAIL:
        sim_user_set_field(users, user, "email", json_string(identifier->text));
        break;
    case SIM_KEY_PHONE:
        sim_user_set_field(users, user, "phone", json_string(identifier->text));
        break;
    case SIM_KEY_BRAZE_ID:
        break;
    }
    return user;
}

void sim_users_remove(struct sim_users *users, struct sim_user *user)
{
    for_all_keys(users, user, index_remove);
    DL_DELETE(users->list, user);
    free_user(user);
}

void sim_user_set_external_id(struct sim_users *users, struct sim_user *user, const char *external_id, bool keep_old)
{
    for_all_keys(users, user, index_remove);
    if (keep_old && user->external_id != NULL) {
        user->old_external_ids = memory_resize(user->old_external_ids, user->old_external_id_count + 1, sizeof(char *));
        user->old_external_ids[user->old_external_id_count++] = user->external_id;
    } else {
        free(user->external_id);
    }
    user->external_id = memory_copy_string(external_id);
    for_all_keys(users, user, index_add);
}

bool sim_user_drop_old_external_id(struct sim_users *users, struct sim_user *user, const char *external_id)
{
    for (size_t i = 0; i < user->old_external_id_count; i++) {
        if (strcmp(user->old_external_ids[i], external_id) != 0)
            continue;
        for_all_keys(users, user, index_remove);
        free(user->old_external_ids[i]);
        user->old_external_ids[i] = user->old_external_ids[--user->old_external_id_count];
        for_all_keys(users, user, index_add);
        return true;
    }
    return false;
}

bool sim_user_add_alias(struct sim_users *users, struct sim_user *user, const char *label, const char *name)
{
    const struct sim_identifier identifier = { SIM_KEY_ALIAS, name, label };
    if (sim_users_find(users, &identifier) != NULL)
        return false;
    for (size_t i = 0; i < user->alias_count; i++)
        if (strcmp(user->aliases[i].label, label) == 0)
            return false;
    user->aliases = memory_resize(user->aliases, user->alias_count + 1, sizeof *user->aliases);
    user->aliases[user->alias_count++] = (struct sim_alias){ memory_copy_string(label), memory_copy_string(name) };
    index_add(users, user, &identifier);
    return true;
}

bool sim_user_rename_alias(struct sim_users *users, const char *label, const char *name, const char *new_name)
{
    struct sim_user *user = sim_users_find(users, &(struct sim_identifier){ SIM_KEY_ALIAS, name, label });
    if (user == NULL || sim_users_find(users, &(struct sim_identifier){ SIM_KEY_ALIAS, new_name, label }) != NULL)
        return false;
    for_all_keys(users, user, index_remove);
    for (size_t i = 0; i < user->alias_count; i++) {
        struct sim_alias *alias = &user->aliases[i];
        if (strcmp(alias->label, label) == 0 && strcmp(alias->name, name) == 0) {
            char *copy = memory_copy_string(new_name);
            free(alias->name);
            alias->name = copy;
        }
    }
    for_all_keys(users, user, index_add);
    return true;
}

static void replace_member(cJSON *object, const char *name, cJSON *value)
{
    cJSON_DeleteItemFromObjectCaseSensitive(object, name);
    if (value != NULL)
        json_add(object, name, value);
}

void sim_user_set_field(struct sim_users *users, struct sim_user *user, const char *name, cJSON *value)
{
    enum sim_key key = strcmp(name, "email") == 0 ? SIM_KEY_EMAIL : SIM_KEY_PHONE;
    bool finds = strcmp(name, "email") == 0 || strcmp(name, "phone") == 0;
    if (!finds) {
        replace_member(user->fields, name, value);
        return;
    }
    for_all_keys(users, user, index_remove);
    replace_member(user->fields, name, value);
    for_all_keys(users, user, index_add);
    if (value != NULL)
        inherit_groups(users, user, &(struct sim_identifier){ key, value->valuestring, NULL });
}

void sim_user_count(cJSON *list, const char *name, int64_t ms, double times)
{
    cJSON *entry = NULL;
    cJSON_ArrayForEach(entry, list)
    {
        if (strcmp(json_get_string(entry, "name", ""), name) == 0)
            break;
    }
    if (entry == NULL) {
        entry = json_object();
        json_add_string(entry, "name", name);
        json_add_number(entry, "first", (double)ms);
        json_add_number(entry, "last", (double)ms);
        json_add_number(entry, "count", 0);
        json_append(list, entry);
    }
    double first = json_get_number(entry, "first", 0), last = json_get_number(entry, "last", 0);
    replace_member(entry, "first", json_number((double)ms < first ? (double)ms : first));
    replace_member(entry, "last", json_number((double)ms > last ? (double)ms : last));
    replace_member(entry, "count", json_number(json_get_number(entry, "count", 0) + times));
}

static void move_missing(cJSON *keep, cJSON *from)
{
    for (cJSON *member = from->child, *next = NULL; member != NULL; member = next) {
        next = member->next;
        if (json_get(keep, member->string) == NULL)
            json_add(keep, member->string, cJSON_Duplicate(member, true));
    }
}

static void move_counts(cJSON *keep, const cJSON *from)
{
    const cJSON *entry = NULL;
    cJSON_ArrayForEach(entry, from)
    {
        const char *name = json_get_string(entry, "name", "");
        sim_user_count(keep, name, (int64_t)json_get_number(entry, "first", 0), json_get_number(entry, "count", 0));
        sim_user_count(keep, name, (int64_t)json_get_number(entry, "last", 0), 0);
    }
}

void sim_users_merge(struct sim_users *users, struct sim_user *keep, struct sim_user *from)
{
    if (keep == from)
        return;
    for_all_keys(users, keep, index_remove);
    for_all_keys(users, from, index_remove);
    move_missing(keep->fields, from->fields);
    move_missing(keep->custom, from->custom);
    move_missing(keep->groups, from->groups);
    move_counts(keep->events, from->events);
    move_counts(keep->purchases, from->purchases);
    for (cJSON *token = from->push_tokens->child; token != NULL; token = token->next)
        json_append(keep->push_tokens, cJSON_Duplicate(token, true));
    keep->revenue += from->revenue;
    if (strcmp(json_get_string(keep->fields, "push_subscribe", ""), "opted_in") == 0 && keep->push_opted_in_ms == 0)
        keep->push_opted_in_ms = from->push_opted_in_ms;
    for_all_keys(users, keep, index_add);
    for (size_t i = 0; i < from->alias_count; i++)
        (void)sim_user_add_alias(users, keep, from->aliases[i].label, from->aliases[i].name);
    DL_DELETE(users->list, from);
    free_user(from);
}

static bool is_before(const struct sim_user *a, const struct sim_user *b, bool most_recent)
{
    return most_recent ? a->updated_ms >= b->updated_ms : a->updated_ms < b->updated_ms;
}

struct sim_user *sim_users_choose(struct sim_user *const *found, size_t count, const cJSON *prioritization)
{
    if (count == 0)
        return NULL;
    struct sim_user **left = memory_allocate(count, sizeof(struct sim_user *));
    memcpy(left, found, count * sizeof(struct sim_user *));
    const cJSON *word = NULL;
    cJSON_ArrayForEach(word, prioritization)
    {
        const char *text = cJSON_IsString(word) ? word->valuestring : "";
        bool identified = strcmp(text, "identified") == 0, unidentified = strcmp(text, "unidentified") == 0;
        bool most = strcmp(text, "most_recently_updated") == 0, least = strcmp(text, "least_recently_updated") == 0;
        size_t kept = 0;
        for (size_t i = 0; (identified || unidentified) && i < count; i++)
            if ((left[i]->external_id != NULL) == identified)
                left[kept++] = left[i];
        for (size_t i = 1; (most || least) && i < count; i++)
            if (is_before(left[i], left[0], most))
                left[0] = left[i];
        if (identified || unidentified)
            count = kept;
        else if ((most || least) && count > 1)
            count = 1;
    }
    struct sim_user *chosen = count == 1 ? left[0] : NULL;
    free(left);
    return chosen;
}
