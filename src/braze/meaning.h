/* What an answer of Braze means, in the operator's words, and what to do about it.
 *
 * All texts are in data/meanings.def and data/refusals.def. Braze echoes a refused key in its answer
 * ("Invalid API key: ..."), so that the key is taken out of everything that is kept here. */
#ifndef BRAZE_MEANING_H
#define BRAZE_MEANING_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "braze/endpoint.h"
#include "http/answer.h"
#include "support/error.h"
#include "support/secret.h"

enum meaning_kind {
#define MEANING(identifier, code, message, hint) MEANING_##identifier,
#include "data/meanings.def"
#undef MEANING
    MEANING_KIND_COUNT
};

/* An object of the request that Braze refused. */
struct meaning_problem {
    char *what;  /* "'price' is not valid", or a code as Braze documents them */
    char *array; /* "events"; NULL: not said */
    long index;  /* in that array of the request, from 0; -1: not said */
};

struct meaning {
    enum meaning_kind kind;
    struct error error;  /* empty for OK and QUEUED */
    char *note;          /* what there is to know although nothing failed; NULL: nothing */
    char *said;          /* the answer's own message; NULL: none */
    struct meaning_problem *problems;
    size_t problem_count;
    cJSON *body;         /* the answer's JSON object; NULL: it was none. A success only: an error's is in the above */
    char *request_id;    /* X-Request-Id, which Braze's support can look up; NULL: none */
    int64_t retry_at_ms; /* MEANING_RATE_LIMITED: when it may be tried again, since 1970; -1: not said */
    bool maybe_done;     /* a write of which nobody knows whether Braze carried it out */
};

/* Where the request went, and with what. */
struct meaning_context {
    enum endpoint endpoint;
    const char *rest_url;
    const struct secret *key; /* NULL: none was sent */
    int64_t now_ms;           /* since 1970 */
};

/* Reads an answer; never fails. The caller ends it with meaning_clear(). */
void meaning_read(struct meaning *meaning, const struct meaning_context *context, const struct http_answer *answer);

/* One for a request that was never sent: error is moved. */
void meaning_unsent(struct meaning *meaning, struct error *error);

void meaning_clear(struct meaning *meaning);

/* OK, QUEUED or PARTLY: Braze took the request. */
bool meaning_accepted(const struct meaning *meaning);

/* "KEY_REFUSED": stable names for scripts. */
const char *meaning_name(enum meaning_kind kind);

#endif
