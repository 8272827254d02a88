/* What the daily and hourly series share: reading length, ending_at and unit, and the times of the rows. */
#ifndef SIM_SERIES_H
#define SIM_SERIES_H

#include "sim/sim.h"

struct sim_range {
    bool hourly;
    int32_t first_day, last_day;   /* of a daily series */
    int64_t first_hour, last_hour; /* of an hourly one, hours since 1970 */
};

enum { SIM_MOST_ROWS = 100, SIM_MOST_CANVAS_ROWS = 14 };

/* Reads length (1 to most_rows) and ending_at; with_unit: unit as well. False: the reply says what is wrong.
 * A day alone is the midnight it begins with, and the last row is the day that ends there; without ending_at the last
 * row is today, not yet complete. An end in the future is now. */
bool sim_range_read(const struct sim *sim, const struct sim_request *request, struct sim_reply *reply, bool with_unit,
                    struct sim_range *range) MUST_CHECK;

/* The same for Canvases: starting_at may stand in for length, and there are at most 14 rows. */
bool sim_range_read_canvas(const struct sim *sim, const struct sim_request *request, struct sim_reply *reply,
                           struct sim_range *range) MUST_CHECK;

/* Appends {"time": ...} to data and returns it. */
cJSON *sim_row_of_day(cJSON *data, int32_t day);
cJSON *sim_row_of_hour(cJSON *data, int64_t hour);

/* Makes a row for each day or hour of the range: amount(context, day) is what the whole day is expected to have, and
 * what of it falls into the row is its field. Rows that data has already get
 * the field added. noise tells series apart; with the same noise a larger amount never gives a smaller number. */
struct sim_series {
    double (*amount)(const struct sim_world *world, const void *context, int32_t day);
    const void *context;
    uint64_t noise;
    double missing; /* the share that is not counted yet on the last day, see sim_lateness() */
    const char *field;
    bool money; /* cents instead of whole numbers */
};
void sim_series_write(const struct sim_world *world, const struct sim_range *range, const struct sim_series *series,
                      cJSON *data);

/* The whole of it for one day. */
double sim_series_day(const struct sim_world *world, const struct sim_series *series, int32_t day);

/* The share of the workspace that app_id and segment_id leave: 1 without. False: the reply says 400. */
bool sim_read_scope(const struct sim *sim, const struct sim_request *request, struct sim_reply *reply,
                    bool with_segment, double *share) MUST_CHECK;

/* The part of the users that use the app, and its identifier's index; there are SIM_APPS. */
enum { SIM_APPS = 3 };
double sim_app_share(unsigned app);

#endif
