/* An answer of any bytes: it always means something, which can be shown, and never the key. */
#include <string.h>

#include "braze/meaning.h"
#include "fuzz.h"
#include "support/json.h"
#include "support/memory.h"

#define KEY "dummy-key-abcdefgh"

/* The status stands in the first three bytes, the endpoint in the fourth; then comes the body. */
const char *const fuzz_seeds[] = {
    "200a{\"campaigns\":[{\"id\":\"a\"}],\"message\":\"success\"}",
    "201a{\"message\":\"success\",\"errors\":[{\"type\":\"'price' is not valid\",\"input_array\":\"purchases\",\"index\":2},\"x\"]}",
    "400b{\"errors\":[{\"id\":\"invalid\",\"message\":\"m\",\"parameters\":[\"cursor\"]}],\"message\":\"Invalid Request\"}",
    "401c{\"message\":\"Invalid API key: " KEY "\"}",
    "403d{\"message\":\"Forbidden\"}",
    "502e<html><head><title> Bad </title></head></html>",
    "429f",
    "302g",
    NULL,
};

const char *const fuzz_words[] = { KEY, "dummy-key%2Dabcdefgh", "\x1b[2J", "{host}", "\"errors\":[", "null", "<title>", "</TITLE>",
                                   "\\u001b", "\xE2\x80\xAE", "\xff", "1e999", "[[[[[[[[", "\"message\":", "\r\n", NULL };

static void expect_shown(const char *text)
{
    FUZZ_EXPECT(text == NULL || strstr(text, KEY) == NULL);
    for (; text != NULL && *text != '\0'; text++)
        FUZZ_EXPECT((unsigned char)*text >= ' ' && *text != 0x7f);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    if (length < 4)
        return 0;
    char *body = memory_copy_bytes(bytes + 4, length - 4);
    struct http_header headers[] = { { (char *)"X-Request-Id", body }, { (char *)"Location", body },
                                     { (char *)"X-RateLimit-Reset", body } };
    struct http_answer answer = { .outcome = HTTP_ANSWERED, .version = "2", .body = body, .body_length = length - 4,
                                  .headers = headers, .header_count = 3 };
    answer.status = 100 * (bytes[0] % 10) + 10 * (bytes[1] % 10) + bytes[2] % 10;
    struct secret *key = secret_new(KEY, strlen(KEY));
    const struct meaning_context context = { (enum endpoint)(bytes[3] % ENDPOINT_COUNT), "https://rest.fra-01.braze.eu", key,
                                             INT64_C(1767225600000) };
    struct meaning meaning;
    meaning_read(&meaning, &context, &answer);
    FUZZ_EXPECT(meaning_accepted(&meaning) || (meaning.error.code != ERROR_NONE && meaning.error.message != NULL));
    FUZZ_EXPECT(meaning.body == NULL || cJSON_IsObject(meaning.body));
    expect_shown(meaning.error.message);
    expect_shown(meaning.error.hint);
    expect_shown(meaning.said);
    expect_shown(meaning.request_id);
    for (size_t i = 0; i < meaning.problem_count; i++) {
        expect_shown(meaning.problems[i].what);
        expect_shown(meaning.problems[i].array);
    }
    meaning_clear(&meaning);
    secret_free(key);
    free(body);
    return 0;
}
