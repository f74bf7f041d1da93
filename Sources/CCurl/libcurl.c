#define _GNU_SOURCE
#include "libcurl.h"
#include "ccurl.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

libcurl_functions lib;

static char failure[256];
static bool is_loaded;

static void load(void) {
    void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        snprintf(failure, sizeof failure, "%s", dlerror());
        return;
    }
#define FIND(name)                                                                    \
    if (!(lib.name = (__typeof__(name) *)dlsym(library, #name))) {                    \
        snprintf(failure, sizeof failure, "libcurl.so.4 does not offer " #name);      \
        return;                                                                       \
    }
    CCURL_FUNCTIONS(FIND)
    /* The wire thread may be inside OpenSSL when the process ends; OpenSSL's clean-up at exit would crash it then.
     * The first initialization decides, so it is done before libcurl's own. */
    lib.OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, NULL);
    CURLcode code = lib.curl_global_init(CURL_GLOBAL_DEFAULT);
    if (code != CURLE_OK) {
        snprintf(failure, sizeof failure, "libcurl cannot be initialized (error %d)", (int)code);
        return;
    }
    is_loaded = true;
}

bool libcurl_load(const char **text) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    *text = failure;
    return is_loaded;
}

const char *ccurl_version(void) {
    const char *text;
    return libcurl_load(&text) ? lib.curl_version_info(CURLVERSION_NOW)->version : NULL;
}

const char *ccurl_tls_version(void) {
    const char *text;
    return libcurl_load(&text) ? lib.curl_version_info(CURLVERSION_NOW)->ssl_version : NULL;
}
