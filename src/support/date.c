#include "support/date.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in_month(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

static int32_t floor_div(int32_t a, int32_t b)
{
    return a / b - (a % b < 0 ? 1 : 0);
}

/* Counts in years that begin in March, so that the leap day is the last one. */
static int32_t day_from_parts(int year, int month, int day_of_month)
{
    int32_t y = month <= 2 ? year - 1 : year;
    int32_t era = floor_div(y, 400);
    int32_t year_of_era = y - era * 400;
    int32_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day_of_month - 1;
    int32_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

void date_split(int32_t day, int *year, int *month, int *day_of_month)
{
    int32_t z = day + 719468;
    int32_t era = floor_div(z, 146097);
    int32_t day_of_era = z - era * 146097;
    int32_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int32_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int32_t march_month = (5 * day_of_year + 2) / 153;
    *day_of_month = day_of_year - (153 * march_month + 2) / 5 + 1;
    *month = march_month + (march_month < 10 ? 3 : -9);
    *year = year_of_era + era * 400 + (*month <= 2 ? 1 : 0);
}

/* Reads exactly count digits and moves on. */
static bool read_digits(const char **at, int count, int *value)
{
    *value = 0;
    for (int i = 0; i < count; i++) {
        char c = (*at)[i];
        if (c < '0' || c > '9')
            return false;
        *value = *value * 10 + (c - '0');
    }
    *at += count;
    return true;
}

static bool read_day(const char **at, int32_t *day)
{
    int year = 0, month = 0, day_of_month = 0;
    if (!read_digits(at, 4, &year) || *(*at)++ != '-')
        return false;
    if (!read_digits(at, 2, &month) || *(*at)++ != '-')
        return false;
    if (!read_digits(at, 2, &day_of_month))
        return false;
    if (month < 1 || month > 12 || day_of_month < 1 || day_of_month > days_in_month(year, month))
        return false;
    *day = day_from_parts(year, month, day_of_month);
    return true;
}

bool date_parse_day(const char *text, int32_t *day)
{
    int32_t parsed = 0;
    if (!read_day(&text, &parsed) || *text != '\0')
        return false;
    *day = parsed;
    return true;
}

static bool read_offset(const char **at, int *minutes)
{
    int sign = **at == '-' ? -1 : 1;
    (*at)++;
    int hours = 0, rest = 0;
    const char *two = *at;
    if (read_digits(&two, 2, &hours))
        *at = two;
    else if (!read_digits(at, 1, &hours))
        return false;
    if (**at == ':')
        (*at)++;
    if (!read_digits(at, 2, &rest) || hours > 18 || rest > 59)
        return false;
    *minutes = sign * (hours * 60 + rest);
    return true;
}

static bool read_time(const char **at, int64_t *ms)
{
    int hours = 0, minutes = 0, seconds = 0, thousandths = 0;
    if (!read_digits(at, 2, &hours) || *(*at)++ != ':' || !read_digits(at, 2, &minutes))
        return false;
    if (**at == ':') {
        (*at)++;
        if (!read_digits(at, 2, &seconds))
            return false;
        if (**at == '.') {
            (*at)++;
            int scale = 100;
            if (**at < '0' || **at > '9')
                return false;
            for (; **at >= '0' && **at <= '9'; (*at)++, scale /= 10)
                thousandths += (**at - '0') * scale;
        }
    }
    if (hours > 23 || minutes > 59 || seconds > 60)
        return false;
    *ms = ((int64_t)hours * 3600 + minutes * 60 + seconds) * 1000 + thousandths;
    return true;
}

bool date_parse_moment(const char *text, int64_t *ms)
{
    int32_t day = 0;
    int64_t time_of_day = 0;
    int offset = 0;
    if (!read_day(&text, &day))
        return false;
    if (*text == 'T' || *text == ' ') {
        text++;
        if (!read_time(&text, &time_of_day))
            return false;
        if (strcmp(text, "Z") == 0)
            text += 1;
        else if (strcmp(text, " UTC") == 0)
            text += 4;
        else if ((*text == '+' || *text == '-') && !read_offset(&text, &offset))
            return false;
    }
    if (*text != '\0')
        return false;
    *ms = day * DATE_MS_PER_DAY + time_of_day - (int64_t)offset * 60000;
    return true;
}

void date_format_day(int32_t day, char out[DATE_DAY_SIZE])
{
    const int32_t first = day_from_parts(0, 1, 1);
    const int32_t last = day_from_parts(9999, 12, 31);
    day = day < first ? first : day > last ? last : day;
    int year = 0, month = 0, day_of_month = 0;
    date_split(day, &year, &month, &day_of_month);
    (void)snprintf(out, DATE_DAY_SIZE, "%04u-%02u-%02u", (unsigned)year % 10000u, (unsigned)month % 100u,
                   (unsigned)day_of_month % 100u);
}

int32_t date_day_of(int64_t ms)
{
    int64_t day = ms / DATE_MS_PER_DAY - (ms % DATE_MS_PER_DAY < 0 ? 1 : 0);
    return day > INT32_MAX / 2 ? INT32_MAX / 2 : day < INT32_MIN / 2 ? INT32_MIN / 2 : (int32_t)day;
}

void date_format_moment(int64_t ms, char out[DATE_MOMENT_SIZE])
{
    int32_t day = date_day_of(ms);
    unsigned rest = (unsigned)((uint64_t)(ms - day * DATE_MS_PER_DAY) % (uint64_t)DATE_MS_PER_DAY);
    char date[DATE_DAY_SIZE];
    date_format_day(day, date);
    (void)snprintf(out, DATE_MOMENT_SIZE, "%sT%02u:%02u:%02u.%03uZ", date, rest / 3600000u % 24u, rest / 60000u % 60u,
                   rest / 1000u % 60u, rest % 1000u);
}

int date_weekday(int32_t day)
{
    int weekday = (day + 4) % 7; /* day 0 was a Thursday */
    return weekday < 0 ? weekday + 7 : weekday;
}

static int64_t read_clock_ms(clockid_t clock)
{
    struct timespec now;
    if (clock_gettime(clock, &now) != 0)
        abort(); /* both clocks exist on every system this builds on */
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t date_now_ms(void)
{
    return read_clock_ms(CLOCK_REALTIME);
}

int64_t date_monotonic_ms(void)
{
    return read_clock_ms(CLOCK_MONOTONIC);
}
