#include "ui/screen/replay_texts.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "http/print.h"
#include "support/json.h"
#include "support/jsread.h"
#include "support/jswrite.h"
#include "support/text.h"
#include "ui/widget/cell.h"
#include "workbench/parcel.h"

#define KEY_VARIABLE "BRAZIER_API_KEY"

enum { LABEL_COLUMNS = 12 };

static void add(struct text_pane *pane, enum role role, const char *text)
{
    char *visible = text_visible(text, strlen(text));
    text_pane_add(pane, role, visible);
    free(visible);
}

static void add_marked(struct text_pane *pane, const char *mark, int width, enum role role, const char *text)
{
    char *visible = text_visible(text, strlen(text));
    text_pane_add_pair(pane, role, mark, width, role, visible);
    free(visible);
}

/* Lines of text are lines of the pane. */
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

/* Explanation. */

static size_t request_of(const cJSON *entry)
{
    const cJSON *request = json_get(entry, "request");
    return cJSON_IsNumber(request) ? (size_t)request->valuedouble : SIZE_MAX;
}

static const char *text_of(const cJSON *entry, const char *name)
{
    return json_get_string(entry, name, NULL);
}

/* "/body/attributes/0/email" without "/body". */
static const char *shorten(const char *place)
{
    return text_starts_with(place, "/body/") ? place + strlen("/body") : place;
}

/* "/attributes/0/email ← /traits/email: lower-cased" */
static void add_entry(struct text_pane *pane, const cJSON *entry, const char *lead, int indent)
{
    const char *from = text_of(entry, "from");
    char *text = memory_format("%s%s%s%s", lead, from != NULL && *from != '\0' ? " \xE2\x86\x90 " : " \xC2\xB7 ",
                               from != NULL && *from != '\0' ? from : "",
                               from != NULL && *from != '\0' ? ": " : "");
    char *all = memory_format("%s%s", text, json_get_string(entry, "rule", ""));
    add_marked(pane, "", indent, ROLE_TEXT, all);
    free(all);
    free(text);
}

static void add_sent(struct text_pane *pane, const struct trial *trial)
{
    size_t last = SIZE_MAX - 1;
    const cJSON *entry;
    cJSON_ArrayForEach(entry, trial->preview.explain)
    {
        const char *to = text_of(entry, "to");
        size_t request = request_of(entry);
        if (to == NULL)
            continue;
        if (request != last) {
            const cJSON *sent = request != SIZE_MAX ? cJSON_GetArrayItem(trial->preview.requests, (int)request) : NULL;
            add(pane, ROLE_TITLE, sent != NULL ? trial_request_path(sent) : "Calls of the Braze SDK");
            last = request;
        }
        add_entry(pane, entry, shorten(to), 2);
    }
}

static void add_lost(struct text_pane *pane, const struct trial *trial)
{
    bool any = false;
    const cJSON *entry;
    cJSON_ArrayForEach(entry, trial->preview.explain)
    {
        const char *from = text_of(entry, "from");
        if (text_of(entry, "to") != NULL || from == NULL)
            continue;
        if (!any)
            add(pane, ROLE_TITLE, "Not sent");
        any = true;
        char *text = memory_format("%s: %s", *from != '\0' ? from : "the event", json_get_string(entry, "rule", ""));
        add_marked(pane, "", 2, ROLE_TEXT, text);
        free(text);
    }
}

void replay_add_warnings(struct text_pane *pane, const struct trial *trial)
{
    const cJSON *warning;
    cJSON_ArrayForEach(warning, trial->preview.warnings)
    {
        const char *about = text_of(warning, "about");
        char *text = memory_format("%s%s%s", about != NULL ? about : "", about != NULL ? ": " : "", json_get_string(warning, "text", ""));
        add_marked(pane, "!", 2, ROLE_WARNING, text);
        free(text);
    }
}

void replay_fill_explanation(struct text_pane *pane, const struct trial *trial)
{
    text_pane_clear(pane);
    replay_add_warnings(pane, trial);
    add_sent(pane, trial);
    add_lost(pane, trial);
    if (text_pane_count(pane) == 0)
        text_pane_add(pane, ROLE_TEXT, "There is nothing to explain.");
}

static bool is_within(const char *place, const char *outer)
{
    size_t length = strlen(outer);
    return strncmp(place, outer, length) == 0 && (place[length] == '\0' || place[length] == '/');
}

