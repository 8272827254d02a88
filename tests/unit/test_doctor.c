#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "doctor/doctor.h"
#include "sim/simulator.h"
#include "support/file.h"
#include "support/json.h"
#include "tls_server.h"
#include "place.h"
#include "unit.h"
#include "wire.h"

#define KEY "00000000-1111-2222-3333-444444444444"
#define APP_KEY "99999999-8888-7777-6666-555555555555"

/* What each test changes of a set-up that would work. */
static struct profile *profile;
static struct doctor_options options;
static struct http_options client_options;
static char *first_line;
static char *text;
static int exit_status;
static cJSON *report_json;
static char *markdown;

static void set_up(void)
{
    profile = profile_new("acme");
    free(profile->rest_url);
    profile->rest_url = NULL;
    options = (struct doctor_options){ .connect_timeout_ms = 2000, .answer_timeout_ms = 400 };
    options.api_key = secret_new(KEY, strlen(KEY));
    client_options = (struct http_options){ .proxy = "" };
}

static void forget_run(void)
{
    free(first_line);
    free(text);
    free(markdown);
    cJSON_Delete(report_json);
    first_line = text = markdown = NULL;
    report_json = NULL;
}

static void tear_down(void)
{
    forget_run();
    profile_free(profile);
    secret_free((struct secret *)options.api_key);
    secret_free((struct secret *)options.app_key);
    secret_free((struct secret *)options.write_key);
}

static void set_url(const char *format, int port)
{
    free(profile->rest_url);
    profile->rest_url = memory_format(format, port);
}

/* NULL where the profile does not allow one. */
static struct session *open_session(struct http_client *client)
{
    static struct paths nowhere;
    static char *no_environment[] = { NULL };
    const struct session_options session_options = { .paths = &nowhere, .client = client, .environment = no_environment,
                                                     .without_journal = true };
    options.profile = profile;
    options.session = session_open(profile_copy(profile, "acme"), &session_options, NULL);
    return options.session;
}

static void run(void)
{
    forget_run();
    struct http_client *client = http_client_new(&client_options);
    struct session *session = open_session(client);
    struct doctor *doctor = doctor_start(&options);
    if (session != NULL)
        session_finish(session);
    ck_assert(doctor_is_finished(doctor));
    UT_string out;
    utstring_init(&out);
    doctor_report_text(doctor_report(doctor), 100, true, &out);
    text = memory_copy_string(utstring_body(&out));
    first_line = memory_copy_bytes(text, strcspn(text, "\n"));
    utstring_clear(&out);
    doctor_report_markdown(doctor_report(doctor), &out);
    markdown = memory_copy_string(utstring_body(&out));
    utstring_done(&out);
    report_json = doctor_report_json(doctor_report(doctor));
    exit_status = (int)json_get_number(report_json, "exit_status", -1);
    /* Whatever was found: no key is ever shown. */
    char *json = json_print(report_json);
    ck_assert_ptr_null(strstr(text, KEY));
    ck_assert_ptr_null(strstr(json, KEY));
    ck_assert_ptr_null(strstr(markdown, KEY));
    ck_assert_ptr_null(strstr(text, APP_KEY));
    free(json);
    doctor_free(doctor);
    session_free(session);
    http_client_free(client);
}

static void expect_first(const char *level, const char *part, int status)
{
    ck_assert_msg(strncmp(first_line, level, strlen(level)) == 0, "%s\n%.3000s", level, text);
    ck_assert_msg(strstr(first_line, part) != NULL, "\"%s\" is not in the first line of\n%.3000s", part, text);
    ck_assert_int_eq(exit_status, status);
}

static void expect_failure(const char *part, int status)
{
    run();
    expect_first("FAIL", part, status);
}

/* A server by script. Every answer but a last one is given once. */
#define JSON_HEAD(status) "HTTP/1.1 " status "\r\nContent-Type: application/json\r\n"
#define KEYLESS_401 JSON_HEAD("401 Unauthorized") "Content-Length: 29\r\n\r\n{\"message\":\"Invalid API key\"}"
/* openssl's server closes after each answer. */
#define CLOSING_401                                                                                                    \
    JSON_HEAD("401 Unauthorized") "Connection: close\r\nContent-Length: 29\r\n\r\n{\"message\":\"Invalid API key\"}"
#define NO_CAMPAIGNS "{\"campaigns\":[],\"message\":\"success\"}"

/* A whole answer; the caller frees it. */
static char *json_answer(const char *status, const char *headers, const char *body)
{
    return memory_format("HTTP/1.1 %s\r\nContent-Type: application/json\r\n%sContent-Length: %zu\r\n\r\n%s", status, headers,
                         strlen(body), body);
}

static void expect_from_wire(const struct wire_step *steps, size_t count, const char *part, int status)
{
    struct wire *wire = wire_start(steps, count);
    set_url("http://127.0.0.1:%d", wire_port(wire));
    run();
    wire_stop(wire);
    expect_first("FAIL", part, status);
}

/* The same answer to the first request, without a key, and to what follows. */
static void expect_from_answer(const char *answer, const char *part, int status)
{
    const struct wire_step step = { .answer = answer };
    expect_from_wire(&step, 1, part, status);
}

