#include <stdlib.h>

#include "sim/campaign.h"
#include "sim/handlers.h"
#include "sim/list.h"
#include "sim/names.h"
#include "support/json.h"

enum { SALT_PART = 20, SALT_WALK, SALT_FILTER };

/* A workspace tracks 25 segments at most. */
static bool is_tracked(unsigned index)
{
    return index < 50 && index % 2 == 0;
}

static void add_segment(const struct sim_world *world, unsigned index, const char *id, cJSON *object)
{
    char *name = sim_name(world, SIM_SEGMENT, index);
    json_add_string(object, "id", id);
    json_add_string(object, "name", name);
    json_add_bool(object, "analytics_tracking_enabled", is_tracked(index));
    sim_add_tags(world, SIM_SEGMENT, index, object);
    free(name);
}

void sim_segments_list(struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
    static const struct sim_list list = { SIM_SEGMENT, "segments", false, false, NULL, add_segment };
    sim_list_answer(sim, request, reply, &list);
}

static bool find_segment(const struct sim *sim, const struct sim_request *request, struct sim_reply *reply,
                         uint32_t *index)
{
    const char *id = sim_request_query(request, "segment_id");
    unsigned sub = 0;
    if (id == NULL || sim_is_gone(sim, id) || !sim_id_parse(&sim->world, SIM_SEGMENT, id, index, &sub) ||
        !sim_exists(&sim->world, SIM_SEGMENT, *index))
        return sim_reply_error(reply, 400, "segment_id must be a string of the segment api identifier");
    return true;
}

void sim_segments_details(struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
    static const char *const filters[] = {
        "Last used these apps more than 7 days ago",
        "First did custom event \"Completed Profile\" within the last 30 days",
        "Has purchased product \"backpack\" and country is US or DE",
        "Push subscription status is opted in; email available is true",
        "",
    };
    uint32_t index = 0;
    if (!find_segment(sim, request, reply, &index))
        return;
    const struct sim_world *world = &sim->world;
    char *name = sim_name(world, SIM_SEGMENT, index);
    char *text = sim_sentence(world, SIM_SEGMENT, index, 0);
    unsigned filter =
        index == 0 ? 0 : sim_pick(world, SIM_SEGMENT, index, SALT_FILTER, sizeof filters / sizeof *filters);
    cJSON *body = sim_reply_object(reply, 200);
    json_add_string(body, "message", "success");
    sim_add_moment(body, "created_at", sim_created_ms(world, SIM_SEGMENT, index));
    sim_add_moment(body, "updated_at", sim_updated_ms(world, SIM_SEGMENT, index));
    json_add_string(body, "name", name);
    json_add_string(body, "description", filters[filter]);
    json_add_string(body, "text_description", text);
    sim_add_tags(world, SIM_SEGMENT, index, body);
    sim_add_teams(world, SIM_SEGMENT, index, body);
    free(name);
    free(text);
}

/* An estimate of a part of all users, who are some seven times those of a day. */
static double segment_size(const struct sim_world *world, unsigned index, int32_t day)
{
    if (day * INT64_C(86400000) < sim_created_ms(world, SIM_SEGMENT, index))
        return 0;
    double part = index == 2 ? 1 : 0.02 + 0.5 * sim_unit(world, SIM_SEGMENT, index, SALT_PART);
    double walk = 1 + 0.02 * (sim_unit(world, SIM_SEGMENT, index, sim_day_salt(SALT_WALK, day / 7)) - 0.5) +
                  0.004 * (sim_unit(world, SIM_SEGMENT, index, sim_day_salt(SALT_WALK + 1, day)) - 0.5);
    return sim_level(world, day) * 7 * part * walk;
}

void sim_segments_data_series(struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
    uint32_t index = 0;
    struct sim_range range;
    if (!find_segment(sim, request, reply, &index) || !sim_range_read(sim, request, reply, false, &range))
        return;
    cJSON *body = sim_reply_object(reply, 200);
    json_add_string(body, "message", "success");
    cJSON *data = json_add_array(body, "data");
    for (int32_t day = range.first_day; day <= range.last_day; day++) {
        double size = is_tracked(index) ? segment_size(&sim->world, index, day) : 0;
        json_add_number(sim_row_of_day(data, day), "size", (double)sim_round(size, 0));
    }
}
