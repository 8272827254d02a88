#include "sync/pull.h"

#include <stdlib.h>

#include "support/date.h"
#include "support/memory.h"
#include "sync/store_sink.h"

enum { USUAL_DAYS = 365 };

enum phase { READING, TIDYING, DONE };

struct pull {
    struct store_sink *sink;
    struct sync *sync;
    enum phase phase;
    bool cancelled;
    struct error late; /* of the tidying */
    int64_t started_ms;
};

void pull_usual_options(struct sync_options *options, const struct profile *profile, int32_t today)
{
    *options = (struct sync_options){ .today = today,
                                      .lookback = profile->lookback_days,
                                      .without_archived = !profile->include_archived };
    options->start = profile->start_day != PROFILE_NO_DAY ? profile->start_day : options->today - USUAL_DAYS;
}

/* A full refresh that was broken off is continued by one that asks for the same. */
static char *signature_of(const struct sync_options *options)
{
    char start[DATE_DAY_SIZE], edited[DATE_DAY_SIZE] = "ever";
    date_format_day(options->start, start);
    if (options->only_edited)
        date_format_day(options->edited_since, edited);
    return memory_format("since %s, %s archived, edited since %s", start,
                         options->without_archived ? "without" : "with", edited);
}

bool pull_new(struct pull **out, struct session *session, struct store *store, const struct sync_options *options,
              sync_tell tell, void *tell_context, struct error *error)
{
    struct store_sink *sink = NULL;
    char *signature = signature_of(options);
    *out = NULL;
    bool begun = store_sink_new(&sink, store, signature, date_now_ms(), error);
    free(signature);
    if (!begun)
        return false;
    struct pull *pull = memory_allocate(1, sizeof *pull);
    const struct sync_sink functions = store_sink_functions(sink);
    pull->sink = sink;
    pull->started_ms = date_monotonic_ms();
    pull->sync = sync_new(session, options, &functions, tell, tell_context);
    *out = pull;
    return true;
}

/* What the streams say, without what came after them. */
static bool judge_streams(const struct pull *pull, struct error *error)
{
    struct sync_progress stream;
    size_t all = 0;
    size_t bad = 0;
    size_t retired = 0;
    const struct error *first = NULL;
    bool same = true;
    for (size_t i = 0; sync_progress(pull->sync, i, &stream); i++) {
        if (!stream.selected)
            continue;
        all++;
        retired += stream.retired;
        if (stream.error == NULL || stream.retired)
            continue;
        bad++;
        same = same && (first == NULL || first->code == stream.error->code);
        first = first != NULL ? first : stream.error;
    }
    if (bad == 0 && retired < all)
        return true;
    if (bad == 0) /* nothing else was asked for */
        return error_set(error, ERROR_NETWORK, "Braze has retired what was asked for");
    if (pull->cancelled) {
        error_set(error, ERROR_CANCELLED, "stopped; %zu of %zu streams are complete", all - bad, all);
        return error_hint(error, "what was read is kept: the same export goes on from there");
    }
    error_set(error, same && bad == all ? first->code : ERROR_PARTIAL,
              "%zu of %zu streams are incomplete; the first: %s", bad, all, first->message);
    return error_hint(error, "%s", first->hint != NULL ? first->hint : "the same export goes on from there");
}

static bool copy_error(struct error *to, const struct error *from)
{
    error_set(to, from->code, "%s", from->message);
    return from->hint != NULL ? error_hint(to, "%s", from->hint) : false;
}

bool pull_judge(const struct pull *pull, struct error *error)
{
    if (sync_failure(pull->sync) != NULL)
        return copy_error(error, sync_failure(pull->sync));
    if (!judge_streams(pull, error))
        return false;
    return pull->late.code == ERROR_NONE || copy_error(error, &pull->late);
}

static void finish(struct pull *pull)
{
    struct error error = ERROR_INIT;
    bool good = judge_streams(pull, &error);
    bool finished = store_sink_finish(pull->sink,
                                      good              ? "complete"
                                      : pull->cancelled ? "cancelled"
                                                        : "incomplete",
                                      good ? NULL : error.message, date_now_ms(),
                                      pull->late.code == ERROR_NONE ? &pull->late : NULL);
    (void)finished; /* said by late */
    error_clear(&error);
    pull->phase = DONE;
}

static void tidy(struct pull *pull)
{
    bool more = false;
    if (!store_sink_clean(pull->sink, &more, &pull->late) || !more)
        finish(pull);
}

int pull_step(struct pull *pull)
{
    if (pull->phase == READING) {
        int due = sync_step(pull->sync);
        if (!sync_is_done(pull->sync))
            return due;
        /* A run that has failed as a whole is left as after a crash: nothing more can be written. */
        pull->phase = sync_failure(pull->sync) != NULL ? DONE : TIDYING;
    }
    if (pull->phase == TIDYING)
        tidy(pull);
    return pull->phase == DONE ? -1 : 0;
}

bool pull_is_done(const struct pull *pull)
{
    return pull->phase == DONE;
}

void pull_cancel(struct pull *pull)
{
    if (pull->phase != READING || sync_is_done(pull->sync))
        return;
    pull->cancelled = true;
    sync_cancel(pull->sync);
}

const struct sync *pull_sync(const struct pull *pull)
{
    return pull->sync;
}

int64_t pull_started_ms(const struct pull *pull)
{
    return pull->started_ms;
}

void pull_free(struct pull *pull)
{
    if (pull == NULL)
        return;
    pull_cancel(pull);
    if (pull->phase != DONE && sync_failure(pull->sync) == NULL)
        finish(pull);
    sync_free(pull->sync);
    store_sink_free(pull->sink);
    error_clear(&pull->late);
    free(pull);
}
