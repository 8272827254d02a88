#include "ui/screen/replay_request.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "support/json.h"
#include "support/jswrite.h"
#include "support/text.h"
#include "ui/layout.h"
#include "ui/widget/motion.h"
#include "ui/wrap.h"

enum { MARGIN = 2, STEP = 2, LEAST_COLUMNS = 8 };

struct line {
    int indent;
    char *name;  /* visible text drawn before the value; NULL: none */
    char *value; /* visible text */
    enum role role;
    size_t request; /* SIZE_MAX: none */
    char *place;    /* NULL: none */
};

/* A row on the screen: a part of a line's value. */
struct row {
    size_t line;
    size_t from;
    size_t to;
};

struct replay_request {
    struct line *lines;
    size_t count;
    size_t capacity;
    struct row *rows;
    size_t row_count;
    size_t row_capacity;
    int wrapped_for; /* the width that rows are made for; 0: none */
    size_t cursor;   /* a line */
    size_t top;      /* a row */
    size_t height;
};

struct replay_request *replay_request_new(void)
{
    return memory_allocate(1, sizeof(struct replay_request));
}

static void clear(struct replay_request *pane)
{
    for (size_t i = 0; i < pane->count; i++) {
        free(pane->lines[i].name);
        free(pane->lines[i].value);
        free(pane->lines[i].place);
    }
    pane->count = 0;
    pane->wrapped_for = 0;
}

void replay_request_free(struct replay_request *pane)
{
    if (pane == NULL)
        return;
    clear(pane);
    free(pane->lines);
    free(pane->rows);
    free(pane);
}

static struct line *add(struct replay_request *pane, int indent, enum role role, const char *outside)
{
    if (pane->count == pane->capacity) {
        pane->capacity = pane->capacity > 0 ? pane->capacity * 2 : 64;
        pane->lines = memory_resize(pane->lines, pane->capacity, sizeof *pane->lines);
    }
    struct line *line = &pane->lines[pane->count++];
    *line = (struct line){ .indent = indent, .role = role, .value = text_visible(outside, strlen(outside)), .request = SIZE_MAX };
    return line;
}

/* JSON, a value a line. */

struct writer {
    struct replay_request *pane;
    size_t request;
    UT_string place;
};

static void append_place(UT_string *place, const cJSON *child, size_t index)
{
    if (child->string == NULL) {
        utstring_printf(place, "/%zu", index);
        return;
    }
    utstring_printf(place, "/");
    for (const char *at = child->string; *at != '\0'; at++) {
        if (*at == '~' || *at == '/')
            utstring_printf(place, "~%c", *at == '~' ? '0' : '1');
        else
            utstring_bincpy(place, at, 1);
    }
}

static void cut(UT_string *place, size_t length)
{
    char *kept = memory_copy_bytes(utstring_body(place), length);
    utstring_clear(place);
    utstring_printf(place, "%s", kept);
    free(kept);
}

static enum role role_of(const cJSON *value)
{
    return cJSON_IsString(value) ? ROLE_JSON_TEXT : cJSON_IsObject(value) || cJSON_IsArray(value) ? ROLE_TEXT : ROLE_JSON_VALUE;
}

static struct line *add_json_line(struct writer *writer, int indent, const cJSON *value, const char *text)
{
    struct line *line = add(writer->pane, indent, role_of(value), text);
    line->request = writer->request;
    line->place = memory_copy_string(utstring_body(&writer->place));
    if (value->string != NULL) {
        UT_string name;
        utstring_init(&name);
        js_write_text(&name, value->string);
        line->name = text_visible(utstring_body(&name), utstring_len(&name));
        utstring_done(&name);
    }
    return line;
}

static void write_value(struct writer *writer, int indent, const cJSON *value, bool is_last)
{
    bool is_container = (cJSON_IsObject(value) || cJSON_IsArray(value)) && value->child != NULL;
    char open = cJSON_IsObject(value) ? '{' : '[';
    if (!is_container) {
        UT_string text;
        utstring_init(&text);
        js_write(&text, value);
        utstring_printf(&text, is_last ? "" : ",");
        (void)add_json_line(writer, indent, value, utstring_body(&text));
        utstring_done(&text);
        return;
    }
    char opening[] = { open, '\0' };
    char closing[] = { open == '{' ? '}' : ']', is_last ? '\0' : ',', '\0' };
    (void)add_json_line(writer, indent, value, opening);
    size_t length = utstring_len(&writer->place);
    size_t index = 0;
    for (const cJSON *child = value->child; child != NULL; child = child->next, index++) {
        append_place(&writer->place, child, index);
        write_value(writer, indent + STEP, child, child->next == NULL);
        cut(&writer->place, length);
    }
    struct line *end = add(writer->pane, indent, ROLE_TEXT, closing);
    end->request = writer->request;
    end->place = memory_copy_string(utstring_body(&writer->place));
}

static void write_json(struct replay_request *pane, size_t request, const char *place, int indent, const cJSON *value, bool is_last)
{
    struct writer writer = { .pane = pane, .request = request };
    utstring_init(&writer.place);
    utstring_printf(&writer.place, "%s", place);
    /* A value that is a member elsewhere has no name here. */
    cJSON root = *value;
    root.string = NULL;
    write_value(&writer, indent, &root, is_last);
    utstring_done(&writer.place);
}

