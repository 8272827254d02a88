/* What came of an event, and of many. The words are in data/outcomes.def. */
#ifndef REPLAY_OUTCOME_H
#define REPLAY_OUTCOME_H

#include <stdbool.h>
#include <stddef.h>

#include "support/error.h"

enum replay_outcome {
#define OUTCOME(name, word, meaning) REPLAY_##name,
#include "data/outcomes.def"
#undef OUTCOME
    REPLAY_OUTCOMES
};

/* "accepted", "not sent" and so on; and what it means, as a part of a sentence. */
const char *replay_outcome_word(enum replay_outcome outcome);
const char *replay_outcome_meaning(enum replay_outcome outcome);

/* The outcome of that word; false if there is none. */
bool replay_outcome_parse(const char *word, enum replay_outcome *outcome);

/* The outcome of an event that became several objects, told one by one beginning with REPLAY_PENDING: as long as all
 * agree, theirs. An unknown one makes the event unknown, because it must not be sent again as a whole; otherwise
 * what was accepted together with what was not makes it REPLAY_PARTLY. */
enum replay_outcome replay_outcome_join(enum replay_outcome so_far, enum replay_outcome next);

/* How many events ended how. */
struct replay_tally {
    size_t count[REPLAY_OUTCOMES];
};

void replay_tally_add(struct replay_tally *tally, enum replay_outcome outcome);
size_t replay_tally_total(const struct replay_tally *tally);

/* True if every event is accepted or was dropped on purpose. Otherwise error is filled with the numbers:
 * ERROR_PARTIAL where some were accepted, else cause (what stopped the replay; ERROR_NONE counts as ERROR_FAILED). */
bool replay_tally_check(const struct replay_tally *tally, enum error_code cause, struct error *error) MUST_CHECK;

/* "4,212 accepted, 3 refused, 1 unknown", without what is zero; "nothing" for none. The caller frees it. */
char *replay_tally_text(const struct replay_tally *tally);

#endif
