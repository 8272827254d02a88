#include "support/jswrite.h"

#include <endian.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "support/jsnumber.h"
#include "support/jstext.h"
#include "support/jsvalue.h"

/* Room for more bytes and a NUL, doubling what is there: appending stays linear. */
static void grow(UT_string *out, size_t more)
{
    utstring_reserve(out, more + 1 > out->n ? more + 1 : out->n);
}

static inline char *room(UT_string *out, size_t more)
{
    if (out->n - out->i <= more)
        grow(out, more);
    return out->d + out->i;
}

static inline void put(UT_string *out, const char *bytes, size_t length)
{
    memcpy(room(out, length), bytes, length);
    out->i += length;
}

static inline void put_byte(UT_string *out, char byte)
{
    *room(out, 1) = byte;
    out->i++;
}

/* Bytes that may not be copied as they are: controls, the quote, the backslash, and the first bytes of U+0000 (C0) and
 * of halves of surrogate pairs (ED, which begins some other characters, too). */
static bool is_special(unsigned char byte)
{
    return byte < 0x20 || byte == '"' || byte == '\\' || byte == 0xC0 || byte == 0xED;
}

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* The bit 0x80 of each byte of the word that is byte; those behind the first may be told wrongly. */
static uint64_t holds(uint64_t word, uint64_t byte)
{
    uint64_t difference = word ^ EACH(byte);
    return (difference - EACH(1)) & ~difference & EACH(0x80);
}

/* Bytes at the beginning of text that can be copied as they are. */
static size_t plain_length(const char *text, size_t length)
{
    size_t at = 0;
    for (; at + 8 <= length; at += 8) {
        uint64_t word;
        memcpy(&word, text + at, sizeof word);
        word = le64toh(word);
        uint64_t quick = ((word ^ EACH('"')) - EACH(1)) | ((word ^ EACH('\\')) - EACH(1)) | (word - EACH(0x20)) | word;
        if ((quick & EACH(0x80)) == 0)
            continue; /* nothing but plain ASCII */
        uint64_t control = (word - EACH(0x20)) & ~word & EACH(0x80);
        uint64_t found = control | holds(word, '"') | holds(word, '\\') | holds(word, 0xC0) | holds(word, 0xED);
        if (found != 0)
            return at + (size_t)__builtin_ctzll(found) / 8;
    }
    while (at < length && !is_special((unsigned char)text[at]))
        at++;
    return at;
}

static void put_unit(UT_string *out, uint32_t unit)
{
    static const char digits[] = "0123456789abcdef";
    char escape[6] = {
        '\\', 'u', digits[unit >> 12 & 15], digits[unit >> 8 & 15], digits[unit >> 4 & 15], digits[unit & 15]
    };
    put(out, escape, sizeof escape);
}

/* Writes the character at text that plain_length() stopped at; returns its bytes. */
static size_t put_special(UT_string *out, const char *text)
{
    static const char short_escapes[] = "\"\"\\\\\bb\ff\nn\rr\tt";
    for (const char *pair = short_escapes; *pair != '\0'; pair += 2) {
        if (*pair == *text) {
            put_byte(out, '\\');
            put_byte(out, pair[1]);
            return 1;
        }
    }
    uint32_t point = 0;
    size_t used = js_decode(text, &point);
    if (point < 0x20 || (point >= 0xD800 && point <= 0xDFFF))
        put_unit(out, point);
    else
        put(out, text, used);
    return used;
}

/* Writes the text in quotes, and behind it a byte if it is not NUL. */
static void write_text(UT_string *out, const char *text, char behind)
{
    size_t length = strlen(text);
    char *to = room(out, length + 3);
    size_t plain = plain_length(text, length);
    *to = '"';
    memcpy(to + 1, text, plain);
    out->i += plain + 1;
    for (size_t at = plain; at < length; at += plain) {
        at += put_special(out, text + at);
        plain = plain_length(text + at, length - at);
        put(out, text + at, plain);
    }
    put_byte(out, '"');
    if (behind != '\0')
        put_byte(out, behind);
}

void js_write_text(UT_string *out, const char *text)
{
    write_text(out, text, '\0');
    *room(out, 0) = '\0';
}

