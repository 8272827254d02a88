/* A stored stream into a file, a few rows at a time while other things are done. The file appears when it is complete. */
#ifndef EXPLORE_FILE_WRITER_H
#define EXPLORE_FILE_WRITER_H

#include "store/export.h"

struct file_writer;

/* The stream as it is now, as far as it matches the filter (as in store/window.h; NULL: the whole of it), through a connection to the store of its own. "~/" is the home
 * directory. A file that is there is replaced at the end; whether it may be is for the caller to ask. */
bool file_writer_new(struct file_writer **out, const char *store_path, const char *stream, enum store_format format,
                     const char *filter, const char *path, struct error *error) MUST_CHECK;

/* What was not finished leaves no file. NULL is allowed. */
void file_writer_free(struct file_writer *writer);

/* Goes on writing until the moment of the monotonic clock. *more is false when the file is complete. */
bool file_writer_step(struct file_writer *writer, int64_t until_ms, bool *more, struct error *error) MUST_CHECK;

int64_t file_writer_rows(const struct file_writer *writer);
const char *file_writer_path(const struct file_writer *writer);

/* The path with "~/" spelled out; the caller frees it. */
char *file_writer_expand(const char *path);

#endif
