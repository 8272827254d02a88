#include "sim/campaign.h"

#include <string.h>

#include "support/date.h"

enum {
    SALT_STATE = 1,
    SALT_SCHEDULE,
    SALT_LIFE,
    SALT_POST_LAUNCH,
    SALT_START,
    SALT_WEEKDAY,
    SALT_MONTH_DAY,
    SALT_REACH,
    SALT_CHANNELS,
    SALT_VARIANTS,
    SALT_CONTROL,
    SALT_WEIGHT,
    SALT_CONVERSIONS,
    SALT_VOLUME
};

/* The first ones, whose names are those worth looking at, are never archived. */
enum { ALWAYS_LISTED = 20 };

static double unit(const struct sim_world *world, unsigned index, unsigned salt)
{
    return sim_unit(world, SIM_CAMPAIGN, index, salt);
}

/* The first two are always the same: one that goes out all day, and an API campaign. */
static enum sim_schedule choose_schedule(const struct sim_world *world, unsigned index)
{
    double draw = unit(world, index, SALT_SCHEDULE);
    if (index == 0)
        return SIM_SCHEDULE_ACTION;
    if (index == 1 || draw < 0.15)
        return SIM_SCHEDULE_API;
    return draw < 0.45   ? SIM_SCHEDULE_ACTION
           : draw < 0.68 ? SIM_SCHEDULE_WEEKLY
           : draw < 0.78 ? SIM_SCHEDULE_MONTHLY
                         : SIM_SCHEDULE_ONCE;
}

void sim_campaign_read_state(const struct sim_world *world, unsigned index, struct sim_campaign *campaign)
{
    *campaign = (struct sim_campaign){ .index = index, .first_sent = INT32_MIN, .last_sent = INT32_MIN };
    campaign->created_ms = sim_created_ms(world, SIM_CAMPAIGN, index);
    campaign->updated_ms = sim_updated_ms(world, SIM_CAMPAIGN, index);
    campaign->schedule = choose_schedule(world, index);
    campaign->is_api = campaign->schedule == SIM_SCHEDULE_API;
    int32_t created = date_day_of(campaign->created_ms);
    campaign->first_day = created + 1 + (int32_t)sim_pick(world, SIM_CAMPAIGN, index, SALT_START, 6);
    campaign->last_day = INT32_MAX;
    double draw = index < 2 ? 1 : unit(world, index, SALT_STATE); /* the first two are alive */
    int32_t life = 20 + (int32_t)(unit(world, index, SALT_LIFE) * 160);
    if (draw < 0.08) {
        campaign->draft = true;
        campaign->last_day = INT32_MIN;
    } else if (draw < 0.34) {
        /* Stopped after a while; most of these are archived a month later. */
        campaign->last_day = campaign->first_day + life;
        campaign->archived = index >= ALWAYS_LISTED && draw < 0.22 && world->today > campaign->last_day + 30;
    }
    if (campaign->schedule == SIM_SCHEDULE_ONCE && !campaign->draft)
        campaign->last_day = campaign->first_day;
    campaign->enabled = !campaign->draft && !campaign->archived && world->today <= campaign->last_day;
    campaign->has_post_launch_draft = campaign->enabled && unit(world, index, SALT_POST_LAUNCH) < 0.12;
}

static void add_message(struct sim_campaign *campaign, enum sim_channel channel, unsigned variant, double weight)
{
    if (campaign->message_count == SIM_MOST_MESSAGES)
        return;
    unsigned sub = campaign->message_count + 1;
    campaign->messages[campaign->message_count++] = (struct sim_message){
        .kind = SIM_CAMPAIGN_MESSAGE,
        .index = campaign->index,
        .sub = sub,
        .channel = channel,
        .variant = variant,
        .weight = weight,
    };
}

/* One channel in several variants, or several channels that all get everything. */
static void add_messages(const struct sim_world *world, struct sim_campaign *campaign)
{
    static const enum sim_channel singles[] = {
        SIM_CHANNEL_EMAIL,         SIM_CHANNEL_EMAIL,          SIM_CHANNEL_EMAIL,
        SIM_CHANNEL_IOS_PUSH,      SIM_CHANNEL_ANDROID_PUSH,   SIM_CHANNEL_WEB_PUSH,
        SIM_CHANNEL_SMS,           SIM_CHANNEL_WHATS_APP,      SIM_CHANNEL_WEBHOOK,
        SIM_CHANNEL_CONTENT_CARDS, SIM_CHANNEL_IN_APP_MESSAGE, SIM_CHANNEL_IN_APP_MESSAGE,
        SIM_CHANNEL_KINDLE_PUSH,
    };
    static const enum sim_channel groups[][3] = {
        { SIM_CHANNEL_EMAIL, SIM_CHANNEL_IOS_PUSH, SIM_CHANNEL_ANDROID_PUSH },
        { SIM_CHANNEL_IOS_PUSH, SIM_CHANNEL_ANDROID_PUSH, SIM_CHANNEL_WEB_PUSH },
        { SIM_CHANNEL_EMAIL, SIM_CHANNEL_SMS, SIM_CHANNEL_WEBHOOK },
        { SIM_CHANNEL_EMAIL, SIM_CHANNEL_CONTENT_CARDS, SIM_CHANNEL_WHATS_APP },
    };
    unsigned index = campaign->index;
    double draw = index == 0 ? 0 : unit(world, index, SALT_CHANNELS);
    if (draw < 0.25) {
        const enum sim_channel *group = groups[index == 0 ? 0
                                                          : sim_pick(world, SIM_CAMPAIGN, index, SALT_CHANNELS + 100,
                                                                     sizeof groups / sizeof *groups)];
        campaign->variant_count = 1;
        for (unsigned i = 0; i < 3; i++)
            add_message(campaign, group[i], 1, i == 0 ? 1 : 0.62);
        return;
    }
    enum sim_channel channel = singles[(unsigned)(draw * 1000003) % (sizeof singles / sizeof *singles)];
    unsigned variants =
        unit(world, index, SALT_VARIANTS) < 0.55 ? 1 : 2 + sim_pick(world, SIM_CAMPAIGN, index, SALT_VARIANTS + 100, 3);
    bool control = variants > 1 && unit(world, index, SALT_CONTROL) < 0.5;
    double control_weight = control ? 0.1 : 0;
    campaign->variant_count = variants;
    for (unsigned v = 1; v <= variants; v++)
        add_message(campaign, channel, v, (1 - control_weight) / variants);
    if (control) {
        add_message(campaign, channel, variants + 1, control_weight);
        campaign->messages[campaign->message_count - 1].control = true;
    }
}

