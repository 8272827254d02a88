/* Whether the other side can be reached at all, and whether it looks like Braze. */
#include <stdlib.h>
#include <string.h>

#include "doctor/check.h"
#include "profile/instance.h"

/* A clock this far off makes certificates look expired and dates events wrongly. */
#define CLOCK_WARNING_MS INT64_C(10000)
#define CLOCK_FAILURE_MS INT64_C(600000)

static char *host_of(const char *url)
{
    const char *host = strstr(url, "://");
    host = host != NULL ? host + 3 : url;
    return memory_copy_bytes(host, strcspn(host, "/?#"));
}

/* "3 days", "47 s": how far a clock is off, rounded. The caller frees it. */
static char *span_text(int64_t ms)
{
    long long seconds = (long long)((ms < 0 ? -ms : ms) + 500) / 1000;
    if (seconds < 120)
        return memory_format("%lld s", seconds);
    if (seconds < 90 * 60)
        return memory_format("%lld minutes", (seconds + 30) / 60);
    if (seconds < 36 * 3600)
        return memory_format("%lld hours", (seconds + 1800) / 3600);
    return memory_format("%lld days", (seconds + 43200) / 86400);
}

bool doctor_clock_skew(const struct http_answer *answer, int64_t *skew_ms)
{
    int64_t there = 0;
    if (answer->started_ms == 0 || !http_read_date(http_answer_header(answer, "Date"), &there))
        return false;
    /* The header was made somewhere between the request and the answer, and has whole seconds. */
    int64_t here = answer->started_ms + answer->timings.total_us / 1000;
    if (there > here)
        *skew_ms = here - there;
    else if (there + 999 < answer->started_ms)
        *skew_ms = answer->started_ms - there - 999;
    else
        *skew_ms = 0;
    return true;
}

void doctor_check_clock(struct doctor_report *report, const struct http_answer *answer)
{
    int64_t skew = 0;
    if (!doctor_clock_skew(answer, &skew))
        return;
    int64_t off = skew < 0 ? -skew : skew;
    if (off < CLOCK_WARNING_MS) {
        doctor_report_add(report, DOCTOR_FINE, DOCTOR_CLOCK, "clock", ERROR_NONE, "The clock here agrees with Braze's");
        return;
    }
    char *span = span_text(skew);
    struct doctor_finding *finding =
        doctor_report_add(report, off < CLOCK_FAILURE_MS ? DOCTOR_WARNING : DOCTOR_FAILURE, DOCTOR_CLOCK, "clock-wrong",
                          ERROR_CONFIGURATION, "The clock here is %s %s Braze's", span, skew < 0 ? "behind" : "ahead of");
    doctor_finding_why(finding, skew < 0 ? "Events that are dated here arrive as older than they are, and may lose to "
                                           "newer values."
                                         : "Braze turns the times of future events into the present.");
    doctor_finding_advice(finding, "Let the clock be set from the network: timedatectl set-ntp true");
    free(span);
}

/* A certificate out of its time means a wrong clock here, or a forgotten certificate there. Which, tells the other
 * side's own clock. */
static void add_out_of_date(struct doctor_report *report, const char *host, const struct http_answer *answer,
                            const struct http_answer *looked)
{
    int64_t skew = 0;
    bool expired = answer->failure == HTTP_FAILURE_TLS_EXPIRED;
    bool known = looked != NULL && doctor_clock_skew(looked, &skew);
    if (known && (skew > CLOCK_FAILURE_MS * 6 || skew < -CLOCK_FAILURE_MS * 6)) {
        char *span = span_text(skew);
        struct doctor_finding *finding = doctor_report_add(
            report, DOCTOR_FAILURE, DOCTOR_TLS, "clock-wrong", ERROR_CONFIGURATION,
            "The clock here is %s %s %s's, so that its certificate seems %s", span, skew < 0 ? "behind" : "ahead of", host,
            expired ? "expired" : "not valid yet");
        doctor_finding_why(finding, "No secure connection can be made with a wrong clock.");
        doctor_finding_advice(finding, "Let the clock be set from the network: timedatectl set-ntp true");
        free(span);
        return;
    }
    const char *moment = NULL;
    if (looked != NULL && looked->certificate_count > 0)
        moment = expired ? looked->certificates[0].expires : looked->certificates[0].starts;
    struct doctor_finding *finding =
        doctor_report_add(report, DOCTOR_FAILURE, DOCTOR_TLS, expired ? "tls-expired" : "tls-not-yet-valid",
                          ERROR_NETWORK, "The certificate of %s %s%s%s%s", host,
                          expired ? "has expired" : "is not valid yet", moment != NULL ? " (" : "",
                          moment != NULL ? moment : "", moment != NULL ? ")" : "");
    doctor_finding_why(finding, "Nobody vouches for who answers any more; the key was not sent.");
    doctor_finding_advice(finding, known ? "The clock here is right, so that the other side has to renew it; a proxy may "
                                           "be answering in Braze's place."
                                         : "Check this machine's clock first; if it is right, a proxy may be answering in "
                                           "Braze's place.");
}

