/* The settings of an integration as an operator tries them: changed, looked at from any source type and mode, taken back
 * step by step, and written to the profile's file only when asked.
 *
 * The profile stays as it is until draft_save(). */
#ifndef WORKBENCH_DRAFT_H
#define WORKBENCH_DRAFT_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

#include "braze/integration.h"
#include "profile/paths.h"
#include "profile/profile.h"
#include "support/error.h"
#include "support/text.h"

enum { DRAFT_STEPS_KEPT = 50 };

/* What events are mapped with. Borrowed from the draft until it changes. */
struct draft_state {
    const cJSON *config; /* as integration_config() */
    enum source_type type;
    enum connection_mode mode;
};

struct draft;

/* Begins with what the profile says; nothing is kept of it. */
struct draft *draft_new(const struct profile *profile);
void draft_free(struct draft *draft); /* NULL is allowed */

/* The profile was read anew: what is changed and not saved is changed in it as well, as far as it takes it. Steps
 * are forgotten. */
void draft_follow(struct draft *draft, const struct profile *profile);

/* Counts up with every change, so that others know when what they made of it is out of date. */
unsigned long draft_version(const struct draft *draft);

struct draft_state draft_now(const struct draft *draft);

/* The settings as a profile has them, without its keys and what follows from it; NULL: none is set. The caller frees it. */
cJSON *draft_settings(const struct draft *draft);

/* As it was before the last step; as it is now where there was none. */
struct draft_state draft_before(const struct draft *draft);

/* The settings as they are saved, from the source type and mode that are looked at now. */
struct draft_state draft_saved(const struct draft *draft);

/* "Deduplicate Traits: off, now on"; NULL where there was no step. Borrowed until the draft changes. */
const char *draft_last_step(const struct draft *draft);

/* The setting that the last step changed; NULL: none, or it was the source type or the mode. */
const struct setting *draft_last_setting(const struct draft *draft);

/* The setting's value for the source type that is looked at; NULL: not set. Borrowed until the draft changes. */
const cJSON *draft_value(const struct draft *draft, const struct setting *setting);

/* Whether its value is another one than is saved: for the source type that is looked at, or for any; and how many settings the
 * latter holds for. */
bool draft_is_changed_here(const struct draft *draft, const struct setting *setting);
bool draft_is_changed(const struct draft *draft, const struct setting *setting);
size_t draft_changed_count(const struct draft *draft);

/* Why the setting cannot be changed here, a sentence without full stop; NULL: it can. */
const char *draft_why_fixed(const struct setting *setting);

/* One step each. The value is taken over; NULL takes the setting out, so that its default holds. False: what was
 * wrong with it, or ERROR_USAGE where that changes nothing. */
bool draft_change(struct draft *draft, const struct setting *setting, cJSON *value, struct error *error) MUST_CHECK;

/* The other value of a switch, the next option of a choice. ERROR_USAGE for other settings. */
bool draft_flip(struct draft *draft, const struct setting *setting, struct error *error) MUST_CHECK;

/* All settings (but the profile's keys, the data center and the mode) as they are by default. ERROR_USAGE if they are. */
bool draft_reset(struct draft *draft, struct error *error) MUST_CHECK;

/* Several at once: the members of an object are settings and their values, as a sample has them. ERROR_USAGE if the settings
 * are so already. */
bool draft_try(struct draft *draft, const cJSON *values, const char *what, struct error *error) MUST_CHECK;

/* Looks from another source type, in the mode that is set for it, else in the cloud mode; and in another mode. These are
 * steps, too, but change no setting. ERROR_USAGE for a mode that the source type does not have. */
void draft_look_from(struct draft *draft, enum source_type type);
bool draft_look_in(struct draft *draft, enum connection_mode mode, struct error *error) MUST_CHECK;

/* Takes the last step back; false if there is none. */
bool draft_undo(struct draft *draft);

/* The settings in lines, "Deduplicate Traits: on", one for each that is set: as they are saved, or as they are now. Secrets are
 * masked. The caller frees it. */
char *draft_text(const struct draft *draft, bool saved);

/* Whether people have written the profile's file, so that draft_save() needs leave to take it over. */
bool draft_is_by_hand(const struct draft *draft);

/* Writes what is changed into the profile's file: into what that file says now, leaving everything else in it alone. See
 * profile_save() on files that people have written. */
bool draft_save(struct draft *draft, const struct paths *paths, bool may_take_over, struct error *error) MUST_CHECK;

#endif
