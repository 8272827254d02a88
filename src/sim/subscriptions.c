#include <stdlib.h>
#include <string.h>

#include "sim/attributes.h"
#include "sim/handlers.h"
#include "sim/subscription_groups.h"
#include "sim/users.h"
#include "support/json.h"

static const char both_addresses[] = "Either an email address or a phone number should be provided, but not both.";
enum { MOST_USERS = 50, MOST_LISTED = 100 };

static void set_state(cJSON *groups, const char *group, const char *state)
{
    cJSON_DeleteItemFromObjectCaseSensitive(groups, group);
    json_add_string(groups, group, state);
}

/* Everybody with the address, or the address itself where nobody has it yet. */
static void set_for(struct sim *sim, const struct sim_identifier *identifier, const char *group, const char *state)
{
    size_t count = 0;
    struct sim_user *const *found = sim_users_find_all(sim->users, identifier, &count);
    for (size_t i = 0; i < count; i++) {
        set_state(found[i]->groups, group, state);
        found[i]->updated_ms = sim_now_ms(sim);
    }
    if (count == 0 && identifier->key != SIM_KEY_EXTERNAL_ID)
        set_state(sim_users_kept_groups(sim->users, identifier, true), group, state);
}

/* A string or an array of strings. */
static void set_for_each(struct sim *sim, const cJSON *ids, enum sim_key key, const char *group, const char *state)
{
    const cJSON *id = NULL;
    if (cJSON_IsString(ids))
        set_for(sim, &(struct sim_identifier){ key, ids->valuestring, NULL }, group, state);
    cJSON_ArrayForEach(id, ids)
    {
        if (cJSON_IsArray(ids) && cJSON_IsString(id))
            set_for(sim, &(struct sim_identifier){ key, id->valuestring, NULL }, group, state);
    }
}

static int count_ids(const cJSON *ids)
{
    return cJSON_IsString(ids) ? 1 : cJSON_IsArray(ids) ? cJSON_GetArraySize(ids) : 0;
}

/* The names of the identifiers differ between the two versions of the call. */
struct names {
    const char *external, *email, *phone;
};

static bool check_change(const struct sim *sim, const cJSON *change, const struct names *names, struct sim_reply *reply)
{
    int external = count_ids(json_get(change, names->external)), email = count_ids(json_get(change, names->email));
    int phone = count_ids(json_get(change, names->phone));
    if (!sim_group_exists(sim, json_get_string(change, "subscription_group_id", "")))
        return sim_reply_error(reply, 400, "Invalid subscription group ID");
    if (sim_group_state(json_get_string(change, "subscription_state", "")) == NULL)
        return sim_reply_error(reply, 400, "'subscription_state' must be 'subscribed' or 'unsubscribed'");
    if (email > 0 && phone > 0)
        return sim_reply_error(reply, 400, "%s", both_addresses);
    if (external + email + phone == 0)
        return sim_reply_error(reply, 400, "one of '%s', '%s' or '%s' is required", names->external, names->email,
                               names->phone);
    if (external + email + phone > MOST_USERS)
        return sim_reply_error(reply, 400, "The max number of ids per request was exceeded");
    return true;
}

static void apply_change(struct sim *sim, const cJSON *change, const struct names *names)
{
    const char *group = json_get_string(change, "subscription_group_id", "");
    const char *state = sim_group_state(json_get_string(change, "subscription_state", ""));
    set_for_each(sim, json_get(change, names->external), SIM_KEY_EXTERNAL_ID, group, state);
    set_for_each(sim, json_get(change, names->email), SIM_KEY_EMAIL, group, state);
    set_for_each(sim, json_get(change, names->phone), SIM_KEY_PHONE, group, state);
}

void sim_subscription_status_set(struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
    static const struct names names = { "external_id", "email", "phone" };
    if (!check_change(sim, request->json, &names, reply))
        return;
    apply_change(sim, request->json, &names);
    reply->applied = true;
    json_add_string(sim_reply_object(reply, 201), "message", "success");
}

void sim_subscription_status_set_v2(struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
    static const struct names names = { "external_ids", "emails", "phones" };
    const cJSON *changes = json_get_array(request->json, "subscription_groups"), *change = NULL;
    if (cJSON_GetArraySize(changes) == 0) {
        sim_reply_error(reply, 400, "'subscription_groups' must be an array of objects");
        return;
    }
    int emails = 0, phones = 0;
    cJSON_ArrayForEach(change, changes)
    {
        if (!check_change(sim, change, &names, reply))
            return;
        emails += count_ids(json_get(change, names.email));
        phones += count_ids(json_get(change, names.phone));
    }
    if (emails > 0 && phones > 0) { /* such groups go together by external ids alone */
        sim_reply_error(reply, 400, "%s", both_addresses);
        return;
    }
    cJSON_ArrayForEach(change, changes)
    {
        apply_change(sim, change, &names);
    }
    reply->applied = true;
    json_add_string(sim_reply_object(reply, 201), "message", "success");
}

/* The values of name and name[] in the query, as an array of strings. */
static cJSON *read_ids(const struct sim_request *request, const char *name)
{
    cJSON *ids = json_array();
    size_t length = strlen(name);
    for (size_t i = 0; i < request->query_count; i++) {
        const char *key = request->query[i].name;
        if (strncmp(key, name, length) == 0 && (key[length] == '\0' || strcmp(key + length, "[]") == 0))
            json_append_string(ids, request->query[i].value);
    }
    return ids;
}

