#include <stdlib.h>

#include "sim/handlers.h"
#include "support/json.h"

static const struct {
    const char *name, *title, *state;
} centers[] = {
    { "Main preference center", "Choose your news", "active" },
    { "\xE9\x85\x8D\xE4\xBF\xA1\xE8\xA8\xAD\xE5\xAE\x9A", "\xE9\x85\x8D\xE4\xBF\xA1\xE8\xA8\xAD\xE5\xAE\x9A", "draft" },
};
enum { CENTERS = sizeof centers / sizeof *centers };

static void add_center(const struct sim *sim, unsigned index, cJSON *object)
{
    char id[SIM_ID_SIZE];
    sim_id_format(&sim->world, SIM_PREFERENCE_CENTER, index, 0, id);
    json_add_string(object, "name", centers[index].name);
    json_add_string(object, "preference_center_api_id", id);
    json_add_string(object, "created_at", "2025-08-17T15:46:10Z");
    json_add_string(object, "updated_at", "2026-02-17T15:46:10Z");
}

void sim_preference_center_list(struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
    (void)request;
    cJSON *array = json_add_array(sim_reply_object(reply, 200), "preference_centers");
    for (unsigned i = 0; i < CENTERS; i++) {
        cJSON *object = json_object();
        add_center(sim, i, object);
        json_append(array, object);
    }
}

void sim_preference_center_get(struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
    uint32_t index = 0;
    unsigned sub = 0;
    if (!sim_id_parse(&sim->world, SIM_PREFERENCE_CENTER, request->path_id, &index, &sub) || index >= CENTERS) {
        sim_reply_error(reply, 404, "Preference center not found");
        return;
    }
    cJSON *body = sim_reply_object(reply, 200);
    char *page = memory_format("<html><body><h1>%s</h1></body></html>", centers[index].title);
    add_center(sim, index, body);
    json_add_string(body, "preference_center_title", centers[index].title);
    json_add_string(body, "preference_center_page_html", page);
    json_add_string(body, "confirmation_page_html", "<html><body>Saved</body></html>");
    json_add_null(body, "redirect_page_html");
    json_add_string(json_add_object(body, "preference_center_options"), "meta-viewport-content",
                    "width=device-width, initial-scale=2");
    json_add_string(body, "state", centers[index].state);
    free(page);
}
