#include "replay_world.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "place.h"
#include "support/file.h"
#include "support/json.h"
#include "support/text.h"

#define KEY "demo-key-0000-1111"
#define WRITE_KEY "demo-write-key"

static struct paths paths;
static char *no_environment[] = { NULL };

static struct sim *start_sim(struct world *world, const char *const *settings)
{
    struct sim_options options;
    struct error error = ERROR_INIT;
    sim_options_init(&options);
    ck_assert(sim_options_set(&options, "api-key", KEY, &error));
    ck_assert(sim_options_set(&options, "log", world->log, &error));
    for (; settings != NULL && *settings != NULL; settings++) {
        const char *equal = strchr(*settings, '=');
        char *name = memory_copy_bytes(*settings, (size_t)(equal - *settings));
        ck_assert_msg(sim_options_set(&options, name, equal + 1, &error), "%s", error.message);
        free(name);
    }
    struct sim *sim = sim_start(&options, &error);
    ck_assert_msg(sim != NULL, "%s", error.message);
    sim_options_clear(&options);
    free(world->profile->rest_url);
    world->profile->rest_url = memory_copy_string(sim_url(sim));
    free(world->profile->data_plane_url);
    world->profile->data_plane_url = memory_copy_string(sim_url(sim));
    return sim;
}

/* Takes the directory. */
static void begin(struct world *world, char *directory)
{
    *world = (struct world){ .mapping = { .now_ms = 0 } };
    world->directory = directory;
    world->log = memory_format("%s/log.jsonl", directory);
    world->record = memory_format("%s/acme.replays/record.jsonl", directory);
    world->events = memory_copy_string("");
    world->profile = profile_new("acme");
    profile_set_key(world->profile, PROFILE_API_KEY, secret_new(KEY, strlen(KEY)));
}

void world_open(struct world *world, const char *const *settings)
{
    begin(world, place_make());
    world->sim = start_sim(world, settings);
}

void world_join(struct world *world, const char *url, const char *directory)
{
    begin(world, memory_copy_string(directory));
    world->profile->rest_url = memory_copy_string(url);
}

void world_restart_sim(struct world *world, const char *const *settings)
{
    sim_stop(world->sim);
    world->sim = start_sim(world, settings);
}

static void forget_run(struct world *world)
{
    for (size_t i = 0; i < WORLD_MOST_EVENTS; i++) {
        world->outcomes[i] = REPLAY_PENDING;
        free(world->reasons[i]);
        world->reasons[i] = NULL;
    }
    error_clear(&world->stopped);
    world->told = 0;
    world->last_told = 0;
}

void world_leave(struct world *world)
{
    forget_run(world);
    profile_free(world->profile);
    free(world->directory);
    free(world->log);
    free(world->record);
    free(world->events);
}

void world_close(struct world *world)
{
    sim_stop(world->sim);
    place_remove(world->directory);
    world->directory = NULL;
    world_leave(world);
}

void world_add_text(struct world *world, const char *lines, size_t events)
{
    char *all = memory_format("%s%s", world->events, lines);
    free(world->events);
    world->events = all;
    world->count += events;
}

void world_add_events(struct world *world, size_t count)
{
    UT_string lines;
    utstring_init(&lines);
    for (size_t i = 0; i < count; i++) {
        size_t number = world->count + i + 1;
        utstring_printf(&lines,
                        "{\"type\":\"%s\",\"%s\":\"Event %zu\",\"userId\":\"u-%zu\",\"timestamp\":\"2026-11-01T10:00:00Z\","
                        "\"context\":{\"traits\":{\"plan\":\"p%zu\"}},\"properties\":{\"n\":%zu}}\n",
                        number % 3 == 0 ? "page" : "track", number % 3 == 0 ? "name" : "event", number, number % 23, number,
                        number);
    }
    world_add_text(world, utstring_body(&lines), count);
    utstring_done(&lines);
}

/* Running. */

