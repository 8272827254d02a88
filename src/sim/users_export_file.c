#include <stdlib.h>

#include "sim/campaign.h"
#include "sim/handlers.h"
#include "support/json.h"

/* The exports that Braze writes to a file some time later: the answer is where it will be. No file ever comes. */
static void answer_export(const struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
    char *prefix = memory_format("%.8s-%llu", reply->request_id, (unsigned long long)request->number);
    char *url = memory_format("%s/export/%s.zip", sim->url, prefix);
    cJSON *body = sim_reply_object(reply, 201);
    json_add_string(body, "message", "success");
    json_add_string(body, "object_prefix", prefix);
    json_add_string(body, "url", url);
    free(prefix);
    free(url);
}

void sim_users_export_segment(struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
    const char *id = json_get_string(request->json, "segment_id", "");
    uint32_t index = 0;
    unsigned sub = 0;
    if (sim_is_gone(sim, id) || !sim_id_parse(&sim->world, SIM_SEGMENT, id, &index, &sub) ||
        !sim_exists(&sim->world, SIM_SEGMENT, index)) {
        sim_reply_error(reply, 400, "segment_id must be a string of the segment api identifier");
        return;
    }
    answer_export(sim, request, reply);
}

void sim_users_export_global_control_group(struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
    answer_export(sim, request, reply);
}
