/* In its own object and inlined: nothing has to be loaded for it. */
#define XXH_INLINE_ALL
#include <stdlib.h>
#include <xxhash.h>

#include "ccrypto.h"

ccrypto_xxh3 *ccrypto_xxh3_create(void) {
    XXH3_state_t *made = XXH3_createState();
    /* Swift ends the process without memory for an object, too. */
    if (!made) abort();
    XXH3_128bits_reset(made);
    return (ccrypto_xxh3 *)made;
}

void ccrypto_xxh3_update(ccrypto_xxh3 *d, const void *bytes, size_t count) {
    if (count > 0) XXH3_128bits_update((XXH3_state_t *)d, bytes, count);
}

void ccrypto_xxh3_finish(const ccrypto_xxh3 *d, uint8_t result[ccrypto_xxh3_size]) {
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest((const XXH3_state_t *)d));
    for (int i = 0; i < ccrypto_xxh3_size; i++) result[i] = canonical.digest[i];
}

void ccrypto_xxh3_destroy(ccrypto_xxh3 *d) { XXH3_freeState((XXH3_state_t *)d); }
