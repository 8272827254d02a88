/* Base64, for cursors and Basic authentication. */
#ifndef SIM_BASE64_H
#define SIM_BASE64_H

#include <stddef.h>

/* The caller frees the text. */
char *sim_base64_encode(const char *bytes, size_t length);

/* NULL if text is no Base64; else bytes with a NUL behind, which the caller frees. */
char *sim_base64_decode(const char *text, size_t *length);

#endif
