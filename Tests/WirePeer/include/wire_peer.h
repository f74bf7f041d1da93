/* The other end of a TLS connection, for tests: certificates made on the spot, and a server on a blocking socket. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A certificate with its key. */
typedef struct tls_identity tls_identity;
typedef struct tls_session tls_session;

/* Null on failure. Without an issuer it signs itself; times are seconds from now; `names` as in `DNS:localhost`. */
tls_identity *tls_identity_create(
    const tls_identity *issuer, const char *subject, const char *names, bool is_authority, long from, long until);
/* Writes the certificate; returns its length. */
size_t tls_identity_pem(const tls_identity *, char *text, size_t capacity);
size_t tls_identity_der(const tls_identity *, uint8_t *bytes, size_t capacity);

/* Shakes hands as the server; null if that fails. `is_old`: with TLS 1.1 at best. */
tls_session *tls_accept(const tls_identity *, int descriptor, bool is_old);
long tls_read(tls_session *, void *bytes, size_t capacity); /* 0 at the end, -1 on failure */
long tls_write(tls_session *, const void *bytes, size_t count);
void tls_free(tls_session *);

/* Moves the calling thread into the network namespace that a descriptor stands for. */
bool enter_network_namespace(int descriptor);