/* The fields beneath a place, one by one where they are few. */
static void add_below(struct text_pane *pane, const struct trial *trial, size_t request, const char *place)
{
    enum { MOST = 4 };
    size_t count = 0;
    const cJSON *entry;
    cJSON_ArrayForEach(entry, trial->preview.explain)
    {
        const char *to = text_of(entry, "to");
        count += to != NULL && request_of(entry) == request && is_within(to, place) ? 1 : 0;
    }
    if (count > MOST) {
        char *text = memory_format("%s: %zu fields, each explained on its line", shorten(place), count);
        add(pane, ROLE_TEXT, text);
        free(text);
        return;
    }
    cJSON_ArrayForEach(entry, trial->preview.explain)
    {
        const char *to = text_of(entry, "to");
        if (to != NULL && request_of(entry) == request && is_within(to, place))
            add_entry(pane, entry, shorten(to), 0);
    }
}

void replay_add_place(struct text_pane *pane, const struct trial *trial, size_t request, const char *place)
{
    const cJSON *best = NULL;
    const cJSON *entry;
    if (place == NULL)
        return;
    cJSON_ArrayForEach(entry, trial->preview.explain)
    {
        const char *to = text_of(entry, "to");
        if (to != NULL && request_of(entry) == request && is_within(place, to) &&
            (best == NULL || strlen(to) >= strlen(text_of(best, "to"))))
            best = entry;
    }
    if (best != NULL)
        add_entry(pane, best, shorten(text_of(best, "to")), 0);
    else
        add_below(pane, trial, request, place);
}

void replay_add_field(struct text_pane *pane, const struct trial *trial, const char *field)
{
    enum { MOST = 4 };
    size_t count = 0;
    const cJSON *entry;
    cJSON_ArrayForEach(entry, trial->preview.explain)
    {
        const char *from = text_of(entry, "from");
        const char *to = text_of(entry, "to");
        if (field == NULL || from == NULL || *from == '\0' || !is_within(field, from) || ++count > MOST)
            continue;
        char *text = to != NULL ? memory_format("%s \xE2\x86\x92 %s: %s", field, shorten(to), json_get_string(entry, "rule", ""))
                                : memory_format("%s is not sent: %s", field, json_get_string(entry, "rule", ""));
        add(pane, ROLE_TEXT, text);
        free(text);
    }
    if (count > MOST) {
        char *text = memory_format("and %zu more; the tab Explain has all", count - MOST);
        add(pane, ROLE_TEXT, text);
        free(text);
    }
}

/* Requests as others write them. */

static void append_requests(UT_string *out, const struct session *session, const struct trial *trial,
                            void (*append)(const struct http_request *request, UT_string *out))
{
    struct parcel parcel;
    struct error error = ERROR_INIT;
    bool made = parcel_make(&parcel, trial, &error);
    error_clear(&error);
    for (size_t i = 0; made && i < parcel.count; i++) {
        const struct braze_call call = parcel_call(&parcel.requests[i]);
        struct http_request *request = session_preview(session, &call);
        if (i > 0)
            utstring_printf(out, "\n");
        append(request, out);
        utstring_printf(out, "\n");
        http_request_free(request);
    }
    if (made)
        parcel_clear(&parcel);
}

static void append_curl(const struct http_request *request, UT_string *out)
{
    /* Before the key was looked for there is none in the preview; the command needs its place. */
    struct http_request *copy = http_request_copy(request);
    struct secret *placeholder = secret_new("x", 1);
    http_request_set_bearer(copy, placeholder);
    http_print_curl(copy, KEY_VARIABLE, out);
    secret_free(placeholder);
    http_request_free(copy);
}

void replay_append_curl(UT_string *out, const struct session *session, const struct trial *trial)
{
    append_requests(out, session, trial, append_curl);
}

static void fill_text(struct text_pane *pane, const UT_string *text, const struct trial *trial)
{
    struct error error = ERROR_INIT;
    struct parcel parcel;
    text_pane_clear(pane);
    if (utstring_len(text) > 0) {
        add_lines(pane, utstring_body(text));
    } else if (parcel_make(&parcel, trial, &error)) {
        parcel_clear(&parcel);
    } else {
        char *sentence = memory_format("%s.", error.message);
        add(pane, ROLE_TEXT, sentence);
        free(sentence);
    }
    error_clear(&error);
}

void replay_fill_curl(struct text_pane *pane, const struct session *session, const struct trial *trial)
{
    UT_string text;
    utstring_init(&text);
    replay_append_curl(&text, session, trial);
    if (utstring_len(&text) > 0)
        utstring_printf(&text, "\n# The key is taken from the variable %s.\n", KEY_VARIABLE);
    fill_text(pane, &text, trial);
    utstring_done(&text);
}

void replay_fill_raw(struct text_pane *pane, const struct session *session, const struct trial *trial)
{
    UT_string text;
    utstring_init(&text);
    append_requests(&text, session, trial, http_print);
    const cJSON *call;
    cJSON_ArrayForEach(call, trial->preview.calls)
    {
        trial_append_call(&text, call);
        utstring_printf(&text, "\n");
    }
    fill_text(pane, &text, trial);
    utstring_done(&text);
}

