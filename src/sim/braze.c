#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistr.h>

#include "sim/handlers.h"
#include "sim/sim.h"
#include "support/json.h"

enum endpoint_id {
#define ENDPOINT(identifier, method, path, permission, limit, per_page, access) SIM_##identifier,
#include "data/endpoints.def"
#undef ENDPOINT
    SIM_ENDPOINT_COUNT
};

static const struct endpoint {
    const char *method, *path, *permission;
    enum sim_limit_class limit;
    unsigned per_page;
} endpoints[SIM_ENDPOINT_COUNT] = {
#define ENDPOINT(identifier, method, path, permission, limit, per_page, access)                                        \
    { #method, path, permission, SIM_LIMIT_##limit, per_page },
#include "data/endpoints.def"
#undef ENDPOINT
};

/* locked: works on what was written, under the simulator's lock. */
static const struct {
    sim_handler *handle;
    bool locked;
} handlers[SIM_ENDPOINT_COUNT] = {
    [SIM_CAMPAIGNS_LIST] = { sim_campaigns_list, false },
    [SIM_CAMPAIGNS_DETAILS] = { sim_campaigns_details, false },
    [SIM_CAMPAIGNS_DATA_SERIES] = { sim_campaigns_data_series, false },
    [SIM_SENDS_DATA_SERIES] = { sim_sends_data_series, false },
    [SIM_CANVAS_LIST] = { sim_canvas_list, false },
    [SIM_CANVAS_DETAILS] = { sim_canvas_details, false },
    [SIM_CANVAS_DATA_SERIES] = { sim_canvas_data_series, false },
    [SIM_CANVAS_DATA_SUMMARY] = { sim_canvas_data_summary, false },
    [SIM_SEGMENTS_LIST] = { sim_segments_list, false },
    [SIM_SEGMENTS_DETAILS] = { sim_segments_details, false },
    [SIM_SEGMENTS_DATA_SERIES] = { sim_segments_data_series, false },
    [SIM_KPI_NEW_USERS] = { sim_kpi_new_users, false },
    [SIM_KPI_DAU] = { sim_kpi_dau, false },
    [SIM_KPI_MAU] = { sim_kpi_mau, false },
    [SIM_KPI_UNINSTALLS] = { sim_kpi_uninstalls, false },
    [SIM_EVENTS_LIST] = { sim_events_list, false },
    [SIM_EVENTS_DATA_SERIES] = { sim_events_data_series, false },
    [SIM_EVENTS_GET] = { sim_events_get, false },
    [SIM_CUSTOM_ATTRIBUTES] = { sim_custom_attributes, false },
    [SIM_SESSIONS_DATA_SERIES] = { sim_sessions_data_series, false },
    [SIM_PURCHASES_PRODUCT_LIST] = { sim_purchases_product_list, false },
    [SIM_PURCHASES_QUANTITY_SERIES] = { sim_purchases_quantity_series, false },
    [SIM_PURCHASES_REVENUE_SERIES] = { sim_purchases_revenue_series, false },
    [SIM_FEED_LIST] = { sim_feed_list, false },
    [SIM_FEED_DETAILS] = { sim_feed_details, false },
    [SIM_FEED_DATA_SERIES] = { sim_feed_data_series, false },
    [SIM_SUBSCRIPTION_STATUS_GET] = { sim_subscription_status_get, true },
    [SIM_SUBSCRIPTION_USER_STATUS] = { sim_subscription_user_status, true },
    [SIM_PREFERENCE_CENTER_LIST] = { sim_preference_center_list, false },
    [SIM_PREFERENCE_CENTER_GET] = { sim_preference_center_get, false },
    [SIM_USERS_EXPORT_IDS] = { sim_users_export_ids, true },
    [SIM_USERS_EXPORT_SEGMENT] = { sim_users_export_segment, false },
    [SIM_USERS_EXPORT_GLOBAL_CONTROL_GROUP] = { sim_users_export_global_control_group, false },
    [SIM_USERS_TRACK] = { sim_users_track, true },
    [SIM_USERS_TRACK_SYNC] = { sim_users_track_sync, true },
    [SIM_USERS_TRACK_BULK] = { sim_users_track_bulk, true },
    [SIM_USERS_IDENTIFY] = { sim_users_identify, true },
    [SIM_USERS_ALIAS_NEW] = { sim_users_alias_new, true },
    [SIM_USERS_ALIAS_UPDATE] = { sim_users_alias_update, true },
    [SIM_USERS_MERGE] = { sim_users_merge_handler, true },
    [SIM_USERS_DELETE] = { sim_users_delete, true },
    [SIM_EXTERNAL_IDS_RENAME] = { sim_external_ids_rename, true },
    [SIM_EXTERNAL_IDS_REMOVE] = { sim_external_ids_remove, true },
    [SIM_SUBSCRIPTION_STATUS_SET] = { sim_subscription_status_set, true },
    [SIM_SUBSCRIPTION_STATUS_SET_V2] = { sim_subscription_status_set_v2, true },
};

/* Whether path is the endpoint's; what stands for {id} goes to *id (borrowed). */
static bool matches(const char *pattern, const char *path, const char **id)
{
    *id = NULL;
    const char *brace = strchr(pattern, '{');
    if (brace == NULL)
        return strcmp(pattern, path) == 0;
    size_t length = (size_t)(brace - pattern);
    if (strncmp(pattern, path, length) != 0 || path[length] == '\0' || strchr(path + length, '/') != NULL)
        return false;
    *id = path + length;
    return true;
}

/* The endpoint for path and method; *known tells whether the path has any. An exact path goes before one with {id}. */
static int find_endpoint(const char *method, const char *path, bool *known, const char **allowed, const char **id)
{
    *known = false;
    for (int i = 0; i < SIM_ENDPOINT_COUNT; i++) {
        if (handlers[i].handle == NULL || !matches(endpoints[i].path, path, id))
            continue;
        *known = true;
        *allowed = endpoints[i].method;
        if (strcmp(endpoints[i].method, method) == 0)
            return i;
    }
    return -1;
}

static bool has_path_with_slash(const char *path)
{
    size_t length = strlen(path);
    if (length < 2 || path[length - 1] != '/')
        return false;
    char *shorter = memory_copy_bytes(path, length - 1);
    const char *allowed = NULL, *id = NULL;
    bool known = false;
    (void)find_endpoint("", shorter, &known, &allowed, &id);
    free(shorter);
    return known;
}

static void add_empty_limit_headers(struct sim_reply *reply)
{
    sim_reply_header(reply, "X-RateLimit-Limit", "%s", "");
    sim_reply_header(reply, "X-RateLimit-Remaining", "%s", "");
    sim_reply_header(reply, "X-RateLimit-Reset", "%s", "");
}

/* "Bearer KEY": the word in any casing, one space, the key as it was issued. */
static bool check_key(const struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
    const char *value = sim_request_header(request, "Authorization");
    const char *key = value != NULL && strncasecmp(value, "Bearer ", 7) == 0 ? value + 7 : NULL;
    if (key != NULL && strcmp(key, sim->options.api_key) == 0)
        return true;
    if (key == NULL)
        sim_reply_error(reply, 401, "Error authenticating credentials");
    else
        sim_reply_error(reply, 401, "Invalid API key: %s", key);
    add_empty_limit_headers(reply);
    return false;
}

/* Everybody who reaches the simulator comes from the same address. */
static bool check_address(const struct sim *sim, struct sim_reply *reply)
{
    const char *allowed = sim->options.allowed_addresses;
    if (allowed == NULL || sim_list_has(allowed, "127.0.0.1"))
        return true;
    add_empty_limit_headers(reply);
    return sim_reply_error(reply, 403, "Invalid whitelisted IPs");
}

static bool is_json(const char *content_type)
{
    static const char json[] = "application/json";
    return content_type != NULL && strncasecmp(content_type, json, sizeof json - 1) == 0 &&
           strchr("; \t", content_type[sizeof json - 1]) != NULL; /* or its end */
}

static bool has_body(const struct endpoint *endpoint)
{
    return strcmp(endpoint->method, "POST") == 0;
}

static void parse_body(struct sim_request *request)
{
    const char *bytes = utstring_body(&request->body);
    size_t length = utstring_len(&request->body);
    if (!request->too_large && u8_check((const uint8_t *)bytes, length) == NULL)
        request->json = json_parse(bytes, length, NULL);
}

static bool check_body(const struct sim_request *request, struct sim_reply *reply)
{
    if (!is_json(sim_request_header(request, "Content-Type")))
        return sim_reply_error(reply, 415, "Unsupported Media Type");
    if (request->too_large)
        return sim_reply_error(reply, 413, "Request Entity Too Large");
    if (!cJSON_IsObject(request->json))
        return sim_reply_error(reply, 400, "Error while parsing request body. Please check your syntax.");
    return true;
}

/* Exports that name their fields, and neither campaigns nor Canvases received among them, may come more often; but not
 * where the limit of exports is another than the default. */
static enum sim_limit_class choose_limit(const struct sim *sim, int endpoint, const struct sim_request *request)
{
    const cJSON *fields = json_get_array(request->json, "fields_to_export"), *field = NULL;
    if (endpoint != SIM_USERS_EXPORT_IDS || cJSON_GetArraySize(fields) == 0 ||
        sim_limit_is_set(sim, SIM_LIMIT_USERS_EXPORT_IDS))
        return endpoints[endpoint].limit;
    cJSON_ArrayForEach(field, fields)
    {
        const char *name = cJSON_IsString(field) ? field->valuestring : "";
        if (strcmp(name, "campaigns_received") == 0 || strcmp(name, "canvases_received") == 0)
            return endpoints[endpoint].limit;
    }
    return SIM_LIMIT_USERS_EXPORT_FIELDS;
}

void sim_braze_answer(struct sim *sim, struct sim_request *request, struct sim_reply *reply)
{
    bool known = false;
    const char *allowed = NULL, *id = NULL;
    int found = find_endpoint(request->method, request->path, &known, &allowed, &id);
    if (!known) {
        /* A slash too many is no plain "not found" at Braze, either. */
        if (has_path_with_slash(request->path) && strcmp(request->method, "POST") == 0)
            sim_reply_error(reply, 403, "Forbidden");
        else
            sim_reply_error(reply, 404, "Not Found");
        add_empty_limit_headers(reply);
        return;
    }
    if (found < 0) {
        sim_reply_error(reply, 405, "Method Not Allowed");
        sim_reply_header(reply, "Allow", "%s", allowed);
        add_empty_limit_headers(reply);
        return;
    }
    const struct endpoint *endpoint = &endpoints[found];
    request->path_id = memory_copy_string(id);
    request->per_page = endpoint->per_page;
    if (!check_key(sim, request, reply) || !check_address(sim, reply))
        return;
    if (has_body(endpoint))
        parse_body(request);
    if (!sim_limit_take(sim, choose_limit(sim, found, request), reply))
        return;
    if (!sim_permission_granted(sim->options.permissions, endpoint->permission)) {
        sim_reply_error(reply, 403, "You do not have permission to access this resource");
        return;
    }
    if (has_body(endpoint) && !check_body(request, reply))
        return;
    if (handlers[found].locked)
        (void)pthread_mutex_lock(&sim->lock);
    handlers[found].handle(sim, request, reply);
    if (handlers[found].locked)
        (void)pthread_mutex_unlock(&sim->lock);
}
