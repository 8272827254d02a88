/* Deleting users as RudderStack's transformer does it: a list of jobs in, a list of answers out. */
#ifndef RUDDERSTACK_DELETE_USERS_H
#define RUDDERSTACK_DELETE_USERS_H

#include "rudderstack/delivery.h"

/* Works off the jobs (see deletion_plan()) one after the other. The output is the list of their results; the status
 * is that of the first. */
struct delivery delete_users(struct arena *arena, const struct exchange *exchange, const cJSON *jobs);

#endif
