/* Taking secrets out of text. */
#ifndef JOURNAL_REDACT_H
#define JOURNAL_REDACT_H

#include <stdbool.h>
#include <stddef.h>

#include "support/secret.h"
#include "support/text.h"

/* Appends text with every occurrence of a secret replaced by its mask. An occurrence may have any of its characters
 * percent-encoded (%2F), JSON-escaped (\/, \u002f) or as they are. */
void redact_append(UT_string *out, const char *text, size_t length, struct secret *const *secrets, size_t count);

/* The same for the value of a header; one that carries credentials is masked whatever it holds, but for the scheme's
 * name (Bearer) before it. */
void redact_append_header(UT_string *out, const char *name, const char *value, struct secret *const *secrets,
                          size_t count);

/* The most bytes that an occurrence of a secret of this length takes. */
size_t redact_longest(size_t secret_length);

#endif
