#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/ground.h"
#include "support/file.h"
#include "support/memory.h"
#include "support/text.h"
#include "sync/import.h"

enum { STORE_WAIT_MS = 5000 };

static const struct cli_option import_options[] = {
    { "stream", 's', "STREAM", "each line is a record of this stream" },
    { NULL, 0, NULL, NULL },
};

static void tell(int64_t line, const char *text, void *context)
{
    char *whole = line > 0 ? memory_format("line %" PRId64 ": %s", line, text) : memory_copy_string(text);
    cli_warn(context, whole);
    free(whole);
}

static bool read_file(const struct cli_ground *ground, struct store *store, const char *name,
                      const struct stream *stream, struct error *error)
{
    struct import_result result;
    bool is_stdin = strcmp(name, "-") == 0;
    FILE *file = is_stdin ? stdin : fopen(name, "re");
    if (file == NULL)
        return error_set(error, errno == ENOENT ? ERROR_NOT_FOUND : ERROR_STORAGE, "cannot open %s: %s", name,
                         strerror(errno));
    bool done = import_run(store, file, stream, tell, (void *)ground, &result, error);
    if (!is_stdin)
        (void)fclose(file);
    if (done && !ground->quiet)
        (void)fprintf(stderr, "%" PRId64 " records imported, %" PRId64 " other messages passed over\n", result.records,
                      result.passed);
    if (done && result.refused > 0)
        return error_set(error, ERROR_PARTIAL, "%" PRId64 " lines of %s could not be used", result.refused, name);
    return done;
}

static bool run(const struct cli *cli, struct error *error)
{
    struct cli_ground ground = { .quiet = false };
    const struct stream *stream = NULL;
    struct profile *profile = NULL;
    struct store *store = NULL;
    char *path = NULL;
    bool done = false;
    if (!cli_expect_operands(cli, 1, 1, error))
        return false;
    if (cli_has(cli, "stream") && (stream = stream_require(cli_value(cli, "stream"), error)) == NULL)
        return false;
    if (!cli_ground_open(&ground, cli, error))
        goto free_all;
    profile = cli_open_profile(&ground, cli, NULL, error);
    if (profile == NULL)
        goto free_all;
    path = paths_store(&ground.paths, profile->name);
    if (!file_make_directories(ground.paths.data, 0700, error) ||
        !store_open(&store, path, STORE_WRITE, STORE_WAIT_MS, error))
        goto free_all;
    done = read_file(&ground, store, cli_operand(cli, 0), stream, error);
free_all:
    store_close(store);
    free(path);
    profile_free(profile);
    cli_ground_close(&ground);
    return done;
}

const struct cli_command cli_import = {
    .name = "import",
    .operands = "FILE|-",
    .summary = "read records into the local database",
    .description =
        "Reads what an Airbyte sync of its Braze source wrote, one message a line: RECORD lines are merged by "
        "key into what is there, and STATE lines, in the same file or a later one, let the next \"brazier sync\" go on "
        "from there. With --stream every line is a record of that stream.\n"
        "\n"
        "Lines that cannot be used are told and passed over; the exit status is 7 then.",
    .examples = "source-braze read --config c.json --catalog k.json | brazier import -  # what Airbyte would load\n"
                "brazier import campaigns.jsonl --stream campaigns  # a file of \"brazier export\"",
    .options = import_options,
    .run = run,
};
