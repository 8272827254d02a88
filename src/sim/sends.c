#include <string.h>

#include "sim/campaign.h"
#include "sim/handlers.h"
#include "support/json.h"

enum { SALT_DAY = 60, SALT_SIZE, LONGEST_SEND_ID = 64, KEPT_DAYS = 14 };

/* One push sent on one day within the time for which sends are kept; what it brings falls off over the days after. */
static void add_day(const struct sim_world *world, uint64_t key, int32_t sent_day, int32_t day, cJSON *row)
{
    int32_t after = day - sent_day;
    bool on_day = after == 0;
    double size = on_day ? 500 + 9500 * sim_unit(world, SIM_REQUEST, key, SALT_SIZE) : 0;
    double all = 500 + 9500 * sim_unit(world, SIM_REQUEST, key, SALT_SIZE);
    int64_t sent = sim_round(size, 0), failed = sim_round(size * 0.0138, 0);
    int64_t direct = sim_round(all * 0.056 * sim_engaged_share(after), 0);
    int64_t conversions = sim_round(all * 0.007 * sim_conversion_share(after), 0);
    int64_t by_send = on_day ? sim_round(all * 0.007 * sim_maturity(world, day), 0) : 0;
    double revenue = sim_cents((double)conversions * 12.44);
    cJSON *variation = json_object();
    json_append(json_add_array(json_add_object(row, "messages"), "ios_push"), variation);
    json_add_string(variation, "variation_name", "Variation 1");
    json_add_number(variation, "sent", (double)sent);
    json_add_number(variation, "delivered", (double)(sent - failed));
    json_add_number(variation, "undelivered", 0);
    json_add_number(variation, "delivery_failed", (double)failed);
    json_add_number(variation, "direct_opens", (double)direct);
    json_add_number(variation, "total_opens", (double)direct + (double)sim_round((double)direct * 0.88, 0));
    json_add_number(variation, "bounces", (double)failed);
    json_add_number(variation, "body_clicks", (double)sim_round((double)direct * 0.82, 0));
    cJSON *const both[] = { variation, row };
    for (size_t i = 0; i < 2; i++) {
        json_add_number(both[i], "revenue", revenue);
        json_add_number(both[i], "unique_recipients", (double)sent);
        json_add_number(both[i], "conversions", (double)conversions);
        json_add_number(both[i], "conversions_by_send_time", (double)by_send);
    }
}

void sim_sends_data_series(struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
    struct sim_campaign campaign;
    struct sim_range range;
    const char *send_id = sim_request_query(request, "send_id");
    if (!sim_campaign_find(sim, request, reply, &campaign))
        return;
    if (!campaign.is_api) {
        sim_reply_error(reply, 400, "campaign_id must be that of an API campaign");
        return;
    }
    if (send_id == NULL || *send_id == '\0' || strlen(send_id) > LONGEST_SEND_ID) {
        sim_reply_error(reply, 400, "send_id must be a string of at most %d characters", LONGEST_SEND_ID);
        return;
    }
    if (!sim_range_read(sim, request, reply, false, &range))
        return;
    uint64_t key = sim_hash_text(send_id) ^ campaign.index;
    int32_t sent_day = sim->world.today - (int32_t)sim_pick(&sim->world, SIM_REQUEST, key, SALT_DAY, KEPT_DAYS);
    cJSON *body = sim_reply_object(reply, 200);
    cJSON *data = json_add_array(body, "data");
    for (int32_t day = range.first_day; day <= range.last_day; day++)
        add_day(&sim->world, key, sent_day, day, sim_row_of_day(data, day));
    json_add_string(body, "message", "success");
}
