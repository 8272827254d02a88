#include "ui/screen/history_filter.h"

#include <stdlib.h>
#include <string.h>

#include "journal/filter.h"
#include "support/date.h"
#include "support/text.h"
#include "ui/widget/form.h"

enum field { FIELD_STATUS, FIELD_METHOD, FIELD_PATH, FIELD_TEXT, FIELD_LABEL, FIELD_SINCE, FIELDS };

static const char any[] = "any";

struct history_filter {
    char *values[FIELDS];             /* as typed; NULL: not asked for */
    struct journal_filter conditions; /* borrows from the values */
    UT_string words;
    void (*changed)(void *context);
    void *context;
};

struct history_filter *history_filter_new(void)
{
    struct history_filter *filter = memory_allocate(1, sizeof *filter);
    utstring_init(&filter->words);
    return filter;
}

void history_filter_clear(struct history_filter *filter)
{
    for (int i = 0; i < FIELDS; i++) {
        free(filter->values[i]);
        filter->values[i] = NULL;
    }
    filter->conditions = (struct journal_filter)JOURNAL_FILTER_INIT;
    utstring_clear(&filter->words);
}

void history_filter_free(struct history_filter *filter)
{
    if (filter == NULL)
        return;
    history_filter_clear(filter);
    utstring_done(&filter->words);
    free(filter);
}

const struct journal_filter *history_filter_conditions(const struct history_filter *filter)
{
    return utstring_len(&filter->words) > 0 ? &filter->conditions : NULL;
}

const char *history_filter_words(const struct history_filter *filter)
{
    return utstring_body(&filter->words);
}

/* A field's value without blanks around it, or NULL where it asks for nothing. The caller frees it. */
static char *wanted(const struct form *form, size_t field)
{
    char *value = text_trim(form_value(form, field));
    if (*value != '\0' && strcmp(value, any) != 0)
        return value;
    free(value);
    return NULL;
}

static bool check_field(const struct form *form, size_t field, void *context, struct error *error)
{
    (void)context;
    char *value = wanted(form, field);
    int status = 0;
    int64_t since = 0;
    bool good = true;
    if (value != NULL && field == FIELD_STATUS)
        good = journal_read_status(value, &status, error);
    else if (value != NULL && field == FIELD_SINCE)
        good = journal_read_since(value, date_now_ms(), &since, error);
    free(value);
    return good;
}

static bool save(struct form *form, void *context, struct error *error)
{
    struct history_filter *filter = context;
    history_filter_clear(filter);
    for (size_t i = 0; i < FIELDS; i++)
        filter->values[i] = wanted(form, i);
    struct journal_filter *conditions = &filter->conditions;
    char *const *values = filter->values;
    if ((values[FIELD_STATUS] != NULL && !journal_read_status(values[FIELD_STATUS], &conditions->status, error)) ||
        (values[FIELD_SINCE] != NULL &&
         !journal_read_since(values[FIELD_SINCE], console_wall_ms(form_console(form)), &conditions->since_ms, error)))
        return false;
    conditions->method = values[FIELD_METHOD];
    conditions->path = values[FIELD_PATH];
    conditions->text = values[FIELD_TEXT];
    conditions->label = values[FIELD_LABEL];
    journal_filter_describe(conditions, values[FIELD_SINCE], &filter->words);
    filter->changed(filter->context);
    return true;
}

void history_filter_open(struct console *console, struct history_filter *filter, void (*changed)(void *context),
                         void *context)
{
    static const char *const methods[] = { any, "GET", "POST", "PUT", "PATCH", "DELETE", NULL };
    static const char *const labels[] = { any,      "test",   "explore",   "sync", "replay",
                                          "doctor", "repeat", "read back", NULL };
    struct form_field fields[FIELDS] = {
        [FIELD_STATUS] = { .kind = FORM_TEXT,
                           .label = "Status",
                           .placeholder = "any",
                           .help = "404, 4xx, or none for requests without an answer" },
        [FIELD_METHOD] = { .kind = FORM_CHOICE, .label = "Method", .choices = methods, .help = "the HTTP method" },
        [FIELD_PATH] = { .kind = FORM_TEXT,
                         .label = "Path has",
                         .placeholder = "any",
                         .help = "in the path or the query: users/track" },
        [FIELD_TEXT] = { .kind = FORM_TEXT,
                         .label = "Text",
                         .placeholder = "any",
                         .help = "in the URL, a header, a body or a message, of the request or the answer" },
        [FIELD_LABEL] = { .kind = FORM_CHOICE,
                          .label = "Made for",
                          .choices = labels,
                          .help = "what the request was made for" },
        [FIELD_SINCE] = { .kind = FORM_TEXT,
                          .label = "Since",
                          .placeholder = "the beginning",
                          .help = "30m, 2h or 7d ago, or a moment in UTC: 2026-09-15, 2026-09-15T10:00" },
    };
    for (int i = 0; i < FIELDS; i++)
        fields[i].value = filter->values[i];
    filter->changed = changed;
    filter->context = context;
    console_push(console, form_new(&(struct form_options){ .title = "Show requests with",
                                                           .fields = fields,
                                                           .count = FIELDS,
                                                           .save = "Show",
                                                           .context = filter,
                                                           .check = check_field,
                                                           .saved = save }));
}
