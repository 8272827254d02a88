#include "journal/view.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "journal/line.h"
#include "support/json.h"
#include "support/memory.h"
#include "support/text.h"

enum { FILES = 2, BLOCK = 64 * 1024, LONGEST_LINE = 4 * 1024 * 1024 };

struct place {
    size_t file;
    off_t offset;
    size_t length;
};

struct view_file {
    int descriptor; /* -1: not there */
    off_t end;      /* what lies before is not read yet */
};

struct journal_view {
    char *path;
    struct stat newest; /* as it was when the view was opened; st_ino 0: not there */
    struct view_file files[FILES]; /* newest first */
    size_t file;                   /* being read */
    char *block;                   /* bytes of the file from block_start, up to the file's end member */
    off_t block_start;
    size_t block_length;
    size_t block_room;
    struct place *rows;
    size_t row_count;
    size_t row_room;
    size_t looked;
    int status;
    char *method;
    char *path_part;
    char *text;
    char *label;
    int64_t since_ms;
};

void journal_row_clear(struct journal_row *row)
{
    free(row->headers);
    cJSON_Delete(row->tree);
    *row = (struct journal_row){ 0 };
}

static bool open_file(const char *path, struct view_file *file, struct stat *facts, struct error *error)
{
    file->descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    *facts = (struct stat){ 0 };
    if (file->descriptor < 0 && errno == ENOENT)
        return true;
    if (file->descriptor < 0 || fstat(file->descriptor, facts) != 0) {
        error_set(error, ERROR_STORAGE, "journal %s: cannot be read: %s", path, strerror(errno));
        return error_hint(error, "check who owns the file");
    }
    if (!S_ISREG(facts->st_mode)) {
        error_set(error, ERROR_STORAGE, "journal %s: not a regular file", path);
        return error_hint(error, "move it out of the way");
    }
    file->end = facts->st_size;
    return true;
}

struct journal_view *journal_view_open(const char *path, const struct journal_filter *filter, struct error *error)
{
    struct journal_view *view = memory_allocate(1, sizeof *view);
    struct stat old;
    char *old_path = memory_format("%s.1", path);
    view->path = memory_copy_string(path);
    view->files[0].descriptor = -1;
    view->files[1].descriptor = -1;
    view->since_ms = INT64_MIN;
    if (filter != NULL) {
        view->status = filter->status;
        view->method = memory_copy_string(filter->method);
        view->path_part = memory_copy_string(filter->path);
        view->text = memory_copy_string(filter->text);
        view->label = memory_copy_string(filter->label);
        if (filter->since_ms != 0)
            view->since_ms = filter->since_ms;
    }
    bool good = open_file(path, &view->files[0], &view->newest, error) &&
                open_file(old_path, &view->files[1], &old, error);
    free(old_path);
    if (good)
        return view;
    journal_view_close(view);
    return NULL;
}

void journal_view_close(struct journal_view *view)
{
    if (view == NULL)
        return;
    for (size_t i = 0; i < FILES; i++)
        if (view->files[i].descriptor >= 0)
            close(view->files[i].descriptor);
    free(view->block);
    free(view->rows);
    free(view->method);
    free(view->path_part);
    free(view->text);
    free(view->label);
    free(view->path);
    free(view);
}

/* Reads all of a range of a file; false if it is not there any more. */
static bool read_range(int descriptor, off_t offset, char *out, size_t length)
{
    while (length > 0) {
        ssize_t got = pread(descriptor, out, length, offset);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        out += got;
        offset += got;
        length -= (size_t)got;
    }
    return true;
}

/* Puts up to BLOCK bytes more before those in the block. False at the file's beginning. */
static bool extend_block(struct journal_view *view)
{
    struct view_file *file = &view->files[view->file];
    size_t more = view->block_start < BLOCK ? (size_t)view->block_start : BLOCK;
    if (more == 0)
        return false;
    if (view->block_length + more > view->block_room) {
        view->block_room = view->block_length + more + BLOCK;
        view->block = memory_resize(view->block, view->block_room, 1);
    }
    memmove(view->block + more, view->block, view->block_length);
    view->block_start -= (off_t)more;
    if (!read_range(file->descriptor, view->block_start, view->block, more))
        return false;
    view->block_length += more;
    return true;
}

