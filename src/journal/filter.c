#include "journal/filter.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "support/date.h"

bool journal_read_status(const char *text, int *status, struct error *error)
{
    char *end = NULL;
    long number = strtol(text, &end, 10);
    if (text_equal_ignore_case(text, "none"))
        *status = -1;
    else if (end == text + 3 && *end == '\0' && number >= 100 && number <= 599)
        *status = (int)number;
    else if (end == text + 1 && number >= 1 && number <= 5 && text_equal_ignore_case(end, "xx"))
        *status = (int)number;
    else
        return error_set(error, ERROR_INPUT, "expected a status such as 404, 4xx or none, got \"%s\"", text);
    return true;
}

bool journal_read_since(const char *text, int64_t now_ms, int64_t *since_ms, struct error *error)
{
    static const struct {
        const char *unit;
        int64_t ms;
    } units[] = { { "s", 1000 }, { "m", 60 * 1000 }, { "h", 60 * 60 * 1000 }, { "d", DATE_MS_PER_DAY } };
    char *end = NULL;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (end != text && errno == 0 && number >= 0 && number <= 100000 && strcmp(end, units[i].unit) == 0) {
            *since_ms = now_ms - number * units[i].ms;
            return true;
        }
    }
    return date_parse_moment(text, since_ms) ||
           error_set(error, ERROR_INPUT, "expected a moment such as 2026-09-15T10:00, or 2h, got \"%s\"", text);
}

static void add(UT_string *out, const char *name, const char *value)
{
    if (value == NULL || *value == '\0')
        return;
    utstring_printf(out, "%s%s ", utstring_len(out) > 0 ? ", " : "", name);
    text_append_visible(out, value, strlen(value));
}

void journal_filter_describe(const struct journal_filter *filter, const char *since, UT_string *out)
{
    UT_string words;
    utstring_init(&words);
    char *status = NULL;
    if (filter->status > 0)
        status = filter->status < 10 ? memory_format("%dxx", filter->status) : memory_format("%d", filter->status);
    add(&words, "status", filter->status < 0 ? "none" : status);
    add(&words, "method", filter->method);
    add(&words, "path", filter->path);
    add(&words, "text", filter->text);
    add(&words, "for", filter->label);
    add(&words, "since", since);
    utstring_concat(out, &words);
    utstring_done(&words);
    free(status);
}
