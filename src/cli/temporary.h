/* A directory that goes with the process, however the process ends: another process waits for that end, and then removes
 * the directory with all that is in it. */
#ifndef CLI_TEMPORARY_H
#define CLI_TEMPORARY_H

#include <stdbool.h>
#include <sys/types.h>

#include "support/error.h"

struct temporary {
    char *path;   /* NULL: there is none */
    int link;     /* as long as it is open the directory stays; -1: nobody waits */
    pid_t keeper; /* who waits */
};

/* Makes NAME.XXXXXX below TMPDIR, else below /tmp, for this user alone. To be called before any thread is started. */
bool temporary_make(struct temporary *temporary, const char *name, struct error *error) MUST_CHECK;

/* Removes it now. Nothing happens where none was made. */
void temporary_remove(struct temporary *temporary);

#endif
