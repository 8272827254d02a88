#include "sim/simulator.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "sim/sim.h"
#include "support/date.h"
#include "support/memory.h"
#include "support/text.h"

void sim_options_init(struct sim_options *options)
{
    *options = (struct sim_options){
        .seed = 1,
        .campaigns = 120,
        .canvases = 24,
        .segments = 40,
        .cards = 12,
        .events = 60,
        .products = 30,
        .days = 730,
        .today = SIM_TODAY,
        .base_day = SIM_TODAY,
        .restate_days = 14,
        .slow_ms = 1000,
        .api_key = memory_copy_string("demo-key"),
        .write_key = memory_copy_string("demo-write-key"),
        .permissions = memory_copy_string("all"),
    };
}

static void free_strings(char **strings, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(strings[i]);
    free(strings);
}

void sim_options_clear(struct sim_options *options)
{
    for (size_t i = 0; i < options->fault_count; i++)
        free(options->faults[i].path);
    for (size_t i = 0; i < options->limit_count; i++)
        free(options->limits[i].name);
    free(options->faults);
    free(options->limits);
    free_strings(options->gone, options->gone_count);
    free_strings(options->subscription_groups, options->subscription_group_count);
    free(options->api_key);
    free(options->write_key);
    free(options->permissions);
    free(options->allowed_addresses);
    free(options->log_path);
    *options = (struct sim_options){ 0 };
}

