#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "profile/profile.h"
#include "support/date.h"
#include "support/file.h"
#include "support/json.h"
#include "support/memory.h"
#include "memory_scan.h"
#include "place.h"
#include "unit.h"

#define KEY "dummy-key-abcdefgh-3f1a"

static char *root;
static struct paths paths;

static void set_up(void)
{
    struct error error = ERROR_INIT;
    root = place_make();
    ck_assert(paths_init(&paths, root, root, root, &error));
    char *directory = paths_profiles(&paths);
    ck_assert(file_make_directories(directory, 0700, &error));
    free(directory);
}

static void tear_down(void)
{
    paths_clear(&paths);
    place_remove(root);
}

/* As the program's own files begin. */
#define MARK "# Written by brazier; the version before is kept as *.conf.bak.\n"

static void write_profile(const char *name, const char *text)
{
    char *path = paths_profile(&paths, name);
    ck_assert(file_write_atomic(path, NULL, 0600, text, strlen(text), NULL));
    free(path);
}

static char *read_text(char *path)
{
    char *bytes = NULL;
    size_t length = 0;
    ck_assert(file_read(path, 1000000, &bytes, &length, NULL));
    free(path);
    return bytes;
}

static struct profile *load(const char *name)
{
    struct error error = ERROR_INIT;
    struct profile *profile = profile_load(&paths, name, &error);
    ck_assert_msg(profile != NULL, "%s", error.message);
    return profile;
}

static void expect_broken(const char *text, const char *in_message)
{
    struct error error = ERROR_INIT;
    write_profile("broken", text);
    ck_assert_msg(profile_load(&paths, "broken", &error) == NULL, "accepted: %s", text);
    ck_assert_int_eq(error.code, ERROR_CONFIGURATION);
    ck_assert_msg(strstr(error.message, in_message) != NULL, "%s", error.message);
    ck_assert_ptr_null(strstr(error.message, KEY));
    error_clear(&error);
}

START_TEST(a_new_profile_is_careful)
{
    struct profile *profile = profile_new("new");
    ck_assert(profile_is_production(profile));
    ck_assert_str_eq(profile->source_type, "web");
    ck_assert_str_eq(profile->mode, "cloud");
    ck_assert(!profile->read_only);
    ck_assert_int_eq(profile->start_day, PROFILE_NO_DAY);
    struct error error = ERROR_INIT;
    ck_assert(!profile_check(profile, &error));
    ck_assert_ptr_nonnull(strstr(error.hint, "profile set new --instance"));
    error_clear(&error);
    profile_free(profile);
}
END_TEST

START_TEST(every_field_is_read_from_a_file)
{
    write_profile("acme", "instance = \"eu-01\";\n"
                          "environment = \"sandbox\"; read_only = true;\n"
                          "workspace = \"Acme \xF0\x9F\x8E\x89 test\";\n"
                          "api_key = \"" KEY "\";\n"
                          "app_key_env = \"ACME_APP_KEY\";\n"
                          "write_key_command = ( \"pass\", \"show\", \"rudder key\" );\n"
                          "source_type = \"androidKotlin\"; mode = \"hybrid\";\n"
                          "data_plane_url = \"https://acme.example\";\n"
                          "start_date = \"2026-01-01\"; lookback_days = 3; include_archived = true;\n"
                          "settings = { supportDedup = true; list = ( { eventName = \"A\"; } ); };\n");
    struct profile *profile = load("acme");
    ck_assert_str_eq(profile->instance->id, "EU-01");
    ck_assert_str_eq(profile->rest_url, "https://rest.fra-01.braze.eu");
    ck_assert(!profile_is_production(profile));
    ck_assert(profile->read_only);
    ck_assert_str_eq(profile->workspace, "Acme \xF0\x9F\x8E\x89 test");
    ck_assert_str_eq(secret_reveal(profile->api_key.text), KEY);
    ck_assert_str_eq(profile->app_key.variable, "ACME_APP_KEY");
    ck_assert_str_eq(profile->write_key.command[2], "rudder key");
    ck_assert_str_eq(profile->source_type, "androidKotlin");
    ck_assert_str_eq(profile->mode, "hybrid");
    ck_assert_str_eq(profile->data_plane_url, "https://acme.example");
    ck_assert_int_eq(profile->start_day, 20454); /* 56 years of 365 days and 14 leap days */
    ck_assert_int_eq(profile->lookback_days, 3);
    ck_assert(profile->include_archived);
    char *settings = json_print(profile->settings);
    ck_assert_str_eq(settings, "{\"supportDedup\":true,\"list\":[{\"eventName\":\"A\"}]}");
    free(settings);
    ck_assert_uint_eq(profile->warning_count, 0);
    ck_assert(profile_check(profile, NULL));
    profile_free(profile);
}
END_TEST

