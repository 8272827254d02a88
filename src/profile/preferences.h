/* brazier.conf: what the operator prefers for all profiles. Written by people and never by the program. */
#ifndef PROFILE_PREFERENCES_H
#define PROFILE_PREFERENCES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "profile/paths.h"
#include "support/error.h"

enum preference {
#define PREFERENCE(identifier, group, key, kind, choices, usual, help) PREFERENCE_##identifier,
#include "data/preferences.def"
#undef PREFERENCE
    PREFERENCE_COUNT
};

enum preference_kind { PREFERENCE_KIND_TEXT, PREFERENCE_KIND_CHOICE, PREFERENCE_KIND_SECONDS };

struct preference_info {
    const char *group; /* or NULL */
    const char *key;
    enum preference_kind kind;
    const char *choices; /* separated by |, or NULL */
    const char *usual;   /* or NULL */
    const char *help;
};

extern const struct preference_info preference_infos[PREFERENCE_COUNT];

struct preferences;

/* Reads brazier.conf; a file that is not there is one that says nothing. NULL: ERROR_CONFIGURATION with file, line and
 * what was expected. */
struct preferences *preferences_load(const struct paths *paths, struct error *error) MUST_CHECK;
void preferences_free(struct preferences *preferences); /* NULL is allowed */

/* The value, or what is usual; NULL where that is nothing. Borrowed. PREFERENCE_CA_FILE is an absolute path, or relative
 * to the working directory as --config-dir was. */
const char *preferences_text(const struct preferences *preferences, enum preference which);

/* Of PREFERENCE_KIND_SECONDS, in milliseconds. */
int64_t preferences_ms(const struct preferences *preferences, enum preference which);

/* The line it stands in; 0: it is the usual one. */
int preferences_line(const struct preferences *preferences, enum preference which);

/* The group "keys", in its order: for each action the keys it is to have, all as the file writes them; what they mean
 * is the console's to check, and line is where to point to. Returns false past the last one. */
struct preference_keys {
    const char *action;
    int line;
    size_t count;
    const char *const *keys;
};
bool preferences_keys(const struct preferences *preferences, size_t index, struct preference_keys *keys);

/* What the operator should know about the file; NULL past the last. */
const char *preferences_warning(const struct preferences *preferences, size_t index);

#endif
