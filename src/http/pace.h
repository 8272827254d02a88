/* Keeping within a server's rate limit: one struct http_pace for each limit class.
 *
 * What the answers say goes before what was configured. Background requests slow down when little is left and always
 * leave a few for interactive ones; at zero everyone waits for the reset. Moments are of a clock that never goes back,
 * in milliseconds, given by the caller. */
#ifndef HTTP_PACE_H
#define HTTP_PACE_H

#include <stdbool.h>
#include <stdint.h>

/* A limit that is known before the server tells it: so many requests in each window, the windows being aligned to the
 * clock (full seconds, minutes, hours of UTC), as servers count them. */
struct http_rate {
    const char *limit_class;
    int64_t requests; /* > 0 */
    int64_t window_ms; /* > 0 */
};

/* What an answer says about its rate limit; -1 where it says nothing. */
struct http_rate_facts {
    int64_t limit;
    int64_t remaining;
    int64_t reset_in_ms;    /* from X-RateLimit-Reset */
    int64_t retry_after_ms; /* from X-Ratelimit-Retry-After, else Retry-After */
};

/* For showing; -1 where unknown. */
struct http_limit {
    int64_t limit;
    int64_t remaining; /* less what is under way */
    int64_t reset_ms;  /* when it is reset */
    int64_t blocked_until_ms; /* nothing goes out before; -1: not blocked */
    int64_t background_until_ms; /* no background request goes out before, for a second or longer; -1: they do */
};

struct http_pace {
    int64_t rate_requests; /* 0: nothing configured */
    int64_t rate_window_ms;
    int64_t rate_shift_ms; /* added to a moment gives UTC */
    int64_t window;        /* number of the window that window_count counts in */
    int64_t window_count;
    int64_t limit; /* as told; -1: never told */
    int64_t remaining;
    int64_t reset_at; /* -1: not told */
    int64_t blocked_until;
    int64_t last_start; /* of a background request; -1: none */
    int64_t under_way;
};

/* rate may be NULL; utc_ms is the UTC of the moment now. */
void http_pace_init(struct http_pace *pace, const struct http_rate *rate, int64_t now, int64_t utc_ms);

/* Milliseconds to wait before the next request of that kind may start; 0: it may now. */
int64_t http_pace_wait_ms(const struct http_pace *pace, bool background, int64_t now);

/* One starts; one that had started ended (facts may be NULL: it got no answer). */
void http_pace_started(struct http_pace *pace, bool background, int64_t now);
void http_pace_ended(struct http_pace *pace, const struct http_rate_facts *facts, int64_t now);

/* Nothing may start before until: the server asked to wait. */
void http_pace_block(struct http_pace *pace, int64_t until);

/* The state with moments still of the caller's clock. */
void http_pace_read(const struct http_pace *pace, int64_t now, struct http_limit *out);

#endif
