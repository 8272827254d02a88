#include "doctor/permission.h"

#include <stdlib.h>
#include <string.h>

#include "braze/request.h"
#include "doctor/check.h"
#include "support/json.h"

static const struct {
    enum endpoint endpoint;
    enum need_condition condition;
    const char *what;
} needs[] = {
#define NEED(endpoint, condition, what) { ENDPOINT_##endpoint, NEED_##condition, what },
#include "data/needs.def"
#undef NEED
};

enum { NEED_COUNT = sizeof needs / sizeof *needs };

/* How bad the lack of a permission is. */
enum severity { UNNEEDED, WANTED, NEEDED };

void permissions_init(struct permissions *permissions)
{
    *permissions = (struct permissions){ 0 };
    permissions->probes = memory_allocate(ENDPOINT_COUNT, sizeof *permissions->probes);
    for (size_t i = 0; i < ENDPOINT_COUNT; i++) {
        /* One call for each permission, and none that would need an identifier of something that exists. */
        bool is_new = strchr(endpoints[i].path, '{') == NULL;
        for (size_t j = 0; j < permissions->count && is_new; j++)
            is_new = strcmp(endpoints[permissions->probes[j].endpoint].permission, endpoints[i].permission) != 0;
        if (!is_new)
            continue;
        struct permission_probe *probe = &permissions->probes[permissions->count++];
        probe->endpoint = (enum endpoint)i;
        if (i == ENDPOINT_USERS_EXPORT_GLOBAL_CONTROL_GROUP) {
            /* All its parameters are optional: an empty object is a request that Braze carries out. */
            probe->done = true;
            probe->state = DOCTOR_UNKNOWN;
            probe->reason = memory_copy_string("asking would start an export");
        }
    }
}

void permissions_clear(struct permissions *permissions)
{
    for (size_t i = 0; i < permissions->count; i++)
        free(permissions->probes[i].reason);
    free(permissions->probes);
    *permissions = (struct permissions){ 0 };
}

struct http_request *permission_request(const char *rest_url, enum endpoint endpoint, const struct secret *key)
{
    struct braze_call call = { .endpoint = endpoint };
    if (strcmp(endpoints[endpoint].method, "POST") == 0) {
        call.body = "{}";
        call.body_length = 2;
    }
    return braze_request_new(rest_url, &call, key);
}

void permission_take(struct permission_probe *probe, const struct doctor_verdict *verdict)
{
    probe->done = true;
    free(probe->reason);
    probe->reason = NULL;
    switch (verdict->kind) {
    case DOCTOR_KEY_WORKS:
        probe->state = DOCTOR_GRANTED;
        return;
    case DOCTOR_KEY_FORBIDDEN:
    case DOCTOR_KEY_REFUSED: /* Braze's table of errors names a lack of permissions under 401, too */
        probe->state = DOCTOR_MISSING;
        return;
    case DOCTOR_ADDRESS_REFUSED:
    case DOCTOR_LIMITED:
    case DOCTOR_NOT_BRAZE:
    case DOCTOR_NOT_FOUND:
    case DOCTOR_SERVER_TROUBLE:
    case DOCTOR_NO_ANSWER:
        break;
    }
    probe->state = DOCTOR_UNKNOWN;
    const char *message = verdict->meaning.error.message;
    probe->reason = memory_copy_string(message != NULL ? message : "no answer");
}

static bool applies(enum need_condition condition, const struct profile *profile)
{
    bool delivers = strcmp(profile->mode, "device") != 0;
    switch (condition) {
    case NEED_DELIVERY:
    case NEED_RUDDERSTACK:
        return delivers;
    case NEED_DEDUPLICATION:
        return delivers && json_get_bool(profile->settings, "supportDedup", false);
    case NEED_SUBSCRIPTION_GROUPS:
        return delivers && json_get_bool(profile->settings, "enableSubscriptionGroupInGroupCall", false);
    case NEED_READING:
    case NEED_EXPORT:
        return true;
    }
    return false;
}