/* Answers. */

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

static void add_timings(struct text_pane *pane, const struct outbox_reply *reply)
{
    UT_string text;
    utstring_init(&text);
    append_duration(&text, "name", reply->timings.name_us);
    append_duration(&text, "TCP", reply->timings.connect_us);
    append_duration(&text, "TLS", reply->timings.tls_us);
    append_duration(&text, "first byte", reply->timings.first_byte_us);
    append_duration(&text, "total", reply->timings.total_us);
    text_pane_add_pair(pane, ROLE_LABEL, "time", LABEL_COLUMNS, ROLE_TEXT, utstring_body(&text));
    utstring_clear(&text);
    cell_append_moment(&text, reply->sent_ms, CELL_SECOND);
    text_pane_add_pair(pane, ROLE_LABEL, "sent", LABEL_COLUMNS, ROLE_TEXT, utstring_body(&text));
    utstring_done(&text);
}

static void add_answer(struct text_pane *pane, const struct outbox_reply *reply)
{
    static const char *const words[] = { [OUTBOX_HELD] = "not sent: the one before it was not accepted",
                                         [OUTBOX_SENT] = "sent; waiting for the answer",
                                         [OUTBOX_ACCEPTED] = "accepted",
                                         [OUTBOX_REFUSED] = "NOT ACCEPTED",
                                         [OUTBOX_UNKNOWN] = "OUTCOME UNKNOWN" };
    bool good = reply->state == OUTBOX_ACCEPTED && !reply->is_partial;
    bool has_ended = reply->state >= OUTBOX_ACCEPTED;
    char *status = reply->status != 0 ? memory_format("%d %s", reply->status, reply->is_partial ? "PARTLY accepted" : words[reply->state])
                                      : memory_copy_string(words[reply->state]);
    text_pane_add_pair(pane, ROLE_LABEL, "answer", LABEL_COLUMNS, good ? ROLE_GOOD : has_ended ? ROLE_BAD : ROLE_TEXT, status);
    free(status);
    if (!has_ended)
        return;
    text_pane_add_field(pane, "meaning", LABEL_COLUMNS, reply->sentence);
    if (reply->hint != NULL)
        text_pane_add_field(pane, "what to do", LABEL_COLUMNS, reply->hint);
    if (reply->state == OUTBOX_UNKNOWN)
        text_pane_add_field(pane, "", LABEL_COLUMNS,
                            "Braze may have applied it. It is not sent again unasked: read the user back first.");
    for (size_t i = 0; i < reply->problem_count; i++)
        text_pane_add_field(pane, i == 0 ? "refused" : "", LABEL_COLUMNS, reply->problems[i]);
    if (reply->said != NULL)
        text_pane_add_field(pane, "Braze said", LABEL_COLUMNS, reply->said);
    if (reply->request_id != NULL)
        text_pane_add_field(pane, "request id", LABEL_COLUMNS, reply->request_id);
    if (reply->limit != NULL)
        text_pane_add_field(pane, "limit", LABEL_COLUMNS, reply->limit);
    if (reply->sent_ms != 0)
        add_timings(pane, reply);
    if (reply->body == NULL)
        return;
    struct arena *arena = arena_new();
    const cJSON *body = js_read(arena, reply->body, strlen(reply->body), NULL);
    UT_string pretty;
    utstring_init(&pretty);
    if (body != NULL)
        js_write_pretty(&pretty, body);
    text_pane_add(pane, ROLE_TEXT, "");
    add_lines(pane, body != NULL ? utstring_body(&pretty) : reply->body);
    utstring_done(&pretty);
    arena_free(arena);
}

void replay_fill_answer(struct text_pane *pane, const struct outbox *outbox, const struct listed_event *event)
{
    const char *sent = outbox != NULL ? outbox_event(outbox) : NULL;
    text_pane_clear(pane);
    if (sent == NULL) {
        text_pane_add(pane, ROLE_TEXT, "Nothing was sent yet.");
        return;
    }
    if (event == NULL || strcmp(event->id, sent) != 0)
        add(pane, ROLE_WARNING, "This is the answer to another event, the one that was sent last.");
    const struct parcel *parcel = outbox_parcel(outbox);
    for (size_t i = 0; i < parcel->count; i++) {
        const struct endpoint_info *endpoint = &endpoints[parcel->requests[i].endpoint];
        char *title = memory_format("%s %s", endpoint->method, endpoint->path);
        if (i > 0)
            text_pane_add(pane, ROLE_TEXT, "");
        add(pane, ROLE_TITLE, title);
        free(title);
        add_answer(pane, outbox_reply(outbox, i));
    }
}
