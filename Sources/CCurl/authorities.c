#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "internal.h"

enum { most_bytes = 16 * 1024 * 1024 };

static bool read_file(ccurl_buffer *b, const char *path, char *detail, size_t capacity) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    struct stat facts;
    bool is_read = false;
    if (file < 0 || fstat(file, &facts)) {
        snprintf(detail, capacity, "%s", strerror(errno));
    } else if (!S_ISREG(facts.st_mode)) {
        snprintf(detail, capacity, "it is not a file");
    } else {
        uint8_t part[16384];
        ssize_t count = 0;
        while (b->count < most_bytes && ((count = read(file, part, sizeof part)) > 0 || (count < 0 && errno == EINTR)))
            if (count > 0) ccurl_append(b, part, (size_t)count);
        is_read = count == 0;
        if (count < 0) snprintf(detail, capacity, "%s", strerror(errno));
        if (count > 0) snprintf(detail, capacity, "it is too large");
    }
    if (file >= 0) close(file);
    return is_read;
}

static void add(authorities *a, X509 *certificate) {
    X509 **longer = realloc(a->items, (a->count + 1) * sizeof *longer);
    if (!longer) abort();
    a->items = longer;
    a->items[a->count++] = certificate;
}

/* Reads every certificate of a file: PEM, or a single one in DER as Windows exports it. */
bool authorities_read(authorities *a, const char *path, char *detail, size_t capacity) {
    ccurl_buffer bytes = {0};
    if (read_file(&bytes, path, detail, capacity)) {
        BIO *text = lib.BIO_new_mem_buf(bytes.bytes ? bytes.bytes : (uint8_t *)"", (int)bytes.count);
        for (X509 *c; text && (c = lib.PEM_read_bio_X509(text, NULL, NULL, NULL));) add(a, c);
        lib.BIO_free(text);
        const unsigned char *start = bytes.bytes;
        X509 *only = a->count || !start ? NULL : lib.d2i_X509(NULL, &start, (long)bytes.count);
        if (only) add(a, only);
        lib.ERR_clear_error();
        if (!a->count) snprintf(detail, capacity, "it holds no certificate");
    }
    free(bytes.bytes);
    return a->count > 0;
}

void authorities_free(authorities *a) {
    for (size_t i = 0; i < a->count; i++) lib.X509_free(a->items[i]);
    free(a->items);
}

/* Called by libcurl for each TLS connection. The store may be one that it keeps: what is there already stays. */
CURLcode authorities_add(CURL *easy, void *tls_context, void *context) {
    ccurl_wire *w = context;
    (void)easy;
    X509_STORE *store = lib.SSL_CTX_get_cert_store(tls_context);
    for (size_t i = 0; i < w->authorities.count; i++)
        if (lib.X509_STORE_add_cert(store, w->authorities.items[i]) != 1) return CURLE_SSL_CACERT_BADFILE;
    return CURLE_OK;
}
