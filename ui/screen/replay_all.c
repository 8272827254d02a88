#include "ui/screen/replay_all.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "replay/setup.h"
#include "support/text.h"
#include "ui/desk.h"
#include "ui/widget/cell.h"
#include "ui/widget/dialog.h"
#include "ui/widget/form.h"
#include "workbench/mailing.h"

enum field { FIELD_BEFORE, FIELD_UNKNOWN, FIELD_PACE, FIELD_TIMES, FIELD_SUFFIX, FIELDS };
enum { MOST_RATE = 100000 };

static const char *const before_choices[] = { "go on", "begin anew", NULL };
static const char *const unknown_choices[] = { "leave them", "send again", NULL };
static const char *const times_choices[] = { "keep", "now", NULL };
static const char *const times_details[] = { "as the events say", "all moments are shifted, so that the newest is now", NULL };

/* What is asked about, from the form to the question. */
struct all_box {
    struct console *console;
    struct selection selection;
    struct replay_summary earlier;
    bool was_sent; /* there is a record */
    struct mailing_wish wish;
    char *id_suffix;
    void (*begun)(void *context);
    void *context;
};

static void free_box(void *context)
{
    struct all_box *box = context;
    selection_clear(&box->selection);
    free(box->id_suffix);
    free(box);
}

static struct mailing *mailing_of(const struct console *console)
{
    return desk_mailing(console_desk(console));
}

static int idle_timeout(const struct console *console)
{
    return (int)preferences_ms(desk_preferences(console_desk(console)), PREFERENCE_IDLE_TIMEOUT);
}

/* The question. */

static void send_agreed(struct console *console, void *context)
{
    struct all_box *box = context;
    struct error error = ERROR_INIT;
    struct workbench *workbench = desk_workbench(console_desk(console));
    struct mailing *mailing = mailing_of(console);
    if (workbench == NULL || mailing_is_busy(mailing)) {
        console_say(console, MESSAGE_WARNING, "Nothing was sent: something else is on its way");
        return;
    }
    if (mailing_send(mailing, &box->selection, workbench_events(workbench), workbench_draft(workbench), &box->wish, &error)) {
        console_say(console, MESSAGE_NOTE, "Sending %s", mailing_what(mailing));
        box->begun(box->context);
    } else {
        console_tell(console, &error);
    }
    error_clear(&error);
}

static void append_plan(UT_string *text, const struct all_box *box, const struct draft *draft)
{
    if (box->wish.resumes) {
        utstring_printf(text, "What was answered is not sent again. ");
        if (box->earlier.unknown > 0 && box->wish.send_unknown)
            utstring_printf(text, "%zu of which nobody knows are sent again: Braze may count them twice. ", box->earlier.unknown);
        else if (box->earlier.unknown > 0)
            utstring_printf(text, "%zu of which nobody knows are left alone. ", box->earlier.unknown);
    } else if (box->was_sent && box->earlier.tally.count[REPLAY_ACCEPTED] > 0) {
        utstring_printf(text, "They were sent before (");
        cell_append_moment(text, box->earlier.started_ms, CELL_DAY_AND_MINUTE);
        utstring_printf(text, "), and Braze counts them again. ");
    }
    if (box->wish.timestamps_now && !box->wish.resumes)
        utstring_printf(text, "Their newest moment becomes now. ");
    if (box->id_suffix != NULL && !box->wish.resumes)
        utstring_printf(text, "Users' ids get \"%s\" at their end. ", box->id_suffix);
    if (box->wish.rate > 0)
        utstring_printf(text, "At most %u events a second. ", box->wish.rate);
    if (draft_changed_count(draft) > 0)
        utstring_printf(text, "The settings they are mapped by are not saved. ");
}

static void ask(struct console *console, struct all_box *box)
{
    const struct profile *profile = session_profile(desk_session(console_desk(console)));
    bool production = profile_is_production(profile);
    UT_string text;
    utstring_init(&text);
    utstring_printf(&text, "%s\n\nProfile %s, %s\nto %s\n\n", box->selection.what, profile->name,
                    production ? "PRODUCTION" : profile->environment, profile->rest_url);
    append_plan(&text, box, workbench_draft(desk_workbench(console_desk(console))));
    utstring_printf(&text, "This changes what Braze holds, and may start messages to people.");
    console_push(console, dialog_new(&(struct dialog_options){ .title = "Send all to Braze",
                                                               .text = utstring_body(&text),
                                                               .yes = "Send",
                                                               .word = production ? profile->name : NULL,
                                                               .agreed = send_agreed,
                                                               .context = box,
                                                               .release = free_box }));
    utstring_done(&text);
}

/* The form. */

static bool goes_on(const struct form *form, const struct all_box *box)
{
    return box->earlier.is_open && strcmp(form_value(form, FIELD_BEFORE), before_choices[0]) == 0;
}

/* What a replay was begun with it keeps. */
static void show_fields(struct form *form, const struct all_box *box)
{
    bool resumes = goes_on(form, box);
    form_set_hidden(form, FIELD_BEFORE, !box->earlier.is_open);
    form_set_hidden(form, FIELD_UNKNOWN, !resumes || box->earlier.unknown == 0);
    form_set_reason(form, FIELD_TIMES, resumes ? "as it was begun" : NULL);
    form_set_reason(form, FIELD_SUFFIX, resumes ? "as it was begun" : NULL);
}

