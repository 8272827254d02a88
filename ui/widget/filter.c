#include "ui/widget/filter.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unicase.h>

#include "support/date.h"

enum relation { CONTAINS, EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL };

struct term {
    bool is_negative;
    bool has_case; /* capital letters were typed: case counts */
    enum relation relation;
    size_t column; /* SIZE_MAX: any */
    char *text;    /* folded unless has_case */
    bool is_number;
    double number;
};

struct filter {
    const struct column *columns;
    size_t column_count;
    struct term *terms;
    size_t count;
};

static bool is_ascii(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text >= 0x80)
            return false;
    return true;
}

static void lower_ascii(char *text)
{
    for (; *text != '\0'; text++)
        if (*text >= 'A' && *text <= 'Z')
            *text = (char)(*text - 'A' + 'a');
}

char *filter_fold(const char *text)
{
    if (!is_ascii(text)) {
        size_t length = 0;
        uint8_t *folded = u8_casefold((const uint8_t *)text, strlen(text), NULL, NULL, NULL, &length);
        if (folded != NULL) {
            char *copy = memory_copy_bytes(folded, length);
            free(folded);
            return copy;
        }
    }
    char *copy = memory_copy_string(text);
    lower_ascii(copy);
    return copy;
}

/* "1,204", "1.5k", "2M", or a day or month as the number of its (first) day. */
static bool read_number(const char *text, enum cell_kind kind, double *number)
{
    int32_t day = 0;
    int64_t ms = 0;
    bool is_date = kind == CELL_DAY || kind == CELL_MOMENT;
    if (is_date && strlen(text) == 7) {
        char *whole = memory_format("%s-01", text);
        bool read = date_parse_day(whole, &day);
        free(whole);
        *number = kind == CELL_DAY ? day : (double)day * (double)DATE_MS_PER_DAY;
        return read;
    }
    if (kind == CELL_DAY) {
        bool read = date_parse_day(text, &day);
        *number = day;
        return read;
    }
    if (kind == CELL_MOMENT) {
        bool read = date_parse_moment(text, &ms);
        *number = (double)ms;
        return read;
    }
    UT_string digits;
    utstring_init(&digits);
    for (const char *at = text; *at != '\0'; at++)
        if (*at != ',')
            utstring_bincpy(&digits, at, 1);
    char *end = NULL;
    errno = 0;
    *number = strtod(utstring_body(&digits), &end);
    bool read = end != utstring_body(&digits) && isfinite(*number);
    if (*end == 'k' || *end == 'K' || *end == 'M') {
        *number *= *end == 'M' ? 1e6 : 1e3;
        end++;
    }
    read = read && *end == '\0';
    utstring_done(&digits);
    return read;
}

static size_t find_column(const struct filter *filter, const char *name, size_t length)
{
    for (size_t i = 0; i < filter->column_count; i++)
        if (strlen(filter->columns[i].field) == length && strncasecmp(filter->columns[i].field, name, length) == 0)
            return i;
    return SIZE_MAX;
}

static const struct {
    const char *sign;
    enum relation relation;
} relations[] = { { ">=", GREATER_OR_EQUAL }, { "<=", LESS_OR_EQUAL }, { ">", GREATER },
                  { "<", LESS },              { "=", EQUAL },          { ":", CONTAINS } };

/* Splits "field>=value"; false if the word is plain text. *value points into word. */
static bool read_relation(const struct filter *filter, const char *word, struct term *term, const char **value)
{
    size_t name = strcspn(word, "<>=:");
    if (name == 0 || word[name] == '\0')
        return false;
    size_t column = find_column(filter, word, name);
    if (column == SIZE_MAX)
        return false;
    for (size_t i = 0; i < sizeof relations / sizeof relations[0]; i++) {
        if (!text_starts_with(word + name, relations[i].sign))
            continue;
        term->column = column;
        term->relation = relations[i].relation;
        *value = word + name + strlen(relations[i].sign);
        return true;
    }
    return false;
}

static bool has_capital(const char *text)
{
    char *folded = filter_fold(text);
    bool differs = strcmp(folded, text) != 0;
    free(folded);
    return differs;
}

static void add_term(struct filter *filter, const char *word, bool is_negative)
{
    struct term term = { .is_negative = is_negative, .column = SIZE_MAX };
    const char *value = word;
    (void)read_relation(filter, word, &term, &value);
    if (*value == '\0' && term.column == SIZE_MAX)
        return;
    if (*value == '\0' && term.relation != EQUAL)
        return; /* still being typed */
    term.has_case = has_capital(value);
    term.text = term.has_case ? memory_copy_string(value) : filter_fold(value);
    if (term.column != SIZE_MAX)
        term.is_number = read_number(value, filter->columns[term.column].kind, &term.number);
    filter->terms = memory_resize(filter->terms, filter->count + 1, sizeof *filter->terms);
    filter->terms[filter->count++] = term;
}

