#include "sim/attributes.h"

#include <stdlib.h>
#include <string.h>

#include "sim/subscription_groups.h"
#include "support/date.h"
#include "support/json.h"

/* More members than this in one object are dropped: each is looked up among all the others. */
enum { MOST_MEMBERS = 5000 };

static bool is_text(const cJSON *value)
{
    return cJSON_IsString(value);
}

static bool is_flag(const cJSON *value)
{
    return cJSON_IsBool(value);
}

static bool is_object(const cJSON *value)
{
    return cJSON_IsObject(value);
}

static bool is_time(const cJSON *value)
{
    int64_t ms = 0;
    return sim_attribute_time_read(value, &ms);
}

static bool is_gender(const cJSON *value)
{
    return cJSON_IsString(value) && strlen(value->valuestring) == 1 &&
           strchr("MFONPmfonp", *value->valuestring) != NULL;
}

/* Something, one @, something with a dot inside. */
static bool is_email(const cJSON *value)
{
    if (!cJSON_IsString(value))
        return false;
    const char *at = strchr(value->valuestring, '@');
    const char *dot = at != NULL ? strchr(at + 1, '.') : NULL;
    return at != NULL && at != value->valuestring && strchr(at + 1, '@') == NULL && dot != NULL && dot != at + 1 &&
           value->valuestring[strlen(value->valuestring) - 1] != '.' &&
           strpbrk(value->valuestring, " \t\r\n<>,;") == NULL;
}

static bool is_subscribe_state(const cJSON *value)
{
    return cJSON_IsString(value) &&
           (strcmp(value->valuestring, "opted_in") == 0 || strcmp(value->valuestring, "subscribed") == 0 ||
            strcmp(value->valuestring, "unsubscribed") == 0);
}

static bool is_within(const cJSON *value, double most)
{
    return cJSON_IsNumber(value) && value->valuedouble >= -most && value->valuedouble <= most;
}

static bool is_location(const cJSON *value)
{
    return is_within(json_get(value, "longitude"), 180) && is_within(json_get(value, "latitude"), 90);
}

/* The profile's own fields. export NULL: it comes under the same name; "": it is kept but not exported. */
static const struct field {
    const char *name, *export;
    bool (*check)(const cJSON *value);
    const char *wrong; /* NULL: "'name' is not valid" */
} fields[] = {
    { "country", NULL, is_text, "'country' is not valid" },
    { "current_location", "last_coordinates", is_location, "BAD_LOCATION_UPDATE" },
    { "date_of_first_session", "", is_time, "'date_of_first_session' is not valid" },
    { "date_of_last_session", "", is_time, "'date_of_last_session' is not valid" },
    { "dob", NULL, is_time, "'dob' is not valid" },
    { "email", NULL, is_email, "The value provided for the 'email' field is not a valid email." },
    { "email_subscribe", NULL, is_subscribe_state, "BAD_EMAIL_SUBSCRIPTION_STATE" },
    { "push_subscribe", NULL, is_subscribe_state, "BAD_PUSH_SUBSCRIPTION_STATE" },
    { "email_open_tracking_disabled", "", is_flag, "'email_open_tracking_disabled' is not valid" },
    { "email_click_tracking_disabled", "", is_flag, "'email_click_tracking_disabled' is not valid" },
    { "facebook", "", is_object, "'facebook' is not valid" },
    { "twitter", "", is_object, "'twitter' is not valid" },
    { "first_name", NULL, is_text, "'first_name' is not valid" },
    { "last_name", NULL, is_text, "'last_name' is not valid" },
    { "gender", NULL, is_gender, "'gender' is not valid" },
    { "home_city", NULL, is_text, "'home_city' is not valid" },
    { "language", NULL, is_text, "'language' is not valid" },
    { "marked_email_as_spam_at", "", is_time, "'marked_email_as_spam_at' is not valid" },
    { "phone", NULL, is_text, "'phone' is not valid" },
    { "time_zone", NULL, is_text, "'time_zone' is not valid" },
};
enum { FIELDS = sizeof fields / sizeof *fields };

static const struct field *find_field(const char *name)
{
    for (size_t i = 0; i < FIELDS; i++)
        if (strcmp(fields[i].name, name) == 0)
            return &fields[i];
    return NULL;
}

bool sim_attribute_is_known(const char *name)
{
    static const char *const others[] = { "external_id",           "user_alias",        "braze_id",
                                          "_update_existing_only", "_merge_objects",    "push_tokens",
                                          "subscription_groups",   "push_token_import", "app_id" };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strcmp(others[i], name) == 0)
            return true;
    return find_field(name) != NULL;
}

