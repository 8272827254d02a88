/* Whether settings would be taken by RudderStack: the rules of the published schema of the Braze destination
 * (JSON Schema, draft 7), all of them, with what it lets pass although it should not. */
#ifndef RUDDERSTACK_SETTINGS_CHECK_H
#define RUDDERSTACK_SETTINGS_CHECK_H

#include <cjson/cJSON.h>
#include <stddef.h>

struct settings_problem {
    char *path;           /* JSON Pointer, "/" for the settings as a whole */
    const char *rule;     /* of the schema: type, enum, pattern, required. Static */
    const char *expected; /* the type that is expected, or the key that is missing; NULL for the other rules. Static */
    char *message;        /* in the operator's words, no full stop */
};

struct settings_problems {
    struct settings_problem *items;
    size_t count;
};

/* Checks settings as RudderStack keeps them (values per source keyed by source type). None: they are valid. */
void settings_check(const cJSON *config, struct settings_problems *problems);

void settings_problems_clear(struct settings_problems *problems);

#endif
