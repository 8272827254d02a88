/* The way back: from a request to Braze to RudderStack events that become its objects, to be looked at, changed and sent again. */
#ifndef WORKBENCH_EVENTS_OF_H
#define WORKBENCH_EVENTS_OF_H

#include <stddef.h>

#include "support/error.h"

/* The events as JSON Lines, one for each object of the body; *count of them. The caller frees them. What was not sent
 * (fields that a rule dropped) does not come back, and rules hold again: an address becomes lower case. NULL: ERROR_INPUT,
 * where the body has no such objects. */
char *events_of_request(const char *body, size_t length, size_t *count, struct error *error) MUST_CHECK;

#endif
