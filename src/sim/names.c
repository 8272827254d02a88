#include "sim/names.h"

#include <stdlib.h>
#include <string.h>

#include "support/date.h"
#include "support/json.h"

enum { SALT_FIRST = 3000, SALT_SECOND, SALT_THIRD, SALT_TAG_COUNT, SALT_TAG, SALT_TEAM = SALT_TAG + 10, SALT_SENTENCE };

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* The first of each kind; they show what a table has to cope with. */
static const char *const campaign_names[] = {
    "Welcome Email",
    "Order Shipped (API)",
    "\xF0\x9F\x8E\x89 Birthday treat",
    "\xE6\x98\xA5\xE8\x8A\x82\xE4\xBF\x83\xE9\x94\x80 2026", /* Chinese */
    "Cart reminder, 1 h",
    "\xD8\xB9\xD8\xB1\xD9\x88\xD8\xB6 \xD8\xA7\xD9\x84\xD8\xB5\xD9\x8A\xD9\x81", /* Arabic */
    "Password reset",
    "\xE5\xA4\x8F\xE3\x81\xAE\xE3\x82\xBB\xE3\x83\xBC\xE3\x83\xAB", /* Japanese */
    "Weekly digest",
    "Re\xCC\x81veil des inactifs", /* a combining accent */
    "Black Friday: everything \xE2\x80\x93"
    "50 %",
    "\xD7\x91\xD7\xA8\xD7\x95\xD7\x9B\xD7\x99\xD7\x9D \xD7\x94\xD7\x91\xD7\x90\xD7\x99\xD7\x9D", /* Hebrew */
    "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7 Family plan \xE2\x9D\xA4\xEF\xB8\x8F",
    "Quarterly announcement for every customer in every market who has opted in to product news, including the long "
    "legal footer that the compliance team asked for in March and that nobody has dared to shorten since; see the "
    "wiki page \"Announcements, how we do them\" before you touch any of the variants of this campaign",
    "Price drop\tback\x1b[31m in stock",                 /* control characters, one of them an escape */
    "\xED\x95\xA0\xEC\x9D\xB8 \xEC\xBF\xA0\xED\x8F\xB0", /* Korean */
    "  leading and trailing spaces  ",
    "\"Quotes\", <b>markup</b> & %s",
    "Z\xCC\xB5\xCC\xA8\xCC\xA1"
    "algo test \xF0\x9F\xA7\xAA",
    "Receipt",
};

static const char *const canvas_names[] = {
    "Onboarding Journey",
    "Win-back \xF0\x9F\x92\x8C",
    "\xE6\x96\xB0\xE3\x83\xA6\xE3\x83\xBC\xE3\x82\xB6\xE3\x83\xBC\xE6\xAD\x93\xE8\xBF\x8E",
    "Trial to paid",
    "\xD8\xB1\xD8\xAD\xD9\x84\xD8\xA9 \xD8\xA7\xD9\x84\xD8\xB9\xD9\x85\xD9\x8A\xD9\x84",
    "Loyalty tiers",
};

static const char *const segment_names[] = {
    "Lapsed Users - 7 days",
    "Engaged Recent Users",
    "All Users",
    "\xF0\x9F\x92\x8E VIP",
    "\xD0\x9F\xD0\xBE\xD0\xBA\xD1\x83\xD0\xBF\xD0\xB0\xD1\x82\xD0\xB5\xD0\xBB\xD0\xB8",
    "Bought in the last 30 days",
    "iOS, push enabled",
    "No e-mail address",
};

static const char *const card_names[] = { "New in store", "Opening hours", "\xF0\x9F\x8C\xB8 Spring",
                                          "App of the month" };

