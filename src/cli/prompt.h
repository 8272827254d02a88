/* Asking the operator, on the terminal. */
#ifndef CLI_PROMPT_H
#define CLI_PROMPT_H

#include <stdbool.h>

#include "support/error.h"
#include "support/secret.h"

/* True if there is a terminal to ask on: stdin and stderr are one. */
bool prompt_is_possible(void);

/* Asks for a key without showing what is typed; the terminal is put back whatever ends the asking, also ^C, ^Z, SIGTERM and
 * SIGHUP. what is what it is called ("REST API key"). An empty line gives *key NULL where it is optional. */
bool prompt_key(const char *what, bool optional, struct secret **key, struct error *error) MUST_CHECK;

/* One line of stdin as a key; from a terminal it is asked for as above. */
bool prompt_read_key(const char *what, struct secret **key, struct error *error) MUST_CHECK;

/* Asks for a line; the caller frees it. NULL: the input has ended. */
char *prompt_text(const char *question);

/* Asks a question with y or n; true only after y. */
bool prompt_confirm(const char *question);

#endif