/* What only shows when a key is sent. */
static void expect_from_key_json(const char *status, const char *headers, const char *body, const char *part, int exit)
{
    char *answer = json_answer(status, headers, body);
    const struct wire_step steps[] = { { .answer = KEYLESS_401 }, { .answer = answer } };
    expect_from_wire(steps, 2, part, exit);
    free(answer);
}

static void expect_from_key_answer(const char *answer, const char *part, int status)
{
    const struct wire_step steps[] = { { .answer = KEYLESS_401 }, { .answer = answer } };
    expect_from_wire(steps, 2, part, status);
}

static struct sim *start_sim(const char *name, const char *value)
{
    struct sim_options sim_options;
    struct error error = ERROR_INIT;
    sim_options_init(&sim_options);
    ck_assert(sim_options_set(&sim_options, "api-key", KEY, &error));
    if (name != NULL)
        ck_assert_msg(sim_options_set(&sim_options, name, value, &error), "%s", error.message);
    struct sim *sim = sim_start(&sim_options, &error);
    ck_assert_msg(sim != NULL, "%s", error.message);
    sim_options_clear(&sim_options);
    free(profile->rest_url);
    profile->rest_url = memory_copy_string(sim_url(sim));
    return sim;
}

static void run_against_sim(const char *name, const char *value)
{
    struct sim *sim = start_sim(name, value);
    run();
    sim_stop(sim);
}

/* A port that nobody listens on. */
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

static const cJSON *permission(const char *name)
{
    const cJSON *entry = NULL;
    cJSON_ArrayForEach(entry, json_get_array(report_json, "permissions"))
        if (strcmp(json_get_string(entry, "permission", ""), name) == 0)
            return entry;
    return NULL;
}

static bool has_finding(const char *id)
{
    const cJSON *finding = NULL;
    cJSON_ArrayForEach(finding, json_get_array(report_json, "findings"))
        if (strcmp(json_get_string(finding, "id", ""), id) == 0)
            return true;
    return false;
}

START_TEST(a_profile_that_works_is_told_to_work)
{
    run_against_sim(NULL, NULL);
    expect_first("ok", "acme can do what it is set up to do", 0);
    ck_assert_str_eq(json_get_string(permission("users.track"), "state", ""), "granted");
    ck_assert_str_eq(json_get_string(permission("campaigns.list"), "state", ""), "granted");
    ck_assert_int_gt(cJSON_GetArraySize(json_get_array(report_json, "steps")), 2);
    ck_assert_int_gt(cJSON_GetArraySize(json_get_array(report_json, "rate_limits")), 0);
    ck_assert_msg(strstr(markdown, "\xE2\x80\xA2\xE2\x80\xA2") == NULL, "%s", markdown); /* not even the mask */
}
END_TEST

START_TEST(nothing_that_the_doctor_sends_is_applied)
{
    char *place = place_make();
    char *path = file_join(place, "log");
    run_against_sim("log", path);
    char *bytes = NULL;
    size_t length = 0;
    ck_assert(file_read(path, 10000000, &bytes, &length, NULL));
    size_t lines = 0;
    for (char *line = bytes; *line != '\0';) {
        size_t end = strcspn(line, "\n");
        cJSON *entry = json_parse(line, end, NULL);
        ck_assert_msg(!json_get_bool(entry, "applied", false) || strcmp(json_get_string(entry, "method", ""), "GET") == 0,
                      "%.*s", (int)end, line);
        cJSON_Delete(entry);
        lines++;
        line += end + (line[end] == '\n' ? 1 : 0);
    }
    ck_assert_uint_gt(lines, 40);
    free(bytes);
    free(path);
    place_remove(place);
}
END_TEST

START_TEST(each_missing_permission_is_named_in_the_first_line)
{
    struct permissions permissions;
    permissions_init(&permissions);
    ck_assert_uint_gt(permissions.count, 30);
    static const struct doctor_stream streams[] = {
#define ENDPOINT(identifier, method, path, name, limit, per_page, access) { #identifier, ENDPOINT_##identifier, false },
#include "data/endpoints.def"
#undef ENDPOINT
    };
    options.streams = streams;
    options.stream_count = sizeof streams / sizeof *streams;
    profile_set_setting(profile, "enableSubscriptionGroupInGroupCall", cJSON_CreateBool(true));
    profile_set_setting(profile, "supportDedup", cJSON_CreateBool(true));
    for (size_t i = 0; i < permissions.count; i++) {
        const char *name = endpoints[permissions.probes[i].endpoint].permission;
        char *without = memory_format("all,-%s", name);
        run_against_sim("permissions", without);
        free(without);
        if (permissions.probes[i].endpoint == ENDPOINT_USERS_EXPORT_GLOBAL_CONTROL_GROUP) {
            /* No harmless request shows this one: it is not asked for, and stays unknown. */
            ck_assert_str_eq(json_get_string(permission(name), "state", ""), "unknown");
            continue;
        }
        ck_assert_msg(strstr(first_line, name) != NULL && strstr(first_line, "lacks the permission") != NULL, "%s:\n%.3000s",
                      name, text);
        ck_assert_str_eq(json_get_string(permission(name), "state", ""), "missing");
    }
    permissions_clear(&permissions);
}
END_TEST

