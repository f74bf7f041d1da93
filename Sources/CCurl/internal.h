/* What the files of this target share. */
#pragma once
#include <netinet/in.h>
#include <openssl/x509.h>

#include "ccurl.h"
#include "libcurl.h"

/* A TCP connection of libcurl's. */
typedef struct {
    bool is_open;
    uint32_t wanted, registered; /* epoll's events: what libcurl wants, what the kernel was told */
    ccurl_exchange *opener;      /* the exchange that it was opened for, until that begins or ends */
    ccurl_exchange *exchange;    /* the exchange whose request went out on it last, until that ends */
    int local_port, peer_port;   /* 0 until they are asked for */
    char local[INET6_ADDRSTRLEN], peer[INET6_ADDRSTRLEN];
    uint32_t min_rtt_us; /* the smallest that was seen, since the kernel forgets after five minutes; 0: none yet */
} connection;

/* Certificates that are trusted beside the system's own. */
typedef struct {
    X509 **items;
    size_t count;
} authorities;

struct ccurl_wire {
    CURLM *multi;
    ccurl_options options;
    authorities authorities;
    long proxy_schemes; /* CURLAUTH_… to log in to the proxy with */
    int epoll, event;
    int64_t timer_ms;        /* when libcurl wants to be called; -1: not at all */
    connection *connections; /* by descriptor */
    int capacity;
};

/* connections.c */
connection *connection_at(ccurl_wire *, int descriptor);
curl_socket_t connection_open(void *exchange, curlsocktype, struct curl_sockaddr *);
int connection_close(void *wire, curl_socket_t);
void connections_forget(ccurl_wire *, const ccurl_exchange *opener);
int connection_find(ccurl_wire *, const char *peer, int peer_port, const char *local, int local_port);
uint64_t connection_taken(ccurl_wire *, int descriptor, uint32_t *min_rtt_us);

/* exchange.c */
void exchange_tie(ccurl_exchange *, int descriptor);
void exchange_untie(ccurl_exchange *);

/* authorities.c */
bool authorities_read(authorities *, const char *path, char *detail, size_t capacity);
void authorities_free(authorities *);
CURLcode authorities_add(CURL *, void *tls_context, void *wire);