/* Requests and calls. */

static void add_request(struct replay_request *pane, const struct session *session, const struct parcel_request *request,
                        const cJSON *body, size_t index)
{
    const struct braze_call call = parcel_call(request);
    struct http_request *http = session_preview(session, &call);
    char *first = memory_format("%s %s", http_request_method(http), http_request_url(http));
    const char *name = NULL;
    const char *value = NULL;
    bool has_key = false;
    (void)add(pane, 0, ROLE_TITLE, first);
    for (size_t i = 0; http_request_header(http, i, &name, &value); i++) {
        char *header = memory_format("%s: %s", name, value);
        (void)add(pane, 0, ROLE_TEXT, header);
        has_key = has_key || text_equal_ignore_case(name, "authorization");
        free(header);
    }
    if (!has_key)
        (void)add(pane, 0, ROLE_TEXT, "Authorization: Bearer (the key is looked for when it is sent)");
    UT_string length;
    utstring_init(&length);
    utstring_printf(&length, "Content-Length: ");
    text_append_count(&length, (long long)request->length);
    (void)add(pane, 0, ROLE_TEXT, utstring_body(&length));
    utstring_done(&length);
    (void)add(pane, 0, ROLE_TEXT, "");
    write_json(pane, index, "/body", 0, body, true);
    free(first);
    http_request_free(http);
}

/* Where RudderStack itself would send, if that is elsewhere. */
static void add_other_host(struct replay_request *pane, const struct session *session, const cJSON *request)
{
    const char *url = json_get_string(request, "url", "");
    size_t host = strlen(url) - strlen(trial_request_path(request));
    const char *own = session_profile(session)->rest_url;
    if (own != NULL && strncmp(own, url, host) == 0 && own[host] == '\0')
        return;
    char *text = memory_format("(to this profile's host; by its data center RudderStack sends to %.*s)", (int)host, url);
    (void)add(pane, 0, ROLE_DIM, text);
    free(text);
}

static void add_requests(struct replay_request *pane, const struct session *session, const struct trial *trial)
{
    struct error error = ERROR_INIT;
    struct parcel parcel;
    if (!parcel_make(&parcel, trial, &error)) {
        if (trial->preview.requests != NULL && trial->preview.requests->child != NULL)
            (void)add(pane, 0, ROLE_BAD, error.message);
        error_clear(&error);
        return;
    }
    const cJSON *request = trial->preview.requests->child;
    for (size_t i = 0; i < parcel.count; i++, request = request->next) {
        if (i > 0)
            (void)add(pane, 0, ROLE_TEXT, "");
        if (parcel.count > 1) {
            char *number = memory_format("Request %zu of %zu", i + 1, parcel.count);
            (void)add(pane, 0, ROLE_LABEL, number);
            free(number);
        }
        add_request(pane, session, &parcel.requests[i], json_get(request, "body"), i);
    }
    add_other_host(pane, session, trial->preview.requests->child);
    parcel_clear(&parcel);
}

/* Arguments that are no objects and lists stand behind the name. */
static bool is_short(const cJSON *arguments)
{
    const cJSON *argument;
    cJSON_ArrayForEach(argument, arguments) if (argument->child != NULL) return false;
    return true;
}

static void add_calls(struct replay_request *pane, const cJSON *calls)
{
    size_t index = 0;
    const cJSON *call;
    cJSON_ArrayForEach(call, calls)
    {
        char *place = memory_format("/calls/%zu", index++);
        const cJSON *arguments = json_get(call, "args");
        bool on_one_line = is_short(arguments);
        UT_string text;
        utstring_init(&text);
        if (on_one_line)
            trial_append_call(&text, call);
        else
            utstring_printf(&text, "%s(", json_get_string(call, "call", "?"));
        struct line *line = add(pane, 0, on_one_line ? ROLE_TEXT : ROLE_TITLE, utstring_body(&text));
        line->place = memory_copy_string(place);
        utstring_done(&text);
        size_t number = 0;
        const cJSON *argument;
        const cJSON *spread = on_one_line ? NULL : arguments;
        cJSON_ArrayForEach(argument, spread)
        {
            char *at = memory_format("%s/args/%zu", place, number++);
            write_json(pane, SIZE_MAX, at, STEP, argument, argument->next == NULL);
            free(at);
        }
        if (!on_one_line)
            (void)add(pane, 0, ROLE_TITLE, ")");
        free(place);
    }
}

/* Back to the line with the place that the cursor was at. */
static void find_place(struct replay_request *pane, const char *place, size_t request)
{
    for (size_t i = 0; place != NULL && i < pane->count; i++) {
        if (pane->lines[i].request == request && text_equal(pane->lines[i].place, place)) {
            pane->cursor = i;
            return;
        }
    }
    if (pane->cursor >= pane->count)
        pane->cursor = pane->count > 0 ? pane->count - 1 : 0;
}

