#define _GNU_SOURCE
#include "wire_peer.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>

struct tls_identity {
    X509 *certificate;
    EVP_PKEY *key;
};

struct tls_session {
    SSL_CTX *context;
    SSL *ssl;
};

/* Threads of tests may be inside OpenSSL when the process ends. */
static void initialize(void) { OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, NULL); }

/* OpenSSL writes to connections that the client has reset, and a SIGPIPE would end the tests without a word. It is
 * blocked on the server's threads only: the process keeps the default, so that a SIGPIPE of the client's is seen. */
static void block_broken_pipes(void) {
    sigset_t pipes;
    sigemptyset(&pipes);
    sigaddset(&pipes, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipes, NULL);
}

static bool extend(X509 *certificate, int which, const char *value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, certificate, certificate, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, which, value);
    bool is_added = extension && X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
    return is_added;
}

tls_identity *tls_identity_create(
    const tls_identity *issuer, const char *subject, const char *names, bool is_authority, long from, long until) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    static long serial = 1;
    pthread_once(&once, initialize);
    tls_identity *made = calloc(1, sizeof *made);
    X509 *c = X509_new();
    if (!made || !c) abort();
    made->certificate = c;
    made->key = EVP_EC_gen("P-256");
    X509_set_version(c, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(c), __atomic_add_fetch(&serial, 1, __ATOMIC_RELAXED));
    X509_gmtime_adj(X509_getm_notBefore(c), from);
    X509_gmtime_adj(X509_getm_notAfter(c), until);
    X509_set_pubkey(c, made->key);
    X509_NAME_add_entry_by_txt(
        X509_get_subject_name(c), "CN", MBSTRING_UTF8, (const unsigned char *)subject, -1, -1, 0);
    X509_set_issuer_name(c, X509_get_subject_name(issuer ? issuer->certificate : c));
    bool is_whole = (!is_authority || extend(c, NID_basic_constraints, "critical,CA:TRUE")) &&
                    (!names || extend(c, NID_subject_alt_name, names)) &&
                    X509_sign(c, issuer ? issuer->key : made->key, EVP_sha256()) > 0;
    return is_whole ? made : NULL;
}

static size_t drained(BIO *text, void *to, size_t capacity) {
    int count = BIO_read(text, to, (int)capacity);
    BIO_free(text);
    return count > 0 ? (size_t)count : 0;
}

size_t tls_identity_pem(const tls_identity *i, char *text, size_t capacity) {
    BIO *out = BIO_new(BIO_s_mem());
    PEM_write_bio_X509(out, i->certificate);
    return drained(out, text, capacity);
}

size_t tls_identity_der(const tls_identity *i, uint8_t *bytes, size_t capacity) {
    BIO *out = BIO_new(BIO_s_mem());
    i2d_X509_bio(out, i->certificate);
    return drained(out, bytes, capacity);
}

tls_session *tls_accept(const tls_identity *i, int descriptor, bool is_old) {
    block_broken_pipes();
    tls_session *s = calloc(1, sizeof *s);
    if (!s) abort();
    s->context = SSL_CTX_new(TLS_server_method());
    SSL_CTX_set_options(s->context, SSL_OP_IGNORE_UNEXPECTED_EOF);
    if (is_old) {
        SSL_CTX_set_cipher_list(s->context, "ALL:@SECLEVEL=0");
        SSL_CTX_set_min_proto_version(s->context, TLS1_VERSION);
        SSL_CTX_set_max_proto_version(s->context, TLS1_1_VERSION);
    }
    SSL_CTX_use_certificate(s->context, i->certificate);
    SSL_CTX_use_PrivateKey(s->context, i->key);
    s->ssl = SSL_new(s->context);
    SSL_set_fd(s->ssl, descriptor);
    if (SSL_accept(s->ssl) == 1) return s;
    tls_free(s);
    return NULL;
}

long tls_read(tls_session *s, void *bytes, size_t capacity) {
    size_t count = 0;
    if (SSL_read_ex(s->ssl, bytes, capacity, &count) == 1) return (long)count;
    int error = SSL_get_error(s->ssl, 0);
    ERR_clear_error();
    return error == SSL_ERROR_ZERO_RETURN ? 0 : -1;
}

long tls_write(tls_session *s, const void *bytes, size_t count) {
    block_broken_pipes();
    size_t written = 0;
    bool is_written = SSL_write_ex(s->ssl, bytes, count, &written) == 1;
    ERR_clear_error();
    return is_written ? (long)written : -1;
}

void tls_free(tls_session *s) {
    SSL_free(s->ssl);
    SSL_CTX_free(s->context);
    free(s);
}

bool enter_network_namespace(int descriptor) { return setns(descriptor, CLONE_NEWNET) == 0; }