START_TEST(what_delivery_needs_is_a_failure_and_what_is_handy_a_warning)
{
    run_against_sim("permissions", "all,-users.delete");
    expect_first("FAIL", "lacks the permission users.delete, needed for deletion of users", 4);
    run_against_sim("permissions", "all,-users.export.ids");
    expect_first("warn", "users.export.ids", 0);
    profile_set_setting(profile, "supportDedup", cJSON_CreateBool(true));
    run_against_sim("permissions", "all,-users.export.ids");
    expect_first("FAIL", "users.export.ids, needed for deduplication of traits", 4);
    run_against_sim("permissions", "all,-subscription.status.set");
    expect_first("ok", "", 0);
    profile_set_setting(profile, "enableSubscriptionGroupInGroupCall", cJSON_CreateBool(true));
    run_against_sim("permissions", "all,-subscription.status.set");
    expect_first("FAIL", "subscription.status.set", 4);
    profile->read_only = true;
    run_against_sim("permissions", "all,-users.track");
    expect_first("warn", "users.track", 0);
}
END_TEST

START_TEST(a_key_with_a_few_permissions_gets_one_line)
{
    run_against_sim("permissions", "campaigns.list,users.track");
    expect_first("FAIL", "lacks 3 of the 4 permissions for what the profile is set up to do: "
                         "users.identify, users.merge, users.delete", 4);
}
END_TEST

START_TEST(a_key_without_any_permission_is_told_so)
{
    run_against_sim("permissions", "");
    expect_first("FAIL", "has none of the", 4);
}
END_TEST

START_TEST(a_permission_that_could_not_be_tried_is_named_with_the_reason)
{
    static const struct wire_step steps[] = {
        { .answer = KEYLESS_401 },
        { .answer = JSON_HEAD("200 OK") "Content-Length: 36\r\n\r\n" NO_CAMPAIGNS },
        { .answer = JSON_HEAD("503 Service Unavailable") "Content-Length: 2\r\n\r\n{}" },
    };
    struct wire *wire = wire_start(steps, 3);
    set_url("http://127.0.0.1:%d", wire_port(wire));
    run();
    wire_stop(wire);
    expect_first("warn", "Whether the key has users.track, users.identify, users.merge, users.delete could not be found out: Braze has "
                         "no capacity",
                 0);
    ck_assert_str_eq(json_get_string(permission("users.track"), "state", ""), "unknown");
}
END_TEST

START_TEST(a_refused_key_is_told_and_not_repeated)
{
    expect_from_key_json("401 Unauthorized", "", "{\"message\":\"Invalid API key: " KEY "\"}", "does not know the key", 4);
}
END_TEST

START_TEST(a_key_of_another_instance_is_told_when_asked_for)
{
    static const struct wire_step refuses = { .answer = KEYLESS_401 };
    struct wire *here = wire_start(&refuses, 1);
    struct wire *elsewhere = wire_start(&refuses, 1);
    struct sim *there = start_sim(NULL, NULL);
    set_url("http://127.0.0.1:%d", wire_port(here));
    char *other = wire_url(elsewhere, "");
    const char *urls[] = { profile->rest_url, other, sim_url(there), NULL };
    options.other_urls = urls;
    expect_failure("does not know the key", 4); /* not asked: the key is shown to nobody else */
    ck_assert_uint_eq(wire_request_count(elsewhere), 0);
    options.try_other_instances = true;
    run();
    char *expected = memory_format("The key belongs to %s, not to the profile's instance", sim_url(there));
    expect_first("FAIL", expected, 3);
    ck_assert_uint_eq(wire_request_count(elsewhere), 1);
    free(expected);
    free(other);
    sim_stop(there);
    wire_stop(here);
    wire_stop(elsewhere);
}
END_TEST

START_TEST(swapped_keys_are_told)
{
    options.app_key = options.api_key;
    options.api_key = secret_new(APP_KEY, strlen(APP_KEY));
    run_against_sim(NULL, NULL);
    expect_first("FAIL", "The keys are swapped", 3);
}
END_TEST

START_TEST(the_same_key_twice_is_told)
{
    options.app_key = secret_copy(options.api_key);
    run_against_sim(NULL, NULL);
    expect_first("FAIL", "The REST API key and the app identifier key are the same", 3);
}
END_TEST

START_TEST(a_write_key_in_the_rest_keys_place_is_told)
{
    secret_free((struct secret *)options.api_key);
    options.api_key = secret_new("1aBcDeFgHiJkLmNoPqRsTuVwXyZ", 27);
    const struct wire_step step = { .answer = KEYLESS_401 };
    struct wire *wire = wire_start(&step, 1);
    set_url("http://127.0.0.1:%d", wire_port(wire));
    run();
    wire_stop(wire);
    ck_assert(has_finding("key-is-write-key"));
    expect_first("FAIL", "does not know the key", 4);
}
END_TEST

START_TEST(a_missing_key_is_told_with_the_reason)
{
    secret_free((struct secret *)options.api_key);
    options.api_key = NULL;
    run_against_sim(NULL, NULL);
    expect_first("FAIL", "The profile has no REST API key", 3);
    struct error why = ERROR_INIT;
    error_set(&why, ERROR_CONFIGURATION, "api_key_command failed with exit status 3");
    options.api_why = &why;
    run_against_sim(NULL, NULL);
    expect_first("FAIL", "api_key_command failed with exit status 3", 3);
    error_clear(&why);
}
END_TEST

