/* The user's attributes: what Braze gets of an event's traits. */
#ifndef RUDDERSTACK_ATTRIBUTES_H
#define RUDDERSTACK_ATTRIBUTES_H

#include <stdbool.h>

#include "rudderstack/event.h"

struct attributes {
    /* An object; with columns mapped to Braze's fields whatever the traits are; NULL if there are none. */
    cJSON *value;
    /* Ids set on a value that is an array: JSON does not show them, sorting and deduplication count them. Else NULL. */
    cJSON *hidden;
};

/* Makes the attributes, without the ids. False: failure says why. */
bool attributes_make(const struct event *event, struct attributes *attributes, struct failure *failure) MUST_CHECK;

/* Whether there is anything in them. */
bool attributes_have_any(const struct attributes *attributes);

/* Adds the ids. */
bool attributes_identify(const struct event *event, struct attributes *attributes, struct failure *failure) MUST_CHECK;

/* Braze's gender for a trait: F, M, O, or NULL, which stands for null: unknown. */
const char *attributes_gender(struct arena *arena, const cJSON *gender);

#endif
