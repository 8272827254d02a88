#include "sim/simulator.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sim/catalog.h"
#include "sim/sim.h"
#include "sim/users.h"
#include "support/date.h"
#include "support/memory.h"

enum {
    MOST_BODY = 4 * 1024 * 1024, /* of any endpoint */
    MOST_CONNECTIONS = 512,
    MEMORY_OF_CONNECTION = 256 * 1024, /* request line and headers: 50 long identifiers fit a query */
    IDLE_SECONDS = 300,
    SLOW_PIECES = 20
};

/* One request on its way in; the simulator's own threads, one a connection, may wait as long as they like. */
struct visit {
    struct sim_request request;
    bool complete;
};

int64_t sim_now_ms(const struct sim *sim)
{
    return sim->options.today == SIM_TODAY ? date_now_ms()
                                           : sim->world.now_ms + (date_monotonic_ms() - sim->started_ms);
}

/* Waits until the time is over, the client has gone or the simulator stops; timeout_ms < 0: for ever. */
static void wait_on(const struct sim *sim, int client, int timeout_ms)
{
    struct pollfd waits[] = { { .fd = sim->stop_event, .events = POLLIN }, { .fd = client, .events = POLLRDHUP } };
    int64_t end = date_monotonic_ms() + timeout_ms;
    while (poll(waits, 2, timeout_ms) < 0 && errno == EINTR) {
        if (timeout_ms >= 0) {
            int64_t left = end - date_monotonic_ms();
            timeout_ms = left > 0 ? (int)left : 0;
        }
    }
}

static int client_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info != NULL ? info->connect_fd : -1;
}

/* Ends the connection so that the other side gets a reset: disconnecting a connected socket sends one. */
static void reset_connection(int client)
{
    struct sockaddr nowhere = { .sa_family = AF_UNSPEC };
    (void)connect(client, &nowhere, sizeof nowhere);
}

/* A body on its way out, for those that do not go out in one piece. */
struct outgoing {
    const struct sim *sim;
    int client;
    char *bytes;
    size_t length, sent_length; /* sent_length < length: the rest never comes */
    size_t piece;
    int pause_ms;
};

static ssize_t send_piece(void *context, uint64_t position, char *buffer, size_t room)
{
    struct outgoing *out = context;
    if (position >= out->sent_length)
        return MHD_CONTENT_READER_END_WITH_ERROR;
    size_t count = out->sent_length - (size_t)position;
    count = count > room ? room : count;
    count = count > out->piece ? out->piece : count;
    if (out->pause_ms > 0)
        wait_on(out->sim, out->client, out->pause_ms);
    memcpy(buffer, out->bytes + position, count);
    return (ssize_t)count;
}

static void free_outgoing(void *context)
{
    struct outgoing *out = context;
    free(out->bytes);
    free(out);
}

static struct MHD_Response *make_response(struct sim *sim, int client, enum sim_fault_kind fault,
                                          const struct sim_reply *reply)
{
    size_t length = 0;
    char *bytes = sim_reply_print(reply, &length);
    if (fault != SIM_FAULT_TRUNCATE && fault != SIM_FAULT_SLOW)
        return MHD_create_response_from_buffer(length, bytes, MHD_RESPMEM_MUST_FREE);
    struct outgoing *out = memory_allocate(1, sizeof *out);
    *out = (struct outgoing){ .sim = sim, .client = client, .bytes = bytes, .length = length, .sent_length = length };
    out->piece = length / SLOW_PIECES + 1;
    out->pause_ms = fault == SIM_FAULT_SLOW ? (int)sim->options.slow_ms / SLOW_PIECES : 0;
    if (fault == SIM_FAULT_TRUNCATE)
        out->sent_length = length / 2;
    return MHD_create_response_from_callback(length, out->piece, send_piece, out, free_outgoing);
}

/* The time of a clock that is wrong, in place of libmicrohttpd's own. */
static void add_date(const struct sim *sim, struct MHD_Response *response)
{
    static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
    static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    int year = 0, month = 0, day_of_month = 0;
    int64_t ms = date_now_ms() + (int64_t)sim->options.clock_skew * 1000;
    int32_t day = date_day_of(ms);
    int64_t second = (ms - day * DATE_MS_PER_DAY) / 1000;
    date_split(day, &year, &month, &day_of_month);
    char *text =
        memory_format("%s, %02d %s %04d %02d:%02d:%02d GMT", days[date_weekday(day)], day_of_month, months[month - 1],
                      year, (int)(second / 3600), (int)(second / 60 % 60), (int)(second % 60));
    (void)MHD_add_response_header(response, "Date", text);
    free(text);
}