static enum severity severity_of(enum need_condition condition, const struct profile *profile)
{
    switch (condition) {
    case NEED_DELIVERY:
    case NEED_DEDUPLICATION:
    case NEED_SUBSCRIPTION_GROUPS:
        /* A key for reading only is meant to lack these; RudderStack has another one then. */
        return profile->read_only ? WANTED : NEEDED;
    case NEED_RUDDERSTACK:
    case NEED_READING:
    case NEED_EXPORT:
        return WANTED;
    }
    return UNNEEDED;
}

struct need {
    enum severity severity;
    UT_string by;         /* everything that needs it */
    UT_string by_streams; /* of these, the streams */
};

static void append_name(UT_string *out, const char *name)
{
    utstring_printf(out, "%s%s", utstring_len(out) > 0 ? ", " : "", name);
}

static bool is_same_permission(enum endpoint a, enum endpoint b)
{
    return strcmp(endpoints[a].permission, endpoints[b].permission) == 0;
}

static void need_collect(struct need *need, enum endpoint endpoint, const struct profile *profile,
                         const struct doctor_stream *streams, size_t stream_count)
{
    utstring_init(&need->by);
    utstring_init(&need->by_streams);
    need->severity = UNNEEDED;
    for (size_t i = 0; i < NEED_COUNT; i++) {
        if (!is_same_permission(needs[i].endpoint, endpoint) || !applies(needs[i].condition, profile))
            continue;
        enum severity severity = severity_of(needs[i].condition, profile);
        need->severity = severity > need->severity ? severity : need->severity;
        append_name(&need->by, needs[i].what);
    }
    for (size_t i = 0; i < stream_count; i++) {
        if (!is_same_permission(streams[i].endpoint, endpoint))
            continue;
        append_name(&need->by_streams, streams[i].name);
        if (!streams[i].is_legacy && need->severity < WANTED)
            need->severity = WANTED;
    }
    if (utstring_len(&need->by_streams) > 0) {
        char *text = memory_format("export of %s", utstring_body(&need->by_streams));
        append_name(&need->by, text);
        free(text);
    }
}

static void need_clear(struct need *need)
{
    utstring_done(&need->by);
    utstring_done(&need->by_streams);
}

/* The permissions of one severity that are missing, for one line. */
struct missing {
    size_t count;
    size_t of;
    UT_string names;
    UT_string by;
};

static void tell_missing(struct doctor_report *report, const struct profile *profile, struct missing *missing,
                         enum severity severity)
{
    if (missing->count == 0)
        return;
    const char *names = utstring_body(&missing->names);
    bool is_bad = severity == NEEDED;
    struct doctor_finding *finding = NULL;
    if (missing->count == 1)
        finding = doctor_report_add(report, is_bad ? DOCTOR_FAILURE : DOCTOR_WARNING, DOCTOR_PERMISSION,
                                    "permission-missing", ERROR_PERMISSION, "The key lacks the permission %s, needed for %s",
                                    names, utstring_body(&missing->by));
    else
        finding = doctor_report_add(report, is_bad ? DOCTOR_FAILURE : DOCTOR_WARNING, DOCTOR_PERMISSION,
                                    "permission-missing", ERROR_PERMISSION, "The key lacks %zu of the %zu permissions for %s: %s",
                                    missing->count, missing->of,
                                    is_bad ? "what the profile is set up to do" : "reading and exporting", names);
    if (is_bad)
        doctor_finding_why(finding, "Braze answers 403 to RudderStack and to this program: %s.", utstring_body(&missing->by));
    else if (profile->read_only)
        doctor_finding_why(finding, "Nothing of it is sent from this read-only profile; RudderStack's own key needs what is "
                                    "for delivery.");
    else
        doctor_finding_why(finding, "What cannot be done: %s.", utstring_body(&missing->by));
    doctor_finding_advice(finding, "The permissions of a key cannot be changed: make a new one under Settings > APIs and "
                                   "Identifiers.");
}

