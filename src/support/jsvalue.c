#include "support/jsvalue.h"

#include <math.h>
#include <string.h>

#include "support/jsnumber.h"
#include "support/jstext.h"
#include "support/text.h"

/* cJSON keeps its kinds in the lowest byte of the type, and marks of its own in the next two bits. */
enum { KIND_MASK = 0xFF, WRITTEN_AS_DECIMAL = 1 << 10 };

static int kind_of(const cJSON *value)
{
    return value != NULL ? value->type & KIND_MASK : cJSON_Invalid;
}

bool js_is_object(const cJSON *value)
{
    return kind_of(value) == cJSON_Object;
}

bool js_is_array(const cJSON *value)
{
    return kind_of(value) == cJSON_Array;
}

bool js_is_string(const cJSON *value)
{
    return kind_of(value) == cJSON_String;
}

bool js_is_number(const cJSON *value)
{
    return kind_of(value) == cJSON_Number;
}

bool js_is_decimal(const cJSON *value)
{
    return js_is_number(value) &&
           (floor(value->valuedouble) < value->valuedouble || (value->type & WRITTEN_AS_DECIMAL) != 0);
}

void js_mark_decimal(cJSON *number)
{
    number->type |= WRITTEN_AS_DECIMAL;
}

bool js_is_bool(const cJSON *value)
{
    return (kind_of(value) & (cJSON_True | cJSON_False)) != 0;
}

bool js_is_null(const cJSON *value)
{
    return kind_of(value) == cJSON_NULL;
}

bool js_truthy(const cJSON *value)
{
    switch (kind_of(value)) {
    case cJSON_String:
        return value->valuestring[0] != '\0';
    case cJSON_Number:
        return value->valuedouble != 0 && !isnan(value->valuedouble);
    case cJSON_True:
    case cJSON_Array:
    case cJSON_Object:
        return true;
    default:
        return false;
    }
}

bool js_nullish(const cJSON *value)
{
    return value == NULL || js_is_null(value);
}

const cJSON *js_or(const cJSON *a, const cJSON *b)
{
    return js_truthy(a) ? a : b;
}

const cJSON *js_otherwise(const cJSON *a, const cJSON *b)
{
    return js_nullish(a) ? b : a;
}

bool js_is_index(const char *name, uint32_t *index)
{
    if (name[0] < '0' || name[0] > '9' || (name[0] == '0' && name[1] != '\0'))
        return false;
    uint64_t number = 0;
    size_t digits = 0;
    for (; name[digits] >= '0' && name[digits] <= '9' && digits < 11; digits++)
        number = number * 10 + (uint64_t)(name[digits] - '0');
    if (name[digits] != '\0' || number > UINT32_MAX - 1)
        return false;
    if (index != NULL)
        *index = (uint32_t)number;
    return true;
}

static const cJSON *element_at(const cJSON *array, const char *name)
{
    uint32_t index = 0;
    if (!js_is_index(name, &index))
        return NULL;
    const cJSON *element = array->child;
    for (; element != NULL && index > 0; index--)
        element = element->next;
    return element;
}

/* strcmp() == 0; names mostly differ in their first byte. */
static bool is_named(const cJSON *member, const char *name)
{
    return member->string[0] == name[0] && strcmp(member->string, name) == 0;
}

const cJSON *js_get(const cJSON *value, const char *name)
{
    if (js_is_object(value)) {
        const cJSON *member = value->child;
        while (member != NULL && !is_named(member, name))
            member = member->next;
        return member;
    }
    return js_is_array(value) ? element_at(value, name) : NULL;
}

const cJSON *js_members(const cJSON *value)
{
    return js_is_object(value) ? value->child : NULL;
}

bool js_is_text(const cJSON *value, const char *text)
{
    return js_is_string(value) && strcmp(value->valuestring, text) == 0;
}

