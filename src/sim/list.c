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

/* What a request asks of a list. */
struct query {
    long page;
    bool descending, with_archived, edited;
    int64_t edited_after;
};

static bool read_query(const struct sim_request *request, struct sim_reply *reply, const struct sim_list *list,
                       struct query *query)
{
    const char *edited = list->has_last_edit ? sim_request_query(request, "last_edit.time[gt]") : NULL;
    *query = (struct query){ .edited = edited != NULL };
    if (!sim_request_number(request, reply, "page", 0, 100000000, 0, &query->page) ||
        !read_order(request, reply, &query->descending))
        return false;
    if (edited != NULL && !date_parse_moment(edited, &query->edited_after))
        return sim_reply_error(reply, 400, "'last_edit.time[gt]' is not a valid time");
    query->with_archived = list->has_archived && sim_request_flag(request, "include_archived");
    return true;
}

static bool is_shown(const struct sim_world *world, const struct sim_list *list, const struct query *query,
                     unsigned index)
{
    return sim_exists(world, list->kind, index) &&
           (!query->edited || sim_updated_ms(world, list->kind, index) > query->edited_after) &&
           (query->with_archived || list->is_archived == NULL || !list->is_archived(world, index));
}

static struct sim_bookmark *find_bookmark(struct sim *sim, const struct sim_list *list, const struct query *query)
{
    return &sim->bookmarks[list->kind][query->with_archived][query->descending];
}

/* The last place known from which the page can be counted. */
static struct sim_bookmark open_bookmark(struct sim *sim, const struct sim_list *list, const struct query *query)
{
    (void)pthread_mutex_lock(&sim->lock);
    struct sim_bookmark mark = *find_bookmark(sim, list, query);
    (void)pthread_mutex_unlock(&sim->lock);
    return query->edited || mark.page > query->page ? (struct sim_bookmark){ 0, 0 } : mark;
}

static void keep_bookmark(struct sim *sim, const struct sim_list *list, const struct query *query, unsigned position)
{
    (void)pthread_mutex_lock(&sim->lock);
    if (!query->edited)
        *find_bookmark(sim, list, query) = (struct sim_bookmark){ query->page + 1, position };
    (void)pthread_mutex_unlock(&sim->lock);
}

void sim_list_answer(struct sim *sim, const struct sim_request *request, struct sim_reply *reply,
                     const struct sim_list *list)
{
    const struct sim_world *world = &sim->world;
    struct query query;
    if (!read_query(request, reply, list, &query))
        return;
    cJSON *body = sim_reply_object(reply, 200);
    json_add_string(body, "message", "success");
    cJSON *array = json_add_array(body, list->name);
    struct sim_bookmark mark = open_bookmark(sim, list, &query);
    size_t skip = (size_t)(query.page - mark.page) * request->per_page, room = request->per_page;
    unsigned count = sim_count(world, list->kind), position = mark.position;
    for (; position < count && room > 0; position++) {
        unsigned index = query.descending ? count - 1 - position : position;
        if (!is_shown(world, list, &query, index))
            continue;
        if (skip > 0) {
            skip--;
            continue;
        }
        char id[SIM_ID_SIZE];
        sim_id_format(world, list->kind, index, 0, id);
        cJSON *object = json_object();
        list->add(world, index, id, object);
        json_append(array, object);
        room--;
    }
    if (room == 0)
        keep_bookmark(sim, list, &query, position);
}
