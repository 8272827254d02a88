/* The operator's own editor, as VISUAL or EDITOR name it. */
#ifndef UI_EXTERNAL_EDITOR_H
#define UI_EXTERNAL_EDITOR_H

#include <stdbool.h>
#include <stddef.h>

#include "support/error.h"

/* Opens the text in the editor, in a file of its own that only the operator can read and that is removed afterwards, and
 * waits. The terminal must have been lent. *edited (to be freed) is what the file holds then; without a shell, words of the
 * variable being separated by blanks. vi where neither variable is set. False: ERROR_FAILED, ERROR_CONFIGURATION or
 * ERROR_STORAGE. */
bool external_editor_run(const char *text, size_t length, size_t limit, char **edited, size_t *edited_length,
                         struct error *error) MUST_CHECK;

#endif
