/* Which days to ask for, and whether an answer brought them. Pure functions.
 *
 * A window is the days [first, end), counted from 1970-01-01. A daily series is asked for with ending_at, a date, and
 * length, a number of days; the windows of a plan are contiguous, so that every day is asked for once.
 *
 * Which days an answer then holds depends on where the server takes the day to end: with a date-only ending_at=D and
 * length=N, days D-N to D-1 have been recorded from Braze, but a company's time zone east of UTC may make D the last
 * one (https://www.braze.com/docs/api/endpoints/export/ leaves it open). So no reading is assumed: the days that come
 * back are compared with those asked for, and what is missing is asked for again. */
#ifndef SYNC_WINDOW_H
#define SYNC_WINDOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    WINDOW_LOOKBACK_DEFAULT =
        14,              /* days: conversions and opens are counted for the day of the send for about so long */
    WINDOW_SHIFT_MAX = 2 /* days that a server's day may be off from ours */
};

struct window {
    int32_t first;
    int32_t end; /* the day after the last one */
};

/* What earlier runs have read of one series. */
struct window_coverage {
    bool any; /* false: nothing, and the other members mean nothing */
    bool since_known;
    int32_t since;  /* the first day that was asked for */
    int32_t cursor; /* the last day that was there */
};

struct window_plan {
    struct window ranges[2]; /* in the order to read them */
    size_t count;
    bool cursor_in_future; /* the cursor was after today: it was ignored, all is read again */
};

/* What a run on the day today has to read: complete days only, from start to yesterday. With coverage: from lookback
 * days before its cursor, and what start now lies before what was read. A start of today or later gives nothing. */
struct window_plan window_plan(int32_t start, int32_t today, const struct window_coverage *coverage, int32_t lookback);

/* The first window of a range: at most step days. */
struct window window_next(struct window range, int32_t step);

/* How many windows a range takes. */
size_t window_count(struct window range, int32_t step);

/* The ending_at (a day) and the length that ask for a window, given how far the server's days are known to be off. */
int32_t window_ending_at(struct window window, int32_t shift);
int32_t window_length(struct window window);

struct window_verdict {
    bool again;            /* days are missing that another request may bring */
    struct window missing; /* which */
    int32_t shift;         /* for that request, and for all later ones of the stream */
};

/* Compares the days of an answer (in any order, with doubles) with the window that was asked for with shift. An answer
 * without any day, or with gaps inside, is taken as it is. */
struct window_verdict window_judge(struct window asked, int32_t shift, const int32_t *days, size_t count);

#endif
