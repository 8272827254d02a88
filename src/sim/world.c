#include "sim/world.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/date.h"
#include "support/memory.h"

/* 14:24, so that 0.6 of today is over; hour 14 is the running one. */
#define NOW_MS_OF_DAY (INT64_C(14) * 3600000 + INT64_C(24) * 60000)

/* What is drawn for every object alike. */
enum { SALT_CREATED = 1000, SALT_EDIT_EVERY, SALT_EDIT_PHASE, SALT_EDIT_TIME, SALT_VANISH };
/* What is drawn for the workspace. */
enum { SALT_SIZE = 1, SALT_GROWTH, SALT_LAUNCH_DAY, SALT_LAUNCH_SIZE, SALT_OUTAGE, SALT_NOISE, SALT_WEEK };

/* The finaliser of splitmix64: every bit of the input moves about half of the output's. */
static uint64_t scramble(uint64_t x)
{
    x += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

uint64_t sim_hash(const struct sim_world *world, enum sim_kind kind, uint64_t index, uint64_t salt)
{
    return scramble(scramble(scramble(world->seed ^ ((uint64_t)kind << 56)) ^ index) ^ salt);
}

double sim_unit(const struct sim_world *world, enum sim_kind kind, uint64_t index, uint64_t salt)
{
    return (double)(sim_hash(world, kind, index, salt) >> 11) / 9007199254740992.0; /* 2 to the 53 */
}

unsigned sim_pick(const struct sim_world *world, enum sim_kind kind, uint64_t index, uint64_t salt, unsigned count)
{
    return count == 0 ? 0 : (unsigned)(sim_hash(world, kind, index, salt) % count);
}

bool sim_chance(const struct sim_world *world, enum sim_kind kind, uint64_t index, uint64_t salt, double chance)
{
    return sim_unit(world, kind, index, salt) < chance;
}

uint64_t sim_day_salt(unsigned what, int32_t day)
{
    return ((uint64_t)(what + 1) << 32) ^ (uint32_t)day;
}

uint64_t sim_hash_text(const char *text)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325); /* FNV-1a */
    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
    return hash;
}

static int compare_indices(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y ? 1 : 0;
}

/* The k-th one to vanish does so k * every days after the base day, whatever day it is when we are asked. */
static void choose_vanished(struct sim_world *world, enum sim_kind kind, unsigned every)
{
    int32_t days = world->today - world->base_day;
    unsigned count = every > 0 && days > 0 ? (unsigned)days / every : 0;
    unsigned all = world->base_count[kind];
    struct sim_vanished *vanished = &world->vanished[kind];
    if (count > all)
        count = all;
    vanished->indices = memory_allocate(count + 1, sizeof *vanished->indices);
    for (unsigned k = 0; k < count; k++)
        vanished->indices[k] = (uint32_t)sim_pick(world, kind, k, SALT_VANISH, all);
    vanished->count = count;
    qsort(vanished->indices, count, sizeof *vanished->indices, compare_indices);
}

static int32_t first_day_of_year(int32_t day)
{
    int year = 0, month = 0, day_of_month = 0;
    date_split(day, &year, &month, &day_of_month);
    while (day_of_month > 1 || month > 1)
        date_split(--day, &year, &month, &day_of_month);
    return day;
}

void sim_world_init(struct sim_world *world, const struct sim_options *options)
{
    *world = (struct sim_world){ .seed = scramble(options->seed) };
    world->today = options->today != SIM_TODAY ? options->today : date_day_of(date_now_ms());
    world->base_day = options->base_day != SIM_TODAY ? options->base_day : first_day_of_year(world->today);
    world->birth = world->base_day - (int32_t)options->days;
    world->now_ms = world->today * DATE_MS_PER_DAY + NOW_MS_OF_DAY;
    world->base_count[SIM_CAMPAIGN] = options->campaigns;
    world->base_count[SIM_CANVAS] = options->canvases;
    world->base_count[SIM_SEGMENT] = options->segments;
    world->base_count[SIM_CARD] = options->cards;
    world->new_every = options->new_every;
    world->ending_at_inclusive = options->ending_at_inclusive;
    world->restate_days = options->restate_days;
    world->event_count = options->events;
    world->product_count = options->products;
    for (int kind = 0; kind < SIM_KINDS_LISTED; kind++)
        choose_vanished(world, (enum sim_kind)kind, options->vanish_every);
}