/* The member whose name is the first length bytes of name. */
static const cJSON *member_by_part(const cJSON *value, const char *name, size_t length)
{
    if (js_is_object(value)) {
        const cJSON *member = value->child;
        while (member != NULL && (member->string[0] != name[0] || strncmp(member->string, name, length) != 0 ||
                                  member->string[length] != '\0'))
            member = member->next;
        return member;
    }
    char index[16];
    if (!js_is_array(value) || length >= sizeof index)
        return NULL;
    memcpy(index, name, length);
    index[length] = '\0';
    return element_at(value, index);
}

const cJSON *js_path(const cJSON *value, const char *path)
{
    if (!js_is_object(value) && !js_is_array(value))
        return value;
    const cJSON *whole = js_get(value, path);
    if (whole != NULL)
        return whole;
    const char *segment = path;
    while (value != NULL) {
        const cJSON *found = NULL;
        size_t length = strcspn(segment, ".");
        for (;;) {
            found = member_by_part(value, segment, length);
            if (found != NULL || segment[length] == '\0')
                break;
            length += 1 + strcspn(segment + length + 1, ".");
        }
        if (segment[length] == '\0')
            return found;
        value = found;
        segment += length + 1;
    }
    return NULL;
}

bool js_is_valid(const cJSON *value)
{
    return js_truthy(value) || kind_of(value) == cJSON_False || (js_is_number(value) && value->valuedouble == 0);
}

const cJSON *js_first_valid(const cJSON *value, const char *const *paths)
{
    for (; *paths != NULL; paths++) {
        const cJSON *found = js_path(value, *paths);
        if (js_is_valid(found))
            return found;
    }
    return NULL;
}

size_t js_count(const cJSON *value)
{
    size_t count = 0;
    if (js_is_object(value) || js_is_array(value))
        for (const cJSON *child = value->child; child != NULL; child = child->next)
            count++;
    return count;
}

/* What is in an object or array is nobody else's. An empty one has its first handle, which the others keep in a field
 * that cJSON uses for strings. */
const void *js_identity(const cJSON *value)
{
    return value->child != NULL         ? (const void *)value->child
           : value->valuestring != NULL ? (const void *)value->valuestring
                                        : value;
}

bool js_same(const cJSON *a, const cJSON *b)
{
    if (kind_of(a) != kind_of(b))
        return false;
    switch (kind_of(a)) {
    case cJSON_String:
        return strcmp(a->valuestring, b->valuestring) == 0;
    case cJSON_Number:
        return a->valuedouble == b->valuedouble;
    case cJSON_Array:
    case cJSON_Object:
        return js_identity(a) == js_identity(b);
    default:
        return true;
    }
}

static bool equal_elements(const cJSON *a, const cJSON *b)
{
    a = a->child;
    b = b->child;
    for (; a != NULL && b != NULL; a = a->next, b = b->next)
        if (!js_equal(a, b))
            return false;
    return a == NULL && b == NULL;
}

static bool equal_members(const cJSON *a, const cJSON *b)
{
    if (js_count(a) != js_count(b))
        return false;
    const cJSON *likely = b->child; /* members mostly come in the same order */
    for (const cJSON *member = a->child; member != NULL; member = member->next) {
        const cJSON *other =
            likely != NULL && strcmp(likely->string, member->string) == 0 ? likely : js_get(b, member->string);
        if (other == NULL || !js_equal(member, other))
            return false;
        likely = other->next;
    }
    return true;
}

bool js_equal(const cJSON *a, const cJSON *b)
{
    if (kind_of(a) != kind_of(b))
        return false;
    if (js_is_array(a))
        return equal_elements(a, b);
    if (js_is_object(a))
        return equal_members(a, b);
    return js_same(a, b) || (js_is_number(a) && isnan(a->valuedouble) && isnan(b->valuedouble));
}