/* The last line of what is not read yet, without its end; it stays in the block until the next call. False at the
 * beginning of the file. */
static bool previous_line(struct journal_view *view, const char **line, struct place *place)
{
    struct view_file *file = &view->files[view->file];
    bool skipping = false;
    if (file->descriptor < 0 || file->end == 0)
        return false;
    if (view->block_start + (off_t)view->block_length != file->end) {
        view->block_start = file->end;
        view->block_length = 0;
    }
    size_t searched = 0; /* bytes at the block's end that hold no line end */
    for (;;) {
        const char *end = NULL;
        if (view->block_length > searched)
            end = memrchr(view->block, '\n', view->block_length - searched);
        if (end != NULL || (view->block_start == 0 && view->block_length > 0)) {
            size_t begin = end != NULL ? (size_t)(end - view->block) + 1 : 0;
            *line = view->block + begin;
            *place = (struct place){ view->file, view->block_start + (off_t)begin, view->block_length - begin };
            /* The line end goes with what it ends, so that the next call finds this line's predecessor whole. */
            view->block_length = begin > 0 ? begin - 1 : 0;
            file->end = view->block_start + (off_t)view->block_length;
            if (skipping)
                place->length = 0;
            return true;
        }
        searched = view->block_length;
        if (searched > LONGEST_LINE) {
            /* No line of ours: what was read of it is dropped, what is left of it skipped. */
            skipping = true;
            view->block_length = 0;
            searched = 0;
            file->end = view->block_start;
        }
        if (!extend_block(view)) {
            file->end = 0;
            return false;
        }
    }
}

static bool contains(const char *text, const char *part)
{
    return text != NULL && strcasestr(text, part) != NULL;
}

static bool headers_contain(const struct journal_header *headers, size_t count, const char *part)
{
    for (size_t i = 0; i < count; i++)
        if (contains(headers[i].name, part) || contains(headers[i].value, part))
            return true;
    return false;
}

static bool entry_contains(const struct journal_entry *entry, const char *part)
{
    return contains(entry->url, part) || contains(entry->label, part) || contains(entry->message, part) ||
           contains(entry->request_body, part) || contains(entry->body, part) ||
           headers_contain(entry->request_headers, entry->request_header_count, part) ||
           headers_contain(entry->headers, entry->header_count, part);
}

static bool status_fits(int status, int wanted)
{
    if (wanted == 0)
        return true;
    if (wanted < 0)
        return status == 0;
    return wanted < 10 ? status / 100 == wanted : status == wanted;
}

static bool path_contains(const char *url, const char *part)
{
    const char *host = strstr(url, "://");
    const char *path = strchr(host != NULL ? host + 3 : url, '/');
    return path != NULL && strstr(path, part) != NULL;
}

static bool fits(const struct journal_view *view, const struct journal_entry *entry)
{
    return entry->time_ms >= view->since_ms && status_fits(entry->status, view->status) &&
           (view->method == NULL || text_equal_ignore_case(entry->method, view->method)) &&
           (view->path_part == NULL || path_contains(entry->url, view->path_part)) &&
           (view->label == NULL || text_equal(entry->label, view->label)) &&
           (view->text == NULL || entry_contains(entry, view->text));
}

static bool read_row(const char *line, size_t length, struct journal_row *row)
{
    *row = (struct journal_row){ 0 };
    row->tree = json_parse(line, length, NULL);
    if (row->tree != NULL && line_read(row->tree, &row->entry, &row->headers))
        return true;
    journal_row_clear(row);
    return false;
}

