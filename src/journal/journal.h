/* What was sent and what came back: one JSON line for each attempt, redacted while it is written, never after.
 *
 * The file (mode 0600) is appended to, each line with one write, so that several programs may share it and a crash can
 * tear the last line at most. When it would grow past its limit it becomes FILE.1, replacing an older one.
 *
 * Known secrets are replaced by their masks wherever they occur, as they are, percent-encoded or JSON-escaped; headers
 * that carry credentials are masked whatever they hold. A body longer than its limit is cut, one that is not UTF-8 text
 * is left out; both are noted by its size. */
#ifndef JOURNAL_JOURNAL_H
#define JOURNAL_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/error.h"
#include "support/secret.h"

struct journal_header {
    const char *name;
    const char *value;
};

/* All borrowed. A text that is not known is NULL, a number 0, a duration -1. */
struct journal_entry {
    int64_t time_ms;      /* when the attempt began, since 1970-01-01T00:00:00Z */
    const char *profile;
    const char *label;    /* what it was for: "sync", "replay", "explore", "doctor", "test" */
    uint64_t request_id;  /* the same for all attempts of a request, within one run of the program */
    unsigned attempt;     /* from 1 */
    const char *method;
    const char *url;
    const struct journal_header *request_headers;
    size_t request_header_count;
    const char *request_body; /* NULL: none, or left out */
    size_t request_length;    /* of the whole body, also where it was cut or left out */
    bool request_cut;         /* set by reading */
    const char *outcome;      /* "answered", "not_sent", "no_answer", "unknown", "cancelled" */
    const char *failure;      /* the kind, as "NAME_NOT_RESOLVED" */
    const char *message;      /* the failure in words */
    int status;               /* 0: no status line came */
    const struct journal_header *headers; /* of the answer */
    size_t header_count;
    const char *body;
    size_t length;
    bool bulk; /* one of very many that went well: only the first 2 KiB of its body are kept */
    bool cut;  /* set by reading */
    const char *version; /* of HTTP: "1.1", "2" */
    const char *address; /* of the peer */
    int64_t name_us;
    int64_t connect_us;
    int64_t tls_us;
    int64_t first_byte_us; /* from the start */
    int64_t total_us;
};
#define JOURNAL_ENTRY_INIT                                                                                             \
    { .name_us = -1, .connect_us = -1, .tls_us = -1, .first_byte_us = -1, .total_us = -1 }

struct journal_options {
    size_t file_limit; /* bytes; 0: 8 MiB */
    size_t body_limit; /* bytes of each body; 0: 64 KiB */
};

struct journal;

/* Opens for appending, making the file and its directories where they are missing. options may be NULL.
 * NULL: ERROR_STORAGE. */
struct journal *journal_open(const char *path, const struct journal_options *options, struct error *error) MUST_CHECK;
void journal_close(struct journal *journal); /* NULL is allowed */

/* A secret to redact from now on. Secrets of fewer than four characters are not looked for. */
void journal_add_secret(struct journal *journal, const struct secret *secret);

/* Writes one line. After a failure (ERROR_STORAGE: the disk is full) the journal can still be used. */
bool journal_append(struct journal *journal, const struct journal_entry *entry, struct error *error) MUST_CHECK;

#endif
