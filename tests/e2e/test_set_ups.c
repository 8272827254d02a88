/* The program itself on set-ups that are broken, each in one way: the doctor's first line names the cause, and the exit
 * status is the worst finding's. What cannot be made with the program alone (a key that is good at another instance) is
 * in tests/unit/test_doctor.c. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "doctor/permission.h"
#include "sim/simulator.h"
#include "support/file.h"
#include "support/memory.h"
#include "place.h"
#include "tls_server.h"
#include "unit.h"
#include "program.h"
#include "wire.h"

#define KEY "00000000-1111-2222-3333-444444444444"
#define APP_KEY "99999999-8888-7777-6666-555555555555"
#define WITH_KEY "api_key = \"" KEY "\";\n"

/* An answer to a request without a key, as Braze gives it. */
#define JSON_HEAD(status) "HTTP/1.1 " status "\r\nContent-Type: application/json\r\n"
#define KEYLESS_401 JSON_HEAD("401 Unauthorized") "Content-Length: 29\r\n\r\n{\"message\":\"Invalid API key\"}"
#define CLOSING_401                                                                                                    \
    JSON_HEAD("401 Unauthorized") "Connection: close\r\nContent-Length: 29\r\n\r\n{\"message\":\"Invalid API key\"}"

static char *home;
static struct program_end end;

static void set_up(void)
{
    static const char *const unset[] = { "BRAZIER_API_KEY", "BRAZIER_APP_KEY", "BRAZIER_INSTANCE", "BRAZIER_REST_URL",
                                         "BRAZIER_PROFILE", "https_proxy",     "HTTPS_PROXY",      "http_proxy",
                                         "all_proxy",       "ALL_PROXY",       "no_proxy",         "NO_PROXY" };
    for (size_t i = 0; i < sizeof unset / sizeof *unset; i++)
        ck_assert_int_eq(unsetenv(unset[i]), 0);
    home = place_make();
}

static void tear_down(void)
{
    program_end_clear(&end);
    end = (struct program_end){ 0 };
    place_remove(home);
}

static void write_file(const char *name, const char *text)
{
    char *path = file_join(home, name);
    ck_assert(file_write_atomic(path, NULL, 0600, text, strlen(text), NULL));
    free(path);
}

static void write_profile(const char *format, ...)
{
    char *directory = file_join(home, "profiles");
    (void)mkdir(directory, 0700);
    free(directory);
    va_list arguments;
    va_start(arguments, format);
    char *text = memory_format_list(format, arguments);
    va_end(arguments);
    write_file("profiles/acme.conf", text);
    free(text);
}

static void run(const char *first, const char *second)
{
    program_end_clear(&end);
    end = program_run(NULL, (const char *[]){ "--config-dir", home, "--data-dir", home, "--state-dir", home, "-p", "acme",
                                              first, second, NULL });
    /* Whatever is wrong, no key is shown. */
    ck_assert_msg(strstr(end.out, KEY) == NULL && strstr(end.err, KEY) == NULL, "%s\n%s", end.out, end.err);
}

/* What the doctor says of the profile as it is. */
static void expect(const char *level, const char *part, int status)
{
    run("doctor", NULL);
    char *line = memory_copy_bytes(end.out, strcspn(end.out, "\n"));
    (void)printf("%d  %s\n", end.status, line);
    ck_assert_msg(strncmp(line, level, strlen(level)) == 0 && strstr(line, part) != NULL,
                  "no \"%s\" with \"%s\" in the first line of\n%.3000s%s", level, part, end.out, end.err);
    ck_assert_msg(end.status == status, "%d and not %d:\n%.3000s%s", end.status, status, end.out, end.err);
    free(line);
}

static void expect_failure(const char *part, int status)
{
    expect("FAIL", part, status);
}

/* What else has to be in the report. */
static void expect_advice(const char *part)
{
    ck_assert_msg(strstr(end.out, part) != NULL, "no \"%s\" in\n%.3000s", part, end.out);
}