/* What Array.prototype.join() makes of the elements: null is empty. */
static bool append_joined(UT_string *out, struct arena *arena, const cJSON *array)
{
    for (const cJSON *element = array->child; element != NULL; element = element->next) {
        const char *text = "";
        if (!js_is_null(element) && !js_to_text(arena, element, &text))
            return false;
        utstring_bincpy(out, text, strlen(text));
        if (element->next != NULL)
            utstring_bincpy(out, ",", 1);
    }
    return true;
}

bool js_to_text(struct arena *arena, const cJSON *value, const char **text)
{
    switch (kind_of(value)) {
    case cJSON_String:
        *text = value->valuestring;
        return true;
    case cJSON_Number: {
        char digits[JS_NUMBER_SIZE];
        *text = arena_copy(arena, digits, js_number_format(value->valuedouble, digits));
        return true;
    }
    case cJSON_True:
        *text = "true";
        return true;
    case cJSON_False:
        *text = "false";
        return true;
    case cJSON_NULL:
        *text = "null";
        return true;
    case cJSON_Array: {
        UT_string joined;
        utstring_init(&joined);
        bool done = append_joined(&joined, arena, value);
        if (done)
            *text = arena_copy(arena, utstring_body(&joined), utstring_len(&joined));
        utstring_done(&joined);
        return done;
    }
    case cJSON_Object:
        *text = "[object Object]";
        return js_get(value, "toString") == NULL;
    default:
        *text = "undefined";
        return true;
    }
}

static cJSON *new_value(struct arena *arena, int kind)
{
    cJSON *value = arena_allocate_zeroed(arena, 1, sizeof *value);
    value->type = kind;
    return value;
}

cJSON *js_object(struct arena *arena)
{
    return new_value(arena, cJSON_Object);
}

cJSON *js_array(struct arena *arena)
{
    return new_value(arena, cJSON_Array);
}

cJSON *js_changeable(const cJSON *value)
{
    union {
        const cJSON *in;
        cJSON *out;
    } both = { value };
    return both.out;
}

/* cJSON's texts are not const; nothing here writes through them. */
static char *borrowed(const char *text)
{
    union {
        const char *in;
        char *out;
    } both = { text };
    return both.out;
}

cJSON *js_string(struct arena *arena, const char *text)
{
    cJSON *value = new_value(arena, cJSON_String);
    value->valuestring = borrowed(text);
    return value;
}

cJSON *js_number(struct arena *arena, double number)
{
    cJSON *value = new_value(arena, cJSON_Number);
    value->valuedouble = number;
    value->valueint = number >= INT32_MAX   ? INT32_MAX
                      : number <= INT32_MIN ? INT32_MIN
                      : isnan(number)       ? 0
                                            : (int)number;
    return value;
}

cJSON *js_bool(struct arena *arena, bool value)
{
    return new_value(arena, value ? cJSON_True : cJSON_False);
}

cJSON *js_null(struct arena *arena)
{
    return new_value(arena, cJSON_NULL);
}

/* See js_identity(). */
static void keep_identity(cJSON *handle, const cJSON *value)
{
    if (value->child == NULL && value->valuestring == NULL && (js_is_object(value) || js_is_array(value)))
        handle->valuestring = (char *)js_changeable(value);
}

cJSON *js_share(struct arena *arena, const cJSON *value)
{
    if (value == NULL)
        return NULL;
    cJSON *handle = arena_allocate(arena, sizeof *handle);
    *handle = *value;
    handle->next = NULL;
    handle->prev = NULL;
    handle->string = NULL;
    keep_identity(handle, value);
    return handle;
}

void js_assign(cJSON *value, const cJSON *other)
{
    value->type = other->type;
    value->child = other->child;
    value->valuestring = other->valuestring;
    keep_identity(value, other);
    value->valueint = other->valueint;
    value->valuedouble = other->valuedouble;
}

