#include "cli/replay_show.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/table.h"
#include "http/print.h"
#include "support/arena.h"
#include "support/date.h"
#include "support/json.h"
#include "support/jsread.h"
#include "support/text.h"

enum { DRAW_EVERY_MS = 250 };

void replay_show_begin(struct replay_show *show, bool json, bool quiet)
{
    *show = (struct replay_show){ .json = json, .quiet = quiet, .live = !quiet && isatty(STDERR_FILENO) == 1 };
}

static void take_line_away(struct replay_show *show)
{
    if (show->line_is_shown)
        (void)fputs("\r\033[K", stderr);
    show->line_is_shown = false;
}

void replay_show_word(struct replay_show *show, const char *text)
{
    if (show->quiet)
        return;
    take_line_away(show);
    char *visible = text_visible(text, strlen(text));
    (void)fprintf(stderr, "%s\n", visible);
    free(visible);
}

static void print_json(const cJSON *line)
{
    char *text = json_print(line);
    (void)puts(text);
    free(text);
}

/* The plan. */

static struct http_request *request_of(struct session *session, const struct replay_planned_request *planned)
{
    if (planned->endpoint != ENDPOINT_COUNT) {
        const struct braze_call call = { .endpoint = planned->endpoint,
                                         .body = planned->body,
                                         .body_length = planned->length };
        return session_preview(session, &call);
    }
    const char *base = session_profile(session)->data_plane_url;
    char *url = memory_format("%s/v1/batch", base != NULL ? base : "https://DATA-PLANE");
    struct http_request *request = http_request_new("POST", url);
    free(url);
    struct secret *secret = secret_new("preview", strlen("preview")); /* only its place is shown */
    http_request_set_basic(request, secret);
    secret_free(secret);
    http_request_set_body(request, planned->body, planned->length, "application/json");
    http_request_set_header(request, "Content-Encoding", "gzip");
    return request;
}

/* The body in lines, which is what is sent but for the white space; NULL where it is not to be read. */
static char *pretty_body(const struct replay_planned_request *planned)
{
    struct arena *arena = arena_new();
    char *plain = replay_planned_text(planned);
    const cJSON *body = js_read(arena, plain, strlen(plain), NULL);
    char *text = body != NULL ? json_print_pretty(body) : NULL;
    arena_free(arena);
    free(plain);
    return text;
}

/* Text from outside, line by line, safe for a terminal; a tab at its beginning is a step of two columns. */
static void print_lines(const char *text)
{
    while (*text != '\0') {
        size_t tabs = strspn(text, "\t");
        size_t length = strcspn(text, "\n");
        char *visible = text_visible(text + tabs, length - tabs);
        (void)printf("%*s%s\n", (int)tabs * 2, "", visible);
        free(visible);
        text += length + (text[length] == '\n' ? 1 : 0);
    }
}

static void print_request(struct session *session, const struct replay_planned_request *planned)
{
    struct http_request *request = request_of(session, planned);
    char *body = pretty_body(planned);
    UT_string text;
    utstring_init(&text);
    http_print(request, &text);
    char *head_end = body != NULL ? strstr(utstring_body(&text), "\n\n") : NULL;
    if (head_end != NULL)
        head_end[2] = '\0';
    print_lines(utstring_body(&text));
    if (head_end != NULL)
        print_lines(body);
    (void)puts("");
    utstring_done(&text);
    free(body);
    http_request_free(request);
}

static cJSON *headers_of(const struct http_request *request)
{
    cJSON *headers = json_object();
    const char *name = NULL;
    const char *value = NULL;
    for (size_t i = 0; http_request_header(request, i, &name, &value); i++)
        json_add_string(headers, name, value);
    return headers;
}

/* The body goes out as the text that it is: a tree would forget how numbers were written. */
static void print_request_json(struct session *session, const struct replay_plan *plan,
                               const struct replay_planned_request *planned)
{
    struct http_request *request = request_of(session, planned);
    cJSON *line = json_object();
    json_add_string(line, "method", http_request_method(request));
    json_add_string(line, "url", http_request_url(request));
    json_add(line, "headers", headers_of(request));
    cJSON *events = json_add_array(line, "events");
    size_t last = 0;
    for (size_t i = 0; i < planned->count; i++) {
        size_t number = plan->events[planned->items[i].event].number;
        if (number != last)
            json_append(events, json_number((double)number));
        last = number;
    }
    char *body = replay_planned_text(planned);
    json_add(line, "body", cJSON_CreateRaw(body));
    free(body);
    print_json(line);
    cJSON_Delete(line);
    http_request_free(request);
}

void replay_show_plan(struct replay_show *show, struct session *session, const struct replay_plan *plan)
{
    for (size_t i = 0; i < plan->request_count; i++) {
        if (show->json)
            print_request_json(session, plan, &plan->requests[i]);
        else
            print_request(session, &plan->requests[i]);
    }
    for (size_t i = 0; i < plan->event_count; i++) {
        const struct replay_planned_event *event = &plan->events[i];
        const struct replay_told told = { event->number, event->line, event->outcome, event->reason };
        if (event->outcome != REPLAY_PENDING)
            replay_show_told(show, &told);
    }
}

