#include "sim/series.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/date.h"
#include "support/json.h"

#define MS_PER_HOUR INT64_C(3600000)

static int64_t floor_hour(int64_t ms)
{
    return ms / MS_PER_HOUR - (ms % MS_PER_HOUR < 0 ? 1 : 0);
}

static bool read_moment(const struct sim_request *request, struct sim_reply *reply, const char *name, int64_t *ms)
{
    const char *value = sim_request_query(request, name);
    if (value != NULL && (!date_parse_moment(value, ms) || *ms < 0)) /* the clocks of servers begin in 1970 */
        return sim_reply_error(reply, 400, "'%s' is not a valid ISO 8601 time", name);
    return true;
}

/* The last row is the one that ends at, or holds, the moment just before end_ms; inclusive: the one that holds it. */
static void set_end(const struct sim_world *world, int64_t end_ms, struct sim_range *range)
{
    if (end_ms > world->now_ms)
        end_ms = world->ending_at_inclusive ? world->now_ms : world->now_ms + 1;
    if (!world->ending_at_inclusive)
        end_ms -= 1;
    range->last_day = date_day_of(end_ms);
    range->last_hour = floor_hour(end_ms);
}

bool sim_range_read(const struct sim *sim, const struct sim_request *request, struct sim_reply *reply, bool with_unit,
                    struct sim_range *range)
{
    *range = (struct sim_range){ .hourly = false };
    long length = 0;
    int64_t end_ms = INT64_MAX;
    const char *unit = with_unit ? sim_request_query(request, "unit") : NULL;
    if (!sim_request_need_number(request, reply, "length", 1, SIM_MOST_ROWS, &length) ||
        !read_moment(request, reply, "ending_at", &end_ms))
        return false;
    if (unit != NULL && strcmp(unit, "day") != 0 && strcmp(unit, "hour") != 0)
        return sim_reply_error(reply, 400, "'unit' must be 'day' or 'hour'");
    range->hourly = unit != NULL && strcmp(unit, "hour") == 0;
    set_end(&sim->world, end_ms, range);
    range->first_day = range->last_day - (int32_t)length + 1;
    range->first_hour = range->last_hour - length + 1;
    return true;
}

bool sim_range_read_canvas(const struct sim *sim, const struct sim_request *request, struct sim_reply *reply,
                           struct sim_range *range)
{
    *range = (struct sim_range){ .hourly = false };
    long length = 0;
    int64_t end_ms = INT64_MAX, start_ms = 0;
    bool has_start = sim_request_query(request, "starting_at") != NULL;
    bool has_length = sim_request_query(request, "length") != NULL;
    if (!has_start && !has_length)
        return sim_reply_error(reply, 400, "either 'starting_at' or 'length' is required");
    if (!sim_request_number(request, reply, "length", 1, SIM_MOST_CANVAS_ROWS, 0, &length) ||
        !read_moment(request, reply, "ending_at", &end_ms) || !read_moment(request, reply, "starting_at", &start_ms))
        return false;
    set_end(&sim->world, end_ms, range);
    range->first_day = has_length ? range->last_day - (int32_t)length + 1 : date_day_of(start_ms);
    if (range->first_day > range->last_day)
        return sim_reply_error(reply, 400, "'starting_at' must be before 'ending_at'");
    if (range->last_day - range->first_day >= SIM_MOST_CANVAS_ROWS)
        return sim_reply_error(reply, 400, "at most %d days may be asked for", SIM_MOST_CANVAS_ROWS);
    return true;
}

cJSON *sim_row_of_day(cJSON *data, int32_t day)
{
    char text[DATE_DAY_SIZE];
    date_format_day(day, text);
    cJSON *row = json_object();
    json_add_string(row, "time", text);
    json_append(data, row);
    return row;
}

