#include "journal/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "journal/line.h"
#include "support/file.h"
#include "support/memory.h"

enum { FILE_LIMIT = 8 * 1024 * 1024, BODY_LIMIT = 64 * 1024, MODE = 0600, DIRECTORY_MODE = 0700 };

struct journal {
    char *path;
    char *old_path;
    int descriptor;
    size_t file_limit;
    size_t body_limit;
    struct secret **secrets;
    size_t secret_count;
};

static bool tell_storage(struct error *error, const char *path, const char *what)
{
    error_set(error, ERROR_STORAGE, "journal %s: %s: %s", path, what, strerror(errno));
    return error_hint(error, "check that the disk is not full, and who owns the file");
}

static bool open_file(struct journal *journal, struct error *error)
{
    struct stat facts;
    /* Not blocking, for the case that it is a pipe. */
    int descriptor = open(journal->path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, MODE);
    if (descriptor < 0)
        return tell_storage(error, journal->path, "cannot be opened");
    if (fstat(descriptor, &facts) != 0 || !S_ISREG(facts.st_mode)) {
        close(descriptor);
        error_set(error, ERROR_STORAGE, "journal %s: not a regular file", journal->path);
        return error_hint(error, "move it out of the way");
    }
    if ((facts.st_mode & 0777 & ~(mode_t)MODE) != 0 && fchmod(descriptor, MODE) != 0) {
        tell_storage(error, journal->path, "others may read it, and its mode cannot be changed");
        close(descriptor);
        return false;
    }
    if (journal->descriptor >= 0)
        close(journal->descriptor);
    journal->descriptor = descriptor;
    return true;
}

struct journal *journal_open(const char *path, const struct journal_options *options, struct error *error)
{
    struct journal *journal = memory_allocate(1, sizeof *journal);
    journal->path = memory_copy_string(path);
    journal->old_path = memory_format("%s.1", path);
    journal->descriptor = -1;
    journal->file_limit = options != NULL && options->file_limit > 0 ? options->file_limit : FILE_LIMIT;
    journal->body_limit = options != NULL && options->body_limit > 0 ? options->body_limit : BODY_LIMIT;
    const char *name = strrchr(path, '/');
    char *directory = name != NULL && name != path ? memory_copy_bytes(path, (size_t)(name - path)) : NULL;
    bool good = (directory == NULL || file_make_directories(directory, DIRECTORY_MODE, error)) &&
                open_file(journal, error);
    free(directory);
    if (good)
        return journal;
    journal_close(journal);
    return NULL;
}

void journal_close(struct journal *journal)
{
    if (journal == NULL)
        return;
    if (journal->descriptor >= 0)
        close(journal->descriptor);
    for (size_t i = 0; i < journal->secret_count; i++)
        secret_free(journal->secrets[i]);
    free(journal->secrets);
    free(journal->old_path);
    free(journal->path);
    free(journal);
}

void journal_add_secret(struct journal *journal, const struct secret *secret)
{
    if (secret == NULL)
        return;
    for (size_t i = 0; i < journal->secret_count; i++)
        if (secret_equal(journal->secrets[i], secret))
            return;
    journal->secrets = memory_resize(journal->secrets, journal->secret_count + 1, sizeof *journal->secrets);
    journal->secrets[journal->secret_count++] = secret_copy(secret);
}

/* Whether another program has put a new file in this one's place. */
static bool was_replaced(const struct journal *journal, const struct stat *ours)
{
    struct stat named;
    return stat(journal->path, &named) != 0 || named.st_dev != ours->st_dev || named.st_ino != ours->st_ino;
}

/* Makes room for length bytes more. Without the lock, which somebody else may hold for long, it is left to the next. */
static bool make_room(struct journal *journal, size_t length, struct error *error)
{
    struct stat facts;
    if (fstat(journal->descriptor, &facts) != 0)
        return tell_storage(error, journal->path, "cannot be read");
    if (was_replaced(journal, &facts)) {
        if (!open_file(journal, error))
            return false;
        if (fstat(journal->descriptor, &facts) != 0)
            return tell_storage(error, journal->path, "cannot be read");
    }
    if (facts.st_size == 0 || (size_t)facts.st_size + length <= journal->file_limit ||
        flock(journal->descriptor, LOCK_EX | LOCK_NB) != 0)
        return true;
    /* While we waited for nothing, another program may have been here. */
    bool done = true;
    if (!was_replaced(journal, &facts) && rename(journal->path, journal->old_path) != 0)
        done = tell_storage(error, journal->path, "cannot be renamed");
    if (!done) {
        flock(journal->descriptor, LOCK_UN);
        return false;
    }
    return open_file(journal, error); /* closes the old one, and with it gives up the lock */
}

/* A crash or a full disk left half a line, which the next one must not continue. */
static bool is_torn(const struct journal *journal)
{
    struct stat facts;
    char last = '\n';
    return fstat(journal->descriptor, &facts) == 0 && facts.st_size > 0 &&
           pread(journal->descriptor, &last, 1, facts.st_size - 1) == 1 && last != '\n';
}

bool journal_append(struct journal *journal, const struct journal_entry *entry, struct error *error)
{
    char *line = line_write(entry, journal->body_limit, journal->secrets, journal->secret_count);
    size_t length = strlen(line);
    bool good = make_room(journal, length + 1, error);
    if (good) {
        bool torn = is_torn(journal);
        char *whole = memory_format("%s%s\n", torn ? "\n" : "", line);
        good = file_write_all(journal->descriptor, whole, length + 1 + torn) ||
               tell_storage(error, journal->path, "cannot be written");
        free(whole);
    }
    free(line);
    return good;
}
