#include "replay/item.h"

static const struct {
    const char *array;
    const char *what;
} parts[] = {
#define PART(name, array, what) { array, what },
#include "data/replay_parts.def"
#undef PART
};

const char *replay_part_array(enum replay_part part)
{
    return parts[part].array;
}

const char *replay_part_what(enum replay_part part)
{
    return parts[part].what;
}

uint64_t replay_hash(const void *bytes, size_t length)
{
    const unsigned char *at = bytes;
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ at[i]) * UINT64_C(1099511628211);
    return hash;
}
