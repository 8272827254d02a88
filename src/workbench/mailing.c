#include "workbench/mailing.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "replay/setup.h"
#include "support/date.h"
#include "support/json.h"
#include "support/text.h"

enum { TRIED_TOGETHER = 500 };

struct mailing {
    struct session *session;
    void (*changed)(void *context);
    void *context;
    enum mailing_state state;

    struct selection selection;
    struct event_list *list;
    struct profile *profile; /* with the draft's settings */
    struct replay_mapping mapping;
    char *id_suffix;
    int descriptor;          /* of a file that is read; -1: none */
    struct replay_record *record;
    struct replay *replay;   /* NULL: none is at work */
    bool settings_changed;

    struct replay_reader *reader; /* of a dry run of a file that is read */
    size_t requests[ENDPOINT_COUNT];
    int64_t began_ms;

    struct replay_progress progress; /* of what has ended */
    struct error error;
    char *waits_for;
    struct mailing_cause causes[MAILING_MOST_CAUSES];
    size_t cause_count;

    struct replay_readback *readback; /* of what was sent last; NULL: nothing was */
    bool is_reading_back;
};

struct mailing *mailing_new(struct session *session, void (*changed)(void *context), void *context)
{
    struct mailing *mailing = memory_allocate(1, sizeof *mailing);
    mailing->session = session;
    mailing->changed = changed;
    mailing->context = context;
    mailing->descriptor = -1;
    return mailing;
}

static void forget_causes(struct mailing *mailing)
{
    for (size_t i = 0; i < mailing->cause_count; i++)
        free(mailing->causes[i].reason);
    mailing->cause_count = 0;
}

/* What is only needed while something is at work. */
static void close_work(struct mailing *mailing)
{
    replay_free(mailing->replay);
    replay_record_close(mailing->record);
    replay_reader_free(mailing->reader);
    profile_free(mailing->profile);
    if (mailing->descriptor >= 0)
        (void)close(mailing->descriptor);
    free(mailing->id_suffix);
    mailing->replay = NULL;
    mailing->record = NULL;
    mailing->reader = NULL;
    mailing->profile = NULL;
    mailing->descriptor = -1;
    mailing->id_suffix = NULL;
    mailing->mapping = (struct replay_mapping){ 0 };
}

static void forget(struct mailing *mailing)
{
    close_work(mailing);
    selection_clear(&mailing->selection);
    error_clear(&mailing->error);
    forget_causes(mailing);
    free(mailing->waits_for);
    mailing->waits_for = NULL;
    mailing->state = MAILING_NONE;
    mailing->progress = (struct replay_progress){ .left_ms = -1 };
    mailing->settings_changed = false;
    memset(mailing->requests, 0, sizeof mailing->requests);
}

void mailing_free(struct mailing *mailing)
{
    if (mailing == NULL)
        return;
    mailing->changed = NULL;
    mailing->list = NULL; /* what is told now nobody listens to */
    readback_free(mailing->readback);
    forget(mailing);
    free(mailing);
}

static void tell_changed(struct mailing *mailing)
{
    if (mailing->changed != NULL)
        mailing->changed(mailing->context);
}

/* Events. */

static bool read_file(void *context, char *bytes, size_t room, size_t *length, struct error *error)
{
    struct mailing *mailing = context;
    ssize_t got = 0;
    do {
        got = read(mailing->descriptor, bytes, room);
    } while (got < 0 && errno == EINTR);
    *length = got > 0 ? (size_t)got : 0;
    return got >= 0 || error_set(error, ERROR_STORAGE, "%s: %s", mailing->selection.path, strerror(errno));
}

static bool next_selected(void *context, struct replay_event *event)
{
    struct mailing *mailing = context;
    return selection_next(&mailing->selection, event);
}

