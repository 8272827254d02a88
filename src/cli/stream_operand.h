/* The streams as what an operand may be. */
#ifndef CLI_STREAM_OPERAND_H
#define CLI_STREAM_OPERAND_H

#include "cli/command.h"

bool stream_operand(size_t index, struct cli_option *value);

#endif
