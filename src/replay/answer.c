#include "replay/answer.h"

#include <stdlib.h>
#include <string.h>

#include "http/retry.h"
#include "support/text.h"

enum { LONGEST_WORDS = 200 };

static void start(struct replay_verdict *verdict, const struct replay_planned_request *request,
                  const struct session_answer *answer)
{
    *verdict = (struct replay_verdict){ .count = request->count, .again_at_ms = -1 };
    verdict->results = memory_allocate(request->count, sizeof *verdict->results);
    verdict->status = answer->http != NULL ? answer->http->status : 0;
}

static void set_result(struct replay_result *result, enum replay_outcome outcome, const char *reason)
{
    result->outcome = outcome;
    free(result->reason);
    result->reason = memory_copy_string(reason);
}

static void set_all(struct replay_verdict *verdict, enum replay_outcome outcome, const char *reason)
{
    for (size_t i = 0; i < verdict->count; i++)
        set_result(&verdict->results[i], outcome, reason);
}

static void copy_error(struct error *to, const struct error *from)
{
    error_set(to, from->code, "%s", from->message != NULL ? from->message : "no answer came");
    if (from->hint != NULL)
        error_hint(to, "%s", from->hint);
}

/* Nothing of it was applied, and nothing is wrong with it: it is left to be sent. */
static void leave_unsent(struct replay_verdict *verdict, bool is_worth_again)
{
    verdict->not_applied = true;
    verdict->is_worth_again = is_worth_again;
    set_all(verdict, REPLAY_NOT_SENT, verdict->why.message);
}

/* The items that a problem is about: those at its place; all of its array, or of the request, where it names none. */
static bool is_about(const struct meaning_problem *problem, const struct replay_planned_item *item)
{
    if (problem->array == NULL || problem->index < 0)
        return false;
    return strcmp(problem->array, replay_part_array(item->item.part)) == 0 && (size_t)problem->index == item->position;
}

/* "user_identifiers" is what Braze calls the aliases of an identify call. */
static bool has_place(const struct meaning_problem *problem, const struct replay_planned_request *request)
{
    for (size_t i = 0; i < request->count; i++)
        if (is_about(problem, &request->items[i]))
            return true;
    return false;
}

static void refuse_named(struct replay_verdict *verdict, const struct replay_planned_request *request,
                         const struct meaning *meaning)
{
    for (size_t i = 0; i < meaning->problem_count; i++)
        for (size_t j = 0; j < request->count; j++)
            if (is_about(&meaning->problems[i], &request->items[j]))
                set_result(&verdict->results[j], REPLAY_REFUSED, meaning->problems[i].what);
}

/* Braze took the request but for some objects. Where it does not say which, none can be called accepted. */
static void judge_partly(struct replay_verdict *verdict, const struct replay_planned_request *request,
                         const struct meaning *meaning)
{
    set_all(verdict, REPLAY_ACCEPTED, NULL);
    for (size_t i = 0; i < meaning->problem_count; i++) {
        if (has_place(&meaning->problems[i], request))
            continue;
        char *text = memory_format("Braze refused some of the request without saying which: %s", meaning->problems[i].what);
        for (size_t j = 0; j < request->count; j++)
            if (meaning->problems[i].array == NULL ||
                strcmp(meaning->problems[i].array, replay_part_array(request->items[j].item.part)) == 0 ||
                request->endpoint == ENDPOINT_USERS_IDENTIFY)
                set_result(&verdict->results[j], REPLAY_PARTLY, text);
        free(text);
    }
    refuse_named(verdict, request, meaning);
}

static void judge_refused(struct replay_verdict *verdict, const struct replay_planned_request *request,
                          const struct meaning *meaning)
{
    set_all(verdict, REPLAY_REFUSED, verdict->why.message);
    refuse_named(verdict, request, meaning);
}

static void judge_meaning(struct replay_verdict *verdict, const struct replay_planned_request *request,
                          const struct meaning *meaning)
{
    int class = verdict->status / 100;
    switch (meaning->kind) {
    case MEANING_OK:
    case MEANING_QUEUED:
        set_all(verdict, REPLAY_ACCEPTED, NULL);
        return;
    case MEANING_PARTLY:
        judge_partly(verdict, request, meaning);
        return;
    case MEANING_KEY_REFUSED:
    case MEANING_IP_NOT_ALLOWED:
        verdict->is_fatal = true;
        leave_unsent(verdict, false);
        return;
    case MEANING_NO_PERMISSION:
    case MEANING_NOT_IN_PLAN:
        /* Without users.track nothing that matters can be sent; without another one, the rest still can. */
        verdict->is_fatal = request->endpoint == ENDPOINT_USERS_TRACK;
        leave_unsent(verdict, false);
        return;
    case MEANING_RATE_LIMITED:
        verdict->again_at_ms = meaning->retry_at_ms;
        leave_unsent(verdict, true);
        return;
    case MEANING_BAD_GATEWAY:
    case MEANING_UNAVAILABLE:
    case MEANING_MAINTENANCE:
        leave_unsent(verdict, true);
        return;
    case MEANING_BAD_REQUEST:
    case MEANING_BAD_OBJECTS:
    case MEANING_TOO_LARGE:
    case MEANING_WRONG_TYPE:
        judge_refused(verdict, request, meaning);
        return;
    case MEANING_SERVER_ERROR:
    case MEANING_GATEWAY_TIMEOUT:
    case MEANING_MAYBE_DONE:
        set_all(verdict, REPLAY_UNKNOWN, verdict->why.message);
        return;
    case MEANING_NO_ANSWER: /* nothing of it left this machine */
    case MEANING_STOPPED:
        leave_unsent(verdict, meaning->kind == MEANING_NO_ANSWER);
        return;
    case MEANING_NOT_FOUND:
    case MEANING_FEED_GONE:
    case MEANING_REDIRECTED:
    case MEANING_PROXY_LOGIN:
    case MEANING_WEB_PAGE:
    case MEANING_NOT_JSON:
    case MEANING_EMPTY:
    case MEANING_UNEXPECTED:
    case MEANING_KIND_COUNT:
        break;
    }
    /* Something else answered in Braze's place. With a success it may have let the request through. */
    if (class == 2)
        set_all(verdict, REPLAY_UNKNOWN, verdict->why.message);
    else
        leave_unsent(verdict, false);
    verdict->is_fatal = class == 3 || verdict->status == 404 || verdict->status == 407;
}

