/* What there is to know about a Canvas, from its index alone. */
#ifndef SIM_CANVAS_H
#define SIM_CANVAS_H

#include "sim/message.h"
#include "sim/series.h"

enum { SIM_MOST_VARIANTS = 4, SIM_MOST_STEPS = 8, SIM_MOST_STEP_MESSAGES = 2, SIM_MOST_PATHS = 3 };

struct sim_step {
    unsigned sub; /* of its identifier */
    const char *name, *type;
    int32_t delay_days; /* from the entry */
    double share;       /* of those who entered the variant */
    unsigned path_count;
    struct {
        const char *name; /* NULL: the only way on */
        unsigned step;    /* its position in the variant */
    } paths[SIM_MOST_PATHS];
    unsigned message_count; /* 0: no message step */
    struct sim_message messages[SIM_MOST_STEP_MESSAGES];
};

struct sim_variant {
    unsigned sub;
    bool control;
    double weight;
    unsigned step_count; /* the first one is where it begins */
    struct sim_step steps[SIM_MOST_STEPS];
};

struct sim_canvas {
    unsigned index;
    int64_t created_ms, updated_ms;
    bool archived, draft, enabled, has_post_launch_draft, by_action;
    int32_t first_day, last_day; /* between which users enter; first_day > last_day: never */
    unsigned variant_count;
    struct sim_variant variants[SIM_MOST_VARIANTS];
    unsigned conversion_count; /* 1 to 3 */
    bool has_deleted_step;     /* the last step of the first variant was taken out again, its numbers are still there */
};

void sim_canvas_read_state(const struct sim_world *world, unsigned index, struct sim_canvas *canvas);
void sim_canvas_read(const struct sim_world *world, unsigned index, struct sim_canvas *canvas);

/* How many users enter on a day. */
double sim_canvas_entries(const struct sim_world *world, const struct sim_canvas *canvas, int32_t day);

/* The part of those who enter a variant that convert. */
double sim_canvas_conversion_rate(const struct sim_world *world, const struct sim_canvas *canvas, unsigned variant);

/* The first and last day with an entry until today; INT32_MIN: none. */
int32_t sim_canvas_first_entry(const struct sim_world *world, const struct sim_canvas *canvas);
int32_t sim_canvas_last_entry(const struct sim_world *world, const struct sim_canvas *canvas);

/* Whether a step of the first variant is the one that was taken out. */
bool sim_canvas_step_is_deleted(const struct sim_canvas *canvas, unsigned variant, unsigned step);

/* The Canvas that canvas_id names. False: the reply says 400. */
bool sim_canvas_find(const struct sim *sim, const struct sim_request *request, struct sim_reply *reply,
                     struct sim_canvas *canvas) MUST_CHECK;

#endif
