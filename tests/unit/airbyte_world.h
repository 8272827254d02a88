/* What the tests of the Airbyte source share: its files, a run of it, and what its messages say. */
#ifndef AIRBYTE_WORLD_H
#define AIRBYTE_WORLD_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

#define SMALL                                                                                                          \
    "seed", "7", "campaigns", "5", "canvases", "3", "segments", "4", "cards", "2", "events", "3", "products", "3"

/* A directory for the files, and its end: for a checked fixture. */
void source_set_up(void);
void source_tear_down(void);

enum source_file { SOURCE_CONFIG, SOURCE_CATALOG, SOURCE_STATE };
const char *source_path(enum source_file file);
void source_write(enum source_file file, const char *text);

/* The usual configuration, from September 1 to 14; rest is appended to its members. */
void source_write_config(const char *url, const char *rest);

/* Names of streams, each after its mode: "i" or "f". */
#define CATALOG(...) source_write_catalog((const char *const[]){ __VA_ARGS__, NULL })
void source_write_catalog(const char *const *entries);
void source_write_catalog_of_all(void);

struct output {
    int status;
    cJSON *messages; /* an array */
    char *text;
};

/* Fails the test unless every line has the protocol's shape and none has the usual key. */
struct output source_run(const char *const *arguments);
struct output source_read(bool with_state);
struct output source_check(void);
void output_clear(struct output *output);

/* The payload of a message of that type; NULL: it is of another. */
const cJSON *payload(const cJSON *message, const char *type, const char *name);

/* Records of a stream, or those of them whose field (NULL: any) has the value. */
size_t count_records(const struct output *output, const char *stream, const char *field, const char *value);

/* NULL: none came. */
const cJSON *last_state(const struct output *output, const char *stream);

/* The same as text, the caller's to free; "none". */
char *state_text(const struct output *output, const char *stream);

/* "STARTED RUNNING COMPLETE" of a stream; an error in between is "error_type!", a wait for a limit "RUNNING*". */
void expect_statuses(const struct output *output, const char *stream, const char *expected);

/* Records come between STARTED and the end, RUNNING before the first; each state counts those since the one before. */
void expect_order(const struct output *output, const char *stream);

#endif
