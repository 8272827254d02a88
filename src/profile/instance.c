#include "profile/instance.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#include "support/memory.h"
#include "support/nearest.h"
#include "support/text.h"

const struct instance instances[] = {
#define INSTANCE(id, dashboard, rest, sdk, rudderstack) { id, dashboard, rest, sdk, rudderstack },
#include "data/instances.def"
#undef INSTANCE
};
const size_t instance_count = sizeof instances / sizeof *instances;

enum { LONGEST_URL = 2000 };

const struct instance *instance_find(const char *id)
{
    for (size_t i = 0; i < instance_count; i++)
        if (text_equal_ignore_case(instances[i].id, id))
            return &instances[i];
    return NULL;
}

const struct instance *instance_parse(const char *id, struct error *error)
{
    const struct instance *found = instance_find(id);
    if (found != NULL)
        return found;
    error_set(error, ERROR_CONFIGURATION, "\"%s\" is not a Braze instance", id);
    if (text_equal_ignore_case(id, "EU-03")) {
        error_hint(error, "RudderStack's form offers EU-03, but Braze does not list it; if Braze gave you a REST "
                          "endpoint, set it as REST URL");
        return NULL;
    }
    const char *ids[sizeof instances / sizeof *instances];
    for (size_t i = 0; i < instance_count; i++)
        ids[i] = instances[i].id;
    const char *near = nearest_word(id, ids, instance_count);
    error_hint(error, "%s%s%sthe address of your dashboard tells which one it is", near != NULL ? "did you mean " : "",
               near != NULL ? near : "", near != NULL ? "? " : "");
    return NULL;
}

/* The host in a URL, or in a host alone; in lower case, the caller's to free. */
static char *host_of(const char *url)
{
    const char *scheme = strstr(url, "://");
    const char *host = scheme != NULL ? scheme + 3 : url;
    char *copy = memory_copy_bytes(host, strcspn(host, "/?#:"));
    for (char *at = copy; *at != '\0'; at++)
        if (*at >= 'A' && *at <= 'Z')
            *at = (char)(*at - 'A' + 'a');
    return copy;
}

enum which { REST, SDK, DASHBOARD };

static const struct instance *find_host(const char *url, enum which which)
{
    char *host = host_of(url);
    const struct instance *found = NULL;
    for (size_t i = 0; i < instance_count && found == NULL; i++) {
        const char *listed = which == REST    ? instances[i].rest + strlen("https://")
                             : which == SDK   ? instances[i].sdk
                                              : instances[i].dashboard;
        if (strcmp(listed, host) == 0)
            found = &instances[i];
    }
    free(host);
    return found;
}

const struct instance *instance_of_rest(const char *url)
{
    return find_host(url, REST);
}

const struct instance *instance_of_sdk(const char *url)
{
    return find_host(url, SDK);
}

const struct instance *instance_of_dashboard(const char *url)
{
    return find_host(url, DASHBOARD);
}

static bool is_loopback(const char *host)
{
    struct in_addr four;
    if (strcmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0)
        return true;
    return inet_pton(AF_INET, host, &four) == 1 && ntohl(four.s_addr) >> 24 == 127;
}

struct parts {
    CURLU *url;
    char *scheme;
    char *host;
    char *port; /* NULL: the scheme's own */
    char *path; /* "/" if there is none */
    bool extra; /* a user, a password, a query or a fragment */
};

static char *part(CURLU *url, CURLUPart which)
{
    char *text = NULL;
    return curl_url_get(url, which, &text, 0) == CURLUE_OK ? text : NULL;
}

static bool has_part(CURLU *url, CURLUPart which)
{
    char *text = part(url, which);
    bool has = text != NULL;
    curl_free(text);
    return has;
}

static void parts_clear(struct parts *parts)
{
    curl_free(parts->scheme);
    curl_free(parts->host);
    curl_free(parts->port);
    curl_free(parts->path);
    curl_url_cleanup(parts->url);
}

