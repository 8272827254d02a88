/* One attempt of the journal in full: what came of it, the request, the answer, the answer's body. */
#ifndef UI_SCREEN_ATTEMPT_H
#define UI_SCREEN_ATTEMPT_H

#include "journal/view.h"
#include "ui/view.h"

struct attempt;

struct attempt *attempt_new(struct console *console);
void attempt_free(struct attempt *attempt); /* NULL is allowed */

/* Shows this row, which is not kept; NULL: it is not in the journal any more. */
void attempt_show(struct attempt *attempt, const struct journal_entry *entry);

void attempt_paint(struct attempt *attempt, struct canvas *canvas, struct rect rect, bool focused);
unsigned attempt_contexts(const struct attempt *attempt);
bool attempt_takes_text(const struct attempt *attempt);
enum reaction attempt_type(struct attempt *attempt, keypress key);
enum reaction attempt_act(struct attempt *attempt, enum action action);
const char *attempt_why_not(const struct attempt *attempt, enum action action);

#endif
