#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "internal.h"

enum {
    longest_head = 256 * 1024,
    kept_capacity = 256 * 1024, /* a larger buffer is not kept for the next exchange */
};

void ccurl_append(ccurl_buffer *b, const void *bytes, size_t count) {
    if (count == 0) return;
    if (b->count + count > b->capacity) {
        size_t capacity = b->capacity ? b->capacity : 1024;
        while (capacity < b->count + count) capacity *= 2;
        uint8_t *moved = realloc(b->bytes, capacity);
        if (!moved) abort();
        b->bytes = moved;
        b->capacity = capacity;
    }
    memcpy(b->bytes + b->count, bytes, count);
    b->count += count;
}

static void empty(ccurl_buffer *b) {
    b->count = 0;
    if (b->capacity <= kept_capacity) return;
    free(b->bytes);
    *b = (ccurl_buffer){0};
}

/* What was handed over */

static void note_sent(ccurl_exchange *x) {
    if (x->descriptor >= 0) x->kernel_bytes = connection_taken(x->owner, x->descriptor, &x->min_rtt_us) - x->baseline;
    curl_off_t body = 0;
    lib.curl_easy_getinfo(x->easy, CURLINFO_SIZE_UPLOAD_T, &body);
    lib.curl_easy_getinfo(x->easy, CURLINFO_REQUEST_SIZE, &x->request_bytes);
    x->body_sent = body;
}

/* From here on the connection's bytes are this exchange's. */
void exchange_tie(ccurl_exchange *x, int descriptor) {
    connection *c = connection_at(x->owner, descriptor);
    /* The exchange before ended in this very turn and was not asked for yet: now is the last chance to count. */
    if (c->exchange) exchange_untie(c->exchange);
    c->exchange = x;
    c->opener = NULL;
    x->descriptor = descriptor;
    x->baseline = connection_taken(x->owner, descriptor, &x->min_rtt_us);
}

/* Takes down what the kernel says, for the last time. */
void exchange_untie(ccurl_exchange *x) {
    note_sent(x);
    if (x->descriptor >= 0) connection_at(x->owner, x->descriptor)->exchange = NULL;
    x->descriptor = -1;
}

/* Called by libcurl */

/* The border: name look-up, TCP, proxy and TLS are done, and nothing of the request is written. */
static int before_request(void *context, char *peer, char *local, int peer_port, int local_port) {
    ccurl_exchange *x = context;
    bool may_repeat = x->owner->options.allow_repeats;
    if (x->began && !may_repeat) {
        x->repeat_refused = true;
        return CURL_PREREQFUNC_ABORT;
    }
    int s = connection_find(x->owner, peer, peer_port, local, local_port);
    if (s < 0) {
        x->is_unaccountable = true;
        return CURL_PREREQFUNC_ABORT;
    }
    if (x->may_leave && !x->may_leave(x->context)) {
        x->was_held_back = true;
        return CURL_PREREQFUNC_ABORT;
    }
    if (x->descriptor >= 0) exchange_untie(x);
    exchange_tie(x, s);
    x->began = true;
    x->last_progress_ms = ccurl_now_ms();
    return CURL_PREREQFUNC_OK;
}

static size_t take_head(char *line, size_t size, size_t count, void *context) {
    ccurl_exchange *x = context;
    (void)size;
    x->last_progress_ms = ccurl_now_ms();
    if (x->head_ended) return count; /* a trailer */
    if (count > 5 && memcmp(line, "HTTP/", 5) == 0) x->head.count = 0; /* an earlier one was a 1xx */
    if (x->head.count + count > longest_head) return CURL_WRITEFUNC_ERROR;
    ccurl_append(&x->head, line, count);
    if (line[0] == '\r' || line[0] == '\n') x->head_ended = ccurl_status(x) >= 200;
    return count;
}

static size_t take_body(char *bytes, size_t size, size_t count, void *context) {
    ccurl_exchange *x = context;
    (void)size;
    x->last_progress_ms = ccurl_now_ms();
    if (x->push && ccurl_status(x) / 100 == 2)
        return x->push(x->context, (const uint8_t *)bytes, count) ? count : CURL_WRITEFUNC_ERROR;
    if (x->body.count + count > x->owner->options.response_limit) {
        x->too_large = true;
        return CURL_WRITEFUNC_ERROR;
    }
    ccurl_append(&x->body, bytes, count);
    return count;
}

static size_t give_body(char *bytes, size_t size, size_t count, void *context) {
    ccurl_exchange *x = context;
    x->last_progress_ms = ccurl_now_ms();
    return x->pull ? x->pull(x->context, bytes, size * count) : CURL_READFUNC_ABORT;
}