void replay_request_fill(struct replay_request *pane, const struct session *session, const struct trial *trial)
{
    const struct preview *preview = &trial->preview;
    size_t request = SIZE_MAX;
    char *place = memory_copy_string(replay_request_place(pane, &request));
    bool is_hybrid = preview->mode == MODE_HYBRID;
    clear(pane);
    if (is_hybrid)
        (void)add(pane, 0, ROLE_LABEL, "THROUGH RUDDERSTACK'S SERVERS");
    add_requests(pane, session, trial);
    if (preview->error != NULL) {
        char *text = memory_format("RudderStack reports an error instead of sending: %s", preview->error);
        (void)add(pane, 0, ROLE_BAD, text);
        free(text);
    }
    if (preview->dropped != NULL) {
        char *text = memory_format("Nothing is sent%s: %s", is_hybrid ? " this way" : "", preview->dropped);
        (void)add(pane, 0, ROLE_WARNING, text);
        free(text);
    }
    if (is_hybrid) {
        (void)add(pane, 0, ROLE_TEXT, "");
        (void)add(pane, 0, ROLE_LABEL, "THROUGH THE BRAZE SDK IN THE CLIENT");
        if (preview->calls->child == NULL)
            (void)add(pane, 0, ROLE_TEXT, "no calls");
    }
    add_calls(pane, preview->calls);
    find_place(pane, place, request);
    free(place);
}

void replay_request_fill_trouble(struct replay_request *pane, const char *message)
{
    clear(pane);
    (void)add(pane, 0, ROLE_BAD, message);
    pane->cursor = 0;
}

const char *replay_request_place(const struct replay_request *pane, size_t *request)
{
    if (pane->cursor >= pane->count)
        return NULL;
    *request = pane->lines[pane->cursor].request;
    return pane->lines[pane->cursor].place;
}

/* Painting and moving. */

static int value_column(const struct line *line)
{
    return MARGIN + line->indent + (line->name != NULL ? (int)text_width(line->name) + 2 : 0);
}

static void add_row(struct replay_request *pane, size_t line, size_t from, size_t to)
{
    if (pane->row_count == pane->row_capacity) {
        pane->row_capacity = pane->row_capacity > 0 ? pane->row_capacity * 2 : 64;
        pane->rows = memory_resize(pane->rows, pane->row_capacity, sizeof *pane->rows);
    }
    pane->rows[pane->row_count++] = (struct row){ line, from, to };
}

static void wrap_lines(struct replay_request *pane, int width)
{
    if (pane->wrapped_for == width)
        return;
    UT_string part;
    utstring_init(&part);
    pane->row_count = 0;
    for (size_t i = 0; i < pane->count; i++) {
        const struct line *line = &pane->lines[i];
        int columns = width - value_column(line);
        const char *rest = line->value;
        while (rest != NULL) {
            size_t from = (size_t)(rest - line->value);
            rest = wrap_next(rest, columns > LEAST_COLUMNS ? (size_t)columns : LEAST_COLUMNS, &part);
            add_row(pane, i, from, from + utstring_len(&part));
        }
    }
    utstring_done(&part);
    pane->wrapped_for = width;
}

static void paint_row(const struct replay_request *pane, struct canvas *canvas, const struct row *part, struct rect row)
{
    const struct line *line = &pane->lines[part->line];
    int at = MARGIN + line->indent;
    if (line->name != NULL && part->from == 0 && at < row.width) {
        at += canvas_text(canvas, row.y, row.x + at, row.width - at, ROLE_JSON_NAME, line->name);
        if (at < row.width)
            (void)canvas_text(canvas, row.y, row.x + at, row.width - at, ROLE_TEXT, ": ");
    }
    at = value_column(line);
    char *text = memory_copy_bytes(line->value + part->from, part->to - part->from);
    if (at < row.width)
        (void)canvas_text(canvas, row.y, row.x + at, row.width - at, line->role, text);
    free(text);
}

void replay_request_paint(struct replay_request *pane, struct canvas *canvas, struct rect rect, bool focused)
{
    wrap_lines(pane, rect.width);
    pane->height = rect.height > 0 ? (size_t)rect.height : 0;
    size_t cursor = 0;
    while (cursor < pane->row_count && pane->rows[cursor].line < pane->cursor)
        cursor++;
    pane->top = layout_scroll(pane->top, cursor, pane->row_count, pane->height);
    for (size_t i = 0; i < pane->height && pane->top + i < pane->row_count; i++) {
        struct rect row = { rect.y + (int)i, rect.x, 1, rect.width };
        paint_row(pane, canvas, &pane->rows[pane->top + i], row);
        if (pane->top + i != cursor || !focused)
            continue;
        (void)canvas_text(canvas, row.y, row.x, 1, ROLE_TEXT, "\xE2\x96\xB8");
        canvas_park(canvas, row.y, row.x, false);
    }
}

bool replay_request_move(struct replay_request *pane, enum action action)
{
    struct motion motion;
    if (!motion_of(action, pane->height, &motion))
        return false;
    pane->cursor = motion_apply(&motion, pane->cursor, pane->count > 0 ? pane->count : 1);
    return true;
}
