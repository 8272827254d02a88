/* What the commands about the journal share: which rows are meant, and whose journal. */
#ifndef CLI_HISTORY_FILTER_H
#define CLI_HISTORY_FILTER_H

#include <stdbool.h>

#include "cli/command.h"
#include "cli/ground.h"
#include "journal/view.h"
#include "support/error.h"

#define HISTORY_FILTER_OPTIONS                                                                                         \
    { "status", 0, "STATUS", "only answers with this status: 404, 4xx, or none for requests without an answer" },      \
    { "method", 0, "METHOD", "only this method: GET, POST" },                                                          \
    { "path", 0, "TEXT", "only requests with TEXT in their path or query" },                                           \
    { "text", 0, "TEXT", "only those with TEXT in the URL, a header, a body or a message" },                           \
    { "label", 0, "WORD", "only what was made for this: test, explore, sync, replay, doctor" },                        \
    { "since", 0, "WHEN", "not before WHEN: 2026-09-15, 2026-09-15T10:00, or 30m, 2h, 7d ago" }

/* The filter that the options make; it borrows their texts. ERROR_USAGE. */
bool history_read_filter(const struct cli *cli, struct journal_filter *filter, struct error *error) MUST_CHECK;

/* The name of the profile whose journal is meant: it can be read without its profile, which may be broken or gone. The
 * caller frees it. NULL with error filled. */
char *history_find_name(const struct cli *cli, const struct cli_ground *ground, struct error *error) MUST_CHECK;

/* The verb "repeat": history_repeat.c. */
extern const struct cli_option history_repeat_options[];
bool history_repeat(const struct cli *cli, struct error *error) MUST_CHECK;

#endif
