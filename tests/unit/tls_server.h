/* A TLS server on loopback out of the openssl tool, and the certificates for it. */
#ifndef TLS_SERVER_H
#define TLS_SERVER_H

#include <stdbool.h>

/* Makes a directory with ca.pem, and with their keys good.pem (for localhost and 127.0.0.1), expired.pem, early.pem,
 * other.pem (for other.example), all by that CA; self.pem, self-signed; inspect-ca.pem (a CA with the name of a product
 * that inspects TLS) and inspect.pem by it; stranger.pem by a CA that is not kept. The caller ends it with place_remove().
 * NULL, and a word on stderr, if there is no openssl tool: the tests that need it pass. */
char *tls_certificates_new(void);

struct tls_server;

/* Serves the bytes of answer for GET /campaigns/list, over TLS, with directory/NAME.pem and directory/NAME.key. */
struct tls_server *tls_start(const char *directory, const char *name, const char *answer);
int tls_port(const struct tls_server *server);
void tls_stop(struct tls_server *server);

#endif
