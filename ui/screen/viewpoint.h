/* From which source type, and in which mode, settings and events are looked at. */
#ifndef UI_SCREEN_VIEWPOINT_H
#define UI_SCREEN_VIEWPOINT_H

#include "ui/console.h"
#include "workbench/workbench.h"

/* The next mode that the source type has. */
void viewpoint_next_mode(struct console *console, struct workbench *workbench);

/* Asks for another source type. */
void viewpoint_choose_source(struct console *console, struct workbench *workbench);

/* Says what the last step was and how many events it changes. */
void viewpoint_tell(struct console *console, struct workbench *workbench);

#endif
