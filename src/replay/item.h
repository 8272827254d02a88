/* One object of a request, and the event it came from. */
#ifndef REPLAY_ITEM_H
#define REPLAY_ITEM_H

#include <stddef.h>
#include <stdint.h>

enum replay_part {
#define PART(name, array, what) REPLAY_PART_##name,
#include "data/replay_parts.def"
#undef PART
    REPLAY_PARTS
};

/* The name of the array ("attributes"), and one of its elements in words ("the attributes object"). */
const char *replay_part_array(enum replay_part part);
const char *replay_part_what(enum replay_part part);

struct replay_item {
    size_t number;         /* the event's, counted from 1 */
    uint64_t hash;         /* of the event's text */
    enum replay_part part; /* which array of the request it stands in */
    unsigned index;        /* which of the event's objects of this part: only an order has more than one */
};

/* FNV-1a of 64 bits (http://www.isthe.com/chongo/tech/comp/fnv/), the same on every machine: tells whether a file is
 * still the one that it was. */
uint64_t replay_hash(const void *bytes, size_t length);

#endif