static bool read_number(const char *text, size_t length, unsigned long long most, unsigned long long *number)
{
    unsigned long long value = 0;
    if (length == 0)
        return false;
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        unsigned digit = (unsigned)(text[i] - '0');
        if (value > (most - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    *number = value;
    return true;
}

static void set_string(char **field, const char *value)
{
    char *copy = memory_copy_string(value);
    free(*field);
    *field = copy;
}

static void add_string(char ***strings, size_t *count, const char *value)
{
    *strings = memory_resize(*strings, *count + 1, sizeof **strings);
    (*strings)[(*count)++] = memory_copy_string(value);
}

static bool read_share(const char *text, size_t length, double *share)
{
    char *copy = memory_copy_bytes(text, length);
    char *end = copy;
    errno = 0;
    *share = strtod(copy, &end);
    bool read = length > 0 && end != copy && errno == 0;
    if (read && *end == '%') {
        *share /= 100;
        end++;
    }
    read = read && *end == '\0' && *share >= 0 && *share <= 1;
    free(copy);
    return read;
}

static const struct {
    const char *name;
    enum sim_fault_kind kind;
    unsigned status;
} fault_kinds[] = {
    { "401", SIM_FAULT_STATUS, 401 }, { "403", SIM_FAULT_STATUS, 403 },      { "404", SIM_FAULT_STATUS, 404 },
    { "429", SIM_FAULT_STATUS, 429 }, { "500", SIM_FAULT_STATUS, 500 },      { "502", SIM_FAULT_STATUS, 502 },
    { "503", SIM_FAULT_STATUS, 503 }, { "504", SIM_FAULT_STATUS, 504 },      { "timeout", SIM_FAULT_TIMEOUT, 0 },
    { "reset", SIM_FAULT_RESET, 0 },  { "truncate", SIM_FAULT_TRUNCATE, 0 }, { "garbage", SIM_FAULT_GARBAGE, 0 },
    { "slow", SIM_FAULT_SLOW, 0 },
};

static bool fault_refused(const char *what, const char *value, struct error *error)
{
    error_set(error, ERROR_USAGE, "--fault: %s in \"%s\"", what, value);
    return error_hint(error, "KIND:SHARE[:PATH], for example 502:0.1 or timeout:5%%:/users/track");
}

/* KIND:SHARE[:PATH] */
static bool add_fault(struct sim_options *options, const char *value, struct error *error)
{
    struct sim_fault fault = { 0 };
    const char *share = strchr(value, ':');
    for (size_t i = 0; share != NULL && i < sizeof fault_kinds / sizeof *fault_kinds; i++) {
        if (strlen(fault_kinds[i].name) == (size_t)(share - value) &&
            strncmp(fault_kinds[i].name, value, (size_t)(share - value)) == 0) {
            fault.kind = fault_kinds[i].kind;
            fault.name = fault_kinds[i].name;
            fault.status = fault_kinds[i].status;
        }
    }
    const char *path = share != NULL ? strchr(share + 1, ':') : NULL;
    size_t share_length = share == NULL ? 0 : path != NULL ? (size_t)(path - share - 1) : strlen(share + 1);
    if (share == NULL)
        return fault_refused("no share of the requests", value, error);
    if (fault.kind == SIM_FAULT_NONE)
        return fault_refused("the kind is none of 401, 403, 404, 429, 500, 502, 503, 504, timeout, reset, truncate, "
                             "garbage, slow",
                             value, error);
    if (!read_share(share + 1, share_length, &fault.share))
        return fault_refused("the share is not between 0 and 1 or 0% and 100%", value, error);
    if (path != NULL && path[1] != '/')
        return fault_refused("the path does not begin with /", value, error);
    fault.path = path != NULL ? memory_copy_string(path + 1) : NULL;
    options->faults = memory_resize(options->faults, options->fault_count + 1, sizeof *options->faults);
    options->faults[options->fault_count++] = fault;
    return true;
}

/* The names of data/limits.def as they are typed. */
static bool class_refused(const char *name, struct error *error)
{
    static const char *const names[] = {
#define LIMIT(identifier, requests, seconds, what) #identifier,
#include "data/limits.def"
#undef LIMIT
    };
    UT_string list;
    utstring_init(&list);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        for (const char *at = names[i]; *at != '\0'; at++)
            utstring_printf(&list, "%s%c", at == names[i] && i > 0 ? ", " : "", tolower((unsigned char)*at));
    error_set(error, ERROR_USAGE, "--rate-limit: \"%s\" is no class of limits", name);
    error_hint(error, "one of %s", utstring_body(&list));
    utstring_done(&list);
    return false;
}

static bool is_limit_class(const char *name)
{
#define LIMIT(identifier, requests, seconds, what)                                                                     \
    if (text_equal_ignore_case(name, #identifier))                                                                     \
        return true;
#include "data/limits.def"
#undef LIMIT
    return false;
}

/* N/SECONDS[:CLASS] */
static bool add_limit(struct sim_options *options, const char *value, struct error *error)
{
    const char *slash = strchr(value, '/');
    const char *name = slash != NULL ? strchr(slash, ':') : NULL;
    size_t seconds_length = slash == NULL ? 0 : name != NULL ? (size_t)(name - slash - 1) : strlen(slash + 1);
    unsigned long long requests = 0, seconds = 0;
    if (slash == NULL || !read_number(value, (size_t)(slash - value), 1000000000, &requests) ||
        !read_number(slash + 1, seconds_length, 86400, &seconds) || seconds == 0) {
        error_set(error, ERROR_USAGE, "--rate-limit: expected N/SECONDS[:CLASS], got \"%s\"", value);
        return error_hint(error, "for example 20/1 or 100/60:users_track");
    }
    if (name != NULL && !is_limit_class(name + 1))
        return class_refused(name + 1, error);
    struct sim_limit limit = { name != NULL ? memory_copy_string(name + 1) : NULL, (unsigned)requests,
                               (unsigned)seconds };
    options->limits = memory_resize(options->limits, options->limit_count + 1, sizeof *options->limits);
    options->limits[options->limit_count++] = limit;
    return true;
}

static bool is_permission(const char *name, size_t length)
{
#define ENDPOINT(identifier, method, path, permission, limit, per_page, access)                                        \
    if (strlen(permission) == length && strncmp(permission, name, length) == 0)                                        \
        return true;
#include "data/endpoints.def"
#undef ENDPOINT
    return (length == 3 && strncmp(name, "all", 3) == 0) || (length == 4 && strncmp(name, "none", 4) == 0);
}

static bool set_permissions(struct sim_options *options, const char *value, struct error *error)
{
    for (const char *at = value; *at != '\0';) {
        size_t length = strcspn(at, ",");
        size_t minus = *at == '-' ? 1 : 0;
        if (!is_permission(at + minus, length - minus)) {
            error_set(error, ERROR_USAGE, "--permissions: \"%.*s\" is no permission of a call that the simulator answers", (int)length, at);
            return error_hint(error,
                              "names as campaigns.list with commas between them, all or none; -NAME takes one away");
        }
        at += length;
        at += *at == ',' ? 1 : 0;
    }
    set_string(&options->permissions, value);
    return true;
}

struct choice {
    const char *option, *word;
    int value;
};

static bool read_choice(const char *option, const char *value, int *chosen, struct error *error)
{
    static const struct choice choices[] = {
        { "ending-at", "exclusive", 0 },
        { "ending-at", "inclusive", 1 },
        { "reset", "epoch", SIM_RESET_EPOCH },
        { "reset", "relative", SIM_RESET_RELATIVE },
        { "reset", "retry-after", SIM_RESET_RETRY_AFTER },
    };
    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++) {
        if (strcmp(choices[i].option, option) == 0 && strcmp(choices[i].word, value) == 0) {
            *chosen = choices[i].value;
            return true;
        }
    }
    error_set(error, ERROR_USAGE, "--%s: \"%s\" is not one of its words", option, value);
    return error_hint(error, strcmp(option, "reset") == 0 ? "one of epoch, relative, retry-after"
                                                          : "one of exclusive, inclusive");
}

static bool set_day(const char *option, const char *value, int32_t *day, struct error *error)
{
    if (date_parse_day(value, day))
        return true;
    return error_set(error, ERROR_USAGE, "--%s: expected a day as 2026-11-22, got \"%s\"", option, value);
}

static bool set_number(struct sim_options *options, const char *name, const char *value, bool *known,
                       struct error *error)
{
    const struct {
        const char *name;
        unsigned *field;
        unsigned most;
    } numbers[] = {
        { "campaigns", &options->campaigns, 1000000 },
        { "canvases", &options->canvases, 1000000 },
        { "segments", &options->segments, 1000000 },
        { "cards", &options->cards, 1000000 },
        { "events", &options->events, 100000 },
        { "products", &options->products, 5000 },
        { "days", &options->days, 36500 },
        { "new-every", &options->new_every, 36500 },
        { "vanish-every", &options->vanish_every, 36500 },
        { "restate-days", &options->restate_days, 100 },
        { "latency", &options->latency_ms, 600000 },
        { "slow", &options->slow_ms, 600000 },
        { "port", &options->port, 65535 },
    };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        if (strcmp(numbers[i].name, name) != 0)
            continue;
        *known = true;
        unsigned long long number = 0;
        if (!read_number(value, strlen(value), numbers[i].most, &number))
            return error_set(error, ERROR_USAGE, "--%s: expected a whole number from 0 to %u, got \"%s\"", name,
                             numbers[i].most, value);
        *numbers[i].field = (unsigned)number;
        return true;
    }
    *known = false;
    return true;
}

static bool set_clock_skew(struct sim_options *options, const char *value, struct error *error)
{
    unsigned long long seconds = 0;
    bool behind = *value == '-';
    const char *digits = behind ? value + 1 : value;
    if (!read_number(digits, strlen(digits), 366 * 86400, &seconds))
        return error_set(error, ERROR_USAGE, "--clock-skew: expected seconds, got \"%s\"", value);
    options->clock_skew = behind ? -(int)seconds : (int)seconds;
    return true;
}

bool sim_options_set(struct sim_options *options, const char *name, const char *value, struct error *error)
{
    bool known = false;
    int choice = 0;
    if (!set_number(options, name, value, &known, error))
        return false;
    if (known)
        return true;
    if (strcmp(name, "seed") == 0) {
        unsigned long long seed = 0;
        if (!read_number(value, strlen(value), UINT64_MAX / 2, &seed))
            return error_set(error, ERROR_USAGE, "--seed: expected a whole number, got \"%s\"", value);
        options->seed = seed;
        return true;
    }
    if (strcmp(name, "clock-skew") == 0)
        return set_clock_skew(options, value, error);
    if (strcmp(name, "today") == 0)
        return set_day(name, value, &options->today, error);
    if (strcmp(name, "base-day") == 0)
        return set_day(name, value, &options->base_day, error);
    if (strcmp(name, "fault") == 0)
        return add_fault(options, value, error);
    if (strcmp(name, "rate-limit") == 0)
        return add_limit(options, value, error);
    if (strcmp(name, "permissions") == 0)
        return set_permissions(options, value, error);
    if (strcmp(name, "ending-at") == 0 || strcmp(name, "reset") == 0) {
        if (!read_choice(name, value, &choice, error))
            return false;
        if (strcmp(name, "reset") == 0)
            options->reset = (enum sim_reset)choice;
        else
            options->ending_at_inclusive = choice == 1;
        return true;
    }
    if (strcmp(name, "vanish") == 0)
        add_string(&options->gone, &options->gone_count, value);
    else if (strcmp(name, "subscription-group") == 0)
        add_string(&options->subscription_groups, &options->subscription_group_count, value);
    else if (strcmp(name, "api-key") == 0)
        set_string(&options->api_key, value);
    else if (strcmp(name, "allow-ips") == 0)
        set_string(&options->allowed_addresses, value);
    else if (strcmp(name, "write-key") == 0)
        set_string(&options->write_key, value);
    else if (strcmp(name, "log") == 0)
        set_string(&options->log_path, value);
    else
        return error_set(error, ERROR_USAGE, "--%s: no such option of the simulator", name);
    return true;
}

static char **copy_strings(char *const *strings, size_t count)
{
    char **copy = NULL;
    size_t copied = 0;
    for (size_t i = 0; i < count; i++)
        add_string(&copy, &copied, strings[i]);
    return copy;
}

void sim_options_copy(struct sim_options *copy, const struct sim_options *options)
{
    *copy = *options;
    copy->gone = copy_strings(options->gone, options->gone_count);
    copy->subscription_groups = copy_strings(options->subscription_groups, options->subscription_group_count);
    copy->faults = memory_allocate(options->fault_count + 1, sizeof *copy->faults);
    for (size_t i = 0; i < options->fault_count; i++) {
        copy->faults[i] = options->faults[i];
        copy->faults[i].path = memory_copy_string(options->faults[i].path);
    }
    copy->limits = memory_allocate(options->limit_count + 1, sizeof *copy->limits);
    for (size_t i = 0; i < options->limit_count; i++) {
        copy->limits[i] = options->limits[i];
        copy->limits[i].name = memory_copy_string(options->limits[i].name);
    }
    copy->api_key = memory_copy_string(options->api_key);
    copy->write_key = memory_copy_string(options->write_key);
    copy->permissions = memory_copy_string(options->permissions);
    copy->allowed_addresses = memory_copy_string(options->allowed_addresses);
    copy->log_path = memory_copy_string(options->log_path);
}
