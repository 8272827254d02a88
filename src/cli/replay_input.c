#include "cli/replay_input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "replay/prepare.h"
#include "replay/reader.h"
#include "support/arena.h"
#include "support/file.h"
#include "support/jsread.h"
#include "support/memory.h"

enum { READ_BYTES = 65536 };

static bool tell_errno(const struct replay_input *input, const char *what, struct error *error)
{
    return error_set(error, errno == ENOENT ? ERROR_NOT_FOUND : ERROR_STORAGE, "%s: cannot %s it: %s", input->name, what,
                     strerror(errno));
}

bool replay_input_read(void *context, char *bytes, size_t room, size_t *length, struct error *error)
{
    struct replay_input *input = context;
    ssize_t got = 0;
    do
        got = read(input->descriptor, bytes, room);
    while (got < 0 && errno == EINTR);
    *length = got > 0 ? (size_t)got : 0;
    return got >= 0 || tell_errno(input, "read", error);
}

/* Copies what comes into a file that vanishes with the program, and goes on with that. */
static bool spool(struct replay_input *input, struct error *error)
{
    FILE *file = tmpfile();
    int copy = file != NULL ? fcntl(fileno(file), F_DUPFD_CLOEXEC, 0) : -1;
    char *bytes = memory_allocate(READ_BYTES, 1);
    size_t length = 0;
    bool done = copy != -1 || tell_errno(input, "keep", error);
    while (done && (done = replay_input_read(input, bytes, READ_BYTES, &length, error)) && length > 0)
        done = file_write_all(copy, bytes, length) || tell_errno(input, "keep", error);
    free(bytes);
    if (file != NULL)
        (void)fclose(file);
    if (input->descriptor != STDIN_FILENO)
        (void)close(input->descriptor);
    input->descriptor = copy;
    return done;
}

static void note_event(struct replay_input *input, struct arena *arena, const struct replay_event *event)
{
    int64_t moment = 0;
    input->events++;
    if (event->broken != NULL) {
        input->broken++;
        return;
    }
    const cJSON *message = js_read(arena, event->text, event->length, NULL);
    if (message != NULL && replay_event_moment(message, &moment)) {
        input->newest_ms = !input->has_moment || moment > input->newest_ms ? moment : input->newest_ms;
        input->has_moment = true;
    }
    arena_reset(arena);
}

static bool scan(struct replay_input *input, struct error *error)
{
    struct replay_reader *reader = replay_reader_new();
    struct arena *arena = arena_new();
    struct replay_event event;
    char *bytes = memory_allocate(READ_BYTES, 1);
    enum replay_read state = REPLAY_READ_MORE;
    bool done = true;
    while (done && (state = replay_reader_next(reader, &event)) != REPLAY_READ_END) {
        size_t length = 0;
        if (state == REPLAY_READ_EVENT) {
            note_event(input, arena, &event);
            continue;
        }
        done = replay_input_read(input, bytes, READ_BYTES, &length, error);
        if (length > 0)
            replay_reader_give(reader, bytes, length);
        else
            replay_reader_end(reader);
    }
    free(bytes);
    arena_free(arena);
    replay_reader_free(reader);
    return done && (lseek(input->descriptor, 0, SEEK_SET) == 0 || tell_errno(input, "read", error));
}

bool replay_input_open(struct replay_input *input, const char *path, struct error *error)
{
    bool is_stdin = strcmp(path, "-") == 0;
    struct stat status;
    *input = (struct replay_input){ .name = memory_copy_string(is_stdin ? "stdin" : path) };
    input->descriptor = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (input->descriptor == -1)
        return tell_errno(input, "open", error);
    if (fstat(input->descriptor, &status) != 0)
        return tell_errno(input, "look at", error);
    if (S_ISDIR(status.st_mode))
        return error_set(error, ERROR_INPUT, "%s is a directory", input->name);
    if (!S_ISREG(status.st_mode) && !spool(input, error))
        return false;
    if (lseek(input->descriptor, 0, SEEK_SET) != 0)
        return tell_errno(input, "read", error);
    if (!scan(input, error))
        return false;
    if (input->events > 0)
        return true;
    return error_set(error, ERROR_INPUT, "%s has no events", input->name);
}

void replay_input_close(struct replay_input *input)
{
    if (input->descriptor > STDIN_FILENO)
        (void)close(input->descriptor);
    free(input->name);
    *input = (struct replay_input){ .descriptor = -1 };
}
