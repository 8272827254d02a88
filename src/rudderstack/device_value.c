#include "rudderstack/device_value.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/date.h"
#include "support/jsnumber.h"
#include "support/jstext.h"
#include "support/jsvalue.h"
#include "support/text.h"

bool value_is_listed(const char *const *keys, const char *key)
{
    for (; keys != NULL && *keys != NULL; keys++)
        if (strcmp(*keys, key) == 0)
            return true;
    return false;
}

bool value_is_true(const cJSON *value)
{
    return js_is_bool(value) && js_truthy(value);
}

bool value_is_filled_text(const cJSON *value)
{
    return js_is_string(value) && value->valuestring[0] != '\0';
}

bool value_is_date(const cJSON *value)
{
    return js_is_object(value) && js_count(value) == 1 && js_is_string(js_get(value, "$date"));
}

cJSON *value_date(struct arena *arena, const char *text)
{
    cJSON *date = js_object(arena);
    js_add(date, "$date", js_string(arena, text));
    return date;
}

const char *value_text(const cJSON *value)
{
    if (value_is_date(value))
        value = js_get(value, "$date");
    return js_is_string(value) ? value->valuestring : NULL;
}

const char *value_scalar_text(struct arena *arena, const cJSON *value)
{
    const char *text = NULL;
    if ((js_is_string(value) || js_is_number(value) || js_is_bool(value)) && js_to_text(arena, value, &text))
        return text;
    return NULL;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static const char *skip_digits(const char *at)
{
    while (is_digit(*at))
        at++;
    return at;
}

/* The end of a number that begins at text, or NULL. Only with exponents may it begin or end with its point. */
static const char *end_of_number(const char *text, bool exponents)
{
    const char *whole = text + (*text == '-' || (exponents && *text == '+'));
    const char *at = skip_digits(whole);
    size_t digits = (size_t)(at - whole);
    if (digits == 0 && !exponents)
        return NULL;
    if (*at == '.') {
        const char *fraction = at + 1;
        at = skip_digits(fraction);
        if (at == fraction && !exponents)
            return NULL;
        digits += (size_t)(at - fraction);
    }
    if (digits == 0)
        return NULL;
    if (exponents && (*at == 'e' || *at == 'E')) {
        const char *power = at + 1 + (at[1] == '+' || at[1] == '-');
        if (skip_digits(power) > power)
            at = skip_digits(power);
    }
    return at;
}

bool value_parse_decimal(const char *text, bool exponents, double *number)
{
    char *trimmed = text_trim(text);
    const char *end = end_of_number(trimmed, exponents);
    bool read = end != NULL && *end == '\0';
    if (read)
        *number = js_decimal(trimmed, (size_t)(end - trimmed));
    free(trimmed);
    return read;
}

static const char *read_integer(const char *text, int64_t *number)
{
    bool negative = *text == '-';
    const char *start = text + (*text == '-' || *text == '+');
    const char *at = start;
    int64_t value = 0;
    for (; is_digit(*at); at++)
        if (__builtin_mul_overflow(value, 10, &value) || __builtin_add_overflow(value, *at - '0', &value))
            return NULL;
    *number = negative ? -value : value;
    return at > start ? at : NULL;
}

bool value_parse_integer(const char *text, int64_t *number)
{
    const char *end = read_integer(text, number);
    return end != NULL && *end == '\0';
}

int64_t value_parse_integer_prefix(const char *text)
{
    int64_t number = 0;
    return read_integer(text + js_space(text), &number) != NULL ? number : 0;
}

bool value_is_whole(double number)
{
    return isfinite(number) && floor(number) >= number;
}

bool value_parse_iso_moment(const char *text, int64_t *ms)
{
    static const char shape[] = "dddd-dd-ddTdd:dd:dd.dddZ";
    size_t i = 0;
    for (; shape[i] != '\0'; i++)
        if (shape[i] == 'd' ? !is_digit(text[i]) : text[i] != shape[i])
            return false;
    return text[i] == '\0' && date_parse_moment(text, ms);
}
