/* The export against its bare cost: the same requests, with as many at the same time, by libcurl alone, nothing looked
 * at. Prints rows a second, the ratio and the most memory that was in use. */
#include <cjson/cJSON.h>
#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/unit/place.h"
#include "support/file.h"
#include "support/memory.h"
#include "support/text.h"

extern char **environ;

enum { AT_ONCE = 8, MEMORY_LIMIT_KIB = 64 * 1024, LOG_LIMIT = 1 << 30, OUTPUT_LIMIT = 1 << 20 };

static void require(bool met, const char *what)
{
    if (met)
        return;
    (void)fprintf(stderr, "bench: %s: %s\n", what, strerror(errno));
    exit(1);
}

static double seconds_now(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static pid_t start(const char *const *arguments, int out)
{
    posix_spawn_file_actions_t actions;
    pid_t child = -1;
    require(posix_spawn_file_actions_init(&actions) == 0, "posix_spawn");
    require(posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO) == 0, "posix_spawn");
    require(posix_spawn(&child, arguments[0], &actions, NULL, (char *const *)arguments, environ) == 0, arguments[0]);
    (void)posix_spawn_file_actions_destroy(&actions);
    return child;
}

/* Starts the simulator; the URL is in the first line it says. */
static pid_t start_simulator(const char *program, const char *latency, const char *log, char **url)
{
    const char *const arguments[] = { program,       "simulate", "--today",       "2026-09-15",
                                      "--campaigns", "500",      "--canvases",    "50",
                                      "--latency",   latency,    "--rate-limit",  "10000000/1",
                                      "--log",       log,        "--parent-exit", NULL };
    int ends[2];
    require(pipe2(ends, O_CLOEXEC) == 0, "pipe");
    pid_t child = start(arguments, ends[1]);
    (void)close(ends[1]);
    FILE *said = fdopen(ends[0], "r");
    char *line = NULL;
    size_t capacity = 0;
    require(said != NULL && getline(&line, &capacity, said) > 0, "the simulator");
    line[strcspn(line, "\n")] = '\0';
    *url = memory_copy_string(strstr(line, "http"));
    free(line);
    (void)fclose(said);
    return child;
}

struct measure {
    double seconds;
    int64_t rows, requests;
    long memory_kib;
};

static void read_summary(const char *path, struct measure *measure)
{
    char *text = NULL;
    size_t length = 0;
    require(file_read(path, OUTPUT_LIMIT, &text, &length, NULL), path);
    cJSON *summary = cJSON_Parse(text);
    require(summary != NULL, "the summary");
    const cJSON *streams = cJSON_GetObjectItemCaseSensitive(summary, "streams");
    for (const cJSON *stream = streams->child; stream != NULL; stream = stream->next) {
        measure->rows += (int64_t)cJSON_GetObjectItemCaseSensitive(stream, "rows")->valuedouble;
        measure->requests += (int64_t)cJSON_GetObjectItemCaseSensitive(stream, "requests")->valuedouble;
        if (strcmp(cJSON_GetObjectItemCaseSensitive(stream, "state")->valuestring, "complete") != 0) {
            (void)fprintf(stderr, "bench: the export is incomplete: %s\n", text);
            exit(1);
        }
    }
    cJSON_Delete(summary);
    free(text);
}

static struct measure run_sync(const char *program, const char *directory)
{
    struct measure measure = { 0 };
    struct rusage usage;
    int status = 0;
    char *path = file_join(directory, "summary");
    const char *const arguments[] = { program,         "sync",       "--data-dir",  directory,
                                      "--config-dir",  directory,    "--state-dir", directory,
                                      "--start-date",  "2025-09-15", "--end-date",  "2026-09-15",
                                      "--archived",    "include",    "--json",      "--quiet",
                                      "--connections", "8",          NULL };
    int out = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    require(out >= 0, path);
    double started = seconds_now();
    pid_t child = start(arguments, out);
    require(wait4(child, &status, 0, &usage) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0, "brazier sync");
    measure.seconds = seconds_now() - started;
    measure.memory_kib = usage.ru_maxrss;
    (void)close(out);
    read_summary(path, &measure);
    free(path);
    return measure;
}

