/* What Airbyte hands to a source: its configuration and the catalog of what is wanted. */
#ifndef SYNC_AIRBYTE_CONFIG_H
#define SYNC_AIRBYTE_CONFIG_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "profile/profile.h"
#include "support/error.h"
#include "support/secret.h"
#include "sync/sync.h"

/* The connection specification (JSON Schema draft 7). The caller deletes it. */
cJSON *airbyte_specification(void);

/* Airbyte's streams as "discover" tells them. The caller deletes it. */
cJSON *airbyte_catalog_streams(void);

struct airbyte_config {
    struct profile *profile; /* where Braze is, and the key; not saved anywhere */
    int32_t start;
    /* Optional members beyond the specification: */
    int32_t lookback;      /* "lookback_days" */
    int32_t today;         /* "end_date": the first day that is not read; else now's */
    bool without_archived; /* "include_archived": false */
    bool only_edited;      /* "only_edited_since_start": campaigns and Canvases edited since start */
    unsigned connections;  /* "connections": at the same time; 0: what is usual */
};

/* Reads the configuration; the caller ends it with airbyte_config_clear(). ERROR_CONFIGURATION says what is wrong; what
 * is missing in the words of JSON Schema validation ("'api_key' is a required property"). */
bool airbyte_config_read(struct airbyte_config *config, const char *path, int32_t today,
                         struct error *error) MUST_CHECK;
void airbyte_config_clear(struct airbyte_config *config);

struct airbyte_catalog {
    struct sync_selection *selections;
    size_t count;
    char **unknown; /* names of streams that are not ours */
    size_t unknown_count;
};

/* Reads a configured catalog; the caller ends it with airbyte_catalog_clear(). */
bool airbyte_catalog_read(struct airbyte_catalog *catalog, const char *path, struct error *error) MUST_CHECK;
void airbyte_catalog_clear(struct airbyte_catalog *catalog);

/* Reads the --state file into an object {stream: stream_state}, the caller's to delete; no path gives an empty one. */
bool airbyte_state_read(cJSON **states, const char *path, struct error *error) MUST_CHECK;

#endif
