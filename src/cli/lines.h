/* A filter: lines from one descriptor, an answer for each to another, in order, worked out by one or several
 * processes. */
#ifndef CLI_LINES_H
#define CLI_LINES_H

#include <stddef.h>

#include "support/error.h"
#include "support/text.h"

/* A longer line is refused without being kept. */
enum { LINES_LONGEST = 16 * 1024 * 1024 };

struct lines {
    int input;
    int output;
    /* Appends the answer to a line (without its line end) to out; line is NULL for one that is longer than
     * LINES_LONGEST. */
    void (*answer)(void *context, const char *line, size_t length, UT_string *out);
    void *context; /* each process has its own copy */
};

/* Answers all lines. Memory does not grow with their number. ERROR_STORAGE if the input cannot be read or the output
 * not be written, ERROR_FAILED if a process ends early. */
bool lines_run(const struct lines *lines, size_t processes, struct error *error) MUST_CHECK;

#endif