/* What a test of the connection says of the same: its own sentence and its own hint. */
static void expect_test(const char *sentence, const char *hint, int status)
{
    run("profile", "test");
    char *said = memory_format("%s%s", end.out, end.err);
    ck_assert_msg(strstr(said, sentence) != NULL && strstr(said, hint) != NULL, "no \"%s\", \"%s\" in\n%s", sentence, hint,
                  said);
    ck_assert_msg(end.status == status, "%d and not %d:\n%s", end.status, status, said);
    free(said);
}

static struct wire *start_wire(const struct wire_step *steps, size_t count)
{
    struct wire *wire = wire_start(steps, count);
    write_profile("rest_url = \"http://127.0.0.1:%d\";\n" WITH_KEY, wire_port(wire));
    return wire;
}

static void expect_from_answer(const char *answer, enum wire_then then, const char *part, int status)
{
    const struct wire_step step = { .answer = answer, .then = then };
    struct wire *wire = start_wire(&step, 1);
    expect_failure(part, status);
    wire_stop(wire);
}

/* Only what is sent with a key is answered like that. */
static void expect_from_key_answer(const char *status_line, const char *headers, const char *body, const char *part,
                                   int status)
{
    char *answer = memory_format("HTTP/1.1 %s\r\nContent-Type: application/json\r\n%sContent-Length: %zu\r\n\r\n%s",
                                 status_line, headers, strlen(body), body);
    const struct wire_step steps[] = { { .answer = KEYLESS_401 }, { .answer = answer } };
    struct wire *wire = start_wire(steps, 2);
    expect_failure(part, status);
    wire_stop(wire);
    free(answer);
}

static struct sim *start_sim(const char *option, const char *value)
{
    struct sim_options options;
    struct error error = ERROR_INIT;
    sim_options_init(&options);
    ck_assert(sim_options_set(&options, "api-key", KEY, &error));
    if (option != NULL)
        ck_assert_msg(sim_options_set(&options, option, value, &error), "%s", error.message);
    struct sim *sim = sim_start(&options, &error);
    ck_assert_msg(sim != NULL, "%s", error.message);
    sim_options_clear(&options);
    return sim;
}

/* With a Braze that works, what is wrong is in the profile. */
static void expect_with_sim(const char *profile, const char *level, const char *part, int status)
{
    struct sim *sim = start_sim(NULL, NULL);
    write_profile("rest_url = \"%s\";\n%s", sim_url(sim), profile);
    expect(level, part, status);
    sim_stop(sim);
}

static int closed_port(void)
{
    int socket_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t length = sizeof address;
    ck_assert_int_eq(bind(socket_, (struct sockaddr *)&address, sizeof address), 0);
    ck_assert_int_eq(getsockname(socket_, (struct sockaddr *)&address, &length), 0);
    ck_assert_int_eq(close(socket_), 0);
    return ntohs(address.sin_port);
}

START_TEST(a_set_up_that_works_is_told_so)
{
    expect_with_sim(WITH_KEY, "ok", "acme can do what it is set up to do", 0);
}
END_TEST

/* The way there. */

START_TEST(a_name_that_does_not_resolve)
{
    /* Longer than a part of a name may be, so that no name server has to be asked. */
    write_profile("rest_url = \"https://rest-abcdefghijklmnopqrstuvwxyz-abcdefghijklmnopqrstuvwxyz-abcdefghijklmnopq.example\";\n"
                  WITH_KEY);
    expect_failure("the name does not resolve", 5);
    expect_advice("Check the spelling of the host");
    expect_test("the name does not resolve", "name servers", 5);
}
END_TEST

START_TEST(a_port_that_nobody_listens_on)
{
    write_profile("rest_url = \"http://127.0.0.1:%d\";\n" WITH_KEY, closed_port());
    expect_failure("the connection was refused", 5);
    expect_test("the connection was refused", "check host and port", 5);
}
END_TEST

START_TEST(a_server_that_takes_the_connection_and_says_nothing)
{
    write_file("brazier.conf", "timeouts: { idle = 1; };\n");
    const struct wire_step step = { .then = WIRE_STALL };
    struct wire *wire = start_wire(&step, 1);
    expect_failure("nothing was received for too long", 5);
    wire_stop(wire);
}
END_TEST

