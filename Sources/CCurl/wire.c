#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "internal.h"

int64_t ccurl_now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

int ccurl_make_event(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

void ccurl_wake(int event) {
    uint64_t one = 1;
    if (write(event, &one, sizeof one) < 0) return; /* the counter is full, so the thread is being woken already */
}

/* What libcurl wants to be told of */

static int socket_wanted(CURL *easy, curl_socket_t s, int what, void *context, void *unused) {
    ccurl_wire *w = context;
    (void)easy, (void)unused;
    connection *c = connection_at(w, s);
    c->wanted = what == CURL_POLL_REMOVE
                    ? 0
                    : (what & CURL_POLL_IN ? EPOLLIN : 0u) | (what & CURL_POLL_OUT ? EPOLLOUT : 0u);
    if (c->wanted && c->wanted != c->registered) {
        struct epoll_event e = {.events = c->wanted, .data.fd = s};
        if (epoll_ctl(w->epoll, c->registered ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, s, &e) && errno == ENOENT)
            epoll_ctl(w->epoll, EPOLL_CTL_ADD, s, &e);
        c->registered = c->wanted;
    } else if (!c->wanted && (!c->is_open || c->registered & EPOLLOUT)) {
        /* The resolver's socket, or one that would be ready all the time. A kept connection stays registered for
         * reading, so that the next request on it needs no system call for that. */
        epoll_ctl(w->epoll, EPOLL_CTL_DEL, s, NULL);
        c->registered = 0;
    }
    return 0;
}

static int timer_wanted(CURLM *multi, long wait_ms, void *context) {
    ccurl_wire *w = context;
    (void)multi;
    w->timer_ms = wait_ms < 0 ? -1 : ccurl_now_ms() + wait_ms;
    return 0;
}

/* A turn */

static void handle(ccurl_wire *w, int s, uint32_t events) {
    int running;
    connection *c = connection_at(w, s);
    if (!c->wanted) { /* a kept connection that its peer closed; libcurl sees that before it uses it */
        epoll_ctl(w->epoll, EPOLL_CTL_DEL, s, NULL);
        c->registered = 0;
        return;
    }
    /* Room to write means that the peer took something. */
    if (events & EPOLLOUT && c->exchange) c->exchange->last_progress_ms = ccurl_now_ms();
    int bits = (events & EPOLLIN ? CURL_CSELECT_IN : 0) | (events & EPOLLOUT ? CURL_CSELECT_OUT : 0) |
               (events & (EPOLLERR | EPOLLHUP) ? CURL_CSELECT_ERR : 0);
    lib.curl_multi_socket_action(w->multi, s, bits, &running);
}

void ccurl_turn(ccurl_wire *w, int wait_ms) {
    enum { most = 64 };
    struct epoll_event ready[most];
    int count, running;
    if (w->timer_ms >= 0) {
        int64_t left = w->timer_ms - ccurl_now_ms();
        int longest = left < 0 ? 0 : left > 3600000 ? 3600000 : (int)left;
        if (wait_ms < 0 || longest < wait_ms) wait_ms = longest;
    }
    do {
        count = epoll_wait(w->epoll, ready, most, wait_ms);
        for (int i = 0; i < count; i++) {
            uint64_t n;
            if (ready[i].data.fd != w->event) handle(w, ready[i].data.fd, ready[i].events);
            else if (read(w->event, &n, sizeof n) < 0) continue; /* taken already, with an earlier one */
        }
        wait_ms = 0;
    } while (count == most); /* whoever has news must not be taken for stalled after this turn */
    if (w->timer_ms >= 0 && w->timer_ms <= ccurl_now_ms()) {
        w->timer_ms = -1;
        lib.curl_multi_socket_action(w->multi, CURL_SOCKET_TIMEOUT, 0, &running);
    }
}

/* The next log-in need not begin by asking what the proxy offers. */
static void learn_proxy_scheme(ccurl_wire *w, ccurl_exchange *x) {
    static const long best_first[] = {CURLAUTH_NEGOTIATE, CURLAUTH_DIGEST, CURLAUTH_NTLM, CURLAUTH_BASIC};
    if (!x->by_proxy || !x->began) return;
    long usable = ccurl_proxy_schemes(x) & w->proxy_schemes;
    for (size_t i = 0; i < sizeof best_first / sizeof *best_first; i++) {
        if (!(usable & best_first[i])) continue;
        w->proxy_schemes = best_first[i];
        return;
    }
}

ccurl_exchange *ccurl_next_finished(ccurl_wire *w, CURLcode *code) {
    int left;
    for (CURLMsg *m; (m = lib.curl_multi_info_read(w->multi, &left));) {
        if (m->msg != CURLMSG_DONE) continue;
        void *mine = NULL;
        *code = m->data.result;
        lib.curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &mine);
        ccurl_exchange *x = mine;
        if (x->descriptor >= 0) exchange_untie(x);
        learn_proxy_scheme(w, x);
        return x;
    }
    return NULL;
}

