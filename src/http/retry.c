#include "http/retry.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_PAUSE_MS = 500, LONGEST_PAUSE_MS = 30000, SPREAD_MS = 1000 };

/* A reset below this many seconds is counted from now; above, it is a moment (1973 was long ago). */
#define SMALLEST_MOMENT INT64_C(100000000)

#define LARGEST_NUMBER INT64_C(100000000000)

/* The longest windows are days; what is further off is a broken header or a broken clock, and says nothing. */
#define FURTHEST_MS INT64_C(90000000)

/* A whole number >= 0, white space around it allowed; -1 for anything else. A fraction is dropped. */
static int64_t read_number(const char *text)
{
    if (text == NULL)
        return -1;
    text += strspn(text, " \t");
    if (*text < '0' || *text > '9')
        return -1;
    char *end = NULL;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    if (errno != 0 || number > LARGEST_NUMBER)
        return -1;
    if (*end == '.')
        end += 1 + strspn(end + 1, "0123456789");
    end += strspn(end, " \t");
    return *end == '\0' ? (int64_t)number : -1;
}

static int64_t later_than(int64_t moment_s, int64_t server_now_ms)
{
    int64_t left = moment_s * 1000 - server_now_ms;
    return left > 0 ? left : 0;
}

static int64_t plausible(int64_t wait_ms)
{
    return wait_ms <= FURTHEST_MS ? wait_ms : -1;
}

/* Seconds, or an HTTP date. */
static int64_t read_retry_after(const char *text, int64_t server_now_ms)
{
    int64_t seconds = read_number(text);
    if (seconds >= 0)
        return plausible(seconds < SMALLEST_MOMENT ? seconds * 1000 : later_than(seconds, server_now_ms));
    if (text == NULL || *text == '\0')
        return -1;
    time_t date = curl_getdate(text, NULL);
    return date != (time_t)-1 ? plausible(later_than((int64_t)date, server_now_ms)) : -1;
}

void http_rate_facts_read(const struct http_answer *answer, int64_t now_utc_ms, struct http_rate_facts *out)
{
    const char *date = http_answer_header(answer, "Date");
    time_t server_now = date != NULL ? curl_getdate(date, NULL) : (time_t)-1;
    int64_t server_now_ms = server_now != (time_t)-1 ? (int64_t)server_now * 1000 : now_utc_ms;
    out->limit = read_number(http_answer_header(answer, "X-RateLimit-Limit"));
    out->remaining = read_number(http_answer_header(answer, "X-RateLimit-Remaining"));
    int64_t reset = read_number(http_answer_header(answer, "X-RateLimit-Reset"));
    if (reset >= SMALLEST_MOMENT)
        out->reset_in_ms = plausible(later_than(reset, server_now_ms));
    else
        out->reset_in_ms = reset >= 0 ? plausible(reset * 1000) : -1;
    out->retry_after_ms = read_retry_after(http_answer_header(answer, "X-Ratelimit-Retry-After"), server_now_ms);
    if (out->retry_after_ms < 0)
        out->retry_after_ms = read_retry_after(http_answer_header(answer, "Retry-After"), server_now_ms);
}

bool http_retry_helps(const struct http_answer *answer)
{
    if (answer->outcome == HTTP_ANSWERED)
        return answer->status == 408 || answer->status == 429 || answer->status / 100 == 5;
    return http_failure_is_passing(answer->failure);
}

int64_t http_retry_asked_ms(const struct http_answer *answer, const struct http_rate_facts *facts)
{
    if (answer->outcome != HTTP_ANSWERED)
        return -1;
    bool limited = answer->status == 429;
    if ((limited || answer->status == 503) && facts->retry_after_ms >= 0)
        return facts->retry_after_ms;
    /* With something left it is not this limit that refuses. */
    return (limited && facts->remaining < 0) || facts->remaining == 0 ? facts->reset_in_ms : -1;
}

int64_t http_retry_pause_ms(unsigned attempts, int64_t asked_ms, double chance)
{
    if (asked_ms >= 0)
        return asked_ms + (int64_t)(chance * SPREAD_MS);
    int64_t pause = FIRST_PAUSE_MS;
    for (unsigned i = 1; i < attempts && pause < LONGEST_PAUSE_MS; i++)
        pause *= 2;
    if (pause > LONGEST_PAUSE_MS)
        pause = LONGEST_PAUSE_MS;
    return pause / 2 + (int64_t)(chance * (double)(pause - pause / 2));
}
