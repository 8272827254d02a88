/* Typing a key on a real (pseudo-)terminal. */
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <utmp.h>

#include "unit/place.h"
#include "unit/unit.h"

#define KEY "dummy-key-abcdefgh-3f1a"

enum { PATIENCE_MS = 20000 };

static char *root;
static int terminal;
static pid_t child;
static char said[65536];
static size_t said_length;

static void set_up(void)
{
    root = place_make();
    said_length = 0;
    said[0] = '\0';
}

static void tear_down(void)
{
    place_remove(root);
}

/* Starts the program on a terminal of its own that stays open on our side. */
static void start(const char *const *arguments)
{
    const char *program = getenv("BRAZIER");
    ck_assert_msg(program != NULL, "BRAZIER is not set");
    int slave = -1;
    ck_assert_int_eq(openpty(&terminal, &slave, NULL, NULL, NULL), 0);
    child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        const char *words[16] = { "brazier" };
        size_t count = 1;
        for (; arguments[count - 1] != NULL; count++)
            words[count] = arguments[count - 1];
        if (login_tty(slave) != 0)
            _exit(125);
        (void)setenv("HOME", root, 1);
        (void)unsetenv("XDG_CONFIG_HOME");
        (void)unsetenv("BRAZIER_API_KEY");
        (void)execv(program, (char *const *)words);
        _exit(126);
    }
    (void)close(slave);
}

/* Reads what the terminal shows, until text is in it. */
static void await(const char *text)
{
    while (strstr(said, text) == NULL) {
        struct pollfd waiting = { .fd = terminal, .events = POLLIN };
        ck_assert_msg(poll(&waiting, 1, PATIENCE_MS) == 1, "no \"%s\" in: %s", text, said);
        ssize_t got = read(terminal, said + said_length, sizeof said - 1 - said_length);
        ck_assert_msg(got > 0, "ended without \"%s\": %s", text, said);
        said_length += (size_t)got;
        said[said_length] = '\0';
    }
}

static void type(const char *text)
{
    ck_assert_int_eq(write(terminal, text, strlen(text)), (ssize_t)strlen(text));
}

/* Whether the terminal shows what is typed. */
static bool echoes(void)
{
    struct termios state;
    ck_assert_int_eq(tcgetattr(terminal, &state), 0);
    return (state.c_lflag & ECHO) != 0;
}

/* Reads the rest and gives the exit status, or 128 and the signal. */
static int finish(void)
{
    int status = 0;
    for (;;) {
        ssize_t got = read(terminal, said + said_length, sizeof said - 1 - said_length);
        if (got <= 0)
            break; /* EIO: the other side is closed */
        said_length += (size_t)got;
        said[said_length] = '\0';
    }
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static bool file_has(const char *name, const char *text)
{
    char path[256];
    char bytes[4096] = "";
    snprintf(path, sizeof path, "%s/.config/brazier/profiles/%s", root, name);
    FILE *stream = fopen(path, "r");
    if (stream == NULL)
        return false;
    size_t length = fread(bytes, 1, sizeof bytes - 1, stream);
    fclose(stream);
    bytes[length] = '\0';
    return strstr(bytes, text) != NULL;
}

static const char *const add[] = { "profile", "add", "acme", "--instance", "EU-01", NULL };

START_TEST(a_typed_key_is_not_shown_and_the_terminal_is_as_before)
{
    start(add);
    await("REST API key (Enter for none): ");
    ck_assert(!echoes());
    type(KEY "\n");
    ck_assert_int_eq(finish(), 0);
    ck_assert_ptr_null(strstr(said, "abcdefgh"));
    ck_assert(file_has("acme.conf", "api_key = \"" KEY "\";"));
    ck_assert(echoes());
    close(terminal);
}
END_TEST

START_TEST(an_empty_line_makes_a_profile_without_a_key)
{
    start(add);
    await("REST API key");
    type("\n");
    ck_assert_int_eq(finish(), 0);
    ck_assert(file_has("acme.conf", "EU-01"));
    ck_assert(!file_has("acme.conf", "api_key"));
    ck_assert_ptr_nonnull(strstr(said, "no REST API key yet"));
    close(terminal);
}
END_TEST

START_TEST(a_key_with_a_blank_is_refused_and_nothing_is_written)
{
    start(add);
    await("REST API key");
    type("two words\n");
    ck_assert_int_eq(finish(), 3);
    ck_assert_ptr_null(strstr(said, "two words"));
    ck_assert(!file_has("acme.conf", "EU-01"));
    close(terminal);
}
END_TEST

START_TEST(an_interrupt_ends_it_with_the_terminal_as_before)
{
    start(add);
    await("REST API key");
    type("dummy-half-a-key\003");
    ck_assert_int_eq(finish(), 128 + SIGINT);
    ck_assert(echoes());
    ck_assert(!file_has("acme.conf", "EU-01"));
    ck_assert_ptr_null(strstr(said, "half"));
    close(terminal);
}
END_TEST

START_TEST(a_termination_ends_it_with_the_terminal_as_before)
{
    start(add);
    await("REST API key");
    ck_assert(!echoes());
    ck_assert_int_eq(kill(child, SIGTERM), 0);
    ck_assert_int_eq(finish(), 128 + SIGTERM);
    ck_assert(echoes());
    close(terminal);
}
END_TEST

START_TEST(after_a_stop_the_prompt_comes_back)
{
    int status = 0;
    start(add);
    await("REST API key (Enter for none): ");
    /* SIGTSTP does not stop a process group without a job-control parent; SIGSTOP would not let it tidy up. The group
     * of login_tty() is orphaned, so that the system leaves the signal out, and the prompt must come back by itself. */
    ck_assert_int_eq(kill(child, SIGTSTP), 0);
    await("none): REST API key: ");
    ck_assert(!echoes());
    ck_assert_int_eq(waitpid(child, &status, WNOHANG), 0);
    type(KEY "\n");
    ck_assert_int_eq(finish(), 0);
    ck_assert(file_has("acme.conf", KEY));
    close(terminal);
}
END_TEST

START_TEST(removing_asks_and_only_y_removes)
{
    static const char *const remove_it[] = { "profile", "remove", "acme", NULL };
    start(add);
    await("REST API key");
    type("\n");
    ck_assert_int_eq(finish(), 0);
    close(terminal);
    start(remove_it);
    await("Remove profile \"acme\" with its key? [y/N] ");
    type("n\n");
    ck_assert_int_ne(finish(), 0);
    ck_assert(file_has("acme.conf", "EU-01"));
    close(terminal);
    said_length = 0;
    said[0] = '\0';
    start(remove_it);
    await("[y/N] ");
    type("y\n");
    ck_assert_int_eq(finish(), 0);
    ck_assert(!file_has("acme.conf", "EU-01"));
    close(terminal);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("prompt");
    TCase *all = tcase_create("all");
    tcase_set_timeout(all, 60);
    tcase_add_checked_fixture(all, set_up, tear_down);
    tcase_add_test(all, a_typed_key_is_not_shown_and_the_terminal_is_as_before);
    tcase_add_test(all, an_empty_line_makes_a_profile_without_a_key);
    tcase_add_test(all, a_key_with_a_blank_is_refused_and_nothing_is_written);
    tcase_add_test(all, an_interrupt_ends_it_with_the_terminal_as_before);
    tcase_add_test(all, a_termination_ends_it_with_the_terminal_as_before);
    tcase_add_test(all, after_a_stop_the_prompt_comes_back);
    tcase_add_test(all, removing_asks_and_only_y_removes);
    suite_add_tcase(suite, all);
    return unit_run(suite);
}