static void changed(struct form *form, size_t field, void *context)
{
    if (field == FIELD_BEFORE)
        show_fields(form, *(struct all_box **)context);
}

static bool read_rate(const struct form *form, unsigned *rate, struct error *error)
{
    const char *text = form_value(form, FIELD_PACE);
    char *end = NULL;
    *rate = 0;
    if (*text == '\0')
        return true;
    errno = 0;
    long value = strtol(text, &end, 10);
    if (errno != 0 || *end != '\0' || value < 1 || value > MOST_RATE)
        return error_set(error, ERROR_USAGE, "events a second: a number from 1 to %d, or nothing", MOST_RATE);
    *rate = (unsigned)value;
    return true;
}

static bool check(const struct form *form, size_t field, void *context, struct error *error)
{
    unsigned rate = 0;
    (void)context;
    if (field == FIELD_PACE)
        return read_rate(form, &rate, error);
    if (field == FIELD_SUFFIX && strlen(form_value(form, field)) > REPLAY_LONGEST_ID_SUFFIX)
        return error_set(error, ERROR_USAGE, "at most %d bytes", REPLAY_LONGEST_ID_SUFFIX);
    return true;
}

static bool read_form(const struct form *form, struct all_box *box, struct error *error)
{
    const char *suffix = form_value(form, FIELD_SUFFIX);
    bool resumes = goes_on(form, box);
    free(box->id_suffix);
    box->id_suffix = !resumes && *suffix != '\0' ? memory_copy_string(suffix) : NULL;
    box->wish = (struct mailing_wish){
        .id_suffix = box->id_suffix,
        .timestamps_now = !resumes && strcmp(form_value(form, FIELD_TIMES), times_choices[1]) == 0,
        .resumes = resumes,
        .send_unknown = resumes && strcmp(form_value(form, FIELD_UNKNOWN), unknown_choices[1]) == 0,
        .restarts = !resumes,
        .idle_timeout_ms = idle_timeout(box->console),
    };
    return read_rate(form, &box->wish.rate, error);
}

/* The box goes from the form to the question. */
static bool saved(struct form *form, void *context, struct error *error)
{
    struct all_box **held = context;
    if (!read_form(form, *held, error))
        return false;
    ask((*held)->console, *held);
    *held = NULL;
    return true;
}

static void release(void *context)
{
    struct all_box **held = context;
    if (*held != NULL)
        free_box(*held);
    free(held);
}

static char *describe_earlier(const struct all_box *box)
{
    UT_string text;
    utstring_init(&text);
    utstring_printf(&text, "it was begun ");
    cell_append_moment(&text, box->earlier.started_ms, CELL_DAY_AND_MINUTE);
    char *tally = replay_tally_text(&box->earlier.tally);
    utstring_printf(&text, " and has not ended: %s", tally);
    free(tally);
    return utstring_body(&text);
}

void replay_ask_all(struct console *console, struct selection *selection, void (*begun)(void *context), void *context)
{
    struct all_box *box = memory_allocate(1, sizeof *box);
    struct all_box **held = memory_allocate(1, sizeof *held);
    *box = (struct all_box){ .console = console, .selection = *selection, .begun = begun, .context = context };
    *selection = (struct selection){ 0 };
    *held = box;
    box->was_sent = replay_record_look(box->selection.record, &box->earlier);
    char *earlier = describe_earlier(box);
    char *unknown = memory_format("%zu event%s sent and not answered: Braze may have applied them; read them back first",
                                  box->earlier.unknown, box->earlier.unknown == 1 ? " was" : "s were");
    char *shown = text_visible(box->selection.what, strlen(box->selection.what));
    char *title = memory_format("Send %s", shown);
    const struct form_field fields[FIELDS] = {
        [FIELD_BEFORE] = { .kind = FORM_CHOICE, .label = "Replay", .value = before_choices[0], .choices = before_choices,
                           .help = earlier },
        [FIELD_UNKNOWN] = { .kind = FORM_CHOICE, .label = "Unknown", .value = unknown_choices[0], .choices = unknown_choices,
                            .help = unknown },
        [FIELD_PACE] = { .kind = FORM_TEXT, .label = "Events a second", .placeholder = "as fast as the rate limits allow",
                         .help = "at most; Braze's rate limits are kept in any case" },
        [FIELD_TIMES] = { .kind = FORM_CHOICE, .label = "Times", .value = times_choices[0], .choices = times_choices,
                          .details = times_details },
        [FIELD_SUFFIX] = { .kind = FORM_TEXT, .label = "Id suffix", .placeholder = "none",
                           .help = "put behind every user's id, for a trial run; addresses stay as they are" },
    };
    struct view *view = form_new(&(struct form_options){ .title = title,
                                                         .fields = fields,
                                                         .count = FIELDS,
                                                         .save = "Send\xE2\x80\xA6",
                                                         .context = held,
                                                         .release = release,
                                                         .check = check,
                                                         .changed = changed,
                                                         .saved = saved });
    show_fields((struct form *)view, box);
    console_push(console, view);
    free(title);
    free(shown);
    free(unknown);
    free(earlier);
}

void replay_try_all(struct console *console, struct selection *selection)
{
    struct workbench *workbench = desk_workbench(console_desk(console));
    const struct mailing_wish wish = { .rate = 0 };
    mailing_try(mailing_of(console), selection, workbench_events(workbench), workbench_draft(workbench), &wish);
}