static void missing_add(struct missing *missing, const char *permission, const struct need *need)
{
    missing->count++;
    append_name(&missing->names, permission);
    append_name(&missing->by, utstring_body(&need->by));
}

static void tell_all_missing(struct doctor_report *report, size_t count)
{
    struct doctor_finding *finding =
        doctor_report_add(report, DOCTOR_FAILURE, DOCTOR_PERMISSION, "permissions-none", ERROR_PERMISSION,
                          "The key has none of the %zu permissions that were tried", count);
    doctor_finding_why(finding, "Braze knows the key and refuses everything: it was made without permissions, or the plan or "
                                "the account does not allow the REST API.");
    doctor_finding_advice(finding, "Make a new key with the permissions below under Settings > APIs and Identifiers.");
}

void permissions_check(struct permissions *permissions, const struct profile *profile,
                       const struct doctor_stream *streams, size_t stream_count, struct doctor_report *report)
{
    struct missing missing[NEEDED + 1] = { 0 };
    size_t known = 0;
    size_t granted = 0;
    struct missing unknown = { 0 }; /* of those that are needed */
    const char *unknown_reason = NULL;
    utstring_init(&unknown.names);
    utstring_init(&unknown.by);
    for (size_t i = 0; i <= NEEDED; i++) {
        utstring_init(&missing[i].names);
        utstring_init(&missing[i].by);
    }
    report->permissions = memory_resize(report->permissions, permissions->count, sizeof *report->permissions);
    for (size_t i = 0; i < permissions->count; i++) {
        struct permission_probe *probe = &permissions->probes[i];
        const char *name = endpoints[probe->endpoint].permission;
        struct need need;
        need_collect(&need, probe->endpoint, profile, streams, stream_count);
        report->permissions[report->permission_count++] =
            (struct doctor_permission){ .name = name,
                                        .state = probe->state,
                                        .needed = need.severity != UNNEEDED,
                                        .needed_by = memory_copy_string(utstring_body(&need.by)),
                                        .reason = memory_copy_string(probe->reason) };
        known += probe->state != DOCTOR_UNKNOWN ? 1 : 0;
        granted += probe->state == DOCTOR_GRANTED ? 1 : 0;
        if (probe->state == DOCTOR_UNKNOWN && need.severity == NEEDED) {
            missing_add(&unknown, name, &need);
            unknown_reason = unknown_reason != NULL ? unknown_reason : probe->reason;
        }
        missing[need.severity].of++;
        if (probe->state == DOCTOR_MISSING)
            missing_add(&missing[need.severity], name, &need);
        need_clear(&need);
    }
    if (known > 0 && granted == 0) {
        tell_all_missing(report, known);
    } else {
        tell_missing(report, profile, &missing[NEEDED], NEEDED);
        tell_missing(report, profile, &missing[WANTED], WANTED);
    }
    size_t needed = missing[NEEDED].of + missing[WANTED].of;
    size_t lacking = missing[NEEDED].count + missing[WANTED].count;
    if (unknown.count > 0) {
        struct doctor_finding *finding =
            doctor_report_add(report, DOCTOR_WARNING, DOCTOR_PERMISSION, "permission-unknown", ERROR_NONE,
                              "Whether the key has %s could not be found out%s%s", utstring_body(&unknown.names),
                              unknown_reason != NULL ? ": " : "", unknown_reason != NULL ? unknown_reason : "");
        doctor_finding_why(finding, "Needed for %s.", utstring_body(&unknown.by));
        doctor_finding_advice(finding, "Run the doctor again.");
    } else if (lacking == 0) {
        doctor_report_add(report, DOCTOR_FINE, DOCTOR_PERMISSION, "permissions", ERROR_NONE,
                          "The key has all %zu permissions that this profile can use", needed);
    }
    utstring_done(&unknown.names);
    utstring_done(&unknown.by);
    for (size_t i = 0; i <= NEEDED; i++) {
        utstring_done(&missing[i].names);
        utstring_done(&missing[i].by);
    }
}
