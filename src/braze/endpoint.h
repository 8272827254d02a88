/* The calls of Braze's REST API, out of data/endpoints.def and data/limits.def. */
#ifndef BRAZE_ENDPOINT_H
#define BRAZE_ENDPOINT_H

#include <stdbool.h>
#include <stddef.h>

#include "http/pace.h"

enum endpoint {
#define ENDPOINT(identifier, method, path, permission, limit, per_page, access) ENDPOINT_##identifier,
#include "data/endpoints.def"
#undef ENDPOINT
    ENDPOINT_COUNT
};

struct endpoint_info {
    const char *name;        /* "CAMPAIGNS_LIST" */
    const char *method;      /* "GET", "POST" */
    const char *path;        /* "/campaigns/list"; {id} stands for an identifier */
    const char *permission;  /* what the key must have */
    const char *limit_class; /* "GENERAL": which pool of requests it counts against */
    unsigned per_page;       /* rows on a full page; 0: it has no pages, or they have no known size */
    bool is_read;            /* changes nothing at Braze */
};

extern const struct endpoint_info endpoints[ENDPOINT_COUNT];

/* The endpoint of a method (in any case) and a path without query; false if it is none of them. */
bool endpoint_find(const char *method, const char *path, enum endpoint *endpoint);

/* What Braze documents of each limit class, for http_options; what its answers say goes before. */
extern const struct http_rate endpoint_rates[];
extern const size_t endpoint_rate_count;

/* What a limit class is for, in words; NULL for none of ours. */
const char *endpoint_limit_what(const char *limit_class);

#endif
