/* The requests to Braze's REST API, in the form in which RudderStack hands them from its mapping to its delivery. */
#ifndef RUDDERSTACK_REQUEST_H
#define RUDDERSTACK_REQUEST_H

#include <stdbool.h>

#include "rudderstack/event.h"

#define REQUEST_TRACK_PATH "users/track"
#define REQUEST_SUBSCRIPTION_PATH "v2/subscription/status/set"
#define REQUEST_MERGE_PATH "users/merge"
#define REQUEST_IDENTIFY_PATH "users/identify"
#define REQUEST_EXPORT_PATH "users/export/ids"

/* The URL of Braze's REST API for a data center such as "EU-01"; NULL with failure filled if it is none. */
const char *request_base_url(struct arena *arena, const cJSON *config, struct failure *failure);

/* "Bearer <key>"; NULL with failure filled if the key cannot become text. */
const char *request_authorization(struct arena *arena, const cJSON *config, struct failure *failure);

/* Content-Type, Accept and Authorization; NULL as above. */
cJSON *request_headers(struct arena *arena, const cJSON *config, struct failure *failure);

/* The whole request, without a user. NULL with failure filled: data center or key are wrong. */
cJSON *request_new(struct arena *arena, const cJSON *config, const char *path, cJSON *body, struct failure *failure);

/* The same for a body that is a list with one entry. */
cJSON *request_of_one(struct arena *arena, const cJSON *config, const char *path, const char *list, cJSON *entry,
                      struct failure *failure);

/* The body's JSON of a request; NULL if it has none. */
const cJSON *request_body(const cJSON *request);

#endif