struct filter *filter_new(const char *text, const struct column *columns, size_t column_count)
{
    struct filter *filter = memory_allocate(1, sizeof *filter);
    filter->columns = columns;
    filter->column_count = column_count;
    UT_string word;
    utstring_init(&word);
    while (*text != '\0') {
        text += strspn(text, " ");
        bool is_negative = *text == '!';
        if (is_negative)
            text++;
        utstring_clear(&word);
        bool quoted = false;
        for (; *text != '\0' && (quoted || *text != ' '); text++) {
            if (*text == '"')
                quoted = !quoted;
            else
                utstring_bincpy(&word, text, 1);
        }
        if (utstring_len(&word) > 0)
            add_term(filter, utstring_body(&word), is_negative);
    }
    utstring_done(&word);
    return filter;
}

void filter_free(struct filter *filter)
{
    if (filter == NULL)
        return;
    for (size_t i = 0; i < filter->count; i++)
        free(filter->terms[i].text);
    free(filter->terms);
    free(filter);
}

bool filter_is_empty(const struct filter *filter)
{
    return filter == NULL || filter->count == 0;
}

/* Where the term stands in the text, or NULL. The result points into text only as far as its offset goes. */
static const char *find_text(const struct term *term, const char *text, char **folded)
{
    *folded = NULL;
    if (term->has_case)
        return strstr(text, term->text);
    if (is_ascii(text))
        return strcasestr(text, term->text);
    *folded = filter_fold(text);
    return strstr(*folded, term->text);
}

static bool contains(const struct term *term, const char *text)
{
    char *folded = NULL;
    bool found = find_text(term, text, &folded) != NULL;
    free(folded);
    return found;
}

static bool is_equal(const struct term *term, const char *text)
{
    if (term->has_case)
        return strcmp(text, term->text) == 0;
    char *folded = filter_fold(text);
    bool equal = strcmp(folded, term->text) == 0;
    free(folded);
    return equal;
}

static bool is_numeric(enum cell_kind kind)
{
    return kind == CELL_COUNT || kind == CELL_DECIMAL || kind == CELL_PERCENT || kind == CELL_DAY || kind == CELL_MOMENT;
}

static bool compare(enum relation relation, double a, double b)
{
    switch (relation) {
    case CONTAINS:
    case EQUAL:
        return a == b;
    case LESS:
        return a < b;
    case LESS_OR_EQUAL:
        return a <= b;
    case GREATER:
        return a > b;
    case GREATER_OR_EQUAL:
        return a >= b;
    }
    return false;
}

static bool cell_holds(const struct term *term, const struct cell *cell)
{
    if (cell->kind == CELL_NONE || cell->kind == CELL_UNKNOWN)
        return term->relation == EQUAL && *term->text == '\0'; /* "field=" finds what has no value */
    bool relates = term->relation != CONTAINS && term->relation != EQUAL;
    if (term->is_number && is_numeric(cell->kind) && (relates || !(cell->kind == CELL_DAY || cell->kind == CELL_MOMENT)))
        return compare(term->relation, cell->number, term->number);
    if (relates && is_numeric(cell->kind))
        return false;
    if (cell->kind == CELL_SPARK)
        return false;
    UT_string text;
    utstring_init(&text);
    const char *shown = cell->text;
    if (cell->kind != CELL_TEXT) {
        cell_append(&text, cell, 0);
        shown = utstring_body(&text);
    }
    bool holds = false;
    if (relates)
        holds = compare(term->relation, strcasecmp(shown, term->text), 0);
    else
        holds = term->relation == EQUAL ? is_equal(term, shown) : contains(term, shown);
    utstring_done(&text);
    return holds;
}

bool filter_matches(const struct filter *filter, void (*cell)(void *context, size_t row, size_t column, struct cell *out),
                    void *context, size_t row)
{
    for (size_t t = 0; t < filter->count; t++) {
        const struct term *term = &filter->terms[t];
        bool holds = false;
        size_t first = term->column != SIZE_MAX ? term->column : 0;
        size_t end = term->column != SIZE_MAX ? first + 1 : filter->column_count;
        for (size_t column = first; column < end && !holds; column++) {
            struct cell value = { CELL_NONE, ROLE_TEXT, NULL, 0, NULL, 0 };
            cell(context, row, column, &value);
            holds = cell_holds(term, &value);
        }
        if (holds == term->is_negative)
            return false;
    }
    return true;
}

bool filter_find(const struct filter *filter, size_t column, const char *visible, size_t *at, size_t *length)
{
    const char *from = visible + *at;
    size_t nearest = SIZE_MAX;
    for (size_t t = 0; t < filter->count; t++) {
        const struct term *term = &filter->terms[t];
        bool here = term->column == SIZE_MAX || term->column == column;
        if (term->is_negative || term->relation != CONTAINS || !here)
            continue;
        char *folded = NULL;
        const char *place = find_text(term, from, &folded);
        const char *base = folded != NULL ? folded : from;
        /* Where folding changed lengths, offsets do not carry over: then nothing is marked. */
        if (place != NULL && strlen(base) == strlen(from) && (size_t)(place - base) < nearest) {
            nearest = (size_t)(place - base);
            *length = strlen(term->text);
        }
        free(folded);
    }
    if (nearest == SIZE_MAX)
        return false;
    *at += nearest;
    return true;
}
