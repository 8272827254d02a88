/* The doctor at work on an open profile, for a program with a loop: it finds the keys, the proxies and the streams by
 * itself, and waits for nothing. Commands that print keys run as children; their descriptors are to be watched. */
#ifndef DOCTOR_EXAMINATION_H
#define DOCTOR_EXAMINATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "doctor/doctor.h"

struct examination;

/* All borrowed for as long as the examination lives. */
struct examination_options {
    struct session *session; /* of the profile; its owner runs it */
    const struct paths *paths;
    char *const *environment;
    int64_t key_timeout_ms;         /* of a command that prints a key */
    bool try_other_instances;       /* the operator allowed to show the key to Braze's other instances */
    void (*changed)(void *context); /* there is something new to show; may be NULL. May not free the examination */
    void *context;
};

struct examination *examination_start(const struct examination_options *options);
void examination_free(struct examination *examination); /* stops it; NULL is allowed */

/* Descriptors to be watched for reading, at most limit; returns how many. */
size_t examination_descriptors(const struct examination *examination, int *descriptors, size_t limit);

/* Takes up what there is of keys. To be called after session_run() in every turn of the loop. */
void examination_run(struct examination *examination);

void examination_cancel(struct examination *examination);
bool examination_is_finished(const struct examination *examination);

/* What was found so far; borrowed, and valid until the next call of the loop. */
const struct doctor_report *examination_report(const struct examination *examination);

/* "trying permissions", with *done of *total answers; total 0 or 1: not worth telling. */
const char *examination_progress(const struct examination *examination, size_t *done, size_t *total);

#endif
