/* The report for programs and for tickets. */
#include <stdlib.h>
#include <string.h>

#include "doctor/report.h"
#include "support/date.h"
#include "support/json.h"

static void add_optional(cJSON *object, const char *name, int64_t value)
{
    if (value < 0)
        json_add_null(object, name);
    else
        json_add_number(object, name, (double)value);
}

static void add_moment(cJSON *object, const char *name, int64_t moment_ms)
{
    char text[DATE_MOMENT_SIZE] = "";
    if (moment_ms >= 0)
        date_format_moment(moment_ms, text);
    json_add_string(object, name, moment_ms >= 0 ? text : NULL);
}

static cJSON *finding_json(const struct doctor_finding *finding)
{
    static const char *const levels[] = { "note", "ok", "warning", "failure" };
    cJSON *object = json_object();
    json_add_string(object, "level", levels[finding->level]);
    json_add_string(object, "area", doctor_area_name(finding->area));
    json_add_string(object, "id", finding->id);
    json_add_string(object, "what", finding->what);
    json_add_string(object, "why", finding->why);
    json_add_string(object, "advice", finding->advice);
    return object;
}

static cJSON *permission_json(const struct doctor_permission *permission)
{
    static const char *const states[] = { "unknown", "granted", "missing" };
    cJSON *object = json_object();
    json_add_string(object, "permission", permission->name);
    json_add_string(object, "state", states[permission->state]);
    json_add_bool(object, "needed", permission->needed);
    json_add_string(object, "needed_by", permission->needed_by);
    json_add_string(object, "reason", permission->reason);
    return object;
}

cJSON *doctor_report_json(const struct doctor_report *report)
{
    cJSON *root = json_object();
    json_add_string(root, "profile", report->profile);
    json_add_string(root, "instance", report->instance);
    json_add_string(root, "environment", report->environment);
    json_add_string(root, "rest_url", report->rest_url);
    json_add_string(root, "setup", report->setup);
    add_moment(root, "started", report->started_ms);
    json_add_number(root, "elapsed_ms", (double)report->elapsed_ms);
    struct error error = ERROR_INIT;
    int status = doctor_report_check(report, &error) ? 0 : error_exit_status(error.code);
    error_clear(&error);
    json_add_number(root, "exit_status", status);
    cJSON *findings = json_add_array(root, "findings");
    for (size_t i = 0; i < report->finding_count; i++)
        json_append(findings, finding_json(&report->findings[i]));
    cJSON *steps = json_add_array(root, "steps");
    for (size_t i = 0; i < report->step_count; i++) {
        cJSON *step = json_object();
        json_add_string(step, "step", report->steps[i].name);
        json_add_number(step, "start_ms", (double)report->steps[i].start_us / 1000);
        json_add_number(step, "ms", (double)report->steps[i].duration_us / 1000);
        json_add_string(step, "note", report->steps[i].note);
        json_append(steps, step);
    }
    cJSON *permissions = json_add_array(root, "permissions");
    for (size_t i = 0; i < report->permission_count; i++)
        json_append(permissions, permission_json(&report->permissions[i]));
    cJSON *limits = json_add_array(root, "rate_limits");
    for (size_t i = 0; i < report->limit_count; i++) {
        cJSON *limit = json_object();
        json_add_string(limit, "what", report->limits[i].what);
        add_optional(limit, "limit", report->limits[i].limit);
        add_optional(limit, "remaining", report->limits[i].remaining);
        add_moment(limit, "reset", report->limits[i].reset_ms);
        json_append(limits, limit);
    }
    return root;
}

/* The directory to hide that text begins with, followed by a slash; or NULL. */
static const struct doctor_hidden *hidden_at(const struct doctor_report *report, const char *text)
{
    for (size_t i = 0; i < report->hidden_count; i++) {
        const struct doctor_hidden *hidden = &report->hidden[i];
        if (text_starts_with(text, hidden->directory) && text[strlen(hidden->directory)] == '/')
            return hidden;
    }
    return NULL;
}

