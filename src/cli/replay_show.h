/* What brazier replay shows: the requests of a dry run, progress, what came of each event, and users read back. */
#ifndef CLI_REPLAY_SHOW_H
#define CLI_REPLAY_SHOW_H

#include <stdbool.h>
#include <stdint.h>

#include "replay/plan.h"
#include "replay/readback.h"
#include "replay/replay.h"
#include "session.h"

struct replay_show {
    bool json;          /* a JSON object a line on stdout */
    bool quiet;
    bool live;          /* stderr is a terminal: one line that changes */
    bool line_is_shown;
    int64_t drawn_ms;
};

void replay_show_begin(struct replay_show *show, bool json, bool quiet);

/* A window of a dry run: what would be sent, in order, and what would not. */
void replay_show_plan(struct replay_show *show, struct session *session, const struct replay_plan *plan);

/* An event that is over: those that were accepted are only shown as JSON. */
void replay_show_told(struct replay_show *show, const struct replay_told *told);

/* The line on stderr, at most a few times a second. */
void replay_show_progress(struct replay_show *show, const struct replay_progress *progress);

/* A line of its own on stderr. */
void replay_show_word(struct replay_show *show, const char *text);

void replay_show_readback(struct replay_show *show, const struct replay_readback *readback);

#endif