cJSON *sim_row_of_hour(cJSON *data, int64_t hour)
{
    char text[DATE_DAY_SIZE];
    int32_t day = date_day_of(hour * MS_PER_HOUR);
    date_format_day(day, text);
    char *time = memory_format("%sT%02d:00:00+00:00", text, (int)(hour - (int64_t)day * 24));
    cJSON *row = json_object();
    json_add_string(row, "time", time);
    json_append(data, row);
    free(time);
    return row;
}

/* The amount from the beginning of a day up to an hour, rounded so that the hours of a day add up to the day. */
static double amount_before(const struct sim_world *world, const struct sim_series *series, int32_t day,
                            double expected, double hour)
{
    double now = (double)(world->now_ms - day * DATE_MS_PER_DAY) / (double)MS_PER_HOUR;
    double share = now <= 0 ? 0 : sim_share_before_hour(hour < now ? hour : now);
    double noise = sim_unit(world, SIM_WORKSPACE, series->noise, sim_day_salt(0, day));
    double amount = expected * sim_lateness(world, day, series->missing) * share;
    return series->money ? sim_cents(amount) : (double)sim_round(amount, amount > 0 ? noise : 0);
}

double sim_series_day(const struct sim_world *world, const struct sim_series *series, int32_t day)
{
    return amount_before(world, series, day, series->amount(world, series->context, day), 24);
}

/* Several series may share their rows: the first one makes them. */
static cJSON *row_at(cJSON *data, const struct sim_range *range, int64_t offset)
{
    cJSON *row = cJSON_GetArrayItem(data, (int)offset);
    if (row != NULL)
        return row;
    return range->hourly ? sim_row_of_hour(data, range->first_hour + offset)
                         : sim_row_of_day(data, range->first_day + (int32_t)offset);
}

static void write_hours(const struct sim_world *world, const struct sim_range *range, const struct sim_series *series,
                        cJSON *data)
{
    int32_t day = INT32_MIN;
    double expected = 0;
    for (int64_t hour = range->first_hour; hour <= range->last_hour; hour++) {
        int32_t of_day = date_day_of(hour * MS_PER_HOUR);
        double hour_of_day = (double)(hour - (int64_t)of_day * 24);
        if (of_day != day)
            expected = series->amount(world, series->context, of_day);
        day = of_day;
        double amount = amount_before(world, series, day, expected, hour_of_day + 1) -
                        amount_before(world, series, day, expected, hour_of_day);
        json_add_number(row_at(data, range, hour - range->first_hour), series->field,
                        series->money ? sim_cents(amount) : amount);
    }
}

void sim_series_write(const struct sim_world *world, const struct sim_range *range, const struct sim_series *series,
                      cJSON *data)
{
    if (range->hourly) {
        write_hours(world, range, series, data);
        return;
    }
    for (int32_t day = range->first_day; day <= range->last_day; day++)
        json_add_number(row_at(data, range, day - range->first_day), series->field, sim_series_day(world, series, day));
}

double sim_app_share(unsigned app)
{
    static const double shares[SIM_APPS] = { 0.46, 0.38, 0.22 }; /* some use two */
    return app < SIM_APPS ? shares[app] : 0;
}

bool sim_read_scope(const struct sim *sim, const struct sim_request *request, struct sim_reply *reply,
                    bool with_segment, double *share)
{
    *share = 1;
    uint32_t index = 0;
    unsigned sub = 0;
    const char *app = sim_request_query(request, "app_id");
    if (app != NULL) {
        if (!sim_id_parse(&sim->world, SIM_APP, app, &index, &sub))
            return sim_reply_error(reply, 400, "app_id must be a string of the app api identifier");
        *share *= sim_app_share(index);
    }
    const char *segment = with_segment ? sim_request_query(request, "segment_id") : NULL;
    if (segment != NULL) {
        if (!sim_id_parse(&sim->world, SIM_SEGMENT, segment, &index, &sub) ||
            !sim_exists(&sim->world, SIM_SEGMENT, index))
            return sim_reply_error(reply, 400, "segment_id must be a string of the segment api identifier");
        *share *= 0.02 + 0.5 * sim_unit(&sim->world, SIM_SEGMENT, index, 0);
    }
    return true;
}
