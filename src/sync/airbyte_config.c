#include "sync/airbyte_config.h"

#include <stdlib.h>
#include <string.h>

#include "support/date.h"
#include "support/file.h"
#include "support/json.h"
#include "support/memory.h"
#include "support/text.h"
#include "sync/state.h"
#include "sync/stream.h"

enum {
    CONFIG_LIMIT = 1 << 20,
    CATALOG_LIMIT = 64 << 20,
    STATE_LIMIT = 512 << 20,
    LOOKBACK_MAX = 365,
    CONNECTIONS_MAX = 64
};

struct config_field {
    const char *name, *title, *description, *format;
    bool is_secret;
};

static const struct config_field config_fields[] = {
#define AIRBYTE_FIELD(name, title, description, format, is_secret) { name, title, description, format, is_secret },
#include "data/airbyte_config.def"
#undef AIRBYTE_FIELD
};
enum { CONFIG_FIELDS = sizeof config_fields / sizeof *config_fields };

cJSON *airbyte_specification(void)
{
    cJSON *specification = json_object();
    json_add_string(specification, "type", "object");
    json_add_string(specification, "$schema", "http://json-schema.org/draft-07/schema#");
    cJSON *required = json_add_array(specification, "required");
    cJSON *properties = json_add_object(specification, "properties");
    for (size_t i = 0; i < CONFIG_FIELDS; i++) {
        const struct config_field *field = &config_fields[i];
        json_append_string(required, field->name);
        cJSON *property = json_add_object(properties, field->name);
        json_add_string(property, "type", "string");
        json_add_string(property, "description", field->description);
        if (field->format != NULL)
            json_add_string(property, "format", field->format);
        json_add_string(property, "title", field->title);
        if (field->is_secret)
            json_add_bool(property, "airbyte_secret", true);
        json_add_number(property, "order", (double)i);
    }
    json_add_bool(specification, "additionalProperties", true);
    return specification;
}

static void add_keys(cJSON *entry, const struct stream *stream)
{
    cJSON *keys = json_add_array(entry, "source_defined_primary_key");
    for (size_t i = 0; i < stream->table.column_count; i++) {
        if (stream->table.columns[i].flags & STORE_KEY) {
            cJSON *path = json_array();
            json_append_string(path, stream->table.columns[i].name);
            json_append(keys, path);
        }
    }
}

static cJSON *catalog_entry(const struct stream *stream)
{
    bool incremental = stream_incremental(stream);
    cJSON *entry = json_object();
    json_add_string(entry, "name", stream->table.name);
    json_add(entry, "json_schema", stream_schema(stream));
    cJSON *modes = json_add_array(entry, "supported_sync_modes");
    json_append_string(modes, "full_refresh");
    if (incremental) {
        json_append_string(modes, "incremental");
        json_add_bool(entry, "source_defined_cursor", true);
        json_append_string(json_add_array(entry, "default_cursor_field"), "time");
    }
    add_keys(entry, stream);
    json_add_bool(entry, "is_resumable", incremental);
    if (!incremental)
        json_add_bool(entry, "is_file_based", false);
    return entry;
}

cJSON *airbyte_catalog_streams(void)
{
    cJSON *list = json_array();
    for (size_t i = 0; i < stream_count; i++)
        json_append(list, catalog_entry(&streams[i]));
    return list;
}

static cJSON *read_json(const char *path, size_t limit, struct error *error)
{
    char *text = NULL;
    size_t length = 0;
    if (!file_read(path, limit, &text, &length, error))
        return NULL;
    cJSON *json = json_parse(text, length, error);
    secret_wipe(text, length);
    free(text);
    if (json == NULL) {
        error->code = ERROR_CONFIGURATION;
        error_prefix(error, "%s", path);
    }
    return json;
}

static bool check_fields(const cJSON *json, struct error *error)
{
    if (!cJSON_IsObject(json))
        return error_set(error, ERROR_CONFIGURATION, "Config validation error: it is not of type 'object'");
    for (size_t i = 0; i < CONFIG_FIELDS; i++) {
        const cJSON *value = json_get(json, config_fields[i].name);
        if (value == NULL)
            return error_set(error, ERROR_CONFIGURATION, "Config validation error: '%s' is a required property",
                             config_fields[i].name);
        if (!cJSON_IsString(value))
            return error_set(error, ERROR_CONFIGURATION, "Config validation error: '%s' is not of type 'string'",
                             config_fields[i].name);
    }
    return true;
}

static bool read_day(const cJSON *json, const char *name, int32_t *day, struct error *error)
{
    const char *text = json_get_string(json, name, "");
    if (date_parse_day(text, day))
        return true;
    char *shown = text_visible(text, strlen(text));
    error_set(error, ERROR_CONFIGURATION, "Config validation error: %s must be a date as 2026-01-31, not \"%s\"", name,
              shown);
    free(shown);
    return false;
}

static bool read_number(const cJSON *json, const char *name, double least, double most, double *number,
                        struct error *error)
{
    const cJSON *value = json_get(json, name);
    if (value == NULL || cJSON_IsNull(value))
        return true;
    if (!cJSON_IsNumber(value) || value->valuedouble < least || value->valuedouble > most)
        return error_set(error, ERROR_CONFIGURATION, "Config validation error: %s must be a number from %.0f to %.0f",
                         name, least, most);
    *number = value->valuedouble;
    return true;
}

