#include <stdlib.h>
#include <string.h>

#include "sim/export.h"
#include "sim/handlers.h"
#include "sim/users.h"
#include "support/date.h"
#include "support/json.h"

enum { KEPT_DAYS = 90 }; /* for how long events and purchases are exported */

void sim_add_export_moment(cJSON *object, const char *name, int64_t ms)
{
    char text[DATE_MOMENT_SIZE];
    date_format_moment(ms, text);
    json_add_string(object, name, text);
}

/* Adds one field of a user under its name. */
typedef void add_field(const struct sim *sim, const struct sim_user *user, const char *name, cJSON *object);

static void add_plain(const struct sim *sim, const struct sim_user *user, const char *name, cJSON *object)
{
    (void)sim;
    const cJSON *value = json_get(user->fields, name);
    if (value != NULL)
        json_add(object, name, cJSON_Duplicate(value, true));
    else
        json_add_null(object, name);
}

/* Since when the user has opted in comes along, as long as it is so. */
static void add_push_subscribe(const struct sim *sim, const struct sim_user *user, const char *name, cJSON *object)
{
    add_plain(sim, user, name, object);
    if (user->push_opted_in_ms != 0)
        sim_add_export_moment(object, "push_opted_in_at", user->push_opted_in_ms);
}

static void add_empty(const struct sim *sim, const struct sim_user *user, const char *name, cJSON *object)
{
    (void)sim;
    (void)user;
    json_add_array(object, name);
}

static void add_created_at(const struct sim *sim, const struct sim_user *user, const char *name, cJSON *object)
{
    (void)sim;
    sim_add_export_moment(object, name, user->created_ms);
}

static void add_external_id(const struct sim *sim, const struct sim_user *user, const char *name, cJSON *object)
{
    (void)sim;
    json_add_string(object, name, user->external_id);
}

static void add_braze_id(const struct sim *sim, const struct sim_user *user, const char *name, cJSON *object)
{
    (void)sim;
    json_add_string(object, name, user->braze_id);
}

static void add_random_bucket(const struct sim *sim, const struct sim_user *user, const char *name, cJSON *object)
{
    (void)sim;
    json_add_number(object, name, user->random_bucket);
}

static void add_total_revenue(const struct sim *sim, const struct sim_user *user, const char *name, cJSON *object)
{
    (void)sim;
    json_add_number(object, name, user->revenue);
}

static void add_aliases(const struct sim *sim, const struct sim_user *user, const char *name, cJSON *object)
{
    (void)sim;
    cJSON *array = json_add_array(object, name);
    for (size_t i = 0; i < user->alias_count; i++) {
        cJSON *alias = json_object();
        json_add_string(alias, "alias_name", user->aliases[i].name);
        json_add_string(alias, "alias_label", user->aliases[i].label);
        json_append(array, alias);
    }
}

static void add_custom(const struct sim *sim, const struct sim_user *user, const char *name, cJSON *object)
{
    (void)sim;
    json_add(object, name, cJSON_Duplicate(user->custom, true));
}

static void add_counted(const struct sim *sim, const cJSON *list, const char *name, cJSON *object)
{
    cJSON *array = json_add_array(object, name);
    int64_t oldest = sim_now_ms(sim) - KEPT_DAYS * DATE_MS_PER_DAY;
    const cJSON *entry = NULL;
    cJSON_ArrayForEach(entry, list)
    {
        if ((int64_t)json_get_number(entry, "last", 0) < oldest)
            continue;
        cJSON *counted = json_object();
        json_add_string(counted, "name", json_get_string(entry, "name", ""));
        sim_add_export_moment(counted, "first", (int64_t)json_get_number(entry, "first", 0));
        sim_add_export_moment(counted, "last", (int64_t)json_get_number(entry, "last", 0));
        json_add_number(counted, "count", json_get_number(entry, "count", 0));
        json_append(array, counted);
    }
}

static void add_events(const struct sim *sim, const struct sim_user *user, const char *name, cJSON *object)
{
    add_counted(sim, user->events, name, object);
}

static void add_purchases(const struct sim *sim, const struct sim_user *user, const char *name, cJSON *object)
{
    add_counted(sim, user->purchases, name, object);
}

static void add_push_tokens(const struct sim *sim, const struct sim_user *user, const char *name, cJSON *object)
{
    (void)sim;
    json_add(object, name, cJSON_Duplicate(user->push_tokens, true));
}

static void add_devices(const struct sim *sim, const struct sim_user *user, const char *name, cJSON *object)
{
    (void)sim;
    cJSON *array = json_add_array(object, name);
    const cJSON *token = NULL;
    cJSON_ArrayForEach(token, user->push_tokens)
    {
        const char *device_id = json_get_string(token, "device_id", NULL);
        if (device_id == NULL)
            continue;
        cJSON *device = json_object();
        json_add_string(device, "model", "Pixel 8");
        json_add_string(device, "os", "Android (15)");
        json_add_null(device, "carrier");
        json_add_string(device, "device_id", device_id);
        json_add_bool(device, "ad_tracking_enabled", true);
        json_append(array, device);
    }
}

