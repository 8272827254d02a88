#include "rudderstack/routing.h"

#include <stddef.h>

enum { WEB_CALLS = CALL_BIT(CALL_IDENTIFY) | CALL_BIT(CALL_TRACK) | CALL_BIT(CALL_PAGE),
       MOBILE_CALLS = CALL_BIT(CALL_IDENTIFY) | CALL_BIT(CALL_TRACK) };

static struct route refuse(const char *why)
{
    return (struct route){ .cloud = false, .device = DEVICE_NONE, .no_cloud = why, .no_device = why };
}

static struct route route_device(bool web, enum call_type call)
{
    struct route route = { .no_cloud = ROUTE_NO_SERVERS };
    if ((web ? WEB_CALLS : MOBILE_CALLS) & CALL_BIT(call))
        route.device = DEVICE_FULL;
    else
        route.no_device = web ? "the web integration knows identify, track and page only; the event vanishes without a word"
                              : "the mobile integrations know identify and track only; the event vanishes without a word";
    return route;
}

static struct route route_hybrid(bool web, enum call_type call)
{
    struct route route = { .cloud = true, .no_device = "in hybrid mode the mobile integrations drop every event" };
    if (!web)
        return route;
    if (!(WEB_CALLS & CALL_BIT(call))) {
        route.cloud = false;
        route.no_cloud = "hybrid mode of a web source lets identify, track and page through the servers only (filter code 298)";
    }
    if (call == CALL_IDENTIFY)
        route.device = DEVICE_CHANGE_USER_ONLY;
    route.no_device = call == CALL_IDENTIFY ? "in hybrid mode identify only calls changeUser; the servers send the traits"
                                            : "in hybrid mode the web integration acts on identify only";
    return route;
}

struct route route_event(enum source_type type, enum connection_mode mode, enum call_type call)
{
    unsigned modes = source_type_modes(type);
    if (!(modes & MODE_BIT(mode)))
        return refuse(modes == MODE_BIT(MODE_CLOUD) ? "this kind of source has cloud mode only"
                                                    : "this kind of source has no hybrid mode");
    bool web = type == SOURCE_WEB;
    switch (mode) {
    case MODE_DEVICE:
        return route_device(web, call);
    case MODE_HYBRID:
        return route_hybrid(web, call);
    case MODE_CLOUD:
    case CONNECTION_MODE_COUNT:
        break;
    }
    return (struct route){ .cloud = true, .no_device = "in cloud mode the client does not call the Braze SDK" };
}

unsigned route_calls(enum source_type type, enum connection_mode mode)
{
    unsigned calls = 0;
    for (unsigned call = 0; call < CALL_TYPE_COUNT; call++) {
        struct route route = route_event(type, mode, call);
        if (route.cloud || route.device != DEVICE_NONE)
            calls |= CALL_BIT(call);
    }
    return calls;
}

const char *device_delivery_key(enum device_delivery delivery)
{
    static const char *const keys[] = { "none", "changeUser_only", "full" };
    return keys[delivery];
}
