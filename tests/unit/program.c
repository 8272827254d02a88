#include "program.h"

#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "place.h"
#include "support/file.h"
#include "support/memory.h"

extern char **environ;

enum { ARGUMENTS_MAX = 32 };

static const char *program_path(void)
{
    const char *path = getenv("BRAZIER");
    ck_assert_msg(path != NULL, "BRAZIER does not say where the program is");
    return path;
}

static pid_t spawn(const char *path, const char *const *arguments, const char *out, const char *err)
{
    char *argv[ARGUMENTS_MAX] = { (char *)path };
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none;
    pid_t child = -1;
    for (size_t i = 0; arguments[i] != NULL; i++) {
        ck_assert_uint_lt(i + 2, ARGUMENTS_MAX);
        argv[i + 1] = (char *)arguments[i];
    }
    ck_assert_int_eq(posix_spawn_file_actions_init(&actions), 0);
    ck_assert_int_eq(posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0), 0);
    ck_assert_int_eq(posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, out, O_WRONLY | O_CREAT | O_TRUNC, 0600),
                     0);
    ck_assert_int_eq(posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, err, O_WRONLY | O_CREAT | O_TRUNC, 0600),
                     0);
    ck_assert_int_eq(posix_spawnattr_init(&attributes), 0);
    sigemptyset(&none);
    ck_assert_int_eq(posix_spawnattr_setsigmask(&attributes, &none), 0);
    ck_assert_int_eq(posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK), 0);
    ck_assert_int_eq(posix_spawn(&child, path, &actions, &attributes, argv, environ), 0);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return child;
}

static char *slurp(const char *path, size_t *length)
{
    char *bytes = NULL;
    ck_assert(file_read(path, (size_t)1 << 30, &bytes, length, NULL));
    return bytes;
}

struct program_end program_run(const char *name, const char *const *arguments)
{
    char *directory = place_make();
    struct program_end end = { .status = -1 };
    int status = 0;
    size_t ignored;
    char *out = file_join(directory, "out"), *err = file_join(directory, "err"), *link_path = NULL;
    if (name != NULL) {
        link_path = file_join(directory, name);
        ck_assert_int_eq(symlink(program_path(), link_path), 0);
    }
    pid_t child = spawn(link_path != NULL ? link_path : program_path(), arguments, out, err);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    if (WIFEXITED(status))
        end.status = WEXITSTATUS(status);
    end.out = slurp(out, &end.out_length);
    end.err = slurp(err, &ignored);
    place_remove(directory);
    free(out);
    free(err);
    free(link_path);
    return end;
}

void program_end_clear(struct program_end *end)
{
    free(end->out);
    free(end->err);
}

pid_t program_start(const char *const *arguments)
{
    return spawn(program_path(), arguments, "/dev/null", "/dev/null");
}
