#include "support/file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/memory.h"

enum { FIRST_READ = 1 << 16 };

bool file_read_all(int descriptor, const char *name, size_t limit, char **bytes, size_t *length, struct error *error)
{
    size_t capacity = limit < FIRST_READ ? limit + 1 : FIRST_READ;
    char *buffer = memory_allocate(capacity + 1, 1);
    size_t filled = 0;
    for (;;) {
        ssize_t got = read(descriptor, buffer + filled, capacity - filled);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0 || filled + (size_t)got > limit) {
            free(buffer);
            return got < 0 ? error_set(error, ERROR_STORAGE, "cannot read %s: %s", name, strerror(errno))
                           : error_set(error, ERROR_INPUT, "%s is larger than %zu bytes", name, limit);
        }
        if (got == 0)
            break;
        filled += (size_t)got;
        if (filled == capacity) {
            capacity = capacity <= limit / 2 ? capacity * 2 : limit + 1;
            buffer = memory_resize(buffer, capacity + 1, 1);
        }
    }
    buffer[filled] = '\0';
    *bytes = buffer;
    *length = filled;
    return true;
}

static bool read_open(int descriptor, const char *path, size_t limit, char **bytes, size_t *length, struct error *error)
{
    struct stat status;
    if (fstat(descriptor, &status) != 0)
        return error_set(error, ERROR_STORAGE, "cannot read %s: %s", path, strerror(errno));
    if (!S_ISREG(status.st_mode))
        return error_set(error, ERROR_INPUT, "%s is not a regular file", path);
    if (status.st_size < 0 || (unsigned long long)status.st_size > limit)
        return error_set(error, ERROR_INPUT, "%s is larger than %zu bytes", path, limit);
    return file_read_all(descriptor, path, limit, bytes, length, error);
}

bool file_read(const char *path, size_t limit, char **bytes, size_t *length, struct error *error)
{
    /* O_NONBLOCK: a FIFO in the place of a file must not hang the program. */
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0)
        return error_set(error, errno == ENOENT ? ERROR_NOT_FOUND : ERROR_STORAGE, "cannot open %s: %s", path,
                         strerror(errno));
    bool done = read_open(descriptor, path, limit, bytes, length, error);
    (void)close(descriptor);
    return done;
}

bool file_write_all(int descriptor, const void *bytes, size_t length)
{
    const char *at = bytes;
    while (length > 0) {
        ssize_t written = write(descriptor, at, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return false;
        at += written;
        length -= (size_t)written;
    }
    return true;
}

static void sync_directory(const char *path)
{
    char *copy = memory_copy_string(path);
    int descriptor = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor >= 0) {
        (void)fsync(descriptor); /* some file systems refuse; the rename itself is atomic all the same */
        (void)close(descriptor);
    }
    free(copy);
}

static bool keep_backup(const char *path, const char *backup_path, struct error *error)
{
    if (backup_path == NULL || !file_exists(path))
        return true;
    if (unlink(backup_path) != 0 && errno != ENOENT)
        return error_set(error, ERROR_STORAGE, "cannot replace %s: %s", backup_path, strerror(errno));
    /* A second name for the old file: path itself is there all the time. */
    if (link(path, backup_path) != 0)
        return error_set(error, ERROR_STORAGE, "cannot keep %s as %s: %s", path, backup_path, strerror(errno));
    return true;
}

static bool write_atomic(const char *path, const char *backup_path, bool synced, mode_t mode, const void *bytes,
                         size_t length, struct error *error)
{
    char *resolved = realpath(path, NULL);
    const char *target = resolved != NULL ? resolved : path;
    char *temporary = memory_format("%s.XXXXXX", target);
    bool done = false;
    int descriptor = mkostemp(temporary, O_CLOEXEC);
    if (descriptor < 0) {
        error_set(error, ERROR_STORAGE, "cannot write %s: %s", target, strerror(errno));
        goto free_names;
    }
    if (fchmod(descriptor, mode) != 0 || !file_write_all(descriptor, bytes, length) ||
        (synced && fsync(descriptor) != 0)) {
        error_set(error, ERROR_STORAGE, "cannot write %s: %s", target, strerror(errno));
        (void)close(descriptor);
        goto remove_temporary;
    }
    if (close(descriptor) != 0) {
        error_set(error, ERROR_STORAGE, "cannot write %s: %s", target, strerror(errno));
        goto remove_temporary;
    }
    if (!keep_backup(target, backup_path, error))
        goto remove_temporary;
    if (rename(temporary, target) != 0) {
        error_set(error, ERROR_STORAGE, "cannot replace %s: %s", target, strerror(errno));
        goto remove_temporary;
    }
    if (synced)
        sync_directory(target);
    done = true;
    goto free_names;
remove_temporary:
    (void)unlink(temporary);
free_names:
    free(temporary);
    free(resolved);
    return done;
}

bool file_write_atomic(const char *path, const char *backup_path, mode_t mode, const void *bytes, size_t length,
                       struct error *error)
{
    return write_atomic(path, backup_path, true, mode, bytes, length, error);
}

bool file_write_temporary(const char *path, const char *backup_path, mode_t mode, const void *bytes, size_t length,
                          struct error *error)
{
    return write_atomic(path, backup_path, false, mode, bytes, length, error);
}

bool file_make_directories(const char *path, mode_t mode, struct error *error)
{
    char *copy = memory_copy_string(path);
    bool done = true;
    for (char *at = copy + 1; done; at++) {
        if (*at != '/' && *at != '\0')
            continue;
        char end = *at;
        *at = '\0';
        if (mkdir(copy, mode) != 0 && errno != EEXIST)
            done = error_set(error, ERROR_STORAGE, "cannot make the directory %s: %s", copy, strerror(errno));
        *at = end;
        if (end == '\0')
            break;
    }
    free(copy);
    return done;
}

bool file_exists(const char *path)
{
    return access(path, F_OK) == 0;
}

char *file_join(const char *directory, const char *name)
{
    return memory_format("%s/%s", directory, name);
}

char *file_standard_directory(const char *variable, const char *fallback)
{
    const char *base = getenv(variable);
    if (base != NULL && base[0] == '/')
        return file_join(base, "brazier");
    const char *home = getenv("HOME");
    return home != NULL && home[0] != '\0' ? memory_format("%s/%s/brazier", home, fallback) : NULL;
}
