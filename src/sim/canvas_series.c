#include <stdlib.h>
#include <string.h>

#include "sim/canvas.h"
#include "sim/handlers.h"
#include "sim/names.h"
#include "support/json.h"

enum { SALT_ENTRIES = 8000, SALT_STEP, SALT_CONVERT = 8100, SALT_WORTH = 8200 };

/* Entries on each day of a range, and on those days before that still count in it. */
enum { DAYS_BEFORE = SIM_CONVERSION_DAYS + 8 };

struct entries {
    int32_t first;
    double counts[SIM_MOST_CANVAS_ROWS + DAYS_BEFORE];
};

struct job {
    const struct sim_world *world;
    const struct sim_canvas *canvas;
    struct entries entries;
    bool variants, steps, deleted_steps;
    bool summary; /* the numbers of all days together, with the summary's names */
};

static double entries_on(const struct job *job, int32_t day)
{
    int32_t at = day - job->entries.first;
    return at < 0 ? 0 : job->entries.counts[at];
}

/* Adds number to what the object has under that name. */
static void add_up(cJSON *object, const char *name, double number)
{
    cJSON *there = json_get(object, name);
    if (there != NULL)
        cJSON_SetNumberValue(there, there->valuedouble + number);
    else
        json_add_number(object, name, number);
}

/* The member of an object, made if it is not there. */
static cJSON *object_in(cJSON *object, const char *name)
{
    cJSON *member = json_get_object(object, name);
    return member != NULL ? member : json_add_object(object, name);
}

struct conversions {
    double by_day, by_entry;
};

/* What the entries of a part (a variant, a step) convert to, weight being the part. */
static struct conversions conversions_on(const struct job *job, double weight, int32_t day)
{
    struct conversions result = { 0, entries_on(job, day) * weight * sim_maturity(job->world, day) };
    for (int32_t after = 0; after < SIM_CONVERSION_DAYS; after++)
        result.by_day += entries_on(job, day - after) * sim_conversion_share(after);
    result.by_day *= weight * sim_lateness(job->world, day, 0.03);
    return result;
}

static void add_conversions(const struct job *job, cJSON *object, unsigned variant, double weight, uint64_t key,
                            int32_t day)
{
    static const char *const names[][2] = {
        { "conversions", "conversions_by_entry_time" },
        { "conversions1", "conversions1_by_entry_time" },
        { "conversions2", "conversions2_by_entry_time" },
    };
    struct conversions expected = conversions_on(job, weight, day);
    double rate = sim_canvas_conversion_rate(job->world, job->canvas, variant);
    double worth = 8 + 25 * sim_unit(job->world, SIM_CANVAS, job->canvas->index, SALT_WORTH);
    for (unsigned event = 0; event < job->canvas->conversion_count; event++) {
        double part = rate * (event == 0 ? 1 : 0.4 / event);
        double noise = sim_unit(job->world, SIM_CANVAS_VARIANT, key, sim_day_salt(SALT_CONVERT + event, day));
        int64_t by_day = sim_round(expected.by_day * part, expected.by_day > 0 ? noise : 0);
        int64_t by_entry = sim_round(expected.by_entry * part, expected.by_entry > 0 ? noise : 0);
        if (event == 0)
            add_up(object, "revenue", sim_cents((double)by_day * worth));
        add_up(object, names[event][0], (double)by_day);
        add_up(object, names[event][1], (double)by_entry);
    }
}

static void add_message_stats(const struct job *job, const struct sim_step *step, const struct sim_message *message,
                              double weight, int32_t day, cJSON *messages)
{
    double sent = entries_on(job, day - step->delay_days) * weight;
    double engaged = 0;
    for (int32_t after = 0; after < SIM_ENGAGED_DAYS; after++)
        engaged += entries_on(job, day - step->delay_days - after) * weight * sim_engaged_share(after);
    double noise = sim_unit(job->world, SIM_CANVAS_MESSAGE, ((uint64_t)message->index << 14) | message->sub,
                            sim_day_salt(SALT_STEP, day));
    const struct sim_outcome outcome = { day, (double)sim_round(sent, sent > 0 ? noise : 0),
                                         engaged * sim_lateness(job->world, day, 0.04) };
    cJSON *stats = json_object();
    sim_message_add_stats(job->world, message, &outcome, stats);
    const char *name = sim_channel_series_name(message->channel);
    cJSON *channel = json_get_array(messages, name);
    if (channel == NULL)
        channel = json_add_array(messages, name);
    if (!job->summary) {
        json_append(channel, stats);
        return;
    }
    cJSON *sum = cJSON_GetArrayItem(channel, 0);
    if (sum == NULL)
        json_append(channel, sum = json_object());
    for (const cJSON *field = stats->child; field != NULL; field = field->next) {
        const char *summary_name = strcmp(field->string, "direct_opens") == 0  ? "opens"
                                   : strcmp(field->string, "total_opens") == 0 ? "influenced_opens"
                                                                               : field->string;
        add_up(sum, summary_name, field->valuedouble);
    }
    cJSON_Delete(stats);
}

