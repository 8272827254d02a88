/* What the console works at: the profiles there are, the one that is open, its session, what tests have shown. Views ask
 * here; nothing here draws. */
#ifndef UI_DESK_H
#define UI_DESK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "doctor/examination.h"
#include "explore/explore.h"
#include "profile/paths.h"
#include "profile/preferences.h"
#include "profile/profile.h"
#include "session.h"
#include "support/error.h"
#include "ui/frame.h"
#include "workbench/mailing.h"
#include "workbench/outbox.h"
#include "workbench/workbench.h"

struct desk;

struct desk_options {
    const struct paths *paths;             /* all borrowed for as long as the desk is */
    const struct preferences *preferences;
    const struct profile_overrides *overrides; /* of the profile that is opened first */
    char *const *environment;
    const char *profile; /* the profile to open; NULL: as profile_choose() says */
    const char *last_profile; /* the one to open where several could be; NULL, or not there any more: none */
    bool exports_overview;  /* what a first look at a profile is made of is exported at once */
};

/* Reads the profiles and opens one. That none can be opened is no failure: desk_trouble() says why. */
struct desk *desk_new(const struct desk_options *options);
void desk_free(struct desk *desk); /* NULL is allowed */

/* Why no profile was opened, or the list could not be read; ERROR_NONE: nothing. */
const struct error *desk_trouble(const struct desk *desk);

/* For the loop. Watches are filled with at most limit descriptors, and the number returned. */
struct http_client *desk_client(struct desk *desk);
size_t desk_watch(struct desk *desk, struct http_watch *watches, size_t limit);

/* The moment of the monotonic clock at which something is to be done that no descriptor tells of; INT64_MAX: there is none. */
int64_t desk_due(struct desk *desk);

/* Does what is due without waiting; true if anything that is shown may have changed. */
bool desk_run(struct desk *desk);

/* What the operator should know without having asked (the journal cannot be written), each time once. */
bool desk_take_notice(struct desk *desk, struct error *notice);

/* For the top line. Texts are borrowed until the desk changes. */
void desk_describe(const struct desk *desk, struct frame_top *top);

/* The profiles, by name; borrowed until the next desk_reload(). */
const struct profile_list *desk_profiles(const struct desk *desk);
bool desk_reload(struct desk *desk, struct error *error) MUST_CHECK;

/* The open profile's session, and its data; NULL: none is open. */
struct session *desk_session(const struct desk *desk);
struct explore *desk_explore(const struct desk *desk);
struct outbox *desk_outbox(const struct desk *desk); /* what is sent through it by hand */
struct mailing *desk_mailing(const struct desk *desk); /* many events together */
struct workbench *desk_workbench(const struct desk *desk); /* keeps what is tried and not saved when the profile is opened anew */
const char *desk_profile_name(const struct desk *desk); /* NULL: none */
const struct paths *desk_paths(const struct desk *desk);
const struct preferences *desk_preferences(const struct desk *desk);

/* Opens another profile (or the same one anew). On failure the one that is open stays; ERROR_USAGE while many events are being
 * sent through it. */
bool desk_open(struct desk *desk, const char *name, struct error *error) MUST_CHECK;

/* The doctor looks at the open profile, anew where it has done so already. False: no profile is open. try_other_instances: see
 * doctor/doctor.h. */
bool desk_examine(struct desk *desk, bool try_other_instances);

/* What it finds; NULL: it was not asked since the profile was opened. Borrowed until it is asked again. */
const struct examination *desk_examination(const struct desk *desk);
int64_t desk_examined_ms(const struct desk *desk); /* when it was asked, since 1970 */

/* Stops it; false if it is not at work. */
bool desk_stop_examination(struct desk *desk);

/* What a test of a profile has shown. */
struct desk_test {
    bool is_running;
    bool is_known; /* a test has ended; what follows is its result */
    bool works;
    const char *words;    /* the result in two words: "ok", "key refused"; static */
    const char *sentence; /* borrowed until the next test of the profile */
    const char *hint;     /* or NULL */
    int64_t latency_us;   /* -1: no answer came */
    int64_t when_ms;      /* since 1970 */
};
void desk_test_read(const struct desk *desk, const char *name, struct desk_test *test);

/* Tests a profile of the list: true if it was started, else error says why it cannot be. done (may be NULL) is called with
 * its name when the test has ended. */
typedef void (*desk_tested)(const char *name, void *context);
bool desk_test(struct desk *desk, const char *name, desk_tested done, void *context, struct error *error) MUST_CHECK;

/* The same for a profile that is not saved; it is taken over. The result is known by the name "". */
bool desk_test_draft(struct desk *desk, struct profile *profile, desk_tested done, void *context,
                     struct error *error) MUST_CHECK;

/* Stops and forgets a test, of the profile of that name or of the one that is not saved (""): nobody waits for it any more, and
 * the profile has become another one. */
void desk_forget_test(struct desk *desk, const char *name);

/* Whoever waited for tests with this context does not any more; the tests go on. */
void desk_forget_listener(struct desk *desk, const void *context);

/* Stops the tests that are running; false if there are none. */
bool desk_stop_tests(struct desk *desk);

#endif
