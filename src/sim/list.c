#include "sim/list.h"

#include <string.h>

#include "support/date.h"
#include "support/json.h"

static bool read_order(const struct sim_request *request, struct sim_reply *reply, bool *descending)
{
    const char *value = sim_request_query(request, "sort_direction");
    *descending = value != NULL && strcmp(value, "desc") == 0;
    if (value != NULL && !*descending && strcmp(value, "asc") != 0)
        return sim_reply_error(reply, 400, "'sort_direction' must be 'asc' or 'desc'");
    return true;
}

void sim_list_answer(const struct sim *sim, const struct sim_request *request, struct sim_reply *reply,
                     const struct sim_list *list)
{
    const struct sim_world *world = &sim->world;
    struct sim_page page;
    bool descending = false;
    int64_t edited_after = INT64_MIN;
    const char *edited = list->has_last_edit ? sim_request_query(request, "last_edit.time[gt]") : NULL;
    if (!sim_page_read(request, reply, list->per_page, &page) || !read_order(request, reply, &descending))
        return;
    if (edited != NULL && !date_parse_moment(edited, &edited_after)) {
        sim_reply_error(reply, 400, "'last_edit.time[gt]' is not a valid time");
        return;
    }
    bool with_archived = list->has_archived && sim_request_flag(request, "include_archived");
    cJSON *body = sim_reply_object(reply, 200);
    json_add_string(body, "message", "success");
    cJSON *array = json_add_array(body, list->name);
    unsigned count = sim_count(world, list->kind);
    for (unsigned i = 0; i < count && page.room > 0; i++) {
        unsigned index = descending ? count - 1 - i : i;
        if (!sim_exists(world, list->kind, index) ||
            (!with_archived && list->is_archived != NULL && list->is_archived(world, index)) ||
            (edited != NULL && sim_updated_ms(world, list->kind, index) <= edited_after) || !sim_page_take(&page))
            continue;
        char id[SIM_ID_SIZE];
        sim_id_format(world, list->kind, index, 0, id);
        cJSON *object = json_object();
        list->add(world, index, id, object);
        json_append(array, object);
    }
}
