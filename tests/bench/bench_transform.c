/* How fast "brazier transform" is, beside a loop that only parses and prints the same lines with cJSON: 50,000 mixed
 * events of about 2.3 kB. Prints the ratio of the processor times, best of three runs; fails if it is above 1. */
#include <cjson/cJSON.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/unit/place.h"

enum { EVENTS = 50000, RUNS = 3 };

struct cost {
    double processor; /* seconds */
    double wall;
    long kilobytes; /* resident, at most */
};

static void put_traits(FILE *file, int i)
{
    fprintf(
        file,
        "{\"email\":\"Alex.%d@Example.com\",\"firstName\":\"Alex\",\"lastName\":\"K\xC3\xA9"
        "ener\",\"gender\":\"woman\",\"birthday\":"
        "\"1990-01-02\",\"phone\":\"+1555%07d\",\"plan\":\"enterprise\",\"logins\":%d,\"score\":%d.25,\"address\":{"
        "\"city\":\"Berlin\","
        "\"country\":\"Germany\",\"postalCode\":\"10115\",\"street\":\"Hauptstr. 1\"},\"tags\":[\"a\",\"b\",\"c\"]}",
        i, i, i % 100, 14 + i % 7);
}

static void put_context(FILE *file, int i, int with_traits)
{
    fprintf(file,
            "{\"app\":{\"build\":\"1.0.0\",\"name\":\"RudderLabs JavaScript "
            "SDK\",\"namespace\":\"com.rudderlabs.javascript\",\"version\":"
            "\"1.1.%d\"},\"ip\":\"0.0.0.0\",\"library\":{\"name\":\"RudderLabs JavaScript "
            "SDK\",\"version\":\"1.0.5\"},\"locale\":\"en-GB\","
            "\"os\":{\"name\":\"iOS\",\"version\":\"17.2\"},\"screen\":{\"density\":2,\"width\":1440,\"height\":900,"
            "\"innerWidth\":1422,"
            "\"innerHeight\":781},\"page\":{\"path\":\"/shop/"
            "%d\",\"referrer\":\"$direct\",\"search\":\"?utm_source=x\",\"title\":\"Shop "
            "\xE2\x80\x93 caf\xC3\xA9 "
            "%d\",\"url\":\"https://www.example.com/shop/%d?utm_source=x\",\"tab_url\":\"https://www.example.com/shop/"
            "%d\",\"initial_referrer\":\"$direct\",\"initial_referring_domain\":\"\"},\"userAgent\":\"Mozilla/5.0 "
            "(Macintosh; Intel Mac OS "
            "X 10_15_2) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/79.0.3945.117 "
            "Safari/537.36\",\"timezone\":\"GMT+0530\","
            "\"network\":{\"carrier\":\"Banglalink\",\"bluetooth\":false,\"cellular\":true,\"wifi\":true}",
            i % 20, i, i, i, i);
    if (with_traits) {
        fputs(",\"traits\":", file);
        put_traits(file, i);
    }
    fputc('}', file);
}

static void put_products(FILE *file)
{
    for (int i = 0; i < 4; i++)
        fprintf(file,
                "%s{\"product_id\":\"507f1f77bcf%d\",\"sku\":\"45790-%d\",\"name\":\"Game "
                "%d\",\"price\":%d.5,\"quantity\":%d,\"brand\":\"Hasbro\","
                "\"category\":\"Games\"}",
                i > 0 ? "," : "", i, i, i, 19 + i, i + 1);
}

static void put_properties(FILE *file, int i)
{
    fprintf(file,
            ",\"properties\":{\"category\":\"Games\",\"name\":\"Monopoly "
            "%d\",\"price\":18.99,\"quantity\":2,\"currency\":\"USD\",\"in_stock\":true,"
            "\"rating\":4.5,\"colors\":[\"red\",\"blue\"],\"dims\":{\"w\":10,\"h\":20.5}}",
            i);
}

/* One event in ten is an identify, four are tracks, one an order, two are page and screen, one a group, one an alias.
 */
