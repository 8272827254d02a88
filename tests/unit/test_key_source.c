#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "profile/key_command.h"
#include "profile/key_source.h"
#include "support/date.h"
#include "support/file.h"
#include "support/memory.h"
#include "place.h"
#include "unit.h"

#define KEY "dummy-key-0123-4567"

static char *const no_environment[] = { NULL };

static struct key_source command_of(const char *first, const char *second, const char *third)
{
    const char *words[] = { first, second, third };
    struct key_source source = { 0 };
    ck_assert(key_source_set_command(&source, words, third != NULL ? 3 : second != NULL ? 2 : 1, NULL));
    return source;
}

static void expect_key(struct key_source *source, char *const *environment)
{
    struct error error = ERROR_INIT;
    struct secret *key = NULL;
    ck_assert_msg(key_source_resolve(source, "REST API key", environment, 5000, &key, &error), "%s", error.message);
    ck_assert_str_eq(secret_reveal(key), KEY);
    secret_free(key);
    key_source_clear(source);
}

static void expect_failure(struct key_source *source, int64_t timeout_ms, const char *in_message)
{
    struct error error = ERROR_INIT;
    struct secret *key = NULL;
    ck_assert(!key_source_resolve(source, "REST API key", environ, timeout_ms, &key, &error));
    ck_assert_int_eq(error.code, ERROR_CONFIGURATION);
    ck_assert_msg(strstr(error.message, in_message) != NULL, "%s", error.message);
    ck_assert_ptr_null(strstr(error.message, KEY));
    ck_assert(error.hint == NULL || strstr(error.hint, KEY) == NULL);
    error_clear(&error);
    key_source_clear(source);
}

START_TEST(a_key_is_printable_ascii_without_blanks)
{
    static const char *const bad[] = { "", "   ", "two words", "line\nbreak", "tab\tbed", "caf\xC3\xA9", "esc\x1b[m",
                                       "a\r\nX-Evil: 1" };
    struct error error = ERROR_INIT;
    struct secret *key = NULL;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ck_assert(!key_parse(bad[i], strlen(bad[i]), "REST API key", &key, &error));
        ck_assert_ptr_nonnull(strstr(error.message, "REST API key"));
    }
    ck_assert(key_parse(" \n" KEY "\r\n", strlen(KEY) + 4, "REST API key", &key, &error));
    ck_assert_str_eq(secret_reveal(key), KEY);
    secret_free(key);
    error_clear(&error);
}
END_TEST

START_TEST(a_key_longer_than_512_characters_is_refused)
{
    char text[514];
    struct secret *key = NULL;
    memset(text, 'k', sizeof text);
    ck_assert(!key_parse(text, 513, "key", &key, NULL));
    ck_assert(key_parse(text, 512, "key", &key, NULL));
    secret_free(key);
}
END_TEST

START_TEST(a_key_comes_from_a_variable_of_the_environment)
{
    char name[] = "BRAZE_TEST=" KEY;
    char longer[] = "BRAZE_TEST_2=other";
    char *const environment[] = { longer, name, NULL };
    struct key_source source = { 0 };
    ck_assert(key_source_set_variable(&source, "BRAZE_TEST", NULL));
    expect_key(&source, environment);
    ck_assert(key_source_set_variable(&source, "BRAZE_TES", NULL));
    expect_failure(&source, 1000, "BRAZE_TES, which is not set");
}
END_TEST

START_TEST(what_is_no_variable_name_is_refused_and_not_repeated)
{
    struct error error = ERROR_INIT;
    struct key_source source = { 0 };
    ck_assert(!key_source_set_variable(&source, KEY, &error));
    ck_assert_ptr_null(strstr(error.message, KEY));
    ck_assert(!key_source_set_variable(&source, "1A", &error));
    ck_assert(!key_source_set_variable(&source, "", &error));
    error_clear(&error);
}
END_TEST

START_TEST(a_key_comes_from_a_command_with_the_environment_it_was_given)
{
    struct key_source source = command_of("printenv", "BRAZE_TEST", NULL);
    char name[] = "BRAZE_TEST=" KEY;
    char *const environment[] = { name, NULL };
    expect_key(&source, environment);
    (void)no_environment;
}
END_TEST

