#include <unistd.h>

#include "cli/command.h"
#include "cli/lines.h"
#include "rudderstack/transform.h"
#include "support/jsread.h"

static const struct cli_option transform_options[] = {
    { "router", 0, NULL, "answer every line as the router does, single events included" },
    { "mau-skip-list", 0, "LIST", "workspaces whose batches count users: ALL (the default), NONE, or ids with commas" },
    { "delivery-mapping", 0, "LIST",
      "workspaces whose jobs are told their items: none (the default), ALL, or ids with commas" },
    { "filter-code", 0, NULL, "answer duplicate users with status 298 instead of 400" },
    { "jobs", 'j', "N", "work with so many processes (default 1)" },
    { NULL, 0, NULL, NULL },
};

static void answer_line(void *context, const char *line, size_t length, UT_string *out)
{
    if (line == NULL)
        transform_refuse("the line is longer than 16 MiB", out);
    else
        transform_line(context, line, length, out);
}

static bool run_transform(const struct cli *cli, struct error *error)
{
    long long processes = 0;
    if (!cli_number(cli, "jobs", 1, 256, 1, &processes, error))
        return false;
    struct cloud_options options = {
        .mau_skip_list = cli_value(cli, "mau-skip-list"),
        .delivery_mapping_list = cli_value(cli, "delivery-mapping"),
        .filter_code = cli_has(cli, "filter-code"),
    };
    js_read_alone();
    struct transform *transform = transform_new(&options, cli_has(cli, "router"));
    struct lines lines = { STDIN_FILENO, STDOUT_FILENO, answer_line, transform };
    bool done = lines_run(&lines, (size_t)processes, error);
    transform_free(transform);
    return done;
}

const struct cli_command cli_transform = {
    .name = "transform",
    .summary = "the cloud mode mapping as a filter: RudderStack events in, Braze requests out",
    .description =
        "Reads a JSON value a line from stdin and answers it with a line on stdout, in order. An object {\"message\": "
        "{..}, "
        "\"destination\": {\"Config\": {..}}} is answered as RudderStack's processor answers it, a list of them as its "
        "router, {\"output\": [..]}. A line that cannot be read is answered by {\"error\": \"..\", \"statusCode\": "
        "400}, and "
        "never stops the run.\n"
        "\n"
        "No connection is opened: identify calls count as accepted, looked-up profiles as unknown.",
    .examples = "brazier transform < events.jsonl | jq .output.body.JSON  # what Braze would get\n"
                "brazier transform --jobs 4 < events.jsonl > requests.jsonl  # on four processors",
    .options = transform_options,
    .run = run_transform,
};
