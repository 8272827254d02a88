/* The test of a connection in the console: whatever is wrong with it has its own sentence and its own hint. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "../unit/place.h"
#include "../unit/tls_server.h"
#include "../unit/unit.h"
#include "../unit/wire.h"
#include "screen.h"

#define KEY "dummy-key-0000-1111-3f1a"
#define MARK "# Written by brazier; the version before is kept as *.conf.bak.\n" /* a file written by hand stays as it is */
#define JSON_HEAD(status) "HTTP/1.1 " status "\r\nContent-Type: application/json\r\n"

/* What is wrong, and what is to be said of it. Where there is no answer, nobody listens. */
static const struct trouble {
    const char *profile;
    const char *answer;
    enum wire_then then;
    const char *words; /* in the table */
    const char *sentence;
    const char *hint;
} troubles[] = {
    { "cut", JSON_HEAD("200 OK") "Content-Length: 500\r\n\r\n{\"campaigns\":[", WIRE_CLOSE, "FAIL: no answer",
      "the answer was cut off", "a proxy or firewall may cut connections" },
    { "html",
      "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 52\r\n\r\n"
      "<html><title>Hotel Wi-Fi</title>Please log in</html>",
      WIRE_KEEP, "FAIL: no answer", "with a web page titled \"Hotel Wi-Fi\", not as Braze does", "login page" },
    { "key", JSON_HEAD("401 Unauthorized") "Content-Length: 53\r\n\r\n{\"message\":\"Invalid API key: " KEY "\"}", WIRE_KEEP,
      "FAIL: key refused", "does not know the key: it is wrong or revoked, or belongs to another instance",
      "compare the instance with the address of your Braze dashboard" },
    { "permission",
      JSON_HEAD("403 Forbidden") "Content-Length: 64\r\n\r\n"
                                 "{\"message\":\"You do not have permission to access this resource\"}",
      WIRE_KEEP, "ok, ", "knows the key, which lacks the permission campaigns.list",
      "events can be sent if the key has users.track" },
    { "shut", NULL, WIRE_KEEP, "FAIL: no answer", "the connection was refused",
      "check host and port, and whether a firewall stands between" },
};

enum { TROUBLES = sizeof troubles / sizeof *troubles };

static char *home;
static char *certificates;
static struct wire *wires[TROUBLES];
static struct tls_server *tls;

