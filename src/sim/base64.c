#include "sim/base64.h"

#include <stdlib.h>
#include <string.h>

#include "support/text.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

char *sim_base64_encode(const char *bytes, size_t length)
{
    UT_string out;
    utstring_init(&out);
    for (size_t at = 0; at < length; at += 3) {
        unsigned long three = 0;
        size_t count = length - at < 3 ? length - at : 3;
        for (size_t i = 0; i < 3; i++)
            three = three << 8 | (i < count ? (unsigned char)bytes[at + i] : 0);
        char four[4];
        for (size_t i = 0; i < 4; i++)
            four[i] = i <= count ? digits[three >> (18 - 6 * i) & 63] : '=';
        utstring_bincpy(&out, four, sizeof four);
    }
    return utstring_body(&out);
}

char *sim_base64_decode(const char *text, size_t *length)
{
    size_t count = strlen(text);
    if (count % 4 != 0)
        return NULL;
    size_t padding = count > 1 && text[count - 1] == '=' ? (text[count - 2] == '=' ? 2 : 1) : 0;
    char *bytes = memory_allocate(count / 4 * 3 + 1, 1);
    size_t made = 0;
    for (size_t at = 0; at < count; at += 4) {
        unsigned long four = 0;
        for (size_t i = 0; i < 4; i++) {
            const char *digit = at + i < count - padding ? strchr(digits, text[at + i]) : digits;
            if (digit == NULL) {
                free(bytes);
                return NULL;
            }
            four = four << 6 | (unsigned long)(digit - digits);
        }
        for (int shift = 16; shift >= 0; shift -= 8)
            bytes[made++] = (char)(unsigned char)(four >> shift & 255);
    }
    *length = made - padding;
    bytes[*length] = '\0';
    return bytes;
}
