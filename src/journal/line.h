/* An entry as the line of JSON that stands for it in the file. Private to src/journal. */
#ifndef JOURNAL_LINE_H
#define JOURNAL_LINE_H

#include <cjson/cJSON.h>
#include <stddef.h>

#include "journal/journal.h"

/* The line without its end; the caller frees it. */
char *line_write(const struct journal_entry *entry, size_t body_limit, struct secret *const *secrets,
                 size_t secret_count);

/* Fills entry with what borrows from tree, and *headers (to be freed) with both header lists. False if it is no line of
 * a journal; then nothing is to be freed. */
bool line_read(const cJSON *tree, struct journal_entry *entry, struct journal_header **headers);

#endif
