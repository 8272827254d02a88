/* The record of a replay: what is being sent is written down before it is sent, and what was answered after.
 *
 * A file of JSON Lines that is only ever appended to. Whatever stops the program, and wherever, the record tells for
 * each event whether it was answered (never to be sent again), was on its way (unknown), or had not left yet. It holds
 * numbers, hashes and outcomes, nothing of what the events say.
 *
 * One program at a time has a record open; the file is locked. */
#ifndef REPLAY_RECORD_H
#define REPLAY_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "replay/item.h"
#include "replay/outcome.h"
#include "support/error.h"

/* A file with more is to be split. */
enum { REPLAY_MOST_EVENTS = 1 << 24 };

/* How the replay was begun; it goes on in the same way. Texts may be NULL; they are the caller's, or the record's where
 * replay_record_setup() gave them. */
struct replay_setup {
    const char *profile;
    const char *target;    /* the URL that it is sent to */
    const char *file;      /* as the operator knows it; "-" for stdin */
    const char *id_suffix;
    const char *settings;  /* a digest of what decides how events are mapped */
    bool through_rudderstack;
    bool timestamps_now;
    int64_t shift_ms;      /* what is added to every moment of the events */
    int64_t started_ms;
};

struct replay_record;

/* "STATE/PROFILE.replays/NAME-HASH.jsonl" for a file's real path; the caller frees it. */
char *replay_record_path(const char *state_directory, const char *profile, const char *file);

/* The same for another kind of record than "replays". */
char *replay_record_path_of(const char *state_directory, const char *profile, const char *kind, const char *file);

/* What a record tells from outside. */
struct replay_summary {
    bool is_open;              /* the replay has not ended: something is left to send, or unknown */
    struct replay_tally tally; /* of the events that are settled, unknown ones included */
    size_t unknown;            /* events with unknown objects */
    bool through_rudderstack;
    int64_t started_ms;
};

/* Looks into the record at path without opening it to go on. False where there is none, or it cannot be read. */
bool replay_record_look(const char *path, struct replay_summary *summary);

/* "STATE/PROFILE.replays/events-HASH.jsonl" for events that are no file; the caller frees it. */
char *replay_record_path_of_events(const char *state_directory, const char *profile, uint64_t hash);

/* Whether the record at path belongs to a replay that has not ended. */
bool replay_record_is_open(const char *path);

/* Begins a new record; one that is there is kept as "PATH.old". NULL: ERROR_STORAGE. */
struct replay_record *replay_record_begin(const char *path, const struct replay_setup *setup,
                                          struct error *error) MUST_CHECK;

/* Opens one to go on with. NULL: ERROR_NOT_FOUND if there is none, ERROR_STORAGE if it is damaged or in use. */
struct replay_record *replay_record_resume(const char *path, int64_t now_ms, struct error *error) MUST_CHECK;

/* Writes out what is left and closes; NULL is allowed. */
void replay_record_close(struct replay_record *record);

const struct replay_setup *replay_record_setup(const struct replay_record *record);

/* How many of the events that are settled (see there) ended how in earlier runs. */
struct replay_tally replay_record_before(const struct replay_record *record, bool and_unknown);

/* False if the event's number is known with another hash: the file is not the one that was sent. */
bool replay_record_agrees(const struct replay_record *record, size_t number, uint64_t hash);

/* True if nothing of the event is left to be sent; asked with and_unknown, unknown objects count as left. */
bool replay_record_is_settled(const struct replay_record *record, size_t number, bool and_unknown);

/* What came of a settled event in earlier runs; false for one that is not settled. */
bool replay_record_outcome(const struct replay_record *record, size_t number, bool and_unknown,
                           enum replay_outcome *outcome);

/* What came of an object in earlier runs: REPLAY_PENDING if it was never tried. */
enum replay_outcome replay_record_item(const struct replay_record *record, const struct replay_item *item);

/* Numbers of the events with unknown objects, ascending; *count of them. The caller frees the array. */
size_t *replay_record_unknown(const struct replay_record *record, size_t *count);

/* Before a request is sent: what it carries. The request's number, counted on through all runs, goes to *request. */
bool replay_record_sending(struct replay_record *record, const struct replay_item *items, size_t count,
                           uint64_t *request, struct error *error) MUST_CHECK;

/* Makes everything written so far outlast a crash of the machine. Requests are sent after this, not before. */
bool replay_record_commit(struct replay_record *record, struct error *error) MUST_CHECK;

struct replay_item_outcome {
    struct replay_item item;
    enum replay_outcome outcome;
};

/* What came of a request, object by object. Reasons are told while the replay runs and are not kept: they quote
 * what was sent. */
bool replay_record_answered(struct replay_record *record, uint64_t request, int status,
                            const struct replay_item_outcome *outcomes, size_t count, struct error *error) MUST_CHECK;

/* What came of an event that nothing is sent for. */
bool replay_record_event(struct replay_record *record, size_t number, uint64_t hash, enum replay_outcome outcome,
                         struct error *error) MUST_CHECK;

/* Everything that can be done for the events up to this number is done. */
bool replay_record_settle(struct replay_record *record, size_t through, struct error *error) MUST_CHECK;

/* The replay has come to its end. */
bool replay_record_finish(struct replay_record *record, struct error *error) MUST_CHECK;

#endif
