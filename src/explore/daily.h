/* Daily figures as one looks at them: the measures of a stream over a range of days, and over the same number of days before.
 *
 * From the store, where there are any; else as they came live. What is shown stays until the new figures are complete. */
#ifndef EXPLORE_DAILY_H
#define EXPLORE_DAILY_H

#include "explore/explore.h"

struct daily;

/* A range of data/ranges.def. */
struct daily_range {
    int32_t days;      /* 0: all there are */
    const char *words; /* "30 days" */
};
extern const struct daily_range daily_ranges[];
extern const size_t daily_range_count;
enum { DAILY_RANGE_USUAL = 2 };

/* series is a daily stream; item one of its parent's, or NULL: the workspace's, or of all items together. The explore must outlive
 * it, or be freed first. */
struct daily *daily_new(struct explore *explore, const struct stream *series, const char *item);
void daily_free(struct daily *daily); /* NULL is allowed */

/* Reads anew: the store or the range has changed. */
void daily_set_range(struct daily *daily, size_t range);
size_t daily_get_range(const struct daily *daily);
void daily_restart(struct daily *daily);

/* Takes the days as they came live instead of the store's; called again when more have come. */
void daily_set_live(struct daily *daily, bool is_live);
bool daily_is_live(const struct daily *daily);

/* Goes on reading until the moment of the monotonic clock. True while there is more to do. */
bool daily_step(struct daily *daily, int64_t until_ms);

/* Whether the store has days of it: known as soon as reading has begun. */
bool daily_has_days(const struct daily *daily);

const struct error *daily_error(const struct daily *daily);

/* Those measures that have a value other than 0 within the range, the headline first. */
struct daily_measure {
    const struct store_column *column;
    int32_t first_day;
    size_t count;         /* days */
    const double *values; /* NAN where a day has none */
    const double *before; /* of as many days before; NULL if none of them has a value */
    double sum;
    double sum_before;
};
size_t daily_count(const struct daily *daily);
struct daily_measure daily_measure(const struct daily *daily, size_t index);

/* Grows whenever what daily_measure() gives has changed. */
uint64_t daily_version(const struct daily *daily);

#endif
