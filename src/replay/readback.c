#include "replay/readback.h"

#include <stdlib.h>
#include <string.h>

#include "support/date.h"
#include "support/json.h"
#include "support/text.h"

#define uthash_fatal(message) memory_exhausted()
#include <uthash.h>

enum { LOOKS = 6, FIRST_WAIT_MS = 500, IDS_AT_A_TIME = 50 };

/* A user that something was sent about. */
struct user {
    char *key;      /* "e" and the external id, or "a", the label, a line end and the name */
    cJSON *id;      /* the external id's text, or {alias_name, alias_label} */
    struct compare_sent sent;
    cJSON *stored;  /* as the last look found it; NULL: not at all */
    UT_hash_handle hh;
};

struct look {
    struct replay_readback *readback;
    uint64_t ticket; /* 0: answered */
};

struct replay_readback {
    struct user *users;
    size_t count;
    size_t left_out;
    struct readback_options options;
    bool started;
    bool finished;
    unsigned looks;        /* made */
    int64_t next_ms;       /* of the clock that never goes back */
    struct look *asked;    /* of the look that is being made */
    size_t asked_count;
    size_t open;
    struct readback_user *results;
    struct error error;
};

struct replay_readback *readback_new(void)
{
    return memory_allocate(1, sizeof(struct replay_readback));
}

static void clear_results(struct replay_readback *readback)
{
    for (size_t i = 0; readback->results != NULL && i < readback->count; i++) {
        free(readback->results[i].name);
        compare_result_clear(&readback->results[i].result);
    }
    free(readback->results);
    readback->results = NULL;
}

void readback_free(struct replay_readback *readback)
{
    if (readback == NULL)
        return;
    readback->options.finished = NULL;
    readback_stop(readback);
    clear_results(readback);
    struct user *user = NULL;
    struct user *next = NULL;
    HASH_ITER(hh, readback->users, user, next)
    {
        HASH_DEL(readback->users, user);
        compare_sent_clear(&user->sent);
        cJSON_Delete(user->id);
        cJSON_Delete(user->stored);
        free(user->key);
        free(user);
    }
    error_clear(&readback->error);
    free(readback->asked);
    free(readback);
}

/* Who an object is about; the caller frees both. False if it has no id that can be asked for. */
static bool read_id(const cJSON *object, char **key, cJSON **id)
{
    const char *external = json_get_string(object, "external_id", NULL);
    const cJSON *alias = json_get(object, "user_alias");
    const char *name = json_get_string(alias, "alias_name", NULL);
    const char *label = json_get_string(alias, "alias_label", NULL);
    if (external != NULL) {
        *key = memory_format("e%s", external);
        *id = json_string(external);
    } else if (name != NULL && label != NULL) {
        *key = memory_format("a%s\n%s", label, name);
        *id = json_object();
        json_add_string(*id, "alias_name", name);
        json_add_string(*id, "alias_label", label);
    } else {
        return false;
    }
    return true;
}

void readback_expect(struct replay_readback *readback, const struct replay_planned_item *item)
{
    char *key = NULL;
    cJSON *id = NULL;
    struct user *user = NULL;
    if (!read_id(item->object, &key, &id))
        return;
    HASH_FIND_STR(readback->users, key, user);
    if (user == NULL && readback->count == READBACK_MOST_USERS) {
        readback->left_out++;
        cJSON_Delete(id);
        free(key);
        return;
    }
    if (user == NULL) {
        user = memory_allocate(1, sizeof *user);
        user->key = key;
        user->id = id;
        compare_sent_init(&user->sent, date_now_ms());
        HASH_ADD_KEYPTR(hh, readback->users, user->key, strlen(user->key), user);
        readback->count++;
    } else {
        cJSON_Delete(id);
        free(key);
    }
    compare_expect(&user->sent, item->item.part, item->object);
}

/* Comparing. */

static void compare_all(struct replay_readback *readback)
{
    clear_results(readback);
    readback->results = memory_allocate(readback->count, sizeof *readback->results);
    struct readback_user *result = readback->results;
    for (const struct user *user = readback->users; user != NULL; user = user->hh.next, result++) {
        result->name = user->key[0] == 'e' ? memory_copy_string(user->key + 1)
                                           : memory_format("%s:%s", json_get_string(user->id, "alias_label", ""),
                                                           json_get_string(user->id, "alias_name", ""));
        result->found = user->stored != NULL;
        compare_user(&result->result, &user->sent, user->stored);
    }
}

size_t readback_different(const struct replay_readback *readback)
{
    size_t different = 0;
    for (size_t i = 0; readback->results != NULL && i < readback->count; i++)
        different += readback->results[i].result.different;
    return different;
}

static void finish(struct replay_readback *readback)
{
    readback->finished = true;
    if (readback->options.finished != NULL)
        readback->options.finished(readback, readback->options.context);
}

/* Asking. */

static void keep_user(struct replay_readback *readback, const char *key, const cJSON *stored)
{
    struct user *user = NULL;
    HASH_FIND_STR(readback->users, key, user);
    if (user == NULL)
        return;
    cJSON_Delete(user->stored);
    user->stored = cJSON_Duplicate(stored, true);
}

static void take_user(struct replay_readback *readback, const cJSON *stored)
{
    const char *external = json_get_string(stored, "external_id", NULL);
    if (external != NULL) {
        char *key = memory_format("e%s", external);
        keep_user(readback, key, stored);
        free(key);
    }
    /* An alias that was identified meanwhile is found under its external id, too. */
    const cJSON *alias = NULL;
    cJSON_ArrayForEach(alias, json_get_array(stored, "user_aliases"))
    {
        char *key = memory_format("a%s\n%s", json_get_string(alias, "alias_label", ""),
                                  json_get_string(alias, "alias_name", ""));
        keep_user(readback, key, stored);
        free(key);
    }
}