static void add_wrong_name(struct doctor_report *report, const char *host, const struct http_answer *looked)
{
    const struct http_certificate *own =
        looked != NULL && looked->certificate_count > 0 ? &looked->certificates[0] : NULL;
    struct doctor_finding *finding =
        doctor_report_add(report, DOCTOR_FAILURE, DOCTOR_TLS, "tls-wrong-name", ERROR_NETWORK,
                          "What answers as %s shows the certificate of another name%s%s%s", host,
                          own != NULL ? " (" : "", own != NULL && own->subject != NULL ? own->subject : "",
                          own != NULL ? ")" : "");
    doctor_finding_why(finding, "It is not the server that was asked for; the key was not sent.");
    doctor_finding_advice(finding, "Check the spelling of the host, and where its name resolves to: /etc/hosts and the "
                                   "name servers may send it elsewhere.");
}

/* The failures that need no more words than http/failure.h has. */
static enum doctor_area area_of(enum http_failure failure)
{
    switch (failure) {
    case HTTP_FAILURE_BAD_URL:
    case HTTP_FAILURE_PLAIN_HTTP:
        return DOCTOR_INSTANCE;
    case HTTP_FAILURE_BAD_HEADER:
        return DOCTOR_KEY;
    case HTTP_FAILURE_NAME_NOT_RESOLVED:
        return DOCTOR_NAME;
    case HTTP_FAILURE_CONNECTION_REFUSED:
    case HTTP_FAILURE_UNREACHABLE:
    case HTTP_FAILURE_CONNECT_TIMEOUT:
        return DOCTOR_CONNECT;
    case HTTP_FAILURE_PROXY_UNREACHABLE:
    case HTTP_FAILURE_PROXY_REFUSED:
    case HTTP_FAILURE_PROXY_PASSWORD:
        return DOCTOR_PROXY;
    case HTTP_FAILURE_CA_FILE:
    case HTTP_FAILURE_TLS_FAILED:
        return DOCTOR_TLS;
    default:
        return DOCTOR_HTTP;
    }
}

static const char *id_of(enum http_failure failure)
{
    switch (failure) {
    case HTTP_FAILURE_NAME_NOT_RESOLVED:
        return "name-not-resolved";
    case HTTP_FAILURE_CONNECTION_REFUSED:
        return "connection-refused";
    case HTTP_FAILURE_UNREACHABLE:
        return "unreachable";
    case HTTP_FAILURE_CONNECT_TIMEOUT:
        return "connect-timeout";
    case HTTP_FAILURE_PROXY_UNREACHABLE:
        return "proxy-unreachable";
    case HTTP_FAILURE_PROXY_REFUSED:
        return "proxy-refused";
    case HTTP_FAILURE_PROXY_PASSWORD:
        return "proxy-password";
    case HTTP_FAILURE_CA_FILE:
        return "ca-file";
    case HTTP_FAILURE_TLS_FAILED:
        return "tls-failed";
    case HTTP_FAILURE_CONNECTION_LOST:
        return "connection-lost";
    case HTTP_FAILURE_TRUNCATED:
        return "answer-cut-off";
    case HTTP_FAILURE_IDLE_TIMEOUT:
    case HTTP_FAILURE_TOTAL_TIMEOUT:
        return "no-answer-in-time";
    case HTTP_FAILURE_NOT_HTTP:
        return "not-http";
    default:
        return "request-failed";
    }
}

