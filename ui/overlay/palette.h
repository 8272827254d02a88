/* Every action that there is here and everywhere, found by name; those done last come first. */
#ifndef UI_OVERLAY_PALETTE_H
#define UI_OVERLAY_PALETTE_H

#include "ui/view.h"

struct view *palette_new(struct console *console);

#endif
