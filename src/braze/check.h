/* Does this connection work? One cheap request, and what came of it as one sentence.
 *
 * There is no call that tells what a key may do. Asking for the first campaigns tells whether the key belongs to the
 * instance: 401 means that it does not; 403 that it does, but lacks that one permission. The caller sends check_call
 * like any other and gives what came of it to check_read(). */
#ifndef BRAZE_CHECK_H
#define BRAZE_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "braze/meaning.h"
#include "braze/request.h"
#include "http/answer.h"
#include "http/pace.h"

struct check {
    bool works;        /* Braze knows the key */
    char *sentence;    /* "Braze answered in 84 ms; ...", or what is wrong; no full stop */
    char *hint;        /* what to do; NULL: nothing */
    enum error_code code;   /* ERROR_NONE where it works */
    int64_t latency_us;     /* of the answer's first byte; -1: none came */
    struct http_limit limit; /* what is left of the general limit; -1 where not known */
};

extern const struct braze_call check_call;

/* instance is how the connection is called: "EU-01", or a host. The caller ends it with check_clear(). answer may be
 * NULL: nothing was sent. */
void check_read(struct check *check, const char *instance, const struct meaning *meaning,
                const struct http_answer *answer, int64_t now_ms);
void check_clear(struct check *check);

#endif
