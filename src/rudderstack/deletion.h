/* Deleting users, as RudderStack does it: the regulation an operator orders, and the requests to Braze that follow.
 *
 * From https://www.rudderstack.com/docs/api/user-suppression-api/ (once the Data Regulation API) and
 * https://www.braze.com/docs/api/endpoints/user_data/post_user_delete/. */
#ifndef RUDDERSTACK_DELETION_H
#define RUDDERSTACK_DELETION_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

#include "support/arena.h"

/* Ids in one request; Braze refuses more. */
enum { DELETION_BATCH = 50 };

struct deletion {
    int status;        /* 0: the requests are to be sent (there may be none); else the job ends here with this status */
    const char *error; /* why it ends, static; NULL if it does not */
    cJSON *requests;   /* {method, url, headers, body} each, in order; the headers hold the REST key */
};

/* Works out one job, an object with "userAttributes" (a list of objects with "userId") and "config" (the settings of
 * the destination). Entries without a userId are passed over, other identifiers ignored, duplicates kept. The URL
 * is the one RudderStack builds, which for AU-01 is not the right one. What is made lives in the arena and shares
 * the ids with the job. */
struct deletion deletion_plan(struct arena *arena, const cJSON *job);

/* The answer to the job once its requests have been answered with these statuses (a failed connection counts as
 * 500), in order: a 404 is a success. In the arena. */
cJSON *deletion_result(struct arena *arena, const struct deletion *deletion, const int *statuses, size_t count);

bool deletion_status_is_success(int status);

/* The body of POST /v2/regulations that suppresses the users and deletes them from the destinations. Both arguments
 * are lists, of strings and of objects with "userId", and are shared. In the arena. */
cJSON *deletion_regulation(struct arena *arena, const cJSON *destination_ids, const cJSON *users);

#endif
