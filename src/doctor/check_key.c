/* What the answers to requests with the key say. */
#include <stdlib.h>
#include <string.h>

#include "doctor/check.h"

void doctor_verdict_read(struct doctor_verdict *verdict, enum endpoint endpoint, const char *rest_url,
                         const struct secret *key, const struct http_answer *answer, int64_t now_ms)
{
    const struct meaning_context context = { endpoint, rest_url, key, now_ms };
    meaning_read(&verdict->meaning, &context, answer);
    if (answer->failure == HTTP_FAILURE_RATE_LIMIT) {
        verdict->kind = DOCTOR_LIMITED;
        return;
    }
    switch (verdict->meaning.kind) {
    case MEANING_OK:
    case MEANING_QUEUED:
    case MEANING_PARTLY:
    case MEANING_BAD_REQUEST: /* the request is wrong, the key is not */
    case MEANING_BAD_OBJECTS:
        verdict->kind = DOCTOR_KEY_WORKS;
        return;
    case MEANING_NO_PERMISSION:
    case MEANING_NOT_IN_PLAN:
        verdict->kind = DOCTOR_KEY_FORBIDDEN;
        return;
    case MEANING_KEY_REFUSED:
        verdict->kind = DOCTOR_KEY_REFUSED;
        return;
    case MEANING_IP_NOT_ALLOWED:
        verdict->kind = DOCTOR_ADDRESS_REFUSED;
        return;
    case MEANING_RATE_LIMITED:
        verdict->kind = DOCTOR_LIMITED;
        return;
    case MEANING_NOT_FOUND:
    case MEANING_FEED_GONE:
        verdict->kind = DOCTOR_NOT_FOUND;
        return;
    case MEANING_SERVER_ERROR:
    case MEANING_BAD_GATEWAY:
    case MEANING_UNAVAILABLE:
    case MEANING_MAINTENANCE:
    case MEANING_GATEWAY_TIMEOUT:
        verdict->kind = DOCTOR_SERVER_TROUBLE;
        return;
    case MEANING_WEB_PAGE:
    case MEANING_REDIRECTED:
    case MEANING_PROXY_LOGIN:
    case MEANING_NOT_JSON:
    case MEANING_EMPTY:
    case MEANING_TOO_LARGE:
    case MEANING_WRONG_TYPE:
    case MEANING_UNEXPECTED:
        verdict->kind = DOCTOR_NOT_BRAZE;
        return;
    case MEANING_NO_ANSWER:
    case MEANING_MAYBE_DONE:
    case MEANING_STOPPED:
    case MEANING_KIND_COUNT:
        break;
    }
    verdict->kind = DOCTOR_NO_ANSWER;
}

void doctor_verdict_clear(struct doctor_verdict *verdict)
{
    meaning_clear(&verdict->meaning);
}

/* Where a verdict belongs, its stable name, and why it matters. Words of what and what to do are the meaning's. */
static const struct {
    enum doctor_area area;
    const char *id;
    const char *why;
} failures[] = {
    [DOCTOR_KEY_REFUSED] = { DOCTOR_KEY, "key-refused",
                             "Braze answers 401 to a good key of another instance just as to a wrong one." },
    [DOCTOR_ADDRESS_REFUSED] = { DOCTOR_ADDRESS, "address-blocked",
                                 "Braze refuses every request with it that comes from here. RudderStack's own addresses have to be "
                                 "on its key's list, too." },
    [DOCTOR_LIMITED] = { DOCTOR_LIMIT, "limit-exhausted",
                         "Braze answers 429 to everything of that limit until it is reset, to RudderStack as well." },
    [DOCTOR_NOT_BRAZE] = { DOCTOR_HTTP, "not-braze", "What answers there knows nothing of events or users." },
    [DOCTOR_NOT_FOUND] = { DOCTOR_INSTANCE, "not-found", "The host answers, but not as a REST endpoint." },
    [DOCTOR_SERVER_TROUBLE] = { DOCTOR_HTTP, "server-trouble",
                                "Requests fail on the other side, whatever is right here." },
    [DOCTOR_NO_ANSWER] = { DOCTOR_HTTP, "no-answer", "The connection stands, but no whole answer comes over it." },
};

static void add_sentence(struct doctor_report *report, enum doctor_verdict_kind kind, const struct error *error)
{
    struct doctor_finding *finding =
        doctor_report_add_error(report, DOCTOR_FAILURE, failures[kind].area, failures[kind].id, error);
    if (error->code == ERROR_NONE)
        finding->code = ERROR_NETWORK;
    doctor_finding_why(finding, "%s", failures[kind].why);
    if (kind == DOCTOR_KEY_REFUSED && finding->advice != NULL) {
        char *advice = memory_copy_string(finding->advice);
        doctor_finding_advice(finding, "%s \"brazier doctor --try-other-instances\" shows the key to Braze's other instances.",
                              advice);
        free(advice);
    }
}

bool doctor_check_key(struct doctor_report *report, const struct doctor_verdict *verdict)
{
    bool known = verdict->kind == DOCTOR_KEY_WORKS || verdict->kind == DOCTOR_KEY_FORBIDDEN;
    if (known)
        doctor_report_add(report, DOCTOR_FINE, DOCTOR_KEY, "key", ERROR_NONE, "The key belongs to this instance");
    else
        add_sentence(report, verdict->kind, &verdict->meaning.error);
    return known;
}
