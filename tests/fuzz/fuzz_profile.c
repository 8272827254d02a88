/* A profile's file of any bytes: it is read or refused with its reason; what was read is written and read the same again. */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../unit/place.h"
#include "fuzz.h"
#include "profile/preferences.h"
#include "profile/profile.h"
#include "support/file.h"
#include "support/json.h"

const char *const fuzz_seeds[] = {
    "instance = \"EU-01\";\nenvironment = \"sandbox\"; read_only = true;\napi_key = \"dummy-key-abcdefgh\";\n",
    "rest_url = \"http://127.0.0.1:80\";\nwrite_key_command = ( \"pass\", \"show\", \"a b\" );\nmode = \"hybrid\";\n",
    "settings = { a = true; b = ( 1, 2L, \"x\", { c = 1.5; } ); d : { e = [ \"f\" ]; }; };\nlookback_days = 0x10;\n",
    "/* text */ start_date = \"2026-01-01\" # more\n; workspace = \"\\x41\\n\" \"joined\";\n// end\n",
    "keys = { quit = \"q\"; down = ( \"j\", \"Down\" ); };\ntimeouts : { connect = 3; };\nca_file = \"x\";\ntheme = \"t\";\n",
    NULL,
};

const char *const fuzz_words[] = { "@include \"/etc/passwd\"\n", "\"", ";", "{", "}", "(", ")", "[", "]", "=", ":", "\\x", "\n",
                                   "/*", "*/", "api_key", "_env", "_command", "settings", "true", "99999999999L", "1e308",
                                   "\xF0\x9F\x8E\x89", "instance", "rest_url", "https://sdk.iad-01.braze.com", NULL };

/* libconfig 1.5 loses the piece of a broken file that it was at. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libconfig.so";
}

static void put(const struct paths *paths, const uint8_t *bytes, size_t length)
{
    char *names[] = { paths_profile(paths, "a"), paths_preferences(paths) };
    for (size_t i = 0; i < 2; i++) {
        int descriptor = open(names[i], O_WRONLY | O_CREAT | O_TRUNC, 0600);
        FUZZ_EXPECT(descriptor >= 0 && file_write_all(descriptor, bytes, length) && close(descriptor) == 0);
        free(names[i]);
    }
}

static void expect_same(const struct profile *a, const struct profile *b)
{
    for (size_t i = 0; i < PROFILE_FIELD_COUNT; i++) {
        char *left = profile_text(a, (enum profile_field)i);
        char *right = profile_text(b, (enum profile_field)i);
        FUZZ_EXPECT(strcmp(left, right) == 0);
        free(left);
        free(right);
    }
    char *left = json_print(a->settings);
    char *right = json_print(b->settings);
    FUZZ_EXPECT(strcmp(left, right) == 0);
    free(left);
    free(right);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static struct paths paths;
    struct error error = ERROR_INIT;
    if (paths.config == NULL) {
        char *root = place_make();
        FUZZ_EXPECT(paths_init(&paths, root, root, root, NULL));
        free(root);
        char *directory = paths_profiles(&paths);
        FUZZ_EXPECT(file_make_directories(directory, 0700, NULL));
        free(directory);
    }
    put(&paths, bytes, length);
    struct profile *profile = profile_load(&paths, "a", &error);
    FUZZ_EXPECT(profile != NULL || (error.code == ERROR_CONFIGURATION && strstr(error.message, "a.conf:") != NULL));
    if (profile != NULL) {
        FUZZ_EXPECT(!profile->is_by_hand || !profile_save(&paths, profile, NULL));
        profile->may_take_over = true;
    }
    if (profile != NULL && profile_save(&paths, profile, &error)) {
        struct profile *again = profile_load(&paths, "a", &error);
        FUZZ_EXPECT(again != NULL);
        expect_same(profile, again);
        profile_free(again);
    } else {
        FUZZ_EXPECT(error.message != NULL);
    }
    profile_free(profile);
    error_clear(&error);
    struct preferences *preferences = preferences_load(&paths, &error);
    FUZZ_EXPECT(preferences != NULL || strstr(error.message, "brazier.conf:") != NULL);
    preferences_free(preferences);
    error_clear(&error);
    return 0;
}
