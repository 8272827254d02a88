#include <string.h>

#include "sim/users.h"
#include "support/json.h"

static bool is_braze_id(const char *text)
{
    return strlen(text) == SIM_BRAZE_ID_SIZE - 1 && strspn(text, "0123456789abcdef") == SIM_BRAZE_ID_SIZE - 1;
}

static bool is_alias_part(const char *text)
{
    return text != NULL && *text != '\0' && strlen(text) <= SIM_MOST_ALIAS;
}

bool sim_alias_read(const cJSON *object, struct sim_identifier *identifier)
{
    const char *name = json_get_string(object, "alias_name", NULL),
               *label = json_get_string(object, "alias_label", NULL);
    if (!is_alias_part(name) || !is_alias_part(label))
        return false;
    *identifier = (struct sim_identifier){ SIM_KEY_ALIAS, name, label };
    return true;
}

static bool has(const cJSON *object, const char *name)
{
    const cJSON *value = json_get(object, name);
    return value != NULL && !cJSON_IsNull(value);
}

const char *sim_identifier_read(const cJSON *object, struct sim_identifier *identifier)
{
    const char *external_id = json_get_string(object, "external_id", NULL);
    const char *braze_id = json_get_string(object, "braze_id", NULL);
    const char *email = json_get_string(object, "email", NULL), *phone = json_get_string(object, "phone", NULL);
    int given = has(object, "external_id") + has(object, "braze_id") + has(object, "user_alias");
    if (given > 1)
        return "only one of 'external_id', 'braze_id' or 'user_alias' may be given";
    if (has(object, "external_id")) {
        if (external_id == NULL || *external_id == '\0')
            return "'external_id' is not valid";
        if (strlen(external_id) > SIM_MOST_EXTERNAL_ID)
            return "EXTERNAL_USER_ID_TOO_LARGE";
        *identifier = (struct sim_identifier){ SIM_KEY_EXTERNAL_ID, external_id, NULL };
        return NULL;
    }
    if (has(object, "braze_id")) {
        if (braze_id == NULL || !is_braze_id(braze_id))
            return "'braze_id' is not valid";
        *identifier = (struct sim_identifier){ SIM_KEY_BRAZE_ID, braze_id, NULL };
        return NULL;
    }
    if (has(object, "user_alias"))
        return sim_alias_read(json_get(object, "user_alias"), identifier) ? NULL : "'user_alias' is not valid";
    if (email != NULL && *email != '\0') {
        *identifier = (struct sim_identifier){ SIM_KEY_EMAIL, email, NULL };
        return NULL;
    }
    if (phone != NULL && *phone != '\0') {
        *identifier = (struct sim_identifier){ SIM_KEY_PHONE, phone, NULL };
        return NULL;
    }
    return "'external_id', 'braze_id', 'user_alias', 'email' or 'phone' is required";
}