void sim_world_clear(struct sim_world *world)
{
    for (int kind = 0; kind < SIM_KINDS_LISTED; kind++)
        free(world->vanished[kind].indices);
}

unsigned sim_count(const struct sim_world *world, enum sim_kind kind)
{
    int32_t days = world->today - world->base_day;
    return world->base_count[kind] + (world->new_every > 0 && days > 0 ? (unsigned)days / world->new_every : 0);
}

bool sim_exists(const struct sim_world *world, enum sim_kind kind, unsigned index)
{
    const struct sim_vanished *vanished = &world->vanished[kind];
    uint32_t key = index;
    return index < sim_count(world, kind) && sim_created_ms(world, kind, index) <= world->now_ms &&
           (vanished->count == 0 ||
            bsearch(&key, vanished->indices, vanished->count, sizeof key, compare_indices) == NULL);
}

int64_t sim_created_ms(const struct sim_world *world, enum sim_kind kind, unsigned index)
{
    int64_t base_ms = world->base_day * DATE_MS_PER_DAY;
    double unit = sim_unit(world, kind, index, SALT_CREATED);
    int64_t ms = 0;
    if (index < world->base_count[kind]) {
        int64_t birth_ms = world->birth * DATE_MS_PER_DAY;
        ms = birth_ms + (int64_t)(((double)index + unit) / world->base_count[kind] * (double)(base_ms - birth_ms));
    } else {
        int64_t days = (int64_t)(index - world->base_count[kind] + 1) * world->new_every;
        ms = base_ms + days * DATE_MS_PER_DAY + (int64_t)(unit * 36000000.0);
    }
    return ms - ms % 1000;
}

int64_t sim_updated_ms(const struct sim_world *world, enum sim_kind kind, unsigned index)
{
    int64_t created = sim_created_ms(world, kind, index);
    int32_t created_day = date_day_of(created);
    /* Some are edited every few days, most a few times a year. */
    double unit = sim_unit(world, kind, index, SALT_EDIT_EVERY);
    int32_t every = 3 + (int32_t)(unit * unit * 400);
    int32_t phase = (int32_t)sim_pick(world, kind, index, SALT_EDIT_PHASE, (unsigned)every);
    int32_t edits = (world->today - created_day - phase) / every;
    if (world->today - created_day - phase < 0 || edits < 1)
        return created;
    int32_t day = created_day + phase + edits * every;
    uint64_t second = sim_hash(world, kind, index, sim_day_salt(SALT_EDIT_TIME, day)) % 50400; /* before 14:00 */
    return day * DATE_MS_PER_DAY + (int64_t)second * 1000;
}

/* The seasons of the week, Sunday first: a shop, a game, an office. */
static double week_factor(const struct sim_world *world, int32_t day)
{
    static const double weeks[][7] = {
        { 1.14, 0.94, 0.92, 0.95, 0.98, 1.02, 1.12 },
        { 1.20, 0.90, 0.88, 0.90, 0.94, 1.05, 1.22 },
        { 0.62, 1.14, 1.16, 1.15, 1.10, 1.02, 0.66 },
    };
    return weeks[sim_pick(world, SIM_WORKSPACE, 0, SALT_WEEK, 3)][date_weekday(day)];
}

static double holiday_factor(int32_t day)
{
    static const struct {
        int month, first, last;
        double factor;
    } holidays[] = {
        { 1, 1, 1, 0.72 },    { 2, 13, 14, 1.18 }, { 5, 1, 1, 0.9 },     { 10, 31, 31, 1.12 },
        { 11, 11, 11, 1.25 }, { 12, 1, 19, 1.15 }, { 12, 24, 26, 0.70 }, { 12, 31, 31, 0.78 },
    };
    int year = 0, month = 0, day_of_month = 0;
    date_split(day, &year, &month, &day_of_month);
    /* The Friday after the fourth Thursday of November, and the Monday after that. */
    if (month == 11 && date_weekday(day) == 5 && day_of_month >= 23 && day_of_month <= 29)
        return 1.85;
    if (date_weekday(day) == 1 && ((month == 11 && day_of_month >= 26) || (month == 12 && day_of_month <= 2)))
        return 1.6;
    for (size_t i = 0; i < sizeof holidays / sizeof *holidays; i++)
        if (month == holidays[i].month && day_of_month >= holidays[i].first && day_of_month <= holidays[i].last)
            return holidays[i].factor;
    return 1;
}

