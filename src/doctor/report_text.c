#include <stdlib.h>
#include <string.h>

#include "doctor/report.h"
#include "support/date.h"

enum { LEVEL_COLUMNS = 6, STEP_COLUMNS = 12, TIME_COLUMNS = 10, LEFT_COLUMNS = 18, NARROWEST_BAR = 10, WIDEST_BAR = 60 };

/* What the server or the environment said ends here: made visible, on one line. */
static void append_line(UT_string *out, const char *level, const char *text)
{
    text_append_cell(out, level, LEVEL_COLUMNS, TEXT_LEFT);
    text_append_visible(out, text, strlen(text));
    utstring_bincpy(out, "\n", 1);
}

static void append_findings(UT_string *out, const struct doctor_report *report)
{
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct doctor_finding *finding = &report->findings[i];
        append_line(out, doctor_level_word(finding->level), finding->what);
        if (finding->why != NULL)
            append_line(out, "", finding->why);
        if (finding->advice != NULL)
            append_line(out, "", finding->advice);
    }
}

static void append_bar(UT_string *out, const struct doctor_report *report, size_t step, size_t columns)
{
    size_t from = 0;
    size_t to = 0;
    doctor_step_span(report, step, columns, &from, &to);
    for (size_t i = 0; i < columns; i++)
        utstring_printf(out, "%s", i < from || i >= to ? " " : "\xE2\x94\x81");
}

static void append_steps(UT_string *out, const struct doctor_report *report, size_t columns)
{
    size_t taken = LEVEL_COLUMNS + STEP_COLUMNS + TIME_COLUMNS + 30;
    size_t bar = columns > taken + NARROWEST_BAR ? columns - taken : NARROWEST_BAR;
    bar = bar > WIDEST_BAR ? WIDEST_BAR : bar;
    if (report->step_count > 0)
        utstring_printf(out, "\n%s\n", report->server);
    for (size_t i = 0; i < report->step_count; i++) {
        const struct doctor_step *step = &report->steps[i];
        UT_string line;
        utstring_init(&line);
        utstring_printf(&line, "  ");
        text_append_cell(&line, step->name, STEP_COLUMNS, TEXT_LEFT);
        char *time = memory_format("%.1f ms", (double)step->duration_us / 1000);
        text_append_cell(&line, time, TIME_COLUMNS, TEXT_RIGHT);
        free(time);
        utstring_printf(&line, "  ");
        append_bar(&line, report, i, bar);
        utstring_printf(&line, "  ");
        if (step->note != NULL)
            text_append_visible(&line, step->note, strlen(step->note));
        size_t length = utstring_len(&line);
        while (length > 0 && utstring_body(&line)[length - 1] == ' ')
            length--;
        utstring_bincpy(out, utstring_body(&line), length);
        utstring_bincpy(out, "\n", 1);
        utstring_done(&line);
    }
}

static bool is_listed(const struct doctor_permission *permission, bool verbose)
{
    return verbose || permission->needed;
}

static void append_permissions(UT_string *out, const struct doctor_report *report, size_t columns, bool verbose)
{
    size_t widest = 0;
    size_t listed = 0;
    for (size_t i = 0; i < report->permission_count; i++) {
        size_t width = strlen(report->permissions[i].name);
        widest = width > widest ? width : widest;
        listed += is_listed(&report->permissions[i], verbose) ? 1 : 0;
    }
    if (listed == 0)
        return;
    size_t needed = columns > widest + 14 + 20 ? columns - widest - 14 : 20;
    utstring_printf(out, "\n");
    text_append_cell(out, "Permissions", widest + 4, TEXT_LEFT);
    text_append_cell(out, "needed by", needed, TEXT_LEFT);
    utstring_printf(out, "  state\n");
    for (size_t i = 0; i < report->permission_count; i++) {
        const struct doctor_permission *permission = &report->permissions[i];
        if (!is_listed(permission, verbose))
            continue;
        utstring_printf(out, "  ");
        text_append_cell(out, permission->name, widest + 2, TEXT_LEFT);
        text_append_cell(out, permission->needed_by, needed, TEXT_LEFT);
        utstring_printf(out, "  %s\n", doctor_permission_word(permission->state));
    }
}

/* Limits last a day at most: the time of day tells it. */
static void append_reset(UT_string *out, int64_t reset_ms)
{
    char moment[DATE_MOMENT_SIZE];
    date_format_moment(reset_ms, moment);
    utstring_printf(out, "  resets %.5s UTC", moment + strlen("2026-03-14T"));
}

static void append_limits(UT_string *out, const struct doctor_report *report)
{
    if (report->limit_count > 0)
        utstring_printf(out, "\nRate limits\n");
    UT_string left;
    utstring_init(&left);
    for (size_t i = 0; i < report->limit_count; i++) {
        const struct doctor_limit *limit = &report->limits[i];
        utstring_clear(&left);
        if (limit->remaining >= 0)
            text_append_count(&left, limit->remaining);
        else
            utstring_printf(&left, "?");
        if (limit->limit >= 0) {
            utstring_printf(&left, " of ");
            text_append_count(&left, limit->limit);
        }
        utstring_printf(out, "  ");
        text_append_cell(out, utstring_body(&left), LEFT_COLUMNS, TEXT_RIGHT);
        if (limit->reset_ms >= 0)
            append_reset(out, limit->reset_ms);
        utstring_printf(out, "  %s\n", limit->what);
    }
    utstring_done(&left);
}

void doctor_report_text(const struct doctor_report *report, size_t columns, bool verbose, UT_string *out)
{
    append_findings(out, report);
    append_steps(out, report, columns);
    append_permissions(out, report, columns, verbose);
    append_limits(out, report);
    char *summary = doctor_report_summary(report);
    utstring_printf(out, "\n%s; %.1f s\n", summary, (double)report->elapsed_ms / 1000);
    free(summary);
}
