#include "world.h"

#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../unit/place.h"
#include "sim/simulator.h"
#include "support/file.h"
#include "support/memory.h"

struct world *world_start(const char *const *options)
{
    struct world *world = memory_allocate(1, sizeof *world);
    struct error error = ERROR_INIT;
    world->home = place_make();
    world->log = world_path(world, "simulator.log");
    struct sim_options sim;
    sim_options_init(&sim);
    ck_assert(sim_options_set(&sim, "api-key", WORLD_KEY, &error));
    ck_assert(sim_options_set(&sim, "log", world->log, &error));
    for (size_t i = 0; options != NULL && options[i] != NULL; i += 2)
        ck_assert_msg(sim_options_set(&sim, options[i], options[i + 1], &error), "%s", error.message);
    world->sim = sim_start(&sim, &error);
    ck_assert_msg(world->sim != NULL, "%s", error.message);
    sim_options_clear(&sim);
    return world;
}

void world_end(struct world *world)
{
    sim_stop(world->sim);
    place_remove(world->home);
    free(world->log);
    free(world);
}

char *world_path(const struct world *world, const char *name)
{
    return file_join(world->home, name);
}

char *world_read(const struct world *world, const char *name)
{
    char *path = world_path(world, name);
    char *bytes = NULL;
    size_t length = 0;
    ck_assert_msg(file_read(path, (size_t)1 << 26, &bytes, &length, NULL), "%s", path);
    free(path);
    return bytes;
}

/* In a child, so that the test's own environment stays as it is. */
static pid_t spawn(const struct world *world, const char *const *arguments, const char *key)
{
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child != 0)
        return child;
    char *argv[40] = { (char *)getenv("BRAZIER") };
    for (size_t i = 0; arguments[i] != NULL && i < 38; i++)
        argv[i + 1] = (char *)arguments[i];
    (void)setenv("HOME", world->home, 1);
    static const char *const unset[] = { "XDG_CONFIG_HOME", "XDG_DATA_HOME",   "XDG_STATE_HOME",
                                         "BRAZIER_PROFILE", "BRAZIER_API_KEY", "BRAZIER_REST_URL" };
    for (size_t i = 0; i < sizeof unset / sizeof *unset; i++)
        (void)unsetenv(unset[i]);
    int ends[2];
    if (pipe(ends) != 0 || write(ends[1], key, strlen(key)) < 0)
        _exit(126);
    (void)close(ends[1]);
    (void)dup2(ends[0], STDIN_FILENO);
    int out = open("/dev/null", O_WRONLY);
    (void)dup2(out, STDOUT_FILENO);
    (void)dup2(out, STDERR_FILENO);
    (void)execv(argv[0], argv);
    _exit(127);
}

static void expect_status(pid_t child, int status)
{
    int end = 0;
    ck_assert_int_eq(waitpid(child, &end, 0), child);
    ck_assert(WIFEXITED(end));
    ck_assert_int_eq(WEXITSTATUS(end), status);
}

void world_run(const struct world *world, const char *const *arguments, int status)
{
    expect_status(spawn(world, arguments, ""), status);
}

void world_profile(const struct world *world, const char *name, const char *environment, bool read_only,
                   const char *url, const char *key)
{
    const char *const arguments[] = { "profile",
                                      "add",
                                      name,
                                      "--rest-url",
                                      url != NULL ? url : sim_url(world->sim),
                                      "--environment",
                                      environment,
                                      "--read-only",
                                      read_only ? "true" : "false",
                                      "--api-key-stdin",
                                      NULL };
    expect_status(spawn(world, arguments, key != NULL ? key : WORLD_KEY), 0);
}

struct screen *world_open(const struct world *world, int rows, int columns, const char *profile, const char *screen)
{
    const char *const arguments[] = { "console", "-p", profile, "--screen", screen, NULL };
    return screen_start(
        &(struct screen_options){ .rows = rows, .columns = columns, .arguments = arguments, .home = world->home });
}

size_t world_requests(const struct world *world, const char *text)
{
    char *log = world_read(world, "simulator.log");
    size_t count = 0;
    for (char *line = log, *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        *end = '\0';
        count += strstr(line, text) != NULL ? 1 : 0;
    }
    free(log);
    return count;
}

static int digit(char letter)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = letter != '\0' ? strchr(letters, letter) : NULL;
    return at != NULL ? (int)(at - letters) : -1;
}

char *world_clipboard(const struct screen *screen)
{
    static const char begin[] = "\033]52;c;";
    const char *last = NULL;
    for (const char *at = screen->raw; (at = strstr(at, begin)) != NULL; at++)
        last = at;
    if (last == NULL)
        return NULL;
    char *out = memory_allocate(strlen(last) + 1, 1);
    size_t length = 0;
    unsigned bits = 0;
    int count = 0;
    for (const char *at = last + sizeof begin - 1; digit(*at) >= 0; at++) {
        bits = bits << 6 | (unsigned)digit(*at);
        count += 6;
        if (count >= 8) {
            count -= 8;
            out[length++] = (char)(bits >> count & 0xFF);
        }
    }
    return out;
}
