/* Changing settings: boxes that ask for a value, and the review before they are saved. */
#ifndef UI_SCREEN_SETTINGS_EDIT_H
#define UI_SCREEN_SETTINGS_EDIT_H

#include "ui/console.h"
#include "workbench/workbench.h"

/* Asks for a value of the setting: out of a list, or typed. */
void settings_edit(struct console *console, struct workbench *workbench, const struct setting *setting);

/* Shows what would be written into the profile's file, and writes it when the operator agrees. */
void settings_review(struct console *console, struct workbench *workbench);

#endif