START_TEST(every_value_tells_where_it_comes_from_and_no_key_is_shown)
{
    write_profile("acme", "instance = \"EU-01\";\n\napi_key = \"" KEY "\";\n");
    struct profile *profile = load("acme");
    char *text = profile_origin_text(profile, PROFILE_API_KEY);
    ck_assert_str_eq(text, "acme.conf:3");
    free(text);
    text = profile_origin_text(profile, PROFILE_REST_URL);
    ck_assert_str_eq(text, "acme.conf:1");
    free(text);
    text = profile_origin_text(profile, PROFILE_MODE);
    ck_assert_str_eq(text, "default");
    free(text);
    for (size_t i = 0; i < PROFILE_FIELD_COUNT; i++) {
        text = profile_text(profile, (enum profile_field)i);
        ck_assert_ptr_null(strstr(text, "dummy"));
        free(text);
    }
    text = profile_text(profile, PROFILE_API_KEY);
    ck_assert_ptr_nonnull(strstr(text, "3f1a"));
    free(text);
    profile_free(profile);
}
END_TEST

START_TEST(a_profile_that_is_saved_comes_back_the_same)
{
    struct error error = ERROR_INIT;
    struct profile *profile = profile_new("acme");
    ck_assert(profile_set(profile, PROFILE_INSTANCE, "US-10", &error));
    ck_assert(profile_set(profile, PROFILE_WORKSPACE, "\xE6\x98\xA5 \"quoted\" \\", &error));
    ck_assert(profile_set(profile, PROFILE_START_DATE, "2025-12-31", &error));
    ck_assert(profile_set(profile, PROFILE_LOOKBACK_DAYS, "7", &error));
    ck_assert(profile_set(profile, PROFILE_READ_ONLY, "yes", &error));
    ck_assert(profile_set(profile, PROFILE_APP_KEY_COMMAND, "[\"a\", \"b c\"]", &error));
    profile_set_key(profile, PROFILE_API_KEY, secret_new(KEY, strlen(KEY)));
    cJSON *settings = cJSON_Parse("{\"b\":true,\"a\":\"x\\ny\",\"n\":12345678901,\"o\":{\"web\":false,\"l\":[1,\"2\",[]]}}");
    cJSON *setting = NULL;
    cJSON_ArrayForEach(setting, settings)
        profile_set_setting(profile, setting->string, cJSON_Duplicate(setting, true));
    ck_assert_msg(profile_save(&paths, profile, &error), "%s", error.message);
    struct profile *again = load("acme");
    for (size_t i = 0; i < PROFILE_FIELD_COUNT; i++) {
        char *before = profile_text(profile, (enum profile_field)i);
        char *after = profile_text(again, (enum profile_field)i);
        ck_assert_str_eq(before, after);
        free(before);
        free(after);
    }
    ck_assert(secret_equal(profile->api_key.text, again->api_key.text));
    char *printed = json_print(again->settings);
    ck_assert_str_eq(printed, "{\"b\":true,\"a\":\"x\\ny\",\"n\":12345678901,\"o\":{\"web\":false,\"l\":[1,\"2\",[]]}}");
    free(printed);
    cJSON_Delete(settings);
    profile_free(again);
    profile_free(profile);
}
END_TEST

START_TEST(a_saved_file_is_0600_and_the_one_before_is_kept_as_0600)
{
    struct error error = ERROR_INIT;
    struct stat status;
    write_profile("acme", "instance = \"EU-01\"; api_key = \"" KEY "\";\n");
    char *path = paths_profile(&paths, "acme");
    char *backup = paths_profile_backup(&paths, "acme");
    ck_assert_int_eq(chmod(path, 0644), 0);
    struct profile *profile = load("acme");
    ck_assert_uint_eq(profile->warning_count, 2);
    ck_assert_ptr_nonnull(strstr(profile->warnings[0], "can be read by others"));
    ck_assert(profile_set(profile, PROFILE_INSTANCE, "EU-02", &error));
    profile->may_take_over = true;
    ck_assert(profile_save(&paths, profile, &error));
    ck_assert_int_eq(stat(path, &status), 0);
    ck_assert_uint_eq(status.st_mode & 0777, 0600);
    ck_assert_int_eq(stat(backup, &status), 0);
    ck_assert_uint_eq(status.st_mode & 0777, 0600);
    char *text = read_text(backup);
    ck_assert_str_eq(text, "instance = \"EU-01\"; api_key = \"" KEY "\";\n");
    free(text);
    text = read_text(path);
    ck_assert_ptr_nonnull(strstr(text, "EU-02"));
    free(text);
    profile_free(profile);
}
END_TEST

