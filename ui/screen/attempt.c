#include "ui/screen/attempt.h"

#include <stdlib.h>
#include <string.h>

#include "braze/repeat.h"
#include "http/print.h"
#include "support/json.h"
#include "support/text.h"
#include "ui/console.h"
#include "ui/frame.h"
#include "ui/screen/history_rows.h"
#include "ui/widget/cell.h"
#include "ui/widget/json_pane.h"
#include "ui/widget/picker.h"
#include "ui/widget/text_pane.h"

enum tab { TAB_SUMMARY, TAB_REQUEST, TAB_ANSWER, TAB_BODY, TABS };
enum { LABEL_COLUMNS = 13 };

static const char *const tab_titles[TABS] = { "Summary", "Request", "Answer", "Body" };

struct attempt {
    struct console *console;
    enum tab tab;
    char *title;
    struct text_pane *panes[TABS]; /* TAB_BODY has none */
    struct json_pane *body;
    char *url;
    char *curl;              /* NULL: cannot be rebuilt */
    struct error curl_error; /* why not */
    bool has_any;
};

struct attempt *attempt_new(struct console *console)
{
    struct attempt *attempt = memory_allocate(1, sizeof *attempt);
    attempt->console = console;
    for (int i = 0; i < TAB_BODY; i++)
        attempt->panes[i] = text_pane_new();
    attempt->body = json_pane_new();
    attempt->title = memory_copy_string("");
    return attempt;
}

void attempt_free(struct attempt *attempt)
{
    if (attempt == NULL)
        return;
    for (int i = 0; i < TAB_BODY; i++)
        text_pane_free(attempt->panes[i]);
    json_pane_free(attempt->body);
    free(attempt->title);
    free(attempt->url);
    free(attempt->curl);
    error_clear(&attempt->curl_error);
    free(attempt);
}

/* The summary. */

static void add(struct text_pane *pane, const char *label, const char *text)
{
    text_pane_add_field(pane, label, LABEL_COLUMNS, text);
}

static void append_duration(UT_string *out, const char *label, int64_t us)
{
    utstring_printf(out, "%s%s ", utstring_len(out) > 0 ? "  " : "", label);
    if (us < 0) {
        utstring_printf(out, "\xE2\x80\x94");
    } else {
        text_append_count(out, (us + 500) / 1000);
        utstring_printf(out, " ms");
    }
}

static const char *header_of(const struct journal_entry *entry, const char *name)
{
    for (size_t i = 0; i < entry->header_count; i++)
        if (text_equal_ignore_case(entry->headers[i].name, name))
            return entry->headers[i].value;
    return NULL;
}

static void add_header(struct text_pane *pane, const struct journal_entry *entry, const char *label, const char *name)
{
    const char *value = header_of(entry, name);
    if (value != NULL)
        add(pane, label, value);
}

/* A write that may have been carried out is not to be sent blindly a second time. */
static void add_unknown(const struct attempt *attempt, struct text_pane *pane)
{
    UT_string text;
    utstring_init(&text);
    utstring_printf(
        &text, "The connection was lost after the request had been sent: Braze may have applied it. Read the users "
               "back (");
    keymap_append_key(&text, console_keymap(attempt->console), ACTION_READ_BACK);
    utstring_printf(&text, ") before sending it again.");
    text_pane_add_pair(pane, ROLE_LABEL, "", LABEL_COLUMNS, ROLE_WARNING, utstring_body(&text));
    utstring_done(&text);
}

static void fill_summary(const struct attempt *attempt, struct text_pane *pane, const struct journal_entry *entry)
{
    UT_string text;
    utstring_init(&text);
    utstring_printf(&text, "%s %s", entry->method != NULL ? entry->method : "?", entry->url != NULL ? entry->url : "?");
    add(pane, "request", utstring_body(&text));
    utstring_clear(&text);
    if (entry->status != 0)
        utstring_printf(&text, "%d ", entry->status);
    utstring_printf(&text, "%s", history_result(entry));
    bool bad = entry->status < 200 || entry->status >= 300;
    text_pane_add_pair(pane, ROLE_LABEL, "result", LABEL_COLUMNS, bad ? ROLE_BAD : ROLE_GOOD, utstring_body(&text));
    if (entry->message != NULL)
        add(pane, "", entry->message);
    if (text_equal(entry->outcome, "unknown"))
        add_unknown(attempt, pane);
    utstring_clear(&text);
    cell_append_moment(&text, entry->time_ms, CELL_DAY_AND_SECOND);
    utstring_printf(&text, " %s", cell_zone());
    if (entry->attempt > 1)
        utstring_printf(&text, "  (attempt %u)", entry->attempt);
    add(pane, "sent", utstring_body(&text));
    utstring_clear(&text);
    if (entry->status != 0 && entry->name_us < 0 && entry->connect_us < 0) {
        utstring_printf(&text, "an open connection was used");
    } else {
        append_duration(&text, "name", entry->name_us);
        append_duration(&text, "TCP", entry->connect_us);
        append_duration(&text, "TLS", entry->tls_us);
    }
    append_duration(&text, "first byte", entry->first_byte_us);
    append_duration(&text, "total", entry->total_us);
    text_pane_add_pair(pane, ROLE_LABEL, "time", LABEL_COLUMNS, ROLE_TEXT, utstring_body(&text));
    utstring_clear(&text);
    text_append_count(&text, (long long)entry->request_length);
    utstring_printf(&text, " bytes sent, ");
    text_append_count(&text, (long long)entry->length);
    utstring_printf(&text, " bytes received");
    add(pane, "size", utstring_body(&text));
    utstring_done(&text);
    add_header(pane, entry, "limit left", "x-ratelimit-remaining");
    add_header(pane, entry, "request id", "x-request-id");
    if (entry->address != NULL && *entry->address != '\0')
        add(pane, "server", entry->address);
    if (entry->version != NULL && *entry->version != '\0')
        add(pane, "HTTP", entry->version);
    /* A request that could do something would be no harmless one. */
    if (text_equal(entry->label, "doctor") && entry->status == 400)
        add(pane, "sent for", "doctor: refused on purpose, the key may make this call");
    else if (entry->label != NULL)
        add(pane, "sent for", entry->label);
    if (entry->profile != NULL)
        add(pane, "profile", entry->profile);
}