static void write_value(UT_string *out, const cJSON *value);

static void write_children(UT_string *out, const cJSON *value, bool named)
{
    put_byte(out, named ? '{' : '[');
    for (const cJSON *child = value->child; child != NULL; child = child->next) {
        if (named)
            write_text(out, child->string, ':');
        write_value(out, child);
        if (child->next != NULL)
            put_byte(out, ',');
    }
    put_byte(out, named ? '}' : ']');
}

static void write_value(UT_string *out, const cJSON *value)
{
    if (js_is_string(value)) {
        write_text(out, value->valuestring, '\0');
    } else if (js_is_object(value) || js_is_array(value)) {
        write_children(out, value, js_is_object(value));
    } else if (js_is_number(value) && isfinite(value->valuedouble)) {
        char *start = room(out, JS_NUMBER_SIZE);
        out->i += js_number_format(value->valuedouble, start);
    } else if (js_is_bool(value)) {
        bool is_true = js_truthy(value);
        put(out, is_true ? "true" : "false", is_true ? 4 : 5);
    } else {
        put(out, "null", 4);
    }
}

void js_write(UT_string *out, const cJSON *value)
{
    write_value(out, value);
    *room(out, 0) = '\0';
}

static bool is_container(const cJSON *value)
{
    return js_is_object(value) || js_is_array(value);
}

/* A list of numbers and the like, which reads better on one line. */
static bool is_short_list(const cJSON *value)
{
    enum { SHORT = 60 };
    if (!js_is_array(value))
        return false;
    for (const cJSON *element = value->child; element != NULL; element = element->next)
        if (is_container(element) || js_is_string(element))
            return false;
    return js_written_size(value) <= SHORT;
}

static void put_line(UT_string *out, size_t level)
{
    put_byte(out, '\n');
    for (size_t i = 0; i < level; i++)
        put(out, "  ", 2);
}

void js_write_json_safe(UT_string *out, const char *json)
{
    const char *at = json;
    while (*at != '\0') {
        uint32_t point = 0;
        size_t used = js_decode(at, &point);
        if (point >= 0x7F && text_steers(point)) /* those below can only be white space */
            put_unit(out, point);
        else
            put(out, at, used);
        at += used;
    }
    *room(out, 0) = '\0';
}

static void write_safe_text(UT_string *out, const char *text)
{
    UT_string plain;
    utstring_init(&plain);
    js_write_text(&plain, text);
    js_write_json_safe(out, utstring_body(&plain));
    utstring_done(&plain);
}

void js_write_safe(UT_string *out, const cJSON *value)
{
    UT_string plain;
    utstring_init(&plain);
    js_write(&plain, value);
    js_write_json_safe(out, utstring_body(&plain));
    utstring_done(&plain);
}

static void write_pretty(UT_string *out, const cJSON *value, size_t level)
{
    if (js_is_string(value)) {
        write_safe_text(out, value->valuestring);
        return;
    }
    if (!is_container(value) || value->child == NULL || is_short_list(value)) {
        write_value(out, value);
        return;
    }
    bool named = js_is_object(value);
    put_byte(out, named ? '{' : '[');
    for (const cJSON *child = value->child; child != NULL; child = child->next) {
        put_line(out, level + 1);
        if (named) {
            write_safe_text(out, child->string);
            put(out, ": ", 2);
        }
        write_pretty(out, child, level + 1);
        if (child->next != NULL)
            put_byte(out, ',');
    }
    put_line(out, level);
    put_byte(out, named ? '}' : ']');
}

const char *js_written(struct arena *arena, const cJSON *value)
{
    UT_string out;
    utstring_init(&out);
    js_write(&out, value);
    const char *text = arena_copy(arena, utstring_body(&out), utstring_len(&out));
    utstring_done(&out);
    return text;
}

void js_write_pretty(UT_string *out, const cJSON *value)
{
    write_pretty(out, value, 0);
    *room(out, 0) = '\0';
}

size_t js_written_size(const cJSON *value)
{
    UT_string out;
    utstring_init(&out);
    js_write(&out, value);
    size_t size = utstring_len(&out);
    utstring_done(&out);
    return size;
}
