/* The settings of the integration: any JSON that libconfig can hold. */
#include <math.h>
#include <stdint.h>
#include <string.h>
#include <unistr.h>

#include "profile/profile_private.h"
#include "support/json.h"

enum { DEEPEST = 20 };

/* Up to here every whole number is a double of its own. */
#define LARGEST_EXACT 9007199254740992.0

static cJSON *value_from_config(const struct config_file *file, const config_setting_t *setting, int depth,
                                struct error *error);

static cJSON *aggregate_from_config(const struct config_file *file, const config_setting_t *setting, int depth,
                                    struct error *error)
{
    bool is_group = config_setting_is_group(setting);
    cJSON *aggregate = is_group ? json_object() : json_array();
    int count = config_setting_length(setting);
    if (depth > DEEPEST) {
        config_file_error(file, setting, error, "is nested deeper than %d", DEEPEST);
        goto fail;
    }
    for (int i = 0; i < count; i++) {
        const config_setting_t *element = config_setting_get_elem(setting, (unsigned)i);
        cJSON *value = value_from_config(file, element, depth + 1, error);
        if (value == NULL)
            goto fail;
        if (is_group)
            json_add(aggregate, config_setting_name(element), value);
        else
            json_append(aggregate, value);
    }
    return aggregate;
fail:
    cJSON_Delete(aggregate);
    return NULL;
}

static cJSON *value_from_config(const struct config_file *file, const config_setting_t *setting, int depth,
                                struct error *error)
{
    switch (config_setting_type(setting)) {
    case CONFIG_TYPE_BOOL:
        return cJSON_CreateBool(config_setting_get_bool(setting));
    case CONFIG_TYPE_INT:
        return json_number(config_setting_get_int(setting));
    case CONFIG_TYPE_INT64:
        return json_number((double)config_setting_get_int64(setting));
    case CONFIG_TYPE_FLOAT:
        return json_number(config_setting_get_float(setting));
    case CONFIG_TYPE_STRING: {
        const char *text = config_setting_get_string(setting);
        if (u8_check((const uint8_t *)text, strlen(text)) == NULL)
            return json_string(text);
        config_file_error(file, setting, error, "expected text in UTF-8");
        return NULL;
    }
    default:
        return aggregate_from_config(file, setting, depth, error);
    }
}

cJSON *settings_from_config(const struct config_file *file, const config_setting_t *group, struct error *error)
{
    if (config_setting_is_group(group))
        return value_from_config(file, group, 0, error);
    config_file_error(file, group, error, "expected a group: { name = value; }");
    return NULL;
}

static bool refuse_name(const char *name, struct error *error)
{
    return error_set(error, ERROR_CONFIGURATION, "a setting cannot have the name \"%s\"", name != NULL ? name : "");
}

static bool number_to_config(double number, const char *name, config_setting_t *parent, struct error *error)
{
    /* libconfig writes a number with a fraction rounded, so that only whole ones are sure to come back. */
    if (floor(number) != number || fabs(number) > LARGEST_EXACT)
        return error_set(error, ERROR_CONFIGURATION, "the setting \"%s\" holds a number that is not whole, or too large",
                         name != NULL ? name : "of a list");
    bool is_short = number >= INT32_MIN && number <= INT32_MAX;
    config_setting_t *setting = config_setting_add(parent, name, is_short ? CONFIG_TYPE_INT : CONFIG_TYPE_INT64);
    if (setting == NULL)
        return refuse_name(name, error);
    if (is_short)
        (void)config_setting_set_int(setting, (int)number);
    else
        (void)config_setting_set_int64(setting, (long long)number);
    return true;
}

static int type_of(const cJSON *value)
{
    if (cJSON_IsObject(value))
        return CONFIG_TYPE_GROUP;
    if (cJSON_IsArray(value))
        return CONFIG_TYPE_LIST;
    return cJSON_IsString(value) ? CONFIG_TYPE_STRING : CONFIG_TYPE_BOOL;
}

static bool members_to_config(const cJSON *values, config_setting_t *parent, int depth, struct error *error)
{
    const cJSON *value = NULL;
    cJSON_ArrayForEach(value, values) {
        const char *name = cJSON_IsObject(values) ? value->string : NULL;
        if (cJSON_IsNull(value) && name != NULL)
            continue; /* as if it were not set: there is no null in these files */
        if (cJSON_IsNull(value) || depth > DEEPEST)
            return error_set(error, ERROR_CONFIGURATION, "the settings hold null in a list, or are nested deeper than %d",
                             DEEPEST);
        if (cJSON_IsNumber(value)) {
            if (!number_to_config(value->valuedouble, name, parent, error))
                return false;
            continue;
        }
        config_setting_t *setting = config_setting_add(parent, name, type_of(value));
        if (setting == NULL)
            return refuse_name(name, error);
        if (cJSON_IsString(value))
            (void)config_setting_set_string(setting, value->valuestring);
        else if (cJSON_IsBool(value))
            (void)config_setting_set_bool(setting, cJSON_IsTrue(value));
        else if (!members_to_config(value, setting, depth + 1, error))
            return false;
    }
    return true;
}

bool settings_to_config(const cJSON *settings, config_setting_t *group, struct error *error)
{
    return members_to_config(settings, group, 0, error);
}
