/* The lines of a JSON text as a tree, some of them folded. Private to the JSON pane. */
#ifndef UI_WIDGET_JSON_TREE_H
#define UI_WIDGET_JSON_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "support/error.h"
#include "support/span.h"

struct json_node {
    struct span name;  /* with its quotes; empty in an array */
    struct span value; /* all of it */
    size_t parent;     /* SIZE_MAX: none */
    size_t end;        /* the first node behind its children */
    size_t children;
    int depth;
    bool is_last;      /* no comma follows */
    bool is_folded;
};

struct json_line {
    size_t node;
    bool closes; /* the bracket at the end */
};

struct json_tree {
    char *text;
    size_t length;
    struct json_node *nodes; /* depth first */
    size_t node_count;
    size_t node_capacity;
    struct json_line *lines; /* those that are shown */
    size_t line_count;
};

/* Copies the text. ERROR_INPUT: no JSON; then the tree holds the text and nothing else. */
bool json_tree_read(struct json_tree *tree, const char *text, size_t length, struct error *error) MUST_CHECK;
void json_tree_clear(struct json_tree *tree);

bool json_node_is_container(const struct json_node *node);

/* Shows what the nodes' folds say. */
void json_tree_arrange(struct json_tree *tree);

/* The line of a node, its parents being unfolded (and lines arranged) as needed. */
size_t json_tree_show(struct json_tree *tree, size_t node);

/* Appends a string (with its quotes) decoded and visible, in quotes; anything else as it is written. */
void json_append_shown(UT_string *out, struct span value);

/* Appends "/body/0/name". */
void json_append_path(UT_string *out, const struct json_tree *tree, size_t node);

#endif