START_TEST(a_connection_that_breaks)
{
    expect_from_answer(NULL, WIRE_RESET, "the connection broke before the answer came", 5);
    expect_from_answer(NULL, WIRE_CLOSE, "the connection broke before the answer came", 5);
}
END_TEST

START_TEST(a_port_without_tls)
{
    static const struct wire_step step = { .answer = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n",
                                           .at_once = true,
                                           .then = WIRE_CLOSE };
    struct wire *wire = wire_start(&step, 1);
    write_profile("rest_url = \"https://127.0.0.1:%d\";\n" WITH_KEY, wire_port(wire));
    expect_failure("no secure connection could be made", 5);
    wire_stop(wire);
}
END_TEST

START_TEST(a_proxy_that_is_away)
{
    char *proxy = memory_format("http://user:dummy-password@127.0.0.1:%d", closed_port());
    ck_assert_int_eq(setenv("https_proxy", proxy, 1), 0);
    free(proxy);
    write_profile("rest_url = \"https://rest.example\";\n" WITH_KEY);
    expect_failure("the proxy cannot be reached", 5);
    expect_advice("Requests go through the proxy");
    ck_assert_ptr_null(strstr(end.out, "dummy-password"));
}
END_TEST

static void expect_from_proxy(const char *answer, const char *part)
{
    const struct wire_step step = { .answer = answer };
    struct wire *wire = wire_start(&step, 1);
    char *proxy = wire_url(wire, "");
    ck_assert_int_eq(setenv("https_proxy", proxy, 1), 0);
    write_profile("instance = \"EU-01\";\n" WITH_KEY);
    expect_failure(part, 5);
    ck_assert_uint_gt(wire_request_count(wire), 0);
    for (size_t i = 0; i < wire_request_count(wire); i++) {
        ck_assert_msg(strncmp(wire_request(wire, i), "CONNECT rest.fra-01.braze.eu:443", 32) == 0, "%s", wire_request(wire, i));
        ck_assert_ptr_null(strstr(wire_request(wire, i), KEY));
    }
    wire_stop(wire);
    free(proxy);
}

START_TEST(a_proxy_that_refuses)
{
    expect_from_proxy("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", "the proxy refused to connect");
}
END_TEST

START_TEST(a_proxy_that_wants_a_password)
{
    expect_from_proxy("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\n"
                      "Content-Length: 0\r\n\r\n",
                      "the proxy wants a name and a password");
}
END_TEST

/* What answers there. */

START_TEST(a_login_page)
{
    const struct wire_step step = { .answer = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 52\r\n\r\n"
                                              "<html><title>Hotel Wi-Fi</title>Please log in</html>" };
    struct wire *wire = start_wire(&step, 1);
    expect_failure("with a web page titled \"Hotel Wi-Fi\"", 5);
    expect_test("with a web page titled \"Hotel Wi-Fi\"", "login page", 5);
    wire_stop(wire);
}
END_TEST

START_TEST(a_redirect)
{
    expect_from_answer("HTTP/1.1 302 Found\r\nLocation: https://dashboard-01.braze.com/auth\r\nContent-Length: 0\r\n\r\n",
                       WIRE_KEEP, "on to https://dashboard-01.braze.com/auth", 5);
}
END_TEST

START_TEST(an_answer_that_is_cut_off)
{
    const struct wire_step step = { .answer = JSON_HEAD("200 OK") "Content-Length: 500\r\n\r\n{\"campaigns\":[",
                                    .then = WIRE_CLOSE };
    struct wire *wire = start_wire(&step, 1);
    expect_failure("the answer was cut off", 5);
    wire_stop(wire);
    /* A read is tried again, so that the next attempts find nobody there. */
    wire = start_wire(&step, 1);
    expect_test("the answer was cut off", "a proxy or firewall may cut connections", 5);
    wire_stop(wire);
}
END_TEST

START_TEST(something_that_does_not_speak_http)
{
    expect_from_answer("SSH-2.0-OpenSSH_9.2\r\n\r\n", WIRE_KEEP, "does not speak HTTP", 5);
}
END_TEST

