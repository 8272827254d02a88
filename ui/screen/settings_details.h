/* What there is to know about a setting, and what the last change does to the events at hand. */
#ifndef UI_SCREEN_SETTINGS_DETAILS_H
#define UI_SCREEN_SETTINGS_DETAILS_H

#include "ui/widget/text_pane.h"
#include "workbench/workbench.h"

/* Fills the pane, clearing it first. setting NULL: none is selected. */
void settings_details_fill(struct text_pane *pane, struct workbench *workbench, const struct setting *setting);

/* Appends "Deduplicate Traits: off, now on: 3 of 34 samples change"; nothing where there was no step. Visible text. */
void settings_append_effect(UT_string *out, struct workbench *workbench);

/* Appends "users/track, now error: why" for an event that a change affects. Visible text. */
void settings_append_event_effect(UT_string *out, struct effect *effect, const struct listed_event *event);

#endif
