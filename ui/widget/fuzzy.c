#include "ui/widget/fuzzy.h"

#include <stddef.h>
#include <string.h>

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool starts_word(const char *text, size_t at)
{
    return at == 0 || text[at - 1] == ' ' || text[at - 1] == '-' || text[at - 1] == '_' || text[at - 1] == '.' ||
           text[at - 1] == '/';
}

/* The letters of one word, taken as early as possible after a start. */
static bool match_from(const char *word, size_t length, const char *text, size_t start, int *score)
{
    enum { IN_A_ROW = 8, AT_WORD = 10, AT_START = 6, SKIPPED = -1 };
    *score = start == 0 ? AT_START : 0;
    size_t at = start;
    size_t last = start;
    for (size_t i = 0; i < length; i++) {
        while (text[at] != '\0' && lower(text[at]) != lower(word[i]))
            at++;
        if (text[at] == '\0')
            return false;
        if (i > 0)
            *score += at == last + 1 ? IN_A_ROW : (int)(at - last - 1 < 10 ? at - last - 1 : 10) * SKIPPED;
        if (starts_word(text, at))
            *score += AT_WORD;
        last = at++;
    }
    return true;
}

static bool match_word(const char *word, size_t length, const char *text, int *score)
{
    bool matches = false;
    for (size_t start = 0; text[start] != '\0'; start++) {
        int here = 0;
        if (lower(text[start]) != lower(word[0]))
            continue;
        if (!match_from(word, length, text, start, &here))
            break;
        if (!matches || here > *score)
            *score = here;
        matches = true;
    }
    return matches;
}

bool fuzzy_match(const char *typed, const char *text, int *score)
{
    *score = 0;
    while (*typed != '\0') {
        size_t length = strcspn(typed, " ");
        int word_score = 0;
        if (length > 0 && !match_word(typed, length, text, &word_score))
            return false;
        *score += word_score;
        typed += length;
        typed += strspn(typed, " ");
    }
    return true;
}