START_TEST(something_that_speaks_no_json)
{
    expect_from_answer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", WIRE_KEEP, "not Braze's JSON", 5);
}
END_TEST

START_TEST(a_host_without_the_rest_api)
{
    expect_from_answer(JSON_HEAD("404 Not Found") "Content-Length: 2\r\n\r\n{}", WIRE_KEEP,
                       "does not know GET /campaigns/list", 5);
}
END_TEST

START_TEST(trouble_at_braze)
{
    expect_from_answer(JSON_HEAD("500 Internal Server Error") "Content-Length: 2\r\n\r\n{}", WIRE_KEEP,
                       "Braze failed with 500", 5);
    expect_from_answer("HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<html></html>",
                       WIRE_KEEP, "did not reach Braze's servers: 502", 5);
    expect_from_key_answer("503 Service Unavailable", "", "{}", "no capacity", 5);
}
END_TEST

static void expect_clock(long seconds, const char *level, const char *part, int status)
{
    char date[100];
    time_t moment = time(NULL) + seconds;
    struct tm parts;
    ck_assert_ptr_nonnull(gmtime_r(&moment, &parts));
    (void)strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", &parts);
    static const char body[] = "{\"campaigns\":[],\"message\":\"success\"}";
    char *answer = memory_format(JSON_HEAD("200 OK") "Connection: close\r\nDate: %s\r\nContent-Length: %zu\r\n\r\n%s", date,
                                 sizeof body - 1, body);
    const struct wire_step step = { .answer = answer };
    struct wire *wire = start_wire(&step, 1);
    expect(level, part, status);
    wire_stop(wire);
    free(answer);
}

START_TEST(a_clock_that_is_wrong)
{
    expect_clock(86400 * 3, "FAIL", "The clock here is 3 days behind Braze's", 3);
    expect_clock(-7200, "FAIL", "The clock here is 2 hours ahead of Braze's", 3);
    expect_clock(-300, "warn", "ahead of Braze's", 0);
}
END_TEST

START_TEST(a_limit_that_is_used_up)
{
    expect_from_key_answer("429 Too Many Requests",
                           "X-RateLimit-Limit: 250000\r\nX-RateLimit-Remaining: 0\r\nX-RateLimit-Reset: 90\r\n",
                           "{\"message\":\"Rate limited\"}", "is used up until", 6);
}
END_TEST

/* The key. */

START_TEST(a_key_that_braze_does_not_know)
{
    struct sim *sim = start_sim(NULL, NULL);
    write_profile("rest_url = \"%s\";\napi_key = \"" APP_KEY "\";\n", sim_url(sim));
    expect_failure("does not know the key", 4);
    expect_advice("--try-other-instances");
    ck_assert_ptr_null(strstr(end.out, APP_KEY));
    expect_test("does not know the key", "instance", 4);
    sim_stop(sim);
    /* Revoked, and repeated in the answer. */
    expect_from_key_answer("401 Unauthorized", "", "{\"message\":\"Invalid API key: " KEY "\"}", "does not know the key", 4);
}
END_TEST

START_TEST(an_address_that_is_not_on_the_keys_list)
{
    static const char body[] = "{\"message\":\"Invalid whitelisted IPs\"}";
    expect_from_key_answer("403 Forbidden", "", body, "may not be used from this machine's network address", 4);
    expect_from_key_answer("401 Unauthorized", "", body, "may not be used from this machine's network address", 4);
}
END_TEST

START_TEST(keys_in_each_others_place)
{
    expect_with_sim("api_key = \"" APP_KEY "\";\napp_key = \"" KEY "\";\n", "FAIL", "The keys are swapped", 3);
    expect_with_sim("api_key = \"" KEY "\";\napp_key = \"" KEY "\";\n", "FAIL", "are the same", 3);
}
END_TEST

START_TEST(a_write_key_in_the_rest_keys_place)
{
    expect_with_sim("api_key = \"1aBcDeFgHiJkLmNoPqRsTuVwXyZ\";\n", "FAIL", "does not know the key", 4);
    expect_advice("looks like a RudderStack write key");
}
END_TEST