static bool parts_read(struct parts *parts, const char *url)
{
    *parts = (struct parts){ .url = curl_url() };
    if (parts->url == NULL)
        memory_exhausted();
    /* Without a scheme it is a host alone; libcurl's own guess would be http. */
    char *full = strstr(url, "://") != NULL ? memory_copy_string(url) : memory_format("https://%s", url);
    bool read = strlen(full) <= LONGEST_URL &&
                curl_url_set(parts->url, CURLUPART_URL, full, CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK;
    free(full);
    if (!read)
        return false;
    parts->scheme = part(parts->url, CURLUPART_SCHEME);
    parts->host = part(parts->url, CURLUPART_HOST);
    parts->port = part(parts->url, CURLUPART_PORT);
    parts->path = part(parts->url, CURLUPART_PATH);
    parts->extra = has_part(parts->url, CURLUPART_USER) || has_part(parts->url, CURLUPART_PASSWORD) ||
                   has_part(parts->url, CURLUPART_QUERY) || has_part(parts->url, CURLUPART_FRAGMENT);
    if (parts->scheme == NULL || parts->host == NULL || parts->path == NULL)
        return false;
    for (char *at = parts->host; *at != '\0'; at++)
        if (*at >= 'A' && *at <= 'Z')
            *at = (char)(*at - 'A' + 'a');
    /* A name with other letters would have to be shown as it is and resolved as something else. */
    return strspn(parts->host, "abcdefghijklmnopqrstuvwxyz0123456789.-[]:") == strlen(parts->host);
}

static bool check_parts(const struct parts *parts, const char *what, struct error *error)
{
    if (strcmp(parts->scheme, "https") != 0 && strcmp(parts->scheme, "http") != 0) {
        error_set(error, ERROR_CONFIGURATION, "the %s begins with %s://", what, parts->scheme);
        return error_hint(error, "use https://");
    }
    if (strcmp(parts->scheme, "http") == 0 && !is_loopback(parts->host)) {
        error_set(error, ERROR_CONFIGURATION, "the %s is plain http: the key would travel unprotected", what);
        return error_hint(error, "use https://%s (plain http is for this machine's own addresses only)", parts->host);
    }
    if (parts->extra) {
        error_set(error, ERROR_CONFIGURATION, "the %s has a user, a query or a fragment in it", what);
        return error_hint(error, "give the scheme and the host only: %s://%s", parts->scheme, parts->host);
    }
    return true;
}

static char *normal_url(const struct parts *parts, bool with_path)
{
    const char *standard_port = strcmp(parts->scheme, "https") == 0 ? "443" : "80";
    bool has_port = parts->port != NULL && strcmp(parts->port, standard_port) != 0;
    size_t path_length = with_path ? strlen(parts->path) : 0;
    while (path_length > 0 && parts->path[path_length - 1] == '/')
        path_length--;
    return memory_format("%s://%s%s%s%.*s", parts->scheme, parts->host, has_port ? ":" : "", has_port ? parts->port : "",
                         (int)path_length, parts->path);
}

static bool tell_not_url(const char *what, const char *example, struct error *error)
{
    /* The text itself may be anything, a pasted key included, so that it is not repeated. */
    error_set(error, ERROR_CONFIGURATION, "the %s is not a URL of a server", what);
    return error_hint(error, "it looks like %s", example);
}

/* What the operator most likely pasted instead; true if it is nothing of the kind. */
static bool check_kind(const char *host, struct error *error)
{
    const struct instance *instance = instance_of_sdk(host);
    if (instance != NULL) {
        error_set(error, ERROR_CONFIGURATION, "%s is the SDK endpoint of %s; the REST API is on another host", host,
                  instance->id);
        return error_hint(error, "use %s, or choose the instance %s", instance->rest, instance->id);
    }
    instance = instance_of_dashboard(host);
    if (instance != NULL) {
        error_set(error, ERROR_CONFIGURATION, "%s is the dashboard of %s; the REST API is on another host", host,
                  instance->id);
        return error_hint(error, "use %s, or choose the instance %s", instance->rest, instance->id);
    }
    bool braze = text_ends_with(host, ".braze.com") || text_ends_with(host, ".braze.eu");
    if (braze && text_starts_with(host, "dashboard")) {
        error_set(error, ERROR_CONFIGURATION, "%s is a dashboard; the REST API is on another host", host);
        return error_hint(error, "open the dashboard: the address it leads to tells the instance to choose");
    }
    if (braze && text_starts_with(host, "sdk.")) {
        error_set(error, ERROR_CONFIGURATION, "%s is an SDK endpoint; the REST API is on another host", host);
        return error_hint(error, "use https://rest.%s", host + strlen("sdk."));
    }
    return true;
}

bool instance_check_rest_url(const char *url, char **normal, char **warning, struct error *error)
{
    static const char what[] = "REST URL";
    struct parts parts;
    bool done = false;
    if (warning != NULL)
        *warning = NULL;
    if (!parts_read(&parts, url)) {
        tell_not_url(what, "https://rest.iad-03.braze.com", error);
        goto clear;
    }
    /* First what kind of host it is: a dashboard's address is mostly pasted with a path. */
    if (!check_kind(parts.host, error) || !check_parts(&parts, what, error))
        goto clear;
    if (strspn(parts.path, "/") != strlen(parts.path)) {
        error_set(error, ERROR_CONFIGURATION, "the %s has a path in it", what);
        error_hint(error, "give the scheme and the host only: %s://%s", parts.scheme, parts.host);
        goto clear;
    }
    *normal = normal_url(&parts, false);
    if (warning != NULL && instance_of_rest(*normal) == NULL &&
        (text_starts_with(parts.host, "rest.") || text_ends_with(parts.host, ".braze.com") ||
         text_ends_with(parts.host, ".braze.eu")))
        *warning = memory_format("%s is not among the REST endpoints that Braze lists", parts.host);
    done = true;
clear:
    parts_clear(&parts);
    return done;
}

bool instance_check_url(const char *url, const char *what, char **normal, struct error *error)
{
    struct parts parts;
    bool done = false;
    if (!parts_read(&parts, url))
        tell_not_url(what, "https://name.dataplane.rudderstack.com", error);
    else if (check_parts(&parts, what, error)) {
        *normal = normal_url(&parts, true);
        done = true;
    }
    parts_clear(&parts);
    return done;
}
