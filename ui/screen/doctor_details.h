/* One thing of the doctor's report in full. */
#ifndef UI_SCREEN_DOCTOR_DETAILS_H
#define UI_SCREEN_DOCTOR_DETAILS_H

#include "doctor/report.h"
#include "ui/screen/doctor_sheet.h"
#include "ui/widget/text_pane.h"

/* Fills the pane, clearing it first. */
void doctor_details_fill(struct text_pane *pane, const struct doctor_report *report, struct sheet_item item);

/* What it is called: "permission users.track". Outside text; the caller frees it. */
char *doctor_details_title(const struct doctor_report *report, struct sheet_item item);

/* The same as lines of plain text, to be copied; the caller frees it. */
char *doctor_details_text(const struct doctor_report *report, struct sheet_item item);

#endif