START_TEST(no_key_at_all)
{
    expect_with_sim("", "FAIL", "The profile has no REST API key", 3);
    expect_advice("brazier profile set acme --api-key");
}
END_TEST

START_TEST(a_key_that_is_no_key)
{
    expect_with_sim("api_key = \"\";\n", "FAIL", "the REST API key is empty", 3);
    expect_with_sim("api_key = \"0000 1111\";\n", "FAIL", "the REST API key holds a blank", 3);
    expect_with_sim("api_key = \"Bearer " KEY "\";\n", "FAIL", "the REST API key begins with the word Bearer", 3);
    expect_with_sim("api_key = \"'" KEY "'\";\n", "FAIL", "the REST API key stands in quotes", 3);
    expect_with_sim("api_key = \"0000-\\xc3\\xa9\";\n", "FAIL", "the REST API key holds", 3);
}
END_TEST

START_TEST(a_variable_that_is_not_set)
{
    ck_assert_int_eq(unsetenv("ACME_KEY"), 0);
    expect_with_sim("api_key_env = \"ACME_KEY\";\n", "FAIL", "ACME_KEY", 3);
    ck_assert_int_eq(setenv("ACME_KEY", "  ", 1), 0);
    expect_with_sim("api_key_env = \"ACME_KEY\";\n", "FAIL", "is empty", 3);
    ck_assert_int_eq(setenv("ACME_KEY", KEY "\n", 1), 0);
    expect_with_sim("api_key_env = \"ACME_KEY\";\n", "ok", "", 0);
}
END_TEST

START_TEST(a_command_that_prints_no_key)
{
    expect_with_sim("api_key_command = [\"/nowhere/pass\", \"show\", \"acme\"];\n", "FAIL", "/nowhere/pass", 3);
    expect_with_sim("api_key_command = [\"sh\", \"-c\", \"exit 3\"];\n", "FAIL", "status 3", 3);
    expect_with_sim("api_key_command = [\"true\"];\n", "FAIL", "command true: the REST API key is empty", 3);
    expect_with_sim("api_key_command = [\"echo\", \"" KEY "\"];\n", "ok", "", 0);
    write_file("brazier.conf", "timeouts: { key_command = 1; };\n");
    expect_with_sim("api_key_command = [\"sleep\", \"600\"];\n", "FAIL", "within 1.0 s", 3);
}
END_TEST

/* Permissions. */

START_TEST(each_permission_that_is_missing)
{
    struct permissions permissions;
    permissions_init(&permissions);
    ck_assert_uint_gt(permissions.count, 30);
    size_t named = 0;
    for (size_t i = 0; i < permissions.count; i++) {
        const char *name = endpoints[permissions.probes[i].endpoint].permission;
        char *without = memory_format("all,-%s", name);
        struct sim *sim = start_sim("permissions", without);
        write_profile("rest_url = \"%s\";\n" WITH_KEY
                      "settings: { enableSubscriptionGroupInGroupCall = true; supportDedup = true; };\n",
                      sim_url(sim));
        run("doctor", NULL);
        char *line = memory_copy_bytes(end.out, strcspn(end.out, "\n"));
        (void)printf("%d  %s\n", end.status, line);
        sim_stop(sim);
        free(without);
        /* What nothing here needs is no fault: it stands in the table. */
        char *told = memory_format("The key lacks the permission %s, needed for ", name);
        bool is_told = strstr(line, told) != NULL;
        free(told);
        if (is_told) {
            named++;
            ck_assert_int_eq(end.status, strncmp(line, "FAIL", 4) == 0 ? 4 : 0);
        } else {
            ck_assert_msg(strncmp(line, "ok", 2) == 0 && strstr(end.out, name) == NULL, "%s:\n%.3000s", name, end.out);
        }
        free(line);
    }
    permissions_clear(&permissions);
    /* Those of 20 streams, of reading back, and of what RudderStack sends: see data/streams.def and data/needs.def. */
    ck_assert_uint_eq(named, 27);
}
END_TEST

