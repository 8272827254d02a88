/* Identifiers that look random but tell what they belong to, so that none has to be kept. */
#ifndef SIM_IDENTITY_H
#define SIM_IDENTITY_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/world.h"

enum { SIM_ID_SIZE = 37 };

/* Writes a version 4 UUID for the sub-th part (0 to 16383; 0 for the thing itself) of index of kind. */
void sim_id_format(const struct sim_world *world, enum sim_kind kind, uint32_t index, unsigned sub,
                   char out[SIM_ID_SIZE]);

/* Reads one back; false if the text was not written by sim_id_format() for this kind and seed. */
bool sim_id_parse(const struct sim_world *world, enum sim_kind kind, const char *text, uint32_t *index, unsigned *sub);

#endif
