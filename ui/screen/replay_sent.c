#include "ui/screen/replay_sent.h"

#include <stdlib.h>
#include <string.h>

#include "support/arena.h"
#include "support/date.h"
#include "support/jsread.h"
#include "support/json.h"
#include "ui/widget/cell.h"

enum { LABEL_COLUMNS = 12, COUNT_COLUMNS = 10, MARK_COLUMNS = 2, MOST_EQUAL_USERS = 50 };

static void add(struct text_pane *pane, enum role role, const char *text)
{
    char *visible = text_visible(text, strlen(text));
    text_pane_add(pane, role, visible);
    free(visible);
}

static void add_string(struct text_pane *pane, const char *label, UT_string *text)
{
    text_pane_add_field(pane, label, LABEL_COLUMNS, utstring_body(text));
    utstring_clear(text);
}

static void append_key(UT_string *out, const struct keymap *keymap, enum action action, const char *before, const char *after)
{
    utstring_printf(out, "%s", before);
    keymap_append_key(out, keymap, action);
    utstring_printf(out, "%s", after);
}

static void append_span(UT_string *out, int64_t ms)
{
    long long seconds = (long long)(ms + 999) / 1000;
    if (seconds >= 3600)
        utstring_printf(out, "%lld:%02lld:%02lld", seconds / 3600, seconds / 60 % 60, seconds % 60);
    else
        utstring_printf(out, "%lld:%02lld", seconds / 60, seconds % 60);
}

/* The outcome of one. */

const char *replay_outcome_shown(const struct listed_event *event)
{
    if (!event->is_told)
        return "";
    return event->outcome == REPLAY_PENDING ? "would go" : replay_outcome_word(event->outcome);
}

static enum role role_of(enum replay_outcome outcome)
{
    switch (outcome) {
    case REPLAY_ACCEPTED:
        return ROLE_GOOD;
    case REPLAY_REFUSED:
    case REPLAY_PARTLY:
    case REPLAY_UNKNOWN:
        return ROLE_BAD;
    case REPLAY_NOT_SENT:
        return ROLE_WARNING;
    default:
        return ROLE_TEXT;
    }
}

void replay_add_outcome(struct text_pane *pane, const struct listed_event *event)
{
    if (event == NULL || !event->is_told)
        return;
    char *text = event->outcome == REPLAY_PENDING
                     ? memory_copy_string("dry run: would be sent")
                     : memory_format("%s: %s", replay_outcome_word(event->outcome),
                                     event->reason != NULL ? event->reason : replay_outcome_meaning(event->outcome));
    add(pane, role_of(event->outcome), text);
    free(text);
}

/* All together. */

static void append_done(UT_string *out, const struct replay_progress *progress)
{
    text_append_count(out, (long long)progress->done);
    if (progress->total == 0)
        return;
    utstring_printf(out, " of ");
    text_append_count(out, (long long)progress->total);
}

void replay_append_state(UT_string *out, const struct mailing *mailing, bool sends_one)
{
    enum mailing_state state = mailing != NULL ? mailing_state(mailing) : MAILING_NONE;
    struct replay_progress progress;
    if (sends_one) {
        utstring_printf(out, "SENDING");
    } else if (state == MAILING_SENDS || state == MAILING_STOPS) {
        mailing_progress(mailing, &progress);
        utstring_printf(out, "%s ", state == MAILING_SENDS ? "SENDING" : "STOPPING");
        append_done(out, &progress);
    } else if (mailing != NULL && mailing_is_reading_back(mailing)) {
        utstring_printf(out, "reading back");
    } else {
        utstring_printf(out, "dry run");
    }
}

