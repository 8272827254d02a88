#include "sim/identity.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The first 60 of a UUID's 122 free bits hold kind, part and index, shuffled by a Feistel network; the other 62 are a
 * hash of these, so that a made-up identifier is not taken for ours. */
enum { ROUNDS = 4, HALF_BITS = 30 };
#define HALF_MASK ((UINT64_C(1) << HALF_BITS) - 1)
enum { SALT_ROUND = 1, SALT_REST = 100 };

static uint64_t round_noise(const struct sim_world *world, int number, uint64_t half)
{
    return sim_hash(world, SIM_WORKSPACE, half, (uint64_t)(SALT_ROUND + number)) & HALF_MASK;
}

static uint64_t shuffle(const struct sim_world *world, uint64_t plain)
{
    uint64_t left = plain >> HALF_BITS, right = plain & HALF_MASK;
    for (int i = 0; i < ROUNDS; i++) {
        uint64_t next = left ^ round_noise(world, i, right);
        left = right;
        right = next;
    }
    return (left << HALF_BITS) | right;
}

static uint64_t unshuffle(const struct sim_world *world, uint64_t shuffled)
{
    uint64_t left = shuffled >> HALF_BITS, right = shuffled & HALF_MASK;
    for (int i = ROUNDS - 1; i >= 0; i--) {
        uint64_t previous = right ^ round_noise(world, i, left);
        right = left;
        left = previous;
    }
    return (left << HALF_BITS) | right;
}

void sim_id_format(const struct sim_world *world, enum sim_kind kind, uint32_t index, unsigned sub,
                   char out[SIM_ID_SIZE])
{
    uint64_t plain = ((uint64_t)kind << 46) | ((uint64_t)(sub & 0x3fffu) << 32) | index;
    uint64_t first = shuffle(world, plain);
    uint64_t rest = sim_hash(world, SIM_WORKSPACE, first, SALT_REST);
    (void)snprintf(out, SIM_ID_SIZE, "%08" PRIx64 "-%04" PRIx64 "-4%03" PRIx64 "-%04" PRIx64 "-%012" PRIx64,
                   (first >> 28) & 0xffffffff, (first >> 12) & 0xffff, first & 0xfff, 0x8000 | ((rest >> 48) & 0x3fff),
                   rest & 0xffffffffffff);
}

static bool has_shape(const char *text)
{
    static const char shape[] = "xxxxxxxx-xxxx-4xxx-xxxx-xxxxxxxxxxxx";
    if (strlen(text) != sizeof shape - 1)
        return false;
    for (size_t i = 0; i < sizeof shape - 1; i++) {
        bool fits = shape[i] == 'x' ? strchr("0123456789abcdef", text[i]) != NULL : text[i] == shape[i];
        if (!fits)
            return false;
    }
    return true;
}

bool sim_id_parse(const struct sim_world *world, enum sim_kind kind, const char *text, uint32_t *index, unsigned *sub)
{
    if (!has_shape(text))
        return false;
    uint64_t first =
        (strtoull(text, NULL, 16) << 28) | (strtoull(text + 9, NULL, 16) << 12) | strtoull(text + 15, NULL, 16);
    uint64_t plain = unshuffle(world, first);
    if (plain >> 46 != (uint64_t)kind)
        return false;
    char expected[SIM_ID_SIZE];
    *index = (uint32_t)plain;
    *sub = (unsigned)(plain >> 32) & 0x3fffu;
    sim_id_format(world, kind, *index, *sub, expected);
    return strcmp(expected, text) == 0;
}