static void end_look(struct replay_readback *readback)
{
    unsigned most = readback->options.looks > 0 ? readback->options.looks : LOOKS;
    compare_all(readback);
    readback->looks++;
    if (readback_different(readback) == 0 || readback->looks >= most || readback->error.code != ERROR_NONE) {
        finish(readback);
        return;
    }
    int64_t first = readback->options.first_wait_ms > 0 ? readback->options.first_wait_ms : FIRST_WAIT_MS;
    readback->next_ms = date_monotonic_ms() + (first << readback->looks);
}

static void answered(uint64_t ticket, const struct session_answer *answer, void *context)
{
    struct look *look = context;
    struct replay_readback *readback = look->readback;
    (void)ticket;
    look->ticket = 0;
    readback->open--;
    const cJSON *stored = NULL;
    if (!meaning_accepted(answer->meaning) && readback->error.code == ERROR_NONE) {
        const struct error *error = &answer->meaning->error;
        error_set(&readback->error, error->code != ERROR_NONE ? error->code : ERROR_NETWORK, "%s",
                  error->message != NULL ? error->message : "no answer came");
        if (error->hint != NULL)
            error_hint(&readback->error, "%s", error->hint);
    }
    cJSON_ArrayForEach(stored, json_get_array(answer->meaning->body, "users"))
        take_user(readback, stored);
    if (readback->open == 0 && !readback->finished)
        end_look(readback);
}

static cJSON *request_body(const struct user **from)
{
    static const char *const fields[] = { "external_id", "user_aliases", "custom_attributes", "custom_events",
                                          "purchases",   "country",      "dob",               "email",
                                          "email_subscribe", "first_name", "gender",          "home_city",
                                          "language",    "last_name",    "phone",             "push_subscribe",
                                          "time_zone" };
    cJSON *body = json_object();
    cJSON *external_ids = json_array();
    cJSON *aliases = json_array();
    for (size_t count = 0; *from != NULL && count < IDS_AT_A_TIME; *from = (*from)->hh.next, count++)
        json_append(cJSON_IsString((*from)->id) ? external_ids : aliases, cJSON_Duplicate((*from)->id, true));
    /* Neither may be empty where it is given. */
    if (external_ids->child != NULL)
        json_add(body, "external_ids", external_ids);
    else
        cJSON_Delete(external_ids);
    if (aliases->child != NULL)
        json_add(body, "user_aliases", aliases);
    else
        cJSON_Delete(aliases);
    cJSON *wanted = json_add_array(body, "fields_to_export");
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        json_append_string(wanted, fields[i]);
    return body;
}

static void make_look(struct replay_readback *readback)
{
    const struct user *from = readback->users;
    size_t requests = (readback->count + IDS_AT_A_TIME - 1) / IDS_AT_A_TIME;
    for (struct user *user = readback->users; user != NULL; user = user->hh.next) {
        cJSON_Delete(user->stored);
        user->stored = NULL;
    }
    free(readback->asked);
    readback->asked = memory_allocate(requests, sizeof *readback->asked);
    readback->asked_count = requests;
    readback->open = requests;
    readback->next_ms = 0;
    for (size_t i = 0; i < requests; i++) {
        cJSON *body = request_body(&from);
        const struct session_request request = { .call = { .endpoint = ENDPOINT_USERS_EXPORT_IDS, .json = body },
                                                 .priority = HTTP_BACKGROUND,
                                                 .label = "read back" };
        readback->asked[i] = (struct look){ .readback = readback };
        readback->asked[i].ticket = session_submit(readback->options.session, &request, answered, &readback->asked[i]);
        cJSON_Delete(body);
    }
}

void readback_start(struct replay_readback *readback, const struct readback_options *options)
{
    readback->options = *options;
    readback->started = true;
    readback->finished = false;
    readback->looks = 0;
    error_clear(&readback->error);
    int64_t first = options->first_wait_ms > 0 ? options->first_wait_ms : FIRST_WAIT_MS;
    readback->next_ms = date_monotonic_ms() + first;
}

void readback_run(struct replay_readback *readback)
{
    if (!readback->started || readback->finished || readback->open > 0)
        return;
    if (readback->count == 0)
        finish(readback);
    else if (date_monotonic_ms() >= readback->next_ms)
        make_look(readback);
}

int readback_due_ms(const struct replay_readback *readback)
{
    if (!readback->started || readback->finished || readback->open > 0)
        return -1;
    int64_t left = readback->count > 0 ? readback->next_ms - date_monotonic_ms() : 0;
    return left > 0 ? (int)left : 0;
}

void readback_stop(struct replay_readback *readback)
{
    if (!readback->started || readback->finished)
        return;
    readback->finished = true;
    for (size_t i = 0; i < readback->asked_count; i++)
        if (readback->asked[i].ticket != 0)
            (void)session_cancel(readback->options.session, readback->asked[i].ticket);
    if (readback->results == NULL)
        compare_all(readback);
}

size_t readback_noted(const struct replay_readback *readback)
{
    return readback->count;
}

bool readback_is_finished(const struct replay_readback *readback)
{
    return readback->finished;
}

const struct readback_user *readback_users(const struct replay_readback *readback, size_t *count)
{
    *count = readback->results != NULL ? readback->count : 0;
    return readback->results;
}

size_t readback_users_left_out(const struct replay_readback *readback)
{
    return readback->left_out;
}

const struct error *readback_error(const struct replay_readback *readback)
{
    return &readback->error;
}
