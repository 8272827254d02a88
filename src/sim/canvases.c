#include <stdlib.h>

#include "sim/canvas.h"
#include "sim/handlers.h"
#include "sim/list.h"
#include "sim/names.h"
#include "support/date.h"
#include "support/json.h"

static bool canvas_is_archived(const struct sim_world *world, unsigned index)
{
    struct sim_canvas canvas;
    sim_canvas_read_state(world, index, &canvas);
    return canvas.archived;
}

static void add_canvas(const struct sim_world *world, unsigned index, const char *id, cJSON *object)
{
    char *name = sim_name(world, SIM_CANVAS, index);
    json_add_string(object, "id", id);
    sim_add_moment(object, "last_edited", sim_updated_ms(world, SIM_CANVAS, index));
    json_add_string(object, "name", name);
    sim_add_tags(world, SIM_CANVAS, index, object);
    free(name);
}

void sim_canvas_list(struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
    static const struct sim_list list = { SIM_CANVAS, "canvases", true, true, canvas_is_archived, add_canvas };
    sim_list_answer(sim, request, reply, &list);
}

static void add_step_id(const struct sim_world *world, const struct sim_canvas *canvas, const struct sim_step *step,
                        cJSON *array)
{
    char id[SIM_ID_SIZE];
    sim_id_format(world, SIM_CANVAS_STEP, canvas->index, step->sub, id);
    json_append_string(array, id);
}

static void add_variants(const struct sim_world *world, const struct sim_canvas *canvas, cJSON *body)
{
    cJSON *variants = json_add_array(body, "variants");
    for (unsigned i = 0; i < canvas->variant_count; i++) {
        const struct sim_variant *variant = &canvas->variants[i];
        char id[SIM_ID_SIZE];
        sim_id_format(world, SIM_CANVAS_VARIANT, canvas->index, variant->sub, id);
        char *name = variant->control ? memory_copy_string("Control Group") : memory_format("Variant %u", i + 1);
        cJSON *object = json_object();
        json_append(variants, object);
        json_add_string(object, "name", name);
        json_add_string(object, "id", id);
        cJSON *first = json_add_array(object, "first_step_ids");
        if (variant->step_count > 0) {
            add_step_id(world, canvas, &variant->steps[0], first);
            json_add_string(object, "first_step_id", cJSON_GetArrayItem(first, 0)->valuestring);
        }
        free(name);
    }
}

static void add_step(const struct sim_world *world, const struct sim_canvas *canvas, unsigned variant,
                     unsigned position, bool translatable, cJSON *steps)
{
    const struct sim_variant *of = &canvas->variants[variant];
    const struct sim_step *step = &of->steps[position];
    char id[SIM_ID_SIZE];
    sim_id_format(world, SIM_CANVAS_STEP, canvas->index, step->sub, id);
    cJSON *object = json_object();
    json_append(steps, object);
    json_add_string(object, "name", step->name);
    json_add_string(object, "type", step->type);
    json_add_string(object, "id", id);
    cJSON *next = step->message_count > 0 ? json_add_array(object, "next_step_ids") : NULL;
    cJSON *paths = json_add_array(object, "next_paths");
    for (unsigned i = 0; i < step->path_count; i++) {
        if (sim_canvas_step_is_deleted(canvas, variant, step->paths[i].step))
            continue;
        const struct sim_step *to = &of->steps[step->paths[i].step];
        char to_id[SIM_ID_SIZE];
        sim_id_format(world, SIM_CANVAS_STEP, canvas->index, to->sub, to_id);
        cJSON *path = json_object();
        json_add_string(path, "name", step->paths[i].name);
        json_add_string(path, "next_step_id", to_id);
        json_append(paths, path);
        if (next != NULL)
            json_append_string(next, to_id);
    }
    cJSON *channels = json_add_array(object, "channels");
    cJSON *messages = json_add_object(object, "messages");
    for (unsigned i = 0; i < step->message_count; i++) {
        json_append_string(channels, sim_channel_name(step->messages[i].channel));
        sim_message_add(world, &step->messages[i], translatable, messages);
    }
}

static void add_channels(const struct sim_canvas *canvas, cJSON *body)
{
    bool seen[SIM_CHANNEL_COUNT] = { false };
    cJSON *array = json_add_array(body, "channels");
    for (unsigned v = 0; v < canvas->variant_count; v++) {
        for (unsigned s = 0; s < canvas->variants[v].step_count; s++) {
            const struct sim_step *step = &canvas->variants[v].steps[s];
            for (unsigned m = 0; m < step->message_count; m++) {
                if (!seen[step->messages[m].channel])
                    json_append_string(array, sim_channel_name(step->messages[m].channel));
                seen[step->messages[m].channel] = true;
            }
        }
    }
}

static int64_t entry_moment(int32_t day, int64_t ms_of_day)
{
    return day == INT32_MIN ? -1 : day * DATE_MS_PER_DAY + ms_of_day;
}

void sim_canvas_details(struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
    struct sim_canvas canvas;
    if (!sim_canvas_find(sim, request, reply, &canvas))
        return;
    const struct sim_world *world = &sim->world;
    bool draft_version = sim_request_flag(request, "post_launch_draft_version") && canvas.has_post_launch_draft;
    bool translatable = sim_request_flag(request, "include_has_translatable_content");
    char *name = sim_name(world, SIM_CANVAS, canvas.index);
    char *description = sim_sentence(world, SIM_CANVAS, canvas.index, draft_version ? 1 : 0);
    cJSON *body = sim_reply_object(reply, 200);
    sim_add_moment(body, "created_at", canvas.created_ms);
    sim_add_moment(body, "updated_at", canvas.updated_ms);
    json_add_string(body, "name", name);
    json_add_string(body, "description", description);
    json_add_bool(body, "archived", canvas.archived);
    json_add_bool(body, "draft", canvas.draft);
    json_add_bool(body, "enabled", canvas.enabled);
    json_add_bool(body, "has_post_launch_draft", canvas.has_post_launch_draft);
    json_add_string(body, "schedule_type", canvas.by_action ? "action_based" : "date");
    sim_add_moment(body, "first_entry", entry_moment(sim_canvas_first_entry(world, &canvas), 191000));
    sim_add_moment(body, "last_entry", entry_moment(sim_canvas_last_entry(world, &canvas), 50069000));
    add_channels(&canvas, body);
    add_variants(world, &canvas, body);
    sim_add_tags(world, SIM_CANVAS, canvas.index, body);
    sim_add_teams(world, SIM_CANVAS, canvas.index, body);
    cJSON *steps = json_add_array(body, "steps");
    for (unsigned v = 0; v < canvas.variant_count; v++)
        for (unsigned s = 0; s < canvas.variants[v].step_count; s++)
            if (!sim_canvas_step_is_deleted(&canvas, v, s))
                add_step(world, &canvas, v, s, translatable, steps);
    json_add_string(body, "message", "success");
    free(name);
    free(description);
}