static void add_step(const struct job *job, unsigned variant, unsigned position, int32_t day, cJSON *step_stats)
{
    const struct sim_variant *of = &job->canvas->variants[variant];
    const struct sim_step *step = &of->steps[position];
    char id[SIM_ID_SIZE];
    sim_id_format(job->world, SIM_CANVAS_STEP, job->canvas->index, step->sub, id);
    cJSON *object = json_get_object(step_stats, id);
    if (object == NULL) {
        object = json_add_object(step_stats, id);
        json_add_string(object, "name", step->name);
    }
    double weight = of->weight * step->share;
    uint64_t key = ((uint64_t)job->canvas->index << 14) | (1000 + step->sub);
    add_conversions(job, object, variant, weight * 0.8, key, day);
    cJSON *messages = object_in(object, "messages");
    for (unsigned i = 0; i < step->message_count; i++)
        add_message_stats(job, step, &step->messages[i], weight * step->messages[i].weight, day, messages);
}

/* Adds the numbers of a day to stats. The variants' always add up to the total's. */
static void add_day(const struct job *job, int32_t day, cJSON *stats)
{
    const struct sim_canvas *canvas = job->canvas;
    cJSON *total = object_in(stats, "total_stats");
    cJSON *variant_stats = job->variants ? object_in(stats, "variant_stats") : NULL;
    cJSON *step_stats = job->steps ? object_in(stats, "step_stats") : NULL;
    for (unsigned v = 0; v < canvas->variant_count; v++) {
        const struct sim_variant *variant = &canvas->variants[v];
        uint64_t key = ((uint64_t)canvas->index << 14) | variant->sub;
        double expected = entries_on(job, day) * variant->weight;
        double noise = sim_unit(job->world, SIM_CANVAS_VARIANT, key, sim_day_salt(SALT_ENTRIES, day));
        double entries = (double)sim_round(expected, expected > 0 ? noise : 0);
        add_conversions(job, total, v, variant->weight, key, day);
        add_up(total, "entries", entries);
        if (variant_stats != NULL) {
            char id[SIM_ID_SIZE];
            sim_id_format(job->world, SIM_CANVAS_VARIANT, canvas->index, variant->sub, id);
            cJSON *object = json_get_object(variant_stats, id);
            if (object == NULL) {
                char *name =
                    variant->control ? memory_copy_string("Control Group") : memory_format("Variant %u", v + 1);
                object = json_add_object(variant_stats, id);
                json_add_string(object, "name", name);
                free(name);
            }
            add_conversions(job, object, v, variant->weight, key, day);
            add_up(object, "entries", entries);
        }
        for (unsigned s = 0; step_stats != NULL && s < variant->step_count; s++)
            if (job->deleted_steps || !sim_canvas_step_is_deleted(canvas, v, s))
                add_step(job, v, s, day, step_stats);
    }
}

/* Sums of cents drift; back to cents. */
static void round_revenue(cJSON *value)
{
    for (cJSON *child = value->child; child != NULL; child = child->next) {
        if (child->string != NULL && strcmp(child->string, "revenue") == 0)
            cJSON_SetNumberValue(child, sim_cents(child->valuedouble));
        else
            round_revenue(child);
    }
}

static void answer(struct sim *sim, const struct sim_request *request, struct sim_reply *reply, bool summary)
{
    struct sim_canvas canvas;
    struct sim_range range;
    if (!sim_canvas_find(sim, request, reply, &canvas) || !sim_range_read_canvas(sim, request, reply, &range))
        return;
    struct job job = { .world = &sim->world, .canvas = &canvas, .summary = summary };
    job.variants = sim_request_flag(request, "include_variant_breakdown");
    job.steps = sim_request_flag(request, "include_step_breakdown");
    job.deleted_steps = sim_request_flag(request, "include_deleted_step_data");
    job.entries.first = range.first_day - DAYS_BEFORE;
    for (int32_t day = job.entries.first; day <= range.last_day; day++)
        job.entries.counts[day - job.entries.first] = sim_canvas_entries(&sim->world, &canvas, day);
    char *name = sim_name(&sim->world, SIM_CANVAS, canvas.index);
    cJSON *body = sim_reply_object(reply, 200);
    cJSON *data = json_add_object(body, "data");
    json_add_string(data, "name", name);
    cJSON *stats = summary ? NULL : json_add_array(data, "stats");
    for (int32_t day = range.first_day; day <= range.last_day; day++)
        add_day(&job, day, summary ? data : sim_row_of_day(stats, day));
    round_revenue(data);
    json_add_string(body, "message", "success");
    free(name);
}

void sim_canvas_data_series(struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
    answer(sim, request, reply, false);
}

void sim_canvas_data_summary(struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
    answer(sim, request, reply, true);
}
