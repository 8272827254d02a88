/* A server on loopback that answers by script, byte for byte, and keeps what it was sent. It runs in a thread of its
 * own and takes the steps in order, one for each whole request, whichever connection it comes on; the last step is
 * repeated. */
#ifndef WIRE_H
#define WIRE_H

#include <stdbool.h>
#include <stddef.h>

enum wire_then {
    WIRE_KEEP,  /* the connection stays open for the next request */
    WIRE_CLOSE, /* it is closed in order */
    WIRE_RESET, /* it is broken (RST) */
    WIRE_GONE,  /* it is closed, and nobody listens any more */
    WIRE_STALL  /* nothing more is sent, nothing is closed */
};

struct wire_step {
    const char *answer; /* NULL: none */
    size_t length;      /* of the answer; 0: strlen() */
    enum wire_then then;
    bool at_once; /* done as soon as a connection is made, without reading a request */
};

struct wire;

struct wire *wire_start(const struct wire_step *steps, size_t count);
int wire_port(const struct wire *wire);

/* "http://127.0.0.1:PORT" and path. The caller frees it. */
char *wire_url(const struct wire *wire, const char *path);

/* What came so far; safe while the server runs. */
size_t wire_request_count(struct wire *wire);
size_t wire_connection_count(struct wire *wire);
const char *wire_request(struct wire *wire, size_t index); /* all bytes of it; borrowed until wire_stop() */

void wire_stop(struct wire *wire);

#endif
