/* HTTP/1.1 exchanges by libcurl: its variadic calls, its callbacks, epoll, and what the kernel says of a connection.
 *
 * A `ccurl_wire` and its exchanges belong to one thread. Only ccurl_wake and ccurl_now_ms may be called from others. */
#pragma once
#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct ccurl_wire ccurl_wire;

/* The versions of libcurl and of its TLS library, "7.88.1" and "OpenSSL/3.0.17"; null where libcurl cannot be loaded.
 * Loads it. */
const char *ccurl_version(void);
const char *ccurl_tls_version(void);

typedef struct {
    uint8_t *bytes;
    size_t count, capacity;
} ccurl_buffer;

/* What holds for every exchange of a wire. Strings may be null; they are copied. */
typedef struct {
    const char *extra_authorities; /* a file of certificates, PEM or DER, trusted beside the system's own */
    const char *proxy;             /* scheme://host:port, for exchanges that ask for it */
    const char *proxy_user, *proxy_password; /* libcurl undoes %-escapes in both */
    long connect_timeout_ms;  /* from the name look-up to the end of the TLS handshake */
    unsigned user_timeout_ms; /* TCP_USER_TIMEOUT of each connection; 0: the system's */
    size_t response_limit;    /* bytes of an answer's body that are kept in memory */
    long connections;         /* per host, and kept in all */
    bool allow_repeats;       /* for tests only: leaves libcurl's silent repeat on */
} ccurl_options;

/* Fills `buffer`; returns the count, or CURL_READFUNC_PAUSE or CURL_READFUNC_ABORT. */
typedef size_t (*ccurl_pull)(void *context, char *buffer, size_t capacity);
/* Takes a part of the answer's body; false ends the exchange. */
typedef bool (*ccurl_push)(void *context, const uint8_t *bytes, size_t count);

/* Asked right before the first byte of the request is written; false keeps it from leaving. */
typedef bool (*ccurl_may_leave)(void *context);

/* One request in progress. It is used again for the next one. */
typedef struct {
    CURL *easy;
    ccurl_wire *owner;
    void *context;
    ccurl_buffer head, body, outgoing;
    ccurl_pull pull;
    ccurl_push push; /* takes the body of a 2xx; null: it goes into `body` */
    ccurl_may_leave may_leave; /* null: it may */
    struct curl_slist *headers;
    int64_t last_progress_ms;
    bool began;            /* the request may have been written from here on */
    bool is_unaccountable; /* its connection could not be found, so it was not sent */
    bool was_held_back;    /* `may_leave` said no, so it was not sent */
    bool repeat_refused;   /* libcurl wanted to send it a second time */
    bool head_ended;       /* the answer's header is complete; 1xx do not count */
    bool too_large;
    bool by_proxy;
    bool was_connected; /* before `began`: a connection opened for it was accepted by the service, or by its proxy */
    int descriptor;        /* the connection that it went out on; -1 if there is none, or it was closed */
    uint64_t baseline;     /* what the connection had taken before `began` */
    uint64_t kernel_bytes; /* what the kernel took since `began`, TLS records included */
    int64_t body_sent;     /* bytes of the body that libcurl wrote */
    long request_bytes;    /* bytes of the header, and of a short body, that libcurl wrote */
    uint32_t min_rtt_us;   /* the smallest round trip of the connection's whole life; 0 if unknown */
    char error[CURL_ERROR_SIZE];
} ccurl_exchange;

typedef enum { ccurl_no_body, ccurl_memory, ccurl_stream } ccurl_body;

typedef enum {
    ccurl_ready,
    ccurl_no_library,     /* `detail` is the loader's text */
    ccurl_old_library,    /* an option is missing; `detail` is the library's version */
    ccurl_no_authorities, /* `detail` says why the file cannot be used */
    ccurl_no_descriptor,  /* `detail` is the system's text */
} ccurl_state;

/* Loads libcurl at the first call in the process: linked, it and its thirty libraries would cost every start 5 ms.
 *
 * `event` is what ccurl_wake writes to; it stays the caller's. Null if it fails; then `state` and `detail` say why. */
ccurl_wire *ccurl_create(const ccurl_options *, int event, ccurl_state *state, char *detail, size_t capacity);
void ccurl_destroy(ccurl_wire *);

int ccurl_make_event(void);
void ccurl_wake(int event); /* from any thread */
int64_t ccurl_now_ms(void); /* of the monotonic clock */

/* Null if this libcurl lacks an option. */
ccurl_exchange *ccurl_exchange_create(ccurl_wire *);
void ccurl_exchange_destroy(ccurl_exchange *);
void ccurl_append(ccurl_buffer *, const void *bytes, size_t count);

/* Readies a used exchange; then come headers and, for ccurl_memory, `outgoing`. `length` is that of ccurl_stream. */
void ccurl_reset(ccurl_exchange *);
void ccurl_add_header(ccurl_exchange *, const char *line);
/* CURLE_OK, or why libcurl does not take it; then the exchange has to be dropped. */
CURLcode ccurl_start(
    ccurl_exchange *, const char *method, const char *url, bool by_proxy, ccurl_body, int64_t length);
/* Lets `pull` be called again after it has paused the exchange. */
void ccurl_resume(ccurl_exchange *);

/* Waits for at most `wait_ms` (-1: for as long as it takes), then lets libcurl work. */
void ccurl_turn(ccurl_wire *, int wait_ms);
/* The next exchange that ended; null if there is none. It can be asked below until it is released. */
ccurl_exchange *ccurl_next_finished(ccurl_wire *, CURLcode *code);
void ccurl_release(ccurl_exchange *);
/* Gives an exchange up: its connection is closed, with a reset if the peer has not acknowledged everything. */
void ccurl_drop(ccurl_exchange *);

long ccurl_status(ccurl_exchange *);
long ccurl_verify_result(ccurl_exchange *, bool of_proxy); /* OpenSSL's X509_V_… */
const char *ccurl_verify_text(long verify_result);
long ccurl_os_error(ccurl_exchange *);       /* errno of a connection that failed */
long ccurl_connect_status(ccurl_exchange *); /* the proxy's answer to CONNECT; 0 if there was none */
bool ccurl_name_was_found(ccurl_exchange *);
long ccurl_connections_made(ccurl_exchange *);
long ccurl_proxy_schemes(ccurl_exchange *); /* CURLAUTH_… that the proxy offered */
bool ccurl_proxy_takes_password(ccurl_exchange *);
bool ccurl_proxy_takes_ticket(ccurl_exchange *); /* of Kerberos */
