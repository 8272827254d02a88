#include "airbyte_shape.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static const cJSON *get(const cJSON *object, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

static bool is_text(const cJSON *object, const char *name)
{
    return cJSON_IsString(get(object, name));
}

static bool is_whole(const cJSON *object, const char *name)
{
    const cJSON *value = get(object, name);
    return cJSON_IsNumber(value) && value->valuedouble == (double)(long long)value->valuedouble;
}

static bool is_one_of(const cJSON *object, const char *name, const char *const *names)
{
    const cJSON *value = get(object, name);
    for (size_t i = 0; cJSON_IsString(value) && names[i] != NULL; i++) {
        if (strcmp(value->valuestring, names[i]) == 0)
            return true;
    }
    return false;
}
#define ONE_OF(object, name, ...) is_one_of(object, name, (const char *const[]){ __VA_ARGS__, NULL })

static bool is_descriptor(const cJSON *value)
{
    return cJSON_IsObject(value) && is_text(value, "name");
}

static const char *wrong_record(const cJSON *record)
{
    if (!is_text(record, "stream"))
        return "record without stream";
    if (!cJSON_IsObject(get(record, "data")))
        return "record whose data is no object";
    return is_whole(record, "emitted_at") ? NULL : "record whose emitted_at is no whole number";
}

static const char *wrong_state(const cJSON *state, const char *text)
{
    if (!ONE_OF(state, "type", "STREAM", "GLOBAL", "LEGACY"))
        return "state of an unknown type";
    const cJSON *stream = get(state, "stream");
    if (!is_descriptor(get(stream, "stream_descriptor")) || !cJSON_IsObject(get(stream, "stream_state")))
        return "state without its stream";
    const cJSON *statistics = get(state, "sourceStats");
    if (statistics != NULL && !cJSON_IsNumber(get(statistics, "recordCount")))
        return "sourceStats without recordCount";
    const char *count = strstr(text, "\"recordCount\":");
    if (statistics != NULL && (count == NULL || strchr(count, '.') == NULL))
        return "recordCount without a fraction";
    return NULL;
}

static const char *wrong_status(const cJSON *status)
{
    if (!is_descriptor(get(status, "stream_descriptor")))
        return "stream status without its stream";
    if (!ONE_OF(status, "status", "STARTED", "RUNNING", "COMPLETE", "INCOMPLETE"))
        return "unknown stream status";
    const cJSON *reasons = get(status, "reasons");
    for (const cJSON *reason = reasons != NULL ? reasons->child : NULL; reason != NULL; reason = reason->next) {
        if (!ONE_OF(reason, "type", "RATE_LIMITED") || !is_whole(get(reason, "rate_limited"), "quota_reset"))
            return "a reason that is none";
    }
    return NULL;
}

static const char *wrong_trace(const cJSON *trace)
{
    if (!cJSON_IsNumber(get(trace, "emitted_at")))
        return "trace without emitted_at";
    if (ONE_OF(trace, "type", "STREAM_STATUS"))
        return wrong_status(get(trace, "stream_status"));
    if (ONE_OF(trace, "type", "ESTIMATE")) {
        const cJSON *estimate = get(trace, "estimate");
        return is_text(estimate, "name") && ONE_OF(estimate, "type", "STREAM", "SYNC") &&
                       is_whole(estimate, "row_estimate")
                   ? NULL
                   : "estimate that is none";
    }
    if (ONE_OF(trace, "type", "ERROR")) {
        const cJSON *error = get(trace, "error");
        if (!is_text(error, "message") ||
            !ONE_OF(error, "failure_type", "system_error", "config_error", "transient_error"))
            return "error that is none";
        const cJSON *descriptor = get(error, "stream_descriptor");
        return descriptor == NULL || is_descriptor(descriptor) ? NULL : "error with a broken stream";
    }
    return "trace of an unknown type";
}

static const char *wrong_catalog(const cJSON *catalog)
{
    const cJSON *streams = get(catalog, "streams");
    if (!cJSON_IsArray(streams))
        return "catalog without streams";
    for (const cJSON *stream = streams->child; stream != NULL; stream = stream->next) {
        const cJSON *modes = get(stream, "supported_sync_modes");
        if (!is_text(stream, "name") || !cJSON_IsObject(get(stream, "json_schema")) || !cJSON_IsArray(modes) ||
            modes->child == NULL)
            return "stream of the catalog that is none";
        for (const cJSON *mode = modes->child; mode != NULL; mode = mode->next) {
            if (!cJSON_IsString(mode) ||
                (strcmp(mode->valuestring, "full_refresh") != 0 && strcmp(mode->valuestring, "incremental") != 0))
                return "unknown sync mode";
        }
        const cJSON *keys = get(stream, "source_defined_primary_key");
        for (const cJSON *key = keys != NULL ? keys->child : NULL; key != NULL; key = key->next) {
            if (!cJSON_IsArray(key) || !cJSON_IsString(key->child))
                return "primary key that is none";
        }
    }
    return NULL;
}

/* Optional members that are absent are left out, never null. */
static bool has_null(const cJSON *value, bool inside_data)
{
    for (const cJSON *child = value->child; child != NULL; child = child->next) {
        bool data = inside_data || (child->string != NULL &&
                                    (strcmp(child->string, "data") == 0 || strcmp(child->string, "json_schema") == 0));
        if (!data && (cJSON_IsNull(child) || has_null(child, data)))
            return true;
    }
    return false;
}

const char *airbyte_shape_wrong(const cJSON *message, const char *text)
{
    static const struct {
        const char *type, *payload;
    } types[] = { { "SPEC", "spec" },       { "CONNECTION_STATUS", "connectionStatus" },
                  { "CATALOG", "catalog" }, { "RECORD", "record" },
                  { "STATE", "state" },     { "LOG", "log" },
                  { "TRACE", "trace" } };
    const char *type = cJSON_GetStringValue(get(message, "type"));
    const cJSON *payload = NULL;
    if (type == NULL)
        return "no type";
    if (message->child == NULL || message->child->next == NULL || message->child->next->next != NULL)
        return "something besides type and payload";
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (strcmp(types[i].type, type) == 0)
            payload = get(message, types[i].payload);
    }
    if (!cJSON_IsObject(payload))
        return "no payload of its type";
    if (has_null(message, false))
        return "a member that is null";
    if (strcmp(type, "RECORD") == 0)
        return wrong_record(payload);
    if (strcmp(type, "STATE") == 0)
        return wrong_state(payload, text);
    if (strcmp(type, "TRACE") == 0)
        return wrong_trace(payload);
    if (strcmp(type, "CATALOG") == 0)
        return wrong_catalog(payload);
    if (strcmp(type, "LOG") == 0)
        return ONE_OF(payload, "level", "FATAL", "ERROR", "WARN", "INFO", "DEBUG", "TRACE") &&
                       is_text(payload, "message")
                   ? NULL
                   : "broken log";
    if (strcmp(type, "CONNECTION_STATUS") == 0)
        return ONE_OF(payload, "status", "SUCCEEDED", "FAILED") ? NULL : "unknown connection status";
    return cJSON_IsObject(get(payload, "connectionSpecification")) ? NULL : "broken spec";
}
