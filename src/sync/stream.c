#include "sync/stream.h"

#include <stdlib.h>
#include <string.h>

#include "support/json.h"
#include "support/memory.h"
#include "support/nearest.h"
#include "support/text.h"

#define STREAM(name, ...) static const struct store_column name##_columns[] = {
#define FIELD(name, type, flags, help) { #name, NULL, STORE_##type, flags, help, NULL },
#define FIELD_SCHEMA(name, type, flags, schema, help) { #name, NULL, STORE_##type, flags, help, schema },
#define SUM(name, type, path, help) { #name, path, STORE_##type, STORE_MEASURE, help, NULL },
#define STREAM_END                                                                                                     \
    }                                                                                                                  \
    ;
#include "data/streams.def"
#undef STREAM
#undef FIELD
#undef FIELD_SCHEMA
#undef SUM
#undef STREAM_END

#define STREAM(name_, ...)                                                                                             \
    { .table = { #name_, name_##_columns, sizeof name_##_columns / sizeof *name_##_columns }, __VA_ARGS__ },
#define FIELD(name, type, flags, help)
#define FIELD_SCHEMA(name, type, flags, schema, help)
#define SUM(name, type, path, help)
#define STREAM_END
const struct stream streams[] = {
#include "data/streams.def"
};
#undef STREAM
#undef FIELD
#undef FIELD_SCHEMA
#undef SUM
#undef STREAM_END

const size_t stream_count = sizeof streams / sizeof *streams;

const struct stream *stream_find(const char *name)
{
    for (size_t i = 0; i < stream_count; i++) {
        if (strcmp(streams[i].table.name, name) == 0)
            return &streams[i];
    }
    return NULL;
}

const struct stream *stream_require(const char *name, struct error *error)
{
    const struct stream *stream = stream_find(name);
    if (stream != NULL)
        return stream;
    char *shown = text_visible(name, strlen(name));
    error_set(error, ERROR_USAGE, "there is no stream \"%s\"", shown);
    free(shown);
    UT_string *list;
    utstring_new(list);
    const char *names[sizeof streams / sizeof *streams];
    for (size_t i = 0; i < stream_count; i++) {
        names[i] = streams[i].table.name;
        utstring_printf(list, "%s%s", i > 0 ? ", " : "", names[i]);
    }
    const char *nearest = nearest_word(name, names, stream_count);
    if (nearest != NULL)
        error_hint(error, "did you mean %s?", nearest);
    else
        error_hint(error, "the streams are %s", utstring_body(list));
    utstring_free(list);
    return NULL;
}

const struct stream *stream_parent(const struct stream *stream)
{
    return stream->parent != NULL ? stream_find(stream->parent) : NULL;
}

bool stream_incremental(const struct stream *stream)
{
    return stream->kind == STREAM_SERIES;
}

static const char *schema_type(enum store_type type)
{
    switch (type) {
    case STORE_STRING:
    case STORE_DAY:
    case STORE_MOMENT:
        return "string";
    case STORE_INTEGER:
    case STORE_NUMBER:
    case STORE_BOOLEAN:
    case STORE_ARRAY:
    case STORE_OBJECT:
        break;
    }
    return store_type_name(type);
}

static cJSON *column_schema(const struct store_column *column)
{
    if (column->schema != NULL) {
        cJSON *schema = json_parse(column->schema, strlen(column->schema), NULL);
        if (schema != NULL)
            return schema;
    }
    cJSON *schema = json_object();
    cJSON *types = json_add_array(schema, "type");
    json_append_string(types, "null");
    json_append_string(types, schema_type(column->type));
    if (column->type == STORE_MOMENT)
        json_add_string(schema, "format", "date-time");
    return schema;
}

cJSON *stream_schema(const struct stream *stream)
{
    cJSON *schema = json_object();
    json_add_string(schema, "type", "object");
    json_add_string(schema, "$schema", "http://json-schema.org/draft-07/schema#");
    json_add_bool(schema, "additionalProperties", true);
    cJSON *properties = json_add_object(schema, "properties");
    cJSON *required = json_array();
    for (size_t i = 0; i < stream->table.column_count; i++) {
        const struct store_column *column = &stream->table.columns[i];
        if (column->path != NULL || (column->flags & STORE_UNDECLARED))
            continue;
        json_add(properties, column->name, column_schema(column));
        if (column->flags & STORE_REQUIRED)
            json_append_string(required, column->name);
    }
    if (cJSON_GetArraySize(required) > 0)
        json_add(schema, "required", required);
    else
        cJSON_Delete(required);
    return schema;
}
