#define _GNU_SOURCE
#include <dlfcn.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/provider.h>
#include <pthread.h>

#include "ccrypto.h"

#define FUNCTIONS(f)                                                                               \
    f(OPENSSL_init_crypto) f(EVP_MD_fetch) f(EVP_MD_CTX_new) f(EVP_MD_CTX_free) f(EVP_DigestInit_ex) \
    f(EVP_DigestUpdate) f(EVP_DigestFinal_ex) f(OSSL_LIB_CTX_new) f(OSSL_PROVIDER_load)
#define DECLARE(name) __typeof__(name) *name;

static struct {
    FUNCTIONS(DECLARE)
    EVP_MD *algorithms[2]; /* fetched once, since a fetch costs more than a short digest; null: not to be had */
} lib;

/* MD5, also where the machine's settings allow FIPS algorithms only: as a checksum against damage on the way, which is
 * what Content-MD5 is, it needs no such permission. Settings that load no provider with MD5 do not apply to a library
 * context of our own, which lives as long as the process. */
static EVP_MD *md5(void) {
    EVP_MD *found = lib.EVP_MD_fetch(NULL, "MD5", "-fips");
    if (found) return found;
    OSSL_LIB_CTX *own = lib.OSSL_LIB_CTX_new();
    if (!own || !lib.OSSL_PROVIDER_load(own, "default")) return NULL;
    return lib.EVP_MD_fetch(own, "MD5", "-fips");
}

static void load(void) {
    void *library = dlopen("libcrypto.so.3", RTLD_NOW | RTLD_LOCAL);
    if (!library) return;
#define FIND(name) \
    if (!(lib.name = (__typeof__(name) *)dlsym(library, #name))) return;
    FUNCTIONS(FIND)
    /* Another thread may be inside libcrypto when the process ends; its clean-up at exit would crash that one. The
     * first initialization decides, whoever makes it. */
    lib.OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, NULL);
    lib.algorithms[ccrypto_sha256] = lib.EVP_MD_fetch(NULL, "SHA256", NULL);
    lib.algorithms[ccrypto_md5] = md5();
}

/* Both kinds of pointers are the same object; the header need not know OpenSSL's name for it. */
static EVP_MD_CTX *context(const ccrypto_digest *d) { return (EVP_MD_CTX *)d; }

ccrypto_digest *ccrypto_digest_create(ccrypto_algorithm algorithm) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    if (!lib.algorithms[algorithm]) return NULL;
    EVP_MD_CTX *made = lib.EVP_MD_CTX_new();
    if (made && lib.EVP_DigestInit_ex(made, lib.algorithms[algorithm], NULL) == 1) return (ccrypto_digest *)made;
    lib.EVP_MD_CTX_free(made);
    return NULL;
}

void ccrypto_digest_update(ccrypto_digest *d, const void *bytes, size_t count) {
    lib.EVP_DigestUpdate(context(d), bytes, count);
}

void ccrypto_digest_finish(ccrypto_digest *d, uint8_t *result) { lib.EVP_DigestFinal_ex(context(d), result, NULL); }

void ccrypto_digest_destroy(ccrypto_digest *d) { lib.EVP_MD_CTX_free(context(d)); }
