#include "tls_server.h"

#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "place.h"
#include "support/memory.h"

struct tls_server {
    pid_t child;
    FILE *output; /* kept open: the server goes on talking */
    int port;
};

/* Runs a program with its output to descriptor (or nowhere), in a directory; the child's id. */
static pid_t start(char *const *command, const char *directory, int output)
{
    pid_t child = fork();
    if (child != 0)
        return child;
    int nowhere = open("/dev/null", O_RDWR);
    if ((directory != NULL && chdir(directory) != 0) || dup2(nowhere, 0) < 0 ||
        dup2(output >= 0 ? output : nowhere, 1) < 0 || dup2(nowhere, 2) < 0)
        _exit(127);
    execvp(command[0], command);
    _exit(127);
}

static bool ends_well(pid_t child)
{
    int status = 0;
    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool is_available(void)
{
    static char name[] = "openssl";
    static char verb[] = "version";
    char *command[] = { name, verb, NULL };
    return ends_well(start(command, NULL, -1));
}

char *tls_certificates_new(void)
{
    static char shell[] = "sh";
    if (!is_available()) {
        (void)fprintf(stderr, "no openssl tool: what needs certificates is left out\n");
        return NULL;
    }
    const char *source = getenv("BRAZIER_SOURCE");
    char *script = memory_format("%s/tests/unit/tls_certificates.sh", source != NULL ? source : ".");
    char *directory = place_make();
    char *command[] = { shell, script, directory, NULL };
    ck_assert(ends_well(start(command, NULL, -1)));
    free(script);
    return directory;
}

static bool write_answer(const char *directory, const char *answer)
{
    char *lists = memory_format("%s/campaigns", directory);
    char *path = memory_format("%s/list", lists);
    (void)mkdir(lists, 0700);
    FILE *file = fopen(path, "we");
    bool done = file != NULL && fputs(answer, file) >= 0;
    done = file != NULL && fclose(file) == 0 && done;
    free(path);
    free(lists);
    return done;
}

/* s_server says "ACCEPT 127.0.0.1:PORT" once it listens. */
static int read_port(FILE *output)
{
    char line[200];
    while (fgets(line, sizeof line, output) != NULL) {
        const char *colon = strncmp(line, "ACCEPT", 6) == 0 ? strrchr(line, ':') : NULL;
        if (colon != NULL)
            return (int)strtol(colon + 1, NULL, 10);
    }
    return 0;
}

struct tls_server *tls_start(const char *directory, const char *name, const char *answer)
{
    int ends[2];
    if (!write_answer(directory, answer) || pipe2(ends, O_CLOEXEC) != 0)
        return NULL;
    static char words[][20] = { "openssl", "s_server", "-accept", "127.0.0.1:0", "-HTTP", "-cert", "-key" };
    char *certificate = memory_format("%s/%s.pem", directory, name);
    char *key = memory_format("%s/%s.key", directory, name);
    char *command[] = { words[0], words[1], words[2], words[3], words[4], words[5], certificate, words[6], key, NULL };
    struct tls_server *server = memory_allocate(1, sizeof *server);
    server->child = start(command, directory, ends[1]);
    (void)close(ends[1]);
    server->output = fdopen(ends[0], "r");
    server->port = server->output != NULL ? read_port(server->output) : 0;
    free(key);
    free(certificate);
    if (server->port > 0)
        return server;
    tls_stop(server);
    return NULL;
}

int tls_port(const struct tls_server *server)
{
    return server->port;
}

void tls_stop(struct tls_server *server)
{
    if (server == NULL)
        return;
    if (server->child > 0) {
        (void)kill(server->child, SIGKILL);
        (void)waitpid(server->child, NULL, 0);
    }
    if (server->output != NULL)
        (void)fclose(server->output);
    free(server);
}
