/* Where the program keeps its files: configuration, exported data, and state. */
#ifndef PROFILE_PATHS_H
#define PROFILE_PATHS_H

#include <stdbool.h>

#include "support/error.h"

struct paths {
    char *config; /* brazier.conf and profiles/ */
    char *data;   /* exported data, NAME.db */
    char *state;  /* journals, NAME.jsonl, and how the console was left, console.json and NAME.view.json */
    bool is_temporary; /* nothing there has to survive a crash of the machine: the disk is not waited for */
};

/* The given directories; where one is NULL, the standard one: $XDG_CONFIG_HOME/brazier, else ~/.config/brazier; and
 * likewise XDG_DATA_HOME (~/.local/share) and XDG_STATE_HOME (~/.local/state). Nothing is created. Fails with
 * ERROR_CONFIGURATION where a standard one is needed and HOME is unset. The caller ends it with paths_clear(). */
bool paths_init(struct paths *paths, const char *config, const char *data, const char *state,
                struct error *error) MUST_CHECK;
void paths_clear(struct paths *paths);

/* Names of files; the caller frees them. name is a profile's name, already checked. */
char *paths_preferences(const struct paths *paths);
char *paths_profiles(const struct paths *paths); /* the directory */
char *paths_profile(const struct paths *paths, const char *name);
char *paths_profile_backup(const struct paths *paths, const char *name);
char *paths_store(const struct paths *paths, const char *name);
char *paths_journal(const struct paths *paths, const char *name);
char *paths_view(const struct paths *paths, const char *name); /* what was arranged in the console */
char *paths_console(const struct paths *paths);                /* where one was in it */

#endif
