#define _GNU_SOURCE
#include <arpa/inet.h>
#include <linux/sockios.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "internal.h"

connection *connection_at(ccurl_wire *w, int descriptor) {
    if (descriptor >= w->capacity) {
        int capacity = w->capacity ? w->capacity : 64;
        while (capacity <= descriptor) capacity *= 2;
        connection *moved = realloc(w->connections, (size_t)capacity * sizeof *moved);
        if (!moved) abort();
        memset(moved + w->capacity, 0, (size_t)(capacity - w->capacity) * sizeof *moved);
        w->connections = moved;
        w->capacity = capacity;
    }
    return &w->connections[descriptor];
}

curl_socket_t connection_open(void *context, curlsocktype purpose, struct curl_sockaddr *address) {
    ccurl_exchange *x = context;
    (void)purpose;
    /* A request that may have been written is never sent again on another connection. */
    if (x->began && !x->owner->options.allow_repeats) {
        x->repeat_refused = true;
        return CURL_SOCKET_BAD;
    }
    int s = socket(address->family, address->socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, address->protocol);
    if (s < 0) return CURL_SOCKET_BAD;
    unsigned limit = x->owner->options.user_timeout_ms;
    if (limit) setsockopt(s, IPPROTO_TCP, TCP_USER_TIMEOUT, &limit, sizeof limit);
    *connection_at(x->owner, s) = (connection){.is_open = true, .opener = x};
    return s;
}

static struct tcp_info facts_of(int s) {
    struct tcp_info facts = {0};
    socklen_t size = sizeof facts;
    if (getsockopt(s, IPPROTO_TCP, TCP_INFO, &facts, &size)) return (struct tcp_info){0};
    return facts;
}

int connection_close(void *context, curl_socket_t s) {
    ccurl_wire *w = context;
    connection *c = connection_at(w, s);
    if (c->exchange) exchange_untie(c->exchange);
    /* The answer to the SYN counts as one acknowledged byte, and stays counted when the connection breaks. libcurl's
     * times do not tell: they are set only once TLS and the proxy are done as well. */
    if (c->opener && facts_of(s).tcpi_bytes_acked > 0) c->opener->was_connected = true;
    /* The kernel would go on sending what is not acknowledged, even after the process has ended. */
    int unacknowledged = 0;
    if (ioctl(s, SIOCOUTQ, &unacknowledged) == 0 && unacknowledged > 0) {
        struct linger reset = {1, 0};
        setsockopt(s, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    }
    *c = (connection){0};
    return close(s);
}

/* An exchange that ended is used again for other connections. */
void connections_forget(ccurl_wire *w, const ccurl_exchange *opener) {
    for (int s = 0; s < w->capacity; s++)
        if (w->connections[s].opener == opener) w->connections[s].opener = NULL;
}

static int port_and_text(const struct sockaddr_storage *a, char text[INET6_ADDRSTRLEN]) {
    if (a->ss_family == AF_INET6) {
        const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)a;
        inet_ntop(AF_INET6, &six->sin6_addr, text, INET6_ADDRSTRLEN);
        return ntohs(six->sin6_port);
    }
    const struct sockaddr_in *four = (const struct sockaddr_in *)a;
    inet_ntop(AF_INET, &four->sin_addr, text, INET6_ADDRSTRLEN);
    return ntohs(four->sin_port);
}

static bool knows_its_ends(connection *c, int s) {
    if (c->local_port) return true;
    struct sockaddr_storage here, there;
    socklen_t size = sizeof here;
    if (getsockname(s, (struct sockaddr *)&here, &size)) return false;
    size = sizeof there;
    if (getpeername(s, (struct sockaddr *)&there, &size)) return false;
    c->peer_port = port_and_text(&there, c->peer);
    c->local_port = port_and_text(&here, c->local);
    return c->local_port != 0;
}

/* The descriptor of a connection; -1 if there is none. Before a request libcurl tells the addresses only. */
int connection_find(ccurl_wire *w, const char *peer, int peer_port, const char *local, int local_port) {
    for (int s = 0; s < w->capacity; s++) {
        connection *c = &w->connections[s];
        if (c->is_open && knows_its_ends(c, s) && c->local_port == local_port && c->peer_port == peer_port &&
            !strcmp(c->local, local) && !strcmp(c->peer, peer))
            return s;
    }
    return -1;
}

static uint32_t smaller_round_trip(uint32_t known, uint32_t now) {
    /* ~0 is the kernel's "not measured yet". */
    if (now == 0 || now == UINT32_MAX) return known;
    return known == 0 || now < known ? now : known;
}

/* All bytes that the kernel ever took for this connection, sent or not. */
uint64_t connection_taken(ccurl_wire *w, int descriptor, uint32_t *min_rtt_us) {
    struct tcp_info facts = facts_of(descriptor);
    connection *c = connection_at(w, descriptor);
    c->min_rtt_us = smaller_round_trip(c->min_rtt_us, facts.tcpi_min_rtt);
    *min_rtt_us = c->min_rtt_us;
    return facts.tcpi_bytes_sent - facts.tcpi_bytes_retrans + facts.tcpi_notsent_bytes;
}
