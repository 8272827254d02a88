/* JavaScript's Date, as browsers read one: ISO 8601 first, then whatever looks like a date. */
#include <ctype.h>
#include <math.h>
#include <string.h>
#include <strings.h>

#include "rudderstack/device_value.h"
#include "support/date.h"
#include "support/jstext.h"
#include "support/jsvalue.h"
#include "support/text.h"

enum { NONE = -1, MOST_NUMBERS = 3 };

/* What has been found so far. Numbers that belong to no time of day are year, month and day in some order. */
struct found {
    int numbers[MOST_NUMBERS];
    int count;
    int month; /* by name, from 1; NONE */
    int hour, minute, second, thousandth;
    int offset; /* minutes east of UTC; the device's own zone is UTC */
    bool has_time;
    bool afternoon, morning;
};

static bool is_digit(char c)
{
    return isdigit((unsigned char)c) != 0;
}

/* At most nine digits are taken. */
static bool read_number(const char **at, int *number)
{
    int digits = 0;
    for (*number = 0; is_digit(**at) && digits < 9; (*at)++, digits++)
        *number = *number * 10 + (**at - '0');
    return digits > 0 && !is_digit(**at);
}

static bool is_day(int number)
{
    return number >= 1 && number <= 31;
}

/* A day past the month's end counts on into the next month. */
static bool compose(int year, int month, int day, const struct found *found, int64_t *ms)
{
    if (year < 0 || year > 9999 || month < 1 || month > 12 || !is_day(day) || found->hour > 24 || found->minute > 59 ||
        found->second > 59)
        return false;
    UT_string first;
    utstring_init(&first);
    utstring_printf(&first, "%04d-%02d-01", year, month);
    int32_t start = 0;
    bool known = date_parse_day(utstring_body(&first), &start);
    utstring_done(&first);
    int64_t seconds = (int64_t)found->hour * 3600 + found->minute * 60 + found->second - (int64_t)found->offset * 60;
    *ms = (start + day - 1) * DATE_MS_PER_DAY + seconds * 1000 + found->thousandth;
    return known;
}

static bool parse_iso(const char *text, int64_t *ms)
{
    const struct found found = { .month = NONE };
    const char *at = text;
    int year = 0, month = 1;
    size_t length = strlen(text);
    if (length == 4 || length == 7)
        return read_number(&at, &year) && at == text + 4 &&
               (*at == '\0' || (*at++ == '-' && read_number(&at, &month) && *at == '\0')) && compose(year, month, 1, &found, ms);
    return (length == 10 || (length > 10 && text[10] == 'T')) && date_parse_moment(text, ms);
}

/* hours:minutes[:seconds[.fraction]], of which the hours have been read. */
static bool read_time(const char **at, struct found *found)
{
    found->has_time = true;
    (*at)++;
    if (!read_number(at, &found->minute))
        return false;
    if (**at != ':')
        return true;
    (*at)++;
    if (!read_number(at, &found->second))
        return false;
    if (**at == '.') {
        int scale = 100;
        for ((*at)++; is_digit(**at); (*at)++, scale /= 10)
            found->thousandth += (**at - '0') * scale;
    }
    return true;
}

/* +02:00, +0200, +2. */
static bool read_offset(const char **at, struct found *found)
{
    int sign = **at == '-' ? -1 : 1;
    const char *start = ++*at;
    int hours = 0, minutes = 0;
    if (!read_number(at, &hours))
        return false;
    if (**at == ':') {
        (*at)++;
        if (!read_number(at, &minutes))
            return false;
    } else if (*at - start > 2) {
        minutes = hours % 100;
        hours /= 100;
    }
    found->offset = sign * (hours * 60 + minutes);
    return true;
}

/* A word: a month, AM or PM, a zone; before the first number anything else is passed over. */
static bool read_word(const char **at, struct found *found)
{
    static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    const char *word = *at;
    while ((**at >= 'a' && **at <= 'z') || (**at >= 'A' && **at <= 'Z') || (unsigned char)**at >= 0x80)
        (*at)++;
    size_t length = (size_t)(*at - word);
    for (int month = 0; length >= 3 && month < 12; month++)
        if (strncasecmp(word, months + 3 * (size_t)month, 3) == 0) {
            found->month = month + 1;
            return true;
        }
    if (length == 2 && strncasecmp(word, "am", 2) == 0 && found->has_time)
        return found->morning = true;
    if (length == 2 && strncasecmp(word, "pm", 2) == 0 && found->has_time)
        return found->afternoon = true;
    if ((length == 1 && (*word == 'Z' || *word == 'z')) || (length == 3 && strncasecmp(word, "utc", 3) == 0) ||
        (length == 3 && strncasecmp(word, "gmt", 3) == 0))
        return found->has_time = true;
    return (length == 1 && (*word == 'T' || *word == 't')) || (found->count == 0 && !found->has_time);
}

static bool read_part(const char **at, struct found *found)
{
    if (is_digit(**at)) {
        int number = 0;
        if (!read_number(at, &number))
            return false;
        if (**at == ':' && !found->has_time) {
            found->hour = number;
            return read_time(at, found);
        }
        if (found->count == MOST_NUMBERS)
            return false;
        found->numbers[found->count++] = number;
        return true;
    }
    if ((**at == '+' || **at == '-') && found->has_time)
        return read_offset(at, found);
    if (**at == '(') {
        *at += strcspn(*at, ")");
        *at += **at == ')';
        return true;
    }
    if ((**at >= 'a' && **at <= 'z') || (**at >= 'A' && **at <= 'Z') || (unsigned char)**at >= 0x80)
        return read_word(at, found);
    (*at)++;
    return true;
}

static bool compose_found(struct found *found, int64_t *ms)
{
    int year = 0, month = found->month, day = found->count > 0 ? found->numbers[0] : 0;
    int second = found->count > 1 ? found->numbers[1] : 1;
    int third = found->count > 2 ? found->numbers[2] : 1;
    if (found->count == 0)
        return false;
    if (month != NONE && found->count > 1) {
        year = is_day(day) ? second : day;
        day = is_day(day) ? day : second;
    } else if (month == NONE && found->count == MOST_NUMBERS && !is_day(day)) {
        year = day;
        month = second;
        day = third;
    } else if (month == NONE) {
        month = day;
        day = second;
        year = found->count == MOST_NUMBERS ? third : 1;
    } else {
        year = 1;
    }
    if (year < 50)
        year += 2000;
    else if (year < 100)
        year += 1900;
    if ((found->morning || found->afternoon) && (found->hour < 1 || found->hour > 12))
        return false;
    if (found->morning && found->hour == 12)
        found->hour = 0;
    if (found->afternoon && found->hour < 12)
        found->hour += 12;
    return compose(year, month, day, found, ms);
}

static bool parse_freely(const char *text, int64_t *ms)
{
    struct found found = { .month = NONE };
    const char *at = text;
    while (*at != '\0')
        if (!read_part(&at, &found))
            return false;
    return compose_found(&found, ms);
}

bool value_parse_js_date(const cJSON *value, int64_t *ms)
{
    if (js_is_number(value)) {
        if (!(fabs(value->valuedouble) <= 8.64e15))
            return false;
        *ms = (int64_t)value->valuedouble;
        return true;
    }
    if (js_is_bool(value)) {
        *ms = js_truthy(value);
        return true;
    }
    const char *text = value_text(value);
    if (text == NULL)
        return false;
    text += js_space(text);
    return parse_iso(text, ms) || parse_freely(text, ms);
}
