/* The permissions of a key: which request shows each, what needs it, and what it means that one is missing.
 *
 * Every request is harmless: reads without the parameters they ask for, and writes with an empty object, which Braze
 * documents as an error (400). The permission is looked at before the parameters, so that a 400 says it is there. Where
 * an empty object would be carried out, nothing is asked, and the permission stays unknown. */
#ifndef DOCTOR_PERMISSION_H
#define DOCTOR_PERMISSION_H

#include <stdbool.h>
#include <stddef.h>

#include "braze/endpoint.h"
#include "doctor/check.h"
#include "doctor/report.h"
#include "http/request.h"
#include "profile/profile.h"
#include "support/secret.h"

/* When something is needed. */
enum need_condition {
    NEED_DELIVERY,            /* the profile is in cloud or hybrid mode */
    NEED_RUDDERSTACK,         /* as that, but nothing of it fails for lack of the permission */
    NEED_DEDUPLICATION,       /* NEED_DELIVERY, and supportDedup is on */
    NEED_SUBSCRIPTION_GROUPS, /* NEED_DELIVERY, and enableSubscriptionGroupInGroupCall is on */
    NEED_READING,             /* a convenience */
    NEED_EXPORT               /* a stream that can be exported */
};

/* A stream and the call that its export makes. */
struct doctor_stream {
    const char *name;
    enum endpoint endpoint;
    bool is_legacy; /* nobody misses it */
};

/* What the requests have shown, one entry a call that is probed. */
struct permission_probe {
    enum endpoint endpoint;
    bool done;
    enum doctor_permission_state state;
    char *reason; /* why it is unknown; or NULL */
};

struct permissions {
    struct permission_probe *probes; /* one for each permission, in the order of data/endpoints.def */
    size_t count;
};

void permissions_init(struct permissions *permissions);
void permissions_clear(struct permissions *permissions);

/* The request that shows a permission. The caller frees it, or gives it to http_submit(). */
struct http_request *permission_request(const char *rest_url, enum endpoint endpoint, const struct secret *key);

/* Takes note of what an answer said. */
void permission_take(struct permission_probe *probe, const struct doctor_verdict *verdict);

/* Adds the table of permissions and the findings on what is missing. */
void permissions_check(struct permissions *permissions, const struct profile *profile,
                       const struct doctor_stream *streams, size_t stream_count, struct doctor_report *report);

#endif
