/* Asks where a stored stream is to be written to, in which format, and whether all of it. */
#ifndef UI_SCREEN_WRITE_FORM_H
#define UI_SCREEN_WRITE_FORM_H

#include "explore/explore.h"
#include "ui/view.h"

/* explore is borrowed for as long as the form is open. filter is what is filtered where one stands; NULL or "": nothing. */
struct view *write_form_new(struct console *console, struct explore *explore, const struct stream *stream, const char *filter);

#endif
