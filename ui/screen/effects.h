/* The events that the last change of settings affects, and how, line by line. */
#ifndef UI_SCREEN_EFFECTS_H
#define UI_SCREEN_EFFECTS_H

#include "ui/view.h"
#include "workbench/workbench.h"

struct view *effects_new(struct console *console, struct workbench *workbench);

#endif
