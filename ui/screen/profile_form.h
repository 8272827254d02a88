/* Adding and editing a profile. */
#ifndef UI_SCREEN_PROFILE_FORM_H
#define UI_SCREEN_PROFILE_FORM_H

#include "profile/profile.h"
#include "ui/view.h"

/* Called when a profile was saved; context is borrowed and must outlive the form. */
typedef void (*profile_saved)(struct console *console, const char *name, void *context);

/* An empty form for a new profile (profile NULL), one that begins as a copy of profile, or one that edits it. */
struct view *profile_form_new(struct console *console, const struct profile *profile, bool is_edited, profile_saved saved,
                              void *context);

#endif
