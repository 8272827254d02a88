#include "braze/endpoint.h"

#include <string.h>

#include "support/text.h"

#define READ true
#define WRITE false

const struct endpoint_info endpoints[ENDPOINT_COUNT] = {
#define ENDPOINT(identifier, method, path, permission, limit, per_page, access) \
    { #identifier, #method, path, permission, #limit, per_page, access },
#include "data/endpoints.def"
#undef ENDPOINT
};

/* A limit that no class of data/limits.def stands for does not compile. */
enum {
#define LIMIT(identifier, requests, seconds, what) IS_LIMIT_##identifier,
#include "data/limits.def"
#undef LIMIT
#define ENDPOINT(identifier, method, path, permission, limit, per_page, access) LIMIT_OF_##identifier = IS_LIMIT_##limit,
#include "data/endpoints.def"
#undef ENDPOINT
};

const struct http_rate endpoint_rates[] = {
#define LIMIT(identifier, requests, seconds, what) { #identifier, requests, (seconds) * 1000 },
#include "data/limits.def"
#undef LIMIT
};
const size_t endpoint_rate_count = sizeof endpoint_rates / sizeof *endpoint_rates;

#define ID "{id}"

static bool path_matches(const char *pattern, const char *path)
{
    const char *id = strstr(pattern, ID);
    if (id == NULL)
        return strcmp(pattern, path) == 0;
    size_t before = (size_t)(id - pattern);
    const char *after = id + strlen(ID);
    if (strncmp(pattern, path, before) != 0 || path[before] == '\0')
        return false;
    const char *slash = strchr(path + before, '/');
    return slash != path + before && strcmp(after, slash != NULL ? slash : "") == 0;
}

bool endpoint_find(const char *method, const char *path, enum endpoint *endpoint)
{
    bool found = false;
    for (size_t i = 0; i < ENDPOINT_COUNT; i++) {
        bool is_exact = strstr(endpoints[i].path, ID) == NULL;
        if ((found && !is_exact) || !text_equal_ignore_case(endpoints[i].method, method) ||
            !path_matches(endpoints[i].path, path))
            continue;
        *endpoint = (enum endpoint)i;
        found = true;
        if (is_exact)
            break;
    }
    return found;
}

const char *endpoint_limit_what(const char *limit_class)
{
    static const struct {
        const char *name;
        const char *what;
    } limits[] = {
#define LIMIT(identifier, requests, seconds, what) { #identifier, what },
#include "data/limits.def"
#undef LIMIT
    };
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
        if (text_equal(limits[i].name, limit_class))
            return limits[i].what;
    return NULL;
}
