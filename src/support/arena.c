#include "support/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 128 * 1024 };

struct arena_block {
    struct arena_block *before;
    size_t size; /* bytes behind this head */
};

/* The head takes a whole multiple of the alignment, so that what follows it is aligned. */
#define HEAD_BYTES ((sizeof(struct arena_block) + ARENA_ALIGNMENT - 1) / ARENA_ALIGNMENT * ARENA_ALIGNMENT)

static void use_block(struct arena *arena, struct arena_block *block)
{
    arena->block = block;
    arena->at = (char *)block + HEAD_BYTES;
    arena->end = arena->at + block->size;
}

static void add_block(struct arena *arena, size_t size)
{
    if (size > SIZE_MAX - HEAD_BYTES)
        memory_exhausted();
    struct arena_block *block = malloc(HEAD_BYTES + size);
    if (block == NULL)
        memory_exhausted();
    block->before = arena->block;
    block->size = size;
    use_block(arena, block);
}

struct arena *arena_new(void)
{
    struct arena *arena = memory_allocate(1, sizeof *arena);
    add_block(arena, BLOCK_BYTES);
    return arena;
}

void arena_reset(struct arena *arena)
{
    while (arena->block->before != NULL) {
        struct arena_block *before = arena->block->before;
        free(arena->block);
        arena->block = before;
    }
    use_block(arena, arena->block);
}

void arena_free(struct arena *arena)
{
    if (arena == NULL)
        return;
    arena_reset(arena);
    free(arena->block);
    free(arena);
}

void *arena_allocate_more(struct arena *arena, size_t size)
{
    if (size > SIZE_MAX - BLOCK_BYTES - ARENA_ALIGNMENT)
        memory_exhausted();
    add_block(arena, size > BLOCK_BYTES / 4 ? size + ARENA_ALIGNMENT + BLOCK_BYTES : BLOCK_BYTES);
    return arena_allocate(arena, size);
}

void *arena_allocate_zeroed(struct arena *arena, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size)
        memory_exhausted();
    return memset(arena_allocate(arena, count * size), 0, count * size);
}

char *arena_copy(struct arena *arena, const char *bytes, size_t length)
{
    if (length == SIZE_MAX)
        memory_exhausted();
    char *copy = arena_allocate(arena, length + 1);
    if (length > 0)
        memcpy(copy, bytes, length);
    copy[length] = '\0';
    return copy;
}

char *arena_copy_string(struct arena *arena, const char *text)
{
    return arena_copy(arena, text, strlen(text));
}

char *arena_join(struct arena *arena, const char *const *texts)
{
    size_t length = 0;
    for (const char *const *text = texts; *text != NULL; text++)
        length += strlen(*text);
    char *joined = arena_allocate(arena, length + 1);
    char *to = joined;
    for (const char *const *text = texts; *text != NULL; text++) {
        size_t part = strlen(*text);
        memcpy(to, *text, part);
        to += part;
    }
    *to = '\0';
    return joined;
}

char *arena_format(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0)
        memory_exhausted();
    char *text = arena_allocate(arena, (size_t)length + 1);
    (void)vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}