static void note_cause(struct mailing *mailing, enum replay_outcome outcome, const char *reason)
{
    if (outcome == REPLAY_ACCEPTED || outcome == REPLAY_PENDING)
        return;
    size_t at = 0;
    while (at < mailing->cause_count &&
           (mailing->causes[at].outcome != outcome || !text_equal(mailing->causes[at].reason, reason)))
        at++;
    if (at == MAILING_MOST_CAUSES)
        return;
    if (at == mailing->cause_count)
        mailing->causes[mailing->cause_count++] = (struct mailing_cause){ outcome, memory_copy_string(reason), 0 };
    struct mailing_cause *cause = &mailing->causes[at];
    cause->count++;
    /* Moved up before those that it has overtaken. */
    for (; cause > mailing->causes && cause[-1].count < cause->count; cause--) {
        struct mailing_cause other = cause[-1];
        cause[-1] = *cause;
        *cause = other;
    }
}

static void tell_event(struct mailing *mailing, size_t number, enum replay_outcome outcome, const char *reason)
{
    if (mailing->list == NULL)
        return;
    note_cause(mailing, outcome, reason);
    if (number >= 1 && number <= mailing->selection.count)
        event_list_tell(mailing->list, mailing->selection.indexes[number - 1], outcome, reason);
}

static void take_told(const struct replay_told *told, void *context)
{
    struct mailing *mailing = context;
    tell_event(mailing, told->number, told->outcome, told->reason);
    tell_changed(mailing);
}

static void take_waiting(const char *why, int64_t until_ms, void *context)
{
    struct mailing *mailing = context;
    (void)until_ms;
    free(mailing->waits_for);
    mailing->waits_for = memory_copy_string(why);
    tell_changed(mailing);
}

/* Beginning. */

/* The session's profile with what the draft tries. */
static struct profile *make_profile(const struct mailing *mailing, const struct draft *draft)
{
    struct draft_state state = draft_now(draft);
    struct profile *profile = profile_copy(session_profile(mailing->session), session_profile(mailing->session)->name);
    cJSON_Delete(profile->settings);
    profile->settings = draft_settings(draft);
    profile->source_type = source_type_key(state.type);
    profile->mode = connection_mode_key(state.mode);
    return profile;
}

