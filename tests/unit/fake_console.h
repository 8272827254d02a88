/* A console that only remembers what widgets ask of it. */
#ifndef FAKE_CONSOLE_H
#define FAKE_CONSOLE_H

#include "ui/view.h"

struct console *fake_console(void);
struct view *fake_console_top(struct console *console); /* the view pushed last and not closed; NULL: none */
const char *fake_console_said(struct console *console); /* the last message; "" for none */

/* Closes what is open. */
void fake_console_clear(struct console *console);

#endif