void replay_judge_braze(struct replay_verdict *verdict, const struct replay_planned_request *request,
                        const struct session_answer *answer)
{
    const struct meaning *meaning = answer->meaning;
    start(verdict, request, answer);
    if (meaning->error.code != ERROR_NONE)
        copy_error(&verdict->why, &meaning->error);
    if (answer->http == NULL) {
        /* The session did not send it: there is no key, or the profile is read-only. */
        verdict->is_fatal = meaning->error.code != ERROR_CANCELLED;
        leave_unsent(verdict, false);
        return;
    }
    judge_meaning(verdict, request, meaning);
}

/* The answer's text, on one line and not endless; the caller frees it. */
static char *words_of(const struct http_answer *answer)
{
    char *visible = text_visible(answer->body, answer->body_length < 4096 ? answer->body_length : 4096);
    visible[text_fit(visible, LONGEST_WORDS, NULL)] = '\0';
    return visible;
}

static void judge_data_plane_status(struct replay_verdict *verdict, const struct http_answer *answer, int64_t now_ms)
{
    char *words = words_of(answer);
    error_set(&verdict->why, ERROR_FAILED, "RudderStack's data plane answered %d: %s", answer->status,
              words[0] != '\0' ? words : "it does not say why");
    free(words);
    switch (answer->status) {
    case 401:
    case 404:
        verdict->why.code = answer->status == 401 ? ERROR_PERMISSION : ERROR_CONFIGURATION;
        error_hint(&verdict->why, answer->status == 401
                                      ? "check the write key: it belongs to one source of one workspace"
                                      : "check the data plane URL, and that the source is enabled in RudderStack");
        verdict->is_fatal = true;
        leave_unsent(verdict, false);
        return;
    case 429: {
        struct http_rate_facts facts;
        http_rate_facts_read(answer, now_ms, &facts);
        int64_t asked = http_retry_asked_ms(answer, &facts);
        verdict->again_at_ms = asked >= 0 ? now_ms + asked : -1;
        verdict->why.code = ERROR_RATE_LIMIT;
        leave_unsent(verdict, true);
        return;
    }
    case 502:
    case 503:
        verdict->why.code = ERROR_NETWORK;
        leave_unsent(verdict, true);
        return;
    default:
        break;
    }
    if (answer->status / 100 == 4) {
        verdict->why.code = ERROR_INPUT;
        set_all(verdict, REPLAY_REFUSED, verdict->why.message);
    } else {
        verdict->why.code = ERROR_NETWORK;
        verdict->is_fatal = answer->status / 100 == 3;
        set_all(verdict, verdict->is_fatal ? REPLAY_NOT_SENT : REPLAY_UNKNOWN, verdict->why.message);
        verdict->not_applied = verdict->is_fatal;
    }
}

void replay_judge_data_plane(struct replay_verdict *verdict, const struct replay_planned_request *request,
                             const struct session_answer *answer, int64_t now_ms)
{
    const struct http_answer *http = answer->http;
    start(verdict, request, answer);
    if (http == NULL) {
        copy_error(&verdict->why, &answer->meaning->error);
        verdict->is_fatal = verdict->why.code != ERROR_CANCELLED;
        leave_unsent(verdict, false);
    } else if (http->outcome == HTTP_NOT_SENT || http->outcome == HTTP_CANCELLED) {
        copy_error(&verdict->why, &http->error);
        leave_unsent(verdict, http->outcome == HTTP_NOT_SENT);
    } else if (http->outcome != HTTP_ANSWERED) {
        copy_error(&verdict->why, &http->error);
        set_all(verdict, REPLAY_UNKNOWN, verdict->why.message);
    } else if (http->status / 100 == 2 && strncasecmp(http->body, "ok", 2) == 0) {
        set_all(verdict, REPLAY_ACCEPTED, NULL);
    } else if (http->status / 100 == 2) {
        /* A login page, a proxy: nobody knows what it did with the request. */
        error_set(&verdict->why, ERROR_NETWORK, "what answered was not RudderStack's data plane, although its status was %d",
                  http->status);
        set_all(verdict, REPLAY_UNKNOWN, verdict->why.message);
    } else {
        judge_data_plane_status(verdict, http, now_ms);
    }
}

void replay_verdict_clear(struct replay_verdict *verdict)
{
    for (size_t i = 0; i < verdict->count; i++)
        free(verdict->results[i].reason);
    free(verdict->results);
    error_clear(&verdict->why);
    *verdict = (struct replay_verdict){ .again_at_ms = -1 };
}
