#include "store/filter.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unictype.h>

#include "support/memory.h"

enum comparison { CONTAINS, EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL };

struct term {
    bool negated;
    enum comparison comparison;
    const struct store_column *column; /* NULL: any text column */
    char *word;
    bool cased;
    bool is_number;
    double number;
};

struct store_filter {
    struct term *terms;
    size_t count;
};

static bool has_capital(const char *word)
{
    for (size_t left = strlen(word), used; left > 0; left -= used, word += used) {
        unsigned point;
        used = text_decode(word, left, &point);
        if (uc_is_upper(point))
            return true;
    }
    return false;
}

static const struct store_column *find_column(const struct store_table *table, const char *name, size_t length)
{
    for (size_t i = 0; i < table->column_count; i++) {
        if (strncasecmp(table->columns[i].name, name, length) == 0 && table->columns[i].name[length] == '\0')
            return &table->columns[i];
    }
    return NULL;
}

static size_t read_operator(const char *text, enum comparison *comparison)
{
    static const struct {
        const char *sign;
        enum comparison comparison;
    } operators[] = {
        { ">=", GREATER_OR_EQUAL }, { "<=", LESS_OR_EQUAL }, { ">", GREATER }, { "<", LESS }, { "=", EQUAL },
        { ":", CONTAINS },
    };
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        size_t length = strlen(operators[i].sign);
        if (strncmp(text, operators[i].sign, length) == 0) {
            *comparison = operators[i].comparison;
            return length;
        }
    }
    return 0;
}

/* "name>=" at the beginning of text, if it is a column of the table. Returns the bytes used. */
static size_t read_column(const char *text, const struct store_table *table, struct term *term)
{
    size_t length = strcspn(text, ":=<> \t\"");
    enum comparison comparison;
    size_t sign = length > 0 ? read_operator(text + length, &comparison) : 0;
    const struct store_column *column = sign > 0 ? find_column(table, text, length) : NULL;
    if (column == NULL)
        return 0;
    term->column = column;
    term->comparison = comparison;
    return length + sign;
}

static size_t read_word(const char *text, struct term *term)
{
    size_t start = 0, length;
    if (text[0] == '"') {
        start = 1;
        length = strcspn(text + 1, "\"");
    } else {
        length = strcspn(text, " \t");
    }
    term->word = memory_copy_bytes(text + start, length);
    size_t used = start + length;
    return start == 1 && text[used] == '"' ? used + 1 : used;
}

/* "1204", "1,204", "1.5k", "2M". */
static void read_number(struct term *term)
{
    UT_string digits;
    utstring_init(&digits);
    for (const char *at = term->word; *at != '\0'; at++)
        if (*at != ',')
            utstring_bincpy(&digits, at, 1);
    char *end = NULL;
    term->number = strtod(utstring_body(&digits), &end);
    bool any = end != utstring_body(&digits);
    if (any && (*end == 'k' || *end == 'K' || *end == 'M')) {
        term->number *= *end == 'M' ? 1e6 : 1e3;
        end++;
    }
    term->is_number = any && *end == '\0';
    utstring_done(&digits);
}

struct store_filter *store_filter_parse(const char *text, const struct store_table *table)
{
    struct store_filter *filter = memory_allocate(1, sizeof *filter);
    while (text != NULL) {
        text += strspn(text, " \t");
        if (*text == '\0')
            break;
        struct term term = { .comparison = CONTAINS };
        if (*text == '!' && text[1] != '\0' && text[1] != ' ') {
            term.negated = true;
            text++;
        }
        text += read_column(text, table, &term);
        text += read_word(text, &term);
        if (term.word[0] == '\0' && term.comparison != EQUAL) { /* half typed: "name:" */
            free(term.word);
            continue;
        }
        if (term.column != NULL && term.column->type == STORE_BOOLEAN && term.comparison == CONTAINS)
            term.comparison = EQUAL; /* yes or no, as tables show it */
        term.cased = has_capital(term.word);
        read_number(&term);
        filter->terms = memory_resize(filter->terms, filter->count + 1, sizeof term);
        filter->terms[filter->count++] = term;
    }
    if (filter->count > 0)
        return filter;
    store_filter_free(filter);
    return NULL;
}

