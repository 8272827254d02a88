#include "store/function.h"

#include <stdlib.h>
#include <string.h>
#include <unicase.h>

static bool is_ascii(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if ((unsigned char)text[i] >= 0x80)
            return false;
    }
    return true;
}

static char lower(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
}

static bool contains_ascii(const char *text, size_t text_length, const char *part, size_t part_length)
{
    for (size_t start = 0; start + part_length <= text_length; start++) {
        size_t matched = 0;
        while (matched < part_length && lower(text[start + matched]) == lower(part[matched]))
            matched++;
        if (matched == part_length)
            return true;
    }
    return false;
}

static bool contains_unicode(const char *text, size_t text_length, const char *part, size_t part_length)
{
    size_t folded_length = 0, folded_part_length = 0;
    uint8_t *folded = u8_casefold((const uint8_t *)text, text_length, NULL, NULL, NULL, &folded_length);
    uint8_t *folded_part = u8_casefold((const uint8_t *)part, part_length, NULL, NULL, NULL, &folded_part_length);
    bool found = false;
    if (folded != NULL && folded_part != NULL)
        found = memmem(folded, folded_length, folded_part, folded_part_length) != NULL;
    else /* not UTF-8 */
        found = memmem(text, text_length, part, part_length) != NULL;
    free(folded);
    free(folded_part);
    return found;
}

static void contains(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    const char *text = (const char *)sqlite3_value_text(values[0]);
    const char *part = (const char *)sqlite3_value_text(values[1]);
    if (text == NULL || part == NULL) {
        sqlite3_result_int(context, 0);
        return;
    }
    size_t text_length = (size_t)sqlite3_value_bytes(values[0]);
    size_t part_length = (size_t)sqlite3_value_bytes(values[1]);
    bool found;
    if (sqlite3_value_int(values[2]) != 0)
        found = memmem(text, text_length, part, part_length) != NULL;
    else if (is_ascii(part, part_length))
        found = contains_ascii(text, text_length, part, part_length);
    else
        found = contains_unicode(text, text_length, part, part_length);
    sqlite3_result_int(context, found);
}

bool function_register(struct store *store, struct error *error)
{
    return sqlite3_create_function_v2(store->database, "brazier_contains", 3,
                                      SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY, NULL, contains, NULL,
                                      NULL, NULL) == SQLITE_OK ||
           database_failed(store, error);
}
