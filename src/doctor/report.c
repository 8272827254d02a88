#include "doctor/report.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static const char *const area_names[] = {
#define AREA(identifier, name) name,
#include "data/doctor_areas.def"
#undef AREA
};

const char *doctor_area_name(enum doctor_area area)
{
    return area_names[area];
}

const char *doctor_level_word(enum doctor_level level)
{
    switch (level) {
    case DOCTOR_FINE:
        return "ok";
    case DOCTOR_NOTE:
        return "note";
    case DOCTOR_WARNING:
        return "warn";
    case DOCTOR_FAILURE:
        return "FAIL";
    }
    return "";
}

const char *doctor_permission_word(enum doctor_permission_state state)
{
    switch (state) {
    case DOCTOR_UNKNOWN:
        return "unknown";
    case DOCTOR_GRANTED:
        return "granted";
    case DOCTOR_MISSING:
        return "MISSING";
    }
    return "";
}

void doctor_report_init(struct doctor_report *report)
{
    *report = (struct doctor_report){ 0 };
    char **texts[] = { &report->profile, &report->instance, &report->environment, &report->rest_url,
                       &report->key,     &report->setup,    &report->server };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = memory_copy_string("");
}

void doctor_report_clear(struct doctor_report *report)
{
    for (size_t i = 0; i < report->finding_count; i++) {
        free(report->findings[i].what);
        free(report->findings[i].why);
        free(report->findings[i].advice);
    }
    for (size_t i = 0; i < report->step_count; i++)
        free(report->steps[i].note);
    for (size_t i = 0; i < report->permission_count; i++) {
        free(report->permissions[i].needed_by);
        free(report->permissions[i].reason);
    }
    free(report->findings);
    free(report->steps);
    free(report->permissions);
    free(report->limits);
    for (size_t i = 0; i < report->hidden_count; i++)
        free(report->hidden[i].directory);
    free(report->hidden);
    free(report->profile);
    free(report->instance);
    free(report->environment);
    free(report->rest_url);
    free(report->key);
    free(report->setup);
    free(report->server);
    *report = (struct doctor_report){ 0 };
}

struct doctor_finding *doctor_report_add(struct doctor_report *report, enum doctor_level level, enum doctor_area area,
                                         const char *id, enum error_code code, const char *format, ...)
{
    report->findings = memory_resize(report->findings, report->finding_count + 1, sizeof *report->findings);
    struct doctor_finding *finding = &report->findings[report->finding_count++];
    *finding = (struct doctor_finding){ .level = level, .area = area, .id = id, .code = code };
    va_list arguments;
    va_start(arguments, format);
    finding->what = memory_format_list(format, arguments);
    va_end(arguments);
    return finding;
}

void doctor_finding_why(struct doctor_finding *finding, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = memory_format_list(format, arguments);
    va_end(arguments);
    free(finding->why);
    finding->why = text;
}

void doctor_finding_advice(struct doctor_finding *finding, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = memory_format_list(format, arguments);
    va_end(arguments);
    free(finding->advice);
    finding->advice = text;
}

/* Errors are worded to stand behind a colon: their first letter becomes a capital, unless the first word is a name or a
 * command. The caller frees it. */
static char *begin_sentence(const char *text)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
    char *sentence = memory_copy_string(text);
    size_t word = strspn(sentence, letters);
    bool is_word = word > 0 && (sentence[word] == ' ' || sentence[word] == ',');
    if (is_word && !text_starts_with(sentence, "brazier "))
        sentence[0] = (char)(sentence[0] - 'a' + 'A');
    return sentence;
}

/* True where a full stop could be taken for a part of what stands before it: a URL, a path, an option. */
static bool ends_in_name(const char *text)
{
    const char *blank = strrchr(text, ' ');
    const char *last = blank != NULL ? blank + 1 : text;
    return strpbrk(last, "/=") != NULL || last[0] == '-';
}

void doctor_finding_hint(struct doctor_finding *finding, const struct error *error)
{
    if (error->hint == NULL || error->hint[0] == '\0')
        return;
    char *sentence = begin_sentence(error->hint);
    char end = sentence[strlen(sentence) - 1];
    bool is_ended = strchr(".?!", end) != NULL || ends_in_name(sentence);
    doctor_finding_advice(finding, "%s%s", sentence, is_ended ? "" : ".");
    free(sentence);
}

