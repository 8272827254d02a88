#include <string.h>

#include "sim/handlers.h"
#include "sim/users.h"
#include "support/json.h"

/* One of the two users of a merge: an object with exactly one way to find it. */
static bool read_merge_side(const cJSON *object, struct sim_identifier *identifier)
{
    const char *external_id = json_get_string(object, "external_id", NULL);
    const char *email = json_get_string(object, "email", NULL), *phone = json_get_string(object, "phone", NULL);
    if (external_id != NULL)
        *identifier = (struct sim_identifier){ SIM_KEY_EXTERNAL_ID, external_id, NULL };
    else if (json_get_object(object, "user_alias") != NULL)
        return sim_alias_read(json_get_object(object, "user_alias"), identifier);
    else if (email != NULL)
        *identifier = (struct sim_identifier){ SIM_KEY_EMAIL, email, NULL };
    else if (phone != NULL)
        *identifier = (struct sim_identifier){ SIM_KEY_PHONE, phone, NULL };
    else
        return false;
    return true;
}

static bool check_merges(const cJSON *updates, struct sim_reply *reply)
{
    const cJSON *update = NULL;
    if (!cJSON_IsArray(updates))
        return sim_reply_error(reply, 400, "'merge_updates' must be an array of objects");
    if (cJSON_GetArraySize(updates) > SIM_MOST_IDS)
        return sim_reply_error(reply, 400, "a single request may not contain more than 50 merge updates");
    cJSON_ArrayForEach(update, updates)
    {
        struct sim_identifier identifier;
        if (!cJSON_IsObject(update))
            return sim_reply_error(reply, 400, "'merge_updates' must be an array of objects");
        if (cJSON_GetArraySize(update) != 2 || json_get(update, "identifier_to_merge") == NULL ||
            json_get(update, "identifier_to_keep") == NULL)
            return sim_reply_error(reply, 400,
                                   "'merge_updates' must only have 'identifier_to_merge' and 'identifier_to_keep'");
        if (!read_merge_side(json_get(update, "identifier_to_merge"), &identifier) ||
            !read_merge_side(json_get(update, "identifier_to_keep"), &identifier))
            return sim_reply_error(
                reply, 400,
                "identifiers must be objects with an 'external_id' property that is a string, "
                "'user_alias' property that is an object, 'email' property that is a string, or 'phone' "
                "property that is a string");
    }
    return true;
}

/* The one user that a side means, or NULL if there is none or more than one. */
static struct sim_user *choose(const struct sim *sim, const cJSON *object)
{
    struct sim_identifier identifier;
    size_t count = 0;
    if (!read_merge_side(object, &identifier))
        return NULL;
    struct sim_user *const *found = sim_users_find_all(sim->users, &identifier, &count);
    return sim_users_choose(found, count, json_get_array(object, "prioritization"));
}

void sim_users_merge_handler(struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
    const cJSON *updates = json_get(request->json, "merge_updates"), *update = NULL;
    if (!check_merges(updates, reply))
        return;
    cJSON_ArrayForEach(update, updates)
    {
        struct sim_user *from = choose(sim, json_get(update, "identifier_to_merge"));
        struct sim_user *keep = choose(sim, json_get(update, "identifier_to_keep"));
        if (from == NULL || keep == NULL || from == keep)
            continue;
        sim_users_merge(sim->users, keep, from);
        keep->updated_ms = sim_now_ms(sim);
        reply->applied = true;
    }
    json_add_string(sim_reply_object(reply, 202), "message", "success");
}

static void delete_user(struct sim *sim, struct sim_user *user)
{
    if (user != NULL)
        sim_users_remove(sim->users, user);
}

static bool delete_one(struct sim *sim, const cJSON *id, enum sim_key key)
{
    struct sim_identifier identifier = { key, cJSON_GetStringValue(id), NULL };
    if (key == SIM_KEY_ALIAS) {
        if (!sim_alias_read(id, &identifier))
            return false;
        delete_user(sim, sim_users_find(sim->users, &identifier));
        return true;
    }
    if (cJSON_IsObject(id) && (key == SIM_KEY_EMAIL || key == SIM_KEY_PHONE)) {
        size_t count = 0;
        identifier.text = json_get_string(id, key == SIM_KEY_EMAIL ? "email" : "phone", NULL);
        if (identifier.text == NULL)
            return false;
        struct sim_user *const *found = sim_users_find_all(sim->users, &identifier, &count);
        delete_user(sim, sim_users_choose(found, count, json_get_array(id, "prioritization")));
        return true;
    }
    if (identifier.text == NULL)
        return false;
    delete_user(sim, sim_users_find(sim->users, &identifier));
    return true;
}