/* The identifiers that a question is about: external ids win, e-mail addresses and phone numbers exclude each other.
 * The caller frees them. NULL: the reply says 400. */
static cJSON *read_question(const struct sim_request *request, struct sim_reply *reply, enum sim_key *key)
{
    static const struct {
        const char *name;
        enum sim_key key;
    } kinds[] = { { "external_id", SIM_KEY_EXTERNAL_ID }, { "email", SIM_KEY_EMAIL }, { "phone", SIM_KEY_PHONE } };
    cJSON *ids[3], *chosen = NULL;
    int counts[3];
    for (size_t i = 0; i < 3; i++) {
        ids[i] = read_ids(request, kinds[i].name);
        counts[i] = cJSON_GetArraySize(ids[i]);
    }
    if (counts[0] == 0 && counts[1] > 0 && counts[2] > 0)
        sim_reply_error(reply, 400, "%s", both_addresses);
    else if (counts[0] + counts[1] + counts[2] == 0)
        sim_reply_error(reply, 400, "one of 'external_id', 'email' or 'phone' is required");
    else if (counts[0] > MOST_USERS || counts[1] > MOST_USERS || counts[2] > MOST_USERS)
        sim_reply_error(reply, 400, "The max number of ids per request was exceeded");
    else
        for (size_t i = 0; i < 3 && chosen == NULL; i++)
            if (counts[i] > 0) {
                chosen = ids[i];
                ids[i] = NULL;
                *key = kinds[i].key;
            }
    for (size_t i = 0; i < 3; i++)
        cJSON_Delete(ids[i]);
    return chosen;
}

static const char *state_of(struct sim *sim, const struct sim_identifier *identifier, const char *group)
{
    const struct sim_user *user = sim_users_find(sim->users, identifier);
    const cJSON *groups = user != NULL ? user->groups
                          : identifier->key == SIM_KEY_EXTERNAL_ID
                              ? NULL
                              : sim_users_kept_groups(sim->users, identifier, false);
    return json_get_string(groups, group, "Unknown");
}

void sim_subscription_status_get(struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
    enum sim_key key = SIM_KEY_EXTERNAL_ID;
    const char *group = sim_request_query(request, "subscription_group_id");
    if (group == NULL || !sim_group_exists(sim, group)) {
        sim_reply_error(reply, 400, "Invalid subscription group ID");
        return;
    }
    cJSON *ids = read_question(request, reply, &key);
    if (ids == NULL)
        return;
    cJSON *body = sim_reply_object(reply, 200);
    cJSON *status = json_add_object(body, "status");
    const cJSON *id = NULL;
    cJSON_ArrayForEach(id, ids)
    {
        const struct sim_identifier identifier = { key, id->valuestring, NULL };
        if (json_get(status, id->valuestring) == NULL)
            json_add_string(status, id->valuestring, state_of(sim, &identifier, group));
    }
    json_add_string(body, "message", "success");
    cJSON_Delete(ids);
}

/* Only groups with a recorded change. */
static void add_groups(const struct sim_user *user, cJSON *object)
{
    cJSON *array = json_add_array(object, "subscription_groups");
    for (const cJSON *state = user->groups->child; state != NULL; state = state->next) {
        const char *name = "Subscription group", *channel = "email";
        for (size_t i = 0; i < SIM_SUBSCRIPTION_GROUPS; i++) {
            if (strcmp(sim_subscription_groups[i].id, state->string) == 0) {
                name = sim_subscription_groups[i].name;
                channel = sim_subscription_groups[i].channel;
            }
        }
        cJSON *group = json_object();
        json_add_string(group, "id", state->string);
        json_add_string(group, "name", name);
        json_add_string(group, "channel", channel);
        json_add_string(group, "status", state->valuestring);
        json_append(array, group);
    }
}

void sim_subscription_user_status(struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
    long limit = 0, offset = 0;
    enum sim_key key = SIM_KEY_EXTERNAL_ID;
    if (!sim_request_number(request, reply, "limit", 1, MOST_LISTED, MOST_LISTED, &limit) ||
        !sim_request_number(request, reply, "offset", 0, 1000000000, 0, &offset))
        return;
    cJSON *ids = read_question(request, reply, &key);
    if (ids == NULL)
        return;
    cJSON *body = sim_reply_object(reply, 200);
    cJSON *users = json_add_array(body, "users");
    long total = 0;
    const cJSON *id = NULL;
    cJSON_ArrayForEach(id, ids)
    {
        size_t count = 0;
        struct sim_user *const *found =
            sim_users_find_all(sim->users, &(struct sim_identifier){ key, id->valuestring, NULL }, &count);
        for (size_t i = 0; i < count; i++) {
            if (total++ < offset || cJSON_GetArraySize(users) >= limit)
                continue;
            cJSON *user = json_object();
            json_add_string(user, "email", json_get_string(found[i]->fields, "email", NULL));
            json_add_string(user, "phone", json_get_string(found[i]->fields, "phone", NULL));
            json_add_string(user, "external_id", found[i]->external_id);
            add_groups(found[i], user);
            json_append(users, user);
        }
    }
    json_add_number(body, "total_count", (double)total);
    json_add_string(body, "message", "success");
    cJSON_Delete(ids);
}
