#include "replay/delete_run.h"

#include <stdlib.h>
#include <string.h>

#include "rudderstack/deletion.h"
#include "support/json.h"
#include "support/memory.h"

/* Requests under way at the same time. Braze allows 20,000 a minute. */
enum { MOST_UNDER_WAY = 4 };

struct batch {
    struct delete_run *run;
    uint64_t request; /* the record's number */
    struct replay_item items[DELETION_BATCH];
    size_t count;
};

struct delete_run {
    struct session *session;
    const struct delete_ids *ids;
    struct replay_record *record;
    struct delete_options options;
    size_t next; /* the first id that was not looked at yet */
    size_t under_way;
    bool stopped;
    bool finished;
    size_t done;
    struct replay_tally tally;
    struct error error;
};

char *delete_record_path(const char *state_directory, const char *profile, const char *file)
{
    return replay_record_path_of(state_directory, profile, "deletions", file);
}

static uint64_t hash_of(const char *id)
{
    return replay_hash(id, strlen(id));
}

/* What came of an id in earlier runs; REPLAY_PENDING if it is to be sent. */
static enum replay_outcome earlier_outcome(const struct delete_run *run, const struct replay_item *item)
{
    enum replay_outcome outcome = replay_record_item(run->record, item);
    if (outcome == REPLAY_NOT_SENT || (outcome == REPLAY_UNKNOWN && run->options.and_unknown))
        return REPLAY_PENDING;
    return outcome;
}

/* Fills a batch with the next ids that are to be sent. */
static void fill(struct delete_run *run, struct batch *batch)
{
    while (run->next < run->ids->count && batch->count < DELETION_BATCH) {
        struct replay_item item = { .number = run->next + 1, .part = REPLAY_PART_EXTERNAL_IDS };
        item.hash = hash_of(run->ids->items[run->next]);
        enum replay_outcome outcome = earlier_outcome(run, &item);
        run->next++;
        if (outcome == REPLAY_PENDING) {
            batch->items[batch->count++] = item;
        } else {
            replay_tally_add(&run->tally, outcome);
            run->done++;
        }
    }
}

static void stop_with(struct delete_run *run, struct error *error)
{
    if (run->error.code == ERROR_NONE)
        error_move(&run->error, error);
    error_clear(error);
    run->stopped = true;
}

static void send_more(struct delete_run *run);

static enum replay_outcome outcome_of(const struct session_answer *answer)
{
    const struct meaning *meaning = answer->meaning;
    if (meaning_accepted(meaning))
        return REPLAY_ACCEPTED;
    if (meaning->maybe_done)
        return REPLAY_UNKNOWN;
    bool nothing_done = answer->http == NULL || answer->http->outcome != HTTP_ANSWERED ||
                        meaning->error.code == ERROR_RATE_LIMIT || meaning->error.code == ERROR_NETWORK;
    return nothing_done ? REPLAY_NOT_SENT : REPLAY_REFUSED;
}

/* Whether the next batches would fare alike. */
static bool is_hopeless(const struct meaning *meaning)
{
    switch (meaning->error.code) {
    case ERROR_PERMISSION:
    case ERROR_NETWORK:
    case ERROR_RATE_LIMIT:
    case ERROR_CONFIGURATION:
    case ERROR_CANCELLED:
        return true;
    default:
        return false;
    }
}

static void note_failure(struct delete_run *run, const struct meaning *meaning)
{
    if (run->error.code == ERROR_NONE && meaning->error.code != ERROR_NONE && !meaning_accepted(meaning)) {
        error_set(&run->error, meaning->error.code, "%s", meaning->error.message);
        if (meaning->error.hint != NULL)
            error_hint(&run->error, "%s", meaning->error.hint);
    }
    run->stopped = run->stopped || (!meaning_accepted(meaning) && is_hopeless(meaning));
}

static void end_batch(struct batch *batch, enum replay_outcome outcome, int status)
{
    struct delete_run *run = batch->run;
    struct replay_item_outcome outcomes[DELETION_BATCH];
    struct error error = ERROR_INIT;
    for (size_t i = 0; i < batch->count; i++) {
        outcomes[i] = (struct replay_item_outcome){ batch->items[i], outcome };
        replay_tally_add(&run->tally, outcome);
    }
    run->done += batch->count;
    if (!replay_record_answered(run->record, batch->request, status, outcomes, batch->count, &error))
        stop_with(run, &error);
    free(batch);
}

