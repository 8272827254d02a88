/* What can be seen in a profile without asking anybody. */
#include <stdlib.h>
#include <string.h>

#include "doctor/check.h"
#include "profile/instance.h"
#include "rudderstack/source.h"

static bool is_loopback(const char *url)
{
    return text_starts_with(url, "http://");
}

static void add_foreign_host(struct doctor_report *report, const struct profile *profile, const struct instance *belongs,
                             const char *what)
{
    struct doctor_finding *finding =
        doctor_report_add(report, DOCTOR_FAILURE, DOCTOR_INSTANCE, "not-rest-host", ERROR_CONFIGURATION,
                          "%s is the %s of %s, not its REST endpoint", profile->rest_url, what, belongs->id);
    doctor_finding_why(finding, "The REST API is on another host; calls to this one fail.");
    doctor_finding_advice(finding, "Use %s", belongs->rest);
}

static void check_rudderstack_host(struct doctor_report *report, const struct profile *profile)
{
    const struct instance *instance = profile->instance;
    if (instance == NULL || text_equal(instance->rudderstack, instance->rest))
        return;
    struct doctor_finding *finding = NULL;
    if (instance->rudderstack == NULL)
        finding = doctor_report_add(report, DOCTOR_WARNING, DOCTOR_INSTANCE, "rudderstack-refuses-instance", ERROR_NONE,
                                    "RudderStack's servers refuse %s as a data center", instance->id);
    else
        finding = doctor_report_add(report, DOCTOR_WARNING, DOCTOR_INSTANCE, "rudderstack-wrong-host", ERROR_NONE,
                                    "RudderStack's servers send %s to %s, which is not its REST endpoint", instance->id,
                                    instance->rudderstack);
    doctor_finding_why(finding, "Events that go through RudderStack in cloud or hybrid mode never arrive.");
    doctor_finding_advice(finding, "Ask RudderStack for support of %s; what is sent from here reaches it.", instance->id);
}

static void check_deletion_host(struct doctor_report *report, const struct profile *profile)
{
    if (profile->instance == NULL || !text_starts_with(profile->instance->id, "AU-"))
        return;
    struct doctor_finding *finding =
        doctor_report_add(report, DOCTOR_WARNING, DOCTOR_INSTANCE, "rudderstack-deletes-elsewhere", ERROR_NONE,
                          "RudderStack sends deletions of users of %s to rest.iad-01.braze.com", profile->instance->id);
    doctor_finding_why(finding, "The key is refused there: suppress_with_delete jobs fail, users stay.");
    doctor_finding_advice(finding, "Delete users from here with \"brazier delete-users\".");
}

static void check_mode(struct doctor_report *report, const struct profile *profile)
{
    enum source_type type;
    enum connection_mode mode;
    if (!source_type_find(profile->source_type, &type) || !connection_mode_find(profile->mode, &mode))
        return;
    if ((source_type_modes(type) & MODE_BIT(mode)) == 0) {
        struct doctor_finding *finding =
            doctor_report_add(report, DOCTOR_FAILURE, DOCTOR_PROFILE, "mode-impossible", ERROR_CONFIGURATION,
                              "The source type %s has no %s mode", profile->source_type, profile->mode);
        doctor_finding_why(finding, "RudderStack does not offer it, so that no such connection can exist.");
        doctor_finding_advice(finding, "Set the mode of the profile to one that the source type has.");
    } else if (mode == MODE_HYBRID) {
        struct doctor_finding *finding =
            doctor_report_add(report, DOCTOR_NOTE, DOCTOR_PROFILE, "mode-hybrid", ERROR_NONE,
                              "RudderStack does not recommend hybrid mode");
        doctor_finding_why(finding, "A cloud event can create a profile before the SDK has set its alias: two profiles for one "
                                    "visitor.");
        doctor_finding_advice(finding, "Device mode where push or in-app messages are needed, else cloud mode.");
    }
}

bool doctor_check_profile(struct doctor_report *report, const struct profile *profile)
{
    for (size_t i = 0; i < profile->warning_count; i++)
        doctor_report_add(report, DOCTOR_WARNING, DOCTOR_PROFILE, "profile-warning", ERROR_NONE, "%s",
                          profile->warnings[i]);
    check_mode(report, profile);
    if (profile->rest_url == NULL) {
        struct doctor_finding *finding =
            doctor_report_add(report, DOCTOR_FAILURE, DOCTOR_INSTANCE, "no-instance", ERROR_CONFIGURATION,
                              "The profile does not say where Braze is: it has neither an instance nor a REST URL");
        doctor_finding_why(finding, "Nothing can be sent or read.");
        doctor_finding_advice(finding, "Run \"brazier profile set %s --instance ID\"; the address of your dashboard tells the ID.",
                              profile->name);
        return false;
    }
    const struct instance *sdk = instance_of_sdk(profile->rest_url);
    const struct instance *dashboard = instance_of_dashboard(profile->rest_url);
    if (sdk != NULL || dashboard != NULL) {
        add_foreign_host(report, profile, sdk != NULL ? sdk : dashboard, sdk != NULL ? "SDK endpoint" : "dashboard");
        return false;
    }
    const struct instance *listed = instance_of_rest(profile->rest_url);
    if (listed != NULL) {
        doctor_report_add(report, DOCTOR_FINE, DOCTOR_INSTANCE, "instance", ERROR_NONE, "%s is the REST endpoint of %s",
                          profile->rest_url, listed->id);
    } else if (!is_loopback(profile->rest_url)) {
        struct doctor_finding *finding =
            doctor_report_add(report, DOCTOR_WARNING, DOCTOR_INSTANCE, "instance-unlisted", ERROR_NONE,
                              "%s is not one of the REST endpoints that Braze lists", profile->rest_url);
        doctor_finding_why(finding, "A mistyped host would be shown the key.");
        doctor_finding_advice(finding, "Compare it with Settings > APIs and Identifiers of the dashboard.");
    }
    check_rudderstack_host(report, profile);
    check_deletion_host(report, profile);
    return true;
}

