/* tests/conform [--kind KIND]: proves the mapping against cases of what the real thing answered. One case a line on stdin,
 * one answer a line on stdout. A case's kind is its "kind", or that of the option. */
#include <getopt.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/error.h"
#include "support/jsread.h"
#include "support/jswrite.h"
#include "tests/conform.h"

static const struct conform_kind *const parts[] = { conform_cloud_kinds, conform_device_kinds };

static conform_function *find_kind(const char *name)
{
    for (size_t part = 0; part < sizeof parts / sizeof *parts; part++)
        for (const struct conform_kind *kind = parts[part]; kind->name != NULL; kind++)
            if (name != NULL && strcmp(kind->name, name) == 0)
                return kind->function;
    return NULL;
}

static const char *text_of(const cJSON *value, const char *fallback)
{
    return js_is_string(value) ? value->valuestring : fallback;
}

static cJSON *answer_line(struct arena *arena, const char *line, size_t length, const char *kind)
{
    cJSON *answer = js_object(arena);
    struct error error = ERROR_INIT;
    const cJSON *conform_case = js_read(arena, line, length, &error);
    if (conform_case == NULL) {
        js_add(answer, "error", js_string(arena, arena_copy_string(arena, error.message)));
        error_clear(&error);
        return answer;
    }
    js_add(answer, "id", js_share(arena, js_get(conform_case, "id")));
    js_add(answer, "name", js_share(arena, js_get(conform_case, "name")));
    kind = text_of(js_get(conform_case, "kind"), kind);
    conform_function *function = find_kind(kind);
    if (function != NULL)
        function(arena, conform_case, answer);
    else
        js_add(answer, "error", js_string(arena, arena_format(arena, "unknown kind: %s", kind != NULL ? kind : "none")));
    return answer;
}

int main(int argc, char **argv)
{
    static const struct option options[] = { { "kind", required_argument, NULL, 'k' }, { NULL, 0, NULL, 0 } };
    const char *kind = NULL;
    for (int option = 0; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (option != 'k') {
            fprintf(stderr, "usage: conform [--kind KIND] < CASES\n");
            return EXIT_FAILURE;
        }
        kind = optarg;
    }
    (void)setlocale(LC_CTYPE, "C.UTF-8");

    struct arena *arena = arena_new();
    UT_string out;
    utstring_init(&out);
    char *line = NULL;
    size_t capacity = 0;
    ssize_t length = 0;
    while ((length = getline(&line, &capacity, stdin)) > 0) {
        utstring_clear(&out);
        js_write(&out, answer_line(arena, line, (size_t)length, kind));
        utstring_bincpy(&out, "\n", 1);
        fwrite(utstring_body(&out), 1, utstring_len(&out), stdout);
        fflush(stdout);
        arena_reset(arena);
    }
    free(line);
    utstring_done(&out);
    arena_free(arena);
    return ferror(stdin) || ferror(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}
