#include "wire.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "support/memory.h"

enum { MOST_CONNECTIONS = 64, MOST_REQUESTS = 512 };

struct connection {
    int descriptor; /* -1: closed */
    char *bytes;
    size_t length;
};

struct wire {
    pthread_t thread;
    pthread_mutex_t lock;
    int listener;
    int stop[2];
    int port;
    struct wire_step *steps;
    size_t step_count;
    size_t next_step;
    struct connection connections[MOST_CONNECTIONS];
    size_t connection_count;
    char *requests[MOST_REQUESTS];
    size_t request_count;
};

/* Bytes of the whole request at the beginning of what came, 0 while it is not whole. */
static size_t whole_request(const struct connection *connection)
{
    const char *end = memmem(connection->bytes, connection->length, "\r\n\r\n", 4);
    if (end == NULL)
        return 0;
    size_t head = (size_t)(end - connection->bytes) + 4;
    size_t body = 0;
    for (const char *line = connection->bytes; line < end;) {
        if (strncasecmp(line, "Content-Length:", 15) == 0)
            body = strtoul(line + 15, NULL, 10);
        const char *next = memmem(line, (size_t)(end + 2 - line), "\r\n", 2);
        line = next != NULL ? next + 2 : end;
    }
    return connection->length >= head + body ? head + body : 0;
}

static void send_all(int descriptor, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t sent = send(descriptor, bytes, length, MSG_NOSIGNAL);
        if (sent <= 0)
            return;
        bytes += sent;
        length -= (size_t)sent;
    }
}

static void do_step(struct wire *wire, struct connection *connection)
{
    struct wire_step step = wire->steps[wire->next_step];
    if (wire->next_step + 1 < wire->step_count)
        wire->next_step++;
    if (step.answer != NULL)
        send_all(connection->descriptor, step.answer, step.length > 0 ? step.length : strlen(step.answer));
    const struct linger reset = { .l_onoff = 1, .l_linger = 0 };
    switch (step.then) {
    case WIRE_KEEP:
    case WIRE_STALL:
        break;
    case WIRE_GONE:
        close(wire->listener);
        wire->listener = -1;
        close(connection->descriptor);
        connection->descriptor = -1;
        break;
    case WIRE_RESET:
        setsockopt(connection->descriptor, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
        /* fall through */
    case WIRE_CLOSE:
        close(connection->descriptor);
        connection->descriptor = -1;
        break;
    }
}

static void take_bytes(struct wire *wire, struct connection *connection)
{
    char piece[4096];
    ssize_t got = recv(connection->descriptor, piece, sizeof piece, 0);
    if (got <= 0) {
        close(connection->descriptor);
        connection->descriptor = -1;
        return;
    }
    connection->bytes = memory_resize(connection->bytes, connection->length + (size_t)got + 1, 1);
    memcpy(connection->bytes + connection->length, piece, (size_t)got);
    connection->length += (size_t)got;
    connection->bytes[connection->length] = '\0';
    size_t whole;
    while (connection->descriptor >= 0 && (whole = whole_request(connection)) > 0 &&
           wire->request_count < MOST_REQUESTS) {
        wire->requests[wire->request_count++] = memory_copy_bytes(connection->bytes, whole);
        memmove(connection->bytes, connection->bytes + whole, connection->length - whole + 1);
        connection->length -= whole;
        do_step(wire, connection);
    }
}

static void *serve(void *context)
{
    struct wire *wire = context;
    for (;;) {
        struct pollfd watched[MOST_CONNECTIONS + 2] = { { wire->stop[0], POLLIN, 0 }, { wire->listener, POLLIN, 0 } };
        size_t count = wire->connection_count;
        for (size_t i = 0; i < count; i++)
            watched[i + 2] = (struct pollfd){ wire->connections[i].descriptor, POLLIN, 0 };
        if (poll(watched, (nfds_t)(count + 2), -1) < 0)
            continue;
        if (watched[0].revents != 0)
            return NULL;
        pthread_mutex_lock(&wire->lock);
        for (size_t i = 0; i < count; i++)
            if (watched[i + 2].revents != 0 && wire->connections[i].descriptor >= 0)
                take_bytes(wire, &wire->connections[i]);
        if (watched[1].revents != 0 && count < MOST_CONNECTIONS) {
            struct connection *connection = &wire->connections[wire->connection_count++];
            connection->descriptor = accept4(wire->listener, NULL, NULL, SOCK_CLOEXEC);
            if (connection->descriptor >= 0 && wire->steps[wire->next_step].at_once)
                do_step(wire, connection);
        }
        pthread_mutex_unlock(&wire->lock);
    }
}

struct wire *wire_start(const struct wire_step *steps, size_t count)
{
    struct wire *wire = memory_allocate(1, sizeof *wire);
    wire->steps = memory_allocate(count, sizeof *steps);
    memcpy(wire->steps, steps, count * sizeof *steps);
    wire->step_count = count;
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof address;
    wire->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (wire->listener < 0 || bind(wire->listener, (struct sockaddr *)&address, size) != 0 ||
        listen(wire->listener, 64) != 0 || getsockname(wire->listener, (struct sockaddr *)&address, &size) != 0 ||
        pipe2(wire->stop, O_CLOEXEC) != 0)
        abort();
    wire->port = ntohs(address.sin_port);
    pthread_mutex_init(&wire->lock, NULL);
    if (pthread_create(&wire->thread, NULL, serve, wire) != 0)
        abort();
    return wire;
}

int wire_port(const struct wire *wire)
{
    return wire->port;
}

char *wire_url(const struct wire *wire, const char *path)
{
    return memory_format("http://127.0.0.1:%d%s", wire->port, path);
}

size_t wire_request_count(struct wire *wire)
{
    pthread_mutex_lock(&wire->lock);
    size_t count = wire->request_count;
    pthread_mutex_unlock(&wire->lock);
    return count;
}

size_t wire_connection_count(struct wire *wire)
{
    pthread_mutex_lock(&wire->lock);
    size_t count = wire->connection_count;
    pthread_mutex_unlock(&wire->lock);
    return count;
}

const char *wire_request(struct wire *wire, size_t index)
{
    pthread_mutex_lock(&wire->lock);
    const char *request = index < wire->request_count ? wire->requests[index] : "";
    pthread_mutex_unlock(&wire->lock);
    return request;
}

void wire_stop(struct wire *wire)
{
    close(wire->stop[1]);
    pthread_join(wire->thread, NULL);
    close(wire->stop[0]);
    if (wire->listener >= 0)
        close(wire->listener);
    for (size_t i = 0; i < wire->connection_count; i++) {
        if (wire->connections[i].descriptor >= 0)
            close(wire->connections[i].descriptor);
        free(wire->connections[i].bytes);
    }
    for (size_t i = 0; i < wire->request_count; i++)
        free(wire->requests[i]);
    pthread_mutex_destroy(&wire->lock);
    free(wire->steps);
    free(wire);
}
