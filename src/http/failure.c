#include "http/failure.h"

#include <stddef.h>

static const struct {
    const char *name;
    const char *message;
    const char *hint;
    enum error_code code;
    bool again;
} failures[HTTP_FAILURE_COUNT] = {
#define FAILURE(name, code, again, message, hint) [HTTP_FAILURE_##name] = { #name, message, hint, code, again },
#include "data/failures.def"
#undef FAILURE
};

bool http_failure_is_passing(enum http_failure failure)
{
    return failures[failure].again;
}

bool http_failure_tell(enum http_failure failure, const char *where, const char *detail, struct error *error)
{
    if (detail != NULL)
        error_set(error, failures[failure].code, "%s: %s (%s)", where, failures[failure].message, detail);
    else
        error_set(error, failures[failure].code, "%s: %s", where, failures[failure].message);
    return error_hint(error, "%s", failures[failure].hint);
}

const char *http_failure_name(enum http_failure failure)
{
    return failure == HTTP_FAILURE_NONE ? "" : failures[failure].name;
}
