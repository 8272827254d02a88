#include "support/error.h"

#include <stdarg.h>
#include <stdlib.h>

#include "support/memory.h"

bool error_set(struct error *error, enum error_code code, const char *format, ...)
{
    if (error == NULL)
        return false;
    va_list arguments;
    va_start(arguments, format);
    /* Formatted before the old texts go: they may be among the arguments. */
    char *message = memory_format_list(format, arguments);
    va_end(arguments);
    error_clear(error);
    error->code = code;
    error->message = message;
    return false;
}

bool error_hint(struct error *error, const char *format, ...)
{
    if (error == NULL)
        return false;
    va_list arguments;
    va_start(arguments, format);
    char *hint = memory_format_list(format, arguments);
    va_end(arguments);
    free(error->hint);
    error->hint = hint;
    return false;
}

bool error_prefix(struct error *error, const char *format, ...)
{
    if (error == NULL || error->message == NULL)
        return false;
    va_list arguments;
    va_start(arguments, format);
    char *prefix = memory_format_list(format, arguments);
    va_end(arguments);
    char *message = memory_format("%s: %s", prefix, error->message);
    free(prefix);
    free(error->message);
    error->message = message;
    return false;
}

void error_move(struct error *to, struct error *from)
{
    if (to != NULL) {
        error_clear(to);
        *to = *from;
        *from = (struct error)ERROR_INIT;
    } else {
        error_clear(from);
    }
}

void error_clear(struct error *error)
{
    if (error == NULL)
        return;
    free(error->message);
    free(error->hint);
    *error = (struct error)ERROR_INIT;
}

int error_exit_status(enum error_code code)
{
    switch (code) {
    case ERROR_NONE:
        return 0;
    case ERROR_USAGE:
        return 2;
    case ERROR_CONFIGURATION:
        return 3;
    case ERROR_PERMISSION:
        return 4;
    case ERROR_NETWORK:
        return 5;
    case ERROR_RATE_LIMIT:
        return 6;
    case ERROR_PARTIAL:
        return 7;
    case ERROR_FAILED:
    case ERROR_INPUT:
    case ERROR_NOT_FOUND:
    case ERROR_STORAGE:
    case ERROR_CANCELLED:
        return 1;
    }
    return 1;
}
