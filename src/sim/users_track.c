#include <stdlib.h>
#include <string.h>

#include "sim/attributes.h"
#include "sim/currency.h"
#include "sim/export.h"
#include "sim/handlers.h"
#include "sim/users.h"
#include "support/json.h"

enum { MOST_OBJECTS = 75, MOST_BULK_OBJECTS = 1000, MOST_BULK_PER_USER = 100, MOST_BULK_BYTES = 2 * 1024 * 1024 };
enum { MOST_NAME = 255, MOST_QUANTITY = 100, MOST_PROPERTIES_BYTES = 100 * 1024 };

static const char *const identifiers[] = { "external_id", "user_alias", "braze_id", "email", "phone" };
enum { IDENTIFIERS = sizeof identifiers / sizeof *identifiers };

/* Carries out one object. NULL, or what is wrong with it. user: the one it was applied to, NULL if none was (which is
 * no error: an update of a user that does not exist is dropped). */
typedef const char *track_object(struct sim *sim, const cJSON *object, struct sim_user **user);

/* The user that an object is about, made where that is allowed; *user NULL: dropped. */
static const char *find_user(struct sim *sim, const cJSON *object, bool with_alias_creation, struct sim_user **user)
{
    struct sim_identifier identifier;
    const char *wrong = sim_identifier_read(object, &identifier);
    *user = NULL;
    if (wrong != NULL)
        return wrong;
    *user = sim_users_find(sim->users, &identifier);
    if (*user != NULL)
        return NULL;
    const cJSON *update_only = json_get(object, "_update_existing_only");
    bool allowed = identifier.key == SIM_KEY_ALIAS ? with_alias_creation && cJSON_IsFalse(update_only)
                                                   : !cJSON_IsTrue(update_only);
    if (allowed && identifier.key != SIM_KEY_BRAZE_ID)
        *user = sim_users_add(sim, &identifier);
    return NULL;
}

static const char *track_attributes(struct sim *sim, const cJSON *object, struct sim_user **user)
{
    struct sim_identifier identifier;
    bool anonymous = json_get_bool(object, "push_token_import", false) && json_get(object, "push_tokens") != NULL;
    const char *unknown = sim_identifier_read(object, &identifier);
    const char *wrong = sim_attributes_check(sim, object);
    if (unknown != NULL && !anonymous)
        return unknown;
    if (wrong != NULL)
        return wrong;
    if (unknown == NULL)
        wrong = find_user(sim, object, true, user);
    else /* a push token without a user makes one that nothing but its Braze id finds */
        *user = sim_users_add(sim, &(struct sim_identifier){ SIM_KEY_BRAZE_ID, "", NULL });
    if (*user != NULL)
        sim_attributes_apply(sim, *user, object);
    return wrong;
}

static bool is_name(const cJSON *value)
{
    return cJSON_IsString(value) && *value->valuestring != '\0' &&
           sim_count_characters(value->valuestring) <= MOST_NAME;
}

static bool is_too_large(const cJSON *properties)
{
    char *text = json_print(properties);
    bool large = strlen(text) > MOST_PROPERTIES_BYTES;
    free(text);
    return large;
}

/* Property names are not empty, not too long, do not begin with a dollar and are not those of the event or purchase
 * itself; all of them together are not too large. */
static bool has_valid_properties(const cJSON *object, bool of_purchase)
{
    enum { OF_EVENTS = 2 };
    static const char *const reserved[] = { "time", "event_name", "product_id", "quantity", "price", "currency" };
    size_t reserved_count = of_purchase ? sizeof reserved / sizeof *reserved : OF_EVENTS;
    const cJSON *properties = json_get(object, "properties");
    if (properties == NULL || cJSON_IsNull(properties))
        return true;
    if (!cJSON_IsObject(properties))
        return false;
    for (const cJSON *property = properties->child; property != NULL; property = property->next) {
        if (*property->string == '\0' || *property->string == '$' ||
            sim_count_characters(property->string) > MOST_NAME)
            return false;
        for (size_t i = 0; i < reserved_count; i++)
            if (strcmp(property->string, reserved[i]) == 0)
                return false;
    }
    return !is_too_large(properties);
}

/* A time in the future becomes now. */
static int64_t past_time(const struct sim *sim, const cJSON *object)
{
    int64_t ms = 0, now = sim_now_ms(sim);
    return sim_time_read(json_get(object, "time"), &ms) && ms < now ? ms : now;
}

