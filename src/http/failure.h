/* Why there is no whole answer. The kinds, their words and whether a read is tried again: data/failures.def. */
#ifndef HTTP_FAILURE_H
#define HTTP_FAILURE_H

#include <stdbool.h>

#include "support/error.h"

enum http_failure {
    HTTP_FAILURE_NONE,
#define FAILURE(name, code, again, message, hint) HTTP_FAILURE_##name,
#include "data/failures.def"
#undef FAILURE
    HTTP_FAILURE_COUNT
};

/* Whether a read that failed so may be tried again by itself. */
bool http_failure_is_passing(enum http_failure failure);

/* "where: what failed (detail)" and the hint. detail may be NULL. Always returns false. */
bool http_failure_tell(enum http_failure failure, const char *where, const char *detail, struct error *error);

/* "CONNECTION_REFUSED" and the like: stable names for records and scripts. "" for HTTP_FAILURE_NONE. */
const char *http_failure_name(enum http_failure failure);

#endif
