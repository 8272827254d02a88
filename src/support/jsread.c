#include "support/jsread.h"

#include <endian.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "support/jsnumber.h"
#include "support/jstext.h"
#include "support/jsvalue.h"
#include "support/text.h"

#define uthash_fatal(message) memory_exhausted()
#include <uthash.h>

enum {
    DEEPEST = 1000,      /* cJSON's own limit */
    LONGEST_NUMBER = 60, /* cJSON reads at most 63 characters of a number */
    FEW_MEMBERS = 64     /* up to here repeated names are found without a hash table */
};

/* One pass over the text: checks what cJSON lets pass, and rewrites what it would lose. Text is only copied from the
 * first place on that has to be written differently. */
struct scan {
    const char *start;
    const char *at;
    const char *end;
    const char *copied; /* what stands before is in rewritten */
    UT_string *rewritten;
    const char *wrong; /* what is wrong at the place at */
    size_t depth;
    size_t numbers;   /* read so far */
    size_t *decimals; /* of these, the ones written as decimals that may be whole: their places in the text's order */
    size_t decimal_count;
};

static bool refuse(struct scan *scan, const char *at, const char *what)
{
    scan->at = at;
    scan->wrong = what;
    return false;
}

/* Writes bytes in the place of the text from from to to. */
static void rewrite(struct scan *scan, const char *from, const char *to, const char *bytes, size_t length)
{
    UT_string *out = scan->rewritten;
    size_t before = (size_t)(from - scan->copied);
    if (out->n - out->i <= before + length)
        utstring_reserve(out, before + length + 1 > out->n ? before + length + 1 : out->n);
    utstring_bincpy(out, scan->copied, before);
    utstring_bincpy(out, bytes, length);
    scan->copied = to;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static const char *skip_digits(const char *at, const char *end)
{
    while (at < end && is_digit(*at))
        at++;
    return at;
}

/* Notes a number that is written with nothing but zeros behind its point, or with an exponent. */
static void note_decimal(struct scan *scan, const char *at, const char *end)
{
    if (at == end)
        return;
    for (const char *zero = at + 1; *at == '.' && zero < end && *zero != 'e' && *zero != 'E'; zero++)
        if (*zero != '0')
            return;
    scan->decimals = memory_resize(scan->decimals, scan->decimal_count + 1, sizeof *scan->decimals);
    scan->decimals[scan->decimal_count++] = scan->numbers;
}

static bool scan_number(struct scan *scan)
{
    static const char wrong[] = "not a JSON number";
    const char *start = scan->at;
    const char *end = scan->end;
    const char *at = start + (*start == '-');
    if (at >= end || !is_digit(*at) || (*at == '0' && at + 1 < end && is_digit(at[1])))
        return refuse(scan, start, wrong);
    at = skip_digits(at, end);
    const char *whole = at;
    if (at < end && *at == '.') {
        const char *decimals = at + 1;
        at = skip_digits(decimals, end);
        if (at == decimals)
            return refuse(scan, start, wrong);
    }
    if (at < end && (*at == 'e' || *at == 'E')) {
        const char *exponent = at + 1;
        if (exponent < end && (*exponent == '+' || *exponent == '-'))
            exponent++;
        at = skip_digits(exponent, end);
        if (at == exponent)
            return refuse(scan, start, wrong);
    }
    note_decimal(scan, whole, at);
    scan->numbers++;
    if (at - start > LONGEST_NUMBER) {
        char shorter[JS_NUMBER_SIZE];
        double number = js_decimal(start, (size_t)(at - start));
        size_t length = js_number_format(number, shorter);
        if (shorter[length - 1] == 'y') /* Infinity, which JSON can only write as a number too large */
            rewrite(scan, start, at, *start == '-' ? "-1e999" : "1e999", *start == '-' ? 6 : 5);
        else
            rewrite(scan, start, at, shorter, length);
    }
    scan->at = at;
    return true;
}

/* The unit of a \uXXXX at at; -1 if it is none. */
static int32_t escaped_unit(const char *at, const char *end)
{
    if (end - at < 6 || at[0] != '\\' || at[1] != 'u')
        return -1;
    int32_t unit = 0;
    for (size_t i = 2; i < 6; i++) {
        char c = (char)(at[i] | 0x20);
        if (is_digit(at[i]))
            unit = unit * 16 + (at[i] - '0');
        else if (c >= 'a' && c <= 'f')
            unit = unit * 16 + (c - 'a' + 10);
        else
            return -1;
    }
    return unit;
}

static bool scan_escape(struct scan *scan)
{
    const char *at = scan->at;
    if (scan->end - at < 2 || at[1] == '\0' || strchr("\"\\/bfnrtu", at[1]) == NULL)
        return refuse(scan, at, "not an escape that JSON knows");
    if (at[1] != 'u') {
        scan->at += 2;
        return true;
    }
    int32_t unit = escaped_unit(at, scan->end);
    if (unit < 0)
        return refuse(scan, at, "not an escape that JSON knows");
    scan->at += 6;
    if (unit >= 0xD800 && unit <= 0xDBFF) {
        int32_t second = escaped_unit(scan->at, scan->end);
        if (second >= 0xDC00 && second <= 0xDFFF) {
            scan->at += 6;
            return true;
        }
    }
    if (unit == 0 || (unit >= 0xD800 && unit <= 0xDFFF)) {
        char bytes[4];
        rewrite(scan, at, scan->at, bytes, js_encode((uint32_t)unit, bytes));
    }
    return true;
}

static bool is_continuation(const char *at, const char *end, unsigned char low, unsigned char high)
{
    return at < end && (unsigned char)*at >= low && (unsigned char)*at <= high;
}

/* One character of more than a byte. What is no UTF-8 is replaced as the Encoding Standard says: the longest
 * beginning of a character that can still become one counts as one. */
static void scan_character(struct scan *scan)
{
    const char *start = scan->at;
    const char *end = scan->end;
    unsigned char lead = (unsigned char)*start;
    size_t more = lead >= 0xC2 && lead <= 0xDF   ? 1
                  : lead >= 0xE0 && lead <= 0xEF ? 2
                  : lead >= 0xF0 && lead <= 0xF4 ? 3
                                                 : 0;
    unsigned char low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    unsigned char high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    const char *at = start + 1;
    size_t found = 0;
    while (found < more && is_continuation(at, end, low, high)) {
        low = 0x80;
        high = 0xBF;
        at++;
        found++;
    }
    scan->at = at;
    if (more == 0 || found < more)
        rewrite(scan, start, at, "\xEF\xBF\xBD", 3);
}

/* Eight bytes at once: the bit 0x80 of each byte of the word tells whether it needs a look. Bytes behind the first
 * that does may be told wrongly. */
#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

static uint64_t bytes_to_look_at(uint64_t word)
{
    uint64_t quote = (word ^ EACH('"')) - EACH(1);
    uint64_t backslash = (word ^ EACH('\\')) - EACH(1);
    uint64_t control = word - EACH(0x20);
    return (quote | backslash | control | word) & EACH(0x80);
}

static bool is_plain(char c)
{
    return (unsigned char)c >= 0x20 && (unsigned char)c < 0x80 && c != '"' && c != '\\';
}

/* Skips what stands in a string as it is. */
static const char *skip_plain(const char *at, const char *end)
{
    while (end - at >= 8) {
        uint64_t word;
        memcpy(&word, at, sizeof word);
        uint64_t found = bytes_to_look_at(le64toh(word));
        if (found != 0)
            return at + __builtin_ctzll(found) / 8;
        at += 8;
    }
    while (at < end && is_plain(*at))
        at++;
    return at;
}

static bool scan_string(struct scan *scan)
{
    const char *start = scan->at++;
    for (;;) {
        scan->at = skip_plain(scan->at, scan->end);
        if (scan->at >= scan->end)
            return refuse(scan, start, "this string has no end");
        if (*scan->at == '"')
            break;
        if (*scan->at == '\\') {
            if (!scan_escape(scan))
                return false;
        } else if ((unsigned char)*scan->at < 0x20) {
            return refuse(scan, scan->at, "a control character must be escaped");
        } else {
            scan_character(scan);
        }
    }
    scan->at++;
    return true;
}

/* Reads token after token; that they stand in the right order is for cJSON to see. */
static bool scan_all(struct scan *scan)
{
    while (scan->at < scan->end) {
        char c = *scan->at;
        switch (c) {
        case '"':
            if (!scan_string(scan))
                return false;
            break;
        case '{':
        case '[':
            if (++scan->depth > DEEPEST)
                return refuse(scan, scan->at, "nested deeper than 1,000");
            scan->at++;
            break;
        case '}':
        case ']':
            scan->depth -= scan->depth > 0;
            scan->at++;
            break;
        case '-':
        case '0':
        case '1':
        case '2':
        case '3':
        case '4':
        case '5':
        case '6':
        case '7':
        case '8':
        case '9':
            if (!scan_number(scan))
                return false;
            break;
        default:
            if ((unsigned char)c < 0x20 && c != '\n' && c != '\r' && c != '\t')
                return refuse(scan, scan->at, "not valid JSON");
            scan->at++;
        }
    }
    return true;
}

/* Whether trees are parsed straight into the arena, see js_read_alone(). Set once, before there are threads. */
static bool alone;

/* cJSON's hooks know no context, so the arena of the parse that is going on stands here; NULL at all other times. */
static struct arena *parsing;

static void *allocate_in_arena(size_t size)
{
    return parsing != NULL ? arena_allocate(parsing, size) : malloc(size);
}

static void leave_in_arena(void *block)
{
    if (parsing == NULL)
        free(block);
}

void js_read_alone(void)
{
    cJSON_Hooks hooks = { allocate_in_arena, leave_in_arena };
    cJSON_InitHooks(&hooks);
    alone = true;
}

/* A tree that is cJSON's own as one of the arena. */
static cJSON *take_over(struct arena *arena, const cJSON *value)
{
    cJSON *copy = js_share(arena, value);
    copy->valuestring = js_is_string(value) ? arena_copy_string(arena, value->valuestring) : NULL;
    copy->child = NULL;
    for (const cJSON *child = value->child; child != NULL; child = child->next) {
        cJSON *new_child = take_over(arena, child);
        js_add(copy, child->string != NULL ? arena_copy_string(arena, child->string) : NULL, new_child);
    }
    return copy;
}

static cJSON *parse(struct arena *arena, const char *text, size_t length, const char **end)
{
    if (alone) {
        parsing = arena;
        cJSON *value = cJSON_ParseWithLengthOpts(text, length, end, false);
        parsing = NULL;
        return value;
    }
    cJSON *own = cJSON_ParseWithLengthOpts(text, length, end, false);
    cJSON *value = own != NULL ? take_over(arena, own) : NULL;
    cJSON_Delete(own);
    return value;
}

/* Marks the numbers that the scan noted; *number counts those that have been seen. */
static void mark_decimals(cJSON *value, const struct scan *scan, size_t *number, size_t *marked)
{
    for (; value != NULL && *marked < scan->decimal_count; value = value->next) {
        if (js_is_number(value) && (*number)++ == scan->decimals[*marked]) {
            js_mark_decimal(value);
            (*marked)++;
        }
        mark_decimals(value->child, scan, number, marked);
    }
}

/* Of members with the same name the last value counts, at the place of the first. */
static void merge_into(cJSON *object, cJSON *first, cJSON *later)
{
    js_assign(first, later);
    later->prev->next = later->next;
    if (later->next != NULL)
        later->next->prev = later->prev;
    else
        object->child->prev = later->prev;
}

struct named_member {
    const char *name;
    cJSON *member;
    UT_hash_handle hh;
};

static void merge_repeated_of_many(cJSON *object, size_t count)
{
    struct named_member *entries = memory_allocate(count, sizeof *entries);
    struct named_member *by_name = NULL;
    size_t used = 0;
    for (cJSON *member = object->child, *next = NULL; member != NULL; member = next) {
        next = member->next;
        struct named_member *found = NULL;
        HASH_FIND_STR(by_name, member->string, found);
        if (found != NULL) {
            merge_into(object, found->member, member);
            continue;
        }
        struct named_member *entry = &entries[used++];
        entry->name = member->string;
        entry->member = member;
        HASH_ADD_KEYPTR(hh, by_name, entry->name, strlen(entry->name), entry);
    }
    HASH_CLEAR(hh, by_name);
    free(entries);
}

/* One of 64 bits, equal for equal names: names whose bits differ need no comparison. */
static uint64_t name_bit(const char *name)
{
    size_t length = strlen(name);
    unsigned mixed = (unsigned)length * 7 + (unsigned char)name[0] * 31u;
    if (length > 0)
        mixed += (unsigned char)name[length - 1] * 11u + (unsigned char)name[length / 2] * 5u;
    return UINT64_C(1) << (mixed & 63);
}

static void merge_repeated_of_few(cJSON *object)
{
    uint64_t seen = 0;
    for (cJSON *member = object->child, *next = NULL; member != NULL; member = next) {
        next = member->next;
        uint64_t bit = name_bit(member->string);
        if ((seen & bit) != 0) {
            cJSON *first = object->child;
            while (first != member && strcmp(first->string, member->string) != 0)
                first = first->next;
            if (first != member)
                merge_into(object, first, member);
        }
        seen |= bit;
    }
}

static int compare_indices(const void *a, const void *b)
{
    uint32_t index_a = 0;
    uint32_t index_b = 0;
    (void)js_is_index((*(cJSON *const *)a)->string, &index_a);
    (void)js_is_index((*(cJSON *const *)b)->string, &index_b);
    return index_a < index_b ? -1 : index_a > index_b;
}

/* Puts members that are array indices first, ascending. */
static void order_members(cJSON *object, size_t indices)
{
    cJSON **sorted = memory_allocate(indices, sizeof(cJSON *));
    size_t used = 0;
    cJSON others = { 0 };
    for (cJSON *member = object->child, *next = NULL; member != NULL; member = next) {
        next = member->next;
        if (js_is_index(member->string, NULL))
            sorted[used++] = member;
        else
            js_add(&others, member->string, member);
    }
    qsort(sorted, used, sizeof(cJSON *), compare_indices);
    object->child = NULL;
    for (size_t i = 0; i < used; i++)
        js_add(object, sorted[i]->string, sorted[i]);
    for (cJSON *member = others.child, *next = NULL; member != NULL; member = next) {
        next = member->next;
        js_add(object, member->string, member);
    }
    free(sorted);
}

static void settle(cJSON *value)
{
    bool named = js_is_object(value);
    size_t count = 0;
    size_t indices = 0;
    for (cJSON *child = value->child; child != NULL; child = child->next) {
        count++;
        if (named && is_digit(child->string[0]))
            indices += js_is_index(child->string, NULL);
        if (child->child != NULL)
            settle(child);
    }
    if (!named)
        return;
    if (count > FEW_MEMBERS)
        merge_repeated_of_many(value, count);
    else
        merge_repeated_of_few(value);
    if (indices > 0)
        order_members(value, indices);
}

static cJSON *fail(struct error *error, const char *text, const char *at, const char *what)
{
    size_t line = 1;
    const char *line_start = text;
    for (const char *seen = text; seen < at; seen++) {
        if (*seen == '\n') {
            line++;
            line_start = seen + 1;
        }
    }
    error_set(error, ERROR_INPUT, "line %zu, column %zu: %s", line, (size_t)(at - line_start) + 1, what);
    return NULL;
}

static size_t blank_length(const char *text, size_t length)
{
    size_t at = 0;
    while (at < length && (text[at] == ' ' || text[at] == '\t' || text[at] == '\r' || text[at] == '\n'))
        at++;
    return at;
}

cJSON *js_read(struct arena *arena, const char *text, size_t length, struct error *error)
{
    UT_string rewritten;
    utstring_init(&rewritten);
    struct scan scan = { .start = text, .at = text, .end = text + length, .copied = text, .rewritten = &rewritten };
    cJSON *value = NULL;
    if (!scan_all(&scan)) {
        fail(error, text, scan.at, scan.wrong);
        goto done;
    }
    bool same = scan.copied == text;
    if (!same)
        rewrite(&scan, scan.end, scan.end, "", 0);
    const char *parsed = same ? text : utstring_body(&rewritten);
    size_t parsed_length = same ? length : utstring_len(&rewritten);
    const char *end = parsed;
    value = parse(arena, parsed, parsed_length, &end);
    size_t place = end != NULL ? (size_t)(end - parsed) : 0;
    bool empty = blank_length(parsed, parsed_length) == parsed_length;
    if (value != NULL)
        place += blank_length(parsed + place, parsed_length - place);
    if (value == NULL || place < parsed_length) {
        /* Where the text was rewritten, this is only near the place in the original. */
        const char *near = text + (empty ? 0 : place < length ? place : length);
        fail(error, text, near,
             value != NULL ? "something follows the JSON value"
             : empty       ? "empty, expected JSON"
                           : "not valid JSON");
        value = NULL;
        goto done;
    }
    size_t number = 0;
    size_t marked = 0;
    mark_decimals(value, &scan, &number, &marked);
    settle(value);
done:
    free(scan.decimals);
    utstring_done(&rewritten);
    return value;
}
