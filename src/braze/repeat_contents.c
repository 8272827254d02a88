#include "braze/repeat_contents.h"

#include <string.h>

#include "support/json.h"
#include "support/text.h"

static cJSON *read_body(const struct journal_entry *entry)
{
    return entry->request_body != NULL ? json_parse(entry->request_body, strlen(entry->request_body), NULL) : NULL;
}

char *repeat_contents(const struct journal_entry *entry, size_t *objects)
{
    cJSON *body = read_body(entry);
    UT_string out;
    utstring_init(&out);
    *objects = 0;
    const cJSON *member = NULL;
    cJSON_ArrayForEach(member, body)
    {
        if (!cJSON_IsArray(member) || member->string == NULL)
            continue;
        size_t count = (size_t)cJSON_GetArraySize(member);
        *objects += count;
        utstring_printf(&out, "%s%s: %zu", utstring_len(&out) > 0 ? ", " : "", member->string, count);
    }
    cJSON_Delete(body);
    return utstring_body(&out);
}

/* The users that were found, each once. */
struct users {
    cJSON *ids;
    cJSON *aliases;
};

static size_t count_users(const struct users *users)
{
    return (size_t)cJSON_GetArraySize(users->ids) + (size_t)cJSON_GetArraySize(users->aliases);
}

static void add_user(const struct users *users, cJSON *list, const cJSON *user)
{
    const cJSON *other = NULL;
    cJSON_ArrayForEach(other, list)
    {
        if (cJSON_Compare(other, user, true))
            return;
    }
    if (count_users(users) < REPEAT_MOST_USERS)
        json_append(list, cJSON_Duplicate(user, true));
}

static void add_users_of(struct users *users, const cJSON *object)
{
    const cJSON *id = json_get(object, "external_id");
    const cJSON *alias = json_get_object(object, "user_alias");
    if (alias == NULL && json_get_string(object, "alias_name", NULL) != NULL)
        alias = object;
    if (cJSON_IsString(id))
        add_user(users, users->ids, id);
    if (alias == NULL)
        return;
    cJSON *named = json_object();
    json_add_string(named, "alias_name", json_get_string(alias, "alias_name", ""));
    json_add_string(named, "alias_label", json_get_string(alias, "alias_label", ""));
    add_user(users, users->aliases, named);
    cJSON_Delete(named);
}

static void collect(struct users *users, const cJSON *body)
{
    const cJSON *member = NULL;
    cJSON_ArrayForEach(member, body)
    {
        bool are_ids = member->string != NULL &&
                       (strcmp(member->string, "external_ids") == 0 || strcmp(member->string, "external_id") == 0);
        const cJSON *element = NULL;
        cJSON_ArrayForEach(element, member)
        {
            if (cJSON_IsObject(element))
                add_users_of(users, element);
            else if (are_ids && cJSON_IsString(element))
                add_user(users, users->ids, element);
        }
    }
    add_users_of(users, body);
}

cJSON *repeat_users(const struct journal_entry *entry, size_t *users)
{
    static const char *const fields[] = {
        "external_id",   "user_aliases", "braze_id",     "first_name", "last_name", "email",     "phone",
        "dob",           "country",      "home_city",    "language",   "gender",    "time_zone", "custom_attributes",
        "custom_events", "purchases",    "total_revenue"
    };
    cJSON *sent = read_body(entry);
    struct users found = { json_array(), json_array() };
    collect(&found, sent);
    cJSON_Delete(sent);
    *users = count_users(&found);
    cJSON *body = *users > 0 ? json_object() : NULL;
    cJSON *lists[] = { found.ids, found.aliases };
    static const char *const names[] = { "external_ids", "user_aliases" };
    for (size_t i = 0; i < 2; i++) {
        if (cJSON_GetArraySize(lists[i]) > 0)
            json_add(body, names[i], lists[i]);
        else
            cJSON_Delete(lists[i]);
    }
    if (body == NULL)
        return NULL;
    cJSON *wanted = json_add_array(body, "fields_to_export");
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        json_append_string(wanted, fields[i]);
    return body;
}
