/* Whether an Airbyte configuration works, and for which streams. */
#ifndef SYNC_AIRBYTE_CHECK_H
#define SYNC_AIRBYTE_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "session.h"
#include "support/error.h"

/* Asks each stream's endpoint once; waits for the answers. True if at least one stream can be read: which of them will be
 * is only known by the catalog. What keeps the others from being read is told one by one: each missing permission with all
 * streams that need it, those that need its list included. *text (the caller's to free) then says all of that in one,
 * or is NULL. Else what is wrong. */
typedef void (*airbyte_check_tell)(const char *text, void *context);
bool airbyte_check(struct session *session, int32_t today, airbyte_check_tell tell, void *context, char **text,
                   struct error *error) MUST_CHECK;

#endif