START_TEST(a_file_that_was_written_by_hand_is_not_changed_but_taken_over_when_told_to)
{
    static const char by_hand[] = "# Ask Ada before you change this.\ninstance = \"EU-01\";\n";
    struct error error = ERROR_INIT;
    write_profile("acme", by_hand);
    struct profile *profile = load("acme");
    ck_assert(profile->is_by_hand);
    ck_assert(profile_set(profile, PROFILE_INSTANCE, "EU-02", &error));
    ck_assert(!profile_save(&paths, profile, &error));
    ck_assert_int_eq(error.code, ERROR_CONFIGURATION);
    ck_assert_ptr_nonnull(strstr(error.message, "acme.conf was written by hand"));
    ck_assert_ptr_nonnull(strstr(error.hint, "--rewrite"));
    ck_assert_ptr_nonnull(strstr(error.hint, "acme.conf.bak"));
    char *text = read_text(paths_profile(&paths, "acme"));
    ck_assert_str_eq(text, by_hand);
    free(text);
    char *backup = paths_profile_backup(&paths, "acme");
    ck_assert(!file_exists(backup));
    free(backup);
    profile->may_take_over = true;
    ck_assert(profile_save(&paths, profile, &error));
    ck_assert(!profile->is_by_hand);
    text = read_text(paths_profile_backup(&paths, "acme"));
    ck_assert_str_eq(text, by_hand);
    free(text);
    profile_free(profile);
    /* From now on it is the program's. */
    profile = load("acme");
    ck_assert(!profile->is_by_hand);
    ck_assert(profile_save(&paths, profile, &error));
    profile_free(profile);
    error_clear(&error);
}
END_TEST

START_TEST(a_copy_under_another_name_has_no_file_that_was_written_by_hand)
{
    struct error error = ERROR_INIT;
    write_profile("acme", "instance = \"EU-01\";\n");
    struct profile *profile = load("acme");
    struct profile *same = profile_copy(profile, "acme");
    struct profile *other = profile_copy(profile, "other");
    ck_assert(same->is_by_hand);
    ck_assert(!other->is_by_hand);
    ck_assert(profile_save(&paths, other, &error));
    profile_free(other);
    profile_free(same);
    profile_free(profile);
}
END_TEST

START_TEST(what_is_unknown_is_a_warning_with_the_nearest_name_and_stays_in_the_file)
{
    struct error error = ERROR_INIT;
    write_profile("acme", MARK "instance = \"EU-01\";\nenviroment = \"sandbox\";\nfuture = { a = [1, 2]; };\n");
    struct profile *profile = load("acme");
    ck_assert_uint_eq(profile->warning_count, 2);
    ck_assert_ptr_nonnull(strstr(profile->warnings[0], "acme.conf:3: \"enviroment\" is not known; did you mean environment?"));
    ck_assert_ptr_nonnull(strstr(profile->warnings[1], "acme.conf:4: \"future\" is not known"));
    ck_assert(profile_is_production(profile));
    ck_assert(profile_save(&paths, profile, &error));
    char *text = read_text(paths_profile(&paths, "acme"));
    ck_assert_ptr_nonnull(strstr(text, "enviroment = \"sandbox\";"));
    ck_assert_ptr_nonnull(strstr(text, "a = [ 1, 2 ];"));
    free(text);
    profile_free(profile);
}
END_TEST

