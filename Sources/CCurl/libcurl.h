/* The functions of libcurl and of the OpenSSL below it, found when they are first needed. */
#pragma once
#include <curl/curl.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <stdbool.h>
#include <stddef.h>

/* The headers define these as macros that check types; as names of fields they must not be. */
#undef curl_easy_setopt
#undef curl_easy_getinfo
#undef curl_multi_setopt

#define CCURL_FUNCTIONS(f)                                                                                   \
    f(curl_global_init) f(curl_version_info) f(curl_easy_init) f(curl_easy_cleanup) f(curl_easy_setopt)      \
    f(curl_easy_getinfo) f(curl_easy_pause) f(curl_slist_append) f(curl_slist_free_all) f(curl_multi_init)   \
    f(curl_multi_cleanup) f(curl_multi_setopt) f(curl_multi_add_handle) f(curl_multi_remove_handle)          \
    f(curl_multi_socket_action) f(curl_multi_info_read) f(OPENSSL_init_crypto) f(ERR_clear_error)            \
    f(BIO_new_mem_buf) f(BIO_free) f(PEM_read_bio_X509) f(d2i_X509) f(X509_free) f(X509_STORE_add_cert)      \
    f(X509_verify_cert_error_string) f(SSL_CTX_get_cert_store)
#define CCURL_DECLARE(name) __typeof__(name) *name;

typedef struct {
    CCURL_FUNCTIONS(CCURL_DECLARE)
} libcurl_functions;

extern libcurl_functions lib;

/* Loads the library once; false with the loader's text if it is missing or unusable. From any thread. */
bool libcurl_load(const char **failure);
