#include "journal/redact.h"

#include <stdint.h>
#include <string.h>

enum { LONGEST_ESCAPE = 6, SHORTEST_SECRET = 4 };

#define BULLETS "\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2"

static const char *const credential_headers[] = { "Authorization", "Proxy-Authorization", "Cookie",
                                                  "Set-Cookie",    "X-Api-Key",           "Api-Key" };

size_t redact_longest(size_t secret_length)
{
    return secret_length * LONGEST_ESCAPE;
}

/* The value of count hexadecimal digits, or -1. */
static int hexadecimal(const char *text, size_t count)
{
    int value = 0;
    for (size_t i = 0; i < count; i++) {
        char digit = text[i];
        if (digit >= '0' && digit <= '9')
            value = value * 16 + digit - '0';
        else if ((digit | 0x20) >= 'a' && (digit | 0x20) <= 'f')
            value = value * 16 + (digit | 0x20) - 'a' + 10;
        else
            return -1;
    }
    return value;
}

/* Bytes at text that stand for byte, in any of its forms; 0: it is another one. */
static size_t match_byte(const char *text, size_t length, unsigned char byte)
{
    if (length >= 3 && text[0] == '%' && hexadecimal(text + 1, 2) == byte)
        return 3;
    if (length >= 6 && text[0] == '\\' && text[1] == 'u' && hexadecimal(text + 2, 4) == byte)
        return 6;
    if (length >= 2 && text[0] == '\\' && (unsigned char)text[1] == byte && strchr("/\"\\", byte) != NULL)
        return 2;
    return length >= 1 && (unsigned char)text[0] == byte ? 1 : 0;
}

/* Bytes of an occurrence that begins at text, or 0. */
static size_t match_secret(const char *text, size_t length, const struct secret *secret)
{
    const char *wanted = secret_reveal(secret);
    size_t at = 0;
    for (; *wanted != '\0'; wanted++) {
        size_t step = match_byte(text + at, length - at, (unsigned char)*wanted);
        if (step == 0)
            return 0;
        at += step;
    }
    return at;
}

static const struct secret *match_any(const char *text, size_t length, struct secret *const *secrets, size_t count,
                                      size_t *matched)
{
    const struct secret *longest = NULL;
    *matched = 0;
    for (size_t i = 0; i < count; i++) {
        if (secret_length(secrets[i]) < SHORTEST_SECRET)
            continue;
        size_t here = match_secret(text, length, secrets[i]);
        if (here > *matched) {
            *matched = here;
            longest = secrets[i];
        }
    }
    return longest;
}

void redact_append(UT_string *out, const char *text, size_t length, struct secret *const *secrets, size_t count)
{
    /* An occurrence begins with the first character of a secret or with an escape. */
    bool may_begin[UINT8_MAX + 1] = { ['%'] = true, ['\\'] = true };
    for (size_t i = 0; i < count; i++)
        may_begin[(unsigned char)secret_reveal(secrets[i])[0]] = true;
    size_t copied = 0;
    for (size_t at = 0; count > 0 && at < length;) {
        size_t matched = 0;
        const struct secret *secret =
            may_begin[(unsigned char)text[at]] ? match_any(text + at, length - at, secrets, count, &matched) : NULL;
        if (secret == NULL) {
            at++;
            continue;
        }
        utstring_bincpy(out, text + copied, at - copied);
        utstring_bincpy(out, secret_mask(secret), strlen(secret_mask(secret)));
        at += matched;
        copied = at;
    }
    utstring_bincpy(out, text + copied, length - copied);
}

static bool carries_credentials(const char *name)
{
    for (size_t i = 0; i < sizeof credential_headers / sizeof *credential_headers; i++)
        if (text_equal_ignore_case(name, credential_headers[i]))
            return true;
    return false;
}

void redact_append_header(UT_string *out, const char *name, const char *value, struct secret *const *secrets,
                          size_t count)
{
    size_t begin = utstring_len(out);
    redact_append(out, value, strlen(value), secrets, count);
    if (!carries_credentials(name) || strstr(utstring_body(out) + begin, BULLETS) != NULL)
        return;
    /* Not a secret that is known: what follows the scheme's name, or all of it, is hidden. */
    const char *space = strchr(value, ' ');
    size_t shown = text_starts_with(value, "Bearer ") || text_starts_with(value, "Basic ") ? (size_t)(space - value) + 1
                                                                                          : 0;
    secret_wipe(utstring_body(out) + begin, utstring_len(out) - begin);
    out->i = begin;
    utstring_bincpy(out, value, shown);
    utstring_bincpy(out, BULLETS, sizeof BULLETS - 1);
}