/* Making and unmaking */

ccurl_exchange *ccurl_exchange_create(ccurl_wire *w) {
    ccurl_exchange *x = calloc(1, sizeof *x);
    if (!x) abort();
    x->owner = w;
    x->descriptor = -1;
    CURL *e = x->easy = lib.curl_easy_init();
    if (!e) abort();
    const ccurl_options *o = &w->options;
    /* An option that this libcurl does not know may be one that safety rests on. */
    bool is_set = true;
#define SET(option, value) (is_set &= lib.curl_easy_setopt(e, option, value) == CURLE_OK)
    SET(CURLOPT_PRIVATE, x);
    SET(CURLOPT_ERRORBUFFER, x->error);
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_QUICK_EXIT, 1L); /* giving up does not wait for the resolver's thread */
    SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    SET(CURLOPT_PROTOCOLS_STR, "http,https");
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    SET(CURLOPT_CONNECTTIMEOUT_MS, o->connect_timeout_ms);
    SET(CURLOPT_MAXAGE_CONN, 30L);
    SET(CURLOPT_BUFFERSIZE, 64L * 1024);
    SET(CURLOPT_UPLOAD_BUFFERSIZE, 256L * 1024);

    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    SET(CURLOPT_SSL_VERIFYPEER, 1L);
    SET(CURLOPT_SSL_VERIFYHOST, 2L);
    /* Authorities are kept parsed only if they come from one file; a folder beside it would cost each connection
     * 70 ms on this thread. */
    SET(CURLOPT_CAPATH, NULL);
    SET(CURLOPT_CA_CACHE_TIMEOUT, -1L);
    if (w->authorities.count) {
        SET(CURLOPT_SSL_CTX_FUNCTION, authorities_add);
        SET(CURLOPT_SSL_CTX_DATA, w);
    }

    SET(CURLOPT_NOPROXY, ""); /* whoever starts an exchange decides, not the environment */
    SET(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    SET(CURLOPT_HTTPPROXYTUNNEL, 1L);
    if (o->proxy) {
        /* Set apart from the address, they may hold any character. An empty name lets Kerberos supply its own. */
        SET(CURLOPT_PROXYUSERNAME, o->proxy_user ? o->proxy_user : "");
        SET(CURLOPT_PROXYPASSWORD, o->proxy_password ? o->proxy_password : "");
        SET(CURLOPT_PROXY_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
        SET(CURLOPT_PROXY_CAPATH, NULL);
    }

    SET(CURLOPT_OPENSOCKETFUNCTION, connection_open);
    SET(CURLOPT_OPENSOCKETDATA, x);
    SET(CURLOPT_CLOSESOCKETFUNCTION, connection_close);
    SET(CURLOPT_CLOSESOCKETDATA, w); /* a connection outlives the exchange that opened it */
    SET(CURLOPT_PREREQFUNCTION, before_request);
    SET(CURLOPT_PREREQDATA, x);
    SET(CURLOPT_HEADERFUNCTION, take_head);
    SET(CURLOPT_HEADERDATA, x);
    SET(CURLOPT_WRITEFUNCTION, take_body);
    SET(CURLOPT_WRITEDATA, x);
    SET(CURLOPT_READFUNCTION, give_body);
    SET(CURLOPT_READDATA, x);
#undef SET
    if (is_set) return x;
    ccurl_exchange_destroy(x);
    return NULL;
}

void ccurl_exchange_destroy(ccurl_exchange *x) {
    lib.curl_easy_cleanup(x->easy);
    lib.curl_slist_free_all(x->headers);
    free(x->head.bytes);
    free(x->body.bytes);
    free(x->outgoing.bytes);
    free(x);
}

void ccurl_reset(ccurl_exchange *x) {
    empty(&x->head);
    empty(&x->body);
    empty(&x->outgoing);
    x->context = NULL;
    x->pull = NULL;
    x->push = NULL;
    x->may_leave = NULL;
    x->began = x->is_unaccountable = x->repeat_refused = x->head_ended = x->too_large = x->by_proxy = false;
    x->was_connected = x->was_held_back = false;
    x->descriptor = -1;
    x->baseline = x->kernel_bytes = 0;
    x->body_sent = x->request_bytes = 0;
    x->min_rtt_us = 0;
    x->error[0] = 0;
    x->last_progress_ms = ccurl_now_ms();
}

void ccurl_add_header(ccurl_exchange *x, const char *line) {
    struct curl_slist *longer = lib.curl_slist_append(x->headers, line);
    if (!longer) abort();
    x->headers = longer;
}

static bool has_header(const ccurl_exchange *x, const char *start) {
    for (const struct curl_slist *h = x->headers; h; h = h->next)
        if (!strncasecmp(h->data, start, strlen(start))) return true;
    return false;
}

CURLcode ccurl_start(
    ccurl_exchange *x, const char *method, const char *url, bool by_proxy, ccurl_body kind, int64_t length) {
    CURL *e = x->easy;
    ccurl_wire *w = x->owner;
    x->by_proxy = by_proxy && w->options.proxy;
    /* A name without a value takes away a field that libcurl would add by itself. */
    ccurl_add_header(x, "Expect:");
    if (!has_header(x, "accept:")) ccurl_add_header(x, "Accept:");
    if (!has_header(x, "content-type:")) ccurl_add_header(x, "Content-Type:");
    CURLcode code = CURLE_OK;
#define SET(option, value) (code = code ? code : lib.curl_easy_setopt(e, option, value))
    SET(CURLOPT_URL, url);
    SET(CURLOPT_PROXY, x->by_proxy ? w->options.proxy : ""); /* "": none, whatever the environment says */
    if (x->by_proxy) SET(CURLOPT_PROXYAUTH, w->proxy_schemes);
    switch (kind) {
    case ccurl_no_body:
        SET(CURLOPT_HTTPGET, 1L);
        break;
    case ccurl_memory:
        SET(CURLOPT_UPLOAD, 0L);
        SET(CURLOPT_POST, 1L);
        SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)x->outgoing.count);
        SET(CURLOPT_POSTFIELDS, x->outgoing.count ? (char *)x->outgoing.bytes : "");
        break;
    case ccurl_stream:
        SET(CURLOPT_UPLOAD, 1L);
        SET(CURLOPT_INFILESIZE_LARGE, (curl_off_t)length);
        break;
    }
    SET(CURLOPT_CUSTOMREQUEST, method);
    SET(CURLOPT_HTTPHEADER, x->headers);