static bool sends_on(const struct sim_world *world, const struct sim_campaign *campaign, int32_t day)
{
    if (day < campaign->first_day || day > campaign->last_day || day > world->today)
        return false;
    int year = 0, month = 0, day_of_month = 0;
    switch (campaign->schedule) {
    case SIM_SCHEDULE_WEEKLY:
        return date_weekday(day) == (int)sim_pick(world, SIM_CAMPAIGN, campaign->index, SALT_WEEKDAY, 7);
    case SIM_SCHEDULE_MONTHLY:
        date_split(day, &year, &month, &day_of_month);
        return day_of_month == 1 + (int)sim_pick(world, SIM_CAMPAIGN, campaign->index, SALT_MONTH_DAY, 28);
    case SIM_SCHEDULE_ONCE:
        return day == campaign->first_day;
    case SIM_SCHEDULE_ACTION:
    case SIM_SCHEDULE_API:
        return true;
    }
    return false;
}

double sim_campaign_volume(const struct sim_world *world, const struct sim_campaign *campaign, int32_t day)
{
    if (!sends_on(world, campaign, day))
        return 0;
    double reach = campaign->index == 0 ? 0.8 : unit(world, campaign->index, SALT_REACH);
    double noise = 0.92 + 0.16 * sim_unit(world, SIM_CAMPAIGN, campaign->index, sim_day_salt(SALT_VOLUME, day));
    double activity = sim_activity(world, day);
    /* Scheduled ones go out in the morning to a part of everybody, the others all day to who comes along. */
    bool all_day = campaign->schedule == SIM_SCHEDULE_ACTION || campaign->schedule == SIM_SCHEDULE_API;
    double part = all_day ? 0.002 + 0.07 * reach * reach : 0.05 + 1.6 * reach * reach;
    return activity * part * noise * (all_day ? sim_share_of_day(world, day) : 1);
}

/* The last day on or before day on which it sends; INT32_MIN: none. No schedule leaves a longer gap than a month. */
static int32_t find_sending_day(const struct sim_world *world, const struct sim_campaign *campaign, int32_t day,
                                int32_t step)
{
    for (int32_t i = 0; i < 32; i++, day += step)
        if (sends_on(world, campaign, day))
            return day;
    return INT32_MIN;
}

void sim_campaign_read(const struct sim_world *world, unsigned index, struct sim_campaign *campaign)
{
    sim_campaign_read_state(world, index, campaign);
    add_messages(world, campaign);
    campaign->conversion_count = index == 0 ? 3 : sim_pick(world, SIM_CAMPAIGN, index, SALT_CONVERSIONS, 5);
    if (campaign->first_day > campaign->last_day || campaign->first_day > world->today)
        return;
    int32_t last = campaign->last_day < world->today ? campaign->last_day : world->today;
    campaign->first_sent = find_sending_day(world, campaign, campaign->first_day, 1);
    campaign->last_sent = find_sending_day(world, campaign, last, -1);
}

bool sim_is_gone(const struct sim *sim, const char *id)
{
    for (size_t i = 0; i < sim->options.gone_count; i++)
        if (strcmp(sim->options.gone[i], id) == 0)
            return true;
    return false;
}

bool sim_campaign_find(const struct sim *sim, const struct sim_request *request, struct sim_reply *reply,
                       struct sim_campaign *campaign)
{
    const char *id = sim_request_query(request, "campaign_id");
    uint32_t index = 0;
    unsigned sub = 0;
    if (id == NULL || sim_is_gone(sim, id) || !sim_id_parse(&sim->world, SIM_CAMPAIGN, id, &index, &sub) ||
        !sim_exists(&sim->world, SIM_CAMPAIGN, index))
        return sim_reply_error(reply, 400, "campaign_id must be a string of the campaign api identifier");
    sim_campaign_read(&sim->world, index, campaign);
    return true;
}
