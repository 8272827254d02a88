/* The messages of campaigns and Canvas steps: what they say and how many were sent, opened and clicked. */
#ifndef SIM_MESSAGE_H
#define SIM_MESSAGE_H

#include "sim/sim.h"

enum sim_channel {
    SIM_CHANNEL_EMAIL,
    SIM_CHANNEL_IOS_PUSH,
    SIM_CHANNEL_ANDROID_PUSH,
    SIM_CHANNEL_WEB_PUSH,
    SIM_CHANNEL_KINDLE_PUSH,
    SIM_CHANNEL_SMS,
    SIM_CHANNEL_WHATS_APP,
    SIM_CHANNEL_WEBHOOK,
    SIM_CHANNEL_CONTENT_CARDS,
    SIM_CHANNEL_IN_APP_MESSAGE,
    SIM_CHANNEL_COUNT
};

struct sim_message {
    enum sim_kind kind; /* SIM_CAMPAIGN_MESSAGE or SIM_CANVAS_MESSAGE */
    uint32_t index;     /* of the campaign or Canvas */
    unsigned sub;       /* which of its messages */
    enum sim_channel channel;
    unsigned variant; /* from 1; the last one may be the control group */
    bool control;
    double weight; /* its part of the recipients */
};

/* As details call a channel, and as the series do. */
const char *sim_channel_name(enum sim_channel channel);
const char *sim_channel_series_name(enum sim_channel channel);

/* Adds the message to an object keyed by its identifier. */
void sim_message_add(const struct sim_world *world, const struct sim_message *message, bool translatable,
                     cJSON *messages);

/* What a message did on a day: sent on it, and how many of those sent lately looked at it on it. */
struct sim_outcome {
    int32_t day;
    double sent;
    double engaged;
};

/* Adds the counts of the message's channel. */
void sim_message_add_stats(const struct sim_world *world, const struct sim_message *message,
                           const struct sim_outcome *outcome, cJSON *stats);

/* The part of its recipients that convert, and what one of them is worth. */
double sim_message_conversion_rate(const struct sim_world *world, const struct sim_message *message);

/* The part of those who look at a message at all that do so so many days after; days 0 to SIM_ENGAGED_DAYS - 1. */
enum { SIM_ENGAGED_DAYS = 4 };
double sim_engaged_share(int32_t days_after);

/* The built-in subscription group of a channel. */
const char *sim_message_subscription_group(enum sim_channel channel);

#endif
