/* JSON over cJSON: reading what comes from outside, and looking things up.
 *
 * Look-ups here are case-sensitive (cJSON's own default is not). Returned
 * strings and nodes are borrowed and live as long as the tree. */
#ifndef SUPPORT_JSON_H
#define SUPPORT_JSON_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/error.h"

/* Reads exactly one JSON value from length bytes; white space around it is allowed, anything else is not.
 * The caller frees the tree with cJSON_Delete(). NULL: ERROR_INPUT, with the line and column in the message. */
cJSON *json_parse(const char *text, size_t length, struct error *error) MUST_CHECK;

/* Compact, respectively indented text; the caller frees it. Never NULL. */
char *json_print(const cJSON *value);
char *json_print_pretty(const cJSON *value);

/* The member of an object, or NULL (also where object is NULL or no object). */
cJSON *json_get(const cJSON *object, const char *name);

/* Members of a given type; where absent or of another type, the fallback. */
const char *json_get_string(const cJSON *object, const char *name, const char *fallback);
double json_get_number(const cJSON *object, const char *name, double fallback);
bool json_get_bool(const cJSON *object, const char *name, bool fallback);
cJSON *json_get_array(const cJSON *object, const char *name);
cJSON *json_get_object(const cJSON *object, const char *name);

/* Adds a member; a NULL text adds null. The tree owns what is added. */
void json_add_string(cJSON *object, const char *name, const char *text);
void json_add_number(cJSON *object, const char *name, double number);
void json_add_bool(cJSON *object, const char *name, bool value);
void json_add_null(cJSON *object, const char *name);
void json_add(cJSON *object, const char *name, cJSON *value);
cJSON *json_add_object(cJSON *object, const char *name); /* returns the new, borrowed member */
cJSON *json_add_array(cJSON *object, const char *name);
void json_append(cJSON *array, cJSON *value);
void json_append_string(cJSON *array, const char *text);

/* New values; never NULL. */
cJSON *json_object(void);
cJSON *json_array(void);
cJSON *json_string(const char *text);
cJSON *json_number(double number);

#endif