static void answered(uint64_t ticket, const struct session_answer *answer, void *context)
{
    struct batch *batch = context;
    struct delete_run *run = batch->run;
    (void)ticket;
    run->under_way--;
    note_failure(run, answer->meaning);
    end_batch(batch, outcome_of(answer), answer->http != NULL ? answer->http->status : 0);
    if (run->options.progress != NULL)
        run->options.progress(&(struct delete_progress){ run->done, run->ids->count }, run->options.context);
    send_more(run);
}

/* Written down first, and safely. */
static bool write_down(struct delete_run *run, struct batch *batch)
{
    struct error error = ERROR_INIT;
    if (replay_record_sending(run->record, batch->items, batch->count, &batch->request, &error) &&
        replay_record_commit(run->record, &error))
        return true;
    stop_with(run, &error);
    return false;
}

static void submit(struct delete_run *run, struct batch *batch)
{
    cJSON *body = json_object();
    cJSON *ids = json_add_array(body, "external_ids");
    for (size_t i = 0; i < batch->count; i++)
        json_append_string(ids, run->ids->items[batch->items[i].number - 1]);
    const struct session_request request = { .call = { .endpoint = ENDPOINT_USERS_DELETE, .json = body },
                                             .priority = HTTP_BACKGROUND,
                                             .label = "delete" };
    run->under_way++;
    (void)session_submit(run->session, &request, answered, batch);
    cJSON_Delete(body);
}

/* What was not reached counts as not sent. */
static void finish(struct delete_run *run)
{
    struct error error = ERROR_INIT;
    run->finished = true;
    for (; run->next < run->ids->count; run->next++) {
        const struct replay_item item = { .number = run->next + 1, .part = REPLAY_PART_EXTERNAL_IDS };
        enum replay_outcome outcome = earlier_outcome(run, &item);
        replay_tally_add(&run->tally, outcome == REPLAY_PENDING ? REPLAY_NOT_SENT : outcome);
    }
    if (!run->stopped && !replay_record_finish(run->record, &error))
        stop_with(run, &error);
}

static void send_more(struct delete_run *run)
{
    while (!run->stopped && run->under_way < MOST_UNDER_WAY && run->next < run->ids->count) {
        struct batch *batch = memory_allocate(1, sizeof *batch);
        batch->run = run;
        fill(run, batch);
        if (batch->count == 0 || !write_down(run, batch))
            free(batch);
        else
            submit(run, batch);
    }
    if (run->under_way == 0 && !run->finished && (run->stopped || run->next == run->ids->count))
        finish(run);
}

static bool check_file(const struct delete_ids *ids, const struct replay_record *record, struct error *error)
{
    for (size_t i = 0; i < ids->count; i++)
        if (!replay_record_agrees(record, i + 1, hash_of(ids->items[i]))) {
            error_set(error, ERROR_INPUT, "id %zu is another than when this deletion was begun", i + 1);
            return error_hint(error, "the file has changed: begin anew with --restart");
        }
    return true;
}

struct delete_run *delete_run_begin(struct session *session, const struct delete_ids *ids, struct replay_record *record,
                                    const struct delete_options *options, struct error *error)
{
    if (!check_file(ids, record, error))
        return NULL;
    struct delete_run *run = memory_allocate(1, sizeof *run);
    run->session = session;
    run->ids = ids;
    run->record = record;
    run->options = *options;
    send_more(run);
    return run;
}

bool delete_run_is_over(const struct delete_run *run)
{
    return run->finished;
}

void delete_run_stop(struct delete_run *run)
{
    run->stopped = true;
    if (run->under_way == 0 && !run->finished)
        finish(run);
}

const struct replay_tally *delete_run_tally(const struct delete_run *run)
{
    return &run->tally;
}

const struct error *delete_run_error(const struct delete_run *run)
{
    return &run->error;
}

void delete_run_free(struct delete_run *run)
{
    if (run == NULL)
        return;
    error_clear(&run->error);
    free(run);
}
