#include <stdlib.h>
#include <string.h>

#include "doctor/check.h"

enum { SOON_DAYS = 14 };

#define DAY_MS INT64_C(86400000)

static const struct {
    const char *text;
    const char *product;
} interceptors[] = {
#define INTERCEPTOR(text, product) { text, product },
#include "data/interceptors.def"
#undef INTERCEPTOR
};

const char *doctor_interceptor(const char *issuer)
{
    for (size_t i = 0; issuer != NULL && i < sizeof interceptors / sizeof *interceptors; i++)
        if (strcasestr(issuer, interceptors[i].text) != NULL)
            return interceptors[i].product;
    return NULL;
}

/* The value of "CN = x" or "O=x" in a name as TLS libraries write it; the caller frees it. NULL if there is none. */
static char *name_part(const char *name, const char *key)
{
    size_t length = strlen(key);
    for (const char *at = name; at != NULL && *at != '\0';) {
        at += strspn(at, " ,/+");
        size_t end = strcspn(at, ",");
        const char *equal = memchr(at, '=', end);
        if (equal != NULL && strncmp(at, key, length) == 0 && strspn(at + length, " ") + length == (size_t)(equal - at)) {
            char *raw = memory_copy_bytes(equal + 1, end - (size_t)(equal + 1 - at));
            char *part = text_trim(raw);
            free(raw);
            return part;
        }
        at += end;
    }
    return NULL;
}

/* Who issued it, as short as it can be said; the caller frees it. */
static char *issuer_of(const struct http_certificate *certificate)
{
    char *organisation = name_part(certificate->issuer, "O");
    char *common = name_part(certificate->issuer, "CN");
    char *text = NULL;
    if (organisation != NULL && common != NULL)
        text = memory_format("%s, %s", organisation, common);
    else if (organisation != NULL || common != NULL)
        text = memory_copy_string(organisation != NULL ? organisation : common);
    else
        text = memory_copy_string(certificate->issuer != NULL ? certificate->issuer : "somebody without a name");
    free(organisation);
    free(common);
    return text;
}

static const char *interceptor_of(const struct http_answer *answer)
{
    const char *product = NULL;
    for (size_t i = 0; i < answer->certificate_count && product == NULL; i++)
        product = doctor_interceptor(answer->certificates[i].issuer);
    return product;
}

static void add_untrusted(struct doctor_report *report, const char *host, const struct http_answer *answer)
{
    const struct http_certificate *own = &answer->certificates[0];
    const char *product = interceptor_of(answer);
    char *issuer = issuer_of(own);
    struct doctor_finding *finding = NULL;
    if (product != NULL) {
        finding = doctor_report_add(report, DOCTOR_FAILURE, DOCTOR_TLS, "tls-intercepted", ERROR_NETWORK,
                                    "%s stands between this machine and %s and inspects TLS (certificate issued by %s)",
                                    product, host, issuer);
        doctor_finding_why(finding, "It answers in Braze's place and reads everything, the key included; this machine does "
                                    "not trust its certificate, and the key was not sent.");
        doctor_finding_advice(finding, "Ask whoever runs it to exempt %s, or, if you trust it with the key, add its CA "
                                       "certificate to this machine's trusted ones.", host);
    } else if (answer->certificate_count == 1 && text_equal(own->subject, own->issuer)) {
        finding = doctor_report_add(report, DOCTOR_FAILURE, DOCTOR_TLS, "tls-self-signed", ERROR_NETWORK,
                                    "%s shows a self-signed certificate (%s)", host, issuer);
        doctor_finding_why(finding, "Nobody vouches for it, so that anybody could be answering; the key was not sent.");
        doctor_finding_advice(finding, "Check the host name and the port; Braze's endpoints never show one.");
    } else {
        finding = doctor_report_add(report, DOCTOR_FAILURE, DOCTOR_TLS, "tls-untrusted", ERROR_NETWORK,
                                    "%s shows a certificate issued by %s, which this machine does not trust", host,
                                    issuer);
        doctor_finding_why(finding, "A proxy that inspects TLS shows such certificates; the key was not sent.");
        doctor_finding_advice(finding, "If the proxy is your company's, add its CA certificate to this machine's trusted "
                                       "ones; if the issuer is a public one, this machine's list of CAs is too old.");
    }
    free(issuer);
}

static void add_trusted(struct doctor_report *report, const char *host, const struct http_answer *answer,
                        int64_t now_ms)
{
    const struct http_certificate *own = &answer->certificates[0];
    const char *product = interceptor_of(answer);
    char *issuer = issuer_of(own);
    int64_t expires = 0;
    bool dated = http_read_date(own->expires, &expires);
    long long days = (long long)((expires - now_ms) / DAY_MS);
    if (product != NULL) {
        struct doctor_finding *finding =
            doctor_report_add(report, DOCTOR_WARNING, DOCTOR_TLS, "tls-inspected", ERROR_NONE,
                              "%s inspects TLS to %s, and this machine trusts it", product, host);
        doctor_finding_why(finding, "It reads everything that is sent, the key included, and may change it.");
        doctor_finding_advice(finding, "Ask whoever runs it to exempt %s.", host);
    }
    if (dated && days < SOON_DAYS) {
        struct doctor_finding *finding =
            doctor_report_add(report, DOCTOR_WARNING, DOCTOR_TLS, "tls-expires-soon", ERROR_NONE,
                              "The certificate of %s expires in %lld days", host, days);
        doctor_finding_why(finding, "Once it has expired, nothing can be sent.");
        doctor_finding_advice(finding, "Braze renews its own in time; where a proxy answers, tell whoever runs it.");
    } else if (product == NULL) {
        char *term = dated ? memory_format(", expires in %lld days", days) : memory_copy_string("");
        doctor_report_add(report, DOCTOR_FINE, DOCTOR_TLS, "tls", ERROR_NONE, "TLS: certificate issued by %s%s",
                          issuer, term);
        free(term);
    }
    free(issuer);
}

void doctor_check_chain(struct doctor_report *report, const char *host, const struct http_answer *answer, bool verified,
                        int64_t now_ms)
{
    if (answer->certificate_count == 0)
        return;
    if (verified)
        add_trusted(report, host, answer, now_ms);
    else
        add_untrusted(report, host, answer);
}
