/* Running the built program from a test. */
#ifndef PROGRAM_H
#define PROGRAM_H

#include <stddef.h>
#include <sys/types.h>

struct program_end {
    int status;      /* as exit() was given it; -1: ended by a signal */
    char *out, *err; /* all of stdout and stderr; NUL-terminated */
    size_t out_length;
};

/* Runs $BRAZIER, or, with a name, a link of that name to it, with these arguments (ended by NULL) to its end. */
struct program_end program_run(const char *name, const char *const *arguments);
void program_end_clear(struct program_end *end);

/* Starts it with its output thrown away; the caller waits for it. */
pid_t program_start(const char *const *arguments);

#endif