START_TEST(a_broken_file_is_told_with_its_line_and_what_was_expected)
{
    expect_broken("instance = \"EU-01\";\nmode cloud;\n", "broken.conf:2: syntax error; expected  name = value;");
    expect_broken("\n\ninstance = 3;\n", "broken.conf:3: instance: expected text in quotes");
    expect_broken("read_only = \"yes\";\n", "broken.conf:1: read_only: expected true or false");
    expect_broken("lookback_days = 1000;\n", "broken.conf:1: lookback_days: expected a whole number from 0 to 100");
    expect_broken("lookback_days = 1.5;\n", "expected a whole number");
    expect_broken("lookback_days = 99999999999L;\n", "expected a whole number");
    expect_broken("mode = \"clod\";\n", "broken.conf:1: mode: expected one of cloud, device, hybrid, got \"clod\"");
    expect_broken("start_date = \"2025-02-30\";\n", "broken.conf:1: start_date: expected a day as YYYY-MM-DD");
    expect_broken("instance = \"EU-09\";\n", "broken.conf:1: instance: \"EU-09\" is not a Braze instance");
    expect_broken("rest_url = \"http://rest.fra-01.braze.eu\";\n", "broken.conf:1: rest_url: the REST URL is plain http");
    expect_broken("api_key_command = 5;\n", "broken.conf:1: api_key_command: expected a list of texts");
    expect_broken("api_key_command = ( \"a\", 5 );\n", "broken.conf:1: api_key_command: expected text in quotes");
    expect_broken("api_key_command = ( );\n", "broken.conf:1: api_key_command: the command is empty");
    expect_broken("settings = true;\n", "broken.conf:1: settings: expected a group");
    expect_broken("mode = \"cloud\";\nmode = \"device\";\n", "broken.conf:2: duplicate setting name");
    expect_broken("mode = \"cloud\";\nworkspace = \"x;\n", "broken.conf:2: the text that begins here does not end");
    expect_broken("mode = \"cloud\";\nworkspace = \"x\\\"\n", "broken.conf:2: the text that begins here does not end");
}
END_TEST

START_TEST(quotes_in_comments_and_escapes_in_quotes_are_no_ends)
{
    write_profile("acme", "# it's \"so\n// \"\n/* \" */ instance = \"EU-01\"; workspace = \"a \\\"b\\\" # // /* \\\\\"; mode = \"hybrid\";");
    struct profile *profile = load("acme");
    ck_assert_str_eq(profile->workspace, "a \"b\" # // /* \\");
    ck_assert_str_eq(profile->mode, "hybrid");
    profile_free(profile);
}
END_TEST

START_TEST(a_key_in_a_broken_file_is_not_told)
{
    expect_broken("api_key = \"" KEY " with blanks\";\n", "broken.conf:1: api_key: the REST API key holds a blank");
    expect_broken("api_key = \"" KEY "\"\nmode \"\"", "broken.conf:2: syntax error");
    expect_broken("api_key = { k = \"" KEY "\"; };\n", "broken.conf:1: api_key: expected text in quotes");
    expect_broken("api_key_env = \"" KEY "\";\n", "broken.conf:1: api_key_env: this is not the name");
}
END_TEST

START_TEST(two_sources_for_one_key_or_two_places_for_braze_are_refused)
{
    expect_broken("api_key = \"" KEY "\";\napi_key_env = \"A\";\n", "broken.conf:2: api_key_env: line 1 says it already");
    expect_broken("instance = \"EU-01\";\nrest_url = \"https://a.example\";\n", "broken.conf:2: rest_url: line 1 says it already");
}
END_TEST

START_TEST(hostile_files_are_refused)
{
    expect_broken("@include \"/etc/passwd\"\n", "broken.conf:1: @include is not allowed");
    expect_broken("mode = \"cloud\";\n \t@include \"x\"\n", "broken.conf:2: @include is not allowed");
    expect_broken("workspace = \"\x1b[2J\";\n", "broken.conf:1: workspace: expected text without control characters");
    expect_broken("workspace = \"\\x1b[2J\";\n", "broken.conf:1: workspace: expected text without control characters");
    expect_broken("workspace = \"\xff\";\n", "broken.conf:1: workspace: expected text in UTF-8");
    expect_broken("settings = { a = \"\xff\"; };\n", "broken.conf:1: a: expected text in UTF-8");
    struct error error = ERROR_INIT;
    char *path = paths_profile(&paths, "broken");
    ck_assert(file_write_atomic(path, NULL, 0600, "mode = \"clo\0d\";", 15, NULL));
    ck_assert_ptr_null(profile_load(&paths, "broken", &error));
    ck_assert_ptr_nonnull(strstr(error.message, "broken.conf:1: expected text, got a byte of value 0"));
    free(path);
    error_clear(&error);
}
END_TEST

START_TEST(a_huge_or_deep_file_is_refused)
{
    enum { HUGE = 10 * 1024 * 1024, DEEP = 200000 };
    char *text = memory_allocate(HUGE + 1, 1);
    memset(text, ' ', HUGE);
    expect_broken(text, "is larger than 262144 bytes");
    for (size_t i = 0; i + 2 < DEEP; i += 3)
        memcpy(text + i, "a:{", 3);
    text[DEEP - 2] = '\0';
    expect_broken(text, "broken.conf:1: ");
    for (size_t i = 0; i < 15000; i += 3)
        memcpy(text + i, "a:(", 3);
    memset(text + 15000, 0, 10);
    expect_broken(text, "broken.conf:1: ");
    char nested[1000] = "settings = { a = ";
    for (int i = 0; i < 100; i++)
        strncat(nested, "(", 2);
    for (int i = 0; i < 100; i++)
        strncat(nested, ")", 2);
    strncat(nested, "; };\n", 6);
    expect_broken(nested, "nested deeper than 20");
    free(text);
}
END_TEST

