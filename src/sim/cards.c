#include <stdlib.h>

#include "sim/campaign.h"
#include "sim/handlers.h"
#include "sim/list.h"
#include "sim/names.h"
#include "support/date.h"
#include "support/json.h"

enum { SALT_STATE = 30, SALT_TYPE, SALT_REACH, SALT_LIFE };

struct card {
    unsigned index;
    bool archived, draft;
    int32_t first_day, last_day;
};

static struct card read_card(const struct sim_world *world, unsigned index)
{
    double draw = index == 0 ? 1 : sim_unit(world, SIM_CARD, index, SALT_STATE);
    struct card card = { .index = index, .draft = draw < 0.1, .archived = draw >= 0.1 && draw < 0.25 };
    card.first_day = date_day_of(sim_created_ms(world, SIM_CARD, index)) + 1;
    card.last_day = card.first_day + 30 + (int32_t)(sim_unit(world, SIM_CARD, index, SALT_LIFE) * 330);
    return card;
}

static bool card_is_archived(const struct sim_world *world, unsigned index)
{
    return read_card(world, index).archived;
}

static void add_card(const struct sim_world *world, unsigned index, const char *id, cJSON *object)
{
    static const char *const types[] = { "CaptionedImage", "NewsItem", "Banner", "DevPick" };
    char *title = sim_name(world, SIM_CARD, index);
    json_add_string(object, "id", id);
    json_add_string(object, "type", types[index < 2 ? index : sim_pick(world, SIM_CARD, index, SALT_TYPE, 4)]);
    json_add_string(object, "title", title);
    sim_add_tags(world, SIM_CARD, index, object);
    free(title);
}

void sim_feed_list(struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
    static const struct sim_list list = { SIM_CARD, "cards", true, false, card_is_archived, add_card };
    sim_list_answer(sim, request, reply, &list);
}

static bool find_card(const struct sim *sim, const struct sim_request *request, struct sim_reply *reply,
                      struct card *card)
{
    const char *id = sim_request_query(request, "card_id");
    uint32_t index = 0;
    unsigned sub = 0;
    if (id == NULL || sim_is_gone(sim, id) || !sim_id_parse(&sim->world, SIM_CARD, id, &index, &sub) ||
        !sim_exists(&sim->world, SIM_CARD, index))
        return sim_reply_error(reply, 400, "card_id must be a string of the card api identifier");
    *card = read_card(&sim->world, index);
    return true;
}

void sim_feed_details(struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
    struct card card;
    if (!find_card(sim, request, reply, &card))
        return;
    const struct sim_world *world = &sim->world;
    char *title = sim_name(world, SIM_CARD, card.index);
    char *name = memory_format("%s card", title);
    char *description = sim_sentence(world, SIM_CARD, card.index, 0);
    cJSON *body = sim_reply_object(reply, 200);
    json_add_string(body, "message", "success");
    sim_add_moment(body, "created_at", sim_created_ms(world, SIM_CARD, card.index));
    sim_add_moment(body, "updated_at", sim_updated_ms(world, SIM_CARD, card.index));
    json_add_string(body, "name", name);
    sim_add_moment(body, "publish_at", card.first_day * DATE_MS_PER_DAY + INT64_C(36000000));
    sim_add_moment(body, "end_at", (card.last_day + 1) * DATE_MS_PER_DAY);
    sim_add_tags(world, SIM_CARD, card.index, body);
    json_add_string(body, "title", title);
    json_add_string(body, "image_url", "https://cdn.example.com/card.png");
    json_add_string(json_add_object(body, "extras"), "campaign", "spring");
    json_add_string(body, "description", description);
    json_add_bool(body, "archived", card.archived);
    json_add_bool(body, "draft", card.draft);
    free(title);
    free(name);
    free(description);
}

/* What is seen of a card on a day, times a part of it. */
struct seen {
    struct card card;
    double part;
};

static double impressions(const struct sim_world *world, const void *context, int32_t day)
{
    const struct seen *seen = context;
    const struct card *card = &seen->card;
    if (card->draft || day < card->first_day || day > card->last_day)
        return 0;
    double reach = 0.01 + 0.3 * sim_unit(world, SIM_CARD, card->index, SALT_REACH);
    return sim_activity(world, day) * reach * seen->part;
}

void sim_feed_data_series(struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
    struct sim_range range;
    struct seen all = { .part = 1 }, unique = { .part = 0 }, clicks = { .part = 0 }, unique_clicks = { .part = 0 };
    if (!find_card(sim, request, reply, &all.card) || !sim_range_read(sim, request, reply, true, &range))
        return;
    unique = clicks = unique_clicks = all;
    unique.part = 0.78;
    clicks.part = 0.045;
    unique_clicks.part = 0.04;
    uint64_t noise = 1000 + all.card.index;
    const struct sim_series series[] = {
        { impressions, &clicks, noise, 0.03, "clicks", false },
        { impressions, &all, noise, 0.03, "impressions", false },
        { impressions, &unique_clicks, noise, 0.03, "unique_clicks", false },
        { impressions, &unique, noise, 0.03, "unique_impressions", false },
    };
    cJSON *body = sim_reply_object(reply, 200);
    json_add_string(body, "message", "success");
    cJSON *data = json_add_array(body, "data");
    for (size_t i = 0; i < sizeof series / sizeof *series; i++)
        sim_series_write(&sim->world, &range, &series[i], data);
}
