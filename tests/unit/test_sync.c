#include "sync/sync.h"

#include <stdio.h>
#include <string.h>

#include "sim_client.h"
#include "sync_world.h"
#include "unit.h"

#define SMALL "seed", "7", "campaigns", "7", "canvases", "3", "segments", "5", "cards", "3", "events", "4", "products", "5", "days", "300"

static char *path;

static void set_up(void)
{
    path = world_make();
}

static void tear_down(void)
{
    world_remove(path);
}

static void expect_complete(struct world_run *run)
{
    ck_assert_msg(run->complete, "%s", run->errors);
    ck_assert_str_eq(run->errors, "");
    free(run->errors);
    run->errors = NULL;
}

START_TEST(a_full_export_holds_what_braze_holds)
{
    struct sim *sim = client_start(SMALL, NULL);
    struct world_run run = { .sim = sim, .path = path, .mode = SYNC_FULL, .start = "2026-03-01", .today = "2026-09-15" };
    world_sync(&run);
    expect_complete(&run);
    world_expect_equal(sim, path, NULL, "2026-03-01", "2026-09-15");
    ck_assert_int_eq(world_rows(path, "campaigns_analytics"), 7 * 198);
    sim_stop(sim);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sync");
    TCase *sync = tcase_create("sync");
    tcase_set_timeout(sync, 120);
    tcase_add_checked_fixture(sync, set_up, tear_down);
    tcase_add_test(sync, a_full_export_holds_what_braze_holds);
    suite_add_tcase(suite, sync);
    return unit_run(suite);
}