/* Request and answer. */

static void add_headers(struct text_pane *pane, const struct journal_header *headers, size_t count)
{
    UT_string line;
    utstring_init(&line);
    for (size_t i = 0; i < count; i++) {
        utstring_clear(&line);
        text_append_visible(&line, headers[i].name, strlen(headers[i].name));
        utstring_printf(&line, ": ");
        text_append_visible(&line, headers[i].value, strlen(headers[i].value));
        text_pane_add(pane, ROLE_TEXT, utstring_body(&line));
    }
    utstring_done(&line);
}

static void add_lines(struct text_pane *pane, const char *text)
{
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        char *visible = text_visible(text, length);
        text_pane_add(pane, ROLE_TEXT, visible);
        free(visible);
        text += length + (text[length] == '\n' ? 1 : 0);
    }
}

static void add_body(struct text_pane *pane, const char *body, size_t length, bool is_cut)
{
    text_pane_add(pane, ROLE_TEXT, "");
    if (body == NULL) {
        text_pane_add(pane, ROLE_DIM, length > 0 ? "(the body was not text and is not kept)" : "(no body)");
        return;
    }
    cJSON *tree = json_parse(body, strlen(body), NULL);
    char *pretty = tree != NULL ? json_print_pretty(tree) : NULL;
    add_lines(pane, pretty != NULL ? pretty : body);
    if (is_cut)
        text_pane_add(pane, ROLE_WARNING, "(cut here: the journal keeps the beginning only)");
    free(pretty);
    cJSON_Delete(tree);
}

/* The command that sends it again; the key comes from the environment. NULL, and why, if the journal does not have all
 * of it. */
static char *make_curl(const struct journal_entry *entry, struct error *why)
{
    struct http_request *request = repeat_request(entry, why);
    if (request == NULL)
        return NULL;
    UT_string out;
    utstring_init(&out);
    http_print_curl(request, http_request_scheme(request) == HTTP_BASIC ? "BRAZIER_WRITE_KEY" : "BRAZIER_API_KEY",
                    &out);
    http_request_free(request);
    return utstring_body(&out);
}

void attempt_show(struct attempt *attempt, const struct journal_entry *entry)
{
    for (int i = 0; i < TAB_BODY; i++) {
        text_pane_clear(attempt->panes[i]);
        text_pane_rewind(attempt->panes[i]);
    }
    free(attempt->title);
    free(attempt->url);
    free(attempt->curl);
    attempt->url = attempt->curl = NULL;
    error_clear(&attempt->curl_error);
    attempt->has_any = entry != NULL;
    if (entry == NULL) {
        attempt->title = memory_copy_string("not in the journal any more");
        json_pane_set(attempt->body, "", 0);
        return;
    }
    char *title =
        memory_format("%s %s", entry->method != NULL ? entry->method : "?", entry->url != NULL ? entry->url : "?");
    attempt->title = text_visible(title, strlen(title));
    free(title);
    attempt->url = memory_copy_string(entry->url);
    attempt->curl = make_curl(entry, &attempt->curl_error);
    fill_summary(attempt, attempt->panes[TAB_SUMMARY], entry);
    text_pane_add(attempt->panes[TAB_REQUEST], ROLE_TITLE, attempt->title);
    add_headers(attempt->panes[TAB_REQUEST], entry->request_headers, entry->request_header_count);
    add_body(attempt->panes[TAB_REQUEST], entry->request_body, entry->request_length, entry->request_cut);
    add_headers(attempt->panes[TAB_ANSWER], entry->headers, entry->header_count);
    if (entry->header_count == 0)
        text_pane_add(attempt->panes[TAB_ANSWER], ROLE_TEXT, "No answer came.");
    json_pane_set(attempt->body, entry->body != NULL ? entry->body : "", entry->body != NULL ? strlen(entry->body) : 0);
}

/* Painting and keys. */

