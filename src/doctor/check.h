/* The checks, each of which looks at something that is there already and adds findings to a report. None does any I/O
 * but doctor_check_files(). */
#ifndef DOCTOR_CHECK_H
#define DOCTOR_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "braze/meaning.h"
#include "doctor/report.h"
#include "http/answer.h"
#include "profile/paths.h"
#include "profile/profile.h"
#include "support/secret.h"

/* The variables of the environment that say which proxy is used, and where the user is at home; NULL where one is unset. A
 * lower-case name goes before an upper-case one, as in libcurl. */
struct doctor_environment {
    const char *https_proxy;
    const char *all_proxy;
    const char *no_proxy;
    const char *http_proxy; /* of no effect here: told to the operator who expects one */
    const char *home;       /* not to be named in a report for others */
};

/* The profile itself: warnings of its file, instance and REST URL, mode and source type. False where nothing can be
 * reached with it. */
bool doctor_check_profile(struct doctor_report *report, const struct profile *profile);

/* The keys' shapes, without showing anything of them. api_key and app_key may be NULL; why says then why there is none
 * (NULL: none is set). False without a usable REST API key. */
bool doctor_check_keys(struct doctor_report *report, const struct profile *profile, const struct secret *api_key,
                       const struct error *api_why, const struct secret *app_key, const struct error *app_why);

/* The settings of the integration against the schema, against the profile and against each other. */
void doctor_check_settings(struct doctor_report *report, const struct profile *profile);

/* Modes and owners of the profile's file and its directory. */
void doctor_check_files(struct doctor_report *report, const struct profile *profile, const struct paths *paths);

/* What the environment says of proxies, for this URL. */
void doctor_check_environment(struct doctor_report *report, const struct doctor_environment *environment,
                              const char *url);

/* Whether the host is one that no_proxy excepts. */
bool doctor_is_excepted(const char *no_proxy, const char *host);

/* The answer to a first request without a key. True if it came from something like Braze, so that a key may be shown to
 * it. looked is the answer over an unverified connection, where the first failed for its certificate; else NULL. */
bool doctor_check_reach(struct doctor_report *report, const char *url, const struct http_answer *answer,
                        const struct http_answer *looked, int64_t now_ms);

/* The server's certificates, the server's own first. verified: the connection was trusted. */
void doctor_check_chain(struct doctor_report *report, const char *host, const struct http_answer *answer, bool verified,
                        int64_t now_ms);

/* The product that issues certificates under this name to look into TLS; NULL if it is none that is known. */
const char *doctor_interceptor(const char *issuer);

/* This machine's clock against the answer's Date. *skew_ms (may be NULL): how far the clock here is ahead. False if
 * the answer has no date. */
bool doctor_clock_skew(const struct http_answer *answer, int64_t *skew_ms);
void doctor_check_clock(struct doctor_report *report, const struct http_answer *answer);

/* What an answer says of the key. */
enum doctor_verdict_kind {
    DOCTOR_KEY_WORKS,       /* 2xx, or 400: the request is wrong, the key is not */
    DOCTOR_KEY_FORBIDDEN,   /* the key is known, but may not */
    DOCTOR_KEY_REFUSED,     /* the key is not known */
    DOCTOR_ADDRESS_REFUSED, /* the key may not be used from this address */
    DOCTOR_LIMITED,         /* 429, or held back because of an earlier one */
    DOCTOR_NOT_BRAZE,       /* a web page, a redirect, no JSON */
    DOCTOR_NOT_FOUND,       /* 404 */
    DOCTOR_SERVER_TROUBLE,  /* 5xx */
    DOCTOR_NO_ANSWER
};

struct doctor_verdict {
    enum doctor_verdict_kind kind;
    struct meaning meaning;
};

/* key is what was sent, or NULL. Ends with doctor_verdict_clear(). */
void doctor_verdict_read(struct doctor_verdict *verdict, enum endpoint endpoint, const char *rest_url,
                         const struct secret *key, const struct http_answer *answer, int64_t now_ms);
void doctor_verdict_clear(struct doctor_verdict *verdict);

/* The findings of the first answer with the key. True if the key is known to Braze. */
bool doctor_check_key(struct doctor_report *report, const struct doctor_verdict *verdict);

#endif
