/* The export, killed at random moments again and again: nothing is lost, nothing is there twice. BRAZIER_KILLS says how
 * often, BRAZIER_SEED with which moments. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#include "program.h"
#include "sim_client.h"
#include "store/export.h"
#include "support/file.h"
#include "sync_world.h"
#include "unit.h"

enum { KILLS = 40, LONGEST_MS = 160 };

static uint64_t next_random(uint64_t *state)
{
    *state += UINT64_C(0x9e3779b97f4a7c15); /* splitmix64 */
    uint64_t z = *state;
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static long number_from(const char *variable, long fallback)
{
    const char *text = getenv(variable);
    return text != NULL ? strtol(text, NULL, 10) : fallback;
}

/* True if it ended by itself before. */
static bool run_and_kill(const char *const *arguments, long after_ms)
{
    pid_t child = program_start(arguments);
    int status = 0;
    struct timespec pause = { after_ms / 1000, after_ms % 1000 * 1000000 };
    (void)nanosleep(&pause, NULL);
    ck_assert_int_eq(kill(child, SIGKILL), 0);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    return WIFEXITED(status);
}

struct context {
    struct store *store;
};

static void expect_count(const struct store_stream *stream, void *context)
{
    struct context *check = context;
    struct error error = ERROR_INIT;
    struct store_export *reading;
    const char *text = "";
    size_t length;
    bool done = store_export_open(&reading, check->store, stream->name, STORE_JSONL, &error);
    while (done && text != NULL)
        done = store_export_next(reading, &text, &length, &error);
    ck_assert_msg(done, "%s", error.message);
    ck_assert_msg(store_export_rows(reading) == stream->rows, "%s: %lld rows are counted, %lld are there", stream->name,
                  (long long)stream->rows, (long long)store_export_rows(reading));
    store_export_close(reading);
}

static void expect_counts(const char *path)
{
    struct error error = ERROR_INIT;
    struct context check;
    if (!file_exists(path) || !store_open(&check.store, path, STORE_READ, 1000, &error)) {
        ck_assert_msg(error.code == ERROR_NONE || error.code == ERROR_NOT_FOUND, "%s",
                      error.message); /* killed before it made anything */
        error_clear(&error);
        return;
    }
    ck_assert_msg(store_streams(check.store, expect_count, &check, &error), "%s", error.message);
    store_close(check.store);
}

START_TEST(killed_at_random_moments_it_ends_as_if_it_never_was)
{
    char *path = world_make(), *copy = memory_copy_string(path);
    char *directory = strrchr(copy, '/');
    *directory = '\0';
    struct sim *sim = client_start("campaigns", "30", "canvases", "6", "segments", "8", "cards", "4", "events", "8",
                                   "latency", "2", "rate-limit", "1000000/1", NULL);
    uint64_t state = (uint64_t)number_from("BRAZIER_SEED", 1);
    long kills = number_from("BRAZIER_KILLS", KILLS), early = 0;
    ck_assert_int_eq(setenv("BRAZIER_REST_URL", sim_url(sim), 1), 0);
    ck_assert_int_eq(setenv("BRAZIER_API_KEY", "demo-key", 1), 0);
    ck_assert_int_eq(unsetenv("BRAZIER_PROFILE"), 0);
    const char *arguments[] = { "sync",       "--data-dir",  copy,         "--config-dir",
                                copy,         "--state-dir", copy,         "--start-date",
                                "2026-03-01", "--end-date",  "2026-09-15", "--archived",
                                "include",    "--mode",      "full",       NULL };
    for (long i = 0; i < kills; i++) {
        uint64_t chance = next_random(&state);
        arguments[14] = chance % 3 == 0 ? "incremental" : "full";
        early += run_and_kill(arguments, (long)(chance / 3 % LONGEST_MS));
        char *store = file_join(copy, "environment.db");
        expect_counts(store);
        free(store);
    }
    ck_assert_msg(early < kills / 2, "%ld of %ld ended before they were killed: the moments are too late", early,
                  kills);
    for (int mode = 0; mode < 2; mode++) {
        arguments[14] = mode == 0 ? "incremental" : "full";
        struct program_end end = program_run(NULL, arguments);
        ck_assert_msg(end.status == 0, "%s", end.err);
        program_end_clear(&end);
        char *store = file_join(copy, "environment.db");
        world_expect_equal(sim, store, NULL, "2026-03-01", "2026-09-15");
        free(store);
    }
    sim_stop(sim);
    free(copy);
    world_remove(path);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sync killed");
    TCase *killed = tcase_create("killed");
    tcase_set_timeout(killed, 1200);
    tcase_add_test(killed, killed_at_random_moments_it_ends_as_if_it_never_was);
    suite_add_tcase(suite, killed);
    return unit_run(suite);
}
