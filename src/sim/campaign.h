/* What there is to know about a campaign, from its index alone. */
#ifndef SIM_CAMPAIGN_H
#define SIM_CAMPAIGN_H

#include "sim/message.h"
#include "sim/series.h"

enum sim_schedule {
    SIM_SCHEDULE_ACTION,
    SIM_SCHEDULE_WEEKLY,
    SIM_SCHEDULE_MONTHLY,
    SIM_SCHEDULE_ONCE,
    SIM_SCHEDULE_API
};

enum { SIM_MOST_MESSAGES = 8 };

struct sim_campaign {
    unsigned index;
    int64_t created_ms, updated_ms;
    bool archived, draft, enabled, has_post_launch_draft, is_api;
    enum sim_schedule schedule;
    int32_t first_day, last_day;   /* between which it sends; first_day > last_day: never */
    int32_t first_sent, last_sent; /* days on which something was sent, until today; INT32_MIN: never */
    unsigned message_count, variant_count;
    struct sim_message messages[SIM_MOST_MESSAGES];
    unsigned conversion_count; /* how many conversion events it has, 0 to 4 */
};

/* The state alone, which is cheap: what lists need. */
void sim_campaign_read_state(const struct sim_world *world, unsigned index, struct sim_campaign *campaign);
void sim_campaign_read(const struct sim_world *world, unsigned index, struct sim_campaign *campaign);

/* How many messages all of its day will send, control groups included; 0 on days without. */
double sim_campaign_volume(const struct sim_world *world, const struct sim_campaign *campaign, int32_t day);

/* The campaign that campaign_id names. False: the reply says 400. */
bool sim_campaign_find(const struct sim *sim, const struct sim_request *request, struct sim_reply *reply,
                       struct sim_campaign *campaign) MUST_CHECK;

/* Whether an identifier is on the list of those that are gone. */
bool sim_is_gone(const struct sim *sim, const char *id);

#endif
