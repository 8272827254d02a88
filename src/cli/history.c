#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "braze/repeat.h"
#include "cli/command.h"
#include "cli/ground.h"
#include "cli/history_filter.h"
#include "cli/table.h"
#include "http/print.h"
#include "journal/har.h"
#include "journal/view.h"
#include "support/date.h"
#include "support/file.h"
#include "support/json.h"
#include "support/jswrite.h"
#include "support/memory.h"
#include "support/text.h"

enum { USUAL_ROWS = 100, MOST_ROWS = 1000000000, STAMP_SIZE = 32 };

static const struct cli_option options[] = {
    { "har", 0, "FILE", "write an HTTP Archive 1.2 to FILE (- is stdout) instead of a table" },
    { "json", 0, NULL, "one JSON object a line instead of a table, with headers and bodies" },
    { "curl", 0, NULL, "the requests as curl commands; the key comes from the environment" },
    HISTORY_FILTER_OPTIONS,
    { "limit", 'n', "N", "at most the newest N rows; without it 100, or all with --json and --har" },
    { NULL, 0, NULL, NULL },
};

static void stamp(int64_t ms, bool local, char out[STAMP_SIZE])
{
    time_t seconds = (time_t)(ms / 1000);
    struct tm parts;
    memset(&parts, 0, sizeof parts);
    if (local)
        (void)localtime_r(&seconds, &parts);
    else
        (void)gmtime_r(&seconds, &parts);
    if (strftime(out, STAMP_SIZE, local ? "%Y-%m-%d %H:%M:%S" : "%Y-%m-%d %H:%M:%SZ", &parts) == 0)
        out[0] = '\0';
}

static const char *outcome_words(const struct journal_entry *entry)
{
    static const struct {
        const char *outcome;
        const char *words;
    } outcomes[] = { { "not_sent", "not sent" },
                     { "no_answer", "no answer" },
                     { "unknown", "outcome unknown" },
                     { "cancelled", "stopped" } };
    for (size_t i = 0; i < sizeof outcomes / sizeof *outcomes; i++)
        if (text_equal(outcomes[i].outcome, entry->outcome))
            return outcomes[i].words;
    return "no answer";
}

/* The path and query of a URL. */
static const char *target_of(const char *url)
{
    const char *scheme = url != NULL ? strstr(url, "://") : NULL;
    const char *slash = scheme != NULL ? strchr(scheme + strlen("://"), '/') : NULL;
    return slash != NULL ? slash : url;
}

static void add_row(struct cli_table *table, const struct journal_entry *entry, bool local)
{
    char time[STAMP_SIZE];
    stamp(entry->time_ms, local, time);
    bool answered = text_equal(entry->outcome, "answered");
    char *status = answered ? memory_format("%d", entry->status) : memory_copy_string(outcome_words(entry));
    char *took = entry->total_us >= 0 ? memory_format("%lld", (long long)(entry->total_us / 1000)) : memory_copy_string("");
    const char *label = entry->label != NULL ? entry->label : "";
    char *what = entry->attempt > 1 ? memory_format("%s, attempt %u", label, entry->attempt) : memory_copy_string(label);
    const char *cells[] = { time, entry->method, target_of(entry->url), status, took, what };
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
        cli_table_add(table, cells[i]);
    free(what);
    free(took);
    free(status);
}

/* What cannot be made again as it was is told in a comment. */
static void print_curl(const struct journal_entry *entry, bool local)
{
    char time[STAMP_SIZE];
    struct error error = ERROR_INIT;
    UT_string out;
    utstring_init(&out);
    stamp(entry->time_ms, local, time);
    struct http_request *request = repeat_request(entry, &error);
    if (request != NULL) {
        bool is_basic = http_request_scheme(request) == HTTP_BASIC;
        http_print_curl(request, is_basic ? "BRAZIER_WRITE_KEY" : "BRAZIER_API_KEY", &out);
    }
    (void)printf("# %s, %s\n", time, text_equal(entry->outcome, "answered") ? "answered" : outcome_words(entry));
    if (request != NULL)
        (void)puts(utstring_body(&out));
    else
        (void)printf("# %s\n", error.message);
    http_request_free(request);
    error_clear(&error);
    utstring_done(&out);
}

static void print_curls(struct journal_view *view, size_t most, bool local)
{
    struct journal_row row;
    for (size_t i = 0; i < most && journal_view_row(view, i, &row); i++) {
        print_curl(&row.entry, local);
        journal_row_clear(&row);
    }
}

