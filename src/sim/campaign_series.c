#include <stdlib.h>

#include "sim/campaign.h"
#include "sim/handlers.h"
#include "support/json.h"

enum { SALT_CONVERT_ROUND = 9000, SALT_SENT_ROUND = 9200, SALT_WORTH = 9400 };

/* What a campaign sends on each day of a range, and on the days before that still count in it. */
struct volumes {
    int32_t first; /* the day of sent[0] */
    double sent[SIM_MOST_ROWS + SIM_CONVERSION_DAYS];
};

static void read_volumes(const struct sim_world *world, const struct sim_campaign *campaign,
                         const struct sim_range *range, struct volumes *volumes)
{
    volumes->first = range->first_day - SIM_CONVERSION_DAYS;
    for (int32_t day = volumes->first; day <= range->last_day; day++)
        volumes->sent[day - volumes->first] = sim_campaign_volume(world, campaign, day);
}

static double sent_on(const struct volumes *volumes, int32_t day)
{
    return volumes->sent[day - volumes->first];
}

static double engaged_on(const struct sim_world *world, const struct volumes *volumes, int32_t day)
{
    double sum = 0;
    for (int32_t after = 0; after < SIM_ENGAGED_DAYS; after++)
        sum += sent_on(volumes, day - after) * sim_engaged_share(after);
    return sum * sim_lateness(world, day, 0.04);
}

/* The conversions that happen on a day, and those that what was sent on it has brought by today. */
static double converted_on(const struct volumes *volumes, int32_t day)
{
    double sum = 0;
    for (int32_t after = 0; after < SIM_CONVERSION_DAYS; after++)
        sum += sent_on(volumes, day - after) * sim_conversion_share(after);
    return sum;
}

struct day_of_message {
    int64_t sent, recipients;
    int64_t conversions[4], conversions_by_send_time[4];
    double revenue;
};

static void read_day(const struct sim_world *world, const struct sim_campaign *campaign,
                     const struct sim_message *message, const struct volumes *volumes, int32_t day,
                     struct day_of_message *out)
{
    uint64_t key = ((uint64_t)message->index << 14) | message->sub;
    double rate = sim_message_conversion_rate(world, message) * message->weight;
    double noise = sim_unit(world, SIM_CAMPAIGN_MESSAGE, key, sim_day_salt(SALT_SENT_ROUND, day));
    double sent = sent_on(volumes, day) * message->weight;
    *out = (struct day_of_message){ .sent = sim_round(sent, sent > 0 ? noise : 0) };
    out->recipients = sim_round((double)out->sent * 0.985, noise);
    out->recipients = out->recipients > out->sent ? out->sent : out->recipients;
    double converted = converted_on(volumes, day) * sim_lateness(world, day, 0.03);
    double matured = sent_on(volumes, day) * sim_maturity(world, day);
    for (unsigned event = 0; event < campaign->conversion_count; event++) {
        double part = event == 0 ? 1 : 0.5 / event;
        double unit = sim_unit(world, SIM_CAMPAIGN_MESSAGE, key, sim_day_salt(SALT_CONVERT_ROUND + event, day));
        double by_day = converted * rate * part, by_send = matured * rate * part;
        out->conversions[event] = sim_round(by_day, by_day > 0 ? unit : 0);
        out->conversions_by_send_time[event] = sim_round(by_send, by_send > 0 ? unit : 0);
    }
    double worth = 6 + 40 * sim_unit(world, SIM_CAMPAIGN_MESSAGE, key, SALT_WORTH);
    out->revenue = sim_cents((double)out->conversions[0] * worth);
}

static void add_conversions(cJSON *object, unsigned count, const int64_t *conversions, const int64_t *by_send_time)
{
    static const char *const names[] = { "conversions", "conversions1", "conversions2", "conversions3" };
    static const char *const by_send_names[] = { "conversions_by_send_time", "conversions1_by_send_time",
                                                 "conversions2_by_send_time", "conversions3_by_send_time" };
    for (unsigned i = 0; i < count; i++)
        json_add_number(object, by_send_names[i], (double)by_send_time[i]);
    for (unsigned i = 0; i < count; i++)
        json_add_number(object, names[i], (double)conversions[i]);
}

static void add_variation(const struct sim_world *world, const struct sim_campaign *campaign,
                          const struct sim_message *message, const struct volumes *volumes, int32_t day,
                          const struct day_of_message *numbers, cJSON *channel)
{
    char id[SIM_ID_SIZE];
    sim_id_format(world, message->kind, message->index, message->sub, id);
    cJSON *stats = json_object();
    json_append(channel, stats);
    if (campaign->variant_count > 1) {
        char *name =
            message->control ? memory_copy_string("Control Group") : memory_format("Variant %u", message->variant);
        json_add_string(stats, "variation_name", name);
        free(name);
    }
    json_add_string(stats, "variation_api_id", id);
    if (message->control) {
        json_add_number(stats, "enrolled", (double)numbers->sent);
    } else {
        const struct sim_outcome outcome = { day, (double)numbers->sent,
                                             engaged_on(world, volumes, day) * message->weight };
        sim_message_add_stats(world, message, &outcome, stats);
    }
    if (campaign->variant_count > 1) {
        json_add_number(stats, "revenue", numbers->revenue);
        json_add_number(stats, "unique_recipients", (double)numbers->recipients);
        add_conversions(stats, campaign->conversion_count, numbers->conversions, numbers->conversions_by_send_time);
    }
}

static void add_day(const struct sim_world *world, const struct sim_campaign *campaign, const struct volumes *volumes,
                    int32_t day, cJSON *row)
{
    struct day_of_message total = { 0 };
    cJSON *messages = json_add_object(row, "messages");
    /* The first example has a channel that was taken out again: it is there, and empty. */
    if (campaign->index == 0)
        json_add_array(messages, "sms");
    for (unsigned i = 0; i < campaign->message_count; i++) {
        const struct sim_message *message = &campaign->messages[i];
        struct day_of_message numbers;
        const char *name = sim_channel_series_name(message->channel);
        cJSON *channel = json_get_array(messages, name);
        if (channel == NULL)
            channel = json_add_array(messages, name);
        read_day(world, campaign, message, volumes, day, &numbers);
        add_variation(world, campaign, message, volumes, day, &numbers, channel);
        total.recipients += numbers.recipients;
        total.revenue += numbers.revenue;
        for (unsigned event = 0; event < campaign->conversion_count; event++) {
            total.conversions[event] += numbers.conversions[event];
            total.conversions_by_send_time[event] += numbers.conversions_by_send_time[event];
        }
    }
    add_conversions(row, campaign->conversion_count, total.conversions, total.conversions_by_send_time);
    json_add_number(row, "unique_recipients", (double)total.recipients);
    json_add_number(row, "revenue", sim_cents(total.revenue));
}

void sim_campaigns_data_series(struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
    struct sim_campaign campaign;
    struct sim_range range;
    struct volumes volumes;
    if (!sim_campaign_find(sim, request, reply, &campaign) || !sim_range_read(sim, request, reply, false, &range))
        return;
    read_volumes(&sim->world, &campaign, &range, &volumes);
    cJSON *body = sim_reply_object(reply, 200);
    json_add_string(body, "message", "success");
    cJSON *data = json_add_array(body, "data");
    for (int32_t day = range.first_day; day <= range.last_day; day++)
        add_day(&sim->world, &campaign, &volumes, day, sim_row_of_day(data, day));
}
