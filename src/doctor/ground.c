#include "doctor/ground.h"

#include <string.h>

#include "support/memory.h"
#include "sync/stream.h"

static const char *variable(char *const *environment, const char *name)
{
    size_t length = strlen(name);
    for (size_t i = 0; environment != NULL && environment[i] != NULL; i++)
        if (strncmp(environment[i], name, length) == 0 && environment[i][length] == '=')
            return environment[i] + length + 1;
    return NULL;
}

static const char *either(char *const *environment, const char *lower, const char *upper)
{
    const char *value = variable(environment, lower);
    return value != NULL ? value : variable(environment, upper);
}

void doctor_environment_read(struct doctor_environment *out, char *const *environment)
{
    *out = (struct doctor_environment){ .https_proxy = either(environment, "https_proxy", "HTTPS_PROXY"),
                                        .all_proxy = either(environment, "all_proxy", "ALL_PROXY"),
                                        .no_proxy = either(environment, "no_proxy", "NO_PROXY"),
                                        .http_proxy = variable(environment, "http_proxy"),
                                        .home = variable(environment, "HOME") };
}

/* Braze has retired the News Feed: nobody misses its permissions. */
static bool is_legacy(enum endpoint endpoint)
{
    return endpoint == ENDPOINT_FEED_LIST || endpoint == ENDPOINT_FEED_DETAILS || endpoint == ENDPOINT_FEED_DATA_SERIES;
}

struct doctor_stream *doctor_streams_new(size_t *count)
{
    struct doctor_stream *list = memory_allocate(stream_count, sizeof *list);
    for (size_t i = 0; i < stream_count; i++)
        list[i] = (struct doctor_stream){ streams[i].table.name, streams[i].endpoint, is_legacy(streams[i].endpoint) };
    *count = stream_count;
    return list;
}