static void add_failure(struct doctor_report *report, const char *host, const struct http_answer *answer)
{
    struct doctor_finding *finding =
        doctor_report_add_error(report, DOCTOR_FAILURE, area_of(answer->failure), id_of(answer->failure), &answer->error);
    if (answer->error.code == ERROR_NONE)
        finding->code = ERROR_NETWORK;
    doctor_finding_why(finding, "Nothing can be sent to %s or read from it.", host);
}

static void check_failure(struct doctor_report *report, const char *host, const struct http_answer *answer,
                          const struct http_answer *looked, int64_t now_ms)
{
    switch (answer->failure) {
    case HTTP_FAILURE_TLS_EXPIRED:
    case HTTP_FAILURE_TLS_NOT_YET_VALID:
        add_out_of_date(report, host, answer, looked);
        return;
    case HTTP_FAILURE_TLS_WRONG_NAME:
        if (looked != NULL && doctor_interceptor(looked->certificate_count > 0 ? looked->certificates[0].issuer : NULL))
            doctor_check_chain(report, host, looked, false, now_ms);
        else
            add_wrong_name(report, host, looked);
        return;
    case HTTP_FAILURE_TLS_UNKNOWN_ISSUER:
        if (looked != NULL && looked->certificate_count > 0)
            doctor_check_chain(report, host, looked, false, now_ms);
        else
            add_failure(report, host, answer);
        return;
    default:
        add_failure(report, host, answer);
    }
}

static void add_steps(struct doctor_report *report, const struct http_answer *answer)
{
    const struct http_timings *t = &answer->timings;
    int64_t at = 0;
    char *address = memory_format("%s%s", answer->address, answer->tunnelled ? " (the proxy)" : "");
    if (t->name_us >= 0) {
        doctor_report_add_step(report, "name", 0, t->name_us, NULL);
        at = t->name_us;
    }
    if (t->connect_us >= 0) {
        doctor_report_add_step(report, "TCP", at, t->connect_us, address);
        at += t->connect_us;
    }
    if (t->tls_us >= 0) {
        const char *expires = answer->certificate_count > 0 ? answer->certificates[0].expires : NULL;
        char *note = expires != NULL ? memory_format("certificate until %s", expires) : NULL;
        doctor_report_add_step(report, "TLS", at, t->tls_us, note);
        free(note);
        at += t->tls_us;
    }
    if (t->first_byte_us >= at) {
        char *note = answer->status > 0
                         ? memory_format("HTTP/%s, %d without a key", answer->version, answer->status)
                         : NULL;
        doctor_report_add_step(report, "wait", at, t->first_byte_us - at, note);
        free(note);
        at = t->first_byte_us;
        doctor_report_add_step(report, "answer", at, t->total_us > at ? t->total_us - at : 0, NULL);
    }
    free(address);
}

bool doctor_check_reach(struct doctor_report *report, const char *url, const struct http_answer *answer,
                        const struct http_answer *looked, int64_t now_ms)
{
    char *host = host_of(url);
    free(report->server);
    report->server = answer->address[0] != '\0' ? memory_format("%s \xE2\x86\x92 %s", host, answer->address)
                                                : memory_copy_string(host);
    add_steps(report, answer);
    bool reached = answer->outcome == HTTP_ANSWERED;
    if (!reached)
        check_failure(report, host, answer, looked, now_ms);
    else
        doctor_check_chain(report, host, answer, true, now_ms);
    if (reached && answer->timings.connect_us >= 0)
        doctor_report_add(report, DOCTOR_FINE, DOCTOR_CONNECT, "connection", ERROR_NONE, "%s answers in %.0f ms%s", host,
                          (double)answer->timings.total_us / 1000, answer->tunnelled ? ", through a proxy" : "");
    free(host);
    return reached;
}
