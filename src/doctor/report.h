/* What the doctor found: findings in the order in which they matter, the steps of the connection, the permissions. */
#ifndef DOCTOR_REPORT_H
#define DOCTOR_REPORT_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/error.h"
#include "support/text.h"

enum doctor_area {
#define AREA(identifier, name) DOCTOR_##identifier,
#include "data/doctor_areas.def"
#undef AREA
    DOCTOR_AREAS
};

/* From what matters least. A note is neither good nor bad. */
enum doctor_level { DOCTOR_NOTE, DOCTOR_FINE, DOCTOR_WARNING, DOCTOR_FAILURE };

struct doctor_finding {
    enum doctor_level level;
    enum doctor_area area;
    const char *id;       /* a stable name for scripts: "permission-missing" */
    enum error_code code; /* of a failure: what the exit status follows from */
    char *what;           /* one line, the cause first; no full stop */
    char *why;            /* why it matters; or NULL */
    char *advice;         /* what to do; or NULL */
};

/* A part of a request's time, from the request's start. */
struct doctor_step {
    const char *name;
    int64_t start_us;
    int64_t duration_us;
    char *note; /* or NULL */
};

enum doctor_permission_state { DOCTOR_UNKNOWN, DOCTOR_GRANTED, DOCTOR_MISSING };

struct doctor_permission {
    const char *name;
    enum doctor_permission_state state;
    bool needed;     /* by what the profile is set up to do */
    char *needed_by; /* "export of campaigns, replay"; "" for nothing the program does */
    char *reason;    /* why the state is unknown; or NULL */
};

struct doctor_limit {
    const char *what;
    int64_t limit;     /* -1: not told */
    int64_t remaining; /* -1: not told */
    int64_t reset_ms;  /* since 1970-01-01T00:00:00Z; -1: not told */
};

/* A directory of this machine, and what stands for it in a report that is shown to others. */
struct doctor_hidden {
    char *directory;
    const char *shown;
};

struct doctor_report {
    char *profile;
    char *instance;    /* "US-06", or "" */
    char *environment; /* "production" */
    char *rest_url;    /* or "" */
    char *key;         /* the mask, and where it comes from */
    char *setup;       /* "web, cloud mode" */
    char *server;      /* "rest.iad-06.braze.com → 104.18.20.1", or "" */
    int64_t started_ms;
    int64_t elapsed_ms;
    struct doctor_finding *findings;
    size_t finding_count;
    struct doctor_step *steps;
    size_t step_count;
    struct doctor_permission *permissions;
    size_t permission_count;
    struct doctor_limit *limits;
    size_t limit_count;
    struct doctor_hidden *hidden;
    size_t hidden_count;
};

/* An empty one, all texts ""; ends with doctor_report_clear(). */
void doctor_report_init(struct doctor_report *report);
void doctor_report_clear(struct doctor_report *report);

/* Adds a finding; what is formatted. The other two may be NULL. */
struct doctor_finding *doctor_report_add(struct doctor_report *report, enum doctor_level level, enum doctor_area area,
                                         const char *id, enum error_code code, const char *format, ...) PRINTF_LIKE(6, 7);
void doctor_finding_why(struct doctor_finding *finding, const char *format, ...) PRINTF_LIKE(2, 3);
void doctor_finding_advice(struct doctor_finding *finding, const char *format, ...) PRINTF_LIKE(2, 3);

/* Adds a finding of an error, in whose words it is told: message and hint become sentences. */
struct doctor_finding *doctor_report_add_error(struct doctor_report *report, enum doctor_level level, enum doctor_area area,
                                               const char *id, const struct error *error);

/* Makes an error's hint the advice, as a sentence; nothing where it has none. */
void doctor_finding_hint(struct doctor_finding *finding, const struct error *error);

/* A report as Markdown names files of this directory (NULL: none) by shown, which is borrowed: "~", or "" for from there
 * on. */
void doctor_report_hide(struct doctor_report *report, const char *directory, const char *shown);

void doctor_report_add_step(struct doctor_report *report, const char *name, int64_t start_us, int64_t duration_us,
                            const char *note);

/* Puts the worst findings first, causes before what follows from them. */
void doctor_report_sort(struct doctor_report *report);

size_t doctor_report_count(const struct doctor_report *report, enum doctor_level level);
bool doctor_report_has(const struct doctor_report *report, const char *id);

/* True if no finding is a failure; otherwise error holds the first failure, its code giving the exit status. */
bool doctor_report_check(const struct doctor_report *report, struct error *error) MUST_CHECK;

/* Where a step of the connection stands in a bar of this many columns (at least 1): *from up to but without *to, at least one
 * column. */
void doctor_step_span(const struct doctor_report *report, size_t step, size_t columns, size_t *from, size_t *to);

const char *doctor_area_name(enum doctor_area area);
const char *doctor_level_word(enum doctor_level level); /* "ok", "note", "warn", "FAIL" */
const char *doctor_permission_word(enum doctor_permission_state state); /* "granted", "MISSING", "unknown" */

/* "1 problem, 2 warnings, 24 fine"; the caller frees it. */
char *doctor_report_summary(const struct doctor_report *report);

/* Appends the report for a person, safe for a terminal; the first line is the worst finding. columns is the width of the
 * terminal; verbose lists permissions that nothing needs, too. */
void doctor_report_text(const struct doctor_report *report, size_t columns, bool verbose, UT_string *out);

/* The report as JSON; the caller frees it. */
cJSON *doctor_report_json(const struct doctor_report *report);

/* Appends the report as Markdown for a ticket: without keys, without the names of files and users of this machine. */
void doctor_report_markdown(const struct doctor_report *report, UT_string *out);

#endif
