#include "ui/widget/json_tree.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "support/json.h"

bool json_node_is_container(const struct json_node *node)
{
    return node->value.length > 0 && (node->value.text[0] == '{' || node->value.text[0] == '[');
}

static size_t add_node(struct json_tree *tree, struct span name, struct span value, size_t parent, int depth)
{
    if (tree->node_count == tree->node_capacity) {
        tree->node_capacity = tree->node_capacity > 0 ? tree->node_capacity * 2 : 64;
        tree->nodes = memory_resize(tree->nodes, tree->node_capacity, sizeof *tree->nodes);
    }
    tree->nodes[tree->node_count] = (struct json_node){ .name = name, .value = value, .parent = parent, .depth = depth };
    return tree->node_count++;
}

/* Recursion is as deep as json_parse() allows. */
static void add_children(struct json_tree *tree, size_t parent)
{
    struct json_node *node = &tree->nodes[parent];
    int depth = node->depth;
    if (json_node_is_container(node)) {
        struct span_walk walk = span_walk_begin(node->value);
        struct span name;
        struct span value;
        size_t last = SIZE_MAX;
        while (span_walk_next(&walk, &name, &value)) {
            last = add_node(tree, name, value, parent, depth + 1);
            tree->nodes[parent].children++;
            add_children(tree, last);
        }
        if (last != SIZE_MAX)
            tree->nodes[last].is_last = true;
    }
    tree->nodes[parent].end = tree->node_count;
}

bool json_tree_read(struct json_tree *tree, const char *text, size_t length, struct error *error)
{
    json_tree_clear(tree);
    tree->text = memory_copy_bytes(text, length);
    tree->length = length;
    cJSON *checked = json_parse(tree->text, length, error);
    if (checked == NULL)
        return false;
    cJSON_Delete(checked);
    size_t root = add_node(tree, (struct span){ NULL, 0 }, span_of(tree->text, length), SIZE_MAX, 0);
    tree->nodes[root].is_last = true;
    add_children(tree, root);
    json_tree_arrange(tree);
    return true;
}

void json_tree_clear(struct json_tree *tree)
{
    free(tree->text);
    free(tree->nodes);
    free(tree->lines);
    *tree = (struct json_tree){ 0 };
}

void json_tree_arrange(struct json_tree *tree)
{
    /* A container has two lines at most. */
    tree->lines = memory_resize(tree->lines, 2 * tree->node_count + 1, sizeof *tree->lines);
    tree->line_count = 0;
    size_t open = SIZE_MAX; /* the innermost container that is being shown */
    for (size_t i = 0; i < tree->node_count;) {
        while (open != SIZE_MAX && i >= tree->nodes[open].end) {
            tree->lines[tree->line_count++] = (struct json_line){ open, true };
            open = tree->nodes[open].parent;
        }
        tree->lines[tree->line_count++] = (struct json_line){ i, false };
        const struct json_node *node = &tree->nodes[i];
        if (json_node_is_container(node) && node->is_folded) {
            i = node->end;
            continue;
        }
        if (node->children > 0)
            open = i;
        i++;
    }
    while (open != SIZE_MAX) {
        tree->lines[tree->line_count++] = (struct json_line){ open, true };
        open = tree->nodes[open].parent;
    }
}

size_t json_tree_show(struct json_tree *tree, size_t node)
{
    bool hidden = false;
    for (size_t at = tree->nodes[node].parent; at != SIZE_MAX; at = tree->nodes[at].parent) {
        hidden = hidden || tree->nodes[at].is_folded;
        tree->nodes[at].is_folded = false;
    }
    if (hidden)
        json_tree_arrange(tree);
    for (size_t i = 0; i < tree->line_count; i++)
        if (tree->lines[i].node == node && !tree->lines[i].closes)
            return i;
    return 0;
}

void json_append_shown(UT_string *out, struct span value)
{
    cJSON *decoded = value.length > 0 && value.text[0] == '"' ? json_parse(value.text, value.length, NULL) : NULL;
    if (decoded != NULL && cJSON_IsString(decoded)) {
        utstring_printf(out, "\"");
        text_append_visible(out, decoded->valuestring, strlen(decoded->valuestring));
        utstring_printf(out, "\"");
    } else {
        text_append_visible(out, value.text, value.length);
    }
    cJSON_Delete(decoded);
}

static size_t index_in_parent(const struct json_tree *tree, size_t node)
{
    size_t index = 0;
    size_t parent = tree->nodes[node].parent;
    for (size_t at = parent + 1; at < node; at = tree->nodes[at].end)
        index++;
    return index;
}

void json_append_path(UT_string *out, const struct json_tree *tree, size_t node)
{
    const struct json_node *self = &tree->nodes[node];
    if (self->parent == SIZE_MAX)
        return;
    json_append_path(out, tree, self->parent);
    utstring_printf(out, "/");
    if (self->name.length < 2) {
        utstring_printf(out, "%zu", index_in_parent(tree, node));
        return;
    }
    UT_string name;
    utstring_init(&name);
    json_append_shown(&name, self->name);
    utstring_bincpy(out, utstring_body(&name) + 1, utstring_len(&name) - 2);
    utstring_done(&name);
}