static const char *track_event(struct sim *sim, const cJSON *object, struct sim_user **user)
{
    struct sim_identifier identifier;
    int64_t ms = 0;
    const char *wrong = sim_identifier_read(object, &identifier);
    if (wrong != NULL)
        return wrong;
    if (!is_name(json_get(object, "name")))
        return "'name' is not valid";
    if (!sim_time_read(json_get(object, "time"), &ms))
        return "'time' is not valid";
    if (!has_valid_properties(object, false))
        return "Invalid 'properties' field";
    wrong = find_user(sim, object, false, user);
    if (*user != NULL)
        sim_user_count((*user)->events, json_get_string(object, "name", ""), past_time(sim, object), 1);
    return wrong;
}

static const char *track_purchase(struct sim *sim, const cJSON *object, struct sim_user **user)
{
    struct sim_identifier identifier;
    int64_t ms = 0;
    const cJSON *quantity = json_get(object, "quantity"), *price = json_get(object, "price");
    double count = quantity != NULL && !cJSON_IsNull(quantity) ? quantity->valuedouble : 1, rate = 0;
    const char *wrong = sim_identifier_read(object, &identifier);
    if (wrong != NULL)
        return wrong;
    if (!is_name(json_get(object, "product_id")))
        return "'product_id' is not valid";
    if (!sim_currency_rate(json_get_string(object, "currency", ""), &rate))
        return "'currency' is not valid";
    if (!cJSON_IsNumber(price))
        return "'price' is not valid";
    if (quantity != NULL && !cJSON_IsNull(quantity) &&
        (!cJSON_IsNumber(quantity) || count < 1 || count > MOST_QUANTITY || count != (double)(int)count))
        return "'quantity' is not valid";
    if (!sim_time_read(json_get(object, "time"), &ms))
        return "'time' is not valid";
    if (!has_valid_properties(object, true))
        return "Invalid 'properties' field";
    wrong = find_user(sim, object, false, user);
    if (*user != NULL) {
        sim_user_count((*user)->purchases, json_get_string(object, "product_id", ""), past_time(sim, object), count);
        (*user)->revenue = sim_cents((*user)->revenue + price->valuedouble * count * rate);
    }
    return wrong;
}

static const struct {
    const char *name, *processed;
    track_object *track;
} arrays[] = {
    { "attributes", "attributes_processed", track_attributes },
    { "events", "events_processed", track_event },
    { "purchases", "purchases_processed", track_purchase },
};
enum { ARRAYS = sizeof arrays / sizeof *arrays };

static bool check_arrays(const struct sim_request *request, struct sim_reply *reply, int most)
{
    int objects = 0;
    for (size_t i = 0; i < ARRAYS; i++) {
        const cJSON *array = json_get(request->json, arrays[i].name);
        if (array != NULL && !cJSON_IsNull(array) && !cJSON_IsArray(array))
            return sim_reply_error(reply, 400, "'%s' must be an array of objects", arrays[i].name);
        objects += cJSON_GetArraySize(array);
    }
    if (objects > most)
        return sim_reply_error(reply, 400, "Max Input Length Exceeded");
    return true;
}

static void add_error(cJSON *errors, const char *type, const char *array, int index)
{
    cJSON *error = json_object();
    json_add_string(error, "type", type);
    json_add_string(error, "input_array", array);
    json_add_number(error, "index", index);
    json_append(errors, error);
}

/* Carries out an array; returns how many of its objects were accepted. */
static int track_array(struct sim *sim, size_t which, const cJSON *array, cJSON *errors)
{
    int accepted = 0, index = 0;
    const cJSON *object = NULL;
    cJSON_ArrayForEach(object, array)
    {
        struct sim_user *user = NULL;
        const char *wrong = cJSON_IsObject(object) ? arrays[which].track(sim, object, &user) : "object expected";
        if (wrong != NULL)
            add_error(errors, wrong, arrays[which].name, index);
        else
            accepted++;
        if (user != NULL)
            user->updated_ms = sim_now_ms(sim);
        index++;
    }
    return accepted;
}

static void track(struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
    cJSON *errors = json_array();
    int accepted[ARRAYS], all = 0;
    for (size_t i = 0; i < ARRAYS; i++)
        all += accepted[i] = track_array(sim, i, json_get_array(request->json, arrays[i].name), errors);
    cJSON *body = sim_reply_object(reply, all > 0 ? 201 : 400);
    for (size_t i = 0; i < ARRAYS; i++)
        if (accepted[i] > 0)
            json_add_number(body, arrays[i].processed, accepted[i]);
    json_add_string(body, "message",
                    all > 0 ? "success"
                            : "Valid data must be provided in the 'attributes', 'events', or 'purchases' fields.");
    if (cJSON_GetArraySize(errors) > 0)
        json_add(body, "errors", errors);
    else
        cJSON_Delete(errors);
    reply->applied = all > 0;
}

void sim_users_track(struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
    if (check_arrays(request, reply, MOST_OBJECTS))
        track(sim, request, reply);
}

