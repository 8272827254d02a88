#include "replay/outcome.h"

#include <string.h>

#include "support/text.h"

static const struct {
    const char *word;
    const char *meaning;
} outcomes[] = {
#define OUTCOME(name, word, meaning) { word, meaning },
#include "data/outcomes.def"
#undef OUTCOME
};

const char *replay_outcome_word(enum replay_outcome outcome)
{
    return outcomes[outcome].word;
}

const char *replay_outcome_meaning(enum replay_outcome outcome)
{
    return outcomes[outcome].meaning;
}

bool replay_outcome_parse(const char *word, enum replay_outcome *outcome)
{
    for (size_t i = 0; i < REPLAY_OUTCOMES; i++) {
        if (text_equal(word, outcomes[i].word)) {
            *outcome = (enum replay_outcome)i;
            return true;
        }
    }
    return false;
}

enum replay_outcome replay_outcome_join(enum replay_outcome so_far, enum replay_outcome next)
{
    if (so_far == REPLAY_PENDING || so_far == next)
        return next;
    if (next == REPLAY_PENDING)
        return so_far;
    if (so_far == REPLAY_UNKNOWN || next == REPLAY_UNKNOWN)
        return REPLAY_UNKNOWN;
    /* What a rule dropped says nothing of the rest. */
    if (so_far == REPLAY_FILTERED)
        return next;
    if (next == REPLAY_FILTERED)
        return so_far;
    if (so_far == REPLAY_ACCEPTED || next == REPLAY_ACCEPTED || so_far == REPLAY_PARTLY || next == REPLAY_PARTLY)
        return REPLAY_PARTLY;
    return REPLAY_NOT_SENT; /* refused and not sent: there is still something to send */
}

void replay_tally_add(struct replay_tally *tally, enum replay_outcome outcome)
{
    tally->count[outcome]++;
}

size_t replay_tally_total(const struct replay_tally *tally)
{
    size_t total = 0;
    for (size_t i = 0; i < REPLAY_OUTCOMES; i++)
        total += tally->count[i];
    return total;
}

char *replay_tally_text(const struct replay_tally *tally)
{
    /* In the order in which they matter, not in the table's. */
    static const enum replay_outcome order[] = { REPLAY_ACCEPTED, REPLAY_PARTLY,   REPLAY_REFUSED, REPLAY_UNKNOWN,
                                                 REPLAY_NOT_SENT, REPLAY_FILTERED, REPLAY_PENDING };
    UT_string out;
    utstring_init(&out);
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        size_t count = tally->count[order[i]];
        if (count == 0)
            continue;
        if (utstring_len(&out) > 0)
            utstring_bincpy(&out, ", ", 2);
        text_append_count(&out, (long long)count);
        utstring_printf(&out, " %s", outcomes[order[i]].word);
    }
    if (utstring_len(&out) == 0)
        utstring_printf(&out, "nothing");
    return utstring_body(&out);
}

bool replay_tally_check(const struct replay_tally *tally, enum error_code cause, struct error *error)
{
    size_t good = tally->count[REPLAY_ACCEPTED] + tally->count[REPLAY_FILTERED];
    if (good == replay_tally_total(tally) && cause == ERROR_NONE)
        return true;
    enum error_code code = cause != ERROR_NONE ? cause : ERROR_FAILED;
    if (tally->count[REPLAY_ACCEPTED] + tally->count[REPLAY_PARTLY] > 0)
        code = ERROR_PARTIAL;
    char *text = replay_tally_text(tally);
    error_set(error, code, "%s", text);
    free(text);
    if (tally->count[REPLAY_UNKNOWN] > 0)
        error_hint(error, "look the users of the unknown ones up before sending them again");
    else if (tally->count[REPLAY_NOT_SENT] + tally->count[REPLAY_PENDING] > 0)
        error_hint(error, "--resume sends what was not sent");
    return false;
}
