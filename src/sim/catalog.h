/* What is known by its name: custom events, custom attributes, products. Sorted, made once. */
#ifndef SIM_CATALOG_H
#define SIM_CATALOG_H

#include <stddef.h>
#include <stdint.h>

struct sim_world;

struct sim_names {
    char **names; /* ascending by bytes */
    size_t count;
};

struct sim_catalog {
    struct sim_names events, attributes, products;
};

struct sim_catalog *sim_catalog_new(const struct sim_world *world);
void sim_catalog_free(struct sim_catalog *catalog);

/* The place of a name, or -1. */
int64_t sim_names_find(const struct sim_names *names, const char *name);

#endif
