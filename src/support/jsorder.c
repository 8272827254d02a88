#include "support/jsorder.h"

#include <math.h>

#include "support/jsnumber.h"
#include "support/jstext.h"

/* A value as < takes it: text or number. */
struct operand {
    const char *text; /* NULL: a number */
    double number;
};

static struct operand operand_of(struct arena *arena, const cJSON *value, bool *thrown)
{
    struct operand operand = { NULL, (double)NAN };
    if (js_is_number(value)) {
        operand.number = value->valuedouble;
    } else if (js_is_bool(value)) {
        operand.number = js_truthy(value) ? 1 : 0;
    } else if (!js_nullish(value) && !js_to_text(arena, value, &operand.text)) {
        *thrown = true;
        operand.text = "";
    }
    return operand;
}

int js_order(struct arena *arena, const cJSON *a, const cJSON *b, bool *thrown)
{
    if (js_same(a, b))
        return 0;
    struct operand left = operand_of(arena, a, thrown); /* lodash compares before it looks for what is absent */
    struct operand right = operand_of(arena, b, thrown);
    if (a == NULL || b == NULL)
        return a == NULL ? 1 : -1;
    if (js_is_null(a) || js_is_null(b))
        return js_is_null(a) ? 1 : -1;
    if (left.text != NULL && right.text != NULL)
        return js_compare(left.text, right.text);
    double x = left.text != NULL ? js_to_number(left.text) : left.number;
    double y = right.text != NULL ? js_to_number(right.text) : right.number;
    return x < y ? -1 : x > y;
}
