/* What RudderStack reports of an event that it cannot send to Braze: status, text, and the tags it counts it under. */
#ifndef RUDDERSTACK_FAILURE_H
#define RUDDERSTACK_FAILURE_H

#include <stdbool.h>

#include "support/jsvalue.h"

enum failure_id {
#define FAILURE(id, status, tags, text) FAILURE_##id,
#include "data/mapping_failures.def"
#undef FAILURE
    FAILURE_IDENTIFY_REFUSED /* Braze did not accept an identify call; its status and text are Braze's */
};

enum failure_tags {
    FAILURE_TAGS_NONE,            /* an event that is dropped on purpose */
    FAILURE_TAGS_INSTRUMENTATION, /* the event or the settings are wrong */
    FAILURE_TAGS_NETWORK,         /* the answer of Braze, or the lack of one */
    FAILURE_TAGS_ABORTED,         /* too large to be delivered */
    FAILURE_TAGS_EXCEPTION        /* an error of the JavaScript engine */
};

struct failure {
    enum failure_id id;
    int status; /* 0: nothing failed */
    enum failure_tags tags;
    const char *text; /* in the arena of the run, or static */
};

/* Fills the failure from the table; what the text's conversions ask for follows. Always returns false. */
bool failure_set(struct failure *failure, struct arena *arena, enum failure_id id, ...);

/* "retryable" for a status from 500 to 599, "throttled" for 429, "aborted" for all others. */
const char *failure_network_type(int status);

/* RudderStack's statTags. feature: "processor", "router", "dataDelivery"; NULL leaves out all but the error's own
 * kind, as RudderStack does where an exception was not expected. metadata: the event's, for the ids (may be NULL). */
cJSON *failure_stat_tags(struct arena *arena, const struct failure *failure, const char *feature,
                         const cJSON *metadata);

/* Adds what follows the error's own kind in every statTags: destination type, module, implementation, feature. */
void failure_add_origin(struct arena *arena, cJSON *tags, const char *feature);

#endif
