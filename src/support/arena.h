/* Memory that is given back as a whole: for the many small things of one line, one request, one frame.
 *
 * What an arena gave out lives until arena_reset() or arena_free(), and is never freed singly. */
#ifndef SUPPORT_ARENA_H
#define SUPPORT_ARENA_H

#include <stddef.h>

#include "support/memory.h"

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *arena);

/* Takes everything back. One block is kept for the next use, so that memory does not grow with the number of uses. */
void arena_reset(struct arena *arena);

/* size bytes, aligned for any object, not cleared. */
void *arena_allocate(struct arena *arena, size_t size) __attribute__((malloc, returns_nonnull));

/* count objects of size bytes, all zero. The product is checked for overflow. */
void *arena_allocate_zeroed(struct arena *arena, size_t count, size_t size) __attribute__((malloc, returns_nonnull));

/* A copy of length bytes with a NUL behind. */
char *arena_copy(struct arena *arena, const char *bytes, size_t length) __attribute__((returns_nonnull));
char *arena_copy_string(struct arena *arena, const char *text) __attribute__((returns_nonnull));

/* As asprintf(). */
char *arena_format(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3) __attribute__((returns_nonnull));

#endif