static enum MHD_Result send_reply(struct sim *sim, struct MHD_Connection *connection, enum sim_fault_kind fault,
                                  const struct sim_reply *reply)
{
    struct MHD_Response *response = make_response(sim, client_of(connection), fault, reply);
    if (response == NULL)
        return MHD_NO;
    (void)MHD_add_response_header(response, "Content-Type", reply->content_type);
    (void)MHD_add_response_header(response, "X-Request-Id", reply->request_id);
    if (sim->options.clock_skew != 0)
        add_date(sim, response);
    for (size_t i = 0; i < reply->header_count; i++) {
        /* libmicrohttpd takes no empty value; a blank is one to whoever reads it. */
        const char *value = reply->headers[i].value;
        (void)MHD_add_response_header(response, reply->headers[i].name, *value != '\0' ? value : " ");
    }
    enum MHD_Result result = MHD_queue_response(connection, reply->status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result add_pair(struct sim_pair **pairs, size_t *count, const char *name, const char *value)
{
    *pairs = memory_resize(*pairs, *count + 1, sizeof **pairs);
    (*pairs)[(*count)++] =
        (struct sim_pair){ memory_copy_string(name), memory_copy_string(value != NULL ? value : "") };
    return MHD_YES;
}

static enum MHD_Result add_query(void *context, enum MHD_ValueKind kind, const char *name, const char *value)
{
    (void)kind;
    struct sim_request *request = context;
    return add_pair(&request->query, &request->query_count, name, value);
}

static enum MHD_Result add_header(void *context, enum MHD_ValueKind kind, const char *name, const char *value)
{
    (void)kind;
    struct sim_request *request = context;
    return add_pair(&request->headers, &request->header_count, name, value);
}

/* The whole request is there. It is carried out and logged at once, and answered after the latency: as with the real
 * one, a client that does not wait does not undo what it asked for. */
static enum MHD_Result answer(struct sim *sim, struct MHD_Connection *connection, struct sim_request *request)
{
    (void)MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, add_query, request);
    (void)MHD_get_connection_values(connection, MHD_HEADER_KIND, add_header, request);
    (void)pthread_mutex_lock(&sim->lock);
    request->number = ++sim->request_count;
    (void)pthread_mutex_unlock(&sim->lock);
    struct sim_reply reply = { 0 };
    sim_id_format(&sim->world, SIM_REQUEST, (uint32_t)request->number, 0, reply.request_id);
    struct sim_fault_choice fault = sim_fault_choose(sim, request);
    if (fault.applies && sim_dataplane_knows(request->path))
        sim_dataplane_answer(sim, request, &reply);
    else if (fault.applies)
        sim_braze_answer(sim, request, &reply);
    bool says_itself = fault.kind == SIM_FAULT_STATUS && sim_dataplane_knows(request->path) &&
                       sim_dataplane_fault(fault.status, &reply);
    if (!says_itself && (fault.kind == SIM_FAULT_STATUS || fault.kind == SIM_FAULT_GARBAGE))
        sim_fault_answer(sim, &fault, &reply);
    bool silent = fault.kind == SIM_FAULT_TIMEOUT || fault.kind == SIM_FAULT_RESET;
    if (silent)
        reply.status = 0;
    sim_log_write(sim, request, &reply, fault.name);
    int client = client_of(connection);
    if (sim->options.latency_ms > 0 || fault.kind == SIM_FAULT_TIMEOUT)
        wait_on(sim, client, fault.kind == SIM_FAULT_TIMEOUT ? -1 : (int)sim->options.latency_ms);
    if (fault.kind == SIM_FAULT_RESET)
        reset_connection(client);
    enum MHD_Result result = silent ? MHD_NO : send_reply(sim, connection, fault.kind, &reply);
    sim_reply_clear(&reply);
    return result;
}

static enum MHD_Result visit_step(void *context, struct MHD_Connection *connection, const char *url, const char *method,
                                  const char *version, const char *upload, size_t *upload_size, void **state)
{
    (void)version;
    struct visit *visit = *state;
    if (visit == NULL) {
        visit = memory_allocate(1, sizeof *visit);
        utstring_init(&visit->request.body);
        visit->request.method = memory_copy_string(method);
        visit->request.path = memory_copy_string(url);
        *state = visit;
        return MHD_YES;
    }
    if (*upload_size > 0) {
        if (utstring_len(&visit->request.body) + *upload_size <= MOST_BODY)
            utstring_bincpy(&visit->request.body, upload, *upload_size);
        else
            visit->request.too_large = true;
        *upload_size = 0;
        return MHD_YES;
    }
    return answer(context, connection, &visit->request);
}

static void visit_end(void *context, struct MHD_Connection *connection, void **state,
                      enum MHD_RequestTerminationCode reason)
{
    (void)context;
    (void)connection;
    (void)reason;
    struct visit *visit = *state;
    if (visit != NULL)
        sim_request_clear(&visit->request);
    free(visit);
    *state = NULL;
}

static bool open_log(struct sim *sim, struct error *error)
{
    const char *path = sim->options.log_path;
    if (path == NULL)
        return true;
    int descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    sim->log = descriptor >= 0 ? fdopen(descriptor, "a") : NULL;
    if (sim->log != NULL)
        return true;
    error_set(error, ERROR_STORAGE, "cannot write the log %s: %s", path, strerror(errno));
    if (descriptor >= 0)
        (void)close(descriptor);
    return false;
}

static bool listen_on(struct sim *sim, struct error *error)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)sim->options.port) };
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    errno = 0;
    sim->daemon = MHD_start_daemon(MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL,
                                   (uint16_t)sim->options.port, NULL, NULL, visit_step, sim, MHD_OPTION_SOCK_ADDR,
                                   (struct sockaddr *)&address, MHD_OPTION_CONNECTION_LIMIT, (unsigned)MOST_CONNECTIONS,
                                   MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)MEMORY_OF_CONNECTION,
                                   MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS, MHD_OPTION_NOTIFY_COMPLETED,
                                   visit_end, sim, MHD_OPTION_END);
    if (sim->daemon == NULL) {
        error_set(error, ERROR_NETWORK, "cannot listen on 127.0.0.1:%u: %s", sim->options.port,
                  errno != 0 ? strerror(errno) : "no reason is known");
        return error_hint(error, "--port 0 picks a free port");
    }
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(sim->daemon, MHD_DAEMON_INFO_BIND_PORT);
    if (info == NULL || info->port == 0)
        return error_set(error, ERROR_NETWORK, "the port that was picked cannot be told");
    sim->port = info->port;
    sim->url = memory_format("http://127.0.0.1:%u", sim->port);
    return true;
}

