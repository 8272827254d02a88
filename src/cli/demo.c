#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/open_console.h"
#include "cli/temporary.h"
#include "support/date.h"
#include "support/file.h"
#include "support/json.h"
#include "support/memory.h"
#include "support/text.h"

enum { START_TIMEOUT_MS = 10000, LINE_MOST = 256 };

static const char announcement[] = "listening on ";

struct demo {
    pid_t simulator; /* 0: not running */
    struct temporary directory; /* everything is below it */
    char *url;
    struct paths paths;
    struct preferences *preferences;
};

static const struct cli_option demo_options[] = {
#define SIMULATE(name, argument, help) { name, 0, argument, help },
#include "data/simulate.def"
#undef SIMULATE
    { "screen", 0, "NAME", "the screen to begin with: connections, explore, settings, replay, doctor or history" },
    { "ascii", 0, NULL, "draw lines, charts and marks in ASCII" },
    { NULL, 0, NULL, NULL },
};

/* The simulator. */

/* What was given for it goes on to it. The caller frees the list, and its texts from the second on. */
static char **simulator_arguments(const struct cli *cli, char *program)
{
    static const char *const names[] = {
#define SIMULATE(name, argument, help) name,
#include "data/simulate.def"
#undef SIMULATE
    };
    char **arguments = memory_allocate(4, sizeof(char *));
    size_t count = 0;
    arguments[count++] = program;
    arguments[count++] = memory_copy_string("simulate");
    arguments[count++] = memory_copy_string("--parent-exit");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        for (size_t k = 0; k < cli_value_count(cli, names[i]); k++) {
            arguments = memory_resize(arguments, count + 2, sizeof(char *));
            arguments[count++] = memory_format("--%s=%s", names[i], cli_value_at(cli, names[i], k));
        }
    }
    arguments[count] = NULL;
    return arguments;
}

static void free_arguments(char **arguments)
{
    for (size_t i = 1; arguments[i] != NULL; i++)
        free(arguments[i]);
    free(arguments);
}

/* A process group of its own, so that ^C and ^Z on this terminal do not reach it. */
static int spawn_simulator(pid_t *child, char **arguments, int output)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t none;
    sigset_t all;
    (void)sigemptyset(&none);
    (void)sigfillset(&all);
    int failed = posix_spawn_file_actions_init(&files);
    if (failed != 0)
        return failed;
    failed = posix_spawnattr_init(&attributes);
    if (failed == 0) {
        short flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
        failed = posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        failed = failed != 0 ? failed : posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
        failed = failed != 0 ? failed : posix_spawnattr_setpgroup(&attributes, 0);
        failed = failed != 0 ? failed : posix_spawnattr_setsigmask(&attributes, &none);
        failed = failed != 0 ? failed : posix_spawnattr_setsigdefault(&attributes, &all);
        failed = failed != 0 ? failed : posix_spawnattr_setflags(&attributes, flags);
        failed = failed != 0 ? failed : posix_spawn(child, "/proc/self/exe", &files, &attributes, arguments, environ);
        (void)posix_spawnattr_destroy(&attributes);
    }
    (void)posix_spawn_file_actions_destroy(&files);
    return failed;
}

/* Its first line says where it listens. What it says when it cannot start goes to our standard error. */
static bool read_url(struct demo *demo, int output, struct error *error)
{
    char line[LINE_MOST];
    size_t length = 0;
    int64_t deadline = date_monotonic_ms() + START_TIMEOUT_MS;
    for (;;) {
        int64_t left = deadline - date_monotonic_ms();
        struct pollfd polled = { .fd = output, .events = POLLIN };
        if (left <= 0 || (poll(&polled, 1, (int)left) <= 0 && errno != EINTR))
            return error_set(error, ERROR_FAILED, "the simulator does not start");
        ssize_t got = read(output, line + length, sizeof line - 1 - length);
        if (got <= 0)
            return error_set(error, ERROR_FAILED, "the simulator ended at once") ||
                   error_hint(error, "run brazier simulate to see why");
        length += (size_t)got;
        line[length] = '\0';
        char *end = strchr(line, '\n');
        if (end == NULL && length + 1 < sizeof line)
            continue;
        if (end == NULL || !text_starts_with(line, announcement))
            return error_set(error, ERROR_FAILED, "the simulator does not say where it listens");
        *end = '\0';
        demo->url = memory_copy_string(line + sizeof announcement - 1);
        return true;
    }
}

