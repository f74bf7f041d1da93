/* Message digests: by OpenSSL's libcrypto, which is loaded when it is worth that, a portable SHA-256, and XXH3.
 *
 * Loading libcrypto costs more than a millisecond, and names and keys are hashed at the start of nearly every run. So
 * short texts are hashed by ccrypto_sha256_portable, and files, which libcrypto hashes several times as fast, by it. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ccrypto_sha256_size = 32, ccrypto_md5_size = 16 };

/* SHA-256 (FIPS 180-4) without libcrypto. */
typedef struct {
    uint32_t state[8];
    uint64_t count; /* bytes taken so far */
    uint8_t block[64];
} ccrypto_sha256_portable;

void ccrypto_sha256_begin(ccrypto_sha256_portable *);
void ccrypto_sha256_update(ccrypto_sha256_portable *, const void *bytes, size_t count);
void ccrypto_sha256_finish(ccrypto_sha256_portable *, uint8_t result[ccrypto_sha256_size]);

/* A digest of libcrypto's; it belongs to one thread at a time. */
typedef struct ccrypto_digest ccrypto_digest;
typedef enum { ccrypto_sha256, ccrypto_md5 } ccrypto_algorithm;

/* Null if libcrypto is missing or cannot do the algorithm; FIPS settings do not keep it from MD5. The first call of the
 * process loads it. */
ccrypto_digest *ccrypto_digest_create(ccrypto_algorithm);
void ccrypto_digest_update(ccrypto_digest *, const void *bytes, size_t count);
/* Writes 32 or 16 bytes; afterwards the digest can only be destroyed. */
void ccrypto_digest_finish(ccrypto_digest *, uint8_t *result);
void ccrypto_digest_destroy(ccrypto_digest *);

/* XXH3 with 128 bits: tells files apart at the speed of memory; an attacker can make collisions. It
 * belongs to one thread at a time. */
enum { ccrypto_xxh3_size = 16 };
typedef struct ccrypto_xxh3 ccrypto_xxh3;

/* Never null: without memory for it the process ends. */
ccrypto_xxh3 *ccrypto_xxh3_create(void);
void ccrypto_xxh3_update(ccrypto_xxh3 *, const void *bytes, size_t count);
/* Writes 16 bytes, the most significant first; more may be taken afterwards. */
void ccrypto_xxh3_finish(const ccrypto_xxh3 *, uint8_t result[ccrypto_xxh3_size]);
void ccrypto_xxh3_destroy(ccrypto_xxh3 *);