static void write_profile(const char *name, const char *url)
{
    static const char *const parents[] = { "/.config", "/.config/brazier", "/.config/brazier/profiles" };
    char path[256];
    for (size_t i = 0; i < 3; i++) {
        (void)snprintf(path, sizeof path, "%s%s", home, parents[i]);
        (void)mkdir(path, 0700);
    }
    (void)snprintf(path, sizeof path, "%s/.config/brazier/profiles/%s.conf", home, name);
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_gt(fprintf(file, MARK "rest_url = \"%s\";\nenvironment = \"sandbox\";\napi_key = \"" KEY "\";\n", url), 0);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_int_eq(chmod(path, 0600), 0);
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

static void set_up(void)
{
    char url[256];
    home = place_make();
    for (size_t i = 0; i < TROUBLES; i++) {
        const struct wire_step step = { .answer = troubles[i].answer, .then = troubles[i].then };
        wires[i] = step.answer != NULL ? wire_start(&step, 1) : NULL;
        (void)snprintf(url, sizeof url, "http://127.0.0.1:%d", wires[i] != NULL ? wire_port(wires[i]) : closed_port());
        write_profile(troubles[i].profile, url);
    }
    /* A part of a name may not be so long: no name server has to be asked. */
    write_profile("unnamed", "https://rest-abcdefghijklmnopqrstuvwxyz-abcdefghijklmnopqrstuvwxyz-abcdefghijklmnopq.example");
    certificates = tls_certificates_new();
    if (certificates == NULL)
        return;
    tls = tls_start(certificates, "stranger", "");
    ck_assert_ptr_nonnull(tls);
    (void)snprintf(url, sizeof url, "https://localhost:%d", tls_port(tls));
    write_profile("stranger", url);
}

static void tear_down(void)
{
    for (size_t i = 0; i < TROUBLES; i++)
        if (wires[i] != NULL)
            wire_stop(wires[i]);
    tls_stop(tls);
    place_remove(home);
    place_remove(certificates);
}

/* Whether the screen has this text, wherever its lines were broken. */
static bool shows_wrapped(const struct screen *screen, const char *text)
{
    char *shown = screen_text(screen);
    size_t length = 0;
    for (const char *at = shown; *at != '\0'; at++) {
        char c = *at == '\n' ? ' ' : *at;
        if (c != ' ' || (length > 0 && shown[length - 1] != ' '))
            shown[length++] = c;
    }
    shown[length] = '\0';
    bool found = strstr(shown, text) != NULL;
    free(shown);
    return found;
}

static void expect_wrapped(struct screen *screen, const char *text)
{
    time_t end = time(NULL) + SCREEN_TIMEOUT_MS / 1000;
    while (!shows_wrapped(screen, text)) {
        char *shown = screen_text(screen);
        ck_assert_msg(time(NULL) < end, "no \"%s\" on\n%s", text, shown);
        free(shown);
        (void)screen_read(screen, 1000);
    }
}

/* Goes to a profile by the filter, and tests it. */
static void expect_test(struct screen *screen, const char *profile, const char *words, const char *sentence, const char *hint)
{
    screen_type(screen, "/");
    screen_type(screen, profile);
    screen_type(screen, "\r");
    screen_type(screen, "t");
    expect_wrapped(screen, sentence);
    expect_wrapped(screen, hint);
    screen_expect(screen, words);
    ck_assert(!screen_shows(screen, KEY));
    screen_type(screen, "\033");
    screen_expect(screen, "shut");
}

static void try_all(int rows, int columns)
{
    static const char *const arguments[] = { NULL };
    struct screen *screen =
        screen_start(&(struct screen_options){ .rows = rows, .columns = columns, .arguments = arguments, .home = home });
    screen_expect(screen, "shut");
    for (size_t i = 0; i < TROUBLES; i++)
        expect_test(screen, troubles[i].profile, troubles[i].words, troubles[i].sentence, troubles[i].hint);
    expect_test(screen, "unnamed", "FAIL: no answer", "the name does not resolve",
                "check the spelling of the host, and this machine's name servers");
    if (certificates != NULL)
        expect_test(screen, "stranger", "FAIL: no answer", "the certificate was issued by nobody this machine trusts",
                    "a proxy may inspect TLS: if it is your company's, add its CA certificate to the trusted ones");
    screen_type(screen, "q");
    ck_assert_int_eq(screen_wait(screen), 0);
    screen_end(screen);
}

START_TEST(each_trouble_has_its_own_sentence_and_hint_at_80x24)
{
    try_all(24, 80);
}
END_TEST

START_TEST(each_trouble_has_its_own_sentence_and_hint_at_140x45)
{
    try_all(45, 140);
}
END_TEST

START_TEST(a_result_is_forgotten_when_the_profile_is_saved_anew)
{
    static const char *const arguments[] = { NULL };
    struct screen *screen = screen_start(&(struct screen_options){ .arguments = arguments, .home = home });
    screen_expect(screen, "shut");
    screen_type(screen, "/key\rt");
    screen_expect(screen, "FAIL: key refused");
    screen_type(screen, "e");
    screen_expect(screen, "Edit key");
    /* Environment, read-only, workspace, where the key comes from, the key: another one. */
    screen_type(screen, "\t\t\t\t\t\tdummy-key-2222\023");
    screen_expect_gone(screen, "Edit key");
    screen_expect_gone(screen, "FAIL: key refused");
    screen_expect(screen, "2222");
    screen_expect(screen, "none yet, of the profile as it is now");
    screen_end(screen);
}
END_TEST

START_TEST(the_instances_are_chosen_by_their_whole_urls)
{
    static const char *const arguments[] = { NULL };
    struct screen *screen = screen_start(&(struct screen_options){ .arguments = arguments, .home = home });
    screen_expect(screen, "shut");
    screen_type(screen, "a\t\r");
    screen_expect(screen, "https://rest.iad-01.braze.com");
    ck_assert(screen_shows(screen, "https://rest.fra-02.braze.eu"));
    ck_assert(screen_shows(screen, "the dashboard's address tells it"));
    screen_type(screen, "eu-02\r");
    screen_expect(screen, "EU-02  https://rest.fra-02.braze.eu");
    screen_end(screen);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("trouble");
    TCase *tests = tcase_create("trouble");
    tcase_set_timeout(tests, 300);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, each_trouble_has_its_own_sentence_and_hint_at_80x24);
    tcase_add_test(tests, each_trouble_has_its_own_sentence_and_hint_at_140x45);
    tcase_add_test(tests, a_result_is_forgotten_when_the_profile_is_saved_anew);
    tcase_add_test(tests, the_instances_are_chosen_by_their_whole_urls);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
