/* Why it does not work: looks at a profile and its connection step by step, each step resting on those before.
 *
 * Everything is asked through a session, whose owner runs the loop; nothing here blocks. Nothing is written to
 * Braze: what is sent cannot change anything there (see permission.h). The key is shown to nobody but the profile's own
 * REST endpoint, unless try_other_instances says so. */
#ifndef DOCTOR_DOCTOR_H
#define DOCTOR_DOCTOR_H

#include <stdbool.h>
#include <stddef.h>

#include "doctor/check.h"
#include "doctor/permission.h"
#include "doctor/report.h"
#include "profile/paths.h"
#include "profile/profile.h"
#include "session.h"
#include "support/secret.h"

struct doctor;

enum doctor_stage {
    DOCTOR_STAGE_CONNECTION,
    DOCTOR_STAGE_KEY,
    DOCTOR_STAGE_PERMISSIONS,
    DOCTOR_STAGE_INSTANCES,
    DOCTOR_STAGE_PIPELINE,
    DOCTOR_STAGE_DONE
};

/* Everything is borrowed until the doctor is freed. */
struct doctor_options {
    const struct profile *profile;
    const struct paths *paths;         /* NULL: files are not looked at */
    struct session *session;           /* of the profile; NULL: it cannot be opened, only the profile is looked at */
    const struct secret *api_key;      /* NULL: there is none, api_why says why (NULL: none is set) */
    const struct error *api_why;
    const struct secret *app_key;
    const struct error *app_why;
    const struct secret *write_key;    /* of RudderStack's data plane; NULL: none */
    struct doctor_environment environment;
    const struct doctor_stream *streams; /* what can be exported */
    size_t stream_count;
    bool try_other_instances;          /* the operator allowed to show the key to Braze's other instances */
    const char *const *other_urls;     /* their REST URLs, ended by NULL; NULL: those that Braze lists */
    int connect_timeout_ms;            /* 0: as the session's preferences say */
    int answer_timeout_ms;             /* without a byte; 0: likewise */
    /* May be NULL. Called when a stage begins, and when an answer of it came: done of total requests. */
    void (*progress)(enum doctor_stage stage, size_t done, size_t total, void *context);
    /* May be NULL. Called once, when everything has been looked at, or by doctor_cancel(); not by doctor_start(). */
    void (*finished)(struct doctor *doctor, void *context);
    void *context;
};

/* Begins. Where there is nothing to ask, it is finished already: see doctor_is_finished(). */
struct doctor *doctor_start(const struct doctor_options *options);

/* Stops asking; what was found so far is the report. */
void doctor_cancel(struct doctor *doctor);

/* NULL is allowed. Not from inside a callback of the doctor. */
void doctor_free(struct doctor *doctor);

bool doctor_is_finished(const struct doctor *doctor);

/* What was found so far, sorted once it is finished. Borrowed until doctor_free(). */
const struct doctor_report *doctor_report(const struct doctor *doctor);

/* "checking the connection", "trying permissions"; for a status line. */
const char *doctor_stage_text(enum doctor_stage stage);

/* A report of its own for a profile that could not even be loaded. name, paths and home, the user's home directory, may be
 * NULL. */
void doctor_report_broken_profile(struct doctor_report *report, const char *name, const struct paths *paths,
                                  const char *home, const struct error *why);

#endif