/* 8-4-4-4-12 hexadecimal digits. */
static bool is_uuid(const char *text)
{
    static const char shape[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    if (strlen(text) != sizeof shape - 1)
        return false;
    for (size_t i = 0; i < sizeof shape - 1; i++)
        if (shape[i] == '-' ? text[i] != '-' : strchr("0123456789abcdefABCDEF", text[i]) == NULL)
            return false;
    return true;
}

/* RudderStack's write keys are 27 letters and digits. */
static bool is_write_key(const char *text)
{
    return strlen(text) == 27 &&
           strspn(text, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == 27;
}

static void check_api_key_shape(struct doctor_report *report, const struct secret *key)
{
    if (!is_write_key(secret_reveal(key)))
        return;
    struct doctor_finding *finding =
        doctor_report_add(report, DOCTOR_WARNING, DOCTOR_KEY, "key-is-write-key", ERROR_NONE,
                          "The REST API key looks like a RudderStack write key");
    doctor_finding_why(finding, "Braze will not know it.");
    doctor_finding_advice(finding, "REST API keys are under Settings > APIs and Identifiers in Braze.");
}

static void check_app_key_shape(struct doctor_report *report, const struct profile *profile, const struct secret *key)
{
    if (is_uuid(secret_reveal(key))) {
        doctor_report_add(report, DOCTOR_FINE, DOCTOR_APP_KEY, "app-key", ERROR_NONE,
                          "The app identifier key has the shape of one");
        return;
    }
    bool is_used = strcmp(profile->mode, "cloud") != 0;
    struct doctor_finding *finding =
        doctor_report_add(report, is_used ? DOCTOR_FAILURE : DOCTOR_WARNING, DOCTOR_APP_KEY, "app-key-shape",
                          ERROR_CONFIGURATION, "The app identifier key is not of the shape xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx");
    doctor_finding_why(finding, is_used ? "The Braze SDKs do not start with it." : "Device mode would not work with it.");
    doctor_finding_advice(finding, "Copy it from Settings > App Settings in Braze: the API key of the app.");
}

static void add_no_key(struct doctor_report *report, const struct profile *profile, const struct error *why)
{
    struct doctor_finding *finding = NULL;
    if (why != NULL && why->message != NULL) {
        finding = doctor_report_add_error(report, DOCTOR_FAILURE, DOCTOR_KEY, "no-key", why);
        finding->code = ERROR_CONFIGURATION;
    } else {
        finding = doctor_report_add(report, DOCTOR_FAILURE, DOCTOR_KEY, "no-key", ERROR_CONFIGURATION,
                                    "The profile has no REST API key");
        doctor_finding_advice(finding, "\"brazier profile set %s --api-key\" asks for it.", profile->name);
    }
    doctor_finding_why(finding, "Braze answers nothing without one.");
}

bool doctor_check_keys(struct doctor_report *report, const struct profile *profile, const struct secret *api_key,
                       const struct error *api_why, const struct secret *app_key, const struct error *app_why)
{
    if (app_key != NULL) {
        check_app_key_shape(report, profile, app_key);
    } else if (app_why != NULL && app_why->message != NULL) {
        (void)doctor_report_add_error(report, DOCTOR_WARNING, DOCTOR_APP_KEY, "no-app-key", app_why);
    } else if (strcmp(profile->mode, "cloud") != 0) {
        struct doctor_finding *finding =
            doctor_report_add(report, DOCTOR_WARNING, DOCTOR_APP_KEY, "no-app-key", ERROR_NONE,
                              "The profile is in %s mode and has no app identifier key", profile->mode);
        doctor_finding_why(finding, "The Braze SDKs in the client need one; calls can be shown here without it.");
        doctor_finding_advice(finding, "\"brazier profile set %s --app-key\" asks for it.", profile->name);
    }
    if (api_key == NULL) {
        add_no_key(report, profile, api_why);
        return false;
    }
    if (app_key != NULL && secret_equal(api_key, app_key)) {
        struct doctor_finding *finding =
            doctor_report_add(report, DOCTOR_FAILURE, DOCTOR_KEY, "keys-equal", ERROR_CONFIGURATION,
                              "The REST API key and the app identifier key are the same");
        doctor_finding_why(finding, "They are different things: one authorises servers, the other names an app.");
        doctor_finding_advice(finding, "REST API keys are under Settings > APIs and Identifiers, app keys under App Settings.");
    }
    check_api_key_shape(report, api_key);
    return true;
}
