#include "http/pace.h"

#include <stddef.h>

enum {
    LOW_SHARE = 10,     /* background requests spread out when less than a tenth of the limit is left */
    RESERVED_SHARE = 20, /* and leave a twentieth, */
    RESERVED_MOST = 50,  /* but not more than this, to interactive ones */
    ENDING_SOON_MS = 100, /* between two looks whether one under way has ended */
    TOLD_WAIT_MS = 1000   /* a shorter wait is only pacing */
};

void http_pace_init(struct http_pace *pace, const struct http_rate *rate, int64_t now, int64_t utc_ms)
{
    *pace = (struct http_pace){ .window = -1, .limit = -1, .remaining = -1, .reset_at = -1, .last_start = -1 };
    pace->blocked_until = now;
    pace->rate_shift_ms = utc_ms - now;
    if (rate != NULL) {
        pace->rate_requests = rate->requests;
        pace->rate_window_ms = rate->window_ms;
    }
}

static int64_t reserved_of(int64_t limit)
{
    int64_t reserved = limit / RESERVED_SHARE;
    if (reserved > RESERVED_MOST)
        return RESERVED_MOST;
    return reserved == 0 && limit > 1 ? 1 : reserved;
}

static int64_t window_at(const struct http_pace *pace, int64_t now)
{
    return (now + pace->rate_shift_ms) / pace->rate_window_ms;
}

/* Whether what an answer told is of the window that now lies in. */
static bool is_told(const struct http_pace *pace, int64_t now)
{
    return pace->remaining >= 0 && pace->reset_at > now;
}

static int64_t wait_by_rate(const struct http_pace *pace, bool background, int64_t now)
{
    int64_t window = window_at(pace, now);
    int64_t allowed = pace->rate_requests - (background ? reserved_of(pace->rate_requests) : 0);
    if (window != pace->window || pace->window_count < allowed)
        return 0;
    return (window + 1) * pace->rate_window_ms - pace->rate_shift_ms - now;
}

static int64_t wait_by_told(const struct http_pace *pace, bool background, int64_t now)
{
    int64_t until_reset = pace->reset_at - now;
    /* Where the server does not tell its limit, what is left is all there is to go by. */
    int64_t limit = pace->limit >= 0 ? pace->limit : pace->remaining;
    int64_t free = pace->remaining - (background ? reserved_of(limit) : 0);
    if (free <= 0)
        return until_reset;
    /* Those under way may or may not be counted in what was told. */
    free -= pace->under_way;
    if (free <= 0)
        return until_reset < ENDING_SOON_MS ? until_reset : ENDING_SOON_MS;
    if (!background || pace->limit < 0 || free > limit / LOW_SHARE || pace->last_start < 0)
        return 0;
    int64_t next = pace->last_start + until_reset / free;
    return next > now ? next - now : 0;
}

int64_t http_pace_wait_ms(const struct http_pace *pace, bool background, int64_t now)
{
    int64_t wait = 0;
    if (is_told(pace, now))
        wait = wait_by_told(pace, background, now);
    else if (pace->rate_requests > 0)
        wait = wait_by_rate(pace, background, now);
    int64_t blocked = pace->blocked_until - now;
    return blocked > wait ? blocked : wait;
}

void http_pace_started(struct http_pace *pace, bool background, int64_t now)
{
    pace->under_way++;
    if (background)
        pace->last_start = now;
    if (pace->rate_requests == 0)
        return;
    int64_t window = window_at(pace, now);
    if (window != pace->window) {
        pace->window = window;
        pace->window_count = 0;
    }
    pace->window_count++;
}

void http_pace_ended(struct http_pace *pace, const struct http_rate_facts *facts, int64_t now)
{
    pace->under_way--;
    if (facts == NULL || facts->remaining < 0)
        return;
    if (facts->limit >= 0)
        pace->limit = facts->limit;
    int64_t reset_at = facts->reset_in_ms >= 0 ? now + facts->reset_in_ms : -1;
    /* Answers overtake each other: within one window the smallest number is the newest. The server tells the reset in
     * whole seconds, so that the same one may seem to move by a little. */
    bool same_window = is_told(pace, now) && reset_at >= 0 && reset_at - pace->reset_at < 2000 &&
                       pace->reset_at - reset_at < 2000;
    if (!same_window || facts->remaining < pace->remaining)
        pace->remaining = facts->remaining;
    if (!same_window)
        pace->reset_at = reset_at;
}

void http_pace_block(struct http_pace *pace, int64_t until)
{
    if (until > pace->blocked_until)
        pace->blocked_until = until;
}

void http_pace_read(const struct http_pace *pace, int64_t now, struct http_limit *out)
{
    int64_t left = pace->remaining - pace->under_way;
    *out = (struct http_limit){ .limit = pace->limit, .remaining = -1, .reset_ms = -1, .blocked_until_ms = -1,
                                .background_until_ms = -1 };
    if (is_told(pace, now)) {
        out->remaining = left > 0 ? left : 0;
        out->reset_ms = pace->reset_at;
    } else if (pace->limit >= 0 && pace->reset_at >= 0) {
        out->remaining = pace->limit; /* the reset has gone by */
    } else if (pace->remaining >= 0) {
        out->remaining = pace->remaining;
    }
    if (pace->blocked_until > now)
        out->blocked_until_ms = pace->blocked_until;
    int64_t wait = http_pace_wait_ms(pace, true, now);
    if (wait >= TOLD_WAIT_MS)
        out->background_until_ms = now + wait;
}
