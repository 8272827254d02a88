#include "cli/open_console.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "support/json.h"
#include "ui/console.h"
#include "ui/desk.h"
#include "ui/kept_file.h"

bool cli_need_terminal(struct error *error)
{
    if (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO))
        return true;
    error_set(error, ERROR_USAGE, "the console needs a terminal on stdin and stdout");
    return error_hint(error, "everything it does, a subcommand does too: brazier --help");
}

/* The keys of brazier.conf. One that is wrong is told, with its line, and the others hold. */
static void bind_keys(struct keymap *keymap, const struct preferences *preferences, const struct paths *paths,
                      struct error *trouble)
{
    struct preference_keys keys;
    for (size_t i = 0; preferences_keys(preferences, i, &keys); i++) {
        struct error error = ERROR_INIT;
        if (!keymap_bind(keymap, keys.action, keys.keys, keys.count, &error) && trouble->code == ERROR_NONE) {
            char *file = paths_preferences(paths);
            error_prefix(&error, "%s:%d", file, keys.line);
            error_move(trouble, &error);
            free(file);
        }
        error_clear(&error);
    }
}

/* The theme of brazier.conf: what it has been so far, monochrome, or ASCII. One that is not known is told. */
static void read_theme(struct console_options *options, const struct preferences *preferences, const struct paths *paths,
                       struct error *trouble)
{
    const char *theme = preferences_text(preferences, PREFERENCE_THEME);
    if (theme == NULL || strcmp(theme, "default") == 0)
        return;
    if (strcmp(theme, "monochrome") == 0) {
        options->color = THEME_NEVER;
    } else if (strcmp(theme, "ascii") == 0) {
        options->ascii = true;
    } else if (trouble->code == ERROR_NONE) {
        char *file = paths_preferences(paths);
        error_set(trouble, ERROR_CONFIGURATION, "%s:%d: there is no theme \"%s\"", file,
                  preferences_line(preferences, PREFERENCE_THEME), theme);
        error_hint(trouble, "it is one of default, monochrome and ascii");
        free(file);
    }
}

static bool read_color(const struct cli *cli, const struct preferences *preferences, enum theme_color *color, struct error *error)
{
    const char *word = cli_value(cli, "color");
    if (word == NULL)
        word = preferences_text(preferences, PREFERENCE_COLOR);
    return theme_parse_color(word, color) ||
           error_set(error, ERROR_USAGE, "--color: expected auto, always or never, got \"%s\"", word);
}

static const char *const screen_words[] = {
#define SCREEN(identifier, IDENTIFIER, name, title, help) #identifier,
#include "data/screens.def"
#undef SCREEN
};

static bool find_screen(const char *word, enum screen_id *screen)
{
    for (int i = 0; i < SCREEN_COUNT; i++) {
        if (strcasecmp(screen_words[i], word) == 0) {
            *screen = (enum screen_id)i;
            return true;
        }
    }
    return false;
}

/* The first screen by its word, in any case of letters; else the one that was left on. */
static bool read_screen(const struct cli *cli, const struct kept_file *kept, enum screen_id *screen, struct error *error)
{
    const char *word = cli_value(cli, "screen");
    *screen = SCREEN_CONNECTIONS;
    if (word == NULL)
        (void)find_screen(json_get_string(kept_file_object(kept), "screen", ""), screen);
    if (word == NULL || find_screen(word, screen))
        return true;
    error_set(error, ERROR_USAGE, "--screen: there is no screen \"%s\"", word);
    return error_hint(error, "the screens are those of the console's second line, as connections or explore");
}

/* What one wants to know first: does it work? A command that prints the key may ask for a pass phrase, so that it is
 * run only when the operator does something. */
static void test_at_once(struct desk *desk)
{
    const struct session *session = desk_session(desk);
    if (session == NULL || session_profile(session)->api_key.kind == KEY_COMMAND)
        return;
    struct error error = ERROR_INIT;
    (void)!desk_test(desk, desk_profile_name(desk), NULL, NULL, &error);
    error_clear(&error);
}

/* Where one was is kept for the next time, but for a console that failed. */
static bool run(const struct console_start *start, struct console_options *options, struct kept_file *kept, int *signal,
                struct error *error)
{
    enum screen_id last = options->first;
    struct error trouble = ERROR_INIT;
    options->keymap = keymap_new();
    bind_keys(options->keymap, start->preferences, start->paths, &trouble);
    read_theme(options, start->preferences, start->paths, &trouble);
    struct desk_options desk_options = {
        .paths = start->paths,
        .preferences = start->preferences,
        .overrides = start->overrides,
        .environment = environ,
        .profile = start->profile,
        .last_profile = json_get_string(kept_file_object(kept), "profile", NULL),
        .exports_overview = start->exports_overview,
    };
    options->desk = desk_new(&desk_options);
    const struct error *unopened = desk_trouble(options->desk);
    if (trouble.code != ERROR_NONE)
        options->trouble = &trouble;
    else if (unopened->code != ERROR_NONE && desk_profiles(options->desk)->count > 0)
        options->trouble = unopened;
    options->last = &last;
    test_at_once(options->desk);
    bool done = console_run(options, signal, error);
    if (done) {
        kept_file_set_text(kept, "profile", desk_profile_name(options->desk));
        kept_file_set_text(kept, "screen", screen_words[last]);
    }
    desk_free(options->desk);
    keymap_free(options->keymap);
    error_clear(&trouble);
    return done;
}

bool cli_open_console(const struct cli *cli, const struct console_start *start, int *signal, struct error *error)
{
    struct console_options options = { .program = start->program, .greeting = start->greeting, .ascii = cli_has(cli, "ascii") };
    struct kept_file *kept = kept_file_open(paths_console(start->paths));
    *signal = 0;
    bool done = cli_need_terminal(error) && read_color(cli, start->preferences, &options.color, error) &&
                read_screen(cli, kept, &options.first, error);
    if (done) {
        /* Moments are shown by the C library's functions for local time: where UTC is preferred, that is the local time. */
        if (strcmp(preferences_text(start->preferences, PREFERENCE_TIME), "utc") == 0)
            (void)setenv("TZ", "UTC0", 1);
        tzset();
        done = run(start, &options, kept, signal, error);
    }
    kept_file_close(kept);
    return done;
}

static const int ending_signals[] = { SIGINT, SIGQUIT, SIGTERM, SIGHUP };

enum { ENDING_SIGNALS = sizeof ending_signals / sizeof ending_signals[0] };

static void mask_signals(int how)
{
    sigset_t mask;
    (void)sigemptyset(&mask);
    for (size_t i = 0; i < ENDING_SIGNALS; i++)
        (void)sigaddset(&mask, ending_signals[i]);
    (void)sigprocmask(how, &mask, NULL);
}

void cli_hold_signals(void)
{
    mask_signals(SIG_BLOCK);
}

void cli_release_signals(int number)
{
    for (size_t i = 0; i < ENDING_SIGNALS; i++)
        (void)signal(ending_signals[i], SIG_IGN); /* drops those that are waiting */
    mask_signals(SIG_UNBLOCK);
    for (size_t i = 0; i < ENDING_SIGNALS; i++)
        (void)signal(ending_signals[i], SIG_DFL);
    if (number != 0)
        (void)raise(number);
}