/* Text from outside without this machine's directories; the caller frees it. */
static char *without_directories(const struct doctor_report *report, const char *text)
{
    UT_string out;
    utstring_init(&out);
    while (*text != '\0') {
        const struct doctor_hidden *hidden = hidden_at(report, text);
        if (hidden != NULL) {
            utstring_printf(&out, "%s", hidden->shown);
            /* What stands for nothing leaves a name as from that directory on. */
            text += strlen(hidden->directory) + (hidden->shown[0] == '\0' ? 1 : 0);
        } else {
            utstring_bincpy(&out, text++, 1);
        }
    }
    return utstring_body(&out);
}

/* Text from outside in Markdown: on one line, with nothing that Markdown or a table would take for its own. */
static void append_plain(UT_string *out, const struct doctor_report *report, const char *text)
{
    char *shown = without_directories(report, text);
    char *visible = text_visible(shown, strlen(shown));
    free(shown);
    for (const char *at = visible; *at != '\0'; at++) {
        if (strchr("\\`*_{}[]<>#|~&", *at) != NULL)
            utstring_bincpy(out, "\\", 1);
        utstring_bincpy(out, at, 1);
    }
    free(visible);
}

static void append_row(UT_string *out, const struct doctor_report *report, const char *name, const char *value)
{
    utstring_printf(out, "| %s | ", name);
    append_plain(out, report, value);
    utstring_printf(out, " |\n");
}

static void append_markdown_findings(const struct doctor_report *report, UT_string *out)
{
    utstring_printf(out, "\n## Findings\n\n");
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct doctor_finding *finding = &report->findings[i];
        utstring_printf(out, "- **%s** ", doctor_level_word(finding->level));
        append_plain(out, report, finding->what);
        utstring_printf(out, "\n");
        const char *const more[] = { finding->why, finding->advice };
        for (size_t j = 0; j < 2; j++) {
            if (more[j] == NULL)
                continue;
            utstring_printf(out, "  - ");
            append_plain(out, report, more[j]);
            utstring_printf(out, "\n");
        }
    }
}

void doctor_report_markdown(const struct doctor_report *report, UT_string *out)
{
    char started[DATE_MOMENT_SIZE];
    date_format_moment(report->started_ms, started);
    char *summary = doctor_report_summary(report);
    utstring_printf(out, "# Braze connection report\n\n| | |\n|---|---|\n");
    append_row(out, report, "profile", report->profile);
    append_row(out, report, "instance", report->instance);
    append_row(out, report, "environment", report->environment);
    append_row(out, report, "REST endpoint", report->rest_url);
    append_row(out, report, "server", report->server);
    append_row(out, report, "set up for", report->setup);
    append_row(out, report, "made", started);
    append_row(out, report, "result", summary);
    free(summary);
    append_markdown_findings(report, out);
    if (report->step_count > 0)
        utstring_printf(out, "\n## Connection\n\n| step | begins | takes | |\n|---|---:|---:|---|\n");
    for (size_t i = 0; i < report->step_count; i++) {
        const struct doctor_step *step = &report->steps[i];
        utstring_printf(out, "| %s | %.1f ms | %.1f ms | ", step->name, (double)step->start_us / 1000,
                        (double)step->duration_us / 1000);
        append_plain(out, report, step->note != NULL ? step->note : "");
        utstring_printf(out, " |\n");
    }
    if (report->permission_count > 0)
        utstring_printf(out, "\n## Permissions of the key\n\n| permission | needed by | state |\n|---|---|---|\n");
    for (size_t i = 0; i < report->permission_count; i++) {
        const struct doctor_permission *permission = &report->permissions[i];
        utstring_printf(out, "| `%s` | ", permission->name);
        append_plain(out, report, permission->needed_by);
        utstring_printf(out, " | %s |\n", doctor_permission_word(permission->state));
    }
    if (report->limit_count > 0)
        utstring_printf(out, "\n## Rate limits\n\n| limit | left | of | until |\n|---|---:|---:|---|\n");
    for (size_t i = 0; i < report->limit_count; i++) {
        const struct doctor_limit *limit = &report->limits[i];
        utstring_printf(out, "| %s | ", limit->what);
        if (limit->remaining >= 0)
            text_append_count(out, limit->remaining);
        utstring_printf(out, " | ");
        if (limit->limit >= 0)
            text_append_count(out, limit->limit);
        char reset[DATE_MOMENT_SIZE] = "";
        if (limit->reset_ms >= 0)
            date_format_moment(limit->reset_ms, reset);
        utstring_printf(out, " | %s |\n", reset);
    }
}