static void add_state(struct text_pane *pane, const struct mailing *mailing, const struct keymap *keymap, size_t would_go)
{
    const struct error *error = mailing_error(mailing);
    enum mailing_state state = mailing_state(mailing);
    UT_string text;
    utstring_init(&text);
    if (state == MAILING_SENDS)
        append_key(&text, keymap, ACTION_INTERRUPT, "sending; ", " stops it");
    else if (state == MAILING_STOPS)
        append_key(&text, keymap, ACTION_INTERRUPT, "stopping: waiting for what is on its way; ", " again does not wait");
    else if (state == MAILING_TRIES)
        utstring_printf(&text, "dry run");
    else if (error->code != ERROR_NONE)
        utstring_printf(&text, "%s: %s", error->code == ERROR_CANCELLED ? "stopped" : "STOPPED", error->message);
    else if (state == MAILING_TRIED && would_go == 0)
        utstring_printf(&text, "dry run: nothing would be sent");
    else if (state == MAILING_TRIED)
        append_key(&text, keymap, ACTION_SEND_ALL, "dry run: nothing was sent; ", " sends");
    else
        utstring_printf(&text, "done");
    bool is_bad = error->code != ERROR_NONE && error->code != ERROR_CANCELLED;
    char *visible = text_visible(utstring_body(&text), utstring_len(&text));
    text_pane_add_pair(pane, ROLE_LABEL, "state", LABEL_COLUMNS, is_bad ? ROLE_BAD : ROLE_TEXT, visible);
    free(visible);
    if (error->hint != NULL)
        text_pane_add_field(pane, "what to do", LABEL_COLUMNS, error->hint);
    utstring_done(&text);
}

static void add_pace(struct text_pane *pane, const struct mailing *mailing, const struct replay_progress *progress)
{
    bool sends = mailing_state(mailing) == MAILING_SENDS || mailing_state(mailing) == MAILING_STOPS;
    UT_string text;
    utstring_init(&text);
    append_done(&text, progress);
    if (progress->total > 0)
        utstring_printf(&text, " (%.1f%%)", (double)progress->done * 100 / (double)progress->total);
    add_string(pane, "events", &text);
    text_append_count(&text, (long long)progress->requests);
    utstring_printf(&text, " answered");
    if (progress->running > 0)
        utstring_printf(&text, ", %zu on their way", progress->running);
    add_string(pane, "requests", &text);
    text_append_count(&text, (long long)(progress->per_second + 0.5));
    utstring_printf(&text, " events a second, ");
    append_span(&text, progress->elapsed_ms);
    utstring_printf(&text, " so far");
    add_string(pane, "pace", &text);
    if (sends && progress->left_ms >= 0) {
        append_span(&text, progress->left_ms);
        add_string(pane, "to go", &text);
    }
    if (sends && progress->waiting_until_ms > 0) {
        utstring_printf(&text, "until ");
        cell_append_moment(&text, progress->waiting_until_ms, CELL_SECOND);
        utstring_printf(&text, ": %s", mailing_waits_for(mailing) != NULL ? mailing_waits_for(mailing) : "the rate limit");
        add_string(pane, "waiting", &text);
    }
    utstring_done(&text);
}

static void add_requests(struct text_pane *pane, const struct mailing *mailing)
{
    UT_string text;
    utstring_init(&text);
    for (size_t i = 0; i < ENDPOINT_COUNT; i++) {
        size_t count = mailing_requests(mailing, (enum endpoint)i);
        if (count == 0)
            continue;
        utstring_printf(&text, "%s %s: ", endpoints[i].method, endpoints[i].path);
        text_append_count(&text, (long long)count);
        add_string(pane, "requests", &text);
    }
    utstring_done(&text);
}

static void add_counted(struct text_pane *pane, enum role role, size_t count, const char *words)
{
    UT_string lead;
    utstring_init(&lead);
    text_append_count(&lead, (long long)count);
    char *visible = text_visible(words, strlen(words));
    char *number = memory_format("%*s", COUNT_COLUMNS - 2, utstring_body(&lead));
    text_pane_add_pair(pane, role, number, COUNT_COLUMNS, ROLE_TEXT, visible);
    free(number);
    free(visible);
    utstring_done(&lead);
}

