/* Allocation that cannot fail quietly.
 *
 * These never return NULL. When the system has no more memory the program ends
 * through memory_exhausted(): sizes that come from outside are checked against
 * a limit before they get here, so what remains is a machine that is out of
 * memory, where going on would only lose more. Everything returned is freed
 * with free(). */
#ifndef SUPPORT_MEMORY_H
#define SUPPORT_MEMORY_H

#include <stdarg.h>
#include <stddef.h>

#include "support/error.h"

/* count objects of size bytes, all zero. The product is checked for overflow. */
void *memory_allocate(size_t count, size_t size) __attribute__((malloc, returns_nonnull));

/* As realloc(); new bytes are not cleared. */
void *memory_resize(void *block, size_t count, size_t size) __attribute__((returns_nonnull));

/* A copy of text; NULL gives NULL. */
char *memory_copy_string(const char *text);

/* A copy of length bytes with a NUL behind. */
char *memory_copy_bytes(const void *bytes, size_t length) __attribute__((returns_nonnull));

/* As asprintf(). */
char *memory_format(const char *format, ...) PRINTF_LIKE(1, 2) __attribute__((returns_nonnull));
char *memory_format_list(const char *format, va_list arguments) __attribute__((format(printf, 1, 0), returns_nonnull));

/* Tells so on stderr and aborts; the handler of SIGABRT gives the terminal back first. */
_Noreturn void memory_exhausted(void);

#endif
