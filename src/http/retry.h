/* When a request that failed is sent again, and what an answer says about waiting. */
#ifndef HTTP_RETRY_H
#define HTTP_RETRY_H

#include <stdbool.h>
#include <stdint.h>

#include "http/answer.h"
#include "http/pace.h"

/* Reads X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset (seconds since 1970, or, below 100,000,000,
 * seconds from now), X-Ratelimit-Retry-After and Retry-After (seconds, or an HTTP date). A header that is missing,
 * empty or not understood, or is further off than a day, says nothing. Moments are measured against the answer's own
 * Date header where it has one, so that a wrong clock here does not matter; else against now_utc_ms. */
void http_rate_facts_read(const struct http_answer *answer, int64_t now_utc_ms, struct http_rate_facts *out);

/* Whether sending it again may help: a failure that passes, 408, 429 or 5xx. */
bool http_retry_helps(const struct http_answer *answer);

/* What the server asks to wait: after a 429 or 503 the retry-after, else, where nothing remains or a 429 does not say
 * what remains, the reset. -1: it does not say. */
int64_t http_retry_asked_ms(const struct http_answer *answer, const struct http_rate_facts *facts);

/* The pause before the next attempt, attempts having been made: what was asked (at least that, at most one second
 * more), or, with asked_ms < 0, half to all of 500 ms doubled with each attempt, at most 30 s. chance is in [0, 1). */
int64_t http_retry_pause_ms(unsigned attempts, int64_t asked_ms, double chance);

#endif
