#include "sim/canvas.h"

#include "sim/campaign.h"
#include "support/date.h"

enum {
    SALT_STATE = 1,
    SALT_ACTION,
    SALT_LIFE,
    SALT_POST_LAUNCH,
    SALT_REACH,
    SALT_VARIANTS,
    SALT_CONTROL,
    SALT_FLOW,
    SALT_CHANNEL,
    SALT_SECOND,
    SALT_CONVERSIONS,
    SALT_WEEKDAY,
    SALT_VOLUME,
    SALT_RATE,
    SALT_DELETED
};

/* The shapes of journeys; a path leads to another step of the same flow. */
struct flow_step {
    const char *name, *type;
    int32_t delay_days;
    double share;
    unsigned path_count;
    struct {
        const char *name;
        unsigned step;
    } paths[SIM_MOST_PATHS];
};

static const struct flow {
    unsigned step_count;
    struct flow_step steps[SIM_MOST_STEPS];
} flows[] = {
    { 3,
      { { "Welcome email", "message", 0, 1, 1, { { NULL, 1 } } },
        { "Wait two days", "delay", 0, 0.97, 1, { { NULL, 2 } } },
        { "Day 2 push", "message", 2, 0.93, 0, { { NULL, 0 } } } } },
    { 4,
      { { "Hello", "message", 0, 1, 1, { { NULL, 1 } } },
        { "Has bought?", "decision_split", 1, 0.96, 2, { { "Yes", 2 }, { "No", 3 } } },
        { "Thank you", "message", 1, 0.34, 0, { { NULL, 0 } } },
        { "A little push", "message", 1, 0.62, 0, { { NULL, 0 } } } } },
    { 5,
      { { "Which audience?",
          "audience_paths",
          0,
          1,
          3,
          { { "VIP", 1 }, { "\xE6\x96\xB0\xE8\xA6\x8F", 2 }, { "Everyone Else", 3 } } },
        { "For VIPs \xF0\x9F\x92\x8E", "message", 0, 0.12, 1, { { NULL, 4 } } },
        { "For new ones", "message", 0, 0.3, 1, { { NULL, 4 } } },
        { "For the rest", "message", 0, 0.58, 1, { { NULL, 4 } } },
        { "A week later", "message", 7, 0.88, 0, { { NULL, 0 } } } } },
    { 4,
      { { "Which text?", "experiment_paths", 0, 1, 2, { { "Path 1", 1 }, { "Path 2", 2 } } },
        { "Short text", "message", 0, 0.5, 1, { { NULL, 3 } } },
        { "Long text", "message", 0, 0.5, 1, { { NULL, 3 } } },
        { "Reminder", "message", 3, 0.9, 0, { { NULL, 0 } } } } },
    { 4,
      { { "What do they do?", "action_paths", 0, 1, 2, { { "Adds to the cart", 1 }, { "Everyone Else", 2 } } },
        { "Checkout help", "message", 0, 0.22, 0, { { NULL, 0 } } },
        { "Inspiration", "message", 1, 0.76, 1, { { NULL, 3 } } },
        { "Last call", "message", 4, 0.7, 0, { { NULL, 0 } } } } },
};

static double unit(const struct sim_world *world, unsigned index, unsigned salt)
{
    return sim_unit(world, SIM_CANVAS, index, salt);
}

void sim_canvas_read_state(const struct sim_world *world, unsigned index, struct sim_canvas *canvas)
{
    *canvas = (struct sim_canvas){ .index = index };
    canvas->created_ms = sim_created_ms(world, SIM_CANVAS, index);
    canvas->updated_ms = sim_updated_ms(world, SIM_CANVAS, index);
    canvas->by_action = index == 0 || unit(world, index, SALT_ACTION) < 0.7;
    canvas->first_day = date_day_of(canvas->created_ms) + 1;
    canvas->last_day = INT32_MAX;
    double draw = index == 0 ? 1 : unit(world, index, SALT_STATE);
    if (draw < 0.08) {
        canvas->draft = true;
        canvas->last_day = INT32_MIN;
    } else if (draw < 0.32) {
        /* Stopped; half of these are archived, the others stay in the list. */
        canvas->last_day = canvas->first_day + 30 + (int32_t)(unit(world, index, SALT_LIFE) * 200);
        canvas->archived = draw < 0.2 && world->today > canvas->last_day + 20;
    }
    canvas->enabled = !canvas->draft && !canvas->archived && world->today <= canvas->last_day;
    canvas->has_post_launch_draft = canvas->enabled && unit(world, index, SALT_POST_LAUNCH) < 0.15;
}

static enum sim_channel choose_channel(const struct sim_world *world, unsigned index, unsigned step)
{
    static const enum sim_channel channels[] = { SIM_CHANNEL_EMAIL,         SIM_CHANNEL_IOS_PUSH,
                                                 SIM_CHANNEL_ANDROID_PUSH,  SIM_CHANNEL_EMAIL,
                                                 SIM_CHANNEL_SMS,           SIM_CHANNEL_IN_APP_MESSAGE,
                                                 SIM_CHANNEL_CONTENT_CARDS, SIM_CHANNEL_WEBHOOK };
    return channels[sim_pick(world, SIM_CANVAS, index, SALT_CHANNEL + 100 * (step + 1),
                             sizeof channels / sizeof *channels)];
}

