/* Certificates: made with the openssl tool, served by it. */
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "asking.h"
#include "place.h"
#include "support/file.h"
#include "support/secret.h"
#include "support/text.h"
#include "unit.h"

static char *directory;
static char *ca_file;

/* Runs the arguments in the directory; its output is thrown away. */
static void run(const char *const *arguments)
{
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        if (chdir(directory) != 0 || freopen("/dev/null", "w", stdout) == NULL ||
            freopen("/dev/null", "w", stderr) == NULL)
            _exit(126);
        execvp(arguments[0], (char *const *)arguments);
        _exit(127);
    }
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_msg(status == 0, "%s %s: status %d", arguments[0], arguments[1], status);
}

#define RUN(...) run((const char *const[]){ __VA_ARGS__, NULL })

/* NAME.pem, signed by the test's CA, for a subject alternative name; days may be negative: expired. */
static void make_certificate(const char *name, const char *alternative, const char *days)
{
    char *extension = memory_format("subjectAltName=%s\n", alternative);
    char *path = file_join(directory, "extension");
    char *certificate = memory_format("%s.pem", name);
    ck_assert(file_write_atomic(path, NULL, 0600, extension, strlen(extension), NULL));
    RUN("openssl", "req", "-new", "-key", "server.key", "-subj", "/CN=brazier test", "-out", "server.csr");
    RUN("openssl", "x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days",
        days, "-extfile", "extension", "-out", certificate);
    free(certificate);
    free(path);
    free(extension);
}

