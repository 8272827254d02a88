#include "profile/key_command.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "profile/key_source.h"
#include "support/memory.h"

enum { LONGEST_OUTPUT = 64 * 1024, LONGEST_COMPLAINT = 4096 };

enum end { RUNNING, EXITED, TIMED_OUT, TOO_LONG };

struct key_command {
    char *name; /* the program's */
    pid_t child;
    bool own_session;
    bool reaped;
    int status;
    enum end end;
    int64_t timeout_ms;
    int all; /* an epoll descriptor that watches the four below */
    int exit;
    int timer;
    int output;
    int complaint;
    char *key; /* LONGEST_OUTPUT bytes in pages of their own: what is printed is the key */
    size_t key_length;
    char said[LONGEST_COMPLAINT];
    size_t said_length;
};

static void close_one(int *descriptor)
{
    if (*descriptor >= 0)
        (void)close(*descriptor);
    *descriptor = -1;
}

static bool watch(const struct key_command *command, int descriptor)
{
    struct epoll_event event = { .events = EPOLLIN };
    return epoll_ctl(command->all, EPOLL_CTL_ADD, descriptor, &event) == 0;
}

/* The child begins as a program expects to: no signal blocked or ignored, whatever the console did with them. */
static int spawn(struct key_command *command, char *const *words, char *const *environment, int output, int complaint)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t none;
    sigset_t all;
    int failed = posix_spawn_file_actions_init(&files);
    if (failed != 0)
        return failed;
    failed = posix_spawnattr_init(&attributes);
    if (failed != 0)
        goto destroy_files;
    (void)sigemptyset(&none);
    (void)sigfillset(&all);
    int flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | (command->own_session ? POSIX_SPAWN_SETSID : 0);
    failed = posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (failed == 0)
        failed = posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
    if (failed == 0)
        failed = posix_spawn_file_actions_adddup2(&files, complaint, STDERR_FILENO);
    if (failed == 0)
        failed = posix_spawnattr_setsigmask(&attributes, &none);
    if (failed == 0)
        failed = posix_spawnattr_setsigdefault(&attributes, &all);
    if (failed == 0)
        failed = posix_spawnattr_setflags(&attributes, (short)flags);
    if (failed == 0)
        failed = posix_spawnp(&command->child, words[0], &files, &attributes, words, environment);
    (void)posix_spawnattr_destroy(&attributes);
destroy_files:
    (void)posix_spawn_file_actions_destroy(&files);
    return failed;
}

static int open_exit(pid_t child)
{
    /* glibc has a function of its own for this only since 2.36. */
    return (int)syscall(SYS_pidfd_open, child, 0);
}

static bool start_timer(struct key_command *command)
{
    struct itimerspec when = { .it_value = { .tv_sec = command->timeout_ms / 1000,
                                             .tv_nsec = command->timeout_ms % 1000 * 1000000 } };
    command->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    return command->timer >= 0 && timerfd_settime(command->timer, 0, &when, NULL) == 0 && watch(command, command->timer);
}

static bool set_non_blocking(int descriptor)
{
    /* Only our end: the file description of the child's end is another one. */
    return fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0;
}

