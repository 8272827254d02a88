/* Days and moments, in UTC, in the proleptic Gregorian calendar.
 *
 * A day is counted from 1970-01-01 (day 0); a moment is in milliseconds since
 * 1970-01-01T00:00:00Z. Neither knows leap seconds. */
#ifndef SUPPORT_DATE_H
#define SUPPORT_DATE_H

#include <stdbool.h>
#include <stdint.h>

enum { DATE_DAY_SIZE = 11, DATE_MOMENT_SIZE = 25 };

#define DATE_MS_PER_DAY INT64_C(86400000)

/* Reads exactly YYYY-MM-DD, years 0000 to 9999; false if it is no such day. */
bool date_parse_day(const char *text, int32_t *day);

/* Writes YYYY-MM-DD; a day outside the years 0000 to 9999 is written as the nearest one inside. */
void date_format_day(int32_t day, char out[DATE_DAY_SIZE]);

/* Reads ISO 8601: a day alone (midnight UTC), or with T or a space, hours:minutes[:seconds[.fraction]] and
 * Z, " UTC" or an offset as +05:30, +0530 or -5:00; no zone means UTC. False if it is none of these. */
bool date_parse_moment(const char *text, int64_t *ms);

/* Writes YYYY-MM-DDTHH:MM:SS.mmmZ. */
void date_format_moment(int64_t ms, char out[DATE_MOMENT_SIZE]);

/* The day that a moment lies in. */
int32_t date_day_of(int64_t ms);

/* 0 is Sunday, as in struct tm. */
int date_weekday(int32_t day);

/* Year, month 1 to 12, day of the month 1 to 31. */
void date_split(int32_t day, int *year, int *month, int *day_of_month);

/* The system's clock. Modules of the core take the moment as an argument or through a context; only their callers ask here. */
int64_t date_now_ms(void);

/* A clock that never goes back, for measuring and for time limits; its zero means nothing. */
int64_t date_monotonic_ms(void);

#endif
