/* The doctor's report as one sheet to move over: findings, the connection's steps, permissions, rate limits. Pure
 * drawing and moving: the report is given each time. */
#ifndef UI_SCREEN_DOCTOR_SHEET_H
#define UI_SCREEN_DOCTOR_SHEET_H

#include <stdbool.h>
#include <stddef.h>

#include "doctor/report.h"
#include "ui/canvas.h"
#include "ui/keymap.h"
#include "ui/keypress.h"
#include "ui/view.h"

/* What a line of the sheet belongs to, and what can be selected. */
enum sheet_kind { SHEET_NOTHING, SHEET_FINDING, SHEET_CONNECTION, SHEET_PERMISSION, SHEET_LIMIT };

struct sheet_item {
    enum sheet_kind kind;
    size_t index; /* in the report's list of that kind; 0 for the connection */
};

struct doctor_sheet;

struct doctor_sheet *doctor_sheet_new(void);
void doctor_sheet_free(struct doctor_sheet *sheet); /* NULL is allowed */

/* The report has changed, or is another one. The selection stays with what it is on, as far as that is there; as long
 * as the operator has not moved, it is on the first line. */
void doctor_sheet_set(struct doctor_sheet *sheet, const struct doctor_report *report);

/* The report as given last. */
void doctor_sheet_paint(struct doctor_sheet *sheet, const struct doctor_report *report, struct canvas *canvas,
                        struct rect rect, bool focused);

/* Moving and filtering. */
enum reaction doctor_sheet_act(struct doctor_sheet *sheet, const struct doctor_report *report, enum action action);
bool doctor_sheet_takes_text(const struct doctor_sheet *sheet);
enum reaction doctor_sheet_type(struct doctor_sheet *sheet, const struct doctor_report *report, keypress key);

/* What is selected; SHEET_NOTHING where there is nothing. */
struct sheet_item doctor_sheet_selected(const struct doctor_sheet *sheet);

/* "12 of 60 · /users", or "" without a filter. Borrowed until the next call. */
const char *doctor_sheet_status(struct doctor_sheet *sheet);

#endif