START_TEST(a_command_is_run_without_a_shell)
{
    /* Were there one, it would cut the word at the blank, expand the variable and run the second command. */
    struct key_source source = command_of("printf", "%s", KEY);
    expect_key(&source, environ);
    source = command_of("printf", "%s", "$HOME;id>/dev/null");
    struct secret *key = NULL;
    ck_assert(key_source_resolve(&source, "key", environ, 5000, &key, NULL));
    ck_assert_str_eq(secret_reveal(key), "$HOME;id>/dev/null");
    secret_free(key);
    key_source_clear(&source);
}
END_TEST

START_TEST(a_command_that_does_not_exist_is_named)
{
    struct key_source source = command_of("/nonexistent/command", NULL, NULL);
    expect_failure(&source, 1000, "/nonexistent/command: No such file");
}
END_TEST

START_TEST(a_command_that_fails_is_told_with_its_status_and_first_complaint)
{
    struct key_source source = command_of("sh", "-c", "echo " KEY "; echo; echo 'vault is sealed' >&2; echo more >&2; exit 3");
    expect_failure(&source, 5000, "ended with status 3: vault is sealed");
    source = command_of("sh", "-c", "kill -TERM $$");
    expect_failure(&source, 5000, "signal 15");
}
END_TEST

START_TEST(a_command_that_prints_nothing_or_two_lines_is_refused)
{
    struct key_source source = command_of("true", NULL, NULL);
    expect_failure(&source, 5000, "command true: the REST API key is empty");
    source = command_of("sh", "-c", "echo " KEY "; echo user: me");
    expect_failure(&source, 5000, "more than one line");
}
END_TEST

START_TEST(a_command_that_prints_without_end_is_stopped)
{
    struct key_source source = command_of("yes", KEY, NULL);
    expect_failure(&source, 5000, "more than 65536 bytes");
}
END_TEST

START_TEST(a_command_that_complains_without_end_still_gives_its_key)
{
    struct key_source source = command_of("sh", "-c", "head -c 300000 /dev/zero >&2; echo " KEY);
    expect_key(&source, environ);
}
END_TEST

START_TEST(a_command_that_takes_too_long_is_ended)
{
    struct key_source source = command_of("sleep", "60", NULL);
    int64_t before = date_monotonic_ms();
    expect_failure(&source, 100, "within 0.1 s");
    ck_assert_int_lt(date_monotonic_ms() - before, 5000);
}
END_TEST

START_TEST(a_process_that_the_command_leaves_behind_is_not_waited_for)
{
    struct key_source source = command_of("sh", "-c", "sleep 30 & echo " KEY);
    int64_t before = date_monotonic_ms();
    expect_key(&source, environ);
    ck_assert_int_lt(date_monotonic_ms() - before, 5000);
}
END_TEST

START_TEST(a_command_gets_no_input_no_blocked_signal_and_no_descriptor_of_ours)
{
    sigset_t blocked;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGTERM);
    sigprocmask(SIG_BLOCK, &blocked, NULL);
    signal(SIGPIPE, SIG_IGN);
    struct key_source source = command_of(
        "sh", "-c",
        /* Bit 12 is SIGPIPE. */
        "cat >/dev/null; grep -Eq '^SigBlk:.0+$' /proc/self/status && grep -Eq '^SigIgn:.*[0268ace]...$' /proc/self/status && "
        "! ls -l /proc/$$/fd | grep -E 'timerfd|eventpoll|pidfd' && echo " KEY);
    expect_key(&source, environ);
}
END_TEST

START_TEST(a_command_is_watched_through_one_descriptor_and_loses_the_terminal)
{
    char program[] = "sh";
    char option[] = "-c";
    char script[] = "test \"$(cut -d ' ' -f 6 /proc/$$/stat)\" = $$ && echo " KEY;
    char *const words[] = { program, option, script, NULL };
    struct error error = ERROR_INIT;
    struct key_command *command = key_command_start(words, environ, 5000, KEY_COMMAND_LOSES_TERMINAL, &error);
    ck_assert_ptr_nonnull(command);
    int turns = 0;
    do {
        struct pollfd waiting = { .fd = key_command_descriptor(command), .events = POLLIN };
        ck_assert_int_eq(poll(&waiting, 1, 10000), 1);
        turns++;
    } while (!key_command_continue(command));
    ck_assert_int_lt(turns, 20);
    struct secret *key = NULL;
    ck_assert_msg(key_command_take(command, "key", &key, &error), "%s", error.message);
    ck_assert_str_eq(secret_reveal(key), KEY);
    secret_free(key);
    key_command_free(command);
}
END_TEST

