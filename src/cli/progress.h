/* How far an export is, on stderr: a line a stream that changes in place on a terminal, else a line now and then. */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "sync/sync.h"

struct progress;

/* quiet: says nothing. Live only if stderr is a terminal that can move its cursor. */
struct progress *progress_new(bool quiet);
void progress_free(struct progress *progress); /* takes the lines away; NULL is allowed */

/* Milliseconds until progress_draw() has something to do; -1: never. */
int progress_due_ms(const struct progress *progress);

/* Draws if it is due. */
void progress_draw(struct progress *progress, const struct sync *sync);

/* A word about a stream: a line of its own. */
void progress_tell(struct progress *progress, const struct stream *stream, const char *text);

#endif