START_TEST(a_permission_that_the_list_of_campaigns_needs)
{
    struct sim *sim = start_sim("permissions", "all,-campaigns.list");
    write_profile("rest_url = \"%s\";\n" WITH_KEY, sim_url(sim));
    expect_test("lacks the permission campaigns.list", "users.track", 0);
    sim_stop(sim);
}
END_TEST

START_TEST(a_key_without_permissions)
{
    struct sim *sim = start_sim("permissions", "");
    write_profile("rest_url = \"%s\";\n" WITH_KEY, sim_url(sim));
    expect_failure("The key has none of the", 4);
    sim_stop(sim);
}
END_TEST

/* The profile. */

START_TEST(a_profile_that_is_not_there)
{
    expect_failure("acme", 3);
}
END_TEST

START_TEST(a_profile_that_cannot_be_read)
{
    write_profile("mode = \"clod\";\n");
    expect_failure("profiles/acme.conf:1", 3);
    write_profile("mode = \"cloud\"\ninstance \"EU-01\"\n");
    expect_failure("profiles/acme.conf:", 3);
}
END_TEST

START_TEST(a_report_for_others_names_no_directory_of_this_machine)
{
    char *path = file_join(home, "report.md");
    char *option = memory_format("--report=%s", path);
    size_t length = 0;
    ck_assert_int_eq(setenv("HOME", "/home/somebody", 1), 0);
    for (int i = 0; i < 2; i++) {
        char *report = NULL;
        write_profile(i == 0 ? "mode = \"clod\";\n"
                             : WITH_KEY "app_key_command = [\"/home/somebody/bin/show-key\"];\nrest_url = \"http://127.0.0.1:1\";\n");
        run("doctor", option);
        ck_assert(file_read(path, 1000000, &report, &length, NULL));
        const char *expected = i == 0 ? " profiles/acme.conf:1: mode" : "~/bin/show-key";
        ck_assert_msg(strstr(report, home) == NULL && strstr(report, "somebody") == NULL, "%s", report);
        char *plain = memory_copy_string(report);
        size_t kept = 0;
        for (size_t j = 0; j <= length; j++)
            if (report[j] != '\\')
                plain[kept++] = report[j];
        ck_assert_msg(strstr(plain, expected) != NULL, "%s", plain);
        free(plain);
        free(report);
    }
    free(option);
    free(path);
}
END_TEST

START_TEST(a_profile_that_does_not_say_where_braze_is)
{
    write_profile(WITH_KEY);
    expect_failure("does not say where Braze is", 3);
}
END_TEST

START_TEST(a_rest_url_that_is_none)
{
    static const struct {
        const char *url;
        const char *part;
        const char *advice;
    } urls[] = {
        { "https://sdk.fra-01.braze.eu", "is the SDK endpoint of EU-01", "se https://rest.fra-01.braze.eu" },
        { "https://dashboard-06.braze.com", "is the dashboard of US-06", "se https://rest.iad-06.braze.com" },
        { "http://rest.iad-01.braze.com", "plain http", "se https://rest.iad-01.braze.com" },
        { "https://rest.iad-01.braze.com/users/track", "has a path in it", "https://rest.iad-01.braze.com" },
        { "https://user:dummy@rest.iad-01.braze.com", "has a user", "https://rest.iad-01.braze.com" },
        { "ftp://rest.iad-01.braze.com", "begins with ftp://", "https://" },
    };
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        write_profile("rest_url = \"%s\";\n" WITH_KEY, urls[i].url);
        expect_failure(urls[i].part, 3);
        expect_advice(urls[i].advice);
    }
}
END_TEST

START_TEST(an_instance_that_is_none)
{
    write_profile("instance = \"US-09\";\n" WITH_KEY);
    expect_failure("US-09", 3);
}
END_TEST

START_TEST(a_mode_that_the_source_does_not_have)
{
    expect_with_sim(WITH_KEY "source_type = \"warehouse\";\nmode = \"device\";\n", "FAIL",
                    "The source type warehouse has no device mode", 3);
}
END_TEST

