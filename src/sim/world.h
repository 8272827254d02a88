/* The workspace as a function of seed, object and day: nothing is stored, everything can be asked for in any order. */
#ifndef SIM_WORLD_H
#define SIM_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/simulator.h"

/* What has an identifier. The first four are listed and can vanish. */
enum sim_kind {
    SIM_CAMPAIGN,
    SIM_CANVAS,
    SIM_SEGMENT,
    SIM_CARD,
    SIM_KINDS_LISTED,
    SIM_CAMPAIGN_MESSAGE = SIM_KINDS_LISTED,
    SIM_CANVAS_VARIANT,
    SIM_CANVAS_STEP,
    SIM_CANVAS_MESSAGE,
    SIM_PREFERENCE_CENTER,
    SIM_APP,
    SIM_REQUEST,
    SIM_WORKSPACE, /* no identifier of its own, only numbers */
    SIM_EVENT,
    SIM_PRODUCT,
    SIM_FAULT,
    SIM_USER
};

struct sim_vanished {
    uint32_t *indices; /* ascending */
    size_t count;
};

struct sim_world {
    uint64_t seed;
    int32_t today, base_day, birth; /* birth: the first day with any data */
    int64_t now_ms;                 /* what "now" is for the daily series: always the same time of today */
    unsigned base_count[SIM_KINDS_LISTED];
    unsigned new_every;
    struct sim_vanished vanished[SIM_KINDS_LISTED];
    bool ending_at_inclusive;
    unsigned restate_days;
    unsigned event_count, product_count;
};

void sim_world_init(struct sim_world *world, const struct sim_options *options);
void sim_world_clear(struct sim_world *world);

/* Noise: the same for the same arguments, unrelated for others. salt tells apart what is drawn for one object. */
uint64_t sim_hash(const struct sim_world *world, enum sim_kind kind, uint64_t index, uint64_t salt);
double sim_unit(const struct sim_world *world, enum sim_kind kind, uint64_t index, uint64_t salt); /* 0 <= x < 1 */
unsigned sim_pick(const struct sim_world *world, enum sim_kind kind, uint64_t index, uint64_t salt, unsigned count);
bool sim_chance(const struct sim_world *world, enum sim_kind kind, uint64_t index, uint64_t salt, double chance);

/* A salt for something that is drawn anew for each day. */
uint64_t sim_day_salt(unsigned what, int32_t day);

/* A hash of text, for what is known by its name. */
uint64_t sim_hash_text(const char *text);

/* How many of a kind were ever made until today; each index below may have vanished. */
unsigned sim_count(const struct sim_world *world, enum sim_kind kind);
bool sim_exists(const struct sim_world *world, enum sim_kind kind, unsigned index);

/* When it was made: ascending with index. */
int64_t sim_created_ms(const struct sim_world *world, enum sim_kind kind, unsigned index);

/* When it was last edited before now, at least when it was made. */
int64_t sim_updated_ms(const struct sim_world *world, enum sim_kind kind, unsigned index);

/* Users that a whole day is expected to see: growth, seasons of the week and the year, holidays, launches, an outage.
 * 0 before birth and after today. Today counts as if it were over. */
double sim_activity(const struct sim_world *world, int32_t day);

/* The same without what comes and goes within weeks: what slow numbers follow. */
double sim_level(const struct sim_world *world, int32_t day);

/* The part of a day that is behind us: 1, for today less. */
double sim_share_of_day(const struct sim_world *world, int32_t day);

/* What part of a day's total falls before an hour (0 to 24); ascending from 0 to 1. */
double sim_share_before_hour(double hour);

/* How complete the numbers of a day are: a little under 1 today, 1 after restate_days. */
double sim_lateness(const struct sim_world *world, int32_t day, double missing);

/* How many of the conversions of what was sent on a day have happened by today, 0 to 1. */
double sim_maturity(const struct sim_world *world, int32_t day);

/* What part of them happens so many days after. */
double sim_conversion_share(int32_t days_after);
enum { SIM_CONVERSION_DAYS = 14 };

/* A whole number around expected (up or down as noise, 0 <= noise < 1, says); never negative. */
int64_t sim_round(double expected, double noise);

/* Amounts of money to cents. */
double sim_cents(double amount);

#endif