#undef SET
    if (code) return code;
    return lib.curl_multi_add_handle(w->multi, e) == CURLM_OK ? CURLE_OK : CURLE_FAILED_INIT;
}

void ccurl_resume(ccurl_exchange *x) {
    x->last_progress_ms = ccurl_now_ms();
    lib.curl_easy_pause(x->easy, CURLPAUSE_CONT);
}

void ccurl_release(ccurl_exchange *x) {
    lib.curl_multi_remove_handle(x->owner->multi, x->easy);
    if (!x->began) connections_forget(x->owner, x);
    lib.curl_slist_free_all(x->headers);
    x->headers = NULL;
}

void ccurl_drop(ccurl_exchange *x) {
    exchange_untie(x); /* before closing: that may write a TLS alert */
    ccurl_release(x);
}

/* Facts */

static long number(ccurl_exchange *x, CURLINFO which) {
    long n = 0;
    lib.curl_easy_getinfo(x->easy, which, &n);
    return n;
}

long ccurl_status(ccurl_exchange *x) { return number(x, CURLINFO_RESPONSE_CODE); }
long ccurl_os_error(ccurl_exchange *x) { return number(x, CURLINFO_OS_ERRNO); }
long ccurl_connect_status(ccurl_exchange *x) { return number(x, CURLINFO_HTTP_CONNECTCODE); }

bool ccurl_name_was_found(ccurl_exchange *x) {
    curl_off_t microseconds = 0;
    lib.curl_easy_getinfo(x->easy, CURLINFO_NAMELOOKUP_TIME_T, &microseconds);
    return microseconds > 0;
}

long ccurl_connections_made(ccurl_exchange *x) { return number(x, CURLINFO_NUM_CONNECTS); }
long ccurl_proxy_schemes(ccurl_exchange *x) { return number(x, CURLINFO_PROXYAUTH_AVAIL); }
bool ccurl_proxy_takes_password(ccurl_exchange *x) {
    return ccurl_proxy_schemes(x) & (long)(CURLAUTH_BASIC | CURLAUTH_DIGEST | CURLAUTH_NTLM);
}
bool ccurl_proxy_takes_ticket(ccurl_exchange *x) { return ccurl_proxy_schemes(x) & (long)CURLAUTH_NEGOTIATE; }
const char *ccurl_verify_text(long result) { return lib.X509_verify_cert_error_string(result); }

long ccurl_verify_result(ccurl_exchange *x, bool of_proxy) {
    return number(x, of_proxy ? CURLINFO_PROXY_SSL_VERIFYRESULT : CURLINFO_SSL_VERIFYRESULT);
}
