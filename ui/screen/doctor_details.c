#include "ui/screen/doctor_details.h"

#include <string.h>

#include "braze/endpoint.h"
#include "support/memory.h"
#include "support/text.h"
#include "ui/widget/cell.h"

enum { LABEL_COLUMNS = 16 };

static void add(struct text_pane *pane, const char *label, const char *text)
{
    text_pane_add_field(pane, label, LABEL_COLUMNS, text);
}

static void add_optional(struct text_pane *pane, const char *label, const char *text)
{
    if (text == NULL || *text == '\0')
        return;
    text_pane_add(pane, ROLE_TEXT, "");
    add(pane, label, text);
}

static void fill_finding(struct text_pane *pane, const struct doctor_finding *finding)
{
    static const char *const levels[] = { [DOCTOR_NOTE] = "note: neither good nor bad",
                                          [DOCTOR_FINE] = "ok",
                                          [DOCTOR_WARNING] = "warning: it works, but look at it",
                                          [DOCTOR_FAILURE] = "FAIL: it keeps the profile from its work" };
    add(pane, "what", finding->what);
    add_optional(pane, "why it matters", finding->why);
    add_optional(pane, "what to do", finding->advice);
    text_pane_add(pane, ROLE_TEXT, "");
    add(pane, "level", levels[finding->level]);
    add(pane, "about", doctor_area_name(finding->area));
    add(pane, "known as", finding->id);
}

/* Every call that the permission allows. */
static void add_calls(struct text_pane *pane, const char *permission)
{
    const char *label = "allows";
    for (size_t i = 0; i < ENDPOINT_COUNT; i++) {
        if (strcmp(endpoints[i].permission, permission) != 0)
            continue;
        char *text = memory_format("%s %s", endpoints[i].method, endpoints[i].path);
        add(pane, label, text);
        free(text);
        label = "";
    }
}

static void fill_permission(struct text_pane *pane, const struct doctor_permission *permission)
{
    static const char *const states[] = { [DOCTOR_UNKNOWN] = "unknown: the answer did not tell",
                                          [DOCTOR_GRANTED] = "granted: the key has it",
                                          [DOCTOR_MISSING] = "MISSING: Braze refuses what needs it" };
    add(pane, "permission", permission->name);
    add(pane, "state", states[permission->state]);
    if (permission->reason != NULL)
        add(pane, "why unknown", permission->reason);
    add(pane, "needed by", permission->needed_by[0] != '\0' ? permission->needed_by : "nothing that this profile does");
    text_pane_add(pane, ROLE_TEXT, "");
    add_calls(pane, permission->name);
    if (permission->state == DOCTOR_MISSING)
        add_optional(pane, "what to do",
                     "The permissions of a key cannot be changed. Make a new key that has this one, too, "
                     "under Settings > APIs and Identifiers, and set it in the profile.");
}

static void fill_connection(struct text_pane *pane, const struct doctor_report *report)
{
    static const struct {
        const char *name;
        const char *help;
    } known[] = {
        { "name", "the name looked up" },
        { "TCP", "a connection to the address" },
        { "TLS", "certificates and keys exchanged" },
        { "wait", "the request sent, until the first byte of the answer" },
        { "answer", "the rest of the answer" },
    };
    add(pane, "server", report->server);
    add(pane, "REST endpoint", report->rest_url);
    text_pane_add(pane, ROLE_TEXT, "");
    for (size_t i = 0; i < report->step_count; i++) {
        const struct doctor_step *step = &report->steps[i];
        const char *help = NULL;
        for (size_t k = 0; k < sizeof known / sizeof known[0]; k++)
            if (strcmp(known[k].name, step->name) == 0)
                help = known[k].help;
        char *text = memory_format("%.1f ms, from %.1f ms on%s%s%s%s", (double)step->duration_us / 1000,
                                   (double)step->start_us / 1000, help != NULL ? ": " : "", help != NULL ? help : "",
                                   step->note != NULL ? "; " : "", step->note != NULL ? step->note : "");
        add(pane, step->name, text);
        free(text);
    }
}

static void append_or_unknown(UT_string *out, int64_t number)
{
    if (number >= 0)
        text_append_count(out, number);
    else
        utstring_printf(out, "not told");
}

static void fill_limit(struct text_pane *pane, const struct doctor_limit *limit)
{
    UT_string text;
    utstring_init(&text);
    add(pane, "limit for", limit->what);
    append_or_unknown(&text, limit->remaining);
    add(pane, "left", utstring_body(&text));
    utstring_clear(&text);
    append_or_unknown(&text, limit->limit);
    add(pane, "of", utstring_body(&text));
    if (limit->reset_ms >= 0) {
        utstring_clear(&text);
        cell_append_moment(&text, limit->reset_ms, CELL_DAY_AND_MINUTE);
        add(pane, "full again", utstring_body(&text));
    }
    add_optional(pane, "note", "Limits are the workspace's: all keys, RudderStack's among them, share what is left.");
    utstring_done(&text);
}

void doctor_details_fill(struct text_pane *pane, const struct doctor_report *report, struct sheet_item item)
{
    text_pane_clear(pane);
    switch (item.kind) {
    case SHEET_FINDING:
        fill_finding(pane, &report->findings[item.index]);
        break;
    case SHEET_CONNECTION:
        fill_connection(pane, report);
        break;
    case SHEET_PERMISSION:
        fill_permission(pane, &report->permissions[item.index]);
        break;
    case SHEET_LIMIT:
        fill_limit(pane, &report->limits[item.index]);
        break;
    case SHEET_NOTHING:
        text_pane_add(pane, ROLE_TEXT, "Nothing is selected.");
        break;
    }
}

char *doctor_details_title(const struct doctor_report *report, struct sheet_item item)
{
    switch (item.kind) {
    case SHEET_FINDING:
        return memory_format("%s: %s", doctor_level_word(report->findings[item.index].level),
                             doctor_area_name(report->findings[item.index].area));
    case SHEET_PERMISSION:
        return memory_format("permission %s", report->permissions[item.index].name);
    case SHEET_LIMIT:
        return memory_format("limit of %s", report->limits[item.index].what);
    case SHEET_CONNECTION:
        return memory_copy_string("connection");
    case SHEET_NOTHING:
        break;
    }
    return memory_copy_string("details");
}

static void append_line(UT_string *out, const char *text)
{
    if (text != NULL && *text != '\0')
        utstring_printf(out, "%s\n", text);
}

char *doctor_details_text(const struct doctor_report *report, struct sheet_item item)
{
    UT_string out;
    utstring_init(&out);
    if (item.kind == SHEET_FINDING) {
        const struct doctor_finding *finding = &report->findings[item.index];
        utstring_printf(&out, "%s ", doctor_level_word(finding->level));
        append_line(&out, finding->what);
        append_line(&out, finding->why);
        append_line(&out, finding->advice);
    } else if (item.kind == SHEET_PERMISSION) {
        append_line(&out, report->permissions[item.index].name);
    } else {
        struct text_pane *pane = text_pane_new();
        doctor_details_fill(pane, report, item);
        for (size_t i = 0; i < text_pane_count(pane); i++)
            append_line(&out, text_pane_line(pane, i));
        text_pane_free(pane);
    }
    return utstring_body(&out);
}
