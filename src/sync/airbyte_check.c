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

static bool judge(const struct probe *probes, char **text, struct error *error)
{
    UT_string missing, others;
    utstring_init(&missing);
    utstring_init(&others);
    size_t granted = 0;
    const struct error *first = NULL;
    for (size_t i = 0; i < stream_count; i++) {
        const struct probe *probe = &probes[i];
        const char *name = probe->stream->table.name;
        granted += probe->granted;
        if (probe->lacks_permission)
            utstring_printf(&missing, "%s%s for %s", utstring_len(&missing) > 0 ? ", " : "",
                            endpoints[probe->stream->endpoint].permission, name);
        if (probe->error.code == ERROR_NONE)
            continue;
        utstring_printf(&others, "%s%s", utstring_len(&others) > 0 ? ", " : "", name);
        first = first == NULL || probe->error.code == ERROR_PERMISSION ? &probe->error : first;
    }
    if (granted > 0) {
        bool all = utstring_len(&missing) == 0 && utstring_len(&others) == 0;
        const char *lacks = utstring_len(&missing) > 0 ? "the key lacks the permissions " : "";
        const char *and = utstring_len(&missing) > 0 && utstring_len(&others) > 0 ? "; " : "";
        const char *fails = utstring_len(&others) > 0 ? "these streams cannot be read right now: " : "";
        *text = all ? NULL
                    : memory_format("%s%s%s%s%s", lacks, utstring_body(&missing), and, fails, utstring_body(&others));
    } else if (first != NULL) {
        error_set(error, first->code, "%s", first->message);
        if (first->hint != NULL)
            error_hint(error, "%s", first->hint);
    } else {
        error_set(error, ERROR_PERMISSION, "the key may read none of the streams: it lacks %s",
                  utstring_body(&missing));
        error_hint(error, "a key's permissions are fixed when it is made: make a new one");
    }
    utstring_done(&missing);
    utstring_done(&others);
    return granted > 0;
}

bool airbyte_check(struct session *session, int32_t today, char **text, struct error *error)
{
    struct probe *probes = memory_allocate(stream_count, sizeof *probes);
    *text = NULL;
    for (size_t i = 0; i < stream_count; i++) {
        probes[i].stream = &streams[i];
        submit(session, &probes[i], today);
    }
    session_finish(session);
    bool works = judge(probes, text, error);
    for (size_t i = 0; i < stream_count; i++)
        error_clear(&probes[i].error);
    free(probes);
    return works;
}