struct doctor_finding *doctor_report_add_error(struct doctor_report *report, enum doctor_level level, enum doctor_area area,
                                               const char *id, const struct error *error)
{
    char *sentence = begin_sentence(error->message != NULL ? error->message : "it failed, and nobody says why");
    struct doctor_finding *finding = doctor_report_add(report, level, area, id, error->code, "%s", sentence);
    doctor_finding_hint(finding, error);
    free(sentence);
    return finding;
}

void doctor_report_hide(struct doctor_report *report, const char *directory, const char *shown)
{
    if (directory == NULL || directory[0] != '/' || directory[1] == '\0')
        return;
    report->hidden = memory_resize(report->hidden, report->hidden_count + 1, sizeof *report->hidden);
    report->hidden[report->hidden_count++] = (struct doctor_hidden){ memory_copy_string(directory), shown };
}

void doctor_report_add_step(struct doctor_report *report, const char *name, int64_t start_us, int64_t duration_us,
                            const char *note)
{
    report->steps = memory_resize(report->steps, report->step_count + 1, sizeof *report->steps);
    report->steps[report->step_count++] =
        (struct doctor_step){ name, start_us, duration_us, memory_copy_string(note) };
}

void doctor_step_span(const struct doctor_report *report, size_t step, size_t columns, size_t *from, size_t *to)
{
    int64_t total = 1;
    for (size_t i = 0; i < report->step_count; i++) {
        int64_t end = report->steps[i].start_us + report->steps[i].duration_us;
        total = end > total ? end : total;
    }
    int64_t start = report->steps[step].start_us;
    int64_t end = start + report->steps[step].duration_us;
    *from = (size_t)(start * (int64_t)columns / total);
    *to = (size_t)(end * (int64_t)columns / total);
    if (*from >= columns)
        *from = columns - 1;
    if (*to <= *from)
        *to = *from + 1;
}

static bool goes_before(const struct doctor_finding *a, const struct doctor_finding *b)
{
    return a->level != b->level ? a->level > b->level : a->area < b->area;
}

/* Stable, so that a check tells its findings in the order it chose. There are a few dozen at most. */
void doctor_report_sort(struct doctor_report *report)
{
    for (size_t i = 1; i < report->finding_count; i++) {
        struct doctor_finding finding = report->findings[i];
        size_t at = i;
        for (; at > 0 && goes_before(&finding, &report->findings[at - 1]); at--)
            report->findings[at] = report->findings[at - 1];
        report->findings[at] = finding;
    }
}

size_t doctor_report_count(const struct doctor_report *report, enum doctor_level level)
{
    size_t count = 0;
    for (size_t i = 0; i < report->finding_count; i++)
        count += report->findings[i].level == level ? 1 : 0;
    return count;
}

bool doctor_report_has(const struct doctor_report *report, const char *id)
{
    for (size_t i = 0; i < report->finding_count; i++)
        if (strcmp(report->findings[i].id, id) == 0)
            return true;
    return false;
}

bool doctor_report_check(const struct doctor_report *report, struct error *error)
{
    const struct doctor_finding *worst = NULL;
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct doctor_finding *finding = &report->findings[i];
        if (finding->level == DOCTOR_FAILURE && (worst == NULL || goes_before(finding, worst)))
            worst = finding;
    }
    if (worst == NULL)
        return true;
    error_set(error, worst->code != ERROR_NONE ? worst->code : ERROR_FAILED, "%s", worst->what);
    return worst->advice == NULL ? false : error_hint(error, "%s", worst->advice);
}

static void append_part(UT_string *out, size_t count, const char *one, const char *many)
{
    if (count > 0)
        utstring_printf(out, "%s%zu %s", utstring_len(out) > 0 ? ", " : "", count, count == 1 ? one : many);
}

char *doctor_report_summary(const struct doctor_report *report)
{
    UT_string out;
    utstring_init(&out);
    append_part(&out, doctor_report_count(report, DOCTOR_FAILURE), "problem", "problems");
    append_part(&out, doctor_report_count(report, DOCTOR_WARNING), "warning", "warnings");
    append_part(&out, doctor_report_count(report, DOCTOR_FINE) + doctor_report_count(report, DOCTOR_NOTE), "fine",
                "fine");
    return utstring_body(&out);
}
