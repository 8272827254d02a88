#include <string.h>

#include "sim/handlers.h"
#include "sim/users.h"
#include "support/json.h"

static void add_error(cJSON *errors, const char *type, int index)
{
    cJSON *error = json_object();
    json_add_string(error, "type", type);
    json_add_string(error, "input_array", "user_identifiers");
    json_add_number(error, "index", index);
    json_append(errors, error);
}

static void answer_aliases(struct sim_reply *reply, int processed, cJSON *errors)
{
    cJSON *body = sim_reply_object(reply, 201);
    json_add_number(body, "aliases_processed", processed);
    json_add_string(body, "message", "success");
    if (cJSON_GetArraySize(errors) > 0)
        json_add(body, "errors", errors);
    else
        cJSON_Delete(errors);
    reply->applied = processed > 0;
}

/* The user gets the external id; if somebody has it already, the two become one. */
static void identify(struct sim *sim, struct sim_user *user, const char *external_id)
{
    const struct sim_identifier identifier = { SIM_KEY_EXTERNAL_ID, external_id, NULL };
    struct sim_user *known = sim_users_find(sim->users, &identifier);
    if (user == NULL || user == known || user->external_id != NULL)
        return;
    /* A target that has an alias with the same label keeps its own, and the two stay apart. */
    for (size_t i = 0; known != NULL && i < known->alias_count; i++)
        for (size_t j = 0; j < user->alias_count; j++)
            if (strcmp(known->aliases[i].label, user->aliases[j].label) == 0)
                return;
    if (known == NULL)
        sim_user_set_external_id(sim->users, user, external_id, false);
    else
        sim_users_merge(sim->users, known, user);
    known = sim_users_find(sim->users, &identifier);
    known->updated_ms = sim_now_ms(sim);
}

static const char *identify_alias(struct sim *sim, const cJSON *object, const char *external_id)
{
    struct sim_identifier alias;
    if (!sim_alias_read(json_get(object, "user_alias"), &alias))
        return "'user_alias' is required";
    identify(sim, sim_users_find(sim->users, &alias), external_id);
    return NULL;
}

static const char *identify_address(struct sim *sim, const cJSON *object, const char *external_id, enum sim_key key)
{
    const char *text = json_get_string(object, key == SIM_KEY_EMAIL ? "email" : "phone", NULL);
    const cJSON *prioritization = json_get_array(object, "prioritization");
    size_t count = 0;
    if (text == NULL || *text == '\0')
        return key == SIM_KEY_EMAIL ? "'email' is required" : "'phone' is required";
    if (prioritization == NULL)
        return "'prioritization' is required";
    struct sim_user *const *found = sim_users_find_all(sim->users, &(struct sim_identifier){ key, text, NULL }, &count);
    identify(sim, sim_users_choose(found, count, prioritization), external_id);
    return NULL;
}

static int identify_array(struct sim *sim, const cJSON *array, enum sim_key key, cJSON *errors)
{
    int processed = 0, index = 0;
    const cJSON *object = NULL;
    cJSON_ArrayForEach(object, array)
    {
        const char *external_id = json_get_string(object, "external_id", NULL);
        const char *wrong = NULL;
        if (external_id == NULL || *external_id == '\0' || strlen(external_id) > SIM_MOST_EXTERNAL_ID)
            wrong = "'external_id' is required";
        else if (key == SIM_KEY_ALIAS)
            wrong = identify_alias(sim, object, external_id);
        else
            wrong = identify_address(sim, object, external_id, key);
        if (wrong != NULL)
            add_error(errors, wrong, index);
        else
            processed++;
        index++;
    }
    return processed;
}

void sim_users_identify(struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
    const cJSON *aliases = json_get_array(request->json, "aliases_to_identify");
    const cJSON *emails = json_get_array(request->json, "emails_to_identify");
    const cJSON *phones = json_get_array(request->json, "phone_numbers_to_identify");
    int all = cJSON_GetArraySize(aliases) + cJSON_GetArraySize(emails) + cJSON_GetArraySize(phones);
    if (all == 0) {
        sim_reply_error(
            reply, 400,
            "one of 'aliases_to_identify', 'emails_to_identify' or 'phone_numbers_to_identify' is required");
        return;
    }
    if (all > SIM_MOST_IDS) {
        sim_reply_error(reply, 400, "The max number of external_ids and aliases per request was exceeded");
        return;
    }
    cJSON *errors = json_array();
    int processed = identify_array(sim, aliases, SIM_KEY_ALIAS, errors) +
                    identify_array(sim, emails, SIM_KEY_EMAIL, errors) +
                    identify_array(sim, phones, SIM_KEY_PHONE, errors);
    answer_aliases(reply, processed, errors);
}

/* The array of that name with 1 to 50 objects; NULL: the reply says 400. */
static const cJSON *read_objects(const struct sim_request *request, struct sim_reply *reply, const char *name)
{
    const cJSON *array = json_get_array(request->json, name), *object = NULL;
    cJSON_ArrayForEach(object, array)
    {
        if (!cJSON_IsObject(object))
            array = NULL;
        if (array == NULL)
            break;
    }
    if (cJSON_GetArraySize(array) == 0)
        sim_reply_error(reply, 400, "'%s' must be an array of objects", name);
    else if (cJSON_GetArraySize(array) > SIM_MOST_IDS)
        sim_reply_error(reply, 400, "The max number of external_ids and aliases per request was exceeded");
    else
        return array;
    return NULL;
}

/* An alias for a user that is known, or without an external id for a new one; what is taken already stays. */
static void add_alias(struct sim *sim, const struct sim_identifier *alias, const char *external_id)
{
    if (external_id == NULL) {
        if (sim_users_find(sim->users, alias) == NULL)
            (void)sim_users_add(sim, alias);
        return;
    }
    struct sim_user *user =
        sim_users_find(sim->users, &(struct sim_identifier){ SIM_KEY_EXTERNAL_ID, external_id, NULL });
    if (user != NULL && sim_user_add_alias(sim->users, user, alias->label, alias->text))
        user->updated_ms = sim_now_ms(sim);
}

void sim_users_alias_new(struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
    const cJSON *array = read_objects(request, reply, "user_aliases"), *object = NULL;
    if (array == NULL)
        return;
    int processed = 0, index = 0;
    cJSON *errors = json_array();
    cJSON_ArrayForEach(object, array)
    {
        struct sim_identifier alias;
        if (sim_alias_read(object, &alias)) {
            add_alias(sim, &alias, json_get_string(object, "external_id", NULL));
            processed++;
        } else {
            add_error(errors, "'alias_name' and 'alias_label' are required", index);
        }
        index++;
    }
    answer_aliases(reply, processed, errors);
}

void sim_users_alias_update(struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
    const cJSON *array = read_objects(request, reply, "alias_updates"), *object = NULL;
    if (array == NULL)
        return;
    cJSON_ArrayForEach(object, array)
    {
        const char *label = json_get_string(object, "alias_label", NULL);
        const char *name = json_get_string(object, "old_alias_name", NULL);
        const char *new_name = json_get_string(object, "new_alias_name", NULL);
        if (label == NULL || name == NULL || new_name == NULL || *new_name == '\0' ||
            strlen(new_name) > SIM_MOST_ALIAS) {
            sim_reply_error(reply, 400, "'alias_label', 'old_alias_name' and 'new_alias_name' are required");
            return;
        }
        if (sim_user_rename_alias(sim->users, label, name, new_name))
            reply->applied = true;
    }
    json_add_string(sim_reply_object(reply, 201), "message", "success");
}
