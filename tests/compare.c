/* tests/compare [--kind KIND] FILE...: answers the cases of each file (JSON Lines, a list, or {"cases": [...]}) and
 * compares with what is expected. A case's kind is its "kind", or that of the option, which holds for the files that
 * follow it. Prints the cases that differ, and last "N passed, N failed". */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rudderstack/transform.h"
#include "support/file.h"
#include "support/jsread.h"
#include "support/jswrite.h"
#include "support/text.h"
#include "tests/compare.h"
#include "tests/conform.h"

enum { LARGEST_FILE = 256 * 1024 * 1024 };

struct tally {
    size_t passed;
    size_t failed;
    const char *kind; /* of cases that do not say; may be NULL */
};

static bool is_null(const cJSON *value)
{
    return js_is_null(value) || (js_is_number(value) && !isfinite(value->valuedouble));
}

static bool same_members(const cJSON *a, const cJSON *b)
{
    if (js_count(a) != js_count(b))
        return false;
    for (const cJSON *member = a->child; member != NULL; member = member->next)
        if (!compare_same(member, js_get(b, member->string)))
            return false;
    return true;
}

static bool same_elements(const cJSON *a, const cJSON *b)
{
    if (js_count(a) != js_count(b))
        return false;
    for (a = a->child, b = b->child; a != NULL; a = a->next, b = b->next)
        if (!compare_same(a, b))
            return false;
    return true;
}

bool compare_same(const cJSON *a, const cJSON *b)
{
    if (a == NULL || b == NULL)
        return a == b;
    if (is_null(a) || is_null(b))
        return is_null(a) && is_null(b);
    if (js_is_object(a) && js_is_object(b))
        return same_members(a, b);
    if (js_is_array(a) && js_is_array(b))
        return same_elements(a, b);
    return !js_is_object(a) && !js_is_array(a) && js_same(a, b);
}

/* Whether each request that was expected was made, and no other, in any order. */
static bool same_requests(const cJSON *expected, const cJSON *made)
{
    size_t count = js_count(made);
    if (js_count(expected) != count)
        return false;
    bool *used = memory_allocate(count, sizeof *used);
    bool all = true;
    for (const cJSON *entry = count > 0 ? expected->child : NULL; entry != NULL && all; entry = entry->next) {
        const cJSON *wanted = js_get(entry, "request");
        size_t at = 0;
        const cJSON *request = made->child;
        while (request != NULL && (used[at] || !compare_same(js_get(wanted, "url"), js_get(request, "url")) ||
                                   !compare_same(js_get(wanted, "body"), js_get(request, "body")))) {
            request = request->next;
            at++;
        }
        all = request != NULL;
        if (all)
            used[at] = true;
    }
    free(used);
    return all;
}

/* A function's answer: what it returned, or message and status of what it threw. */
static bool same_result(struct arena *arena, const cJSON *expected, const cJSON *answered)
{
    const cJSON *thrown = js_get(expected, "throws");
    const cJSON *threw = js_get(answered, "throws");
    if (thrown != NULL || threw != NULL)
        return compare_same(js_get(thrown, "message"), js_get(threw, "message")) &&
               compare_same(js_get(thrown, "status"), js_get(threw, "status"));
    return compare_same(conform_value(arena, js_get(expected, "result")), js_get(answered, "result"));
}

static void show(const char *title, const cJSON *value)
{
    UT_string text;
    utstring_init(&text);
    js_write(&text, value);
    printf(" %s %.2000s\n", title, utstring_body(&text));
    utstring_done(&text);
}

static const char *name_of(const cJSON *conform_case)
{
    const cJSON *id = js_otherwise(js_get(conform_case, "id"), js_get(conform_case, "name"));
    return js_is_string(id) ? id->valuestring : "a case without an id";
}

static const char *kind_of(const cJSON *conform_case, const struct tally *tally)
{
    const cJSON *kind = js_get(conform_case, "kind");
    return js_is_string(kind) ? kind->valuestring : tally->kind;
}