static const struct {
    const char *name;
    add_field *add;
} fields[] = {
    { "created_at", add_created_at },
    { "external_id", add_external_id },
    { "user_aliases", add_aliases },
    { "braze_id", add_braze_id },
    { "random_bucket", add_random_bucket },
    { "first_name", add_plain },
    { "last_name", add_plain },
    { "email", add_plain },
    { "dob", add_plain },
    { "home_city", add_plain },
    { "country", add_plain },
    { "phone", add_plain },
    { "language", add_plain },
    { "time_zone", add_plain },
    { "last_coordinates", add_plain },
    { "gender", add_plain },
    { "total_revenue", add_total_revenue },
    { "attributed_campaign", add_plain },
    { "attributed_source", add_plain },
    { "attributed_adgroup", add_plain },
    { "attributed_ad", add_plain },
    { "push_subscribe", add_push_subscribe },
    { "email_subscribe", add_plain },
    { "custom_attributes", add_custom },
    { "custom_events", add_events },
    { "purchases", add_purchases },
    { "devices", add_devices },
    { "push_tokens", add_push_tokens },
    { "apps", add_empty },
    { "campaigns_received", add_empty },
    { "canvases_received", add_empty },
    { "cards_clicked", add_empty },
    { "uninstalled_at", add_plain },
};
enum { FIELDS = sizeof fields / sizeof *fields };

static bool read_fields(const struct sim_request *request, struct sim_reply *reply, bool wanted[FIELDS])
{
    const cJSON *names = json_get(request->json, "fields_to_export"), *name = NULL;
    for (size_t i = 0; i < FIELDS; i++)
        wanted[i] = names == NULL || cJSON_IsNull(names);
    if (names != NULL && !cJSON_IsNull(names) && !cJSON_IsArray(names))
        return sim_reply_error(reply, 400, "'fields_to_export' must be an array of strings");
    cJSON_ArrayForEach(name, names)
    {
        size_t i = 0;
        while (i < FIELDS && !(cJSON_IsString(name) && strcmp(name->valuestring, fields[i].name) == 0))
            i++;
        if (i == FIELDS)
            return sim_reply_error(reply, 400, "'fields_to_export' has a field that does not exist");
        wanted[i] = true;
    }
    return true;
}

struct job {
    const struct sim *sim;
    bool wanted[FIELDS];
    cJSON *users, *invalid;
    const struct sim_user **shown; /* none twice */
    size_t shown_count;
};

static void show(struct job *job, const struct sim_user *user)
{
    for (size_t i = 0; i < job->shown_count; i++)
        if (job->shown[i] == user)
            return;
    job->shown = memory_resize(job->shown, job->shown_count + 1, sizeof *job->shown);
    job->shown[job->shown_count++] = user;
    cJSON *object = json_object();
    for (size_t i = 0; i < FIELDS; i++)
        if (job->wanted[i])
            fields[i].add(job->sim, user, fields[i].name, object);
    json_append(job->users, object);
}

static void show_all(struct job *job, enum sim_key key, const char *text)
{
    size_t count = 0;
    struct sim_user *const *found =
        sim_users_find_all(job->sim->users, &(struct sim_identifier){ key, text, NULL }, &count);
    for (size_t i = 0; i < count; i++)
        show(job, found[i]);
}

static void show_device(struct job *job, const char *device_id)
{
    for (const struct sim_user *user = sim_users_first(job->sim->users); user != NULL; user = user->next) {
        const cJSON *token = NULL;
        cJSON_ArrayForEach(token, user->push_tokens)
        {
            if (strcmp(json_get_string(token, "device_id", ""), device_id) == 0)
                show(job, user);
        }
    }
}

static bool check_ids(const cJSON *json, struct sim_reply *reply)
{
    static const char *const singles[] = { "device_id", "braze_id", "email_address", "phone" };
    int ids = cJSON_GetArraySize(json_get_array(json, "external_ids")) +
              cJSON_GetArraySize(json_get_array(json, "user_aliases"));
    bool any = ids > 0;
    for (size_t i = 0; i < sizeof singles / sizeof *singles; i++)
        any = any || json_get_string(json, singles[i], NULL) != NULL;
    if (!any)
        return sim_reply_error(reply, 400,
                               "one of 'external_ids', 'user_aliases', 'device_id', 'braze_id', "
                               "'email_address' or 'phone' is required");
    if (ids > SIM_MOST_IDS)
        return sim_reply_error(reply, 400, "The max number of external_ids and aliases per request was exceeded");
    return true;
}

void sim_users_export_ids(struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
    struct job job = { .sim = sim };
    const cJSON *json = request->json, *id = NULL;
    if (!check_ids(json, reply) || !read_fields(request, reply, job.wanted))
        return;
    job.users = json_array();
    job.invalid = json_array();
    cJSON_ArrayForEach(id, json_get_array(json, "external_ids"))
    {
        const char *text = cJSON_IsString(id) ? id->valuestring : "";
        if (sim_users_find(sim->users, &(struct sim_identifier){ SIM_KEY_EXTERNAL_ID, text, NULL }) != NULL)
            show_all(&job, SIM_KEY_EXTERNAL_ID, text);
        else
            json_append(job.invalid, cJSON_Duplicate(id, true));
    }
    cJSON_ArrayForEach(id, json_get_array(json, "user_aliases"))
    {
        struct sim_identifier alias;
        const struct sim_user *user = sim_alias_read(id, &alias) ? sim_users_find(sim->users, &alias) : NULL;
        if (user != NULL)
            show(&job, user);
    }
    show_all(&job, SIM_KEY_BRAZE_ID, json_get_string(json, "braze_id", ""));
    show_all(&job, SIM_KEY_EMAIL, json_get_string(json, "email_address", ""));
    show_all(&job, SIM_KEY_PHONE, json_get_string(json, "phone", ""));
    if (json_get_string(json, "device_id", NULL) != NULL)
        show_device(&job, json_get_string(json, "device_id", ""));
    cJSON *body = sim_reply_object(reply, 201);
    json_add(body, "users", job.users);
    if (cJSON_GetArraySize(job.invalid) > 0)
        json_add(body, "invalid_user_ids", job.invalid);
    else
        cJSON_Delete(job.invalid);
    json_add_string(body, "message", "success");
    free(job.shown);
}