START_TEST(a_directory_or_a_fifo_in_the_place_of_a_file_is_refused)
{
    struct error error = ERROR_INIT;
    char *path = paths_profile(&paths, "odd");
    ck_assert_int_eq(mkdir(path, 0700), 0);
    ck_assert_ptr_null(profile_load(&paths, "odd", &error));
    ck_assert_ptr_nonnull(strstr(error.message, "odd.conf"));
    ck_assert_int_eq(rmdir(path), 0);
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    ck_assert_ptr_null(profile_load(&paths, "odd", &error));
    ck_assert_ptr_nonnull(strstr(error.message, "not a regular file"));
    ck_assert_int_eq(error_exit_status(error.code), 3);
    free(path);
    error_clear(&error);
}
END_TEST

START_TEST(a_name_cannot_lead_out_of_the_directory)
{
    static const char *const bad[] = { "", ".", "..", "../x", "a/b", "/etc/passwd", ".hidden", "-p", "a b", "a\nb",
                                       "\xC3\xA9", "0123456789012345678901234567890123456789012345678901234567890123x" };
    struct error error = ERROR_INIT;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ck_assert_msg(profile_load(&paths, bad[i], &error) == NULL, "%s", bad[i]);
        ck_assert_ptr_nonnull(strstr(error.message, "cannot be the name of a profile"));
        ck_assert(!profile_remove(&paths, bad[i], &error));
        struct profile *profile = profile_new(bad[i]);
        ck_assert(!profile_save(&paths, profile, &error));
        profile_free(profile);
    }
    ck_assert(profile_check_name("acme-eu_2@example.com", NULL));
    error_clear(&error);
}
END_TEST

START_TEST(a_broken_profile_is_listed_with_its_reason_and_harms_no_other)
{
    struct profile_list list;
    write_profile("b", "instance = \"EU-01\";");
    write_profile("a", "mode = ;");
    write_profile("c", "instance = \"US-01\";");
    write_profile("odd name", "instance = \"US-01\";");
    char *other = paths_profile_backup(&paths, "b");
    ck_assert(file_write_atomic(other, NULL, 0600, "x", 1, NULL));
    free(other);
    ck_assert(profile_list_read(&paths, &list, NULL));
    ck_assert_uint_eq(list.count, 4);
    ck_assert_str_eq(list.entries[0].name, "a");
    ck_assert_ptr_null(list.entries[0].profile);
    ck_assert_ptr_nonnull(strstr(list.entries[0].error.message, "a.conf:1: syntax error"));
    ck_assert_str_eq(list.entries[1].profile->instance->id, "EU-01");
    ck_assert_str_eq(list.entries[2].profile->instance->id, "US-01");
    ck_assert_ptr_null(list.entries[3].profile);
    profile_list_clear(&list);
}
END_TEST

START_TEST(no_directory_is_an_empty_list)
{
    struct profile_list list;
    struct paths nowhere;
    ck_assert(paths_init(&nowhere, "/nonexistent/brazier", "/x", "/x", NULL));
    ck_assert(profile_list_read(&nowhere, &list, NULL));
    ck_assert_uint_eq(list.count, 0);
    profile_list_clear(&list);
    paths_clear(&nowhere);
}
END_TEST

START_TEST(a_missing_profile_is_answered_with_the_nearest)
{
    struct error error = ERROR_INIT;
    write_profile("acme-eu", "instance = \"EU-01\";");
    ck_assert_ptr_null(profile_load(&paths, "acme-ue", &error));
    ck_assert_str_eq(error.message, "there is no profile \"acme-ue\"");
    ck_assert_str_eq(error.hint, "did you mean acme-eu?");
    ck_assert_int_eq(error_exit_status(error.code), 3);
    error_clear(&error);
}
END_TEST

START_TEST(removing_takes_the_backup_as_well)
{
    struct error error = ERROR_INIT;
    write_profile("acme", MARK "instance = \"EU-01\";");
    struct profile *profile = load("acme");
    ck_assert(profile_save(&paths, profile, &error));
    char *backup = paths_profile_backup(&paths, "acme");
    ck_assert(file_exists(backup));
    ck_assert(profile_remove(&paths, "acme", &error));
    ck_assert(!file_exists(backup));
    ck_assert(!file_exists(profile->path));
    ck_assert(!profile_remove(&paths, "acme", &error));
    ck_assert_ptr_nonnull(strstr(error.message, "there is no profile"));
    free(backup);
    profile_free(profile);
    error_clear(&error);
}
END_TEST

