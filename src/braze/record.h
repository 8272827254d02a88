/* An attempt to send a request, as an entry of the journal. */
#ifndef BRAZE_RECORD_H
#define BRAZE_RECORD_H

#include "http/client.h"
#include "journal/journal.h"
#include "support/error.h"

/* profile is whose request it was. The journal redacts. */
bool record_attempt(struct journal *journal, const char *profile, const struct http_attempt *attempt,
                    struct error *error) MUST_CHECK;

#endif
