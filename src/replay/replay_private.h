/* What the files of the replay share. */
#ifndef REPLAY_REPLAY_PRIVATE_H
#define REPLAY_REPLAY_PRIVATE_H

#include "replay/answer.h"
#include "replay/reader.h"
#include "replay/readback.h"
#include "replay/replay.h"

enum sending_state { SENDING_HELD, SENDING_RUNS, SENDING_DONE };

/* A planned request on its way. */
struct sending {
    struct replay *replay;
    size_t index; /* among the plan's requests */
    enum sending_state state;
    unsigned attempts;
    uint64_t ticket;
    uint64_t record_number;
    int64_t not_before_ms; /* since 1970 */
};

/* What is known of an event of the window. */
struct standing {
    enum replay_outcome outcome;
    char *reason;
    size_t open; /* objects that are not dealt with */
};

struct look_up {
    struct replay *replay;
    size_t index;
    uint64_t ticket; /* 0: answered */
};

enum replay_stage { REPLAY_READING, REPLAY_LOOKING_UP, REPLAY_SENDING, REPLAY_ENDED };

struct replay {
    struct replay_options options;
    enum replay_stage stage;
    struct replay_reader *reader;
    bool input_ended;
    struct replay_plan *plan;      /* of the window */
    struct standing *standings;    /* of its events */
    struct sending *sendings;      /* of its requests */
    struct look_up *look_ups;
    size_t look_ups_open;
    size_t running;
    size_t last_number;            /* of the last event read */
    bool stopping;
    struct error stopped;
    unsigned silent;               /* requests in a row that got no answer */
    struct replay_tally tally;
    size_t told;                   /* events of this run */
    size_t answered;
    int64_t began_ms;              /* of the clock that never goes back */
    int64_t ended_ms;
    int64_t held_until_ms;         /* since 1970 */
    double allowance;              /* events that may be sent, with a rate */
    int64_t allowance_ms;          /* when it was worked out */
};

/* Stops with a reason, once; error is moved. */
void replay_fail(struct replay *replay, struct error *error);

/* Makes sendings of the plan's requests, and sends what may be sent. */
void replay_begin_sending(struct replay *replay);
void replay_pump(struct replay *replay);
bool replay_all_sent(const struct replay *replay);

/* Takes what is on its way back, as far as that can be done. */
void replay_cancel_sendings(struct replay *replay);

/* Milliseconds until replay_pump() has something to do; -1: not before an answer. */
int replay_pump_due_ms(const struct replay *replay);

/* Joins what came of one object into its event. */
void replay_join(struct replay *replay, size_t event, enum replay_outcome outcome, const char *reason);

#endif
