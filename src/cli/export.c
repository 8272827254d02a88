#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/ground.h"
#include "cli/stream_operand.h"
#include "store/export.h"
#include "support/file.h"
#include "support/memory.h"
#include "support/text.h"
#include "sync/stream.h"

enum { STORE_WAIT_MS = 5000 };

static const struct cli_option export_options[] = {
    { "format", 'f', "FORMAT", "jsonl (default): the records as Braze gave them; csv: a table" },
    { "output", 'o', "FILE", "write to FILE, which appears when it is complete (default: stdout)" },
    { NULL, 0, NULL, NULL },
};

/* Where the rows go: a stream, and for a file the temporary name it has until it is complete. */
struct output {
    FILE *file;
    const char *path;
    char *temporary; /* NULL: written directly */
    bool to_terminal;
};

static bool is_special(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && !S_ISREG(status.st_mode);
}

static bool open_output(struct output *output, const char *path, struct error *error)
{
    *output = (struct output){ .file = stdout, .path = "stdout", .to_terminal = path == NULL && isatty(STDOUT_FILENO) };
    if (path == NULL || strcmp(path, "-") == 0)
        return true;
    output->path = path;
    int descriptor;
    if (is_special(path)) {
        descriptor = open(path, O_WRONLY | O_CLOEXEC);
    } else {
        output->temporary = memory_format("%s.XXXXXX", path);
        descriptor = mkostemp(output->temporary, O_CLOEXEC);
    }
    output->file = descriptor >= 0 ? fdopen(descriptor, "w") : NULL;
    if (output->file != NULL)
        return true;
    error_set(error, ERROR_STORAGE, "cannot write %s: %s", path, strerror(errno));
    if (descriptor >= 0)
        (void)close(descriptor);
    return false;
}

static bool close_output(struct output *output, bool done, struct error *error)
{
    bool written = output->file == NULL || (fflush(output->file) == 0 && !ferror(output->file));
    if (!written && errno == EPIPE && output->file == stdout)
        written = true; /* who reads it has seen enough */
    if (output->file != NULL && output->file != stdout)
        written = fclose(output->file) == 0 && written;
    if (done && !written)
        done = error_set(error, ERROR_STORAGE, "cannot write %s: %s", output->path, strerror(errno));
    if (output->temporary != NULL) {
        if (done && rename(output->temporary, output->path) != 0)
            done = error_set(error, ERROR_STORAGE, "cannot write %s: %s", output->path, strerror(errno));
        if (!done)
            (void)unlink(output->temporary);
        free(output->temporary);
    }
    return done;
}

/* On a terminal nothing from outside may drive it; a line keeps its end. */
static bool write_line(const struct output *output, const char *text, size_t length)
{
    if (!output->to_terminal)
        return fwrite(text, 1, length, output->file) == length;
    while (length > 0 && (text[length - 1] == '\n' || text[length - 1] == '\r'))
        length--;
    char *visible = text_visible(text, length);
    bool done = fprintf(output->file, "%s\n", visible) >= 0;
    free(visible);
    return done;
}

static bool write_rows(struct store *store, const char *stream, enum store_format format, const struct output *output,
                       struct error *error)
{
    struct store_export *reading;
    const char *text;
    size_t length;
    bool done;
    if (!store_export_open(&reading, store, stream, format, error))
        return false;
    while ((done = store_export_next(reading, &text, &length, error)) && text != NULL) {
        if (write_line(output, text, length))
            continue;
        /* Who reads it has seen enough. */
        done = errno == EPIPE || error_set(error, ERROR_STORAGE, "cannot write %s: %s", output->path, strerror(errno));
        break;
    }
    store_export_close(reading);
    return done;
}

static bool read_format(const struct cli *cli, enum store_format *format, struct error *error)
{
    const char *text = cli_value(cli, "format");
    *format = text != NULL && strcmp(text, "csv") == 0 ? STORE_CSV : STORE_JSONL;
    if (text == NULL || strcmp(text, "csv") == 0 || strcmp(text, "jsonl") == 0)
        return true;
    return error_set(error, ERROR_USAGE, "--format: expected jsonl or csv, got \"%s\"", text);
}

static bool run(const struct cli *cli, struct error *error)
{
    struct cli_ground ground = { .quiet = false };
    enum store_format format;
    struct profile *profile = NULL;
    struct store *store = NULL;
    struct output output;
    char *path = NULL;
    bool done = false;
    if (!cli_expect_operands(cli, 1, 1, error) || !read_format(cli, &format, error) ||
        stream_require(cli_operand(cli, 0), error) == NULL)
        return false;
    if (!cli_ground_open(&ground, cli, error))
        goto free_all;
    profile = cli_open_profile(&ground, cli, NULL, error);
    if (profile == NULL)
        goto free_all;
    path = paths_store(&ground.paths, profile->name);
    if (!store_open(&store, path, STORE_READ, STORE_WAIT_MS, error))
        goto free_all;
    done = open_output(&output, cli_value(cli, "output"), error);
    if (done)
        done = close_output(&output, write_rows(store, cli_operand(cli, 0), format, &output, error), error);
    else
        free(output.temporary);
free_all:
    store_close(store);
    free(path);
    profile_free(profile);
    cli_ground_close(&ground);
    return done;
}

const struct cli_command cli_export = {
    .name = "export",
    .operands = "STREAM",
    .operand = stream_operand,
    .operand_title = "Streams",
    .summary = "write an exported stream as JSON Lines or CSV",
    .description =
        "Writes what \"brazier sync\" or \"brazier import\" has put into the local database; no network is "
        "needed.\n"
        "\n"
        "In CSV (RFC 4180) values stay exactly what Braze gave: arrays and objects as JSON, null as nothing, "
        "an empty text as \"\". A spreadsheet may take a value that begins with =, +, - or @ for a formula: "
        "import such columns as text.",
    .examples = "brazier export campaigns --format csv -o campaigns.csv  # for a spreadsheet\n"
                "brazier export campaigns_analytics | jq .revenue  # for another program",
    .options = export_options,
    .run = run,
};
