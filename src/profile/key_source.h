/* Where a key comes from: the profile's file, a variable of the environment, or what a command prints. */
#ifndef PROFILE_KEY_SOURCE_H
#define PROFILE_KEY_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/error.h"
#include "support/secret.h"

enum key_kind {
    KEY_NONE,
    KEY_TEXT,     /* text holds it */
    KEY_VARIABLE, /* variable names it */
    KEY_COMMAND   /* command prints it */
};

struct key_source {
    enum key_kind kind;
    struct secret *text;
    char *variable;
    char **command; /* program and arguments, ended by NULL */
};

enum { KEY_LONGEST = 512 };

/* A key is 1 to 512 printable ASCII characters without blanks: it travels in a header line. Blanks and line ends around
 * it are cut off before. what is what messages call it: "REST API key". They never repeat it. */
bool key_parse(const char *bytes, size_t length, const char *what, struct secret **key, struct error *error) MUST_CHECK;

void key_source_clear(struct key_source *source);
void key_source_copy(struct key_source *to, const struct key_source *from);

/* Each replaces what was there. The secret is taken over. */
void key_source_set_text(struct key_source *source, struct secret *text);
bool key_source_set_variable(struct key_source *source, const char *name, struct error *error) MUST_CHECK;
/* Program and arguments; at least the program, none of them empty but arguments. */
bool key_source_set_command(struct key_source *source, const char *const *words, size_t count,
                            struct error *error) MUST_CHECK;

/* Reads a command as an operator writes it: a JSON array of texts, or words with blanks between them. Quotes, $ and the
 * like have no meaning, because there is no shell; where the words hold any of them, it is an error that says so. */
bool key_source_parse_command(struct key_source *source, const char *text, struct error *error) MUST_CHECK;

/* The command as a JSON array, respectively "" for none; the caller frees it. */
char *key_source_command_text(const struct key_source *source);

/* The key of a source that is no command; the caller frees it. environment is the process's (name=value, ended by
 * NULL). ERROR_CONFIGURATION where there is none. */
bool key_source_read(const struct key_source *source, const char *what, char *const *environment, struct secret **key,
                     struct error *error) MUST_CHECK;

/* The key of any source; a command is waited for at most timeout_ms. For programs without a loop. */
bool key_source_resolve(const struct key_source *source, const char *what, char *const *environment,
                        int64_t timeout_ms, struct secret **key, struct error *error) MUST_CHECK;

#endif
