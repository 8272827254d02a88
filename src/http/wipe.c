#include "http/wipe.h"

#include <curl/curl.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "support/memory.h"
#include "support/secret.h"

static void *allocate(size_t size)
{
    return malloc(size);
}

static void wipe_and_free(void *block)
{
    if (block != NULL)
        secret_wipe(block, malloc_usable_size(block));
    free(block);
}

/* Never in place: realloc() would leave the old bytes behind when it moves them. */
static void *resize(void *block, size_t size)
{
    if (block == NULL)
        return malloc(size);
    if (size == 0) {
        wipe_and_free(block);
        return NULL;
    }
    void *moved = malloc(size);
    if (moved == NULL)
        return NULL;
    size_t held = malloc_usable_size(block);
    memcpy(moved, block, held < size ? held : size);
    wipe_and_free(block);
    return moved;
}

static char *copy_text(const char *text)
{
    return strdup(text);
}

static void *allocate_cleared(size_t count, size_t size)
{
    return calloc(count, size);
}

void http_wipe_start(void)
{
    if (curl_global_init_mem(CURL_GLOBAL_DEFAULT, allocate, wipe_and_free, resize, copy_text, allocate_cleared) !=
        CURLE_OK)
        memory_exhausted();
}
