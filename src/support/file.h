/* Files: read whole within a limit, written so that a crash leaves the old or the new one, never half of either. */
#ifndef SUPPORT_FILE_H
#define SUPPORT_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "support/error.h"

/* Reads a regular file of at most limit bytes; *bytes gets a NUL behind it and is the caller's to free.
 * ERROR_NOT_FOUND if there is none; ERROR_INPUT if it is no regular file or too large; ERROR_STORAGE otherwise. */
bool file_read(const char *path, size_t limit, char **bytes, size_t *length, struct error *error) MUST_CHECK;

/* Reads an open descriptor to its end, at most limit bytes; name is what errors call it. As above otherwise. */
bool file_read_all(int descriptor, const char *name, size_t limit, char **bytes, size_t *length,
                   struct error *error) MUST_CHECK;

/* Writes a temporary file beside path, syncs it, and renames it over path (over its target, where path is a
 * symbolic link). The new file has mode. With a backup_path the old file is kept under that name. */
bool file_write_atomic(const char *path, const char *backup_path, mode_t mode, const void *bytes, size_t length,
                       struct error *error) MUST_CHECK;

/* The same without waiting for the disk: for what need not survive a crash of the machine. */
bool file_write_temporary(const char *path, const char *backup_path, mode_t mode, const void *bytes, size_t length,
                          struct error *error) MUST_CHECK;

/* Makes a directory and its parents with the given mode; one that is there already is fine. */
bool file_make_directories(const char *path, mode_t mode, struct error *error) MUST_CHECK;

bool file_exists(const char *path);

/* "directory/name"; the caller frees it. */
char *file_join(const char *directory, const char *name);

/* $variable/brazier, or $HOME/fallback/brazier where the variable is unset or no absolute path; for example
 * ("XDG_CONFIG_HOME", ".config"). The caller frees it. NULL if HOME is unset, too. */
char *file_standard_directory(const char *variable, const char *fallback);

/* Writes all of it, going on after interruptions and short writes; false with errno set. */
bool file_write_all(int descriptor, const void *bytes, size_t length) MUST_CHECK;

#endif