/* Where no request is made on the way, "brazier transform" has to give the same answer. */
static bool same_by_transform(struct arena *arena, const cJSON *conform_case)
{
    const cJSON *input = js_get(conform_case, "input");
    const cJSON *expected = js_get(conform_case, "expected");
    struct cloud_options options = conform_options(conform_case);
    struct transform *transform = transform_new(&options, false);
    UT_string line;
    UT_string answer;
    utstring_init(&line);
    utstring_init(&answer);
    js_write(&line, input);
    transform_line(transform, utstring_body(&line), utstring_len(&line), &answer);
    const cJSON *answered = js_read(arena, utstring_body(&answer), utstring_len(&answer), NULL);
    bool equal = compare_same(expected, js_is_array(input) ? js_get(answered, "output") : answered);
    utstring_done(&line);
    utstring_done(&answer);
    transform_free(transform);
    return equal;
}

/* What cannot be written again as it was read. */
static bool has_infinity(const cJSON *value)
{
    bool found = js_is_number(value) && !isfinite(value->valuedouble);
    for (const cJSON *child = js_count(value) > 0 ? value->child : NULL; child != NULL && !found; child = child->next)
        found = has_infinity(child);
    return found;
}

static bool is_for_transform(const cJSON *conform_case)
{
    const cJSON *kind = js_get(conform_case, "kind");
    if (has_infinity(js_get(conform_case, "input")))
        return false;
    return (js_is_text(kind, "processor") || js_is_text(kind, "router")) && js_count(js_get(conform_case, "http")) == 0;
}

static void compare_case(struct arena *arena, const cJSON *conform_case, struct tally *tally)
{
    const char *kind = kind_of(conform_case, tally);
    bool is_function = text_equal(kind, "function");
    const cJSON *expected = js_get(conform_case, "expected");
    cJSON *answer = NULL;
    bool equal = false;
    if (is_function) {
        answer = js_object(arena);
        conform_function_answer(arena, conform_case, answer);
        if (answer->child == NULL)
            return; /* there is no counterpart */
    } else {
        answer = conform_answer(arena, conform_case, kind);
    }
    const cJSON *answered = js_get(answer, "answer");
    if (!compare_device(arena, conform_case, kind, answer, &equal))
        equal = (is_function ? same_result(arena, expected, answered) : compare_same(expected, answered)) &&
                same_requests(js_get(conform_case, "http"), js_get(answer, "http"));
    if (equal && is_for_transform(conform_case))
        equal = same_by_transform(arena, conform_case);
    if (equal) {
        tally->passed++;
        return;
    }
    tally->failed++;
    printf("not ok: %s\n", name_of(conform_case));
    show("expected:", expected != NULL ? expected : conform_case);
    show("got:     ", answer);
}

/* One line, one case; or one value for the whole file. */
static bool compare_text(const char *text, size_t length, struct tally *tally, struct error *error)
{
    struct arena *arena = arena_new();
    cJSON *cases = js_read(arena, text, length, error);
    const cJSON *list = js_is_array(cases) ? cases : js_get(cases, "cases");
    if (js_is_array(list)) {
        for (const cJSON *one = list->child; one != NULL; one = one->next)
            compare_case(arena, one, tally);
    } else if (cases != NULL) {
        compare_case(arena, cases, tally);
    }
    arena_free(arena);
    return cases != NULL;
}

static bool compare_file(const char *path, struct tally *tally, struct error *error)
{
    char *text = NULL;
    size_t length = 0;
    if (!file_read(path, LARGEST_FILE, &text, &length, error))
        return false;
    bool done = true;
    if (!text_ends_with(path, ".jsonl")) {
        done = compare_text(text, length, tally, error);
    } else {
        for (const char *line = text; done && line < text + length;) {
            const char *end = memchr(line, '\n', (size_t)(text + length - line));
            size_t line_length = end != NULL ? (size_t)(end - line) : (size_t)(text + length - line);
            if (line_length > 0)
                done = compare_text(line, line_length, tally, error);
            line += line_length + 1;
        }
    }
    free(text);
    return done || error_prefix(error, "%s", path);
}

int main(int argc, char **argv)
{
    struct tally tally = { 0, 0, NULL };
    js_read_alone(); /* as "brazier transform" does; tests/conform reads the other way */
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--kind") == 0 && i + 1 < argc) {
            tally.kind = argv[++i];
            continue;
        }
        struct error error = ERROR_INIT;
        if (!compare_file(argv[i], &tally, &error)) {
            printf("not ok: %s\n", error.message);
            tally.failed++;
        }
        error_clear(&error);
    }
    printf("%zu passed, %zu failed\n", tally.passed, tally.failed);
    return tally.failed == 0 && tally.passed > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
