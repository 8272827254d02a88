/* Switching to another profile. */
#ifndef UI_OVERLAY_PROFILE_PICKER_H
#define UI_OVERLAY_PROFILE_PICKER_H

#include <stdbool.h>

struct console;

/* Opens the box with all profiles, or says that there are none. */
void profile_picker_open(struct console *console);

/* Switches, starts all screens anew, and says so; an error is told. True if the profile is open now. */
bool profile_picker_use(struct console *console, const char *name);

#endif
