/* A key, a token: text that cannot be printed by accident.
 *
 * The text lives in pages of its own that stay out of core dumps and out of
 * swap (as far as the system allows), and is wiped when freed. Only
 * secret_reveal() gives it out; everything that is shown uses secret_mask(). */
#ifndef SUPPORT_SECRET_H
#define SUPPORT_SECRET_H

#include <stdbool.h>
#include <stddef.h>

struct secret;

/* A secret holding a copy of length bytes of text (no NUL among them). The caller wipes its own copy. */
struct secret *secret_new(const char *text, size_t length);

/* A second owner of the same text, which never changes: cheap, however many hold it. The text is wiped when the
 * last of them frees it. NULL gives NULL. */
struct secret *secret_copy(const struct secret *secret);

/* The text, NUL-terminated, borrowed until secret_free(). Never store, log or format it for showing. */
const char *secret_reveal(const struct secret *secret);
size_t secret_length(const struct secret *secret);

/* What may be shown: bullets and the last four characters ("••••3f1a"), or only
 * bullets for a secret shorter than twelve characters. "" for NULL. Borrowed until secret_free(). */
const char *secret_mask(const struct secret *secret);

/* True if both hold the same text. Takes the same time wherever they differ. */
bool secret_equal(const struct secret *a, const struct secret *b);

/* Wipes and frees; NULL is allowed. */
void secret_free(struct secret *secret);

/* Overwrites length bytes that held a secret; the compiler cannot leave it out. NULL is allowed. */
void secret_wipe(void *bytes, size_t length);

/* Keeps the whole process out of core dumps and out of reach of other users' debuggers. Called once, at start. */
void secret_protect_process(void);

#endif
