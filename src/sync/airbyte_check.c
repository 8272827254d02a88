#include "sync/airbyte_check.h"

#include <stdlib.h>
#include <string.h>

#include "support/date.h"
#include "support/memory.h"
#include "support/text.h"
#include "sync/stream.h"

struct probe {
    const struct stream *stream;
    bool granted, lacks_permission;
    struct error error; /* what else is wrong */
};

/* Braze looks at the permission before it looks at the parameters: an identifier that does not exist is refused with
 * 400 by a key that may ask, and with 403 by one that may not. */
static const char nobody[] = "00000000-0000-0000-0000-000000000000";

static void probed(uint64_t ticket, const struct session_answer *answer, void *context)
{
    struct probe *probe = context;
    const struct meaning *meaning = answer->meaning;
    (void)ticket;
    bool refused_item =
        probe->stream->parent != NULL && (meaning->kind == MEANING_BAD_REQUEST || meaning->kind == MEANING_NOT_FOUND);
    probe->granted = meaning_accepted(meaning) || refused_item;
    probe->lacks_permission = meaning->kind == MEANING_NO_PERMISSION;
    if (probe->granted || probe->lacks_permission)
        return;
    error_set(&probe->error, meaning->error.code, "%s",
              meaning->error.message != NULL ? meaning->error.message : "no answer");
    if (meaning->error.hint != NULL)
        error_hint(&probe->error, "%s", meaning->error.hint);
}

static void submit(struct session *session, struct probe *probe, int32_t today)
{
    const struct stream *stream = probe->stream;
    struct braze_query query[STREAM_QUERY_MAX + 3] = { { NULL, NULL } };
    size_t count = 0;
    char day[DATE_DAY_SIZE];
    date_format_day(today, day);
    for (size_t i = 0; i < STREAM_QUERY_MAX && stream->query[i][0] != NULL; i++)
        query[count++] = (struct braze_query){ stream->query[i][0], stream->query[i][1] };
    if (stream->parent != NULL)
        query[count++] = (struct braze_query){ stream->parameter, nobody };
    if (stream->step_days > 0) {
        query[count++] = (struct braze_query){ "ending_at", day };
        query[count++] = (struct braze_query){ "length", "1" };
    }
    const struct session_request request = {
        .call = { .endpoint = stream->endpoint, .query = query, .query_count = count },
        .priority = HTTP_INTERACTIVE,
        .label = "check",
    };
    (void)session_submit(session, &request, probed, probe);
}

static void append_part(UT_string *out, const char *separator, const char *part)
{
    utstring_printf(out, "%s%s", utstring_len(out) > 0 ? separator : "", part);
}

/* A permission that is missing, and the streams that cannot be read without it. */
static char *describe_lack(const struct stream *stream)
{
    UT_string needing;
    utstring_init(&needing);
    for (size_t i = 0; i < stream_count; i++)
        if (&streams[i] == stream || stream_parent(&streams[i]) == stream)
            append_part(&needing, ", ", streams[i].table.name);
    char *text = memory_format("%s for %s", endpoints[stream->endpoint].permission, utstring_body(&needing));
    utstring_done(&needing);
    return text;
}

struct judgement {
    UT_string missing; /* permissions, with what needs them */
    UT_string failing; /* streams */
    size_t granted;
    const struct error *first;
};

static void look_at(struct judgement *judgement, const struct probe *probe, airbyte_check_tell tell, void *context)
{
    const char *name = probe->stream->table.name;
    if (probe->lacks_permission) {
        char *lack = describe_lack(probe->stream);
        char *text = memory_format("the key lacks the permission %s", lack);
        append_part(&judgement->missing, "; ", lack);
        if (judgement->granted > 0)
            tell(text, context);
        free(text);
        free(lack);
    }
    if (probe->error.code == ERROR_NONE)
        return;
    char *text = memory_format("%s cannot be read right now: %s", name, probe->error.message);
    append_part(&judgement->failing, ", ", name);
    if (judgement->granted > 0)
        tell(text, context);
    free(text);
    if (judgement->first == NULL || probe->error.code == ERROR_PERMISSION)
        judgement->first = &probe->error;
}

static char *describe(const struct judgement *judgement)
{
    const char *missing = utstring_body(&judgement->missing);
    const char *failing = utstring_body(&judgement->failing);
    if (*missing == '\0' && *failing == '\0')
        return NULL;
    return memory_format("%s%s%s%s%s", *missing != '\0' ? "the key lacks the permissions " : "", missing,
                         *missing != '\0' && *failing != '\0' ? "; " : "",
                         *failing != '\0' ? "these streams cannot be read right now: " : "", failing);
}

static bool conclude(const struct judgement *judgement, char **text, struct error *error)
{
    const struct error *first = judgement->first;
    if (judgement->granted > 0) {
        *text = describe(judgement);
        return true;
    }
    if (first != NULL) {
        error_set(error, first->code, "%s", first->message);
        return first->hint != NULL ? error_hint(error, "%s", first->hint) : false;
    }
    error_set(error, ERROR_PERMISSION, "the key may read none of the streams: it lacks %s",
              utstring_body(&judgement->missing));
    return error_hint(error, "a key's permissions are fixed when it is made: make a new one");
}

bool airbyte_check(struct session *session, int32_t today, airbyte_check_tell tell, void *context, char **text,
                   struct error *error)
{
    struct probe *probes = memory_allocate(stream_count, sizeof *probes);
    struct judgement judgement = { .granted = 0 };
    utstring_init(&judgement.missing);
    utstring_init(&judgement.failing);
    *text = NULL;
    for (size_t i = 0; i < stream_count; i++) {
        probes[i].stream = &streams[i];
        submit(session, &probes[i], today);
    }
    session_finish(session);
    for (size_t i = 0; i < stream_count; i++)
        judgement.granted += probes[i].granted;
    for (size_t i = 0; i < stream_count; i++)
        look_at(&judgement, &probes[i], tell, context);
    bool works = conclude(&judgement, text, error);
    for (size_t i = 0; i < stream_count; i++)
        error_clear(&probes[i].error);
    utstring_done(&judgement.missing);
    utstring_done(&judgement.failing);
    free(probes);
    return works;
}
