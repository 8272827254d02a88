/* A checker for the shapes of Airbyte's protocol, version 0, written from its documentation
 * (https://docs.airbyte.com/platform/understanding-airbyte/airbyte-protocol) and independent of what writes the
 * messages. */
#ifndef AIRBYTE_SHAPE_H
#define AIRBYTE_SHAPE_H

#include <cjson/cJSON.h>

/* NULL if the message has the protocol's shape; else what is wrong with it (a constant). text is the line it was read
 * from. */
const char *airbyte_shape_wrong(const cJSON *message, const char *text);

#endif