static bool start_simulator(struct demo *demo, const struct cli *cli, struct error *error)
{
    int ends[2];
    static char program[] = "brazier";
    if (pipe2(ends, O_CLOEXEC) != 0)
        return error_set(error, ERROR_FAILED, "cannot make a pipe: %s", strerror(errno));
    char **arguments = simulator_arguments(cli, program);
    int failed = spawn_simulator(&demo->simulator, arguments, ends[1]);
    free_arguments(arguments);
    (void)close(ends[1]);
    if (failed != 0)
        demo->simulator = 0;
    bool done = failed == 0 ? read_url(demo, ends[0], error)
                            : error_set(error, ERROR_FAILED, "cannot start the simulator: %s", strerror(failed));
    (void)close(ends[0]);
    return done;
}

static void stop_simulator(struct demo *demo)
{
    if (demo->simulator == 0)
        return;
    (void)kill(demo->simulator, SIGTERM);
    while (waitpid(demo->simulator, NULL, 0) < 0 && errno == EINTR)
        continue;
    demo->simulator = 0;
}

/* Files of its own. */

static bool make_directory(struct demo *demo, struct error *error)
{
    if (!temporary_make(&demo->directory, "brazier-demo", error))
        return false;
    char *config = file_join(demo->directory.path, "config");
    char *data = file_join(demo->directory.path, "data");
    char *state = file_join(demo->directory.path, "state");
    bool done = paths_init(&demo->paths, config, data, state, error);
    demo->paths.is_temporary = true;
    free(config);
    free(data);
    free(state);
    return done;
}

struct demo_profile {
    const char *name;
    const char *key;
    const char *environment;
    const char *read_only;
    const char *source_type;
    const char *mode;
};

static bool save_profile(struct demo *demo, const struct demo_profile *from, struct error *error)
{
    struct profile *profile = profile_new(from->name);
    profile_set_key(profile, PROFILE_API_KEY, secret_new(from->key, strlen(from->key)));
    profile_set_setting(profile, "dataCenter", json_string("US-01")); /* RudderStack demands one */
    bool done = profile_set(profile, PROFILE_REST_URL, demo->url, error) &&
                profile_set(profile, PROFILE_ENVIRONMENT, from->environment, error) &&
                profile_set(profile, PROFILE_READ_ONLY, from->read_only, error) &&
                profile_set(profile, PROFILE_SOURCE_TYPE, from->source_type, error) &&
                profile_set(profile, PROFILE_MODE, from->mode, error) && profile_save(&demo->paths, profile, error);
    profile_free(profile);
    return done;
}

/* One to work with, one that shows what production looks like, and one that shows a mistake. */
static bool save_profiles(struct demo *demo, const char *key, struct error *error)
{
    const struct demo_profile profiles[] = {
        { "demo", key, "sandbox", "false", "web", "cloud" },
        { "demo-production", key, "production", "true", "androidKotlin", "hybrid" },
        { "demo-wrong-key", "not-the-key-of-this-workspace", "sandbox", "false", "web", "cloud" },
    };
    for (size_t i = 0; i < sizeof profiles / sizeof profiles[0]; i++)
        if (!save_profile(demo, &profiles[i], error))
            return false;
    demo->preferences = preferences_load(&demo->paths, error);
    return demo->preferences != NULL;
}

static void demo_end(struct demo *demo)
{
    stop_simulator(demo);
    preferences_free(demo->preferences);
    temporary_remove(&demo->directory);
    paths_clear(&demo->paths);
    free(demo->url);
}

static bool run_demo(const struct cli *cli, struct error *error)
{
    struct demo demo = { 0 };
    struct profile_overrides overrides = { 0 };
    int signal = 0;
    if (!cli_need_terminal(error))
        return false;
    cli_hold_signals();
    const char *key = cli_value(cli, "api-key");
    bool done = make_directory(&demo, error) && start_simulator(&demo, cli, error) &&
                save_profiles(&demo, key != NULL ? key : "demo-key", error);
    if (done) {
        struct console_start start = {
            .paths = &demo.paths,
            .preferences = demo.preferences,
            .overrides = &overrides,
            .profile = "demo",
            .program = "brazier demo",
            .exports_overview = true,
            .greeting = "Simulated data on this machine: nothing is real, nothing of yours is touched",
        };
        done = cli_open_console(cli, &start, &signal, error);
    }
    demo_end(&demo);
    cli_release_signals(signal);
    return done;
}

const struct cli_command cli_demo = {
    .name = "demo",
    .summary = "the console on a simulated Braze with demo data",
    .description = "Starts the simulator on a port of this machine and opens the console on it, with profiles of its own in a "
                   "temporary directory. No file of yours is read or written, and all of it is gone when the console is left. "
                   "The options of brazier simulate shape the simulated workspace.",
    .examples = "brazier demo  # look around\n"
                "brazier demo --latency 5000 --fault 429:10%  # with a slow Braze that is short of requests\n",
    .options = demo_options,
    .run = run_demo,
};
