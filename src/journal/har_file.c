#include "journal/har_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "journal/har.h"
#include "support/date.h"
#include "support/memory.h"

enum { LINES_A_LOOK = 16 };

struct har_file {
    struct journal_view *view;
    char *path;
    char *temporary; /* NULL: there is none (any more) */
    int descriptor;  /* -1: closed */
    bool has_looked; /* all rows are found */
    size_t left;     /* rows that are not written yet: the oldest ones come first */
    size_t rows;
};

struct har_file *har_file_start(const char *journal, const struct journal_filter *filter, const char *path,
                                struct error *error)
{
    struct har_file *file = memory_allocate(1, sizeof *file);
    char *resolved = realpath(path, NULL);
    file->path = resolved != NULL ? resolved : memory_copy_string(path);
    file->descriptor = -1;
    file->view = journal_view_open(journal, filter, error);
    if (file->view == NULL)
        goto fail;
    file->temporary = memory_format("%s.XXXXXX", file->path);
    file->descriptor = mkostemp(file->temporary, O_CLOEXEC);
    if (file->descriptor < 0) {
        error_set(error, ERROR_STORAGE, "cannot write %s: %s", file->path, strerror(errno));
        free(file->temporary);
        file->temporary = NULL;
        goto fail;
    }
    if (har_write_begin(file->descriptor, error))
        return file;
fail:
    har_file_free(file);
    return NULL;
}

void har_file_free(struct har_file *file)
{
    if (file == NULL)
        return;
    if (file->descriptor >= 0)
        (void)close(file->descriptor);
    if (file->temporary != NULL)
        (void)unlink(file->temporary);
    journal_view_close(file->view);
    free(file->temporary);
    free(file->path);
    free(file);
}

static bool finish(struct har_file *file, struct error *error)
{
    if (!har_write_end(file->descriptor, error))
        return false;
    bool synced = fsync(file->descriptor) == 0;
    bool closed = close(file->descriptor) == 0;
    file->descriptor = -1;
    if (!synced || !closed || rename(file->temporary, file->path) != 0)
        return error_set(error, ERROR_STORAGE, "cannot write %s: %s", file->path, strerror(errno));
    free(file->temporary);
    file->temporary = NULL;
    return true;
}

static bool write_row(struct har_file *file, struct error *error)
{
    struct journal_row row;
    if (!journal_view_row(file->view, --file->left, &row))
        return true; /* the file was cut off meanwhile */
    bool good = har_write_entry(file->descriptor, &row.entry, file->rows == 0, error);
    journal_row_clear(&row);
    file->rows++;
    return good;
}

enum har_state har_file_step(struct har_file *file, int64_t until_ms, struct error *error)
{
    do {
        if (!file->has_looked && !journal_view_look(file->view, LINES_A_LOOK)) {
            file->has_looked = true;
            file->left = journal_view_found(file->view);
        } else if (file->has_looked && file->left > 0) {
            if (!write_row(file, error))
                return HAR_FAILED;
        } else if (file->has_looked) {
            return finish(file, error) ? HAR_DONE : HAR_FAILED;
        }
    } while (date_monotonic_ms() < until_ms);
    return HAR_GOES_ON;
}

size_t har_file_rows(const struct har_file *file)
{
    return file->rows;
}

const char *har_file_path(const struct har_file *file)
{
    return file->path;
}