START_TEST(an_app_key_of_another_shape)
{
    expect_with_sim(WITH_KEY "mode = \"device\";\napp_key = \"not-a-uuid\";\n", "FAIL",
                    "The app identifier key is not of the shape", 3);
    expect_with_sim(WITH_KEY "mode = \"device\";\n", "warn", "has no app identifier key", 0);
}
END_TEST

START_TEST(settings_that_contradict_each_other)
{
    struct sim *sim = start_sim(NULL, NULL);
    ck_assert_int_eq(setenv("BRAZIER_REST_URL", sim_url(sim), 1), 0);
    write_profile(WITH_KEY "settings: { eventFilteringOption = \"whitelistedEvents\"; };\nmode = \"device\";\napp_key = \"" APP_KEY
                           "\";\n");
    expect("warn", "Events are filtered by an allowlist, and the list is empty", 0);
    write_profile(WITH_KEY "settings: { dataCenter = \"XX-99\"; };\n");
    expect("warn", "RudderStack would refuse the settings", 0);
    sim_stop(sim);
}
END_TEST

START_TEST(a_data_plane_that_does_not_work)
{
    char *away = memory_format(WITH_KEY "write_key = \"dummy-write-key\";\ndata_plane_url = \"http://127.0.0.1:%d\";\n",
                               closed_port());
    expect_with_sim(away, "warn", "RudderStack's data plane cannot be reached", 0);
    free(away);
    struct sim *sim = start_sim(NULL, NULL);
    write_profile("rest_url = \"%s\";\n" WITH_KEY "write_key = \"dummy-write-key\";\ndata_plane_url = \"%s\";\n", sim_url(sim),
                  sim_url(sim));
    expect("warn", "RudderStack's data plane refuses the write key", 0);
    sim_stop(sim);
}
END_TEST

START_TEST(files_that_others_can_read)
{
    struct sim *sim = start_sim(NULL, NULL);
    write_profile("rest_url = \"%s\";\n" WITH_KEY, sim_url(sim));
    char *path = file_join(home, "profiles/acme.conf");
    ck_assert_int_eq(chmod(path, 0644), 0);
    expect("warn", "acme.conf", 0);
    free(path);
    sim_stop(sim);
}
END_TEST

/* Certificates. */

static char *directory; /* NULL: without TLS */

static void set_up_certificates(void)
{
    directory = tls_certificates_new();
}

static void remove_certificates(void)
{
    place_remove(directory);
}

static void expect_certificate(const char *name, const char *trusted, const char *part, int status)
{
    if (directory == NULL)
        return;
    struct tls_server *server = tls_start(directory, name, CLOSING_401);
    ck_assert_ptr_nonnull(server);
    if (trusted != NULL) {
        char *preferences = memory_format("ca_file = \"%s/%s.pem\";\n", directory, trusted);
        write_file("brazier.conf", preferences);
        free(preferences);
    }
    write_profile("rest_url = \"https://localhost:%d\";\n" WITH_KEY, tls_port(server));
    expect_failure(part, status);
    tls_stop(server);
}

START_TEST(a_certificate_for_another_name)
{
    expect_certificate("other", "ca", "shows the certificate of another name (CN = other.example)", 5);
}
END_TEST

START_TEST(a_certificate_that_has_expired)
{
    expect_certificate("expired", "ca", "has expired (Jan  1 00:00:00 2021 GMT)", 5);
}
END_TEST

START_TEST(a_certificate_that_is_not_valid_yet)
{
    expect_certificate("early", "ca", "is not valid yet (Jan  1 00:00:00 2090 GMT)", 5);
}
END_TEST

START_TEST(a_certificate_that_vouches_for_itself)
{
    expect_certificate("self", NULL, "shows a self-signed certificate", 5);
}
END_TEST

START_TEST(a_certificate_of_nobody_that_is_known)
{
    expect_certificate("stranger", NULL, "shows a certificate issued by Nobody, Nobody Root, which this machine does not trust",
                       5);
    if (directory == NULL)
        return;
    struct tls_server *server = tls_start(directory, "stranger", CLOSING_401);
    write_profile("rest_url = \"https://localhost:%d\";\n" WITH_KEY, tls_port(server));
    expect_test("the certificate was issued by nobody this machine trusts", "add its CA certificate", 5);
    tls_stop(server);
}
END_TEST

