#include "support/secret.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "support/memory.h"

/* U+2022, the bullet; four of them stand for any number of hidden characters. */
#define BULLETS "\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2"

enum { SHOWN_TAIL = 4, SHORTEST_WITH_TAIL = 12 };

struct secret {
    atomic_size_t owners;
    size_t mapped; /* bytes of the mapping this struct begins */
    size_t length;
    char mask[sizeof BULLETS + SHOWN_TAIL];
    char text[];
};

struct secret *secret_new(const char *text, size_t length)
{
    assert(memchr(text, '\0', length) == NULL);
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t mapped = (sizeof(struct secret) + length + 1 + page - 1) / page * page;
    struct secret *secret = mmap(NULL, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (secret == MAP_FAILED)
        memory_exhausted();
    /* Both are refused on some systems (limits, seccomp); the secret is still wiped when freed. */
    (void)madvise(secret, mapped, MADV_DONTDUMP);
    (void)mlock(secret, mapped);
    atomic_init(&secret->owners, 1);
    secret->mapped = mapped;
    secret->length = length;
    memcpy(secret->text, text, length);
    memcpy(secret->mask, BULLETS, sizeof BULLETS);
    if (length >= SHORTEST_WITH_TAIL)
        memcpy(secret->mask + sizeof BULLETS - 1, text + length - SHOWN_TAIL, SHOWN_TAIL);
    return secret;
}

struct secret *secret_copy(const struct secret *secret)
{
    /* Every secret was made by secret_new(), so that none is truly const. */
    struct secret *shared = (struct secret *)(uintptr_t)secret;
    if (shared != NULL)
        atomic_fetch_add(&shared->owners, 1);
    return shared;
}

const char *secret_reveal(const struct secret *secret)
{
    return secret->text;
}

size_t secret_length(const struct secret *secret)
{
    return secret->length;
}

const char *secret_mask(const struct secret *secret)
{
    return secret != NULL ? secret->mask : "";
}

bool secret_equal(const struct secret *a, const struct secret *b)
{
    if (a == NULL || b == NULL || a->length != b->length)
        return a == b;
    unsigned char difference = 0;
    for (size_t i = 0; i < a->length; i++)
        difference = (unsigned char)(difference | (a->text[i] ^ b->text[i]));
    return difference == 0;
}

void secret_free(struct secret *secret)
{
    if (secret == NULL || atomic_fetch_sub(&secret->owners, 1) > 1)
        return;
    size_t mapped = secret->mapped;
    secret_wipe(secret, mapped);
    (void)munmap(secret, mapped);
}

void secret_wipe(void *bytes, size_t length)
{
    if (bytes != NULL && length > 0)
        explicit_bzero(bytes, length);
}

void secret_protect_process(void)
{
    const struct rlimit none = { 0, 0 };
    (void)setrlimit(RLIMIT_CORE, &none);
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}
