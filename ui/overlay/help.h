/* All keys: those that work here, then everywhere, then actions without a key. */
#ifndef UI_OVERLAY_HELP_H
#define UI_OVERLAY_HELP_H

#include "ui/view.h"

/* For the view on top of the console. */
struct view *help_new(struct console *console);

#endif
