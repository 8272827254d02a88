#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "braze/repeat.h"
#include "cli/confirm.h"
#include "cli/ground.h"
#include "cli/history_filter.h"
#include "cli/interrupt.h"
#include "http/print.h"
#include "support/json.h"
#include "support/text.h"

enum { MOST_ROWS = 1000000 };

const struct cli_option history_repeat_options[] = {
    { "row", 0, "N", "the Nth newest of those that are like that; without it the newest" },
    HISTORY_FILTER_OPTIONS,
    CLI_CONFIRM_OPTIONS,
    { NULL, 0, NULL, NULL },
};

struct run {
    const struct cli *cli;
    struct cli_ground ground;
    struct journal_row row;
    bool has_row;
    struct session *session;
    struct repeat repeat;
    bool answered;
    bool accepted;
    struct error error; /* what the answer said */
};

static bool find_row(struct run *run, struct error *error)
{
    struct journal_filter filter;
    long long number = 1;
    if (!history_read_filter(run->cli, &filter, error) ||
        !cli_number(run->cli, "row", 1, MOST_ROWS, 1, &number, error))
        return false;
    char *name = history_find_name(run->cli, &run->ground, error);
    if (name == NULL)
        return false;
    char *path = paths_journal(&run->ground.paths, name);
    struct journal_view *view = journal_view_open(path, &filter, error);
    if (view != NULL) {
        run->has_row = journal_view_row(view, (size_t)number - 1, &run->row);
        if (!run->has_row)
            error_set(error, ERROR_NOT_FOUND, number > 1 ? "there are not so many requests like that in the journal"
                                                         : "there is no request like that in the journal");
    }
    journal_view_close(view);
    free(path);
    free(name);
    return run->has_row;
}

/* On stderr: stdout is the answer's. */
static void show_request(const struct run *run)
{
    struct http_request *request = session_preview(run->session, &run->repeat.call);
    UT_string text;
    utstring_init(&text);
    http_print(request, &text);
    for (const char *at = utstring_body(&text); *at != '\0' && !run->ground.quiet;) {
        size_t length = strcspn(at, "\n");
        char *visible = text_visible(at, length);
        (void)fprintf(stderr, "%s\n", visible);
        free(visible);
        at += length + (at[length] == '\n' ? 1 : 0);
    }
    if (!run->ground.quiet)
        (void)fputs("\n", stderr);
    utstring_done(&text);
    http_request_free(request);
}

static void print_body(const struct http_answer *answer)
{
    cJSON *json = json_parse(answer->body, answer->body_length, NULL);
    char *text = json != NULL ? json_print_pretty(json) : text_visible(answer->body, answer->body_length);
    (void)puts(text);
    free(text);
    cJSON_Delete(json);
}

static void answered(uint64_t ticket, const struct session_answer *answer, void *context)
{
    struct run *run = context;
    (void)ticket;
    run->answered = true;
    run->accepted = meaning_accepted(answer->meaning);
    /* A refused key may be repeated in the answer: then the words of the meaning have to do. */
    if (answer->http != NULL && answer->http->outcome == HTTP_ANSWERED && answer->http->status != 401)
        print_body(answer->http);
    if (run->accepted)
        return;
    const struct error *error = &answer->meaning->error;
    error_set(&run->error, error->code != ERROR_NONE ? error->code : ERROR_FAILED, "%s",
              error->message != NULL ? error->message : "no answer came");
    if (error->hint != NULL)
        error_hint(&run->error, "%s", error->hint);
}

static bool make(struct run *run, struct error *error)
{
    const struct session_request request = { .call = run->repeat.call, .priority = HTTP_INTERACTIVE, .label = "repeat" };
    struct cli_interrupt interrupt;
    uint64_t ticket = session_submit(run->session, &request, answered, run);
    cli_interrupt_begin(&interrupt);
    while (!run->answered)
        if (cli_interrupt_run(&interrupt, run->session, -1) > 0)
            (void)session_cancel(run->session, ticket);
    cli_interrupt_end(&interrupt);
    if (run->accepted)
        return true;
    error_move(error, &run->error);
    return false;
}

/* A write goes out only after the same confirmation as any other. */
static bool may_make(struct run *run, bool *may, struct error *error)
{
    const struct endpoint_info *endpoint = &endpoints[run->repeat.call.endpoint];
    bool confirmed = false;
    if (!cli_wants_sending(run->cli, &confirmed, error))
        return false;
    *may = endpoint->is_read ? !cli_has(run->cli, "dry-run") : confirmed;
    if (endpoint->is_read || !confirmed)
        return true;
    char *what = memory_format("make a %s %s of the journal again", endpoint->method, endpoint->path);
    bool done = cli_confirm_sending(run->cli, session_profile(run->session), what, error);
    free(what);
    return done;
}

static bool repeat(struct run *run, struct error *error)
{
    bool may = false;
    if (!find_row(run, error))
        return false;
    run->session = cli_open_session(&run->ground, run->cli, NULL, error);
    if (run->session == NULL ||
        !repeat_read(&run->repeat, &run->row.entry, session_profile(run->session)->rest_url, error))
        return false;
    show_request(run);
    if (text_equal(run->row.entry.outcome, "unknown") && !endpoints[run->repeat.call.endpoint].is_read)
        cli_warn(&run->ground, "it was sent and not answered: Braze may have applied it already");
    if (!may_make(run, &may, error))
        return false;
    if (may)
        return make(run, error);
    if (!run->ground.quiet)
        (void)fprintf(stderr, "nothing was sent (--confirm sends)\n");
    return true;
}

bool history_repeat(const struct cli *cli, struct error *error)
{
    struct run run = { .cli = cli };
    bool done = cli_ground_open(&run.ground, cli, error) && repeat(&run, error);
    session_free(run.session);
    repeat_clear(&run.repeat);
    if (run.has_row)
        journal_row_clear(&run.row);
    error_clear(&run.error);
    cli_ground_close(&run.ground);
    return done;
}
