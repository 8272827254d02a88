#include "braze/record.h"

#include <stdlib.h>

#include "support/memory.h"

static const char *outcome_name(enum http_outcome outcome)
{
    switch (outcome) {
    case HTTP_ANSWERED:
        return "answered";
    case HTTP_NOT_SENT:
        return "not_sent";
    case HTTP_NO_ANSWER:
        return "no_answer";
    case HTTP_UNKNOWN:
        return "unknown";
    case HTTP_CANCELLED:
        return "cancelled";
    }
    return NULL;
}

static struct journal_header *request_headers(const struct http_request *request, size_t *count)
{
    const char *name = NULL;
    const char *value = NULL;
    for (*count = 0; http_request_header(request, *count, &name, &value);)
        ++*count;
    struct journal_header *headers = memory_allocate(*count + 1, sizeof *headers);
    for (size_t i = 0; i < *count; i++)
        (void)http_request_header(request, i, &headers[i].name, &headers[i].value);
    return headers;
}

static struct journal_header *answer_headers(const struct http_answer *answer)
{
    struct journal_header *headers = memory_allocate(answer->header_count + 1, sizeof *headers);
    for (size_t i = 0; i < answer->header_count; i++)
        headers[i] = (struct journal_header){ answer->headers[i].name, answer->headers[i].value };
    return headers;
}

bool record_attempt(struct journal *journal, const char *profile, const struct http_attempt *attempt,
                    struct error *error)
{
    const struct http_answer *answer = attempt->answer;
    struct journal_entry entry = JOURNAL_ENTRY_INIT;
    struct journal_header *sent = request_headers(attempt->request, &entry.request_header_count);
    struct journal_header *got = answer_headers(answer);
    entry.time_ms = answer->started_ms;
    entry.profile = profile;
    entry.label = attempt->call->label;
    entry.request_id = attempt->ticket;
    entry.attempt = answer->attempts;
    entry.method = http_request_method(attempt->request);
    entry.url = http_request_url(attempt->request);
    entry.request_headers = sent;
    entry.request_body = http_request_body(attempt->request, &entry.request_length);
    entry.outcome = outcome_name(answer->outcome);
    entry.failure = answer->failure != HTTP_FAILURE_NONE ? http_failure_name(answer->failure) : NULL;
    entry.message = answer->error.message;
    entry.status = answer->status;
    entry.headers = got;
    entry.header_count = answer->header_count;
    entry.body = answer->body;
    entry.length = answer->body_length;
    /* An export would push everything else out of the journal. */
    entry.bulk = attempt->call->priority == HTTP_BACKGROUND && attempt->call->is_read && entry.request_body == NULL &&
                 answer->status / 100 == 2;
    entry.version = answer->version;
    entry.address = answer->address;
    entry.name_us = answer->timings.name_us;
    entry.connect_us = answer->timings.connect_us;
    entry.tls_us = answer->timings.tls_us;
    entry.first_byte_us = answer->timings.first_byte_us;
    entry.total_us = answer->timings.total_us;
    bool done = journal_append(journal, &entry, error);
    free(sent);
    free(got);
    return done;
}
