/* Records from a file into the store: what a real Airbyte sync wrote, or plain JSON Lines. */
#ifndef SYNC_IMPORT_H
#define SYNC_IMPORT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "store/store.h"
#include "support/error.h"
#include "sync/stream.h"

struct import_result {
    int64_t records; /* written */
    int64_t refused; /* lines that could not be used; each was told */
    int64_t passed;  /* messages that hold no data, and records of streams that are not known */
};

/* One word for the operator: a line that was refused (number, from 1) and why; or, with line 0, about the whole. */
typedef void (*import_tell)(int64_t line, const char *text, void *context);

/* Reads lines until the end of file. With a stream each line is a record of it; without, each is an Airbyte message,
 * and RECORD and STATE count. Records are merged into what the store shows. A broken line is told and passed over.
 * ERROR_INPUT if nothing at all could be used, ERROR_STORAGE if the store or the file fails. */
bool import_run(struct store *store, FILE *file, const struct stream *stream, import_tell tell, void *context,
                struct import_result *result, struct error *error) MUST_CHECK;

#endif
