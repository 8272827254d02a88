/* What the parts of tests/conform share. It reads a case a line from stdin and answers a line on stdout. */
#ifndef TESTS_CONFORM_H
#define TESTS_CONFORM_H

#include "rudderstack/cloud.h"
#include "support/arena.h"
#include "support/jsvalue.h"

/* Answers one case: adds its members to answer, which has the case's "id" or "name" already. Everything is built in the
 * arena; the tree of the case belongs to it as well, and lives until the next one. */
typedef void conform_function(struct arena *arena, const cJSON *conform_case, cJSON *answer);

struct conform_kind {
    const char *name;
    conform_function *function;
};

/* Each part's kinds, ended by a NULL name. */
extern const struct conform_kind conform_cloud_kinds[];
extern const struct conform_kind conform_device_kinds[];

/* The settings of RudderStack's transformer that a case was answered with. */
struct cloud_options conform_options(const cJSON *conform_case);

/* Functions below the interfaces: the kind "function", which only tests/compare knows. */
void conform_function_answer(struct arena *arena, const cJSON *conform_case, cJSON *answer);

/* Answers a case by its kind, which is kind where it does not say; always an object. */
cJSON *conform_answer(struct arena *arena, const cJSON *conform_case, const char *kind);

/* A value of a case in which {"$": ...} stands for what JSON cannot say: undefined members are left out, a whole
 * undefined value is NULL, NaN and Infinity are numbers, {"$": "repeat"} is a long text. Sets, which only keep the
 * books, are left out. */
cJSON *conform_value(struct arena *arena, const cJSON *value);

#endif