static int compare_keys(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y ? 1 : 0;
}

/* The same for objects about the same user. */
static uint64_t key_of_user(const cJSON *object)
{
    uint64_t key = 0;
    for (size_t i = 0; i < IDENTIFIERS; i++) {
        const cJSON *value = json_get(object, identifiers[i]);
        char *text = value != NULL ? json_print(value) : NULL;
        key = key * 31 + (text != NULL ? sim_hash_text(text) : 0);
        free(text);
    }
    return key;
}

static bool has_too_many_of_one_user(const cJSON *json)
{
    uint64_t *keys = memory_allocate(MOST_BULK_OBJECTS, sizeof *keys);
    size_t count = 0, run = 0;
    for (size_t i = 0; i < ARRAYS; i++) {
        const cJSON *object = NULL;
        cJSON_ArrayForEach(object, json_get_array(json, arrays[i].name))
        {
            keys[count++] = key_of_user(object);
        }
    }
    qsort(keys, count, sizeof *keys, compare_keys);
    for (size_t i = 0; i < count && run <= MOST_BULK_PER_USER; i++)
        run = i > 0 && keys[i] == keys[i - 1] ? run + 1 : 1;
    free(keys);
    return run > MOST_BULK_PER_USER;
}

void sim_users_track_bulk(struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
    if (utstring_len(&request->body) > MOST_BULK_BYTES)
        sim_reply_error(reply, 400, "Max Input Length Exceeded");
    else if (check_arrays(request, reply, MOST_BULK_OBJECTS) && has_too_many_of_one_user(request->json))
        sim_reply_error(reply, 400, "a request may not contain more than %d objects of one user", MOST_BULK_PER_USER);
    else if (reply->status == 0)
        track(sim, request, reply);
}

static void add_counts(cJSON *user, const char *field, const char *name_field, const cJSON *list, const char *name)
{
    const cJSON *entry = NULL;
    cJSON_ArrayForEach(entry, list)
    {
        if (strcmp(json_get_string(entry, "name", ""), name) != 0)
            continue;
        cJSON *counted = json_object();
        json_append(json_add_array(user, field), counted);
        json_add_string(counted, name_field, name);
        sim_add_export_moment(counted, "first", (int64_t)json_get_number(entry, "first", 0));
        sim_add_export_moment(counted, "last", (int64_t)json_get_number(entry, "last", 0));
        json_add_number(counted, "count", json_get_number(entry, "count", 0));
    }
}

/* Answers with what the one object has made of its user. */
static void add_synchronous_user(const struct sim_user *known, size_t which, const cJSON *object, cJSON *users)
{
    cJSON *user = json_object();
    json_append(users, user);
    for (size_t i = 0; i < IDENTIFIERS; i++) {
        const cJSON *identifier = json_get(object, identifiers[i]);
        if (identifier != NULL) {
            json_add(user, identifiers[i], cJSON_Duplicate(identifier, true));
            break;
        }
    }
    if (known == NULL)
        return;
    if (which == 0) {
        cJSON *custom = json_add_object(user, "custom_attributes");
        for (const cJSON *member = object->child; member != NULL; member = member->next) {
            const cJSON *value = json_get(known->custom, member->string);
            if (value != NULL && !sim_attribute_is_known(member->string))
                json_add(custom, member->string, cJSON_Duplicate(value, true));
        }
    } else if (which == 1) {
        add_counts(user, "custom_events", "name", known->events, json_get_string(object, "name", ""));
    } else {
        add_counts(user, "purchase_events", "product_id", known->purchases, json_get_string(object, "product_id", ""));
    }
}

void sim_users_track_sync(struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
    size_t which = 0;
    int objects = 0;
    if (!check_arrays(request, reply, MOST_OBJECTS))
        return;
    for (size_t i = 0; i < ARRAYS; i++) {
        int size = cJSON_GetArraySize(json_get_array(request->json, arrays[i].name));
        which = size > 0 ? i : which;
        objects += size;
    }
    if (objects != 1) {
        sim_reply_error(reply, 400, "exactly one object must be provided in 'attributes', 'events' or 'purchases'");
        return;
    }
    const cJSON *object = cJSON_GetArrayItem(json_get_array(request->json, arrays[which].name), 0);
    track(sim, request, reply);
    if (reply->status != 201)
        return;
    struct sim_identifier identifier;
    const struct sim_user *known =
        sim_identifier_read(object, &identifier) == NULL ? sim_users_find(sim->users, &identifier) : NULL;
    cJSON *body = sim_reply_object(reply, 201);
    add_synchronous_user(known, which, object, json_add_array(body, "users"));
    json_add_string(body, "message", "success");
}
