/* The kinds device, consent, routing, settings and deletion: what is expected stands in members "expect_...". */
#include <stdlib.h>
#include <string.h>

#include "support/jswrite.h"
#include "support/text.h"
#include "tests/compare.h"

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *written(const cJSON *value)
{
    UT_string text;
    utstring_init(&text);
    js_write(&text, value);
    return utstring_body(&text);
}

/* The elements of both lists from a place on, in any order. */
static bool same_in_any_order(const cJSON *a, const cJSON *b)
{
    size_t count = js_count(a);
    if (js_count(b) != count)
        return false;
    char **texts[2];
    const cJSON *lists[] = { a, b };
    for (size_t list = 0; list < 2; list++) {
        texts[list] = memory_allocate(count + 1, sizeof(char *));
        size_t used = 0;
        const cJSON *element;
        cJSON_ArrayForEach(element, lists[list])
            texts[list][used++] = written(element);
        qsort(texts[list], used, sizeof(char *), compare_texts);
    }
    bool equal = true;
    for (size_t i = 0; i < count; i++) {
        equal = equal && strcmp(texts[0][i], texts[1][i]) == 0;
        free(texts[0][i]);
        free(texts[1][i]);
    }
    free(texts[0]);
    free(texts[1]);
    return equal;
}

static bool is_custom(const cJSON *call)
{
    const cJSON *name = js_get(call, "call");
    return js_is_string(name) && text_starts_with(name->valuestring, "setCustom");
}

/* The calls for custom attributes at the end of a list, and what stands before them. */
static void split(struct arena *arena, const cJSON *calls, cJSON **head, cJSON **tail)
{
    size_t custom = 0;
    const cJSON *call;
    cJSON_ArrayForEach(call, calls)
        custom = is_custom(call) ? custom + 1 : 0;
    size_t before = js_count(calls) - custom;
    *head = js_array(arena);
    *tail = js_array(arena);
    cJSON_ArrayForEach(call, calls)
    {
        js_append(arena, before > 0 ? *head : *tail, js_share(arena, call));
        before -= before > 0;
    }
}

static bool same_calls(struct arena *arena, const cJSON *conform_case, const cJSON *calls)
{
    const cJSON *expected = js_get(conform_case, "expect_calls");
    if (!js_is_text(js_get(conform_case, "order"), "custom_unordered"))
        return compare_same(expected, calls);
    cJSON *head, *tail, *expected_head, *expected_tail;
    split(arena, calls, &head, &tail);
    split(arena, expected, &expected_head, &expected_tail);
    return compare_same(head, expected_head) && same_in_any_order(tail, expected_tail);
}

/* A list of texts that is only there where it is expected to be something. */
static bool same_names(const cJSON *expected, const cJSON *answered)
{
    return expected == NULL || same_in_any_order(expected, answered);
}

static bool same_device(struct arena *arena, const cJSON *conform_case, const cJSON *answer)
{
    return same_calls(arena, conform_case, js_get(answer, "calls")) &&
           js_truthy(js_get(conform_case, "throws")) == js_truthy(js_get(answer, "throws")) &&
           same_names(js_get(conform_case, "expect_missing"), js_get(answer, "missing")) &&
           same_names(js_get(conform_case, "expect_type_mismatch"), js_get(answer, "type_mismatch"));
}

/* Only path and rule of an error count here. */
static bool same_errors(struct arena *arena, const cJSON *expected, const cJSON *answered)
{
    cJSON *cut = js_array(arena);
    const cJSON *error;
    cJSON_ArrayForEach(error, expected)
    {
        cJSON *one = js_object(arena);
        js_add(one, "path", js_share(arena, js_get(error, "path")));
        js_add(one, "rule", js_share(arena, js_get(error, "rule")));
        js_append(arena, cut, one);
    }
    return expected == NULL ? js_count(answered) == 0 : same_in_any_order(cut, answered);
}

static bool same_member(const cJSON *conform_case, const char *expected, const cJSON *answer, const char *member)
{
    return compare_same(js_get(conform_case, expected), js_get(answer, member));
}

bool compare_device(struct arena *arena, const cJSON *conform_case, const char *kind, const cJSON *answer, bool *equal)
{
    if (text_equal(kind, "device"))
        *equal = same_device(arena, conform_case, answer);
    else if (text_equal(kind, "consent"))
        *equal = same_member(conform_case, "expect_loaded", answer, "loaded") &&
                 same_member(conform_case, "expect_delivered", answer, "delivered");
    else if (text_equal(kind, "routing"))
        *equal = same_member(conform_case, "expect_cloud", answer, "cloud") &&
                 same_member(conform_case, "expect_device", answer, "device");
    else if (text_equal(kind, "settings"))
        *equal = same_member(conform_case, "expect_valid", answer, "valid") &&
                 same_errors(arena, js_get(conform_case, "expect_errors"), js_get(answer, "errors"));
    else if (text_equal(kind, "deletion"))
        *equal = same_member(conform_case, "expect_requests", answer, "requests") &&
                 same_member(conform_case, "expect_result", answer, "result");
    else
        return false;
    return true;
}