START_TEST(a_blocked_address_is_told)
{
    static const char body[] = "{\"message\":\"Invalid whitelisted IPs\"}";
    expect_from_key_json("403 Forbidden", "", body, "may not be used from this machine's network address", 4);
    expect_from_key_json("401 Unauthorized", "", body, "may not be used from this machine's network address", 4);
}
END_TEST

START_TEST(an_exhausted_limit_is_told_with_its_end)
{
    expect_from_key_json("429 Too Many Requests",
                         "X-RateLimit-Limit: 250000\r\nX-RateLimit-Remaining: 0\r\nX-RateLimit-Reset: 90\r\n",
                         "{\"message\":\"Rate limited\"}", "is used up until", 6);
}
END_TEST

START_TEST(a_limit_that_is_nearly_used_up_is_a_warning)
{
    char *answer = json_answer("200 OK", "X-RateLimit-Limit: 250000\r\nX-RateLimit-Remaining: 1200\r\n", NO_CAMPAIGNS);
    const struct wire_step steps[] = { { .answer = KEYLESS_401 }, { .answer = answer } };
    struct wire *wire = wire_start(steps, 2);
    set_url("http://127.0.0.1:%d", wire_port(wire));
    run();
    wire_stop(wire);
    free(answer);
    expect_first("warn", "Only 1200 of 250000 requests are left", 0);
}
END_TEST

/* The caller frees it. */
static char *answer_with_clock(long seconds)
{
    char date[100];
    time_t moment = time(NULL) + seconds;
    struct tm parts;
    ck_assert_ptr_nonnull(gmtime_r(&moment, &parts));
    (void)strftime(date, sizeof date, "Connection: close\r\nDate: %a, %d %b %Y %H:%M:%S GMT\r\n", &parts);
    return json_answer("200 OK", date, NO_CAMPAIGNS);
}

static void expect_clock(long seconds, const char *level, const char *part, int status)
{
    char *answer = answer_with_clock(seconds);
    const struct wire_step step = { .answer = answer };
    struct wire *wire = wire_start(&step, 1);
    set_url("http://127.0.0.1:%d", wire_port(wire));
    run();
    wire_stop(wire);
    free(answer);
    expect_first(level, part, status);
}

START_TEST(a_wrong_clock_is_told)
{
    expect_clock(0, "ok", "", 0);
    expect_clock(5, "ok", "", 0);
    expect_clock(60, "warn", "behind Braze's", 0);
    expect_clock(-60, "warn", "ahead of Braze's", 0);
    expect_clock(-7200, "FAIL", "The clock here is 2 hours ahead of Braze's", 3);
}
END_TEST

START_TEST(a_login_page_is_told)
{
    expect_from_answer("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 52\r\n\r\n"
                       "<html><title>Hotel Wi-Fi</title>Please log in</html>",
                       "with a web page titled \"Hotel Wi-Fi\"", 5);
}
END_TEST

START_TEST(a_redirect_is_told)
{
    expect_from_answer("HTTP/1.1 302 Found\r\nLocation: https://dashboard-01.braze.com/auth\r\nContent-Length: 0\r\n\r\n",
                       "on to https://dashboard-01.braze.com/auth", 5);
}
END_TEST

START_TEST(what_is_no_json_is_told)
{
    expect_from_key_answer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "not Braze's JSON", 5);
}
END_TEST

START_TEST(an_unknown_path_is_told)
{
    expect_from_answer(JSON_HEAD("404 Not Found") "Content-Length: 2\r\n\r\n{}", "does not know GET /campaigns/list", 5);
}
END_TEST

START_TEST(trouble_at_braze_is_told)
{
    expect_from_answer(JSON_HEAD("500 Internal Server Error") "Content-Length: 2\r\n\r\n{}", "Braze failed with 500", 5);
    expect_from_answer("HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<html></html>",
                       "did not reach Braze's servers: 502", 5);
    expect_from_key_answer(JSON_HEAD("503 Service Unavailable") "Content-Length: 2\r\n\r\n{}", "no capacity", 5);
}
END_TEST

START_TEST(garbage_is_told)
{
    expect_from_answer("SSH-2.0-OpenSSH_9.2\r\n\r\n", "does not speak HTTP", 5);
}
END_TEST

START_TEST(a_truncated_answer_is_told)
{
    const struct wire_step step = { .answer = JSON_HEAD("200 OK") "Content-Length: 500\r\n\r\n{\"campaigns\":[",
                                    .then = WIRE_CLOSE };
    expect_from_wire(&step, 1, "the answer was cut off", 5);
}
END_TEST

START_TEST(a_server_that_never_answers_is_told)
{
    const struct wire_step step = { .then = WIRE_STALL };
    expect_from_wire(&step, 1, "was received for too long", 5);
}
END_TEST

START_TEST(a_broken_connection_is_told)
{
    const struct wire_step reset = { .then = WIRE_RESET };
    expect_from_wire(&reset, 1, "the connection broke before the answer came", 5);
    const struct wire_step closed = { .then = WIRE_CLOSE };
    expect_from_wire(&closed, 1, "the connection broke before the answer came", 5);
}
END_TEST

START_TEST(a_closed_port_is_told)
{
    set_url("http://127.0.0.1:%d", closed_port());
    expect_failure("the connection was refused", 5);
}
END_TEST

