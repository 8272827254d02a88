/* What was sent about a user against what Braze holds, field by field, with the likely reason for a difference.
 *
 * A user's sent things are collected one after the other, as Braze applies them; of several values of one attribute the
 * last one counts. */
#ifndef REPLAY_COMPARE_H
#define REPLAY_COMPARE_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "replay/item.h"

enum compare_difference {
#define DIFFERENCE(identifier, equal, text) COMPARE_##identifier,
#include "data/differences.def"
#undef DIFFERENCE
    COMPARE_DIFFERENCES
};

/* What was sent about one user. */
struct compare_sent {
    cJSON *attributes; /* name: {"is": value}, {"change": value}, {"merge": value} or {"removed": true} */
    cJSON *events;     /* name: {"all": how many, "past": how many of them Braze does not export any more} */
    cJSON *purchases;  /* product: likewise */
    int64_t now_ms;    /* what that is measured from */
    bool update_only;  /* every object said that no profile is to be made */
};

struct compare_field {
    char *name;     /* "email", "custom_attributes.plan", "events.Signed Up" */
    char *sent;     /* as compact JSON */
    char *stored;   /* as compact JSON; "" where there is nothing */
    enum compare_difference difference;
};

struct compare_result {
    struct compare_field *fields;
    size_t count;
    size_t different;
};

void compare_sent_init(struct compare_sent *sent, int64_t now_ms);
void compare_sent_clear(struct compare_sent *sent);

/* Takes note of an object of the request, which is copied. Subscription groups and merges are not compared. */
void compare_expect(struct compare_sent *sent, enum replay_part part, const cJSON *object);

/* user is the profile as users/export/ids gives it, NULL: there is none. Ends with compare_result_clear(). */
void compare_user(struct compare_result *result, const struct compare_sent *sent, const cJSON *user);
void compare_result_clear(struct compare_result *result);

bool compare_is_equal(enum compare_difference difference);
const char *compare_reason(enum compare_difference difference); /* "" for COMPARE_NONE */

#endif
