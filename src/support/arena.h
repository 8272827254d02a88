/* Memory that is given back as a whole: for the many small things of one line, one request, one frame.
 *
 * What an arena gave out lives until arena_reset() or arena_free(), and is never freed singly. */
#ifndef SUPPORT_ARENA_H
#define SUPPORT_ARENA_H

#include <stddef.h>

#include "support/memory.h"

/* Its members are for the functions below. */
struct arena {
    char *at; /* what is free of the newest block */
    char *end;
    struct arena_block *block;
};

struct arena *arena_new(void);
void arena_free(struct arena *arena);

/* Takes everything back. One block is kept for the next use, so that memory does not grow with the number of uses. */
void arena_reset(struct arena *arena);

enum { ARENA_ALIGNMENT = 16 };

/* For arena_allocate(): where the newest block has no room. */
void *arena_allocate_more(struct arena *arena, size_t size) __attribute__((malloc, returns_nonnull));

/* size bytes, aligned for any object, not cleared. */
static inline void *arena_allocate(struct arena *arena, size_t size)
{
    size_t aligned = (size + ARENA_ALIGNMENT - 1) & ~(size_t)(ARENA_ALIGNMENT - 1);
    if (aligned < size || aligned > (size_t)(arena->end - arena->at))
        return arena_allocate_more(arena, size);
    void *start = arena->at;
    arena->at += aligned;
    return start;
}

/* count objects of size bytes, all zero. The product is checked for overflow. */
void *arena_allocate_zeroed(struct arena *arena, size_t count, size_t size) __attribute__((malloc, returns_nonnull));

/* A copy of length bytes with a NUL behind. */
char *arena_copy(struct arena *arena, const char *bytes, size_t length) __attribute__((returns_nonnull));
char *arena_copy_string(struct arena *arena, const char *text) __attribute__((returns_nonnull));

/* The texts put together; the list is ended by NULL. */
char *arena_join(struct arena *arena, const char *const *texts) __attribute__((returns_nonnull));

/* As asprintf(). */
char *arena_format(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3) __attribute__((returns_nonnull));

#endif