static void put_last(cJSON *parent, cJSON *value)
{
    if (parent->child == NULL) {
        parent->child = value;
    } else {
        value->prev = parent->child->prev;
        value->prev->next = value;
    }
    parent->child->prev = value; /* cJSON's rule: the first child's prev is the last child */
    value->next = NULL;
}

static cJSON *copy_children(struct arena *arena, const cJSON *value,
                            cJSON *(*copy_child)(struct arena *, const cJSON *))
{
    cJSON *copy = js_share(arena, value);
    if (copy == NULL || (!js_is_object(value) && !js_is_array(value)))
        return copy;
    copy->child = NULL;
    copy->valuestring = NULL;
    for (const cJSON *child = value->child; child != NULL; child = child->next) {
        cJSON *new_child = copy_child(arena, child);
        new_child->string = child->string;
        put_last(copy, new_child);
    }
    return copy;
}

cJSON *js_copy(struct arena *arena, const cJSON *value)
{
    return copy_children(arena, value, js_copy);
}

cJSON *js_copy_level(struct arena *arena, const cJSON *value)
{
    return copy_children(arena, value, js_share);
}

static void spread_text(struct arena *arena, cJSON *object, const char *text)
{
    unsigned long index = 0;
    while (*text != '\0') {
        uint32_t point = 0;
        text += js_decode(text, &point);
        uint32_t units[2] = { point, 0 };
        size_t count = 1;
        if (point >= 0x10000) {
            units[0] = 0xD800 + ((point - 0x10000) >> 10);
            units[1] = 0xDC00 + (point & 0x3FF);
            count = 2;
        }
        for (size_t i = 0; i < count; i++) {
            char bytes[4];
            const char *unit = arena_copy(arena, bytes, js_encode(units[i], bytes));
            js_add(object, arena_format(arena, "%lu", index++), js_string(arena, unit));
        }
    }
}

cJSON *js_spread(struct arena *arena, const cJSON *value)
{
    if (js_is_object(value))
        return js_copy_level(arena, value);
    cJSON *object = js_object(arena);
    unsigned long index = 0;
    if (js_is_array(value))
        for (const cJSON *element = value->child; element != NULL; element = element->next)
            js_add(object, arena_format(arena, "%lu", index++), js_share(arena, element));
    else if (js_is_string(value))
        spread_text(arena, object, value->valuestring);
    return object;
}

void js_add(cJSON *object, const char *name, cJSON *value)
{
    if (value == NULL)
        return;
    value->string = borrowed(name);
    put_last(object, value);
}

static void take_out(cJSON *parent, cJSON *child)
{
    cJSON *last = parent->child->prev;
    if (child == parent->child)
        parent->child = child->next;
    else
        child->prev->next = child->next;
    if (child->next != NULL)
        child->next->prev = child->prev;
    if (parent->child != NULL)
        parent->child->prev = child == last ? child->prev : last;
}

cJSON *js_member(cJSON *object, const char *name)
{
    cJSON *member = js_is_object(object) ? object->child : NULL;
    while (member != NULL && !is_named(member, name))
        member = member->next;
    return member;
}

void js_remove(cJSON *object, const char *name)
{
    cJSON *member = js_member(object, name);
    if (member != NULL)
        take_out(object, member);
}

void js_set(cJSON *object, const char *name, cJSON *value)
{
    cJSON *member = js_member(object, name);
    if (value == NULL) {
        if (member != NULL)
            take_out(object, member);
        return;
    }
    if (member == NULL) {
        js_add(object, name, value);
        return;
    }
    value->string = member->string;
    value->next = member->next;
    value->prev = member->prev;
    if (member->next != NULL)
        member->next->prev = value;
    if (object->child == member) {
        object->child = value;
        if (value->prev == member) /* it was the only one */
            value->prev = value;
    } else {
        member->prev->next = value;
    }
    if (object->child->prev == member)
        object->child->prev = value;
}

void js_append(struct arena *arena, cJSON *array, cJSON *value)
{
    put_last(array, value != NULL ? value : js_null(arena));
}
