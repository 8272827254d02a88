/* Any bytes as JSON: what is read can be written, and read again as the same; its texts go through JavaScript's
 * functions. */
#include <string.h>

#include "fuzz.h"
#include "support/jsmap.h"
#include "support/jsnumber.h"
#include "support/jsorder.h"
#include "support/jsread.h"
#include "support/jstext.h"
#include "support/jsvalue.h"
#include "support/jswrite.h"

const char *const fuzz_seeds[] = {
    "{\"a\":[1,-0.5e-7,1e400,\"x\\u0000\\ud83d\\ude00\\ud83d\",null,true],\"10\":{},\"9\":[[]],\"a\":{\"b\":"
    "\"\\u03a3\"}}",
    "[\"\xC3\xA9\xF0\x9F\x98\x80\xED\xA0\x80\xFF\","
    "123456789012345678901234567890123456789012345678901234567890123456789]",
    "\" \\u00a0\\ufeff12abc\\u2028\"",
    "[\"0x1f\",\"1e3\",\"\",\"Infinity\",\"-.5\",\".\",\"0b102\",\"A\\u03a3'B\"]",
    NULL,
};

const char *const fuzz_words[] = {
    "\\u0000",         "\\ud83d",  "\\udc00",  "\\uD83D\\uDE00", "1e999",    "-0", "{\"a\":", "[",  "]", "}",
    "\"a\":1,\"a\":2", "\xCE\xA3", "\xC4\xB0", "\xED\xA0\x80",   "\xC0\x80", "'",  "00",      "e+", NULL
};

static void try_text(struct arena *arena, const char *text)
{
    const char *lowered = js_lower(arena, text);
    FUZZ_EXPECT(js_compare(lowered, js_lower(arena, lowered)) == 0 || strstr(text, "\xCE\xA3") != NULL);
    const char *trimmed = js_trim(arena, text);
    FUZZ_EXPECT(js_space(trimmed) == 0 && js_length(trimmed) <= js_length(text));
    FUZZ_EXPECT((js_compare(text, lowered) < 0) == (js_compare(lowered, text) > 0));
    char number[JS_NUMBER_SIZE];
    double value = js_to_number(text);
    FUZZ_EXPECT(js_number_format(value, number) < JS_NUMBER_SIZE);
    double again = js_to_number(number);
    FUZZ_EXPECT(again == value || (value != value && again != again));
    (void)js_number_format(js_parse_float(text), number);
    (void)js_number_format(js_parse_int(text), number);
}

static void try_value(struct arena *arena, const cJSON *value)
{
    const char *text = NULL;
    bool thrown = false;
    if (js_is_string(value))
        try_text(arena, value->valuestring);
    FUZZ_EXPECT(!js_to_text(arena, value, &text) || text != NULL);
    (void)js_truthy(value);
    (void)js_path(value, "a.b.c");
    if (!js_is_object(value) && !js_is_array(value))
        return;
    FUZZ_EXPECT(js_equal(value, js_copy(arena, value)));
    cJSON *spread = js_spread(arena, value);
    FUZZ_EXPECT(js_count(spread) == js_count(value));
    FUZZ_EXPECT(js_equal(spread, js_merge(arena, spread, spread)));
    for (const cJSON *child = value->child; child != NULL; child = child->next) {
        if (child->next != NULL)
            (void)js_order(arena, child, child->next, &thrown);
        if (child->string != NULL)
            FUZZ_EXPECT(js_get(value, child->string) == child);
        try_value(arena, child);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct arena *arena = arena_new();
    const cJSON *value = js_read(arena, (const char *)bytes, length, NULL);
    if (value != NULL) {
        UT_string text;
        utstring_init(&text);
        js_write(&text, value);
        const cJSON *again = js_read(arena, utstring_body(&text), utstring_len(&text), NULL);
        FUZZ_EXPECT(again != NULL);
        UT_string second;
        utstring_init(&second);
        js_write(&second, again);
        FUZZ_EXPECT(strcmp(utstring_body(&text), utstring_body(&second)) == 0);
        utstring_clear(&second);
        js_write_pretty(&second, value);
        again = js_read(arena, utstring_body(&second), utstring_len(&second), NULL);
        FUZZ_EXPECT(again != NULL);
        utstring_done(&second);
        utstring_done(&text);
        if (length < 4096)
            try_value(arena, value);
    }
    arena_free(arena);
    return 0;
}
