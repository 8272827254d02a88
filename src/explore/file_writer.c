#include "explore/file_writer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/date.h"
#include "support/memory.h"

enum { ROWS_A_STEP = 128, STORE_WAIT_MS = 100 }; /* between two looks at the clock */

struct file_writer {
    struct store *store;
    struct store_export *reading;
    FILE *file;
    char *path;
    char *temporary; /* NULL: written and renamed, or never made */
};

char *file_writer_expand(const char *path)
{
    const char *home = getenv("HOME");
    if (strncmp(path, "~/", 2) == 0 && home != NULL)
        return memory_format("%s/%s", home, path + 2);
    return memory_copy_string(path);
}

static bool cannot_write(const struct file_writer *writer, struct error *error)
{
    return error_set(error, ERROR_STORAGE, "cannot write %s: %s", writer->path, strerror(errno));
}

/* Beside the file, for its owner's eyes until it is renamed. */
static bool open_file(struct file_writer *writer, struct error *error)
{
    struct stat facts;
    if (stat(writer->path, &facts) == 0 && !S_ISREG(facts.st_mode)) {
        error_set(error, ERROR_INPUT, "%s is there already, and no file", writer->path);
        return error_hint(error, "give the name of a file, as %s/stream.csv", writer->path);
    }
    writer->temporary = memory_format("%s.XXXXXX", writer->path);
    int descriptor = mkostemp(writer->temporary, O_CLOEXEC);
    writer->file = descriptor >= 0 ? fdopen(descriptor, "w") : NULL;
    if (writer->file != NULL)
        return true;
    cannot_write(writer, error);
    if (descriptor >= 0)
        (void)close(descriptor);
    if (descriptor < 0) {
        free(writer->temporary);
        writer->temporary = NULL;
    }
    return error_hint(error, "check that the directory is there and may be written");
}

bool file_writer_new(struct file_writer **out, const char *store_path, const char *stream, enum store_format format,
                     const char *filter, const char *path, struct error *error)
{
    struct file_writer *writer = memory_allocate(1, sizeof *writer);
    *out = NULL;
    writer->path = file_writer_expand(path);
    if (!store_open(&writer->store, store_path, STORE_READ, STORE_WAIT_MS, error) ||
        !store_export_open_filtered(&writer->reading, writer->store, stream, format, filter, error) || !open_file(writer, error)) {
        file_writer_free(writer);
        return false;
    }
    *out = writer;
    return true;
}

void file_writer_free(struct file_writer *writer)
{
    if (writer == NULL)
        return;
    store_export_close(writer->reading);
    store_close(writer->store);
    if (writer->file != NULL)
        (void)fclose(writer->file);
    if (writer->temporary != NULL)
        (void)unlink(writer->temporary);
    free(writer->temporary);
    free(writer->path);
    free(writer);
}

static bool finish(struct file_writer *writer, struct error *error)
{
    FILE *file = writer->file;
    writer->file = NULL;
    bool written = fflush(file) == 0 && fsync(fileno(file)) == 0;
    written = fclose(file) == 0 && written;
    if (!written || rename(writer->temporary, writer->path) != 0)
        return cannot_write(writer, error);
    free(writer->temporary);
    writer->temporary = NULL;
    return true;
}

bool file_writer_step(struct file_writer *writer, int64_t until_ms, bool *more, struct error *error)
{
    *more = true;
    do {
        for (int i = 0; i < ROWS_A_STEP; i++) {
            const char *text = NULL;
            size_t length = 0;
            if (!store_export_next(writer->reading, &text, &length, error))
                return false;
            if (text == NULL) {
                *more = false;
                return finish(writer, error);
            }
            if (fwrite(text, 1, length, writer->file) != length)
                return cannot_write(writer, error);
        }
    } while (date_monotonic_ms() < until_ms);
    return true;
}

int64_t file_writer_rows(const struct file_writer *writer)
{
    return store_export_rows(writer->reading);
}

const char *file_writer_path(const struct file_writer *writer)
{
    return writer->path;
}