static void add_outcomes(struct text_pane *pane, const struct mailing *mailing, const struct replay_tally *tally)
{
    bool is_dry = mailing_state(mailing) == MAILING_TRIES || mailing_state(mailing) == MAILING_TRIED;
    add(pane, ROLE_TITLE, "What came of them");
    for (size_t i = 0; i < REPLAY_OUTCOMES; i++) {
        enum replay_outcome outcome = (enum replay_outcome)i;
        if (tally->count[i] == 0)
            continue;
        char *words = is_dry && outcome == REPLAY_PENDING
                          ? memory_copy_string("would be sent")
                          : memory_format("%s: %s", replay_outcome_word(outcome), replay_outcome_meaning(outcome));
        add_counted(pane, role_of(outcome), tally->count[i], words);
        free(words);
    }
    size_t count = 0;
    const struct mailing_cause *causes = mailing_causes(mailing, &count);
    if (count == 0)
        return;
    text_pane_add(pane, ROLE_TEXT, "");
    add(pane, ROLE_TITLE, "Why");
    for (size_t i = 0; i < count; i++) {
        char *words = memory_format("%s: %s", replay_outcome_word(causes[i].outcome),
                                    causes[i].reason != NULL ? causes[i].reason : replay_outcome_meaning(causes[i].outcome));
        add_counted(pane, role_of(causes[i].outcome), causes[i].count, words);
        free(words);
    }
}

/* What can be done next. */
static void add_next(struct text_pane *pane, const struct mailing *mailing, const struct replay_progress *progress,
                     const struct keymap *keymap)
{
    UT_string text;
    utstring_init(&text);
    const struct replay_tally *tally = &progress->tally;
    bool is_left = tally->count[REPLAY_NOT_SENT] > 0 || progress->done < progress->total || mailing_error(mailing)->code != ERROR_NONE;
    if (tally->count[REPLAY_UNKNOWN] > 0)
        append_key(&text, keymap, ACTION_READ_BACK, "Read the users back (", ") before the unknown ones are sent again. ");
    if (is_left)
        append_key(&text, keymap, ACTION_SEND_ALL, "", " goes on: what was answered is not sent again. ");
    if (tally->count[REPLAY_ACCEPTED] > 0)
        append_key(&text, keymap, ACTION_READ_BACK, "", " shows what Braze holds of the users.");
    if (utstring_len(&text) > 0) {
        text_pane_add(pane, ROLE_TEXT, "");
        add(pane, ROLE_TEXT, utstring_body(&text));
    }
    utstring_done(&text);
}

void replay_fill_all(struct text_pane *pane, const struct mailing *mailing, const struct keymap *keymap)
{
    text_pane_clear(pane);
    if (mailing == NULL || mailing_what(mailing) == NULL) {
        UT_string text;
        utstring_init(&text);
        append_key(&text, keymap, ACTION_SEND_ALL, "", " sends all events of the file (or the marked ones, or the samples) after a ");
        append_key(&text, keymap, ACTION_DRY_RUN, "question; ", " shows what would become of each, and sends nothing.");
        add(pane, ROLE_TEXT, utstring_body(&text));
        utstring_done(&text);
        return;
    }
    struct replay_progress progress;
    enum mailing_state state = mailing_state(mailing);
    mailing_progress(mailing, &progress);
    text_pane_add_field(pane, "what", LABEL_COLUMNS, mailing_what(mailing));
    add_state(pane, mailing, keymap, progress.tally.count[REPLAY_PENDING]);
    if (mailing_settings_changed(mailing))
        text_pane_add_field(pane, "note", LABEL_COLUMNS,
                            "mode or settings have changed since it was begun: what is left is mapped by the new ones");
    if (state == MAILING_TRIES || state == MAILING_TRIED)
        add_requests(pane, mailing);
    else
        add_pace(pane, mailing, &progress);
    text_pane_add(pane, ROLE_TEXT, "");
    add_outcomes(pane, mailing, &progress.tally);
    if (state == MAILING_SENT)
        add_next(pane, mailing, &progress, keymap);
}

/* Read back. */

/* The user's name as a read-back has it; the caller frees it. NULL: the event names none. */
static char *user_of(const struct listed_event *event)
{
    struct arena *arena = arena_new();
    const cJSON *json = event != NULL ? js_read(arena, event->text, event->length, NULL) : NULL;
    const char *user = json_get_string(json, "userId", NULL);
    const char *anonymous = json_get_string(json, "anonymousId", NULL);
    char *name = user != NULL && *user != '\0' ? memory_copy_string(user)
                 : anonymous != NULL           ? memory_format("rudder_id:%s", anonymous)
                                               : NULL;
    arena_free(arena);
    return name;
}