START_TEST(a_name_that_does_not_resolve_is_told)
{
    /* Longer than a part of a name may be, so that no name server has to be asked. */
    profile->rest_url = memory_copy_string(
        "https://rest-abcdefghijklmnopqrstuvwxyz-abcdefghijklmnopqrstuvwxyz-abcdefghijklmnopqrstuvwxyz.example");
    expect_failure("the name does not resolve", 5);
}
END_TEST

START_TEST(no_instance_is_told)
{
    expect_failure("does not say where Braze is", 3);
}
END_TEST

START_TEST(an_sdk_host_is_told)
{
    profile->rest_url = memory_copy_string("https://sdk.fra-01.braze.eu");
    expect_failure("https://sdk.fra-01.braze.eu is the SDK endpoint of EU-01, not its REST endpoint", 3);
    ck_assert_ptr_nonnull(strstr(text, "Use https://rest.fra-01.braze.eu"));
}
END_TEST

START_TEST(a_dashboard_is_told)
{
    profile->rest_url = memory_copy_string("https://dashboard-06.braze.com");
    expect_failure("is the dashboard of US-06", 3);
}
END_TEST

START_TEST(a_mode_that_the_source_does_not_have_is_told)
{
    struct error error = ERROR_INIT;
    ck_assert(profile_set(profile, PROFILE_SOURCE_TYPE, "warehouse", &error));
    ck_assert(profile_set(profile, PROFILE_MODE, "device", &error));
    run_against_sim(NULL, NULL);
    expect_first("FAIL", "The source type warehouse has no device mode", 3);
}
END_TEST

START_TEST(an_app_key_of_another_shape_is_told)
{
    struct error error = ERROR_INIT;
    ck_assert(profile_set(profile, PROFILE_MODE, "device", &error));
    options.app_key = secret_new("not-a-uuid", 10);
    run_against_sim(NULL, NULL);
    expect_first("FAIL", "The app identifier key is not of the shape", 3);
}
END_TEST

START_TEST(settings_that_contradict_the_profile_are_told)
{
    struct sim *sim = start_sim(NULL, NULL);
    profile->instance = instance_find("EU-01");
    profile_set_setting(profile, "dataCenter", cJSON_CreateString("US-03"));
    run();
    expect_first("FAIL", "dataCenter says US-03, the profile says EU-01", 3);
    sim_stop(sim);
}
END_TEST

START_TEST(settings_that_do_nothing_are_noted)
{
    cJSON *per_source = cJSON_CreateObject();
    json_add_bool(per_source, "web", true);
    profile_set_setting(profile, "trackAnonymousUser", per_source);
    run_against_sim(NULL, NULL);
    expect_first("ok", "", 0);
    ck_assert(has_finding("settings-no-effect"));
    ck_assert_ptr_nonnull(strstr(text, "trackAnonymousUser has no effect"));
}
END_TEST

START_TEST(an_instance_that_rudderstack_gets_wrong_is_told)
{
    struct sim *sim = start_sim(NULL, NULL);
    profile->instance = instance_find("JP-01");
    run();
    expect_first("warn", "RudderStack's servers refuse JP-01 as a data center", 0);
    profile->instance = instance_find("US-10");
    run();
    expect_first("warn", "RudderStack's servers send US-10 to https://rest.iad-10.braze.com", 0);
    sim_stop(sim);
}
END_TEST

START_TEST(a_refused_write_key_is_told)
{
    struct sim *sim = start_sim(NULL, NULL);
    profile->data_plane_url = memory_copy_string(sim_url(sim));
    options.write_key = secret_new("demo-write-key", 14);
    run();
    expect_first("ok", "", 0);
    ck_assert(has_finding("data-plane"));
    secret_free((struct secret *)options.write_key);
    options.write_key = secret_new("another-write-key", 17);
    run();
    expect_first("warn", "data plane refuses the write key", 0);
    sim_stop(sim);
}
END_TEST

START_TEST(a_data_plane_that_is_away_is_told)
{
    struct sim *sim = start_sim(NULL, NULL);
    profile->data_plane_url = memory_format("http://127.0.0.1:%d", closed_port());
    run();
    sim_stop(sim);
    expect_first("warn", "RudderStack's data plane cannot be reached", 0);
}
END_TEST

START_TEST(a_disabled_source_is_told)
{
    static const struct wire_step step = { .answer = "HTTP/1.1 404 Not Found\r\nContent-Length: 18\r\n\r\nSource is disabled" };
    struct wire *wire = wire_start(&step, 1);
    struct sim *sim = start_sim(NULL, NULL);
    profile->data_plane_url = wire_url(wire, "");
    options.write_key = secret_new("demo-write-key", 14);
    run();
    sim_stop(sim);
    wire_stop(wire);
    expect_first("warn", "source is disabled", 0);
}
END_TEST

START_TEST(stopping_tells_what_was_found_so_far)
{
    const struct wire_step step = { .then = WIRE_STALL };
    struct wire *wire = wire_start(&step, 1);
    set_url("http://127.0.0.1:%d", wire_port(wire));
    struct http_client *client = http_client_new(&client_options);
    struct session *session = open_session(client);
    struct doctor *doctor = doctor_start(&options);
    ck_assert(!doctor_is_finished(doctor));
    doctor_cancel(doctor);
    ck_assert(doctor_is_finished(doctor));
    ck_assert(doctor_report_has(doctor_report(doctor), "cancelled"));
    doctor_free(doctor);
    session_free(session);
    http_client_free(client);
    wire_stop(wire);
}
END_TEST

