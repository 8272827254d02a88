/* A home of its own with profiles in it, and a simulator: what the console is opened on. */
#ifndef WORLD_H
#define WORLD_H

#include <stdbool.h>
#include <stddef.h>

#include "screen.h"

#define WORLD_KEY "dummy-key-0000-1111-3f1a"

struct world {
    char *home;
    char *log; /* of the simulator: a line for every request */
    struct sim *sim;
};

/* Starts both; options are pairs of a name as in data/simulate.def and its value, ended by NULL, or NULL. */
struct world *world_start(const char *const *options);
void world_end(struct world *world);

/* Adds a profile that goes to the simulator, or to the given URL, with the given key. */
void world_profile(const struct world *world, const char *name, const char *environment, bool read_only,
                   const char *url, const char *key);

/* Runs brazier in that home, and expects its exit status. */
void world_run(const struct world *world, const char *const *arguments, int status);

/* The console on a profile's screen: "doctor", "history". */
struct screen *world_open(const struct world *world, int rows, int columns, const char *profile, const char *screen);

/* How many lines of the simulator's log have this text. */
size_t world_requests(const struct world *world, const char *text);

/* A file below the home; the caller frees it. */
char *world_read(const struct world *world, const char *name);
char *world_path(const struct world *world, const char *name);

/* What the console put on the clipboard last, decoded; the caller frees it. NULL: nothing. */
char *world_clipboard(const struct screen *screen);

#endif
