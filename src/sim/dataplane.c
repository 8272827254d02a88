#include <string.h>
#include <strings.h>

#include "sim/sim.h"

bool sim_dataplane_knows(const char *path)
{
    static const char *const paths[] = { "/v1/identify", "/v1/track", "/v1/page", "/v1/screen",
                                         "/v1/group",    "/v1/alias", "/v1/batch" };
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        if (strcmp(path, paths[i]) == 0)
            return true;
    return false;
}

void sim_dataplane_answer(struct sim *sim, struct sim_request *request, struct sim_reply *reply)
{
    (void)sim;
    (void)request;
    sim_reply_error(reply, 404, "Not Found");
}