/* Events. */

void replay_show_told(struct replay_show *show, const struct replay_told *told)
{
    if (show->json) {
        cJSON *line = json_object();
        json_add_number(line, "event", (double)told->number);
        json_add_number(line, "line", (double)told->line);
        json_add_string(line, "outcome", replay_outcome_word(told->outcome));
        json_add_string(line, "reason", told->reason);
        print_json(line);
        cJSON_Delete(line);
    } else if (told->outcome != REPLAY_ACCEPTED) {
        const char *reason = told->reason != NULL ? told->reason : replay_outcome_meaning(told->outcome);
        char *visible = text_visible(reason, strlen(reason));
        take_line_away(show);
        (void)printf("event %zu, line %zu: %s: %s\n", told->number, told->line, replay_outcome_word(told->outcome), visible);
        free(visible);
    }
}

/* Progress. */

static void append_span(UT_string *out, int64_t ms)
{
    long long seconds = (long long)(ms + 999) / 1000;
    if (seconds >= 3600)
        utstring_printf(out, "%lld:%02lld:%02lld", seconds / 3600, seconds / 60 % 60, seconds % 60);
    else
        utstring_printf(out, "%lld:%02lld", seconds / 60, seconds % 60);
}

void replay_show_progress(struct replay_show *show, const struct replay_progress *progress)
{
    int64_t now = date_monotonic_ms();
    if (!show->live || (show->drawn_ms != 0 && now - show->drawn_ms < DRAW_EVERY_MS))
        return;
    show->drawn_ms = now;
    UT_string line;
    utstring_init(&line);
    text_append_count(&line, (long long)progress->done);
    utstring_printf(&line, " of ");
    text_append_count(&line, (long long)progress->total);
    utstring_printf(&line, " events, %.0f/s", progress->per_second);
    if (progress->left_ms >= 0) {
        utstring_printf(&line, ", ");
        append_span(&line, progress->left_ms);
        utstring_printf(&line, " to go");
    }
    if (progress->waiting_until_ms > 0) {
        utstring_printf(&line, "; waiting ");
        append_span(&line, progress->waiting_until_ms - date_now_ms());
    }
    (void)fprintf(stderr, "\r\033[K%s", utstring_body(&line));
    (void)fflush(stderr);
    show->line_is_shown = true;
    utstring_done(&line);
}

/* Users. */

static void print_user_json(const struct readback_user *user)
{
    cJSON *line = json_object();
    json_add_string(line, "user", user->name);
    json_add_bool(line, "found", user->found);
    cJSON *fields = json_add_array(line, "fields");
    for (size_t i = 0; i < user->result.count; i++) {
        const struct compare_field *field = &user->result.fields[i];
        cJSON *object = json_object();
        json_add_string(object, "field", field->name);
        json_add(object, "sent", cJSON_CreateRaw(field->sent));
        json_add(object, "stored", field->stored[0] != '\0' ? cJSON_CreateRaw(field->stored) : cJSON_CreateNull());
        json_add_bool(object, "equal", compare_is_equal(field->difference));
        json_add_string(object, "reason", compare_reason(field->difference));
        json_append(fields, object);
    }
    print_json(line);
    cJSON_Delete(line);
}

static void add_user_rows(struct cli_table *table, const struct readback_user *user)
{
    for (size_t i = 0; i < user->result.count; i++) {
        const struct compare_field *field = &user->result.fields[i];
        cli_table_add(table, compare_is_equal(field->difference) ? "=" : "!");
        cli_table_add(table, user->name);
        cli_table_add(table, field->name);
        cli_table_add(table, field->sent);
        cli_table_add(table, field->stored[0] != '\0' ? field->stored : "-");
        cli_table_add(table, compare_reason(field->difference));
    }
}

void replay_show_readback(struct replay_show *show, const struct replay_readback *readback)
{
    static const char *const titles[] = { "", "USER", "FIELD", "SENT", "IN BRAZE", "WHY", NULL };
    size_t count = 0;
    const struct readback_user *users = readback_users(readback, &count);
    take_line_away(show);
    struct cli_table *table = show->json ? NULL : cli_table_new(titles);
    for (size_t i = 0; i < count; i++) {
        if (show->json)
            print_user_json(&users[i]);
        else
            add_user_rows(table, &users[i]);
    }
    if (!show->json)
        cli_table_print(table);
    size_t different = readback_different(readback);
    char *text = memory_format("%zu user%s read back, %zu field%s", count, count == 1 ? "" : "s", different,
                               different == 1 ? " differs" : "s differ");
    replay_show_word(show, text);
    free(text);
    if (readback_users_left_out(readback) > 0) {
        text = memory_format("looked at the first %d users only", READBACK_MOST_USERS);
        replay_show_word(show, text);
        free(text);
    }
}