static bool read_switch(const cJSON *json, const char *name, bool *value, struct error *error)
{
    const cJSON *given = json_get(json, name);
    if (given == NULL || cJSON_IsNull(given))
        return true;
    if (!cJSON_IsBool(given))
        return error_set(error, ERROR_CONFIGURATION, "Config validation error: %s must be true or false", name);
    *value = cJSON_IsTrue(given);
    return true;
}

static bool read_options(struct airbyte_config *config, const cJSON *json, struct error *error)
{
    double lookback = WINDOW_LOOKBACK_DEFAULT, connections = 0;
    bool with_archived = true;
    if (!read_number(json, "lookback_days", 0, LOOKBACK_MAX, &lookback, error) ||
        !read_number(json, "connections", 1, CONNECTIONS_MAX, &connections, error) ||
        !read_switch(json, "include_archived", &with_archived, error) ||
        !read_switch(json, "only_edited_since_start", &config->only_edited, error))
        return false;
    config->lookback = (int32_t)lookback;
    config->connections = (unsigned)connections;
    config->without_archived = !with_archived;
    return json_get(json, "end_date") == NULL || read_day(json, "end_date", &config->today, error);
}

static bool read_connection(struct airbyte_config *config, const cJSON *json, struct error *error)
{
    config->profile = profile_new("airbyte");
    if (!profile_set(config->profile, PROFILE_REST_URL, json_get_string(json, "url", ""), error))
        return error_prefix(error, "url");
    const char *key = json_get_string(json, "api_key", "");
    if (key[0] == '\0')
        return error_set(error, ERROR_CONFIGURATION, "Config validation error: api_key is empty");
    profile_set_key(config->profile, PROFILE_API_KEY, secret_new(key, strlen(key)));
    return profile_check(config->profile, error);
}

bool airbyte_config_read(struct airbyte_config *config, const char *path, int32_t today, struct error *error)
{
    *config = (struct airbyte_config){ .today = today };
    cJSON *json = read_json(path, CONFIG_LIMIT, error);
    if (json == NULL)
        return false;
    bool done = check_fields(json, error) && read_connection(config, json, error) &&
                read_day(json, "start_date", &config->start, error) && read_options(config, json, error);
    cJSON *key = json_get(json, "api_key");
    if (cJSON_IsString(key))
        secret_wipe(key->valuestring, strlen(key->valuestring));
    cJSON_Delete(json);
    return done;
}

void airbyte_config_clear(struct airbyte_config *config)
{
    profile_free(config->profile);
    config->profile = NULL;
}

static void add_unknown(struct airbyte_catalog *catalog, const char *name)
{
    catalog->unknown = memory_resize(catalog->unknown, catalog->unknown_count + 1, sizeof *catalog->unknown);
    catalog->unknown[catalog->unknown_count++] = memory_copy_string(name);
}

static bool add_selection(struct airbyte_catalog *catalog, const cJSON *entry, struct error *error)
{
    const char *name = json_get_string(json_get(entry, "stream"), "name", NULL);
    if (name == NULL)
        return error_set(error, ERROR_CONFIGURATION, "the catalog has a stream without a name");
    const struct stream *stream = stream_find(name);
    if (stream == NULL) {
        add_unknown(catalog, name);
        return true;
    }
    for (size_t i = 0; i < catalog->count; i++) {
        if (catalog->selections[i].stream == stream)
            return true;
    }
    bool full =
        strcmp(json_get_string(entry, "sync_mode", "full_refresh"), "incremental") != 0 || !stream_incremental(stream);
    catalog->selections[catalog->count++] = (struct sync_selection){ stream, full ? SYNC_FULL : SYNC_INCREMENTAL };
    return true;
}

bool airbyte_catalog_read(struct airbyte_catalog *catalog, const char *path, struct error *error)
{
    *catalog = (struct airbyte_catalog){ .count = 0 };
    cJSON *json = read_json(path, CATALOG_LIMIT, error);
    if (json == NULL)
        return false;
    const cJSON *list = json_get_array(json, "streams");
    bool done = list != NULL ||
                error_set(error, ERROR_CONFIGURATION, "%s is not a configured catalog: it has no \"streams\"", path);
    catalog->selections = memory_allocate(stream_count, sizeof *catalog->selections);
    for (const cJSON *entry = done ? list->child : NULL; done && entry != NULL; entry = entry->next)
        done = add_selection(catalog, entry, error);
    cJSON_Delete(json);
    return done;
}

void airbyte_catalog_clear(struct airbyte_catalog *catalog)
{
    for (size_t i = 0; i < catalog->unknown_count; i++)
        free(catalog->unknown[i]);
    free(catalog->unknown);
    free(catalog->selections);
    *catalog = (struct airbyte_catalog){ .count = 0 };
}

bool airbyte_state_read(cJSON **states, const char *path, struct error *error)
{
    if (path == NULL) {
        *states = json_object();
        return true;
    }
    cJSON *json = read_json(path, STATE_LIMIT, error);
    if (json == NULL)
        return false;
    bool done = state_read_file(states, json, error);
    if (!done) {
        error->code = ERROR_CONFIGURATION;
        error_prefix(error, "%s", path);
    }
    cJSON_Delete(json);
    return done;
}
