/* Braze's instances, and what a URL of Braze's is: REST endpoint, SDK endpoint, dashboard, or neither.
 *
 * The table is data/instances.def, from https://www.braze.com/docs/api/basics/#endpoints. */
#ifndef PROFILE_INSTANCE_H
#define PROFILE_INSTANCE_H

#include <stdbool.h>
#include <stddef.h>

#include "support/error.h"

struct instance {
    const char *id;          /* "EU-01" */
    const char *dashboard;   /* a host */
    const char *rest;        /* a URL without a slash at its end */
    const char *sdk;         /* a host */
    const char *rudderstack; /* the REST URL that RudderStack derives from the id; NULL: it refuses the id */
};

extern const struct instance instances[];
extern const size_t instance_count;

/* By id, in any case of letters; NULL if it is not listed. */
const struct instance *instance_find(const char *id);

/* By the URL or host of its REST endpoint, SDK endpoint or dashboard; NULL if it is none of them. */
const struct instance *instance_of_rest(const char *url);
const struct instance *instance_of_sdk(const char *url);
const struct instance *instance_of_dashboard(const char *url);

/* As instance_find(), with ERROR_CONFIGURATION that names the nearest id. */
const struct instance *instance_parse(const char *id, struct error *error) MUST_CHECK;

/* Checks a REST URL given by hand: https, or http to the loopback; a host, maybe a port, and nothing else; not an SDK
 * endpoint or a dashboard (then the hint names the REST endpoint that belongs to it). A host alone is taken as
 * https. *normal is the URL in lower case without a slash at its end, the caller's to free. *warning (may be NULL) is
 * set to text to show, the caller's to free, where the host looks like one of Braze's but is not listed; else to NULL. */
bool instance_check_rest_url(const char *url, char **normal, char **warning, struct error *error) MUST_CHECK;

/* The same without what is special to Braze: any URL of a server, as RudderStack's data plane. */
bool instance_check_url(const char *url, const char *what, char **normal, struct error *error) MUST_CHECK;

#endif
