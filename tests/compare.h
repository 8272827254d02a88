/* What the parts of tests/compare share. */
#ifndef TESTS_COMPARE_H
#define TESTS_COMPARE_H

#include <stdbool.h>

#include "support/arena.h"
#include "support/jsvalue.h"

/* As JSON values: members in any order, numbers as doubles, what is no number as null. */
bool compare_same(const cJSON *a, const cJSON *b);

/* Compares the answer to a case of device mode and what belongs to it; false if the kind is none of these. */
bool compare_device(struct arena *arena, const cJSON *conform_case, const char *kind, const cJSON *answer, bool *equal);

#endif
