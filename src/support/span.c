#include "support/span.h"

#include <string.h>

#include "support/json.h"

/* As json_parse() has it: every control character is one. */
static bool is_blank(char letter)
{
    return (unsigned char)letter <= ' ';
}

static struct span skip_blanks(struct span rest)
{
    while (rest.length > 0 && is_blank(rest.text[0])) {
        rest.text++;
        rest.length--;
    }
    return rest;
}

static struct span drop(struct span rest, size_t length)
{
    return (struct span){ rest.text + length, rest.length - length };
}

static size_t string_length(struct span rest)
{
    for (size_t at = 1; at < rest.length;) {
        const char *quote = memchr(rest.text + at, '"', rest.length - at);
        if (quote == NULL)
            break;
        const char *escape = memchr(rest.text + at, '\\', (size_t)(quote - (rest.text + at)));
        if (escape == NULL)
            return (size_t)(quote - rest.text) + 1;
        at = (size_t)(escape - rest.text) + 2;
    }
    return rest.length;
}

/* Bytes of the value that rest begins with. */
static size_t value_length(struct span rest)
{
    size_t depth = 0;
    for (size_t i = 0; i < rest.length; i++) {
        switch (rest.text[i]) {
        case '"':
            i += string_length(drop(rest, i)) - 1;
            if (depth == 0)
                return i + 1;
            break;
        case '{':
        case '[':
            depth++;
            break;
        case '}':
        case ']':
            if (depth <= 1)
                return depth == 0 ? i : i + 1;
            depth--;
            break;
        case ',':
            if (depth == 0)
                return i;
            break;
        default:
            if (depth == 0 && is_blank(rest.text[i]))
                return i;
            break;
        }
    }
    return rest.length;
}

struct span span_of(const char *text, size_t length)
{
    static const char mark[] = "\xEF\xBB\xBF"; /* json_parse() passes over it, too */
    struct span whole = { text, length };
    if (length >= sizeof mark - 1 && memcmp(text, mark, sizeof mark - 1) == 0)
        whole = drop(whole, sizeof mark - 1);
    whole = skip_blanks(whole);
    whole.length = value_length(whole);
    return whole;
}

struct span_walk span_walk_begin(struct span container)
{
    bool holds = container.length >= 2 && (container.text[0] == '{' || container.text[0] == '[');
    return (struct span_walk){ holds ? drop(container, 1) : (struct span){ container.text, 0 } };
}

bool span_walk_next(struct span_walk *walk, struct span *name, struct span *value)
{
    struct span rest = skip_blanks(walk->rest);
    if (rest.length > 0 && rest.text[0] == ',')
        rest = skip_blanks(drop(rest, 1));
    *name = (struct span){ rest.text, 0 };
    size_t length = value_length(rest);
    *value = (struct span){ rest.text, length };
    rest = skip_blanks(drop(rest, length));
    if (length > 0 && rest.length > 0 && rest.text[0] == ':') {
        *name = *value;
        rest = skip_blanks(drop(rest, 1));
        length = value_length(rest);
        *value = (struct span){ rest.text, length };
        rest = drop(rest, length);
    }
    walk->rest = rest;
    return length > 0;
}

bool span_equals(struct span string, const char *text)
{
    if (string.length < 2 || string.text[0] != '"')
        return false;
    if (memchr(string.text, '\\', string.length) == NULL)
        return string.length - 2 == strlen(text) && memcmp(string.text + 1, text, string.length - 2) == 0;
    cJSON *value = json_parse(string.text, string.length, NULL);
    bool equal = cJSON_IsString(value) && strcmp(value->valuestring, text) == 0;
    cJSON_Delete(value);
    return equal;
}

bool span_member(struct span object, const char *name, struct span *value)
{
    if (object.length == 0 || object.text[0] != '{')
        return false;
    struct span_walk walk = span_walk_begin(object);
    struct span key;
    while (span_walk_next(&walk, &key, value)) {
        if (span_equals(key, name))
            return true;
    }
    return false;
}

void span_append_compact(UT_string *out, struct span piece)
{
    for (size_t i = 0; i < piece.length;) {
        size_t length = 1;
        if (piece.text[i] == '"') {
            length = string_length(drop(piece, i));
        } else if (is_blank(piece.text[i])) {
            i++;
            continue;
        } else {
            while (i + length < piece.length && piece.text[i + length] != '"' && !is_blank(piece.text[i + length]))
                length++;
        }
        utstring_bincpy(out, piece.text + i, length);
        i += length;
    }
}

static bool is_digit(struct span rest, size_t at)
{
    return at < rest.length && rest.text[at] >= '0' && rest.text[at] <= '9';
}

static size_t digits(struct span rest, size_t at)
{
    while (is_digit(rest, at))
        at++;
    return at;
}

/* Bytes of the number that rest begins with; 0: it is none. */
static size_t number_length(struct span rest)
{
    size_t at = rest.text[0] == '-' ? 1 : 0;
    if (!is_digit(rest, at))
        return 0;
    at = rest.text[at] == '0' ? at + 1 : digits(rest, at);
    if (at < rest.length && rest.text[at] == '.') {
        if (!is_digit(rest, at + 1))
            return 0;
        at = digits(rest, at + 1);
    }
    if (at < rest.length && (rest.text[at] == 'e' || rest.text[at] == 'E')) {
        at++;
        if (at < rest.length && (rest.text[at] == '+' || rest.text[at] == '-'))
            at++;
        if (!is_digit(rest, at))
            return 0;
        at = digits(rest, at);
    }
    return is_digit(rest, at) ? 0 : at;
}

static bool is_hexadecimal(char letter)
{
    return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'f') || (letter >= 'A' && letter <= 'F');
}

/* Bytes of the escape that rest begins with; 0: it is none. */
static size_t escape_length(struct span rest)
{
    if (rest.length < 2 || rest.text[1] == '\0' || strchr("\"\\/bfnrtu", rest.text[1]) == NULL)
        return 0;
    if (rest.text[1] != 'u')
        return 2;
    for (size_t i = 2; i < 6; i++) {
        if (i >= rest.length || !is_hexadecimal(rest.text[i]))
            return 0;
    }
    return 6;
}

static bool string_is_strict(struct span string)
{
    for (size_t i = 0; i < string.length;) {
        size_t length = 1;
        if ((unsigned char)string.text[i] < ' ')
            return false;
        if (string.text[i] == '\\')
            length = escape_length(drop(string, i));
        if (length == 0)
            return false;
        i += length;
    }
    return true;
}

bool span_is_strict(struct span piece)
{
    for (size_t i = 0; i < piece.length;) {
        struct span rest = drop(piece, i);
        size_t length = 1;
        if (rest.text[0] == '"') {
            length = string_length(rest);
            if (!string_is_strict((struct span){ rest.text, length }))
                return false;
        } else if (rest.text[0] == '-' || is_digit(rest, 0)) {
            length = number_length(rest);
            if (length == 0)
                return false;
        } else if (rest.text[0] == '.' ||
                   ((unsigned char)rest.text[0] < ' ' && strchr("\t\r\n", rest.text[0]) == NULL)) {
            return false;
        }
        i += length;
    }
    return true;
}