/* Takes the selection over. False if its file cannot be opened. */
static bool take(struct mailing *mailing, struct selection *selection, struct event_list *list, const struct draft *draft,
                 const struct mailing_wish *wish, struct error *error)
{
    forget(mailing);
    mailing->selection = *selection;
    *selection = (struct selection){ 0 };
    mailing->list = list;
    mailing->profile = make_profile(mailing, draft);
    mailing->id_suffix = memory_copy_string(wish->id_suffix);
    mailing->mapping.profile = mailing->profile;
    mailing->mapping.id_suffix = mailing->id_suffix;
    replay_set_shift(&mailing->mapping, wish->timestamps_now, mailing->selection.has_moment, mailing->selection.newest_ms,
                     date_now_ms());
    mailing->began_ms = date_monotonic_ms();
    for (size_t i = 0; i < mailing->selection.count; i++)
        event_list_untell(list, mailing->selection.indexes[i]);
    if (mailing->selection.path == NULL)
        return true;
    mailing->descriptor = open(mailing->selection.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    return mailing->descriptor >= 0 || error_set(error, ERROR_STORAGE, "%s: %s", mailing->selection.path, strerror(errno));
}

static bool open_record(struct mailing *mailing, const struct mailing_wish *wish, struct error *error)
{
    const struct replay_wish begun = { .file = mailing->selection.name,
                                       .id_suffix = wish->resumes ? NULL : mailing->id_suffix,
                                       .timestamps_now = wish->timestamps_now,
                                       .resumes = wish->resumes };
    mailing->record = replay_open_record(mailing->selection.record, &begun, wish->restarts, &mailing->mapping, date_now_ms(),
                                         &mailing->settings_changed, error);
    return mailing->record != NULL;
}

/* Of what earlier runs have dealt with the list says so, too. */
static void tell_earlier(struct mailing *mailing, bool and_unknown)
{
    enum replay_outcome outcome = REPLAY_PENDING;
    for (size_t number = 1; number <= mailing->selection.count; number++)
        if (replay_record_outcome(mailing->record, number, and_unknown, &outcome))
            tell_event(mailing, number, outcome, "in an earlier run");
}

bool mailing_send(struct mailing *mailing, struct selection *selection, struct event_list *list, const struct draft *draft,
                  const struct mailing_wish *wish, struct error *error)
{
    if (!take(mailing, selection, list, draft, wish, error) || !open_record(mailing, wish, error)) {
        forget(mailing);
        return false;
    }
    tell_earlier(mailing, wish->send_unknown);
    readback_free(mailing->readback);
    mailing->readback = readback_new();
    mailing->is_reading_back = false;
    const struct replay_options options = {
        .session = mailing->session,
        .mapping = &mailing->mapping,
        .record = mailing->record,
        .read = read_file,
        .next = mailing->selection.path == NULL ? next_selected : NULL,
        .total = mailing->selection.path == NULL ? mailing->selection.count : 0,
        .send_unknown = wish->send_unknown,
        .rate = wish->rate,
        .idle_timeout_ms = wish->idle_timeout_ms,
        .readback = mailing->readback,
        .told = take_told,
        .waiting = take_waiting,
        .context = mailing,
    };
    mailing->replay = replay_start(&options);
    mailing->state = MAILING_SENDS;
    tell_changed(mailing);
    return true;
}

/* A dry run. */

static bool next_tried(struct mailing *mailing, struct replay_event *event)
{
    char bytes[16384];
    if (mailing->reader == NULL)
        return selection_next(&mailing->selection, event);
    for (;;) {
        size_t length = 0;
        switch (replay_reader_next(mailing->reader, event)) {
        case REPLAY_READ_EVENT:
            return true;
        case REPLAY_READ_END:
            return false;
        case REPLAY_READ_MORE:
            if (read_file(mailing, bytes, sizeof bytes, &length, &mailing->error) && length > 0)
                replay_reader_give(mailing->reader, bytes, length);
            else
                replay_reader_end(mailing->reader);
            break;
        }
    }
}

static void end_trying(struct mailing *mailing)
{
    mailing->progress.elapsed_ms = date_monotonic_ms() - mailing->began_ms;
    mailing->state = MAILING_TRIED;
    close_work(mailing);
}

/* One window, as it would be sent. */
static void try_window(struct mailing *mailing)
{
    struct replay_plan *plan = replay_plan_new(&mailing->mapping);
    struct replay_event event;
    bool ended = false;
    while (plan->event_count < TRIED_TOGETHER && !ended) {
        ended = !next_tried(mailing, &event);
        if (!ended)
            replay_plan_add(plan, &event);
    }
    replay_plan_end(plan, NULL, NULL);
    for (size_t i = 0; i < plan->event_count; i++) {
        const struct replay_planned_event *planned = &plan->events[i];
        replay_tally_add(&mailing->progress.tally, planned->outcome);
        tell_event(mailing, planned->number, planned->outcome, planned->reason);
    }
    for (size_t i = 0; i < plan->request_count; i++)
        mailing->requests[plan->requests[i].endpoint]++;
    mailing->progress.requests += plan->request_count;
    mailing->progress.done = replay_tally_total(&mailing->progress.tally);
    replay_plan_free(plan);
    if (ended)
        end_trying(mailing);
    tell_changed(mailing);
}

void mailing_try(struct mailing *mailing, struct selection *selection, struct event_list *list, const struct draft *draft,
                 const struct mailing_wish *wish)
{
    bool opened = take(mailing, selection, list, draft, wish, &mailing->error);
    mailing->progress.total = mailing->selection.path == NULL ? mailing->selection.count : 0;
    mailing->state = MAILING_TRIES;
    if (mailing->selection.path != NULL)
        mailing->reader = replay_reader_new();
    if (!opened)
        end_trying(mailing);
    tell_changed(mailing);
}

/* Running. */

static void end_sending(struct mailing *mailing)
{
    const struct error *stopped = replay_stopped_by(mailing->replay);
    replay_progress_read(mailing->replay, &mailing->progress);
    /* Those that were never reached are told, too. */
    if (mailing->progress.total > mailing->progress.done)
        mailing->progress.tally.count[REPLAY_NOT_SENT] += mailing->progress.total - mailing->progress.done;
    if (stopped->code != ERROR_NONE)
        error_set(&mailing->error, stopped->code, "%s", stopped->message);
    if (stopped->code != ERROR_NONE && stopped->code != ERROR_CANCELLED && stopped->hint != NULL)
        error_hint(&mailing->error, "%s", stopped->hint);
    mailing->state = MAILING_SENT;
    close_work(mailing);
    tell_changed(mailing);
}

static void run_readback(struct mailing *mailing)
{
    readback_run(mailing->readback);
    if (!readback_is_finished(mailing->readback))
        return;
    mailing->is_reading_back = false;
    tell_changed(mailing);
}

void mailing_run(struct mailing *mailing)
{
    if (mailing->state == MAILING_TRIES)
        try_window(mailing);
    if (mailing->replay != NULL) {
        replay_run(mailing->replay);
        if (replay_is_finished(mailing->replay))
            end_sending(mailing);
    }
    if (mailing->is_reading_back)
        run_readback(mailing);
}

int mailing_due_ms(const struct mailing *mailing)
{
    int due = mailing->state == MAILING_TRIES ? 0 : -1;
    if (mailing->replay != NULL)
        due = replay_due_ms(mailing->replay);
    int look = mailing->is_reading_back ? readback_due_ms(mailing->readback) : -1;
    return due < 0 || (look >= 0 && look < due) ? look : due;
}

bool mailing_stop(struct mailing *mailing)
{
    if (mailing->is_reading_back) {
        readback_stop(mailing->readback);
        run_readback(mailing);
        return true;
    }
    if (mailing->state == MAILING_TRIES) {
        error_set(&mailing->error, ERROR_CANCELLED, "the dry run was stopped");
        end_trying(mailing);
    } else if (mailing->state == MAILING_STOPS) {
        replay_abandon(mailing->replay);
    } else if (mailing->state == MAILING_SENDS) {
        replay_stop(mailing->replay);
        mailing->state = MAILING_STOPS;
    } else {
        return false;
    }
    tell_changed(mailing);
    return true;
}

/* Asking. */

enum mailing_state mailing_state(const struct mailing *mailing)
{
    return mailing->state;
}

bool mailing_is_busy(const struct mailing *mailing)
{
    return mailing->state == MAILING_TRIES || mailing->replay != NULL;
}

const char *mailing_what(const struct mailing *mailing)
{
    return mailing->selection.what;
}

void mailing_progress(const struct mailing *mailing, struct replay_progress *progress)
{
    if (mailing->replay != NULL)
        replay_progress_read(mailing->replay, progress);
    else
        *progress = mailing->progress;
}

const struct error *mailing_error(const struct mailing *mailing)
{
    return &mailing->error;
}

const char *mailing_waits_for(const struct mailing *mailing)
{
    return mailing->waits_for;
}

bool mailing_settings_changed(const struct mailing *mailing)
{
    return mailing->settings_changed;
}

size_t mailing_requests(const struct mailing *mailing, enum endpoint endpoint)
{
    return mailing->requests[endpoint];
}

const struct mailing_cause *mailing_causes(const struct mailing *mailing, size_t *count)
{
    *count = mailing->cause_count;
    return mailing->causes;
}

/* Reading back. */

void mailing_note_sent(struct mailing *mailing, const struct outbox *outbox)
{
    readback_free(mailing->readback);
    mailing->readback = readback_new();
    mailing->is_reading_back = false;
    outbox_expect(outbox, mailing->readback);
}

void mailing_read_back(struct mailing *mailing)
{
    const struct readback_options options = { .session = mailing->session };
    readback_start(mailing->readback, &options);
    mailing->is_reading_back = true;
    tell_changed(mailing);
}

bool mailing_is_reading_back(const struct mailing *mailing)
{
    return mailing->is_reading_back;
}

size_t mailing_users(const struct mailing *mailing)
{
    return mailing->readback != NULL ? readback_noted(mailing->readback) : 0;
}

const struct replay_readback *mailing_readback(const struct mailing *mailing)
{
    size_t count = 0;
    bool any = mailing->readback != NULL && readback_users(mailing->readback, &count) != NULL;
    return any ? mailing->readback : NULL;
}
