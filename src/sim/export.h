/* Profiles as users/export/ids shows them. */
#ifndef SIM_EXPORT_H
#define SIM_EXPORT_H

#include "sim/users.h"

/* Adds a moment as 2026-06-17T20:01:33.385Z. */
void sim_add_export_moment(cJSON *object, const char *name, int64_t ms);

#endif
