/* Where events come from and which way they go: source types, connection modes, call types, and the client
 * integrations (platforms) that call a Braze SDK.
 *
 * Names are those of RudderStack's settings; they are compared exactly, but for call types (see below). */
#ifndef RUDDERSTACK_SOURCE_H
#define RUDDERSTACK_SOURCE_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

enum source_type {
#define SOURCE_TYPE(id, key, label, modes, native) SOURCE_##id,
#include "data/source_types.def"
#undef SOURCE_TYPE
    SOURCE_TYPE_COUNT
};

enum connection_mode { MODE_CLOUD, MODE_DEVICE, MODE_HYBRID, CONNECTION_MODE_COUNT };

enum call_type { CALL_IDENTIFY, CALL_TRACK, CALL_PAGE, CALL_SCREEN, CALL_GROUP, CALL_ALIAS, CALL_TYPE_COUNT };

/* Who calls the Braze SDK in the client. */
enum platform {
    PLATFORM_WEB,
    PLATFORM_ANDROID,
    PLATFORM_ANDROID_KOTLIN,
    PLATFORM_IOS,
    PLATFORM_IOS_SWIFT,
    PLATFORM_COUNT
};

/* Sets of the above, one bit each. */
#define SOURCE_BIT(type) (1u << (type))
#define MODE_BIT(mode) (1u << (mode))
#define CALL_BIT(call) (1u << (call))
#define PLATFORM_BIT(platform) (1u << (platform))

const char *source_type_key(enum source_type type);   /* "web" */
const char *source_type_label(enum source_type type); /* as RudderStack's dashboard calls it */
bool source_type_find(const char *key, enum source_type *type);

/* The modes on offer for a source type, a set of MODE_BIT. */
unsigned source_type_modes(enum source_type type);

/* Who calls the SDK for this source. React Native and Flutter hand over to the native integration of the phone:
 * event (may be NULL) tells which by context.os.name or context.device.type, and Android is assumed where it does
 * not. False for sources that have cloud mode only. */
bool source_type_platform(enum source_type type, const cJSON *event, enum platform *platform);

const char *connection_mode_key(enum connection_mode mode);
bool connection_mode_find(const char *key, enum connection_mode *mode);

const char *call_type_key(enum call_type call);

/* As RudderStack's servers read an event's type: white space around it and the case do not matter. */
bool call_type_find(const char *text, enum call_type *call);

const char *platform_key(enum platform platform);
bool platform_find(const char *key, enum platform *platform);

#endif