START_TEST(a_command_that_is_given_up_is_ended_with_all_it_started)
{
    char *directory = place_make();
    char *path = file_join(directory, "pid");
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    char program[] = "sh";
    char option[] = "-c";
    char *script = memory_format("sleep 60 & echo $! > %s; wait", path);
    char *const words[] = { program, option, script, NULL };
    struct key_command *command = key_command_start(words, environ, 60000, KEY_COMMAND_LOSES_TERMINAL, NULL);
    ck_assert_ptr_nonnull(command);
    FILE *stream = fopen(path, "r"); /* waits until the script writes */
    int pid = 0;
    ck_assert_int_eq(fscanf(stream, "%d", &pid), 1);
    fclose(stream);
    key_command_free(command);
    /* It is dead; who adopts it has to collect it, which may take a moment. */
    for (int i = 0; i < 5000; i++) {
        char status[64];
        char line[256] = "";
        snprintf(status, sizeof status, "/proc/%d/stat", pid);
        FILE *stat_file = fopen(status, "r");
        if (stat_file == NULL)
            break;
        char *read = fgets(line, sizeof line, stat_file);
        fclose(stat_file);
        if (read == NULL || strstr(line, ") Z ") != NULL)
            break;
        poll(NULL, 0, 1);
        ck_assert_int_lt(i, 4999);
    }
    free(script);
    free(path);
    place_remove(directory);
}
END_TEST

START_TEST(a_command_is_written_as_words_or_as_a_json_array)
{
    struct key_source source = { 0 };
    struct error error = ERROR_INIT;
    ck_assert(key_source_parse_command(&source, "  pass  show braze/prod ", &error));
    char *text = key_source_command_text(&source);
    ck_assert_str_eq(text, "[\"pass\",\"show\",\"braze/prod\"]");
    free(text);
    ck_assert(key_source_parse_command(&source, "[\"op\", \"read\", \"a b\"]", &error));
    ck_assert_str_eq(source.command[2], "a b");
    ck_assert_ptr_null(source.command[3]);
    ck_assert(!key_source_parse_command(&source, "pass show 'a b'", &error));
    ck_assert_ptr_nonnull(strstr(error.hint, "JSON array"));
    ck_assert(!key_source_parse_command(&source, "[\"a\", 1]", &error));
    ck_assert(!key_source_parse_command(&source, "[]", &error));
    ck_assert(!key_source_parse_command(&source, "[\"a\"", &error));
    ck_assert(!key_source_parse_command(&source, "  ", &error));
    ck_assert_str_eq(source.command[0], "op");
    key_source_clear(&source);
    error_clear(&error);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("key source");
    TCase *all = tcase_create("all");
    tcase_set_timeout(all, 60);
    tcase_add_test(all, a_key_is_printable_ascii_without_blanks);
    tcase_add_test(all, a_key_longer_than_512_characters_is_refused);
    tcase_add_test(all, a_key_comes_from_a_variable_of_the_environment);
    tcase_add_test(all, what_is_no_variable_name_is_refused_and_not_repeated);
    tcase_add_test(all, a_key_comes_from_a_command_with_the_environment_it_was_given);
    tcase_add_test(all, a_command_is_run_without_a_shell);
    tcase_add_test(all, a_command_that_does_not_exist_is_named);
    tcase_add_test(all, a_command_that_fails_is_told_with_its_status_and_first_complaint);
    tcase_add_test(all, a_command_that_prints_nothing_or_two_lines_is_refused);
    tcase_add_test(all, a_command_that_prints_without_end_is_stopped);
    tcase_add_test(all, a_command_that_complains_without_end_still_gives_its_key);
    tcase_add_test(all, a_command_that_takes_too_long_is_ended);
    tcase_add_test(all, a_process_that_the_command_leaves_behind_is_not_waited_for);
    tcase_add_test(all, a_command_gets_no_input_no_blocked_signal_and_no_descriptor_of_ours);
    tcase_add_test(all, a_command_is_watched_through_one_descriptor_and_loses_the_terminal);
    tcase_add_test(all, a_command_that_is_given_up_is_ended_with_all_it_started);
    tcase_add_test(all, a_command_is_written_as_words_or_as_a_json_array);
    suite_add_tcase(suite, all);
    return unit_run(suite);
}