struct reading {
    struct world *world;
    const char *at;
};

static struct reading reading;

static bool read_events(void *context, char *bytes, size_t room, size_t *length, struct error *error)
{
    (void)context;
    (void)error;
    size_t left = strlen(reading.at);
    *length = left < room ? left : room;
    memcpy(bytes, reading.at, *length);
    reading.at += *length;
    return true;
}

static void take_told(const struct replay_told *told, void *context)
{
    struct world *world = context;
    ck_assert_uint_ge(told->number, 1);
    ck_assert_uint_le(told->number, WORLD_MOST_EVENTS);
    ck_assert_uint_gt(told->number, world->last_told); /* each once, in order */
    world->last_told = told->number;
    world->outcomes[told->number - 1] = told->outcome;
    world->reasons[told->number - 1] = memory_copy_string(told->reason);
    world->told++;
}

static struct session *open_session(struct world *world)
{
    const struct session_options options = { .paths = &paths, .environment = no_environment, .without_journal = true };
    struct error error = ERROR_INIT;
    struct session *session = session_open(profile_copy(world->profile, "acme"), &options, &error);
    ck_assert_msg(session != NULL, "%s", error.message);
    return session;
}

static void wait_and_run(struct session *session, int due_ms)
{
    http_wait(session_client(session), NULL, 0, session_is_due(session) ? 0 : due_ms);
    session_run(session);
}

void world_run(struct world *world, bool resume)
{
    struct error error = ERROR_INIT;
    struct session *session = open_session(world);
    struct secret *write_key = secret_new(WRITE_KEY, strlen(WRITE_KEY));
    const struct replay_setup setup = { .profile = "acme", .file = "events.jsonl" };
    forget_run(world);
    reading = (struct reading){ world, world->events };
    world->mapping.profile = world->profile;
    struct replay_options options = world->options;
    options.first_pause_ms = 20;
    options.session = session;
    options.mapping = &world->mapping;
    options.read = read_events;
    options.told = take_told;
    options.context = world;
    options.total = world->count;
    options.write_key = world->through_rudderstack ? write_key : NULL;
    options.record = resume ? replay_record_resume(world->record, 0, &error)
                            : replay_record_begin(world->record, &setup, &error);
    ck_assert_msg(options.record != NULL, "%s", error.message);
    struct replay *replay = replay_start(&options);
    while (!replay_is_finished(replay)) {
        replay_run(replay);
        replay_progress_read(replay, &world->progress);
        if (world->stop_after > 0 && world->progress.requests >= world->stop_after) {
            if (!world->abandons) {
                replay_stop(replay);
            } else if (world->progress.running > 0) {
                wait_and_run(session, 30); /* it leaves, and is not answered so soon */
                replay_abandon(replay);
            }
        }
        if (!replay_is_finished(replay))
            wait_and_run(session, replay_due_ms(replay));
    }
    replay_progress_read(replay, &world->progress);
    const struct error *stopped = replay_stopped_by(replay);
    if (stopped->code != ERROR_NONE)
        error_set(&world->stopped, stopped->code, "%s", stopped->message);
    struct replay_readback *readback = options.readback;
    if (readback != NULL) {
        const struct readback_options readback_options = { .session = session, .looks = 3, .first_wait_ms = 10 };
        readback_start(readback, &readback_options);
        while (!readback_is_finished(readback)) {
            readback_run(readback);
            if (!readback_is_finished(readback))
                wait_and_run(session, readback_due_ms(readback));
        }
    }
    replay_free(replay);
    replay_record_close(options.record);
    session_free(session);
    secret_free(write_key);
}

/* The simulator's log. */

static size_t count_in_track(const cJSON *body, size_t number)
{
    size_t count = 0;
    const cJSON *event = NULL;
    cJSON_ArrayForEach(event, json_get_array(body, "events"))
        count += json_get_number(json_get(event, "properties"), "n", 0) == (double)number ? 1 : 0;
    return count;
}

