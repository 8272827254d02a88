/* What the doctor looks at besides the profile: the environment's proxies, and the streams that can be exported. */
#ifndef DOCTOR_GROUND_H
#define DOCTOR_GROUND_H

#include <stddef.h>

#include "doctor/check.h"
#include "doctor/permission.h"

/* What an environment (name=value, ended by NULL) says of proxies and of home; borrows from it. */
void doctor_environment_read(struct doctor_environment *out, char *const *environment);

/* All streams, *count of them; the caller frees the list. */
struct doctor_stream *doctor_streams_new(size_t *count);

#endif
