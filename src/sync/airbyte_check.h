/* Whether an Airbyte configuration works, and for which streams. */
#ifndef SYNC_AIRBYTE_CHECK_H
#define SYNC_AIRBYTE_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "session.h"
#include "support/error.h"

/* Asks each stream's endpoint once; waits for the answers. True if at least one stream can be read: *text (the caller's
 * to free) then names the permissions that are missing for the others, or is NULL. Else what is wrong. */
bool airbyte_check(struct session *session, int32_t today, char **text, struct error *error) MUST_CHECK;

#endif
