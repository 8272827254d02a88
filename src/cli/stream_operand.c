#include "cli/stream_operand.h"

#include "sync/stream.h"

bool stream_operand(size_t index, struct cli_option *value)
{
    if (index >= stream_count)
        return false;
    *value = (struct cli_option){ .name = streams[index].table.name, .help = streams[index].help };
    return true;
}