struct key_command *key_command_start(char *const *words, char *const *environment, int64_t timeout_ms,
                                      enum key_command_terminal terminal, struct error *error)
{
    struct key_command *command = memory_allocate(1, sizeof *command);
    int output[2] = { -1, -1 };
    int complaint[2] = { -1, -1 };
    *command = (struct key_command){ .child = -1, .all = -1, .exit = -1, .timer = -1, .output = -1, .complaint = -1 };
    command->name = memory_copy_string(words[0]);
    command->own_session = terminal == KEY_COMMAND_LOSES_TERMINAL;
    command->timeout_ms = timeout_ms > 0 ? timeout_ms : 1;
    command->key = mmap(NULL, LONGEST_OUTPUT, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (command->key == MAP_FAILED)
        memory_exhausted();
    (void)madvise(command->key, LONGEST_OUTPUT, MADV_DONTDUMP);
    command->all = epoll_create1(EPOLL_CLOEXEC);
    if (command->all < 0 || pipe2(output, O_CLOEXEC) != 0 || pipe2(complaint, O_CLOEXEC) != 0) {
        error_set(error, ERROR_FAILED, "cannot run %s: %s", command->name, strerror(errno));
        goto fail;
    }
    command->output = output[0];
    command->complaint = complaint[0];
    int failed = spawn(command, words, environment, output[1], complaint[1]);
    if (failed != 0) {
        command->child = -1;
        error_set(error, ERROR_CONFIGURATION, "cannot run the command %s: %s", command->name, strerror(failed));
        error_hint(error, "give the program's full path; it is run without a shell");
        goto fail;
    }
    close_one(&output[1]);
    close_one(&complaint[1]);
    command->exit = open_exit(command->child);
    if (command->exit < 0 || !set_non_blocking(command->output) || !set_non_blocking(command->complaint) ||
        !watch(command, command->exit) || !watch(command, command->output) || !watch(command, command->complaint) ||
        !start_timer(command)) {
        error_set(error, ERROR_FAILED, "cannot watch the command %s: %s", command->name, strerror(errno));
        goto fail;
    }
    return command;
fail:
    close_one(&output[1]);
    close_one(&complaint[1]);
    key_command_free(command);
    return NULL;
}

int key_command_descriptor(const struct key_command *command)
{
    return command->all;
}

/* Reads what there is. What goes past the limit is still read, to see the end, but not kept. Returns false at the limit. */
static bool drain(int *descriptor, char *bytes, size_t capacity, size_t *length)
{
    char beyond[512];
    bool fits = true;
    while (*descriptor >= 0) {
        bool full = *length == capacity;
        ssize_t got = read(*descriptor, full ? beyond : bytes + *length, full ? sizeof beyond : capacity - *length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0 && errno == EAGAIN)
            break;
        if (got <= 0) {
            close_one(descriptor); /* which takes it out of the epoll set, too */
            break;
        }
        if (full) {
            fits = false;
            secret_wipe(beyond, sizeof beyond);
            break;
        }
        *length += (size_t)got;
    }
    return fits;
}

static void stop(struct key_command *command)
{
    if (command->child <= 0 || command->reaped)
        return;
    (void)kill(command->own_session ? -command->child : command->child, SIGKILL);
    while (waitpid(command->child, &command->status, 0) < 0 && errno == EINTR)
        continue;
    command->reaped = true;
}

bool key_command_continue(struct key_command *command)
{
    if (command->end != RUNNING)
        return true;
    /* The child first: what it printed before it ended is then in the pipes. A process that it left behind may hold
     * the pipes open for long; that is not waited for. */
    pid_t ended = waitpid(command->child, &command->status, WNOHANG);
    command->reaped = ended == command->child || (ended < 0 && errno == ECHILD);
    bool fits = drain(&command->output, command->key, LONGEST_OUTPUT, &command->key_length);
    (void)drain(&command->complaint, command->said, sizeof command->said, &command->said_length);
    uint64_t ticks = 0;
    if (!fits)
        command->end = TOO_LONG;
    else if (command->reaped)
        command->end = EXITED;
    else if (read(command->timer, &ticks, sizeof ticks) == (ssize_t)sizeof ticks)
        command->end = TIMED_OUT;
    if (command->end != RUNNING)
        stop(command);
    return command->end != RUNNING;
}

/* The first line on stderr that is not empty, "" if there is none. */
static char *first_line(const struct key_command *command)
{
    size_t begin = 0;
    while (begin < command->said_length && strchr(" \t\r\n", command->said[begin]) != NULL)
        begin++;
    size_t end = begin;
    while (end < command->said_length && command->said[end] != '\n' && command->said[end] != '\r')
        end++;
    return memory_copy_bytes(command->said + begin, end - begin);
}

bool key_command_take(struct key_command *command, const char *what, struct secret **key, struct error *error)
{
    if (command->end == TIMED_OUT) {
        error_set(error, ERROR_CONFIGURATION, "the command %s did not print the %s within %lld.%lld s and was ended",
                  command->name, what, (long long)(command->timeout_ms / 1000),
                  (long long)(command->timeout_ms % 1000 / 100));
        return error_hint(error, "run it by hand to see what it waits for; timeouts.key_command in brazier.conf gives it "
                                 "more time");
    }
    if (command->end == TOO_LONG) {
        error_set(error, ERROR_CONFIGURATION, "the command %s printed more than %d bytes instead of the %s",
                  command->name, LONGEST_OUTPUT, what);
        return error_hint(error, "it must print the key and nothing else");
    }
    char *line = first_line(command);
    bool done = false;
    if (WIFSIGNALED(command->status)) {
        error_set(error, ERROR_CONFIGURATION, "the command %s was ended by signal %d (%s)%s%s", command->name,
                  WTERMSIG(command->status), strsignal(WTERMSIG(command->status)), line[0] != '\0' ? ": " : "", line);
    } else if (WEXITSTATUS(command->status) != 0) {
        error_set(error, ERROR_CONFIGURATION, "the command %s, which should print the %s, ended with status %d%s%s",
                  command->name, what, WEXITSTATUS(command->status), line[0] != '\0' ? ": " : "", line);
        error_hint(error, "run it by hand; it is run without a shell");
    } else {
        done = key_parse(command->key, command->key_length, what, key, error);
        if (!done) {
            error_prefix(error, "command %s", command->name);
            error_hint(error, "it must print the key, alone and on one line");
        }
    }
    free(line);
    return done;
}

void key_command_free(struct key_command *command)
{
    if (command == NULL)
        return;
    stop(command);
    close_one(&command->output);
    close_one(&command->complaint);
    close_one(&command->timer);
    close_one(&command->exit);
    close_one(&command->all);
    secret_wipe(command->key, LONGEST_OUTPUT);
    (void)munmap(command->key, LONGEST_OUTPUT);
    secret_wipe(command->said, sizeof command->said);
    free(command->name);
    free(command);
}
