#include <string.h>

#include "sim/sim.h"
#include "support/date.h"
#include "support/text.h"

static const struct {
    const char *name;
    unsigned requests, seconds;
} defaults[SIM_LIMIT_COUNT] = {
#define LIMIT(identifier, requests, seconds, what) { #identifier, requests, seconds },
#include "data/limits.def"
#undef LIMIT
};

bool sim_list_has(const char *list, const char *word)
{
    size_t wanted = strlen(word);
    for (const char *at = list; *at != '\0';) {
        size_t length = strcspn(at, ",");
        if (length == wanted && strncmp(at, word, wanted) == 0)
            return true;
        at += length;
        at += *at == ',' ? 1 : 0;
    }
    return false;
}

bool sim_permission_granted(const char *list, const char *permission)
{
    /* A list that only takes away starts from everything. */
    bool granted = *list == '-';
    size_t wanted = strlen(permission);
    for (const char *at = list; *at != '\0';) {
        size_t length = strcspn(at, ",");
        bool minus = *at == '-';
        const char *name = minus ? at + 1 : at;
        size_t name_length = minus ? length - 1 : length;
        if (name_length == 3 && strncmp(name, "all", 3) == 0)
            granted = !minus;
        else if (name_length == wanted && strncmp(name, permission, wanted) == 0)
            granted = !minus;
        at += length;
        at += *at == ',' ? 1 : 0;
    }
    return granted;
}

static bool is_for(const struct sim_limit *limit, enum sim_limit_class class)
{
    return limit->name == NULL || text_equal_ignore_case(limit->name, defaults[class].name);
}

bool sim_limit_is_set(const struct sim *sim, enum sim_limit_class class)
{
    for (size_t i = 0; i < sim->options.limit_count; i++)
        if (is_for(&sim->options.limits[i], class))
            return true;
    return false;
}

static void find_limit(const struct sim *sim, enum sim_limit_class class, unsigned *requests, unsigned *seconds)
{
    *requests = defaults[class].requests;
    *seconds = defaults[class].seconds;
    for (size_t i = 0; i < sim->options.limit_count; i++) {
        const struct sim_limit *limit = &sim->options.limits[i];
        if (is_for(limit, class)) {
            *requests = limit->requests;
            *seconds = limit->seconds;
        }
    }
}

bool sim_limit_take(struct sim *sim, enum sim_limit_class class, struct sim_reply *reply)
{
    unsigned requests = 0, seconds = 1;
    find_limit(sim, class, &requests, &seconds);
    int64_t now = date_now_ms() / 1000;
    int64_t window = now / seconds;
    int64_t end = (window + 1) * seconds;
    (void)pthread_mutex_lock(&sim->lock);
    struct sim_counter *counter = &sim->counters[class];
    if (counter->window != window)
        *counter = (struct sim_counter){ .window = window };
    bool within = counter->used < requests;
    if (within)
        counter->used++;
    unsigned remaining = requests - counter->used;
    (void)pthread_mutex_unlock(&sim->lock);
    if (!within)
        sim_reply_error(reply, 429, "Rate limited");
    if (!within && sim->options.reset == SIM_RESET_RETRY_AFTER) {
        sim_reply_header(reply, "X-Ratelimit-Retry-After", "%lld", (long long)(end - now));
        return false;
    }
    /* The contracts whose 429 has the one header count the seconds that are left, for users/track alone. */
    bool relative = sim->options.reset == SIM_RESET_RELATIVE ||
                    (sim->options.reset == SIM_RESET_RETRY_AFTER && class == SIM_LIMIT_USERS_TRACK);
    sim_reply_header(reply, "X-RateLimit-Limit", "%u", requests);
    sim_reply_header(reply, "X-RateLimit-Remaining", "%u", remaining);
    sim_reply_header(reply, "X-RateLimit-Reset", "%lld", (long long)(relative ? end - now : end));
    return within;
}
