#include "braze/check.h"

#include <stdlib.h>

#include "http/retry.h"
#include "support/memory.h"

static const struct braze_query first_page[] = { { "page", "0" } };

const struct braze_call check_call = {
    .endpoint = ENDPOINT_CAMPAIGNS_LIST,
    .query = first_page,
    .query_count = sizeof first_page / sizeof *first_page,
};

static char *time_text(int64_t us)
{
    return us < 10000 ? memory_format("%lld.%lld ms", (long long)(us / 1000), (long long)(us % 1000 / 100))
                      : memory_format("%lld ms", (long long)(us / 1000));
}

void check_read(struct check *check, const char *instance, const struct meaning *meaning,
                const struct http_answer *answer, int64_t now_ms)
{
    const char *permission = endpoints[check_call.endpoint].permission;
    *check = (struct check){ .code = meaning->error.code, .latency_us = -1, .limit = { -1, -1, -1, -1, -1 } };
    if (answer != NULL && answer->outcome == HTTP_ANSWERED) {
        struct http_rate_facts facts;
        http_rate_facts_read(answer, now_ms, &facts);
        check->latency_us = answer->timings.first_byte_us;
        check->limit.limit = facts.limit;
        check->limit.remaining = facts.remaining;
        check->limit.reset_ms = facts.reset_in_ms >= 0 ? now_ms + facts.reset_in_ms : -1;
    }
    if (meaning->kind == MEANING_OK) {
        char *latency = time_text(check->latency_us);
        check->works = true;
        check->sentence = memory_format("%s knows the key and answered in %s", instance, latency);
        free(latency);
    } else if (meaning->kind == MEANING_NO_PERMISSION) {
        check->works = true;
        check->code = ERROR_NONE;
        check->sentence = memory_format("%s knows the key, which lacks the permission %s", instance, permission);
        check->hint = memory_format("events can be sent if the key has users.track; to explore campaigns it needs %s",
                                    permission);
    } else {
        check->sentence = memory_copy_string(meaning->error.message != NULL ? meaning->error.message : meaning->note);
        check->hint = memory_copy_string(meaning->error.hint);
    }
}

void check_clear(struct check *check)
{
    free(check->sentence);
    free(check->hint);
    *check = (struct check){ 0 };
}
