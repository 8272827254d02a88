#include "cli/lines.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/file.h"

enum { BLOCK_BYTES = 256 * 1024 };

/* The processes stand in a ring and take turns, first in reading, then in writing. What is handed on with the turn to
 * read is the state of the input: the beginning of a line that the next block completes. */
struct reading {
    size_t left;   /* bytes of an incomplete line */
    bool skipping; /* within a line that is too long */
    size_t ended;  /* processes that know that there is nothing more to read */
};

struct ring {
    const struct lines *lines;
    size_t processes;
    int read_turn[2]; /* where this process takes its turn from, and where it hands it on; -1 where it is alone */
    int write_turn[2];
    char *block; /* what was read: whole lines, then what is handed on */
    size_t capacity;
    size_t length;
    UT_string out;
    struct reading reading;
};

static bool read_exactly(int descriptor, void *bytes, size_t length)
{
    for (char *at = bytes; length > 0;) {
        ssize_t got = read(descriptor, at, length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        at += got;
        length -= (size_t)got;
    }
    return true;
}

static bool lost_turn(struct error *error)
{
    return error_set(error, ERROR_FAILED, "a process of the filter has ended early");
}

static void reserve(struct ring *ring, size_t capacity)
{
    if (capacity <= ring->capacity)
        return;
    ring->block = memory_resize(ring->block, capacity, 1);
    ring->capacity = capacity;
}

static bool take_read_turn(struct ring *ring, struct error *error)
{
    if (ring->processes == 1) {
        ring->length = ring->reading.left; /* handed on to itself, at the beginning of the block */
        return true;
    }
    if (!read_exactly(ring->read_turn[0], &ring->reading, sizeof ring->reading))
        return lost_turn(error);
    reserve(ring, ring->reading.left + BLOCK_BYTES);
    ring->length = ring->reading.left;
    return read_exactly(ring->read_turn[0], ring->block, ring->reading.left) || lost_turn(error);
}

static bool hand_on_read_turn(struct ring *ring, const char *left, struct error *error)
{
    if (ring->reading.ended == ring->processes || ring->processes == 1)
        return true;
    return (file_write_all(ring->read_turn[1], &ring->reading, sizeof ring->reading) &&
            file_write_all(ring->read_turn[1], left, ring->reading.left)) ||
           lost_turn(error);
}

static void refuse_long_line(struct ring *ring)
{
    ring->lines->answer(ring->lines->context, NULL, 0, &ring->out);
}

/* Leaves out the rest of a line that is too long. */
static void skip(struct ring *ring)
{
    char *end = memchr(ring->block, '\n', ring->length);
    size_t skipped = end != NULL ? (size_t)(end + 1 - ring->block) : ring->length;
    memmove(ring->block, ring->block + skipped, ring->length - skipped);
    ring->length -= skipped;
    ring->reading.skipping = end == NULL;
}

/* Reads until the block holds the end of a line, or there is no more; *whole: bytes of whole lines in it. */
static bool read_block(struct ring *ring, size_t *whole, struct error *error)
{
    size_t searched = ring->length; /* what was handed on holds no line end */
    bool ended = false;
    for (*whole = 0; *whole == 0 && !ended;) {
        reserve(ring, ring->length + BLOCK_BYTES);
        ssize_t got = read(ring->lines->input, ring->block + ring->length, ring->capacity - ring->length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return error_set(error, ERROR_STORAGE, "cannot read the input: %s", strerror(errno));
        ring->length += (size_t)got;
        ended = got == 0;
        if (ring->reading.skipping) {
            skip(ring);
            searched = 0;
        }
        const char *end = memrchr(ring->block + searched, '\n', ring->length - searched);
        searched = ring->length;
        if (end != NULL)
            *whole = (size_t)(end + 1 - ring->block);
        else if (ring->length > LINES_LONGEST) {
            refuse_long_line(ring);
            ring->reading.skipping = true;
            ring->length = 0;
            searched = 0;
        }
    }
    if (ended) {
        *whole = ring->length; /* a last line may lack its end */
        ring->reading.ended = 1;
    }
    return true;
}

static void answer_lines(struct ring *ring, size_t whole)
{
    const char *end = ring->block + whole;
    for (const char *line = ring->block; line < end;) {
        const char *line_end = memchr(line, '\n', (size_t)(end - line));
        size_t length = (size_t)((line_end != NULL ? line_end : end) - line);
        if (length > LINES_LONGEST)
            refuse_long_line(ring);
        else
            ring->lines->answer(ring->lines->context, line, length, &ring->out);
        line += length + 1;
    }
}

static bool write_answers(struct ring *ring, struct error *error)
{
    char turn = 0;
    if (ring->processes > 1 && !read_exactly(ring->write_turn[0], &turn, 1))
        return lost_turn(error);
    if (!file_write_all(ring->lines->output, utstring_body(&ring->out), utstring_len(&ring->out)))
        return error_set(error, ERROR_STORAGE, "cannot write the output: %s", strerror(errno));
    bool last = ring->reading.ended == ring->processes;
    return ring->processes == 1 || last || file_write_all(ring->write_turn[1], &turn, 1) || lost_turn(error);
}

/* After a long line the room it took is given back. */
static void shrink(struct ring *ring)
{
    enum { KEPT = 1024 * 1024 };
    if (ring->out.n > KEPT) {
        utstring_done(&ring->out);
        utstring_init(&ring->out);
    }
    utstring_clear(&ring->out);
    if (ring->capacity > KEPT && ring->reading.left + BLOCK_BYTES < KEPT) {
        ring->capacity = ring->reading.left + BLOCK_BYTES;
        ring->block = memory_resize(ring->block, ring->capacity, 1);
    }
}

/* One turn: reads a block, answers its lines, writes the answers. */
static bool take_turn(struct ring *ring, struct error *error)
{
    size_t whole = 0;
    if (!take_read_turn(ring, error))
        return false;
    if (ring->reading.ended > 0)
        ring->reading.ended++;
    else if (!read_block(ring, &whole, error))
        return false;
    ring->reading.left = ring->length - whole;
    if (!hand_on_read_turn(ring, ring->block + whole, error))
        return false;
    answer_lines(ring, whole);
    memmove(ring->block, ring->block + whole, ring->reading.left);
    return write_answers(ring, error);
}

static bool work(struct ring *ring, struct error *error)
{
    utstring_init(&ring->out);
    bool done = true;
    while (done && ring->reading.ended == 0) {
        done = take_turn(ring, error);
        shrink(ring);
    }
    utstring_done(&ring->out);
    free(ring->block);
    return done;
}

/* Waits for the other processes; false if one of them has failed. */
static bool wait_for_all(const pid_t *children, size_t count)
{
    bool all = true;
    for (size_t i = 0; i < count; i++) {
        int status = 0;
        pid_t ended = 0;
        do
            ended = waitpid(children[i], &status, 0);
        while (ended < 0 && errno == EINTR);
        all = all && ended == children[i] && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    }
    return all;
}

static void close_all(int (*pipes)[2], size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (int end = 0; end < 2; end++)
            if (pipes[i][end] >= 0)
                (void)close(pipes[i][end]);
}

/* Takes the ends of process number from the pipes, and closes all others. Pipe i leads to process i. */
static void take_ends(struct ring *ring, int (*pipes)[2], size_t count, size_t number)
{
    size_t next = (number + 1) % count;
    int *taken[] = { &pipes[number][0], &pipes[next][1], &pipes[count + number][0], &pipes[count + next][1] };
    ring->read_turn[0] = *taken[0];
    ring->read_turn[1] = *taken[1];
    ring->write_turn[0] = *taken[2];
    ring->write_turn[1] = *taken[3];
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        *taken[i] = -1;
    close_all(pipes, 2 * count);
}

static void close_ends(struct ring *ring)
{
    for (int end = 0; end < 2; end++) {
        (void)close(ring->read_turn[end]);
        (void)close(ring->write_turn[end]);
    }
}

static bool make_pipes(int (*pipes)[2], size_t count, struct error *error)
{
    for (size_t i = 0; i < count; i++)
        if (pipe(pipes[i]) != 0)
            return error_set(error, ERROR_FAILED, "cannot make a pipe: %s", strerror(errno));
    return true;
}

/* The first turns go to the first process: this one. */
static bool start_turns(struct ring *ring, int (*pipes)[2])
{
    struct reading start = { .left = 0 };
    return file_write_all(pipes[0][1], &start, sizeof start) && file_write_all(pipes[ring->processes][1], "", 1);
}

_Noreturn static void work_as_child(struct ring *ring)
{
    struct error error = ERROR_INIT;
    bool done = work(ring, &error);
    error_clear(&error); /* the first process tells */
    _exit(done ? EXIT_SUCCESS : EXIT_FAILURE);
}

static bool run_ring(struct ring *ring, struct error *error)
{
    size_t count = ring->processes;
    int(*pipes)[2] = memory_allocate(2 * count, sizeof *pipes);
    pid_t *children = memory_allocate(count, sizeof *children);
    size_t started = 0;
    for (size_t i = 0; i < 2 * count; i++)
        pipes[i][0] = pipes[i][1] = -1;
    bool done = make_pipes(pipes, 2 * count, error);
    if (done && !start_turns(ring, pipes))
        done = error_set(error, ERROR_FAILED, "cannot start the filter: %s", strerror(errno));
    for (size_t number = 1; done && number < count; number++) {
        pid_t child = fork();
        if (child < 0) {
            done = error_set(error, ERROR_FAILED, "cannot start a process: %s", strerror(errno));
        } else if (child == 0) {
            take_ends(ring, pipes, count, number);
            work_as_child(ring);
        } else {
            children[started++] = child;
        }
    }
    if (done) {
        take_ends(ring, pipes, count, 0);
        done = work(ring, error);
        close_ends(ring);
    } else {
        close_all(pipes, 2 * count);
    }
    if (!wait_for_all(children, started) && done)
        done = lost_turn(error);
    free(children);
    free(pipes);
    return done;
}

bool lines_run(const struct lines *lines, size_t processes, struct error *error)
{
    struct ring ring = { .lines = lines, .processes = processes > 0 ? processes : 1 };
    return ring.processes == 1 ? work(&ring, error) : run_ring(&ring, error);
}