/* The requests that were made, as URLs. */
static char **read_urls(const char *log, const char *base, size_t *count)
{
    char *text = NULL, *line, *rest;
    size_t length = 0;
    char **urls = NULL;
    *count = 0;
    require(file_read(log, LOG_LIMIT, &text, &length, NULL), log);
    for (line = text; *line != '\0'; line = rest) {
        rest = line + strcspn(line, "\n");
        if (*rest == '\n')
            *rest++ = '\0';
        cJSON *entry = cJSON_Parse(line);
        const cJSON *query = cJSON_GetObjectItemCaseSensitive(entry, "query");
        UT_string url;
        utstring_init(&url);
        utstring_printf(&url, "%s%s", base, cJSON_GetObjectItemCaseSensitive(entry, "path")->valuestring);
        const char *sign = "?";
        for (const cJSON *part = query != NULL ? query->child : NULL; part != NULL; part = part->next) {
            char *value = curl_easy_escape(NULL, cJSON_IsString(part) ? part->valuestring : "", 0);
            utstring_printf(&url, "%s%s=%s", sign, part->string, value);
            curl_free(value);
            sign = "&";
        }
        urls = memory_resize(urls, *count + 1, sizeof *urls);
        urls[(*count)++] = utstring_body(&url);
        cJSON_Delete(entry);
    }
    free(text);
    return urls;
}

static size_t throw_away(char *bytes, size_t size, size_t items, void *context)
{
    (void)bytes;
    (void)context;
    return size * items;
}

static void add_transfer(CURLM *multi, CURL *easy, struct curl_slist *headers, const char *url)
{
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, throw_away);
    curl_multi_add_handle(multi, easy);
}

static double run_bare(char **urls, size_t count)
{
    CURLM *multi = curl_multi_init();
    struct curl_slist *headers = curl_slist_append(NULL, "Authorization: Bearer demo-key");
    size_t next = 0, done = 0;
    int running;
    double started = seconds_now();
    for (; next < AT_ONCE && next < count; next++)
        add_transfer(multi, curl_easy_init(), headers, urls[next]);
    while (done < count) {
        CURLMsg *message;
        int left;
        curl_multi_perform(multi, &running);
        while ((message = curl_multi_info_read(multi, &left)) != NULL) {
            CURL *easy = message->easy_handle;
            done++;
            curl_multi_remove_handle(multi, easy);
            if (next < count)
                add_transfer(multi, easy, headers, urls[next++]);
            else
                curl_easy_cleanup(easy);
        }
        curl_multi_poll(multi, NULL, 0, 1000, NULL);
    }
    double seconds = seconds_now() - started;
    curl_multi_cleanup(multi);
    curl_slist_free_all(headers);
    return seconds;
}

static bool bench(const char *program, const char *latency)
{
    char *directory = place_make();
    char *url = NULL;
    size_t count = 0;
    char *log = file_join(directory, "requests");
    pid_t simulator = start_simulator(program, latency, log, &url);
    require(setenv("BRAZIER_REST_URL", url, 1) == 0 && setenv("BRAZIER_API_KEY", "demo-key", 1) == 0, "setenv");
    struct measure measure = run_sync(program, directory);
    char **urls = read_urls(log, url, &count);
    double bare = run_bare(urls, count);
    (void)kill(simulator, SIGTERM);
    (void)waitpid(simulator, NULL, 0);
    (void)printf("sync, %s ms latency: %" PRId64 " rows, %" PRId64
                 " requests in %.1f s: %.0f rows/s; bare %.1f s, ratio %.2f; %.1f MiB\n",
                 latency, measure.rows, measure.requests, measure.seconds, (double)measure.rows / measure.seconds, bare,
                 measure.seconds / bare, (double)measure.memory_kib / 1024);
    for (size_t i = 0; i < count; i++)
        free(urls[i]);
    free(urls);
    place_remove(directory);
    free(log);
    free(url);
    return measure.memory_kib < MEMORY_LIMIT_KIB;
}

int main(void)
{
    const char *program = getenv("BRAZIER");
    if (program == NULL) {
        (void)fprintf(stderr, "bench: BRAZIER does not say where the program is; use \"make bench\"\n");
        return 1;
    }
    curl_global_init(CURL_GLOBAL_DEFAULT);
    bool small = bench(program, "0");
    small = bench(program, "50") && small;
    if (!small)
        (void)fprintf(stderr, "bench: more than 64 MiB were in use\n");
    return small ? 0 : 1;
}
