/* JSON Pointers (RFC 6901) into trees. */
#ifndef RUDDERSTACK_POINTER_H
#define RUDDERSTACK_POINTER_H

#include <stddef.h>

#include "support/jsvalue.h"

/* The pointer to a child, the index-th of a parent that path points to. In the arena. */
const char *pointer_child(struct arena *arena, const char *path, const cJSON *parent, const cJSON *child, size_t index);

#endif
