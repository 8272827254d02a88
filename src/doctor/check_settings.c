/* Settings that RudderStack would not take, that contradict the profile or each other, or that do nothing. */
#include <string.h>

#include "braze/integration.h"
#include "doctor/check.h"
#include "rudderstack/settings.h"
#include "rudderstack/settings_check.h"
#include "rudderstack/source.h"
#include "support/json.h"

/* The settings as RudderStack would have them. doctor_check_keys() tells of keys that are missing. The caller frees it. */
static cJSON *whole_settings(const struct profile *profile)
{
    cJSON *config = integration_config(profile);
    if (json_get(config, "restApiKey") == NULL)
        json_add_string(config, "restApiKey", "set");
    if (json_get(config, "appKey") == NULL)
        json_add_string(config, "appKey", "set");
    return config;
}

static void check_schema(struct doctor_report *report, const struct profile *profile, const cJSON *config)
{
    struct settings_problems problems = { 0 };
    settings_check(config, &problems);
    for (size_t i = 0; i < problems.count; i++) {
        /* A profile with a REST URL of its own, or an instance RudderStack refuses, has been told of that. */
        if (text_starts_with(problems.items[i].message, "dataCenter") && json_get(profile->settings, "dataCenter") == NULL &&
            (profile->instance == NULL || profile->instance->rudderstack == NULL))
            continue;
        struct doctor_finding *finding =
            doctor_report_add(report, DOCTOR_WARNING, DOCTOR_SETTINGS, "settings-invalid", ERROR_NONE,
                              "RudderStack would refuse the settings: %s", problems.items[i].message);
        doctor_finding_why(finding, "What is shown here could not be set up there.");
        doctor_finding_advice(finding, "\"brazier settings\" shows and changes them.");
    }
    settings_problems_clear(&problems);
}

static void check_against_profile(struct doctor_report *report, const struct profile *profile, const cJSON *config,
                                  enum source_type type)
{
    const char *data_center = json_get_string(config, "dataCenter", NULL);
    if (data_center != NULL && profile->instance != NULL && !text_equal_ignore_case(data_center, profile->instance->id)) {
        struct doctor_finding *finding =
            doctor_report_add(report, DOCTOR_FAILURE, DOCTOR_SETTINGS, "settings-other-instance", ERROR_CONFIGURATION,
                              "The setting dataCenter says %s, the profile says %s", data_center, profile->instance->id);
        doctor_finding_why(finding, "Events would go to one instance and be looked for in the other.");
        doctor_finding_advice(finding, "Set both to the instance of the key.");
    }
    enum connection_mode mode;
    if (settings_mode(config, type, &mode) && strcmp(connection_mode_key(mode), profile->mode) != 0) {
        struct doctor_finding *finding =
            doctor_report_add(report, DOCTOR_WARNING, DOCTOR_SETTINGS, "settings-other-mode", ERROR_NONE,
                              "The setting connectionMode says %s for %s, the profile says %s", connection_mode_key(mode),
                              profile->source_type, profile->mode);
        doctor_finding_why(finding, "The preview shows the profile's mode, RudderStack uses the setting's.");
        doctor_finding_advice(finding, "Set both to the mode of the connection in RudderStack.");
    }
}

/* Entries of a list that are not blank. */
static size_t count_entries(const cJSON *list, const char *key)
{
    size_t count = 0;
    const cJSON *entry = NULL;
    cJSON_ArrayForEach(entry, list)
    {
        char *name = text_trim(json_get_string(entry, key, ""));
        count += name[0] != '\0' ? 1 : 0;
        free(name);
    }
    return count;
}

static void check_filtering(struct doctor_report *report, const struct profile *profile, const cJSON *config)
{
    const char *option = json_get_string(config, "eventFilteringOption", "disable");
    size_t allowed = count_entries(json_get_array(config, "whitelistedEvents"), "eventName");
    size_t denied = count_entries(json_get_array(config, "blacklistedEvents"), "eventName");
    if (strcmp(profile->mode, "device") != 0)
        return;
    if (strcmp(option, "whitelistedEvents") == 0 && allowed == 0) {
        struct doctor_finding *finding =
            doctor_report_add(report, DOCTOR_WARNING, DOCTOR_SETTINGS, "settings-allowlist-empty", ERROR_NONE,
                              "Events are filtered by an allowlist, and the list is empty");
        doctor_finding_why(finding, "No track event reaches Braze from the client.");
        doctor_finding_advice(finding, "Name the events, or turn the filtering off.");
    }
    if (strcmp(option, "whitelistedEvents") == 0 && denied > 0) {
        struct doctor_finding *finding =
            doctor_report_add(report, DOCTOR_WARNING, DOCTOR_SETTINGS, "settings-both-lists", ERROR_NONE,
                              "Events are filtered by the allowlist; the denylist has entries, too, and no effect");
        doctor_finding_advice(finding, "Empty the denylist.");
    }
    if (strcmp(option, "blacklistedEvents") == 0 && allowed > 0) {
        struct doctor_finding *finding =
            doctor_report_add(report, DOCTOR_WARNING, DOCTOR_SETTINGS, "settings-both-lists", ERROR_NONE,
                              "Events are filtered by the denylist; the allowlist has entries, too, and no effect");
        doctor_finding_advice(finding, "Empty the allowlist.");
    }
}

/* A value that says something: switched on, a text, a list. */
static bool is_turned_on(const cJSON *value)
{
    return cJSON_IsTrue(value) || (cJSON_IsString(value) && value->valuestring[0] != '\0') ||
           (cJSON_IsArray(value) && cJSON_GetArraySize(value) > 0);
}

static void check_effect(struct doctor_report *report, const struct profile *profile, const cJSON *config,
                         enum source_type type, enum connection_mode mode)
{
    for (size_t i = 0; i < settings_count; i++) {
        const struct setting *setting = &settings[i];
        const char *reason = NULL;
        if (!is_turned_on(setting_value(setting, profile->settings, type)) ||
            setting_applies(setting, config, type, mode, &reason))
            continue;
        struct doctor_finding *finding =
            doctor_report_add(report, DOCTOR_NOTE, DOCTOR_SETTINGS, "settings-no-effect", ERROR_NONE,
                              "The setting %s has no effect: %s", setting->key, reason != NULL ? reason : "");
        doctor_finding_advice(finding, "Nothing, unless it was meant to do something.");
    }
}

void doctor_check_settings(struct doctor_report *report, const struct profile *profile)
{
    enum source_type type;
    enum connection_mode mode;
    if (!source_type_find(profile->source_type, &type) || !connection_mode_find(profile->mode, &mode))
        return;
    size_t before = report->finding_count;
    cJSON *config = whole_settings(profile);
    check_schema(report, profile, config);
    check_against_profile(report, profile, config, type);
    check_filtering(report, profile, config);
    check_effect(report, profile, config, type, mode);
    cJSON_Delete(config);
    if (report->finding_count == before)
        doctor_report_add(report, DOCTOR_FINE, DOCTOR_SETTINGS, "settings", ERROR_NONE,
                          "The settings of the integration do not contradict each other");
}
