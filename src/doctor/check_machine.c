/* What this machine says: proxies in the environment, and who may read the files. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "doctor/check.h"

/* A proxy as it may be shown: without user and password. The caller frees it. */
static char *proxy_text(const char *proxy)
{
    const char *scheme = strstr(proxy, "://");
    size_t scheme_length = scheme != NULL ? (size_t)(scheme - proxy) + 3 : 0;
    const char *rest = proxy + scheme_length;
    const char *at = strrchr(rest, '@');
    return memory_format("%.*s%s%s", (int)scheme_length, proxy, at != NULL ? "\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2@" : "",
                         at != NULL ? at + 1 : rest);
}

bool doctor_is_excepted(const char *no_proxy, const char *host)
{
    size_t host_length = strcspn(host, ":");
    for (const char *at = no_proxy; at != NULL && *at != '\0';) {
        at += strspn(at, " ,");
        size_t length = strcspn(at, " ,");
        const char *name = at;
        at += length;
        if (length == 1 && *name == '*')
            return true;
        if (length > 0 && *name == '.') {
            name++;
            length--;
        }
        if (length == 0 || length > host_length)
            continue;
        const char *end = host + host_length - length;
        if (strncasecmp(end, name, length) == 0 && (end == host || end[-1] == '.'))
            return true;
    }
    return false;
}

void doctor_check_environment(struct doctor_report *report, const struct doctor_environment *environment,
                              const char *url)
{
    /* Plain http goes to the loopback, never through a proxy. */
    if (!text_starts_with(url, "https://"))
        return;
    const char *host = url + strlen("https://");
    const char *proxy = environment->https_proxy != NULL ? environment->https_proxy : environment->all_proxy;
    if (proxy == NULL || *proxy == '\0') {
        if (environment->http_proxy != NULL && *environment->http_proxy != '\0') {
            struct doctor_finding *finding =
                doctor_report_add(report, DOCTOR_NOTE, DOCTOR_PROXY, "proxy-http-only", ERROR_NONE,
                                  "http_proxy is set, https_proxy is not: requests to Braze go past the proxy");
            doctor_finding_advice(finding, "Set https_proxy if they should go through it.");
        }
        return;
    }
    char *shown = proxy_text(proxy);
    const char *variable = environment->https_proxy != NULL ? "https_proxy" : "all_proxy";
    if (doctor_is_excepted(environment->no_proxy, host)) {
        doctor_report_add(report, DOCTOR_NOTE, DOCTOR_PROXY, "proxy-excepted", ERROR_NONE,
                          "%s is %s, but no_proxy excepts Braze's host", variable, shown);
    } else {
        struct doctor_finding *finding = doctor_report_add(report, DOCTOR_NOTE, DOCTOR_PROXY, "proxy", ERROR_NONE,
                                                           "Requests go through the proxy %s (%s)", shown, variable);
        doctor_finding_why(finding, "It has to allow CONNECT to Braze's host; if it inspects TLS, it sees the key.");
    }
    free(shown);
}

static void check_file(struct doctor_report *report, const char *path, const char *shown, mode_t too_much,
                       const char *danger)
{
    struct stat status;
    if (stat(path, &status) != 0)
        return;
    if ((status.st_mode & too_much) != 0) {
        struct doctor_finding *finding =
            doctor_report_add(report, DOCTOR_WARNING, DOCTOR_FILES, "file-open", ERROR_NONE,
                              "%s is open to other users (mode %03o)", shown, (unsigned)(status.st_mode & 0777));
        doctor_finding_why(finding, "%s", danger);
        doctor_finding_advice(finding, "Close it with chmod go-rwx; if a key was in it, make a new one.");
    } else if (status.st_uid != geteuid()) {
        struct doctor_finding *finding = doctor_report_add(report, DOCTOR_WARNING, DOCTOR_FILES, "file-owner", ERROR_NONE,
                                                           "%s belongs to another user", shown);
        doctor_finding_why(finding, "%s", danger);
    }
}

void doctor_check_files(struct doctor_report *report, const struct profile *profile, const struct paths *paths)
{
    size_t before = report->finding_count;
    /* Files are named from their directory on: a report is to be shown to others. */
    if (profile->path != NULL) {
        char *shown = memory_format("profiles/%s.conf", profile->name);
        check_file(report, profile->path, shown, S_IRWXG | S_IRWXO, "Others can read what is in it, keys included.");
        free(shown);
    }
    char *directory = paths_profiles(paths);
    check_file(report, directory, "The directory profiles/", S_IWGRP | S_IWOTH,
               "Others can put a profile of theirs in the place of yours, and have the key sent elsewhere.");
    free(directory);
    char *journal = paths_journal(paths, profile->name);
    check_file(report, journal, "The journal", S_IRWXG | S_IRWXO, "Others can read the users' data that was sent.");
    free(journal);
    char *store = paths_store(paths, profile->name);
    check_file(report, store, "The export store", S_IRWXO, "Others can read what was exported.");
    free(store);
    if (report->finding_count == before)
        doctor_report_add(report, DOCTOR_FINE, DOCTOR_FILES, "files", ERROR_NONE,
                          "The profile's files are closed to other users");
}