START_TEST(the_environment_goes_over_the_file_and_never_into_it)
{
    struct error error = ERROR_INIT;
    struct profile_overrides overrides;
    write_profile("acme", MARK "instance = \"EU-01\"; api_key_env = \"ACME\";\n");
    setenv("BRAZIER_API_KEY", KEY, 1);
    setenv("BRAZIER_APP_KEY", "dummy-app-key", 1);
    setenv("BRAZIER_INSTANCE", "US-02", 1);
    setenv("BRAZIER_REST_URL", "http://127.0.0.1:81", 1);
    setenv("BRAZIER_PROFILE", "acme", 1);
    ck_assert(profile_overrides_take(&overrides, &error));
    ck_assert_ptr_null(getenv("BRAZIER_API_KEY"));
    struct profile *profile = profile_choose(&paths, NULL, "other", &overrides, &error);
    ck_assert_msg(profile != NULL, "%s", error.message);
    ck_assert_str_eq(profile->rest_url, "http://127.0.0.1:81");
    ck_assert_ptr_null(profile->instance);
    ck_assert_int_eq(profile->api_key.kind, KEY_TEXT);
    ck_assert_str_eq(secret_reveal(profile->api_key.text), KEY);
    char *origin = profile_origin_text(profile, PROFILE_REST_URL);
    ck_assert_str_eq(origin, "BRAZIER_REST_URL");
    free(origin);
    origin = profile_origin_text(profile, PROFILE_API_KEY);
    ck_assert_str_eq(origin, "BRAZIER_API_KEY");
    free(origin);
    ck_assert(profile_save(&paths, profile, &error));
    char *text = read_text(paths_profile(&paths, "acme"));
    ck_assert_ptr_null(strstr(text, KEY));
    ck_assert_ptr_null(strstr(text, "127.0.0.1"));
    ck_assert_ptr_nonnull(strstr(text, "instance = \"EU-01\""));
    ck_assert_ptr_nonnull(strstr(text, "api_key_env = \"ACME\""));
    free(text);
    profile_free(profile);
    profile_overrides_clear(&overrides);
}
END_TEST

START_TEST(a_bad_override_names_its_variable)
{
    struct error error = ERROR_INIT;
    struct profile_overrides overrides = { .instance = memory_copy_string("XX-01") };
    ck_assert_ptr_null(profile_choose(&paths, NULL, NULL, &overrides, &error));
    ck_assert_ptr_nonnull(strstr(error.message, "BRAZIER_INSTANCE: \"XX-01\""));
    profile_overrides_clear(&overrides);
    setenv("BRAZIER_API_KEY", "dummy key", 1);
    ck_assert(!profile_overrides_take(&overrides, &error));
    ck_assert_ptr_nonnull(strstr(error.message, "BRAZIER_API_KEY: "));
    error_clear(&error);
}
END_TEST

START_TEST(the_only_profile_is_chosen_and_of_several_none)
{
    struct error error = ERROR_INIT;
    struct profile_overrides none = { 0 };
    ck_assert_ptr_null(profile_choose(&paths, NULL, NULL, &none, &error));
    ck_assert_str_eq(error.message, "there is no profile yet");
    write_profile("a", "instance = \"EU-01\";");
    struct profile *profile = profile_choose(&paths, NULL, NULL, &none, &error);
    ck_assert_str_eq(profile->name, "a");
    profile_free(profile);
    write_profile("b", "instance = \"EU-02\";");
    ck_assert_ptr_null(profile_choose(&paths, NULL, NULL, &none, &error));
    ck_assert_ptr_nonnull(strstr(error.message, "2 profiles"));
    profile = profile_choose(&paths, NULL, "b", &none, &error);
    ck_assert_str_eq(profile->name, "b");
    profile_free(profile);
    profile = profile_choose(&paths, "a", "b", &none, &error);
    ck_assert_str_eq(profile->name, "a");
    profile_free(profile);
    error_clear(&error);
}
END_TEST

START_TEST(the_environment_alone_makes_a_profile)
{
    struct profile_overrides overrides = { .instance = memory_copy_string("jp-01") };
    struct profile *profile = profile_choose(&paths, NULL, NULL, &overrides, NULL);
    ck_assert_str_eq(profile->name, "environment");
    ck_assert_str_eq(profile->rest_url, "https://rest.jp-01.braze.com");
    profile_free(profile);
    profile_overrides_clear(&overrides);
}
END_TEST

