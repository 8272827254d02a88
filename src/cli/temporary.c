#include "cli/temporary.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/file.h"
#include "support/memory.h"

static int remove_entry(const char *path, const struct stat *facts, int kind, struct FTW *place)
{
    (void)facts;
    (void)kind;
    (void)place;
    (void)remove(path);
    return 0;
}

static void remove_tree(const char *path)
{
    (void)nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

/* No terminal, and no signals but those that nothing helps against. */
static void leave_everything(void)
{
    sigset_t all;
    (void)sigfillset(&all);
    (void)sigprocmask(SIG_BLOCK, &all, NULL);
    (void)setsid();
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int descriptor = STDIN_FILENO; nothing >= 0 && descriptor <= STDERR_FILENO; descriptor++)
        (void)dup2(nothing, descriptor);
}

/* The other end of the link closes when its process ends, of its own will or not. */
static _Noreturn void keep(const char *path, int link)
{
    char byte = 0;
    leave_everything();
    while (read(link, &byte, 1) < 0 && errno == EINTR)
        continue;
    remove_tree(path);
    _exit(0);
}

static bool start_keeper(struct temporary *temporary, struct error *error)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return error_set(error, ERROR_FAILED, "cannot make a pair of sockets: %s", strerror(errno));
    pid_t child = fork();
    if (child == 0) {
        (void)close(ends[0]);
        keep(temporary->path, ends[1]);
    }
    (void)close(ends[1]);
    if (child < 0) {
        (void)close(ends[0]);
        return error_set(error, ERROR_FAILED, "cannot start a process: %s", strerror(errno));
    }
    temporary->link = ends[0];
    temporary->keeper = child;
    return true;
}

bool temporary_make(struct temporary *temporary, const char *name, struct error *error)
{
    const char *parent = getenv("TMPDIR");
    char *directory = file_join(parent != NULL && *parent == '/' ? parent : "/tmp", name);
    *temporary = (struct temporary){ .path = memory_format("%s.XXXXXX", directory), .link = -1 };
    free(directory);
    if (mkdtemp(temporary->path) == NULL) {
        error_set(error, ERROR_STORAGE, "cannot make a directory like %s: %s", temporary->path, strerror(errno));
        free(temporary->path);
        temporary->path = NULL;
        return false;
    }
    if (start_keeper(temporary, error))
        return true;
    temporary_remove(temporary);
    return false;
}

void temporary_remove(struct temporary *temporary)
{
    if (temporary->path == NULL)
        return;
    if (temporary->link >= 0) {
        (void)close(temporary->link);
        while (waitpid(temporary->keeper, NULL, 0) < 0 && errno == EINTR)
            continue;
    }
    remove_tree(temporary->path); /* what is left if the keeper was killed */
    free(temporary->path);
    *temporary = (struct temporary){ .path = NULL, .link = -1 };
}
