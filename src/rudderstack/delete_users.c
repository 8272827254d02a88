#include "rudderstack/delete_users.h"

#include "rudderstack/deletion.h"

static cJSON *work_off(struct arena *arena, const struct exchange *exchange, const cJSON *job)
{
    struct deletion deletion = deletion_plan(arena, job);
    int *statuses = arena_allocate_zeroed(arena, js_count(deletion.requests), sizeof *statuses);
    size_t count = 0;
    const cJSON *planned;
    cJSON_ArrayForEach(planned, deletion.requests)
    {
        struct exchange_request request = { .url = js_get(planned, "url")->valuestring,
                                            .headers = js_get(planned, "headers"),
                                            .body = js_get(planned, "body") };
        struct exchange_answer answer = { 0 };
        exchange->send(exchange->context, arena, &request, &answer);
        const cJSON *ignored = NULL;
        exchange_settle(arena, &answer, &statuses[count++], &ignored);
    }
    return deletion_result(arena, &deletion, statuses, count);
}

struct delivery delete_users(struct arena *arena, const struct exchange *exchange, const cJSON *jobs)
{
    struct delivery delivery = { 200, js_array(arena) };
    for (const cJSON *job = js_is_array(jobs) ? jobs->child : NULL; job != NULL; job = job->next) {
        cJSON *result = work_off(arena, exchange, job);
        if (delivery.output->child == NULL)
            delivery.http_status = (int)js_get(result, "statusCode")->valuedouble;
        js_append(arena, delivery.output, result);
    }
    return delivery;
}
