/* Which of the events at hand are sent together, and where it is written down what came of them. */
#ifndef WORKBENCH_SELECTION_H
#define WORKBENCH_SELECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "replay/reader.h"
#include "support/error.h"
#include "workbench/event_list.h"

struct selection {
    char *what;      /* "5,000 events of events.jsonl", "3 marked events" */
    char *name;      /* as the record names them: the file's path, or "chosen events" */
    char *record;    /* its path: for a whole file as it is, the one that brazier replay has for that file */
    char *path;      /* of a file of which not all is listed, and which is read; NULL: what is listed is all */
    size_t *indexes; /* into the list; the number that the record has for an event counts these from 1 */
    size_t count;
    bool has_moment; /* an event says when it happened */
    int64_t newest_ms;
    const struct event_list *list; /* borrowed */
    size_t next;     /* for selection_next() */
    struct error broken; /* of the event that it gave */
};

/* Chooses the marked events (indexes into the list), else the file's, else the samples. False: ERROR_USAGE while the file is
 * being read, or where what is not listed could not be told from what was edited. */
bool selection_make(struct selection *selection, const struct event_list *list, const size_t *marked, size_t count,
                    const char *state_directory, const char *profile, struct error *error) MUST_CHECK;
void selection_clear(struct selection *selection);

/* A replay_next_event; context is the selection. */
bool selection_next(void *context, struct replay_event *event);

#endif