/* Once, for all tests: keys take their time. */
static void make_certificates(void)
{
    directory = place_make();
    ca_file = file_join(directory, "ca.pem");
    RUN("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
        "/CN=brazier test CA", "-days", "2", "-keyout", "ca.key", "-out", "ca.pem");
    RUN("openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "server.key");
    make_certificate("good", "IP:127.0.0.1", "2");
    make_certificate("expired", "IP:127.0.0.1", "-1");
    make_certificate("other", "DNS:other.example", "2");
}

static void remove_certificates(void)
{
    place_remove(directory);
    free(ca_file);
}

struct tls_server {
    pid_t pid;
    char *url;
};

/* openssl's server, which answers every GET with a page about the connection. */
static struct tls_server serve(const char *certificate)
{
    int ends[2];
    struct tls_server server;
    ck_assert_int_eq(pipe(ends), 0);
    server.pid = fork();
    ck_assert_int_ge(server.pid, 0);
    if (server.pid == 0) {
        dup2(ends[1], STDOUT_FILENO);
        if (chdir(directory) != 0 || freopen("/dev/null", "w", stderr) == NULL)
            _exit(126);
        execlp("openssl", "openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", certificate, "-key", "server.key",
               "-www", (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    FILE *output = fdopen(ends[0], "r");
    char *line = NULL;
    size_t room = 0;
    int port = 0;
    while (port == 0 && getline(&line, &room, output) > 0)
        if (sscanf(line, "ACCEPT 127.0.0.1:%d", &port) != 1)
            port = 0;
    ck_assert_int_gt(port, 0);
    free(line);
    fclose(output);
    server.url = memory_format("https://127.0.0.1:%d/", port);
    return server;
}

static void stop(struct tls_server *server)
{
    kill(server->pid, SIGKILL);
    waitpid(server->pid, NULL, 0);
    free(server->url);
}

static struct http_answer *ask_server(const char *certificate, const char *trusted, const struct http_call *call)
{
    struct tls_server server = serve(certificate);
    const struct http_options options = { .ca_file = trusted, .proxy = "" };
    struct http_client *client = http_client_new(&options);
    struct http_answer *answer = ask(client, http_request_new("GET", server.url), call);
    http_client_free(client);
    stop(&server);
    return answer;
}

static void expect_refused(const char *certificate, const char *trusted, enum http_failure failure, const char *words)
{
    const struct http_call call = { .is_read = true };
    struct http_answer *answer = ask_server(certificate, trusted, &call);
    ck_assert_int_eq(answer->outcome, HTTP_NOT_SENT);
    ck_assert_msg(answer->failure == failure, "%s", answer->error.message);
    ck_assert_msg(strstr(answer->error.message, words) != NULL, "%s", answer->error.message);
    ck_assert_uint_eq(answer->attempts, 1); /* it will not get better */
    http_answer_free(answer);
}

START_TEST(a_certificate_nobody_here_trusts_is_refused)
{
    expect_refused("good.pem", NULL, HTTP_FAILURE_TLS_UNKNOWN_ISSUER, "issued by nobody this machine trusts");
}
END_TEST

START_TEST(an_expired_certificate_is_refused)
{
    expect_refused("expired.pem", ca_file, HTTP_FAILURE_TLS_EXPIRED, "has expired");
}
END_TEST

START_TEST(a_certificate_for_another_name_is_refused)
{
    expect_refused("other.pem", ca_file, HTTP_FAILURE_TLS_WRONG_NAME, "for another name");
}
END_TEST

START_TEST(a_private_ca_can_be_trusted_besides_the_others)
{
    const struct http_call call = { .is_read = true, .want_certificates = true };
    struct http_answer *answer = ask_server("good.pem", ca_file, &call);
    ck_assert_msg(answer->outcome == HTTP_ANSWERED, "%s", answer->error.message);
    ck_assert_int_eq(answer->status, 200);
    ck_assert_int_gt(answer->timings.tls_us, 0);
    ck_assert_uint_ge(answer->certificate_count, 1);
    ck_assert_ptr_nonnull(strstr(answer->certificates[0].subject, "brazier test"));
    ck_assert_ptr_nonnull(strstr(answer->certificates[0].issuer, "brazier test CA"));
    ck_assert_ptr_nonnull(answer->certificates[0].expires);
    struct http_answer *copy = http_answer_copy(answer);
    ck_assert_str_eq(copy->certificates[0].starts, answer->certificates[0].starts);
    http_answer_free(copy);
    http_answer_free(answer);
}
END_TEST

START_TEST(a_look_at_an_untrusted_certificate_never_carries_a_secret_or_a_body)
{
    const struct http_call call = { .unverified = true, .want_certificates = true };
    struct secret *key = secret_new("dummy-key", 9);
    for (int carries = 0; carries < 4; carries++) {
        struct tls_server server = serve("good.pem");
        const struct http_options options = { .proxy = "" };
        struct http_client *client = http_client_new(&options);
        struct http_request *request = http_request_new("GET", server.url);
        if (carries == 1)
            http_request_set_bearer(request, key);
        else if (carries == 2)
            http_request_set_basic(request, key);
        else if (carries == 3)
            http_request_set_body(request, "{}", 2, "application/json");
        struct http_answer *answer = ask(client, request, &call);
        if (carries == 0) {
            ck_assert_int_eq(answer->outcome, HTTP_ANSWERED);
            ck_assert_ptr_nonnull(strstr(answer->certificates[0].issuer, "brazier test CA"));
            http_answer_free(answer);
            /* Nothing goes over that connection afterwards. */
            answer = ask(client, http_request_new("GET", server.url), NULL);
        }
        ck_assert_int_eq(answer->outcome, HTTP_NOT_SENT);
        ck_assert_str_eq(http_failure_name(answer->failure), "TLS_UNKNOWN_ISSUER");
        http_answer_free(answer);
        http_client_free(client);
        stop(&server);
    }
    secret_free(key);
}
END_TEST

START_TEST(a_ca_file_that_is_not_there_is_told_as_such)
{
    const struct http_call call = { .is_read = true };
    struct http_answer *answer = ask_server("good.pem", "/nonexistent/ca.pem", &call);
    ck_assert_int_eq(answer->outcome, HTTP_NOT_SENT);
    ck_assert_str_eq(http_failure_name(answer->failure), "CA_FILE");
    ck_assert_int_eq(answer->error.code, ERROR_CONFIGURATION);
    http_answer_free(answer);
}
END_TEST

START_TEST(a_port_without_tls_is_told_as_such)
{
    const struct wire_step steps[] = {
        { .answer = "HTTP/1.1 400 Bad Request\r\n\r\n", .then = WIRE_CLOSE, .at_once = true }
    };
    struct wire *wire = wire_start(steps, 1);
    const struct http_options options = { .proxy = "" };
    struct http_client *client = http_client_new(&options);
    char *url = memory_format("https://127.0.0.1:%d/", wire_port(wire));
    struct http_answer *answer = ask(client, http_request_new("POST", url), NULL);
    ck_assert_int_eq(answer->outcome, HTTP_NOT_SENT);
    ck_assert_str_eq(http_failure_name(answer->failure), "TLS_FAILED");
    http_answer_free(answer);
    free(url);
    http_client_free(client);
    wire_stop(wire);
}
END_TEST

/* A server that speaks HTTP/2, out of the nghttpd tool of nghttp2. */

static bool has_nghttpd(void)
{
    int status = 1;
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        if (freopen("/dev/null", "w", stdout) == NULL)
            _exit(126);
        execlp("nghttpd", "nghttpd", "--version", (char *)NULL);
        _exit(127);
    }
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    if (status != 0)
        (void)fprintf(stderr, "no nghttpd: HTTP/2 is not tried\n");
    return status == 0;
}

static int free_port(void)
{
    int socket_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t length = sizeof address;
    ck_assert_int_eq(bind(socket_, (struct sockaddr *)&address, sizeof address), 0);
    ck_assert_int_eq(getsockname(socket_, (struct sockaddr *)&address, &length), 0);
    ck_assert_int_eq(close(socket_), 0);
    return ntohs(address.sin_port);
}

static bool accepts(int port)
{
    int socket_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_port = htons((uint16_t)port),
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    bool done = connect(socket_, (struct sockaddr *)&address, sizeof address) == 0;
    ck_assert_int_eq(close(socket_), 0);
    return done;
}

/* Serves the files of the directory. */
static struct tls_server serve_http2(void)
{
    struct tls_server server;
    int port = free_port();
    char *port_text = memory_format("%d", port);
    server.url = memory_format("https://127.0.0.1:%d/list", port);
    server.pid = fork();
    ck_assert_int_ge(server.pid, 0);
    if (server.pid == 0) {
        if (chdir(directory) != 0 || freopen("/dev/null", "w", stdout) == NULL)
            _exit(126);
        execlp("nghttpd", "nghttpd", "-a", "127.0.0.1", port_text, "server.key", "good.pem", (char *)NULL);
        _exit(127);
    }
    free(port_text);
    /* It does not say when it listens. */
    for (int tries = 0; !accepts(port); tries++) {
        ck_assert_int_lt(tries, 6000);
        ck_assert_int_eq(waitpid(server.pid, NULL, WNOHANG), 0);
        (void)poll(NULL, 0, 10);
    }
    return server;
}

START_TEST(http_2_is_spoken_and_many_requests_share_one_connection)
{
    if (!has_nghttpd())
        return;
    static const char body[] = "{\"message\":\"success\"}";
    char *file = file_join(directory, "list");
    ck_assert(file_write_atomic(file, NULL, 0600, body, sizeof body - 1, NULL));
    free(file);
    struct tls_server server = serve_http2();
    const struct http_options options = { .ca_file = ca_file, .proxy = "" };
    const struct http_call first = { .is_read = true };
    const struct http_call more = { .is_read = true, .priority = HTTP_BACKGROUND };
    struct http_client *client = http_client_new(&options);
    struct http_answer *answer = ask(client, http_request_new("GET", server.url), &first);
    ck_assert_msg(answer->outcome == HTTP_ANSWERED, "%s", answer->error.message);
    ck_assert_str_eq(answer->version, "2");
    ck_assert_int_eq(answer->status, 200);
    ck_assert_str_eq(answer->body, body);
    ck_assert_str_eq(http_answer_header(answer, "Content-Length"), "21");
    http_answer_free(answer);
    struct seen seen = { 0 };
    struct secret *key = secret_new("dummy-key", 9);
    for (int i = 0; i < 20; i++) {
        struct http_request *request = http_request_new("GET", server.url);
        http_request_set_bearer(request, key);
        (void)http_submit(client, request, &more, seen_keep, &seen);
    }
    http_run_until_idle(client);
    ck_assert_uint_eq(seen.count, 20);
    for (size_t i = 0; i < seen.count; i++) {
        ck_assert_str_eq(seen.answers[i]->version, "2");
        ck_assert(seen.answers[i]->reused);
        ck_assert_str_eq(seen.answers[i]->body, body);
    }
    seen_clear(&seen);
    /* The server is gone: a write on that connection was not carried out, or it is not known whether it was. */
    kill(server.pid, SIGKILL);
    waitpid(server.pid, NULL, 0);
    struct http_request *write = http_request_new("POST", server.url);
    http_request_set_body(write, "{}", 2, "application/json");
    answer = ask(client, write, NULL);
    ck_assert_int_ne(answer->outcome, HTTP_ANSWERED);
    ck_assert_uint_eq(answer->attempts, 1);
    http_answer_free(answer);
    secret_free(key);
    http_client_free(client);
    free(server.url);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("http tls");
    TCase *tests = tcase_create("http tls");
    tcase_set_timeout(tests, 60);
    tcase_add_unchecked_fixture(tests, make_certificates, remove_certificates);
    tcase_add_test(tests, a_certificate_nobody_here_trusts_is_refused);
    tcase_add_test(tests, an_expired_certificate_is_refused);
    tcase_add_test(tests, a_certificate_for_another_name_is_refused);
    tcase_add_test(tests, a_private_ca_can_be_trusted_besides_the_others);
    tcase_add_test(tests, a_look_at_an_untrusted_certificate_never_carries_a_secret_or_a_body);
    tcase_add_test(tests, a_ca_file_that_is_not_there_is_told_as_such);
    tcase_add_test(tests, a_port_without_tls_is_told_as_such);
    tcase_add_test(tests, http_2_is_spoken_and_many_requests_share_one_connection);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
