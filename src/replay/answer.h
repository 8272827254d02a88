/* What an answer means for each object of a request. */
#ifndef REPLAY_ANSWER_H
#define REPLAY_ANSWER_H

#include <stdbool.h>
#include <stdint.h>

#include "replay/outcome.h"
#include "replay/plan.h"
#include "session.h"
#include "support/error.h"

struct replay_result {
    enum replay_outcome outcome;
    char *reason; /* the other side's words, or what happened; NULL where accepted */
};

struct replay_verdict {
    struct replay_result *results; /* one for each item of the request */
    size_t count;
    int status;           /* of HTTP; 0: none came */
    bool not_applied;     /* all of it, for sure: it may be sent again without counting twice */
    bool is_worth_again;  /* and then it may go better; else nothing will change by itself */
    int64_t again_at_ms;  /* when, since 1970-01-01T00:00:00Z; -1: not said */
    bool is_fatal;        /* what follows would fare the same: the key, the profile */
    struct error why;     /* empty where all was accepted */
};

/* Of Braze, respectively of RudderStack's data plane. Ends with replay_verdict_clear(). */
void replay_judge_braze(struct replay_verdict *verdict, const struct replay_planned_request *request,
                        const struct session_answer *answer);
void replay_judge_data_plane(struct replay_verdict *verdict, const struct replay_planned_request *request,
                             const struct session_answer *answer, int64_t now_ms);
void replay_verdict_clear(struct replay_verdict *verdict);

#endif