START_TEST(a_mode_that_the_source_type_does_not_have_is_refused)
{
    struct error error = ERROR_INIT;
    struct profile *profile = profile_new("acme");
    ck_assert(profile_set(profile, PROFILE_INSTANCE, "EU-01", &error));
    ck_assert(profile_set(profile, PROFILE_SOURCE_TYPE, "flutter", &error));
    ck_assert(profile_set(profile, PROFILE_MODE, "device", &error));
    ck_assert(profile_check(profile, &error));
    ck_assert(profile_set(profile, PROFILE_MODE, "hybrid", &error));
    ck_assert(!profile_check(profile, &error));
    ck_assert_str_eq(error.hint, "use mode cloud or device");
    ck_assert(profile_set(profile, PROFILE_SOURCE_TYPE, "shopify", &error));
    ck_assert(!profile_check(profile, &error));
    ck_assert_str_eq(error.hint, "use mode cloud");
    error_clear(&error);
    profile_free(profile);
}
END_TEST

START_TEST(an_unknown_field_is_answered_with_the_nearest)
{
    struct error error = ERROR_INIT;
    ck_assert_int_eq(profile_find_field("rest-url", &error), PROFILE_REST_URL);
    ck_assert_int_eq(profile_find_field("rest_url", &error), PROFILE_REST_URL);
    ck_assert_int_eq(profile_find_field("instanse", &error), PROFILE_FIELD_COUNT);
    ck_assert_str_eq(error.hint, "did you mean instance?");
    ck_assert_int_eq(error.code, ERROR_USAGE);
    error_clear(&error);
}
END_TEST

START_TEST(a_listed_rest_url_is_its_instance_and_a_default_leaves_the_file)
{
    struct error error = ERROR_INIT;
    struct profile *profile = profile_new("acme");
    ck_assert(profile_set(profile, PROFILE_REST_URL, "https://rest.fra-02.braze.eu/", &error));
    ck_assert_str_eq(profile->instance->id, "EU-02");
    ck_assert(profile_set(profile, PROFILE_LOOKBACK_DAYS, "5", &error));
    ck_assert(profile_save(&paths, profile, &error));
    ck_assert(profile_set(profile, PROFILE_REST_URL, "http://localhost:8000", &error));
    ck_assert_ptr_null(profile->instance);
    ck_assert(profile_set(profile, PROFILE_LOOKBACK_DAYS, "", &error));
    ck_assert_int_eq(profile->lookback_days, 14);
    ck_assert(profile_save(&paths, profile, &error));
    char *text = read_text(paths_profile(&paths, "acme"));
    ck_assert_ptr_null(strstr(text, "instance"));
    ck_assert_ptr_null(strstr(text, "lookback"));
    ck_assert_ptr_nonnull(strstr(text, "rest_url = \"http://localhost:8000\";"));
    free(text);
    profile_free(profile);
}
END_TEST

START_TEST(settings_that_a_file_cannot_hold_are_refused_and_the_file_stays)
{
    struct error error = ERROR_INIT;
    write_profile("acme", MARK "instance = \"EU-01\";");
    struct profile *profile = load("acme");
    profile_set_setting(profile, "half", json_number(0.5));
    ck_assert(!profile_save(&paths, profile, &error));
    ck_assert_ptr_nonnull(strstr(error.message, "\"half\""));
    profile_set_setting(profile, "half", NULL);
    profile_set_setting(profile, "bad name", cJSON_CreateTrue());
    ck_assert(!profile_save(&paths, profile, &error));
    ck_assert_ptr_nonnull(strstr(error.message, "\"bad name\""));
    char *text = read_text(paths_profile(&paths, "acme"));
    ck_assert_str_eq(text, MARK "instance = \"EU-01\";");
    free(text);
    profile_free(profile);
    error_clear(&error);
}
END_TEST

