/* Reading users back after a replay: what Braze now holds against what was sent.
 *
 * Braze works on what it has accepted in the background, so that a difference is asked about again a few times before it
 * is told. Nothing here blocks; the owner runs the session's loop as for a replay. */
#ifndef REPLAY_READBACK_H
#define REPLAY_READBACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "replay/compare.h"
#include "replay/plan.h"
#include "session.h"
#include "support/error.h"

/* So many users are noted; of more a replay says that it looked at these only. */
enum { READBACK_MOST_USERS = 1000 };

struct readback_user {
    char *name;                   /* "u-1042", or "rudder_id:a-7" for an alias */
    struct compare_result result; /* of the last look */
    bool found;
};

struct replay_readback;

/* Takes notes only, until it is started. */
struct replay_readback *readback_new(void);
void readback_free(struct replay_readback *readback); /* NULL is allowed */

/* Takes note of an object that was accepted. */
void readback_expect(struct replay_readback *readback, const struct replay_planned_item *item);

struct readback_options {
    struct session *session;
    unsigned looks;        /* at most; 0: 6 */
    int64_t first_wait_ms; /* before the first look, doubled for each further one; 0: 500 ms */
    void (*finished)(struct replay_readback *readback, void *context); /* once; may be NULL */
    void *context;
};

/* How many users it has notes of. */
size_t readback_noted(const struct replay_readback *readback);

/* Begins with the next readback_run(), anew where it has ended. */
void readback_start(struct replay_readback *readback, const struct readback_options *options);
void readback_run(struct replay_readback *readback);
int readback_due_ms(const struct replay_readback *readback); /* -1: not before the session has something */
void readback_stop(struct replay_readback *readback);
bool readback_is_finished(const struct replay_readback *readback);

/* What was found; borrowed. */
const struct readback_user *readback_users(const struct replay_readback *readback, size_t *count);
size_t readback_users_left_out(const struct replay_readback *readback);
size_t readback_different(const struct replay_readback *readback); /* fields, of all users */

/* Why users could not be read; ERROR_NONE: they could. */
const struct error *readback_error(const struct replay_readback *readback);

#endif
