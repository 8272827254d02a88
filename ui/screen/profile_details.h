/* A profile in words. */
#ifndef UI_SCREEN_PROFILE_DETAILS_H
#define UI_SCREEN_PROFILE_DETAILS_H

#include "ui/desk.h"
#include "ui/widget/text_pane.h"

/* Adds lines to the pane: what the profile says, where that stands, what is wrong with it, and what the last test has
 * shown. Keys are masked. */
void profile_details_fill(struct text_pane *pane, const struct desk *desk, const struct profile_entry *entry);

#endif
