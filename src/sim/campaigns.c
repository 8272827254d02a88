#include <stdlib.h>
#include <string.h>

#include "sim/campaign.h"
#include "sim/handlers.h"
#include "sim/list.h"
#include "sim/names.h"
#include "support/date.h"
#include "support/json.h"

static bool campaign_is_archived(const struct sim_world *world, unsigned index)
{
    struct sim_campaign campaign;
    sim_campaign_read_state(world, index, &campaign);
    return campaign.archived;
}

static void add_campaign(const struct sim_world *world, unsigned index, const char *id, cJSON *object)
{
    struct sim_campaign campaign;
    sim_campaign_read_state(world, index, &campaign);
    char *name = sim_name(world, SIM_CAMPAIGN, index);
    json_add_string(object, "id", id);
    sim_add_moment(object, "last_edited", campaign.updated_ms);
    json_add_string(object, "name", name);
    json_add_bool(object, "is_api_campaign", campaign.is_api);
    sim_add_tags(world, SIM_CAMPAIGN, index, object);
    free(name);
}

void sim_campaigns_list(struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
    static const struct sim_list list = { SIM_CAMPAIGN, "campaigns", true, true, campaign_is_archived, add_campaign };
    sim_list_answer(sim, request, reply, &list);
}

static const char *schedule_name(enum sim_schedule schedule)
{
    switch (schedule) {
    case SIM_SCHEDULE_ACTION:
        return "action_based";
    case SIM_SCHEDULE_API:
        return "api_triggered";
    case SIM_SCHEDULE_WEEKLY:
    case SIM_SCHEDULE_MONTHLY:
    case SIM_SCHEDULE_ONCE:
        return "time_based";
    }
    return "time_based";
}

void sim_add_conversion_behaviors(const struct sim_world *world, enum sim_kind kind, unsigned index, unsigned count,
                                  cJSON *object)
{
    static const struct {
        const char *type, *field, *value;
        int window;
    } behaviors[] = {
        { "Performs Custom Event", "custom_event_name", "Completed Profile", 86400 },
        { "Makes Any Purchase", NULL, NULL, 259200 },
        { "Starts Session", "app_ids", NULL, 86400 },
        { "Clicks Email", NULL, NULL, 604800 },
        { "Makes Specific Purchase", "product", "backpack", 259200 },
        { "Opens Email", NULL, NULL, 172800 },
        { "Upgrades App", "app_ids", NULL, 604800 },
    };
    enum { KINDS = sizeof behaviors / sizeof *behaviors };
    cJSON *array = json_add_array(object, "conversion_behaviors");
    unsigned first = index == 0 ? 0 : sim_pick(world, kind, index, 7000, KINDS);
    for (unsigned i = 0; i < count; i++) {
        unsigned which = (first + i) % KINDS;
        cJSON *behavior = json_object();
        json_add_string(behavior, "type", behaviors[which].type);
        json_add_number(behavior, "window", behaviors[which].window);
        if (behaviors[which].field != NULL)
            json_add_string(behavior, behaviors[which].field, behaviors[which].value);
        json_append(array, behavior);
    }
}

static void add_channels(const struct sim_campaign *campaign, cJSON *body)
{
    bool seen[SIM_CHANNEL_COUNT] = { false };
    cJSON *array = json_add_array(body, "channels");
    for (unsigned i = 0; i < campaign->message_count; i++) {
        enum sim_channel channel = campaign->messages[i].channel;
        if (!seen[channel])
            json_append_string(array, sim_channel_name(channel));
        seen[channel] = true;
    }
}

static int64_t sent_moment(int32_t day, int hour)
{
    return day == INT32_MIN ? -1 : day * DATE_MS_PER_DAY + hour * INT64_C(3600000);
}

void sim_campaigns_details(struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
    struct sim_campaign campaign;
    if (!sim_campaign_find(sim, request, reply, &campaign))
        return;
    const struct sim_world *world = &sim->world;
    bool draft_version = sim_request_flag(request, "post_launch_draft_version") && campaign.has_post_launch_draft;
    char *name = sim_name(world, SIM_CAMPAIGN, campaign.index);
    char *description = sim_sentence(world, SIM_CAMPAIGN, campaign.index, draft_version ? 1 : 0);
    cJSON *body = sim_reply_object(reply, 200);
    json_add_string(body, "message", "success");
    sim_add_moment(body, "created_at", campaign.created_ms);
    sim_add_moment(body, "updated_at", campaign.updated_ms);
    json_add_bool(body, "archived", campaign.archived);
    json_add_bool(body, "draft", campaign.draft);
    json_add_bool(body, "enabled", campaign.enabled);
    json_add_bool(body, "has_post_launch_draft", campaign.has_post_launch_draft);
    json_add_string(body, "name", name);
    json_add_string(body, "description", description);
    json_add_string(body, "schedule_type", schedule_name(campaign.schedule));
    add_channels(&campaign, body);
    sim_add_moment(body, "first_sent", sent_moment(campaign.first_sent, 8));
    sim_add_moment(body, "last_sent", sent_moment(campaign.last_sent, 13));
    sim_add_tags(world, SIM_CAMPAIGN, campaign.index, body);
    sim_add_teams(world, SIM_CAMPAIGN, campaign.index, body);
    cJSON *messages = json_add_object(body, "messages");
    for (unsigned i = 0; i < campaign.message_count; i++)
        sim_message_add(world, &campaign.messages[i], sim_request_flag(request, "include_has_translatable_content"),
                        messages);
    sim_add_conversion_behaviors(world, SIM_CAMPAIGN, campaign.index, campaign.conversion_count, body);
    free(name);
    free(description);
}
