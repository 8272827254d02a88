/* What becomes of one event under the settings of a draft, ready to be shown, sent and compared. */
#ifndef WORKBENCH_TRIAL_H
#define WORKBENCH_TRIAL_H

#include <stdbool.h>
#include <stddef.h>

#include "rudderstack/preview.h"
#include "support/error.h"
#include "support/text.h"
#include "workbench/draft.h"

struct trial {
    struct arena *arena;
    struct preview preview; /* everything in it lives until the trial is cleared or run again */
};

void trial_init(struct trial *trial);
void trial_clear(struct trial *trial);

/* Maps an event as the state says; false if the text is no JSON object (ERROR_INPUT), and then there is no preview. */
bool trial_run(struct trial *trial, const struct draft_state *state, const char *text, size_t length, bool explain,
               struct error *error) MUST_CHECK;

/* Appends in one line what comes of it: "users/track", "users/merge, users/track; 2 SDK calls", "error: why", "nothing: why". */
void trial_append_summary(UT_string *out, const struct trial *trial);

/* Appends all that is sent, in lines: for each request its method and path and its body, for each SDK call its name and
 * arguments; why there is nothing, where that is so. Two events with the same text have the same effect at Braze. */
void trial_append_text(UT_string *out, const struct trial *trial);

/* Appends a call as it would be written in a program: logPurchase("p-1", 12.5, "EUR", 2). */
void trial_append_call(UT_string *out, const cJSON *call);

/* The path of a request without the host: "/users/track". Borrowed. */
const char *trial_request_path(const cJSON *request);

#endif