/* One launch a quarter (of 91 days): a jump that wears off within weeks. */
static double launch_factor(const struct sim_world *world, int32_t day)
{
    double factor = 1;
    int32_t quarter = day / 91;
    for (int32_t q = quarter - 1; q <= quarter; q++) {
        int32_t launch = q * 91 + (int32_t)sim_pick(world, SIM_WORKSPACE, (uint32_t)q, SALT_LAUNCH_DAY, 91);
        double size = 0.15 + 0.5 * sim_unit(world, SIM_WORKSPACE, (uint32_t)q, SALT_LAUNCH_SIZE);
        if (day >= launch && day - launch < 60)
            factor += size * exp(-(day - launch) / 6.0);
    }
    return factor;
}

/* Twice a year a day that was spoilt. */
static double outage_factor(const struct sim_world *world, int32_t day)
{
    int32_t half = day / 182;
    return day == half * 182 + (int32_t)sim_pick(world, SIM_WORKSPACE, (uint32_t)half, SALT_OUTAGE, 182) ? 0.45 : 1;
}

double sim_level(const struct sim_world *world, int32_t day)
{
    if (day < world->birth || day > world->today)
        return 0;
    double years = (day - 18262) / 365.25; /* since 2020-01-01 */
    years = years < -30 ? -30 : years > 30 ? 30 : years;
    double size = 4000 + 14000 * sim_unit(world, SIM_WORKSPACE, 0, SALT_SIZE);
    double growth = 0.08 + 0.14 * sim_unit(world, SIM_WORKSPACE, 0, SALT_GROWTH);
    double year = 1 + 0.05 * sin(day * 2 * 3.14159265358979 / 365.25);
    return size * exp(growth * years) * (1 - 0.9 * exp(-(day - world->birth) / 45.0)) * year;
}

double sim_activity(const struct sim_world *world, int32_t day)
{
    double level = sim_level(world, day);
    if (level <= 0)
        return 0;
    double noise = 0.97 + 0.06 * sim_unit(world, SIM_WORKSPACE, 0, sim_day_salt(SALT_NOISE, day));
    return level * noise * week_factor(world, day) * holiday_factor(day) * launch_factor(world, day) *
           outage_factor(world, day);
}

double sim_share_before_hour(double hour)
{
    /* Thousandths of a day's activity that fall into each hour: a quiet night, an evening peak. */
    static const double hours[24] = { 14, 9,  7,  6,  7,  13, 24, 38, 47, 50, 51, 54,
                                      57, 54, 51, 50, 53, 59, 67, 75, 76, 64, 46, 28 };
    double before = 0;
    for (int h = 0; h < 24 && h < hour; h++)
        before += hour >= h + 1 ? hours[h] : hours[h] * (hour - h);
    return hour >= 24 ? 1 : before / 1000;
}

double sim_share_of_day(const struct sim_world *world, int32_t day)
{
    if (day != world->today)
        return day < world->today ? 1 : 0;
    return sim_share_before_hour((double)NOW_MS_OF_DAY / 3600000.0);
}

double sim_lateness(const struct sim_world *world, int32_t day, double missing)
{
    int32_t age = world->today - day;
    int32_t days = (int32_t)world->restate_days;
    return age >= days ? 1 : 1 - missing * (days - age) / days;
}

double sim_conversion_share(int32_t days_after)
{
    static const double shares[SIM_CONVERSION_DAYS] = { 0.46,  0.20,  0.11, 0.07,  0.045, 0.03,  0.022,
                                                        0.016, 0.012, 0.01, 0.008, 0.007, 0.006, 0.004 };
    return days_after < 0 || days_after >= SIM_CONVERSION_DAYS ? 0 : shares[days_after];
}

double sim_maturity(const struct sim_world *world, int32_t day)
{
    if (day > world->today)
        return 0;
    if (world->today - day >= SIM_CONVERSION_DAYS || world->today - day >= (int32_t)world->restate_days)
        return 1;
    double sum = 0;
    for (int32_t after = 0; after <= world->today - day; after++)
        sum += sim_conversion_share(after);
    return sum > 1 ? 1 : sum;
}

int64_t sim_round(double expected, double noise)
{
    return expected <= 0 ? 0 : (int64_t)floor(expected + noise);
}

double sim_cents(double amount)
{
    return floor(amount * 100 + 0.5) / 100;
}