START_TEST(a_product_that_looks_into_tls)
{
    expect_certificate("inspect", NULL, "Zscaler stands between this machine and localhost", 5);
}
END_TEST

START_TEST(a_file_of_certificates_that_is_not_there)
{
    expect_certificate("good", "nowhere", "the file of trusted certificates cannot be read", 3);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("broken set-ups");
    TCase *cases = tcase_create("set-ups");
    tcase_set_timeout(cases, 300);
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, a_set_up_that_works_is_told_so);
    tcase_add_test(cases, a_name_that_does_not_resolve);
    tcase_add_test(cases, a_port_that_nobody_listens_on);
    tcase_add_test(cases, a_server_that_takes_the_connection_and_says_nothing);
    tcase_add_test(cases, a_connection_that_breaks);
    tcase_add_test(cases, a_port_without_tls);
    tcase_add_test(cases, a_proxy_that_is_away);
    tcase_add_test(cases, a_proxy_that_refuses);
    tcase_add_test(cases, a_proxy_that_wants_a_password);
    tcase_add_test(cases, a_login_page);
    tcase_add_test(cases, a_redirect);
    tcase_add_test(cases, an_answer_that_is_cut_off);
    tcase_add_test(cases, something_that_does_not_speak_http);
    tcase_add_test(cases, something_that_speaks_no_json);
    tcase_add_test(cases, a_host_without_the_rest_api);
    tcase_add_test(cases, trouble_at_braze);
    tcase_add_test(cases, a_clock_that_is_wrong);
    tcase_add_test(cases, a_limit_that_is_used_up);
    tcase_add_test(cases, a_key_that_braze_does_not_know);
    tcase_add_test(cases, an_address_that_is_not_on_the_keys_list);
    tcase_add_test(cases, keys_in_each_others_place);
    tcase_add_test(cases, a_write_key_in_the_rest_keys_place);
    tcase_add_test(cases, no_key_at_all);
    tcase_add_test(cases, a_key_that_is_no_key);
    tcase_add_test(cases, a_variable_that_is_not_set);
    tcase_add_test(cases, a_command_that_prints_no_key);
    tcase_add_test(cases, each_permission_that_is_missing);
    tcase_add_test(cases, a_permission_that_the_list_of_campaigns_needs);
    tcase_add_test(cases, a_key_without_permissions);
    tcase_add_test(cases, a_profile_that_is_not_there);
    tcase_add_test(cases, a_profile_that_cannot_be_read);
    tcase_add_test(cases, a_report_for_others_names_no_directory_of_this_machine);
    tcase_add_test(cases, a_profile_that_does_not_say_where_braze_is);
    tcase_add_test(cases, a_rest_url_that_is_none);
    tcase_add_test(cases, an_instance_that_is_none);
    tcase_add_test(cases, a_mode_that_the_source_does_not_have);
    tcase_add_test(cases, an_app_key_of_another_shape);
    tcase_add_test(cases, settings_that_contradict_each_other);
    tcase_add_test(cases, a_data_plane_that_does_not_work);
    tcase_add_test(cases, files_that_others_can_read);
    suite_add_tcase(suite, cases);
    TCase *tls = tcase_create("certificates");
    tcase_set_timeout(tls, 300);
    tcase_add_unchecked_fixture(tls, set_up_certificates, remove_certificates);
    tcase_add_checked_fixture(tls, set_up, tear_down);
    tcase_add_test(tls, a_certificate_for_another_name);
    tcase_add_test(tls, a_certificate_that_has_expired);
    tcase_add_test(tls, a_certificate_that_is_not_valid_yet);
    tcase_add_test(tls, a_certificate_that_vouches_for_itself);
    tcase_add_test(tls, a_certificate_of_nobody_that_is_known);
    tcase_add_test(tls, a_product_that_looks_into_tls);
    tcase_add_test(tls, a_file_of_certificates_that_is_not_there);
    suite_add_tcase(suite, tls);
    return unit_run(suite);
}
