/* An open profile: its requests go out, are written down, and come back with what their answers mean.
 *
 * What both the console and the subcommands work with. A program with a loop asks session_is_due(), waits with
 * http_wait() on the session's client, session_descriptor() being among the watches, and calls session_run(); one
 * without calls session_finish().
 * Callbacks are called from session_run(), session_finish(), session_need_key(), session_cancel() and session_free()
 * only; they may submit and cancel. */
#ifndef SESSION_H
#define SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "braze/check.h"
#include "braze/meaning.h"
#include "braze/request.h"
#include "http/client.h"
#include "profile/paths.h"
#include "profile/preferences.h"
#include "profile/profile.h"
#include "support/error.h"

struct session;

struct session_options {
    const struct paths *paths;             /* where the journal is */
    const struct preferences *preferences; /* time limits, trusted certificates; NULL: what is usual. Borrowed while the
                                            * session is */
    struct http_client *client;            /* shared with others and outliving the session; NULL: one of its own */
    unsigned connections;                  /* of its own client, at the same time; 0: what is usual */
    char *const *environment;              /* for keys; the process's */
    bool without_journal;
    bool without_terminal; /* a command that prints a key may not ask on the terminal: the console's screen is there */
};

/* Opens the profile, which is taken over in any case. The key is looked for when it is needed. A journal that cannot be
 * opened does not stop the work, see session_journal_error(). NULL: ERROR_CONFIGURATION. */
struct session *session_open(struct profile *profile, const struct session_options *options,
                             struct error *error) MUST_CHECK;

/* Stops everything, calling the callbacks; NULL is allowed. */
void session_free(struct session *session);

const struct profile *session_profile(const struct session *session);
struct http_client *session_client(struct session *session);

/* "EU-01", or the host of a REST URL that is not listed. */
const char *session_instance(const struct session *session);

/* Why the journal lacks what was sent; ERROR_NONE: it does not. */
const struct error *session_journal_error(const struct session *session);

/* Waits for the key, where there is none yet: for programs without a loop. ERROR_CONFIGURATION. */
bool session_need_key(struct session *session, struct error *error) MUST_CHECK;

/* The same for programs with a loop: begins to look for the key, where there is none yet. session_run() goes on with it. */
void session_ask_key(struct session *session);
bool session_is_asking_key(const struct session *session);

/* Why there is no key; ERROR_NONE: there is one, or nobody has asked for it. */
const struct error *session_key_error(const struct session *session);

/* The key, borrowed; NULL as long as it is not there. */
const struct secret *session_key(const struct session *session);

/* To be watched for reading while a command is asked for the key; -1: nothing is to be watched. */
int session_descriptor(const struct session *session);

/* A request to Braze. The call is read before session_submit() returns. */
struct session_request {
    struct braze_call call;
    enum http_priority priority;
    const char *label;         /* "explore", "sync", "test": for the journal */
    bool want_certificates;    /* of the server, in the answer */
    unsigned attempts;         /* of a read, at most; 0: the usual, see http/client.h */
    int idle_timeout_ms;       /* without a byte; 0: the usual */
    int first_idle_timeout_ms; /* the same for the first attempt, see http/client.h; 0: as for all */
};

/* All borrowed for the call. */
struct session_answer {
    const struct meaning *meaning;
    const struct http_answer *http; /* NULL: nothing was sent, because there is no key or the profile is read-only */
};

typedef void (*session_done)(uint64_t ticket, const struct session_answer *answer, void *context);

/* Sends a request, once the key is there. Never fails: what goes wrong is told to done, which is called exactly once and
 * not before this returns. A write through a read-only profile is refused. Returns the ticket, never 0. */
uint64_t session_submit(struct session *session, const struct session_request *request, session_done done,
                        void *context);

/* Sends a request that is not Braze's, as to RudderStack's data plane; the request is taken over. It is written down like
 * any other, and refused to a read-only profile unless call says that it is a read. done gets the answer without a
 * meaning. */
uint64_t session_send(struct session *session, struct http_request *request, const struct http_call *call,
                      session_done done, void *context);

/* The request as it would be sent, for showing. Without a key as long as there is none. The caller frees it. */
struct http_request *session_preview(const struct session *session, const struct braze_call *call);

/* False if it is done already. */
bool session_cancel(struct session *session, uint64_t ticket);

/* Does everything that is due, without waiting. */
void session_run(struct session *session);

/* True if session_run() has something to do that http_wait() does not know of: then a loop waits with time limit 0. */
bool session_is_due(struct session *session);

/* Runs until every request of the session is done, waiting. */
void session_finish(struct session *session);

/* How the connection is: as the last answer said. */
struct session_status {
    bool known;           /* there was one */
    bool works;           /* Braze answered, and knows the key */
    int64_t latency_us;   /* of the last answer's first byte */
    int64_t when_ms;      /* since 1970 */
    enum error_code code; /* of what went wrong */
    struct http_limit limit; /* of the general class; -1 where not known */
};
void session_status_read(struct session *session, struct session_status *status);

/* The state of a limit class as data/limits.def names them; false if nothing is known of it. */
bool session_limit(struct session *session, const char *limit_class, struct http_limit *limit);

/* Tests the connection with one request; done is called with what came of it, see braze/check.h. */
typedef void (*session_tested)(const struct check *check, void *context);
uint64_t session_test(struct session *session, session_tested done, void *context);

#endif
