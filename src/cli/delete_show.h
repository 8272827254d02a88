/* What "brazier delete-users" shows on stdout. */
#ifndef CLI_DELETE_SHOW_H
#define CLI_DELETE_SHOW_H

#include <cjson/cJSON.h>
#include <stdbool.h>

#include "profile/profile.h"
#include "replay/delete_ids.h"
#include "replay/outcome.h"
#include "support/error.h"

struct delete_view {
    const struct profile *profile;
    const struct delete_ids *ids;
    const cJSON *destinations; /* ids of Braze destinations in RudderStack */
    bool json;
};

/* The requests that --confirm would send, with the key masked, and the regulation for RudderStack. */
bool delete_show_plan(const struct delete_view *view, struct error *error) MUST_CHECK;

/* What came of it, and where the record is. */
void delete_show_end(const struct replay_tally *tally, const char *record, bool json);

#endif
