#include "ccsv_index.h"

#include <string.h>

// SSE2 and NEON belong to every processor of their kind. Wider vectors gained nothing that could be measured: the
// Lua tables take nearly all of the time.
#if defined(__SSE2__)
#include <emmintrin.h>

static inline uint64_t marks_of_block(const unsigned char *block, unsigned char separator) {
    const __m128i quote = _mm_set1_epi8('"'), lf = _mm_set1_epi8('\n'), cr = _mm_set1_epi8('\r');
    const __m128i wanted = _mm_set1_epi8((char)separator);
    uint64_t marks = 0;
    for (int i = 0; i < 4; i++) {
        __m128i part = _mm_loadu_si128((const __m128i *)(const void *)block + i);
        __m128i fields = _mm_or_si128(_mm_cmpeq_epi8(part, wanted), _mm_cmpeq_epi8(part, quote));
        __m128i lines = _mm_or_si128(_mm_cmpeq_epi8(part, lf), _mm_cmpeq_epi8(part, cr));
        marks |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_or_si128(fields, lines)) << (16 * i);
    }
    return marks;
}
#elif defined(__aarch64__)
#include <arm_neon.h>

static inline uint64_t marks_of_block(const unsigned char *block, unsigned char separator) {
    static const uint8_t weights[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    const uint8x16_t wanted = vdupq_n_u8(separator), weight = vld1q_u8(weights);
    const uint8x16_t quote = vdupq_n_u8('"'), lf = vdupq_n_u8('\n'), cr = vdupq_n_u8('\r');
    uint8x16_t hits[4];
    for (int i = 0; i < 4; i++) {
        uint8x16_t part = vld1q_u8(block + 16 * i);
        uint8x16_t fields = vorrq_u8(vceqq_u8(part, wanted), vceqq_u8(part, quote));
        hits[i] = vandq_u8(weight, vorrq_u8(fields, vorrq_u8(vceqq_u8(part, lf), vceqq_u8(part, cr))));
    }
    uint8x16_t sum = vpaddq_u8(vpaddq_u8(hits[0], hits[1]), vpaddq_u8(hits[2], hits[3]));
    return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(sum, sum)), 0);
}
#else
static inline uint64_t marks_of_block(const unsigned char *block, unsigned char separator) {
    uint64_t marks = 0;
    for (int i = 0; i < CCSV_BLOCK; i++) {
        unsigned char byte = block[i];
        uint64_t is_marked = byte == separator || byte == '"' || byte == '\n' || byte == '\r';
        marks |= is_marked << i;
    }
    return marks;
}
#endif

void ccsv_index(const unsigned char *bytes, size_t from, size_t to, unsigned char separator, uint64_t *bits) {
    for (size_t at = from; at < to; at += CCSV_BLOCK) {
        uint64_t marks = marks_of_block(bytes + at, separator);
        if (to - at < CCSV_BLOCK) marks &= (UINT64_C(1) << (to - at)) - 1;
        bits[at / CCSV_BLOCK] = marks;
    }
}