static void put_event(FILE *file, int i)
{
    static const char *const types[] = { "identify", "track",  "track", "track", "page",
                                         "track",    "screen", "group", "track", "alias" };
    int kind = i % 10;
    int in_context = kind != 0 && kind != 5 && kind != 7 && kind != 9;
    fprintf(file,
            "{\"message\":{\"anonymousId\":\"e6ab2c5e-2cda-44a9-a962-e2f67d%06d\",\"userId\":\"user-%d\",\"channel\":"
            "\"web\",\"messageId\":"
            "\"2536eda4-d638-4c93-8014-%012d\",\"originalTimestamp\":\"2020-01-24T06:29:02.362Z\",\"receivedAt\":"
            "\"2020-01-24T11:59:02.403+05:30\",\"request_ip\":\"[::1]:53709\",\"sentAt\":\"2020-01-24T06:29:02.363Z\","
            "\"timestamp\":"
            "\"2020-01-24T11:59:02.402+05:30\",\"integrations\":{\"All\":true,\"Braze\":{\"appId\":\"app-1\"}},"
            "\"type\":\"%s\",\"context\":",
            i, i % 5000, i, types[kind]);
    put_context(file, i, in_context);
    if (kind == 0 || kind == 7 || kind == 9) {
        fputs(",\"traits\":", file);
        put_traits(file, i);
    }
    if (kind == 5) {
        fprintf(
            file,
            ",\"event\":\"Order "
            "Completed\",\"properties\":{\"order_id\":\"5031%d\",\"currency\":\"EUR\",\"total\":30.5,\"products\":[",
            i);
        put_products(file);
        fputs("]}", file);
    } else if (in_context) {
        fputs(kind == 4 || kind == 6 ? ",\"name\":\"Home\"" : ",\"event\":\"Product Clicked\"", file);
        put_properties(file, i);
    }
    fprintf(file, kind == 7 ? ",\"groupId\":\"g-%d\"" : ",\"previousId\":\"p-%d\"", i);
    fprintf(file,
            "},\"destination\":{\"ID\":\"1WhcOCGgj9asZu850HvugU2C3Aq\",\"Name\":\"Braze\",\"DestinationDefinition\":{"
            "\"ID\":\"1WhbSZ6uA3H5ChVif\","
            "\"Name\":\"BRAZE\",\"DisplayName\":\"Braze\"},\"Enabled\":true,\"WorkspaceID\":"
            "\"2Csl0lSTbuM3qyHdaOQB2GcDH8o\",\"Transformations\":[],"
            "\"hasDynamicConfig\":false,\"Config\":{\"restApiKey\":\"dummy-api-key\",\"dataCenter\":\"EU-01\","
            "\"enableSubscriptionGroupInGroupCall\":false,\"enableNestedArrayOperations\":true,"
            "\"sendPurchaseEventWithExtraProperties\":true,\"supportDedup\":false,\"trackAnonymousUser\":true,"
            "\"eventFilteringOption\":"
            "\"disable\"}},\"metadata\":{\"jobId\":%d,\"userId\":\"u%d\",\"sourceId\":\"s\",\"destinationId\":\"d\","
            "\"workspaceId\":\"w\"}}\n",
            i, i);
}

/* What cJSON alone takes to read the lines and write them again. */
static int parse_and_print(void)
{
    char *line = NULL;
    size_t capacity = 0;
    ssize_t length = 0;
    while ((length = getline(&line, &capacity, stdin)) > 0) {
        cJSON *value = cJSON_ParseWithLength(line, (size_t)length);
        char *text = value != NULL ? cJSON_PrintUnformatted(value) : NULL;
        if (text == NULL || puts(text) < 0)
            return EXIT_FAILURE;
        free(text);
        cJSON_Delete(value);
    }
    free(line);
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

static double seconds(const struct timeval *time)
{
    return (double)time->tv_sec + (double)time->tv_usec / 1e6;
}

/* Runs brazier transform (jobs > 0) or the loop in a process of its own, from path to /dev/null. */
static struct cost measure_once(const char *path, const char *jobs)
{
    struct timespec start;
    struct timespec end;
    (void)clock_gettime(CLOCK_MONOTONIC, &start);
    (void)fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        const char *program = getenv("BRAZIER");
        if (freopen(path, "r", stdin) == NULL || freopen("/dev/null", "w", stdout) == NULL)
            _exit(EXIT_FAILURE);
        if (jobs == NULL)
            _exit(parse_and_print());
        (void)execlp(program, program, "transform", "--jobs", jobs, (char *)NULL);
        _exit(EXIT_FAILURE);
    }
    int status = 0;
    struct rusage usage = { 0 };
    if (child < 0 || wait4(child, &status, 0, &usage) != child || status != 0) {
        fprintf(stderr, "bench: a run failed\n");
        exit(EXIT_FAILURE);
    }
    (void)clock_gettime(CLOCK_MONOTONIC, &end);
    return (struct cost){ seconds(&usage.ru_utime) + seconds(&usage.ru_stime),
                          (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9,
                          usage.ru_maxrss };
}

static struct cost measure(const char *path, const char *jobs)
{
    struct cost best = measure_once(path, jobs);
    for (int run = 1; run < RUNS; run++) {
        struct cost cost = measure_once(path, jobs);
        best.processor = cost.processor < best.processor ? cost.processor : best.processor;
        best.wall = cost.wall < best.wall ? cost.wall : best.wall;
        best.kilobytes = cost.kilobytes > best.kilobytes ? cost.kilobytes : best.kilobytes;
    }
    return best;
}

static void show(const char *what, const struct cost *cost)
{
    printf("%-28s %6.3f s processor, %6.3f s, %7.0f events/s, %6.1f MiB resident\n", what, cost->processor, cost->wall,
           EVENTS / cost->wall, (double)cost->kilobytes / 1024);
}

int main(void)
{
    char *place = place_make();
    char path[4096];
    int length = snprintf(path, sizeof path, "%s/events", place);
    FILE *file = length > 0 && (size_t)length < sizeof path ? fopen(path, "w") : NULL;
    if (getenv("BRAZIER") == NULL || file == NULL) {
        fprintf(stderr, "bench: BRAZIER must name the program, and %s be writable\n", place);
        return EXIT_FAILURE;
    }
    for (int i = 0; i < EVENTS; i++)
        put_event(file, i);
    long bytes = ftell(file);
    if (fclose(file) != 0)
        return EXIT_FAILURE;
    printf("%d events of %ld bytes\n", EVENTS, bytes / EVENTS);
    struct cost loop = measure(path, NULL);
    show("cJSON, parse and print", &loop);
    struct cost one = measure(path, "1");
    show("brazier transform", &one);
    struct cost two = measure(path, "2");
    show("brazier transform --jobs 2", &two);
    place_remove(place);
    double ratio = one.processor / loop.processor;
    printf("ratio %.2f (at most 1.00)\n", ratio);
    return ratio <= 1.0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