/* Proxies. */

START_TEST(a_proxy_that_is_away_is_told)
{
    char *proxy = memory_format("http://127.0.0.1:%d", closed_port());
    client_options.proxy = proxy;
    profile->rest_url = memory_copy_string("https://rest.example");
    expect_failure("the proxy cannot be reached", 5);
    free(proxy);
}
END_TEST

START_TEST(a_proxy_that_refuses_is_told)
{
    static const struct wire_step step = { .answer = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n" };
    struct wire *wire = wire_start(&step, 1);
    char *proxy = wire_url(wire, "");
    client_options.proxy = proxy;
    profile->rest_url = memory_copy_string("https://rest.example");
    expect_failure("the proxy refused to connect", 5);
    free(proxy);
    wire_stop(wire);
}
END_TEST

static void expect_proxy(const struct doctor_environment *environment, const char *expected)
{
    struct doctor_report local;
    doctor_report_init(&local);
    doctor_check_environment(&local, environment, "https://rest.fra-01.braze.eu");
    ck_assert_uint_eq(local.finding_count, expected != NULL ? 1 : 0);
    if (expected != NULL)
        ck_assert_str_eq(local.findings[0].what, expected);
    doctor_report_clear(&local);
}

START_TEST(proxies_of_the_environment_are_told_without_their_passwords)
{
    expect_proxy(&(struct doctor_environment){ 0 }, NULL);
    expect_proxy(&(struct doctor_environment){ .https_proxy = "http://user:dummy@proxy.example:3128" },
                 "Requests go through the proxy http://\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2@proxy.example:3128 "
                 "(https_proxy)");
    expect_proxy(&(struct doctor_environment){ .all_proxy = "proxy.example:3128", .no_proxy = "localhost, .braze.eu" },
                 "all_proxy is proxy.example:3128, but no_proxy excepts Braze's host");
    expect_proxy(&(struct doctor_environment){ .http_proxy = "proxy.example:3128" },
                 "http_proxy is set, https_proxy is not: requests to Braze go past the proxy");
    ck_assert(doctor_is_excepted("*", "rest.fra-01.braze.eu"));
    ck_assert(doctor_is_excepted("braze.eu", "rest.fra-01.BRAZE.eu:443"));
    ck_assert(!doctor_is_excepted("aze.eu", "rest.fra-01.braze.eu"));
    ck_assert(!doctor_is_excepted("braze.com,,", "rest.fra-01.braze.eu"));
    ck_assert(!doctor_is_excepted(NULL, "rest.fra-01.braze.eu"));
}
END_TEST

/* TLS. */

static char *directory; /* NULL: without TLS */

static void set_up_certificates(void)
{
    directory = tls_certificates_new();
}

static void remove_certificates(void)
{
    place_remove(directory);
}

/* Runs against a server with this certificate, trusting the certificates in a file. False without TLS. */
static bool run_tls(const char *name, const char *trusted, const char *answer)
{
    if (directory == NULL)
        return false;
    struct tls_server *server = tls_start(directory, name, answer);
    ck_assert_ptr_nonnull(server);
    char *ca_file = memory_format("%s/%s.pem", directory, trusted);
    client_options.ca_file = ca_file;
    options.answer_timeout_ms = 5000;
    set_url("https://localhost:%d", tls_port(server));
    run();
    tls_stop(server);
    free(ca_file);
    return true;
}

START_TEST(a_good_certificate_is_told_with_its_issuer)
{
    if (!run_tls("good", "ca", CLOSING_401))
        return;
    ck_assert(has_finding("tls"));
    ck_assert_ptr_nonnull(strstr(text, "TLS: certificate issued by Tests, Tests Root, expires in"));
    ck_assert_ptr_nonnull(strstr(text, "\n  TLS "));
    expect_first("FAIL", "does not know the key", 4);
}
END_TEST

START_TEST(an_expired_certificate_is_told)
{
    char *answer = answer_with_clock(0);
    bool ran = run_tls("expired", "ca", answer);
    free(answer);
    if (!ran)
        return;
    expect_first("FAIL", "has expired (Jan  1 00:00:00 2021 GMT)", 5);
    ck_assert_ptr_nonnull(strstr(text, "The clock here is right"));
}
END_TEST

START_TEST(a_certificate_that_only_a_wrong_clock_makes_expire_is_told)
{
    /* The other side's clock says 2020. */
    char *answer = answer_with_clock(-5 * 365 * 86400L);
    bool ran = run_tls("expired", "ca", answer);
    free(answer);
    if (!ran)
        return;
    expect_first("FAIL", "The clock here is 182", 3);
    ck_assert_ptr_nonnull(strstr(first_line, "so that its certificate seems expired"));
}
END_TEST

START_TEST(a_certificate_that_is_not_valid_yet_is_told)
{
    if (!run_tls("early", "ca", CLOSING_401))
        return;
    expect_first("FAIL", "is not valid yet (Jan  1 00:00:00 2090 GMT)", 5);
}
END_TEST

START_TEST(a_certificate_for_another_name_is_told)
{
    if (!run_tls("other", "ca", CLOSING_401))
        return;
    expect_first("FAIL", "shows the certificate of another name", 5);
    ck_assert_ptr_nonnull(strstr(first_line, "other.example"));
}
END_TEST

START_TEST(a_self_signed_certificate_is_told)
{
    if (!run_tls("self", "ca", CLOSING_401))
        return;
    expect_first("FAIL", "shows a self-signed certificate", 5);
}
END_TEST

START_TEST(an_issuer_that_nobody_knows_is_told)
{
    if (!run_tls("stranger", "ca", CLOSING_401))
        return;
    expect_first("FAIL", "shows a certificate issued by Nobody, Nobody Root, which this machine does not trust", 5);
}
END_TEST

START_TEST(a_product_that_inspects_tls_is_named)
{
    if (!run_tls("inspect", "ca", CLOSING_401))
        return;
    expect_first("FAIL", "Zscaler stands between this machine and localhost", 5);
}
END_TEST

START_TEST(a_trusted_product_that_inspects_tls_is_a_warning)
{
    char *answer = answer_with_clock(0);
    bool ran = run_tls("inspect", "inspect-ca", answer);
    free(answer);
    if (!ran)
        return;
    ck_assert(has_finding("tls-inspected"));
    ck_assert_ptr_nonnull(strstr(text, "Zscaler inspects TLS to localhost"));
}
END_TEST

START_TEST(a_port_without_tls_is_told)
{
    static const struct wire_step step = { .answer = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", .at_once = true,
                                           .then = WIRE_CLOSE };
    struct wire *wire = wire_start(&step, 1);
    set_url("https://127.0.0.1:%d", wire_port(wire));
    run();
    wire_stop(wire);
    expect_first("FAIL", "no secure connection could be made", 5);
}
END_TEST

/* What needs no connection. */

START_TEST(files_that_others_can_read_are_told)
{
    char *place = place_make();
    struct paths paths = { .config = place, .data = place, .state = place };
    char *profiles = memory_format("%s/profiles", place);
    ck_assert_int_eq(mkdir(profiles, 0700), 0);
    profile->path = memory_format("%s/acme.conf", profiles);
    ck_assert(file_write_atomic(profile->path, NULL, 0600, "", 0, NULL));
    options.paths = &paths;
    run_against_sim(NULL, NULL);
    expect_first("ok", "", 0);
    ck_assert_int_eq(chmod(profile->path, 0644), 0);
    run_against_sim(NULL, NULL);
    expect_first("warn", "profiles/acme.conf is open to other users (mode 644)", 0);
    ck_assert_ptr_null(strstr(markdown, place)); /* the names of this machine's directories stay here */
    ck_assert_int_eq(chmod(profile->path, 0600), 0);
    ck_assert_int_eq(chmod(profiles, 0777), 0);
    run_against_sim(NULL, NULL);
    expect_first("warn", "The directory profiles/ is open to other users (mode 777)", 0);
    place_remove(place);
    free(profiles);
}
END_TEST

START_TEST(a_profile_that_cannot_be_read_has_a_report_too)
{
    struct error why = ERROR_INIT;
    struct error told = ERROR_INIT;
    error_set(&why, ERROR_CONFIGURATION, "profiles/acme.conf:4: mode: \"clod\" is not one of cloud, device, hybrid");
    error_hint(&why, "did you mean cloud?");
    struct doctor_report broken;
    doctor_report_broken_profile(&broken, "acme", NULL, NULL, &why);
    ck_assert(!doctor_report_check(&broken, &told));
    ck_assert_int_eq(error_exit_status(told.code), 3);
    ck_assert_str_eq(told.message, why.message);
    doctor_report_clear(&broken);
    error_clear(&why);
    error_clear(&told);
}
END_TEST

START_TEST(text_from_outside_stays_text_in_a_report)
{
    struct doctor_report local;
    doctor_report_init(&local);
    doctor_report_add(&local, DOCTOR_FAILURE, DOCTOR_HTTP, "x", ERROR_NETWORK, "a\x1b[2Jb | **c**\n# d");
    UT_string out;
    utstring_init(&out);
    doctor_report_text(&local, 80, false, &out);
    ck_assert_ptr_null(strchr(utstring_body(&out), '\x1b'));
    ck_assert_ptr_nonnull(strstr(utstring_body(&out), "FAIL  a^[[2Jb | **c**\xE2\x8F\x8E# d\n"));
    utstring_clear(&out);
    doctor_report_markdown(&local, &out);
    ck_assert_ptr_nonnull(strstr(utstring_body(&out), "\\| \\*\\*c\\*\\*\xE2\x8F\x8E\\# d\n"));
    utstring_done(&out);
    doctor_report_clear(&local);
}
END_TEST

START_TEST(products_that_inspect_tls_are_known_by_their_issuers)
{
    ck_assert_str_eq(doctor_interceptor("C = US, O = Zscaler Inc., CN = Zscaler Intermediate Root CA"), "Zscaler");
    ck_assert_str_eq(doctor_interceptor("CN = FortiGate CA"), "FortiGate");
    ck_assert_ptr_null(doctor_interceptor("C = US, O = Google Trust Services, CN = WE1"));
    ck_assert_ptr_null(doctor_interceptor("C = US, O = \"Cloudflare, Inc.\", CN = Cloudflare Inc ECC CA-3"));
    ck_assert_ptr_null(doctor_interceptor(NULL));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("doctor");
    TCase *set_ups = tcase_create("set-ups");
    tcase_set_timeout(set_ups, 120);
    tcase_add_checked_fixture(set_ups, set_up, tear_down);
    tcase_add_test(set_ups, a_profile_that_works_is_told_to_work);
    tcase_add_test(set_ups, nothing_that_the_doctor_sends_is_applied);
    tcase_add_test(set_ups, each_missing_permission_is_named_in_the_first_line);
    tcase_add_test(set_ups, what_delivery_needs_is_a_failure_and_what_is_handy_a_warning);
    tcase_add_test(set_ups, a_key_with_a_few_permissions_gets_one_line);
    tcase_add_test(set_ups, a_key_without_any_permission_is_told_so);
    tcase_add_test(set_ups, a_permission_that_could_not_be_tried_is_named_with_the_reason);
    tcase_add_test(set_ups, a_refused_key_is_told_and_not_repeated);
    tcase_add_test(set_ups, a_key_of_another_instance_is_told_when_asked_for);
    tcase_add_test(set_ups, swapped_keys_are_told);
    tcase_add_test(set_ups, the_same_key_twice_is_told);
    tcase_add_test(set_ups, a_write_key_in_the_rest_keys_place_is_told);
    tcase_add_test(set_ups, a_missing_key_is_told_with_the_reason);
    tcase_add_test(set_ups, a_blocked_address_is_told);
    tcase_add_test(set_ups, an_exhausted_limit_is_told_with_its_end);
    tcase_add_test(set_ups, a_limit_that_is_nearly_used_up_is_a_warning);
    tcase_add_test(set_ups, a_wrong_clock_is_told);
    tcase_add_test(set_ups, a_login_page_is_told);
    tcase_add_test(set_ups, a_redirect_is_told);
    tcase_add_test(set_ups, what_is_no_json_is_told);
    tcase_add_test(set_ups, an_unknown_path_is_told);
    tcase_add_test(set_ups, trouble_at_braze_is_told);
    tcase_add_test(set_ups, garbage_is_told);
    tcase_add_test(set_ups, a_truncated_answer_is_told);
    tcase_add_test(set_ups, a_server_that_never_answers_is_told);
    tcase_add_test(set_ups, a_broken_connection_is_told);
    tcase_add_test(set_ups, a_closed_port_is_told);
    tcase_add_test(set_ups, a_name_that_does_not_resolve_is_told);
    tcase_add_test(set_ups, no_instance_is_told);
    tcase_add_test(set_ups, an_sdk_host_is_told);
    tcase_add_test(set_ups, a_dashboard_is_told);
    tcase_add_test(set_ups, a_mode_that_the_source_does_not_have_is_told);
    tcase_add_test(set_ups, an_app_key_of_another_shape_is_told);
    tcase_add_test(set_ups, settings_that_contradict_the_profile_are_told);
    tcase_add_test(set_ups, settings_that_do_nothing_are_noted);
    tcase_add_test(set_ups, an_instance_that_rudderstack_gets_wrong_is_told);
    tcase_add_test(set_ups, a_refused_write_key_is_told);
    tcase_add_test(set_ups, a_data_plane_that_is_away_is_told);
    tcase_add_test(set_ups, a_disabled_source_is_told);
    tcase_add_test(set_ups, stopping_tells_what_was_found_so_far);
    tcase_add_test(set_ups, a_proxy_that_is_away_is_told);
    tcase_add_test(set_ups, a_proxy_that_refuses_is_told);
    tcase_add_test(set_ups, files_that_others_can_read_are_told);
    suite_add_tcase(suite, set_ups);
    TCase *tls = tcase_create("tls");
    tcase_set_timeout(tls, 60);
    tcase_add_unchecked_fixture(tls, set_up_certificates, remove_certificates);
    tcase_add_checked_fixture(tls, set_up, tear_down);
    tcase_add_test(tls, a_good_certificate_is_told_with_its_issuer);
    tcase_add_test(tls, an_expired_certificate_is_told);
    tcase_add_test(tls, a_certificate_that_only_a_wrong_clock_makes_expire_is_told);
    tcase_add_test(tls, a_certificate_that_is_not_valid_yet_is_told);
    tcase_add_test(tls, a_certificate_for_another_name_is_told);
    tcase_add_test(tls, a_self_signed_certificate_is_told);
    tcase_add_test(tls, an_issuer_that_nobody_knows_is_told);
    tcase_add_test(tls, a_product_that_inspects_tls_is_named);
    tcase_add_test(tls, a_trusted_product_that_inspects_tls_is_a_warning);
    tcase_add_test(tls, a_port_without_tls_is_told);
    suite_add_tcase(suite, tls);
    TCase *reports = tcase_create("report");
    tcase_add_test(reports, proxies_of_the_environment_are_told_without_their_passwords);
    tcase_add_test(reports, a_profile_that_cannot_be_read_has_a_report_too);
    tcase_add_test(reports, text_from_outside_stays_text_in_a_report);
    tcase_add_test(reports, products_that_inspect_tls_are_known_by_their_issuers);
    suite_add_tcase(suite, reports);
    return unit_run(suite);
}