void sim_users_delete(struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
    static const struct {
        const char *name;
        enum sim_key key;
    } kinds[] = {
        { "external_ids", SIM_KEY_EXTERNAL_ID }, { "user_aliases", SIM_KEY_ALIAS },  { "braze_ids", SIM_KEY_BRAZE_ID },
        { "email_addresses", SIM_KEY_EMAIL },    { "phone_numbers", SIM_KEY_PHONE },
    };
    enum { KINDS = sizeof kinds / sizeof *kinds };
    int all = 0, deleted = 0;
    for (size_t i = 0; i < KINDS; i++)
        all += cJSON_GetArraySize(json_get_array(request->json, kinds[i].name));
    if (all == 0) {
        sim_reply_error(reply, 400,
                        "one of 'external_ids', 'user_aliases', 'braze_ids', 'email_addresses' or "
                        "'phone_numbers' is required");
        return;
    }
    if (all > SIM_MOST_IDS) {
        sim_reply_error(reply, 400, "The max number of ids per request was exceeded");
        return;
    }
    for (size_t i = 0; i < KINDS; i++) {
        const cJSON *id = NULL;
        cJSON_ArrayForEach(id, json_get_array(request->json, kinds[i].name))
        {
            deleted += delete_one(sim, id, kinds[i].key) ? 1 : 0;
        }
    }
    cJSON *body = sim_reply_object(reply, 201);
    json_add_number(body, "deleted", deleted);
    json_add_string(body, "message", "success");
    reply->applied = deleted > 0;
}

/* [index in the request, what is wrong] */
static void add_pair_error(cJSON *errors, int index, const char *text)
{
    cJSON *pair = json_array();
    json_append(pair, json_number(index));
    json_append_string(pair, text);
    json_append(errors, pair);
}

static const cJSON *read_array(const struct sim_request *request, struct sim_reply *reply, const char *name)
{
    const cJSON *array = json_get_array(request->json, name);
    if (cJSON_GetArraySize(array) == 0)
        sim_reply_error(reply, 400, "'%s' must be an array", name);
    else if (cJSON_GetArraySize(array) > SIM_MOST_IDS)
        sim_reply_error(reply, 400, "The max number of ids per request was exceeded");
    else
        return array;
    return NULL;
}

static struct sim_user *find_external(const struct sim *sim, const char *external_id)
{
    return sim_users_find(sim->users, &(struct sim_identifier){ SIM_KEY_EXTERNAL_ID, external_id, NULL });
}

void sim_external_ids_rename(struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
    const cJSON *array = read_array(request, reply, "external_id_renames"), *rename = NULL;
    if (array == NULL)
        return;
    cJSON *renamed = json_array(), *errors = json_array();
    int index = 0;
    cJSON_ArrayForEach(rename, array)
    {
        const char *old_id = json_get_string(rename, "current_external_id", NULL);
        const char *new_id = json_get_string(rename, "new_external_id", NULL);
        struct sim_user *user = old_id != NULL ? find_external(sim, old_id) : NULL;
        if (old_id == NULL || new_id == NULL || *new_id == '\0' || strlen(new_id) > SIM_MOST_EXTERNAL_ID) {
            add_pair_error(errors, index, "current_external_id and new_external_id are required");
        } else if (user == NULL || user->external_id == NULL || strcmp(user->external_id, old_id) != 0) {
            add_pair_error(errors, index, "current_external_id does not exist");
        } else if (find_external(sim, new_id) != NULL) {
            add_pair_error(errors, index, "new_external_id is already in use");
        } else {
            sim_user_set_external_id(sim->users, user, new_id, true);
            json_append(renamed, cJSON_Duplicate(rename, true));
            reply->applied = true;
        }
        index++;
    }
    cJSON *body = sim_reply_object(reply, 201);
    json_add(body, "rename_errors", errors);
    json_add(body, "external_ids", renamed);
    json_add_string(body, "message", "success");
}

void sim_external_ids_remove(struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
    const cJSON *array = read_array(request, reply, "external_ids"), *id = NULL;
    if (array == NULL)
        return;
    cJSON *removed = json_array(), *errors = json_array();
    int index = 0;
    cJSON_ArrayForEach(id, array)
    {
        const char *text = cJSON_IsString(id) ? id->valuestring : "";
        struct sim_user *user = find_external(sim, text);
        if (user != NULL && sim_user_drop_old_external_id(sim->users, user, text)) {
            json_append_string(removed, text);
            reply->applied = true;
        } else {
            add_pair_error(errors, index, "external_id is not a deprecated one");
        }
        index++;
    }
    cJSON *body = sim_reply_object(reply, 201);
    json_add(body, "removed_ids", removed);
    json_add(body, "removal_errors", errors);
    json_add_string(body, "message", "success");
}