bool sim_time_read(const cJSON *value, int64_t *ms)
{
    if (!cJSON_IsString(value))
        return false;
    if (date_parse_moment(value->valuestring, ms))
        return true;
    /* The colon before the milliseconds of yyyy-MM-ddTHH:mm:ss:SSSZ. */
    enum { COLON = 19 };
    if (strlen(value->valuestring) <= COLON || value->valuestring[COLON] != ':')
        return false;
    char *copy = memory_copy_string(value->valuestring);
    copy[COLON] = '.';
    bool read = date_parse_moment(copy, ms);
    free(copy);
    return read;
}

/* The year, month and day of a text, and what of it follows them in ISO 8601. */
static bool read_rearranged(const char *year, const char *month, const char *day, const char *rest, int64_t *ms)
{
    char *iso = memory_format("%.4s-%.2s-%.2s%s", year, month, day, rest);
    bool read = date_parse_moment(iso, ms);
    free(iso);
    return read;
}

/* MM/dd/yyyy */
static bool read_slashes(const char *text, int64_t *ms)
{
    enum { DAY = 3, YEAR = 6, LENGTH = 10 };
    return strlen(text) == LENGTH && text[DAY - 1] == '/' && text[YEAR - 1] == '/' &&
           read_rearranged(text + YEAR, text, text + DAY, "", ms);
}

/* ddd MM dd HH:mm:ss.TZD YYYY */
static bool read_weekday(const char *text, int64_t *ms)
{
    enum { MONTH = 4, DAY = 7, TIME = 10, TIME_LENGTH = 8, ZONE = TIME + TIME_LENGTH + 1 };
    const char *year = strrchr(text, ' ');
    if (strlen(text) <= ZONE || year < text + ZONE || strlen(year + 1) != 4 || text[MONTH - 1] != ' ' ||
        text[DAY - 1] != ' ' || text[TIME - 1] != ' ' || text[ZONE - 1] != '.')
        return false;
    size_t length = (size_t)(year - (text + ZONE));
    bool named = length == 3 && strncmp(text + ZONE, "UTC", length) == 0;
    char *rest = memory_format("T%.*s%.*s", (int)TIME_LENGTH, text + TIME, named ? 1 : (int)length,
                               named ? "Z" : text + ZONE);
    bool read = read_rearranged(year + 1, text + MONTH, text + DAY, rest, ms);
    free(rest);
    return read;
}

bool sim_attribute_time_read(const cJSON *value, int64_t *ms)
{
    return sim_time_read(value, ms) || (cJSON_IsString(value) && (read_slashes(value->valuestring, ms) ||
                                                                  read_weekday(value->valuestring, ms)));
}

bool sim_group_exists(const struct sim *sim, const char *id)
{
    for (size_t i = 0; i < SIM_SUBSCRIPTION_GROUPS; i++)
        if (strcmp(sim_subscription_groups[i].id, id) == 0)
            return true;
    for (size_t i = 0; i < sim->options.subscription_group_count; i++)
        if (strcmp(sim->options.subscription_groups[i], id) == 0)
            return true;
    return false;
}

const char *sim_group_state(const char *state)
{
    if (strcmp(state, "subscribed") == 0)
        return "Subscribed";
    return strcmp(state, "unsubscribed") == 0 ? "Unsubscribed" : NULL;
}

static const char *check_groups(const struct sim *sim, const cJSON *groups)
{
    if (!cJSON_IsArray(groups))
        return "BAD_SUBSCRIPTION_GROUP_ARRAY";
    const cJSON *group = NULL;
    cJSON_ArrayForEach(group, groups)
    {
        const char *id = json_get_string(group, "subscription_group_id", "");
        if (!cJSON_IsObject(group))
            return "BAD_SUBSCRIPTION_GROUP_HASH";
        if (!sim_group_exists(sim, id))
            return "BAD_SUBSCRIPTION_GROUP_ID";
        if (sim_group_state(json_get_string(group, "subscription_state", "")) == NULL)
            return "BAD_SUBSCRIPTION_GROUP_STATE";
    }
    return NULL;
}

static const char *check_push_tokens(const cJSON *object, const cJSON *tokens)
{
    if (!cJSON_IsArray(tokens))
        return "BAD_PUSH_TOKEN_VALUE";
    if (json_get_bool(object, "push_token_import", false) &&
        (json_get(object, "external_id") != NULL || json_get(object, "braze_id") != NULL))
        return "BAD_PUSH_TOKEN_IMPORT";
    const cJSON *token = NULL;
    cJSON_ArrayForEach(token, tokens)
    {
        if (!cJSON_IsObject(token))
            return "BAD_PUSH_TOKEN_VALUE";
        if (*json_get_string(token, "app_id", "") == '\0')
            return "BAD_PUSH_TOKEN_APP_ID";
        if (*json_get_string(token, "token", "") == '\0')
            return "BAD_PUSH_TOKEN_STRING";
        const cJSON *device = json_get(token, "device_id");
        if (device != NULL && !cJSON_IsNull(device) && !cJSON_IsString(device))
            return "BAD_DEVICE_ID";
    }
    return NULL;
}