static void add_field(struct text_pane *pane, const struct compare_field *field)
{
    bool equal = compare_is_equal(field->difference);
    const char *reason = compare_reason(field->difference);
    bool same = equal && field->difference == COMPARE_NONE;
    char *text = same ? memory_format("%s: %s", field->name, field->stored)
                      : memory_format("%s: sent %s, Braze holds %s%s%s", field->name, field->sent,
                                      *field->stored != '\0' ? field->stored : "nothing", *reason != '\0' ? ": " : "", reason);
    char *visible = text_visible(text, strlen(text));
    enum role role = equal ? ROLE_TEXT : ROLE_BAD;
    text_pane_add_pair(pane, role, equal ? "=" : "!", MARK_COLUMNS, role, visible);
    free(visible);
    free(text);
}

static void add_user(struct text_pane *pane, const struct readback_user *user)
{
    char *title = memory_format("%s%s", user->name, user->found ? "" : " (Braze has no such profile)");
    text_pane_add(pane, ROLE_TEXT, "");
    add(pane, ROLE_TITLE, title);
    free(title);
    for (size_t i = 0; i < user->result.count; i++)
        if (!compare_is_equal(user->result.fields[i].difference))
            add_field(pane, &user->result.fields[i]);
    for (size_t i = 0; i < user->result.count; i++)
        if (compare_is_equal(user->result.fields[i].difference))
            add_field(pane, &user->result.fields[i]);
}

static void add_users(struct text_pane *pane, const struct replay_readback *readback, const char *first)
{
    size_t count = 0;
    size_t equal = 0;
    const struct readback_user *users = readback_users(readback, &count);
    for (size_t i = 0; i < count; i++)
        if (text_equal(users[i].name, first))
            add_user(pane, &users[i]);
    for (size_t i = 0; i < count; i++)
        if (users[i].result.different > 0 && !text_equal(users[i].name, first))
            add_user(pane, &users[i]);
    for (size_t i = 0; i < count; i++)
        if (users[i].result.different == 0 && !text_equal(users[i].name, first) && equal++ < MOST_EQUAL_USERS)
            add_user(pane, &users[i]);
    if (equal > MOST_EQUAL_USERS) {
        char *text = memory_format("and %zu more users without a difference", equal - MOST_EQUAL_USERS);
        text_pane_add(pane, ROLE_TEXT, "");
        add(pane, ROLE_TEXT, text);
        free(text);
    }
}

static void add_result(struct text_pane *pane, const struct replay_readback *readback)
{
    const struct error *error = readback_error(readback);
    size_t count = 0;
    (void)readback_users(readback, &count);
    size_t different = readback_different(readback);
    char *text = memory_format("%zu user%s read back: %zu field%s", count, count == 1 ? "" : "s", different,
                               different == 1 ? " differs" : "s differ");
    add(pane, different > 0 ? ROLE_BAD : ROLE_GOOD, text);
    free(text);
    if (error->code != ERROR_NONE) {
        add(pane, ROLE_BAD, error->message);
        if (error->hint != NULL)
            add(pane, ROLE_TEXT, error->hint);
    }
    if (readback_users_left_out(readback) > 0) {
        text = memory_format("These are the first %d users only.", READBACK_MOST_USERS);
        add(pane, ROLE_TEXT, text);
        free(text);
    }
}

void replay_fill_stored(struct text_pane *pane, const struct mailing *mailing, const struct listed_event *event,
                        const struct keymap *keymap)
{
    const struct replay_readback *readback = mailing != NULL ? mailing_readback(mailing) : NULL;
    UT_string text;
    utstring_init(&text);
    text_pane_clear(pane);
    if (mailing != NULL && mailing_is_reading_back(mailing)) {
        utstring_printf(&text, "Asking Braze for %zu user%s. It works in the background on what it has accepted, so that it is asked "
                               "again for some seconds while something differs.",
                        mailing_users(mailing), mailing_users(mailing) == 1 ? "" : "s");
        add(pane, ROLE_TEXT, utstring_body(&text));
    } else if (readback == NULL) {
        append_key(&text, keymap, ACTION_READ_BACK, "", " asks Braze what it holds of the users that something was sent about, "
                                                        "and compares it field by field.");
        add(pane, ROLE_TEXT, utstring_body(&text));
    }
    if (readback != NULL) {
        char *first = user_of(event);
        add_result(pane, readback);
        add_users(pane, readback, first);
        free(first);
    }
    utstring_done(&text);
}
