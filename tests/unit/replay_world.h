/* A simulator, a profile for it, events to replay, and what the simulator says it got. */
#ifndef REPLAY_WORLD_H
#define REPLAY_WORLD_H

#include <stddef.h>

#include "replay/readback.h"
#include "replay/replay.h"
#include "sim/simulator.h"

enum { WORLD_MOST_EVENTS = 4096 };

/* All of it may be set between world_open() and the first run. */
struct world {
    struct sim *sim;
    char *directory;
    char *log;          /* the simulator's */
    char *record;       /* the replay's */
    struct profile *profile; /* a copy is used for each run */
    char *events;       /* JSON Lines */
    size_t count;
    struct replay_options options; /* session, mapping, record, read and callbacks are filled in */
    struct replay_mapping mapping;
    bool through_rudderstack;
    unsigned stop_after; /* answered requests; 0: never */
    bool abandons;       /* what is on its way then */
    /* Of the last run. */
    enum replay_outcome outcomes[WORLD_MOST_EVENTS]; /* by number - 1; only those it told */
    char *reasons[WORLD_MOST_EVENTS];
    size_t told;
    size_t last_told;
    struct replay_progress progress;
    struct error stopped;
};

/* settings are of the simulator, "name=value", ended by NULL. */
void world_open(struct world *world, const char *const *settings);
void world_close(struct world *world);

/* In another program: works in the directory of a world, at its simulator; and ends that, leaving both. */
void world_join(struct world *world, const char *url, const char *directory);
void world_leave(struct world *world);

/* Another simulator, on a port of its own, for the same profile. What the one before it got is forgotten, its log is not. */
void world_restart_sim(struct world *world, const char *const *settings);

/* Events of three kinds for few users, each telling its number in a member that comes back in the simulator's log. */
void world_add_events(struct world *world, size_t count);
void world_add_text(struct world *world, const char *lines, size_t events);

/* Replays; resumes what was recorded, where there is something. */
void world_run(struct world *world, bool resume);

/* How many lines of the record have this text; 0 where there is none yet. */
size_t world_recorded(const struct world *world, const char *text);

/* How often the event's object was applied, as the log says; objects of attributes and purchases do not count. */
size_t world_applied(struct world *world, size_t number);

/* Fails unless every event that was accepted has been applied once, every refused or unsent one never, and every unknown one
 * at most once. */
void world_check_against_log(struct world *world);

#endif
