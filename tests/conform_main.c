/* tests/conform [--kind KIND]: proves the mapping against cases of what the real thing answered. One case a line on
 * stdin, one answer a line on stdout. A case's kind is its "kind", or that of the option. */
#include <getopt.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

#include "support/error.h"
#include "support/jsread.h"
#include "support/jswrite.h"
#include "tests/conform.h"

static cJSON *answer_line(struct arena *arena, const char *line, size_t length, const char *kind)
{
    struct error error = ERROR_INIT;
    const cJSON *conform_case = js_read(arena, line, length, &error);
    if (conform_case != NULL)
        return conform_answer(arena, conform_case, kind);
    cJSON *answer = js_object(arena);
    js_add(answer, "error", js_string(arena, arena_copy_string(arena, error.message)));
    error_clear(&error);
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
