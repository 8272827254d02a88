/* The events of a file or of stdin, counted before they are replayed. */
#ifndef CLI_REPLAY_INPUT_H
#define CLI_REPLAY_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/error.h"

struct replay_input {
    char *name;     /* the file's, or "stdin" */
    int descriptor; /* at its beginning */
    size_t events;  /* broken ones included */
    size_t broken;
    bool has_moment; /* an event says when it happened */
    int64_t newest_ms;
};

/* Opens path ("-": stdin) and reads it once. What cannot be read twice, as a pipe, is kept in a file without a name until
 * it is closed. ERROR_NOT_FOUND, ERROR_STORAGE; ERROR_INPUT if there is no event in it. */
bool replay_input_open(struct replay_input *input, const char *path, struct error *error) MUST_CHECK;
void replay_input_close(struct replay_input *input);

/* A replay_read_bytes; context is the input. */
bool replay_input_read(void *context, char *bytes, size_t room, size_t *length, struct error *error) MUST_CHECK;

#endif