const char *sim_attributes_check(const struct sim *sim, const cJSON *object)
{
    for (size_t i = 0; i < FIELDS; i++) {
        const cJSON *value = json_get(object, fields[i].name);
        if (value != NULL && !cJSON_IsNull(value) && !fields[i].check(value))
            return fields[i].wrong;
    }
    const cJSON *groups = json_get(object, "subscription_groups"), *tokens = json_get(object, "push_tokens");
    const char *wrong = groups != NULL && !cJSON_IsNull(groups) ? check_groups(sim, groups) : NULL;
    if (wrong == NULL && tokens != NULL && !cJSON_IsNull(tokens))
        wrong = check_push_tokens(object, tokens);
    return wrong;
}

/* A day of birth is kept as a day, a gender as a capital, a place as [longitude, latitude]. */
static cJSON *make_field(const struct field *field, const cJSON *value)
{
    int64_t ms = 0;
    if (strcmp(field->name, "current_location") == 0) {
        cJSON *place = json_array();
        json_append(place, json_number(json_get_number(value, "longitude", 0)));
        json_append(place, json_number(json_get_number(value, "latitude", 0)));
        return place;
    }
    if (strcmp(field->name, "dob") == 0 && sim_attribute_time_read(value, &ms)) {
        char day[DATE_DAY_SIZE];
        date_format_day(date_day_of(ms), day);
        return json_string(day);
    }
    if (strcmp(field->name, "gender") == 0) {
        char gender[] = { *value->valuestring, '\0' };
        if (*gender >= 'a')
            *gender = (char)(*gender - 'a' + 'A');
        return json_string(gender);
    }
    return cJSON_Duplicate(value, true);
}

static void apply_push_tokens(struct sim_user *user, const cJSON *tokens)
{
    const cJSON *token = NULL;
    cJSON_ArrayForEach(token, tokens)
    {
        const char *text = json_get_string(token, "token", "");
        cJSON *known = NULL;
        cJSON_ArrayForEach(known, user->push_tokens)
        {
            if (strcmp(json_get_string(known, "token", ""), text) == 0)
                break;
        }
        if (known != NULL)
            continue;
        cJSON *kept = json_object();
        json_add_string(kept, "app", json_get_string(token, "app_id", ""));
        json_add_string(kept, "platform", "Android");
        json_add_string(kept, "token", text);
        json_add_string(kept, "device_id", json_get_string(token, "device_id", NULL));
        json_add_bool(kept, "notifications_enabled", true);
        json_append(user->push_tokens, kept);
    }
}

static void apply_groups(struct sim_user *user, const cJSON *groups)
{
    const cJSON *group = NULL;
    cJSON_ArrayForEach(group, groups)
    {
        const char *id = json_get_string(group, "subscription_group_id", "");
        cJSON_DeleteItemFromObjectCaseSensitive(user->groups, id);
        json_add_string(user->groups, id, sim_group_state(json_get_string(group, "subscription_state", "")));
    }
}

static void note_push_opt_in(const struct sim *sim, struct sim_user *user)
{
    bool opted_in = strcmp(json_get_string(user->fields, "push_subscribe", ""), "opted_in") == 0;
    if (!opted_in)
        user->push_opted_in_ms = 0;
    else if (user->push_opted_in_ms == 0)
        user->push_opted_in_ms = sim_now_ms(sim);
}

void sim_attributes_apply(struct sim *sim, struct sim_user *user, const cJSON *object)
{
    bool merge = json_get_bool(object, "_merge_objects", false);
    int left = MOST_MEMBERS;
    for (const cJSON *member = object->child; member != NULL && left > 0; member = member->next, left--) {
        const struct field *field = find_field(member->string);
        if (field != NULL)
            sim_user_set_field(sim->users, user,
                               field->export != NULL && *field->export != '\0' ? field->export : field->name,
                               cJSON_IsNull(member) ? NULL : make_field(field, member));
        else if (strcmp(member->string, "push_tokens") == 0)
            apply_push_tokens(user, member);
        else if (strcmp(member->string, "subscription_groups") == 0)
            apply_groups(user, member);
        else if (!sim_attribute_is_known(member->string))
            sim_custom_apply(user, member->string, member, merge);
    }
    note_push_opt_in(sim, user);
}