size_t world_applied(struct world *world, size_t number)
{
    char *bytes = NULL;
    size_t length = 0;
    size_t count = 0;
    ck_assert(file_read(world->log, (size_t)256 * 1024 * 1024, &bytes, &length, NULL));
    for (char *line = bytes; *line != '\0';) {
        size_t end = strcspn(line, "\n");
        cJSON *entry = json_parse(line, end, NULL);
        if (json_get_bool(entry, "applied", false) && strcmp(json_get_string(entry, "path", ""), "/users/track") == 0)
            count += count_in_track(json_get(entry, "body"), number);
        cJSON_Delete(entry);
        line += end + (line[end] == '\n' ? 1 : 0);
    }
    free(bytes);
    return count;
}

size_t world_recorded(const struct world *world, const char *text)
{
    char *bytes = NULL;
    size_t length = 0;
    size_t count = 0;
    if (!file_read(world->record, (size_t)256 * 1024 * 1024, &bytes, &length, NULL))
        return 0;
    for (const char *at = strstr(bytes, text); at != NULL; at = strstr(at + 1, text))
        count++;
    free(bytes);
    return count;
}

/* How often each event was applied, in one pass. */
static unsigned *count_applied(struct world *world)
{
    unsigned *counts = memory_allocate(world->count + 1, sizeof *counts);
    char *bytes = NULL;
    size_t length = 0;
    ck_assert(file_read(world->log, (size_t)256 * 1024 * 1024, &bytes, &length, NULL));
    for (char *line = bytes; *line != '\0';) {
        size_t end = strcspn(line, "\n");
        cJSON *entry = json_parse(line, end, NULL);
        const cJSON *event = NULL;
        bool applied = json_get_bool(entry, "applied", false);
        const char *name = strncmp(json_get_string(entry, "path", ""), "/v1/", 4) == 0 ? "batch" : "events";
        cJSON_ArrayForEach(event, json_get_array(json_get(entry, "body"), name))
        {
            size_t number = (size_t)json_get_number(json_get(event, "properties"), "n", 0);
            if (applied && number >= 1 && number <= world->count)
                counts[number]++;
        }
        cJSON_Delete(entry);
        line += end + (line[end] == '\n' ? 1 : 0);
    }
    free(bytes);
    return counts;
}

void world_check_against_log(struct world *world)
{
    unsigned *counts = count_applied(world);
    const struct replay_tally *tally = &world->progress.tally;
    size_t applied = 0;
    for (size_t number = 1; number <= world->count; number++)
        applied += counts[number] > 0 ? 1 : 0;
    ck_assert_uint_ge(applied, tally->count[REPLAY_ACCEPTED]);
    ck_assert_uint_le(applied, tally->count[REPLAY_ACCEPTED] + tally->count[REPLAY_UNKNOWN] + tally->count[REPLAY_PARTLY]);
    for (size_t number = 1; number <= world->count; number++) {
        enum replay_outcome outcome = world->outcomes[number - 1];
        const char *word = replay_outcome_word(outcome);
        const char *reason = world->reasons[number - 1] != NULL ? world->reasons[number - 1] : "";
        switch (outcome) {
        case REPLAY_ACCEPTED:
            ck_assert_msg(counts[number] == 1, "event %zu is %s and was applied %u times", number, word, counts[number]);
            break;
        case REPLAY_UNKNOWN:
        case REPLAY_PARTLY:
            ck_assert_msg(counts[number] <= 1, "event %zu is %s and was applied %u times", number, word, counts[number]);
            break;
        case REPLAY_PENDING: /* not told in this run: settled before */
            ck_assert_msg(counts[number] <= 1, "event %zu was applied %u times", number, counts[number]);
            break;
        default:
            ck_assert_msg(counts[number] == 0, "event %zu is %s (%s) and was applied %u times", number, word, reason,
                          counts[number]);
        }
    }
    free(counts);
}