/* Making and unmaking */

static void copy_options(ccurl_wire *w, const ccurl_options *options) {
    w->options = *options;
#define COPY(field)                                                                        \
    if (options->field && !(w->options.field = strdup(options->field))) abort();
    COPY(extra_authorities)
    COPY(proxy)
    COPY(proxy_user)
    COPY(proxy_password)
#undef COPY
    /* With a password: what the proxy asks for. Negotiate is not among them, because libcurl would prefer it and
     * end there when there is no Kerberos ticket. Without: the ticket, once the proxy asks for one. */
    w->proxy_schemes = options->proxy_user && *options->proxy_user
                           ? (long)(CURLAUTH_DIGEST | CURLAUTH_NTLM | CURLAUTH_BASIC)
                           : (long)(CURLAUTH_NEGOTIATE | CURLAUTH_ONLY);
}

static bool make_multi(ccurl_wire *w) {
    CURLM *m = w->multi = lib.curl_multi_init();
    return m && lib.curl_multi_setopt(m, CURLMOPT_SOCKETFUNCTION, socket_wanted) == CURLM_OK &&
           lib.curl_multi_setopt(m, CURLMOPT_SOCKETDATA, w) == CURLM_OK &&
           lib.curl_multi_setopt(m, CURLMOPT_TIMERFUNCTION, timer_wanted) == CURLM_OK &&
           lib.curl_multi_setopt(m, CURLMOPT_TIMERDATA, w) == CURLM_OK &&
           lib.curl_multi_setopt(m, CURLMOPT_PIPELINING, (long)CURLPIPE_NOTHING) == CURLM_OK &&
           lib.curl_multi_setopt(m, CURLMOPT_MAX_HOST_CONNECTIONS, w->options.connections) == CURLM_OK &&
           lib.curl_multi_setopt(m, CURLMOPT_MAXCONNECTS, w->options.connections) == CURLM_OK;
}

static ccurl_state open_wire(ccurl_wire *w, char *detail, size_t capacity) {
    const char *path = w->options.extra_authorities;
    if (path && !authorities_read(&w->authorities, path, detail, capacity)) return ccurl_no_authorities;
    w->epoll = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event e = {.events = EPOLLIN, .data.fd = w->event};
    if (w->epoll < 0 || epoll_ctl(w->epoll, EPOLL_CTL_ADD, w->event, &e)) {
        snprintf(detail, capacity, "%s", strerror(errno));
        return ccurl_no_descriptor;
    }
    ccurl_exchange *trial = make_multi(w) ? ccurl_exchange_create(w) : NULL;
    if (!trial) {
        snprintf(detail, capacity, "%s", lib.curl_version_info(CURLVERSION_NOW)->version);
        return ccurl_old_library;
    }
    ccurl_exchange_destroy(trial);
    return ccurl_ready;
}

ccurl_wire *ccurl_create(
    const ccurl_options *options, int event, ccurl_state *state, char *detail, size_t capacity) {
    const char *failure;
    if (!libcurl_load(&failure)) {
        *state = ccurl_no_library;
        snprintf(detail, capacity, "%s", failure);
        return NULL;
    }
    ccurl_wire *w = calloc(1, sizeof *w);
    if (!w) abort();
    copy_options(w, options);
    w->timer_ms = w->epoll = -1;
    w->event = event;
    *state = open_wire(w, detail, capacity);
    if (*state == ccurl_ready) return w;
    ccurl_destroy(w);
    return NULL;
}

void ccurl_destroy(ccurl_wire *w) {
    if (w->multi) lib.curl_multi_cleanup(w->multi);
    if (w->epoll >= 0) close(w->epoll);
    authorities_free(&w->authorities);
    free((void *)w->options.extra_authorities);
    free((void *)w->options.proxy);
    free((void *)w->options.proxy_user);
    free((void *)w->options.proxy_password);
    free(w->connections);
    free(w);
}