void store_filter_free(struct store_filter *filter)
{
    if (filter == NULL)
        return;
    for (size_t i = 0; i < filter->count; i++)
        free(filter->terms[i].word);
    free(filter->terms);
    free(filter);
}

static void append_contains(UT_string *sql, const struct store_column *column, const struct term *term,
                            size_t parameter)
{
    utstring_printf(sql, "brazier_contains(");
    database_quote(sql, column->name, "");
    utstring_printf(sql, ", ?%zu, %d)", parameter, term->cased);
}

static bool is_number_column(const struct store_column *column)
{
    return column->type == STORE_INTEGER || column->type == STORE_NUMBER || column->type == STORE_BOOLEAN;
}

static void append_any(UT_string *sql, const struct term *term, const struct store_table *table, size_t parameter)
{
    const char * or = "";
    for (size_t i = 0; i < table->column_count; i++) {
        const struct store_column *column = &table->columns[i];
        if (is_number_column(column) || column->type == STORE_OBJECT)
            continue;
        utstring_printf(sql, "%s", or);
        append_contains(sql, column, term, parameter);
        or = " OR ";
    }
    if (or [0] == '\0')
        utstring_printf(sql, "0");
}

static const char *comparison_sign(enum comparison comparison)
{
    switch (comparison) {
    case LESS:
        return "<";
    case LESS_OR_EQUAL:
        return "<=";
    case GREATER:
        return ">";
    case GREATER_OR_EQUAL:
        return ">=";
    case EQUAL:
    case CONTAINS:
        break;
    }
    return "=";
}

static void append_term(UT_string *sql, const struct term *term, const struct store_table *table, size_t parameter)
{
    utstring_printf(sql, term->negated ? "NOT coalesce((" : "coalesce((");
    if (term->column == NULL) {
        append_any(sql, term, table, parameter);
    } else if (term->comparison == CONTAINS) {
        append_contains(sql, term->column, term, parameter);
    } else {
        database_quote(sql, term->column->name, "");
        if (term->comparison == EQUAL && term->word[0] == '\0')
            utstring_printf(sql, " IS NULL OR "); /* "tags=": nothing is there */
        if (term->comparison == EQUAL && term->word[0] == '\0')
            database_quote(sql, term->column->name, "");
        utstring_printf(sql, " %s ?%zu%s", comparison_sign(term->comparison), parameter,
                        term->cased || is_number_column(term->column) ? "" : " COLLATE NOCASE");
    }
    utstring_printf(sql, "), 0)");
}

void store_filter_append_sql(UT_string *sql, const struct store_filter *filter, const struct store_table *table)
{
    if (filter == NULL) {
        utstring_printf(sql, "1");
        return;
    }
    for (size_t i = 0; i < filter->count; i++) {
        utstring_printf(sql, "%s", i > 0 ? " AND " : "");
        append_term(sql, &filter->terms[i], table, i + 1);
    }
}

static void bind_boolean_word(sqlite3_stmt *statement, int parameter, const char *word)
{
    /* The first letters do, as long as it is being typed. */
    size_t length = strlen(word);
    bool yes = length > 0 && (strncasecmp("true", word, length) == 0 || strncasecmp("yes", word, length) == 0);
    sqlite3_bind_int(statement, parameter, yes ? 1 : 0);
}

void store_filter_bind(sqlite3_stmt *statement, const struct store_filter *filter)
{
    for (size_t i = 0; filter != NULL && i < filter->count; i++) {
        const struct term *term = &filter->terms[i];
        bool compares_number = term->column != NULL && term->comparison != CONTAINS && is_number_column(term->column);
        if (compares_number && term->is_number)
            sqlite3_bind_double(statement, (int)i + 1, term->number);
        else if (compares_number && term->column->type == STORE_BOOLEAN && term->word[0] != '\0')
            bind_boolean_word(statement, (int)i + 1, term->word);
        else
            database_bind_text(statement, (int)i + 1, term->word);
    }
}
