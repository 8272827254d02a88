/* A journal saved as an HTTP Archive, a little at a time, for a program with a loop. The file appears when all of it is
 * written, and is its owner's alone: what was sent may be people's data. */
#ifndef JOURNAL_HAR_FILE_H
#define JOURNAL_HAR_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "journal/view.h"
#include "support/error.h"

struct har_file;

enum har_state { HAR_GOES_ON, HAR_DONE, HAR_FAILED };

/* The rows of a journal that meet the filter (NULL: all) are to be saved as path. NULL: ERROR_STORAGE. */
struct har_file *har_file_start(const char *journal, const struct journal_filter *filter, const char *path,
                                struct error *error) MUST_CHECK;

/* Goes on until a moment of the monotonic clock. HAR_FAILED: ERROR_STORAGE, and nothing is left of the file. */
enum har_state har_file_step(struct har_file *file, int64_t until_ms, struct error *error) MUST_CHECK;

/* Rows written; all of them once it is done. */
size_t har_file_rows(const struct har_file *file);
const char *har_file_path(const struct har_file *file);

/* Whatever was not finished is removed. NULL is allowed. */
void har_file_free(struct har_file *file);

#endif
