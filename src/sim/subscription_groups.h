/* The subscription groups that every workspace of the simulator has. */
#ifndef SIM_SUBSCRIPTION_GROUPS_H
#define SIM_SUBSCRIPTION_GROUPS_H

#include <stddef.h>

struct sim_subscription_group {
    const char *id, *name, *channel;
};

static const struct sim_subscription_group sim_subscription_groups[] = {
    { "ed06e19a-69b1-4f9b-a452-2db2c4e303a8", "Newsletter", "email" },
    { "5c1f9e70-3d42-4b8e-9a17-60d2f8c4b311", "Offers", "email" },
    { "7b8a2d64-91ce-4f05-8e3b-c2a4d7f01922", "Order updates", "sms" },
    { "c4e07f5d-2ab6-4d93-b1f8-3907ae56cd33", "Service on WhatsApp", "whatsapp" },
};

enum { SIM_SUBSCRIPTION_GROUPS = sizeof sim_subscription_groups / sizeof *sim_subscription_groups };

#endif
