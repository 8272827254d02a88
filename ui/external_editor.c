#include "ui/external_editor.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/file.h"
#include "support/memory.h"

static const char *choose_editor(void)
{
    static const char *const variables[] = { "VISUAL", "EDITOR" };
    for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++) {
        const char *value = getenv(variables[i]);
        if (value != NULL && value[strspn(value, " ")] != '\0')
            return value + strspn(value, " ");
    }
    return "vi";
}

/* The words of the editor's command, which begins with the first, and the file; the caller frees the list and its first text,
 * which holds all words. */
static char **make_arguments(const char *command, char *path)
{
    char *words = memory_copy_string(command);
    char **arguments = memory_allocate(strlen(command) + 3, sizeof(char *));
    size_t count = 0;
    for (char *at = words; *at != '\0';) {
        at += strspn(at, " ");
        if (*at == '\0')
            break;
        arguments[count++] = at;
        at += strcspn(at, " ");
        if (*at != '\0')
            *at++ = '\0';
    }
    arguments[count] = path;
    return arguments;
}

/* As a shell would start it: with no signal blocked or ignored. */
static int spawn(pid_t *child, char **arguments)
{
    posix_spawnattr_t attributes;
    sigset_t none;
    sigset_t all;
    (void)sigemptyset(&none);
    (void)sigfillset(&all);
    int failed = posix_spawnattr_init(&attributes);
    if (failed != 0)
        return failed;
    failed = posix_spawnattr_setsigmask(&attributes, &none);
    failed = failed != 0 ? failed : posix_spawnattr_setsigdefault(&attributes, &all);
    failed = failed != 0 ? failed : posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    failed = failed != 0 ? failed : posix_spawnp(child, arguments[0], NULL, &attributes, arguments, environ);
    (void)posix_spawnattr_destroy(&attributes);
    return failed;
}

static bool run(char **arguments, struct error *error)
{
    pid_t child = 0;
    int status = 0;
    int failed = spawn(&child, arguments);
    if (failed != 0) {
        error_set(error, ERROR_CONFIGURATION, "cannot start the editor %s: %s", arguments[0], strerror(failed));
        return error_hint(error, "VISUAL or EDITOR name it");
    }
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return error_set(error, ERROR_FAILED, "lost sight of the editor %s: %s", arguments[0], strerror(errno));
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return true;
    return error_set(error, ERROR_FAILED, "the editor %s failed: the event stays as it was", arguments[0]);
}

bool external_editor_run(const char *text, size_t length, size_t limit, char **edited, size_t *edited_length,
                         struct error *error)
{
    const char *directory = getenv("TMPDIR");
    char *path = file_join(directory != NULL && *directory == '/' ? directory : "/tmp", "brazier-event.XXXXXX.json");
    int descriptor = mkostemps(path, (int)strlen(".json"), O_CLOEXEC);
    bool done = descriptor >= 0 && file_write_all(descriptor, text, length);
    if (!done)
        error_set(error, ERROR_STORAGE, "%s: %s", path, strerror(errno));
    if (descriptor >= 0)
        (void)close(descriptor);
    if (done) {
        char **arguments = make_arguments(choose_editor(), path);
        char *words = arguments[0];
        done = run(arguments, error) && file_read(path, limit, edited, edited_length, error);
        free(words);
        free(arguments);
    }
    if (descriptor >= 0)
        (void)unlink(path);
    free(path);
    return done;
}