static const char *const firsts[] = {
    "Spring", "Summer", "Autumn", "Winter", "Holiday", "Weekend",  "Morning", "Flash",   "VIP",    "Members",
    "App",    "Store",  "New",    "Last",   "Local",   "Referral", "Loyalty", "Partner", "Sunday", "Payday",
};
static const char *const seconds[] = {
    "sale",    "digest", "reminder", "survey",   "tips",   "update",   "offer",  "invitation", "countdown", "recap",
    "restock", "launch", "webinar",  "feedback", "upsell", "cashback", "bundle", "teaser",     "thank-you", "quiz",
};
static const char *const thirds[] = {
    "DE",  "FR", "US", "UK",   "JP",   "BR", "iOS", "Android", "web",
    "A/B", "v2", "v3", "2025", "2026", "Q1", "Q2",  "Q3",      "Q4",
};
static const char *const tags[] = {
    "onboarding",
    "email",
    "promo",
    "transactional",
    "loyalty",
    "retention",
    "\xE5\xAD\xA3\xE8\x8A\x82",
    "push",
    "Q4 \xF0\x9F\x8E\x84",
    "test",
    "legal hold",
    "market:DE",
};
static const char *const teams[] = { "Lifecycle", "CRM", "Growth", "Product", "\xC3\x89quipe Europe" };
static const char *const sentences[] = {
    "First message after sign-up",
    "Everything new in one place",
    "Only today: 20 % off what you looked at",
    "Your order is on its way \xF0\x9F\x93\xA6",
    "We miss you",
    "Tell us how it was",
    "",
    "\xE3\x81\x82\xE3\x82\x8A\xE3\x81\x8C\xE3\x81\xA8\xE3\x81\x86", /* Japanese */
    "Three things you have not tried yet",
    "Sent to everybody who asked for it",
};

static const char *first_name(enum sim_kind kind, unsigned index)
{
    switch (kind) {
    case SIM_CAMPAIGN:
        return index < COUNT(campaign_names) ? campaign_names[index] : NULL;
    case SIM_CANVAS:
        return index < COUNT(canvas_names) ? canvas_names[index] : NULL;
    case SIM_SEGMENT:
        return index < COUNT(segment_names) ? segment_names[index] : NULL;
    case SIM_CARD:
        return index < COUNT(card_names) ? card_names[index] : NULL;
    default:
        return NULL;
    }
}

char *sim_name(const struct sim_world *world, enum sim_kind kind, unsigned index)
{
    const char *fixed = first_name(kind, index);
    if (fixed != NULL)
        return memory_copy_string(fixed);
    return memory_format("%s %s %s #%u", firsts[sim_pick(world, kind, index, SALT_FIRST, COUNT(firsts))],
                         seconds[sim_pick(world, kind, index, SALT_SECOND, COUNT(seconds))],
                         thirds[sim_pick(world, kind, index, SALT_THIRD, COUNT(thirds))], index + 1);
}

char *sim_sentence(const struct sim_world *world, enum sim_kind kind, unsigned index, unsigned salt)
{
    return memory_copy_string(sentences[sim_pick(world, kind, index, SALT_SENTENCE + salt, COUNT(sentences))]);
}

void sim_add_tags(const struct sim_world *world, enum sim_kind kind, unsigned index, cJSON *object)
{
    cJSON *array = json_add_array(object, "tags");
    unsigned count = sim_pick(world, kind, index, SALT_TAG_COUNT, 4);
    unsigned first = sim_pick(world, kind, index, SALT_TAG, COUNT(tags));
    for (unsigned i = 0; i < count; i++)
        json_append_string(array, tags[(first + i * 5) % COUNT(tags)]);
}

void sim_add_teams(const struct sim_world *world, enum sim_kind kind, unsigned index, cJSON *object)
{
    cJSON *array = json_add_array(object, "teams");
    unsigned pick = sim_pick(world, kind, index, SALT_TEAM, COUNT(teams) + 2);
    if (pick < COUNT(teams))
        json_append_string(array, teams[pick]);
    if (pick == 0)
        json_append_string(array, teams[COUNT(teams) - 1]);
}

void sim_add_moment(cJSON *object, const char *name, int64_t ms)
{
    if (ms < 0) {
        json_add_null(object, name);
        return;
    }
    char text[DATE_MOMENT_SIZE];
    date_format_moment(ms, text);
    char *moment = memory_format("%.19s+00:00", text);
    json_add_string(object, name, moment);
    free(moment);
}
