/* A request in words: as it goes over the wire, and as a command. Secrets are never among them. */
#ifndef HTTP_PRINT_H
#define HTTP_PRINT_H

#include "http/request.h"
#include "support/text.h"

/* Appends the request as HTTP/1.1 sends it, byte for byte but for the mask in the secret's place, and with \n for \r\n
 * line ends. A body that is not UTF-8 text is described instead of shown. Not made safe for a terminal. */
void http_print(const struct http_request *request, UT_string *out);

/* Appends a curl command for a POSIX shell that sends the same; the secret is taken from the environment variable
 * named, for example BRAZIER_API_KEY. A body that is not text is taken from the file body.bin. Safe for a terminal: what
 * would steer it is escaped, in JSON by \\u, elsewhere for printf. */
void http_print_curl(const struct http_request *request, const char *variable, UT_string *out);

#endif
