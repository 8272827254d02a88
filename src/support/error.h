/* What went wrong, in the operator's words, and what to do about it.
 *
 * A function that can fail returns bool (true: done) and fills the struct error
 * its caller gave it. The caller owns the struct, starts it as ERROR_INIT and
 * ends it with error_clear(). A NULL error is allowed: then nothing is told. */
#ifndef SUPPORT_ERROR_H
#define SUPPORT_ERROR_H

#include <stdbool.h>
#include <stddef.h>

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))

enum error_code {
    ERROR_NONE,
    ERROR_FAILED,        /* anything that has no code of its own */
    ERROR_USAGE,         /* the command line is wrong */
    ERROR_CONFIGURATION, /* a profile, brazier.conf or a setting is wrong */
    ERROR_PERMISSION,    /* the key is refused, or lacks a permission */
    ERROR_NETWORK,       /* no answer, or not one of Braze's */
    ERROR_RATE_LIMIT,    /* Braze asks to wait */
    ERROR_PARTIAL,       /* some of it was done */
    ERROR_INPUT,         /* a file or message from outside cannot be used */
    ERROR_NOT_FOUND,     /* what was asked for is not there */
    ERROR_STORAGE,       /* disk, database */
    ERROR_CANCELLED      /* the operator stopped it */
};

struct error {
    enum error_code code;
    char *message; /* one line: what failed, and on what; no full stop */
    char *hint;    /* one line: what to do next; may be NULL */
};

#define ERROR_INIT { ERROR_NONE, NULL, NULL }

/* Fills error, replacing what it held. Always returns false, so that a failing
 * function can end with "return error_set(...)". */
bool error_set(struct error *error, enum error_code code, const char *format, ...) PRINTF_LIKE(3, 4);

/* Says what to do. Replaces an earlier hint. Always returns false. */
bool error_hint(struct error *error, const char *format, ...) PRINTF_LIKE(2, 3);

/* Puts "<text>: " before the message: what the failing step was part of. Always returns false. */
bool error_prefix(struct error *error, const char *format, ...) PRINTF_LIKE(2, 3);

/* Gives from's texts to to, freeing what to held; from is empty after. */
void error_move(struct error *to, struct error *from);

/* Frees the texts; the struct can be used again. */
void error_clear(struct error *error);

/* The exit status of the program for a code: 0 done, 1 failed, 2 usage, 3 configuration,
 * 4 key or permission, 5 network, 6 rate limit, 7 some of it failed. */
int error_exit_status(enum error_code code);

#endif
