#include "rudderstack/transform.h"

#include <stdlib.h>

#include "support/jsread.h"
#include "support/jswrite.h"

struct transform {
    const struct cloud_options *options;
    bool router;
    struct arena *arena; /* of one line */
};

struct transform *transform_new(const struct cloud_options *options, bool router)
{
    struct transform *transform = memory_allocate(1, sizeof *transform);
    transform->options = options;
    transform->router = router;
    transform->arena = arena_new();
    return transform;
}

void transform_free(struct transform *transform)
{
    if (transform == NULL)
        return;
    arena_free(transform->arena);
    free(transform);
}

void transform_refuse(const char *what, UT_string *out)
{
    utstring_printf(out, "{\"error\":");
    js_write_text(out, what);
    utstring_printf(out, ",\"statusCode\":400}\n");
}

/* The list that the router is to answer; NULL: the line is for the processor. */
static cJSON *router_inputs(const struct transform *transform, cJSON *input)
{
    if (js_is_array(input) || !transform->router)
        return js_is_array(input) ? input : NULL;
    cJSON *inputs = js_member(input, "input");
    if (js_is_array(inputs))
        return inputs;
    inputs = js_array(transform->arena);
    js_append(transform->arena, inputs, js_share(transform->arena, input));
    return inputs;
}

static cJSON *answer_input(const struct transform *transform, cJSON *input)
{
    struct cloud cloud = { .arena = transform->arena, .options = transform->options, .exchange = &exchange_offline };
    cJSON *inputs = router_inputs(transform, input);
    if (inputs == NULL)
        return cloud_process(&cloud, input);
    cJSON *answer = js_object(transform->arena);
    js_add(answer, "output", cloud_route(&cloud, inputs));
    return answer;
}

/* RudderStack's server asks for some hundred at a time; without a limit a line of commas would take memory without
 * end. */
static bool is_too_long(const struct transform *transform, cJSON *input)
{
    enum { MOST_INPUTS = 20000 };
    return js_count(router_inputs(transform, input)) > MOST_INPUTS;
}

void transform_line(struct transform *transform, const char *line, size_t length, UT_string *out)
{
    struct error error = ERROR_INIT;
    cJSON *input = js_read(transform->arena, line, length, &error);
    if (input == NULL) {
        transform_refuse(error.message, out);
    } else if (!js_is_object(input) && !js_is_array(input)) {
        transform_refuse("a line must be an object {\"message\", \"destination\"}, or a list of them", out);
    } else if (is_too_long(transform, input)) {
        transform_refuse("a list of more than 20,000 events", out);
    } else {
        js_write(out, answer_input(transform, input));
        utstring_bincpy(out, "\n", 1);
    }
    error_clear(&error);
    arena_reset(transform->arena);
}