static void add_messages(const struct sim_world *world, unsigned index, unsigned variant, unsigned position,
                         struct sim_step *step)
{
    enum sim_channel channel = index == 0 && position == 0 ? SIM_CHANNEL_EMAIL : choose_channel(world, index, position);
    bool both = channel == SIM_CHANNEL_IOS_PUSH;
    step->message_count = both ? 2 : 1;
    for (unsigned i = 0; i < step->message_count; i++)
        step->messages[i] = (struct sim_message){
            .kind = SIM_CANVAS_MESSAGE,
            .index = index,
            .sub = step->sub * SIM_MOST_STEP_MESSAGES + i,
            .channel = i == 0 ? channel : SIM_CHANNEL_ANDROID_PUSH,
            .variant = variant + 1,
            .weight = both ? 0.5 : 1,
        };
}

static void add_steps(const struct sim_world *world, unsigned index, unsigned position, struct sim_variant *variant)
{
    unsigned which =
        index == 0 ? 0 : sim_pick(world, SIM_CANVAS, index, SALT_FLOW + 100 * position, sizeof flows / sizeof *flows);
    const struct flow *flow = &flows[which];
    variant->step_count = flow->step_count;
    for (unsigned i = 0; i < flow->step_count; i++) {
        const struct flow_step *from = &flow->steps[i];
        struct sim_step *step = &variant->steps[i];
        *step = (struct sim_step){ .sub = position * SIM_MOST_STEPS + i + 1,
                                   .name = from->name,
                                   .type = from->type,
                                   .delay_days = from->delay_days,
                                   .share = from->share,
                                   .path_count = from->path_count };
        for (unsigned path = 0; path < from->path_count; path++) {
            step->paths[path].name = from->paths[path].name;
            step->paths[path].step = from->paths[path].step;
        }
        if (from->type[0] == 'm')
            add_messages(world, index, position, i, step);
    }
}

void sim_canvas_read(const struct sim_world *world, unsigned index, struct sim_canvas *canvas)
{
    sim_canvas_read_state(world, index, canvas);
    unsigned variants = index == 0 ? 1 : 1 + sim_pick(world, SIM_CANVAS, index, SALT_VARIANTS, SIM_MOST_VARIANTS - 1);
    bool control = index == 0 || unit(world, index, SALT_CONTROL) < 0.4;
    for (unsigned i = 0; i < variants; i++) {
        struct sim_variant *variant = &canvas->variants[i];
        *variant = (struct sim_variant){ .sub = i + 1, .weight = (control ? 0.9 : 1) / variants };
        add_steps(world, index, i, variant);
    }
    if (control)
        canvas->variants[variants] = (struct sim_variant){ .sub = variants + 1, .control = true, .weight = 0.1 };
    canvas->variant_count = variants + (control ? 1 : 0);
    canvas->conversion_count = 1 + sim_pick(world, SIM_CANVAS, index, SALT_CONVERSIONS, 3);
    canvas->has_deleted_step = index > 0 && unit(world, index, SALT_DELETED) < 0.3;
}

bool sim_canvas_step_is_deleted(const struct sim_canvas *canvas, unsigned variant, unsigned step)
{
    return canvas->has_deleted_step && variant == 0 && step + 1 == canvas->variants[0].step_count;
}

static bool enters_on(const struct sim_world *world, const struct sim_canvas *canvas, int32_t day)
{
    if (day < canvas->first_day || day > canvas->last_day || day > world->today)
        return false;
    return canvas->by_action || date_weekday(day) == (int)sim_pick(world, SIM_CANVAS, canvas->index, SALT_WEEKDAY, 7);
}

double sim_canvas_entries(const struct sim_world *world, const struct sim_canvas *canvas, int32_t day)
{
    if (!enters_on(world, canvas, day))
        return 0;
    double reach = canvas->index == 0 ? 0.7 : unit(world, canvas->index, SALT_REACH);
    double noise = 0.93 + 0.14 * sim_unit(world, SIM_CANVAS, canvas->index, sim_day_salt(SALT_VOLUME, day));
    double part = canvas->by_action ? 0.003 + 0.04 * reach * reach : 0.05 + 0.5 * reach * reach;
    return sim_activity(world, day) * part * noise * (canvas->by_action ? sim_share_of_day(world, day) : 1);
}

double sim_canvas_conversion_rate(const struct sim_world *world, const struct sim_canvas *canvas, unsigned variant)
{
    double rate = 0.02 + 0.1 * unit(world, canvas->index, SALT_RATE + 100 * (variant + 1));
    return canvas->variants[variant].control ? rate * 0.4 : rate;
}

static int32_t find_entry(const struct sim_world *world, const struct sim_canvas *canvas, int32_t day, int32_t step)
{
    for (int32_t i = 0; i < 8; i++, day += step)
        if (enters_on(world, canvas, day))
            return day;
    return INT32_MIN;
}

int32_t sim_canvas_first_entry(const struct sim_world *world, const struct sim_canvas *canvas)
{
    return canvas->draft ? INT32_MIN : find_entry(world, canvas, canvas->first_day, 1);
}

int32_t sim_canvas_last_entry(const struct sim_world *world, const struct sim_canvas *canvas)
{
    return canvas->draft
               ? INT32_MIN
               : find_entry(world, canvas, canvas->last_day < world->today ? canvas->last_day : world->today, -1);
}

bool sim_canvas_find(const struct sim *sim, const struct sim_request *request, struct sim_reply *reply,
                     struct sim_canvas *canvas)
{
    const char *id = sim_request_query(request, "canvas_id");
    uint32_t index = 0;
    unsigned sub = 0;
    if (id == NULL || sim_is_gone(sim, id) || !sim_id_parse(&sim->world, SIM_CANVAS, id, &index, &sub) ||
        !sim_exists(&sim->world, SIM_CANVAS, index))
        return sim_reply_error(reply, 400, "canvas_id must be a string of the Canvas api identifier");
    sim_canvas_read(&sim->world, index, canvas);
    return true;
}