void attempt_paint(struct attempt *attempt, struct canvas *canvas, struct rect rect, bool focused)
{
    if (rect.height < 1)
        return;
    if (focused)
        canvas_park(canvas, rect.y, rect.x, false);
    const char *status =
        attempt->tab == TAB_BODY ? json_pane_status(attempt->body) : text_pane_status(attempt->panes[attempt->tab]);
    char *title = memory_format("%s%s%s", attempt->title, *status != '\0' ? " \xC2\xB7 " : "", status);
    frame_paint_pane_title(canvas, rect, title, focused);
    free(title);
    if (!attempt->has_any || rect.height < 3)
        return;
    int at = 1;
    for (int i = 0; i < TABS; i++) {
        bool current = i == (int)attempt->tab;
        (void)canvas_text(canvas, rect.y + 1, rect.x + at - 1, 1, ROLE_TAB, current ? "\xE2\x96\xB8" : " ");
        at += canvas_text(canvas, rect.y + 1, rect.x + at, rect.width - at, current ? ROLE_TAB_CURRENT : ROLE_TAB,
                          tab_titles[i]) +
              2;
    }
    struct rect body = { rect.y + 2, rect.x + 1, rect.height - 2, rect.width - 2 };
    if (attempt->tab == TAB_BODY && json_pane_is_empty(attempt->body))
        (void)canvas_text(canvas, body.y, body.x, body.width, ROLE_TEXT,
                          "The answer had no body, or none that is kept.");
    else if (attempt->tab == TAB_BODY)
        json_pane_paint(attempt->body, canvas, (struct rect){ body.y, rect.x, body.height, rect.width }, focused);
    else
        text_pane_paint(attempt->panes[attempt->tab], canvas, body, focused);
}

unsigned attempt_contexts(const struct attempt *attempt)
{
    unsigned contexts = attempt->tab != TAB_BODY            ? text_pane_contexts(attempt->panes[attempt->tab])
                        : json_pane_is_empty(attempt->body) ? 0
                                                            : json_pane_contexts(attempt->body);
    return attempt_takes_text(attempt) ? contexts : contexts | CONTEXT_BIT(DETAIL);
}

bool attempt_takes_text(const struct attempt *attempt)
{
    return attempt->tab == TAB_BODY ? json_pane_takes_text(attempt->body)
                                    : text_pane_takes_text(attempt->panes[attempt->tab]);
}

enum reaction attempt_type(struct attempt *attempt, keypress key)
{
    return attempt->tab == TAB_BODY ? json_pane_type(attempt->body, key)
                                    : text_pane_type(attempt->panes[attempt->tab], key);
}

const char *attempt_why_not(const struct attempt *attempt, enum action action)
{
    if (action == ACTION_RAW && attempt->tab != TAB_BODY)
        return "only the body can be shown as it came; that is another tab";
    return NULL;
}

enum { COPY_URL, COPY_CURL, COPY_BODY };

static void copy_part(struct console *console, size_t index, void *context)
{
    const struct attempt *attempt = context;
    size_t length = 0;
    const char *body = json_pane_text(attempt->body, &length);
    if (index == COPY_URL && attempt->url != NULL)
        console_copy(console, "the URL", attempt->url, strlen(attempt->url));
    else if (index == COPY_CURL && attempt->curl != NULL)
        console_copy(console, "a curl command (the key is a variable)", attempt->curl, strlen(attempt->curl));
    else if (index == COPY_BODY && body != NULL)
        console_copy(console, "the answer's body", body, length);
}

static void open_copy(struct attempt *attempt)
{
    struct picker_item items[] = { [COPY_URL] = { "the URL", NULL, NULL, 'u' },
                                   [COPY_CURL] = { "the request as a curl command", NULL, NULL, 'c' },
                                   [COPY_BODY] = { "the answer's body", NULL, NULL, 'j' } };
    if (attempt->curl == NULL)
        items[COPY_CURL].reason = attempt->curl_error.message != NULL ? attempt->curl_error.message : "there is none";
    if (json_pane_is_empty(attempt->body))
        items[COPY_BODY].reason = "there is none";
    console_push(attempt->console, picker_new(&(struct picker_options){ .title = "Copy",
                                                                        .items = items,
                                                                        .count = sizeof items / sizeof items[0],
                                                                        .is_menu = true,
                                                                        .done = copy_part,
                                                                        .context = attempt }));
}

enum reaction attempt_act(struct attempt *attempt, enum action action)
{
    switch (action) {
    case ACTION_NEXT_TAB:
        attempt->tab = (enum tab)(((int)attempt->tab + 1) % TABS);
        return REACTION_DONE;
    case ACTION_PREVIOUS_TAB:
        attempt->tab = (enum tab)(((int)attempt->tab + TABS - 1) % TABS);
        return REACTION_DONE;
    case ACTION_COPY:
        open_copy(attempt);
        return REACTION_DONE;
    default:
        break;
    }
    if (attempt->tab != TAB_BODY)
        return text_pane_act(attempt->panes[attempt->tab], action);
    return json_pane_is_empty(attempt->body) ? REACTION_NONE : json_pane_act(attempt->body, action);
}