static bool is_wanted(const struct journal_view *view, const char *line, size_t length)
{
    if (length == 0)
        return false;
    struct journal_row row;
    bool wanted = read_row(line, length, &row) && fits(view, &row.entry);
    if (row.tree != NULL)
        journal_row_clear(&row);
    return wanted;
}

static void make_room(struct journal_view *view, size_t more)
{
    if (view->row_count + more <= view->row_room)
        return;
    view->row_room = (view->row_count + more) * 2 + 64;
    view->rows = memory_resize(view->rows, view->row_room, sizeof *view->rows);
}

/* Looks at one line more. False at the end of the last file. */
static bool look_at_line(struct journal_view *view)
{
    while (view->file < FILES) {
        const char *line;
        struct place place;
        if (!previous_line(view, &line, &place)) {
            view->file++;
            view->block_start = 0;
            view->block_length = 0;
            continue;
        }
        view->looked += place.length > 0 ? 1 : 0;
        if (is_wanted(view, line, place.length)) {
            make_room(view, 1);
            view->rows[view->row_count++] = place;
        }
        return true;
    }
    return false;
}

bool journal_view_look(struct journal_view *view, size_t lines)
{
    for (size_t i = 0; i < lines; i++)
        if (!look_at_line(view))
            return false;
    return true;
}

size_t journal_view_found(const struct journal_view *view)
{
    return view->row_count;
}

size_t journal_view_looked(const struct journal_view *view)
{
    return view->looked;
}

/* Looks for one row more. False at the end of the last file. */
static bool find_row(struct journal_view *view)
{
    size_t before = view->row_count;
    while (view->row_count == before)
        if (!look_at_line(view))
            return false;
    return true;
}

/* The rows among the whole lines of a part of the newest file, newest first, before all others. Returns the bytes of whole
 * lines. */
static size_t take_up(struct journal_view *view, const char *bytes, size_t length, size_t *added)
{
    off_t start = view->newest.st_size;
    size_t at = 0;
    *added = 0;
    for (const char *end; (end = memchr(bytes + at, '\n', length - at)) != NULL;) {
        size_t line = (size_t)(end - bytes) - at;
        view->looked++;
        if (is_wanted(view, bytes + at, line)) {
            make_room(view, 1);
            memmove(view->rows + 1, view->rows, view->row_count * sizeof *view->rows);
            view->rows[0] = (struct place){ 0, start + (off_t)at, line };
            view->row_count++;
            (*added)++;
        }
        at += line + 1;
    }
    return at;
}

bool journal_view_grow(struct journal_view *view, size_t *added)
{
    struct stat now;
    *added = 0;
    if (stat(view->path, &now) != 0 || now.st_ino != view->newest.st_ino || now.st_dev != view->newest.st_dev ||
        now.st_size < view->newest.st_size)
        return false;
    size_t length = (size_t)(now.st_size - view->newest.st_size);
    char *bytes = memory_allocate(length + 1, 1);
    bool good = read_range(view->files[0].descriptor, view->newest.st_size, bytes, length);
    if (good)
        view->newest.st_size += (off_t)take_up(view, bytes, length, added);
    free(bytes);
    return good;
}

bool journal_view_row(struct journal_view *view, size_t index, struct journal_row *row)
{
    while (view->row_count <= index)
        if (!find_row(view))
            return false;
    struct place place = view->rows[index];
    char *line = memory_allocate(place.length, 1);
    bool good = read_range(view->files[place.file].descriptor, place.offset, line, place.length) &&
                read_row(line, place.length, row);
    free(line);
    return good;
}

size_t journal_view_count(struct journal_view *view)
{
    while (find_row(view))
        ;
    return view->row_count;
}

bool journal_view_is_outdated(const struct journal_view *view)
{
    struct stat now;
    if (stat(view->path, &now) != 0)
        return view->newest.st_ino != 0;
    return now.st_ino != view->newest.st_ino || now.st_dev != view->newest.st_dev ||
           now.st_size != view->newest.st_size;
}
