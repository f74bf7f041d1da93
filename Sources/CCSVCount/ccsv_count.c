#include "include/ccsv_count.h"

#include <string.h>

enum { BLOCK = 64 };

// SSE2 and NEON belong to every processor of their kind.
#if defined(__SSE2__)
#include <emmintrin.h>

static inline uint64_t places_of(unsigned char byte, const unsigned char *block) {
    const __m128i wanted = _mm_set1_epi8((char)byte);
    uint64_t places = 0;
    for (int i = 0; i < 4; i++) {
        __m128i part = _mm_loadu_si128((const __m128i *)(const void *)block + i);
        places |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(part, wanted)) << (16 * i);
    }
    return places;
}
#elif defined(__aarch64__)
#include <arm_neon.h>

static inline uint64_t places_of(unsigned char byte, const unsigned char *block) {
    static const uint8_t weights[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    const uint8x16_t wanted = vdupq_n_u8(byte), weight = vld1q_u8(weights);
    uint8x16_t hits[4];
    for (int i = 0; i < 4; i++) hits[i] = vandq_u8(weight, vceqq_u8(vld1q_u8(block + 16 * i), wanted));
    uint8x16_t sum = vpaddq_u8(vpaddq_u8(hits[0], hits[1]), vpaddq_u8(hits[2], hits[3]));
    return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(sum, sum)), 0);
}
#else
static inline uint64_t places_of(unsigned char byte, const unsigned char *block) {
    uint64_t places = 0;
    for (int i = 0; i < BLOCK; i++) places |= (uint64_t)(block[i] == byte) << i;
    return places;
}
#endif

static inline bool ends_line(unsigned char byte) { return byte == '\n' || byte == '\r'; }

static inline uint64_t count_of(uint64_t places) { return (uint64_t)__builtin_popcountll(places); }

ccsv_counter ccsv_counter_begin(void) { return (ccsv_counter){.previous = '\n', .closed_at = UINT64_MAX - 1}; }

static inline void end_record(ccsv_counter *c) {
    if (c->records++ > 0) c->blanks += c->waiting;
    c->waiting = 0;
}

/// A quote or line end at `position` of the file.
static inline void mark(ccsv_counter *c, unsigned char byte, unsigned char previous, uint64_t position) {
    if (c->is_quoted) {
        if (byte != '"') return;
        c->is_quoted = false;
        c->closed_at = position;
    } else if (byte == '"') {
        bool is_doubled = c->closed_at + 1 == position;
        c->is_quoted = is_doubled || previous == ',' || ends_line(previous);
    } else {
        if (!ends_line(previous)) end_record(c);
        else if (byte != '\n' || previous != '\r') c->waiting++;
        c->record_start = position + 1;
    }
}

/// A block without a quote, outside of quotes.
static inline void plain_block(ccsv_counter *c, const unsigned char *block) {
    uint64_t feeds = places_of('\n', block), returns = places_of('\r', block), ends = feeds | returns;
    if (ends == 0) return;
    uint64_t after_end = ends << 1 | ends_line(c->previous);
    uint64_t after_return = returns << 1 | (c->previous == '\r');
    uint64_t records = ends & ~after_end, blanks = ends & after_end & ~(feeds & after_return);
    c->record_start = c->offset + 64 - (uint64_t)__builtin_clzll(ends);
    if ((blanks | c->waiting) == 0) {
        c->records += count_of(records);
        return;
    }
    uint64_t before_last = 0;
    if (records != 0) {
        before_last = (UINT64_C(1) << (63 - __builtin_clzll(records))) - 1;
        c->records += count_of(records);
        c->blanks += c->waiting + count_of(blanks & before_last);
        c->waiting = 0;
    }
    c->waiting += count_of(blanks & ~before_last);
}

void ccsv_count(ccsv_counter *c, const unsigned char *bytes, size_t count) {
    size_t at = 0;
    if (c->offset == 0 && count >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        at = 3;
        c->offset = c->record_start = 3;
    }
    while (count - at >= BLOCK) {
        const unsigned char *block = bytes + at;
        uint64_t quotes = places_of('"', block);
        // Blank lines before the header are none between two records.
        if (quotes == 0 && !c->is_quoted && c->records > 0) {
            plain_block(c, block);
        } else if (quotes != 0 || !c->is_quoted) {
            uint64_t marks = quotes | places_of('\n', block) | places_of('\r', block);
            for (; marks != 0; marks &= marks - 1) {
                int i = __builtin_ctzll(marks);
                mark(c, block[i], i > 0 ? block[i - 1] : c->previous, c->offset + (uint64_t)i);
            }
        }
        c->previous = block[BLOCK - 1];
        c->offset += BLOCK;
        at += BLOCK;
    }
    for (; at < count; at++, c->offset++) {
        unsigned char byte = bytes[at];
        if (byte == '"' || ends_line(byte)) mark(c, byte, c->previous, c->offset);
        c->previous = byte;
    }
}

void ccsv_count_end(ccsv_counter *c) {
    if (c->is_quoted || !ends_line(c->previous)) end_record(c);
}