static void print_rows(struct journal_view *view, size_t most, bool as_json, bool local)
{
    static const char *const titles[] = { "TIME", "METHOD", "PATH", "STATUS", ">MS", "WHAT", NULL };
    struct cli_table *table = as_json ? NULL : cli_table_new(titles);
    struct journal_row row;
    UT_string safe;
    utstring_init(&safe);
    for (size_t i = 0; i < most && journal_view_row(view, i, &row); i++) {
        if (as_json) {
            char *line = json_print(row.tree);
            utstring_clear(&safe);
            js_write_json_safe(&safe, line);
            (void)puts(utstring_body(&safe));
            free(line);
        } else {
            add_row(table, &row.entry, local);
        }
        journal_row_clear(&row);
    }
    utstring_done(&safe);
    if (table != NULL)
        cli_table_print(table);
}

/* What was sent may be people's data: the file is the owner's alone. */
static bool write_har(struct journal_view *view, size_t most, const char *path, struct error *error)
{
    if (strcmp(path, "-") == 0)
        return har_write(view, most, STDOUT_FILENO, error);
    int descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0)
        return error_set(error, ERROR_STORAGE, "cannot write %s: %s", path, strerror(errno));
    bool done = har_write(view, most, descriptor, error);
    if (close(descriptor) != 0 && done)
        done = error_set(error, ERROR_STORAGE, "cannot write %s: %s", path, strerror(errno));
    return done;
}

static bool history(const struct cli *cli, struct error *error)
{
    struct cli_ground ground;
    struct journal_filter filter;
    struct journal_view *view = NULL;
    char *name = NULL;
    char *path = NULL;
    long long most = 0;
    bool done = false;
    const char *har = cli_value(cli, "har");
    bool as_json = cli_has(cli, "json");
    bool is_table = har == NULL && !as_json;
    if (!cli_ground_open(&ground, cli, error) || !history_read_filter(cli, &filter, error) ||
        !cli_number(cli, "limit", 1, MOST_ROWS, is_table ? USUAL_ROWS : MOST_ROWS, &most, error))
        goto close;
    name = history_find_name(cli, &ground, error);
    if (name == NULL)
        goto close;
    path = paths_journal(&ground.paths, name);
    view = journal_view_open(path, &filter, error);
    if (view == NULL)
        goto close;
    struct journal_row first;
    bool is_empty = !journal_view_row(view, 0, &first);
    if (!is_empty)
        journal_row_clear(&first);
    if (is_empty && !ground.quiet)
        (void)fprintf(stderr, "brazier: %s\n", file_exists(path) ? "no request in the journal is like that"
                                                                 : "nothing was sent through this profile yet");
    if (har != NULL) {
        done = write_har(view, (size_t)most, har, error);
    } else {
        bool local = strcmp(preferences_text(ground.preferences, PREFERENCE_TIME), "local") == 0;
        if (cli_has(cli, "curl"))
            print_curls(view, (size_t)most, local);
        else
            print_rows(view, (size_t)most, as_json, local);
        done = true;
    }
close:
    journal_view_close(view);
    free(path);
    free(name);
    cli_ground_close(&ground);
    return done;
}

static const struct cli_command verbs[] = {
    {
        .name = "repeat",
        .summary = "make a request of the journal again",
        .description =
            "Takes the newest request that is like the options say, or with --row the Nth newest, and shows it. A call that "
            "only reads is made; one that changes data at Braze is only made with --confirm, and on a production profile "
            "after its name. The answer goes to stdout.",
        .examples = "brazier history repeat --path campaigns/list  # read it again\n"
                    "brazier history repeat --status none --row 2  # show what got no answer, the time before last\n"
                    "brazier history repeat --path users/track --confirm  # send it again\n",
        .options = history_repeat_options,
        .run = history_repeat,
    },
    { 0 },
};

const struct cli_command cli_history = {
    .name = "history",
    .summary = "what was sent to Braze and what came back, newest first",
    .description = "Reads the profile's journal: every attempt of every request, with keys taken out. Times are UTC, or local "
                   "where brazier.conf says so.",
    .examples = "brazier history --status 4xx --since 2h        # what was refused lately\n"
                "brazier history --path users/track --json      # with headers and bodies\n"
                "brazier history --har acme.har                 # for a browser's developer tools\n"
                "brazier history --curl -n 1                    # the newest request as a curl command",
    .options = options,
    .commands = verbs,
    .run = history,
};
