#include "sim/handlers.h"
#include "sim/series.h"
#include "support/json.h"

enum { SALT_NEW_USERS = 50, SALT_UNINSTALLS, SALT_SESSIONS, SALT_STICKY };

struct scope {
    double share;
};

static double daily_noise(const struct sim_world *world, unsigned salt, int32_t day, double width)
{
    return 1 - width / 2 + width * sim_unit(world, SIM_WORKSPACE, 0, sim_day_salt(salt, day));
}

static double active_users(const struct sim_world *world, const void *context, int32_t day)
{
    const struct scope *scope = context;
    return sim_activity(world, day) * scope->share;
}

/* Launches bring new users more than they bring old ones back. */
static double new_users(const struct sim_world *world, const void *context, int32_t day)
{
    double now = active_users(world, context, day);
    double before = active_users(world, context, day - 28);
    double growth = before > 0 ? now / before : 2;
    growth = growth > 2.5 ? 2.5 : growth < 0.5 ? 0.5 : growth;
    return now * 0.024 * growth * daily_noise(world, SALT_NEW_USERS, day, 0.16);
}

/* A tenth of the new users leaves within days, a few of the old ones as well. */
static double uninstalls(const struct sim_world *world, const void *context, int32_t day)
{
    double lost = 0.004 * active_users(world, context, day);
    for (int32_t after = 1; after <= 3; after++)
        lost += 0.045 * new_users(world, context, day - after);
    return lost * daily_noise(world, SALT_UNINSTALLS, day, 0.2);
}

static double sessions(const struct sim_world *world, const void *context, int32_t day)
{
    return active_users(world, context, day) * (1.45 + 0.12 * daily_noise(world, SALT_SESSIONS, day, 1));
}

/* Everybody seen in the 30 days up to this one: never less than the best of these days. */
static double monthly_users(const struct sim_world *world, const void *context, int32_t day)
{
    double sum = 0, most = 0;
    for (int32_t before = 0; before < 30; before++) {
        double users = active_users(world, context, day - before);
        sum += users;
        most = users > most ? users : most;
    }
    double sticky = 4.2 + 1.6 * sim_unit(world, SIM_WORKSPACE, 0, SALT_STICKY);
    double expected = sum / 30 * sticky;
    return expected > most * 1.05 ? expected : most * 1.05;
}

static void answer(const struct sim *sim, const struct sim_request *request, struct sim_reply *reply,
                   struct sim_series series, bool hourly)
{
    struct sim_range range;
    struct scope scope;
    if (!sim_range_read(sim, request, reply, hourly, &range) ||
        !sim_read_scope(sim, request, reply, hourly, &scope.share))
        return;
    series.context = &scope;
    cJSON *body = sim_reply_object(reply, 200);
    json_add_string(body, "message", "success");
    sim_series_write(&sim->world, &range, &series, json_add_array(body, "data"));
}

void sim_kpi_new_users(struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
    answer(sim, request, reply, (struct sim_series){ new_users, NULL, 1, 0.02, "new_users", false }, false);
}

void sim_kpi_dau(struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
    answer(sim, request, reply, (struct sim_series){ active_users, NULL, 2, 0.02, "dau", false }, false);
}

void sim_kpi_uninstalls(struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
    answer(sim, request, reply, (struct sim_series){ uninstalls, NULL, 3, 0.05, "uninstalls", false }, false);
}

void sim_sessions_data_series(struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
    answer(sim, request, reply, (struct sim_series){ sessions, NULL, 4, 0.02, "sessions", false }, true);
}

/* No share of a day: who was seen this month is known at any time of it. */
void sim_kpi_mau(struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
    struct sim_range range;
    struct scope scope;
    if (!sim_range_read(sim, request, reply, false, &range) ||
        !sim_read_scope(sim, request, reply, false, &scope.share))
        return;
    cJSON *body = sim_reply_object(reply, 200);
    json_add_string(body, "message", "success");
    cJSON *data = json_add_array(body, "data");
    for (int32_t day = range.first_day; day <= range.last_day; day++) {
        double users = monthly_users(&sim->world, &scope, day) * sim_lateness(&sim->world, day, 0.005);
        json_add_number(sim_row_of_day(data, day), "mau", day > sim->world.today ? 0 : (double)sim_round(users, 0));
    }
}
