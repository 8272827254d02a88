/* Text cut to fit: support/wrap.h breaks it into lines, here it loses its middle. */
#ifndef UI_WRAP_H
#define UI_WRAP_H

#include <stddef.h>

#include "support/text.h"
#include "support/wrap.h"

/* Appends text cut in its middle with an ellipsis to at most width columns. */
void wrap_append_middle(UT_string *out, const char *visible, size_t width);

#endif
