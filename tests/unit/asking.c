#include "asking.h"

#include <stdlib.h>

#include "support/date.h"
#include "unit.h"

void seen_keep(uint64_t ticket, const struct http_answer *answer, void *context)
{
    struct seen *seen = context;
    ck_assert_uint_lt(seen->count, sizeof seen->answers / sizeof *seen->answers);
    seen->tickets[seen->count] = ticket;
    seen->answers[seen->count++] = http_answer_copy(answer);
}

void seen_clear(struct seen *seen)
{
    for (size_t i = 0; i < seen->count; i++)
        http_answer_free(seen->answers[i]);
    seen->count = 0;
}

double asking_no_chance(void *context)
{
    (void)context;
    return 0;
}

struct http_client *asking_client(void)
{
    const struct http_options options = { .clock.random = asking_no_chance };
    return http_client_new(&options);
}

struct http_request *asking_request(struct wire *wire, const char *method, const char *path)
{
    char *url = wire_url(wire, path);
    struct http_request *request = http_request_new(method, url);
    free(url);
    return request;
}

struct http_answer *ask(struct http_client *client, struct http_request *request, const struct http_call *call)
{
    struct seen seen = { 0 };
    http_submit(client, request, call, seen_keep, &seen);
    http_run_until_idle(client);
    ck_assert_uint_eq(seen.count, 1);
    return seen.answers[0];
}

static void pump(struct http_client *client, int64_t deadline)
{
    ck_assert_msg(date_monotonic_ms() < deadline, "it does not happen");
    http_wait(client, NULL, 0, 10);
    http_run(client);
}

void pump_until_requests(struct http_client *client, struct wire *wire, size_t count)
{
    int64_t deadline = date_monotonic_ms() + 10000;
    http_run(client);
    while (wire_request_count(wire) < count)
        pump(client, deadline);
}

void pump_until_answers(struct http_client *client, const struct seen *seen, size_t count)
{
    int64_t deadline = date_monotonic_ms() + 10000;
    http_run(client);
    while (seen->count < count)
        pump(client, deadline);
}