struct sim *sim_start(const struct sim_options *options, struct error *error)
{
    struct sim *sim = memory_allocate(1, sizeof *sim);
    sim_options_copy(&sim->options, options);
    sim_world_init(&sim->world, &sim->options);
    sim->catalog = sim_catalog_new(&sim->world);
    sim->users = sim_users_new();
    sim->started_ms = date_monotonic_ms();
    (void)pthread_mutex_init(&sim->lock, NULL);
    sim->stop_event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (sim->stop_event < 0)
        error_set(error, ERROR_FAILED, "no event descriptor for the simulator: %s", strerror(errno));
    else if (open_log(sim, error) && listen_on(sim, error))
        return sim;
    sim_stop(sim);
    return NULL;
}

unsigned sim_port(const struct sim *sim)
{
    return sim->port;
}

const char *sim_url(const struct sim *sim)
{
    return sim->url;
}

void sim_stop(struct sim *sim)
{
    if (sim == NULL)
        return;
    if (sim->stop_event >= 0)
        (void)eventfd_write(sim->stop_event, 1);
    if (sim->daemon != NULL)
        MHD_stop_daemon(sim->daemon);
    if (sim->stop_event >= 0)
        (void)close(sim->stop_event);
    if (sim->log != NULL)
        (void)fclose(sim->log);
    sim_fault_clear(sim);
    sim_dataplane_clear(sim);
    sim_catalog_free(sim->catalog);
    sim_users_free(sim->users);
    sim_world_clear(&sim->world);
    sim_options_clear(&sim->options);
    (void)pthread_mutex_destroy(&sim->lock);
    free(sim->url);
    free(sim);
}
