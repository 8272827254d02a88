/* Deleting users at Braze: batch after batch through a session, each written down before it is sent and after it is
 * answered, so that a run that was stopped can be gone on with.
 *
 * https://www.braze.com/docs/api/endpoints/user_data/post_user_delete/: at most 50 ids a request; an id that Braze does
 * not know is no error. */
#ifndef REPLAY_DELETE_RUN_H
#define REPLAY_DELETE_RUN_H

#include <stdbool.h>
#include <stdint.h>

#include "replay/delete_ids.h"
#include "replay/outcome.h"
#include "replay/record.h"
#include "session.h"

struct delete_run;

struct delete_progress {
    size_t done; /* ids with an outcome, those of earlier runs included */
    size_t all;
};

struct delete_options {
    bool and_unknown; /* send those again of which nobody knows whether they were deleted */
    void (*progress)(const struct delete_progress *progress, void *context); /* after each answer; may be NULL */
    void *context;
};

/* Where the record of a file's deletion is: "STATE/PROFILE.deletions/NAME-HASH.jsonl"; the caller frees it. */
char *delete_record_path(const char *state_directory, const char *profile, const char *file);

/* Begins to send; session, ids and record are borrowed until delete_run_free(). The session's loop does the rest.
 * NULL: ERROR_INPUT, because the file is not the one that the record is about. */
struct delete_run *delete_run_begin(struct session *session, const struct delete_ids *ids, struct replay_record *record,
                                    const struct delete_options *options, struct error *error) MUST_CHECK;

bool delete_run_is_over(const struct delete_run *run);

/* Sends nothing more; what is on its way is waited for. */
void delete_run_stop(struct delete_run *run);

const struct replay_tally *delete_run_tally(const struct delete_run *run);

/* What stopped it before its end, or the first refusal; ERROR_NONE: nothing. */
const struct error *delete_run_error(const struct delete_run *run);

/* Only when it is over, or its session has been freed. NULL is allowed. */
void delete_run_free(struct delete_run *run);

#endif