START_TEST(no_copy_of_a_key_stays_in_memory_after_loading_saving_and_freeing)
{
    if (!memory_scan_works())
        return;
    char key[40];
    memory_scan_key(key);
    struct error error = ERROR_INIT;
    struct profile *profile = profile_new("acme");
    ck_assert(profile_set(profile, PROFILE_INSTANCE, "EU-01", &error));
    profile_set_key(profile, PROFILE_API_KEY, secret_new(key, 36));
    ck_assert(profile_save(&paths, profile, &error));
    profile_free(profile);
    profile = load("acme");
    ck_assert_uint_eq(memory_scan_count(key, 36), 1);
    profile_free(profile);
    /* A large file is in other blocks than a small one. */
    char *path = paths_profile(&paths, "acme");
    FILE *large = fopen(path, "w");
    setvbuf(large, NULL, _IONBF, 0);
    fprintf(large, "#%20000s\napi_key = \"", "");
    for (const char *letter = key; *letter != '\0'; letter++)
        fputc(*letter, large);
    fputs("\";\n", large);
    fclose(large);
    profile = load("acme");
    ck_assert_uint_eq(memory_scan_count(key, 36), 1);
    profile_free(profile);
    ck_assert_uint_eq(memory_scan_count(key, 36), 0);
    ck_assert_uint_eq(memory_scan_count(key + 18, 18), 0);
    /* Nor where the file is broken around it. */
    static const char *const broken[] = { "api_key \"%s\";\n", "api_key = \"%s", "api_key = \"%s\" mode", "api_key = \"a\" \"%s\" }",
                                          "api_key = [ 1, \"%s\" ];", "api_key_env = \"%s\"; api_key_env = \"%s\";" };
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        FILE *stream = fopen(path, "w");
        setvbuf(stream, NULL, _IONBF, 0);
        for (const char *at = broken[i]; *at != '\0'; at++) {
            if (at[0] == '%')
                for (const char *letter = key; *letter != '\0'; letter++)
                    fputc(*letter, stream);
            else if (at == broken[i] || at[-1] != '%')
                fputc(*at, stream);
        }
        fclose(stream);
        ck_assert_ptr_null(profile_load(&paths, "acme", &error));
        error_clear(&error);
        ck_assert_msg(memory_scan_count(key + 18, 18) == 0, "%s", broken[i]);
    }
    free(path);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("profile");
    TCase *all = tcase_create("all");
    tcase_set_timeout(all, 60);
    tcase_add_checked_fixture(all, set_up, tear_down);
    tcase_add_test(all, a_new_profile_is_careful);
    tcase_add_test(all, every_field_is_read_from_a_file);
    tcase_add_test(all, every_value_tells_where_it_comes_from_and_no_key_is_shown);
    tcase_add_test(all, a_profile_that_is_saved_comes_back_the_same);
    tcase_add_test(all, a_saved_file_is_0600_and_the_one_before_is_kept_as_0600);
    tcase_add_test(all, a_file_that_was_written_by_hand_is_not_changed_but_taken_over_when_told_to);
    tcase_add_test(all, a_copy_under_another_name_has_no_file_that_was_written_by_hand);
    tcase_add_test(all, what_is_unknown_is_a_warning_with_the_nearest_name_and_stays_in_the_file);
    tcase_add_test(all, a_broken_file_is_told_with_its_line_and_what_was_expected);
    tcase_add_test(all, quotes_in_comments_and_escapes_in_quotes_are_no_ends);
    tcase_add_test(all, a_key_in_a_broken_file_is_not_told);
    tcase_add_test(all, two_sources_for_one_key_or_two_places_for_braze_are_refused);
    tcase_add_test(all, hostile_files_are_refused);
    tcase_add_test(all, a_huge_or_deep_file_is_refused);
    tcase_add_test(all, a_directory_or_a_fifo_in_the_place_of_a_file_is_refused);
    tcase_add_test(all, a_name_cannot_lead_out_of_the_directory);
    tcase_add_test(all, a_broken_profile_is_listed_with_its_reason_and_harms_no_other);
    tcase_add_test(all, no_directory_is_an_empty_list);
    tcase_add_test(all, a_missing_profile_is_answered_with_the_nearest);
    tcase_add_test(all, removing_takes_the_backup_as_well);
    tcase_add_test(all, the_environment_goes_over_the_file_and_never_into_it);
    tcase_add_test(all, a_bad_override_names_its_variable);
    tcase_add_test(all, the_only_profile_is_chosen_and_of_several_none);
    tcase_add_test(all, the_environment_alone_makes_a_profile);
    tcase_add_test(all, a_mode_that_the_source_type_does_not_have_is_refused);
    tcase_add_test(all, an_unknown_field_is_answered_with_the_nearest);
    tcase_add_test(all, a_listed_rest_url_is_its_instance_and_a_default_leaves_the_file);
    tcase_add_test(all, settings_that_a_file_cannot_hold_are_refused_and_the_file_stays);
    tcase_add_test(all, no_copy_of_a_key_stays_in_memory_after_loading_saving_and_freeing);
    suite_add_tcase(suite, all);
    return unit_run(suite);
}
