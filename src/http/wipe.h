/* libcurl's memory, wiped when it is freed: it holds copies of headers with keys in them. */
#ifndef HTTP_WIPE_H
#define HTTP_WIPE_H

/* Starts libcurl with such memory, if it was not started before; each call is paired with curl_global_cleanup(). */
void http_wipe_start(void);

#endif
