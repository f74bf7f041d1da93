#include <stdlib.h>

#include "internal.h"

bool cx_reserve(cx_bytes *to, size_t more) {
    if (to->capacity - to->count >= more) return true;
    if (more > SIZE_MAX / 4 || to->count > SIZE_MAX / 4) return false;
    size_t wanted = to->count + more, capacity = to->capacity * 2;
    if (capacity < wanted) capacity = wanted;
    if (capacity < 4096) capacity = 4096;
    char *bytes = realloc(to->bytes, capacity);
    if (!bytes) return false;
    to->bytes = bytes;
    to->capacity = capacity;
    return true;
}

bool cx_append(cx_bytes *to, const void *bytes, size_t count) {
    if (!cx_reserve(to, count)) return false;
    if (count > 0) memcpy(to->bytes + to->count, bytes, count);
    to->count += count;
    return true;
}

void cx_free_bytes(cx_bytes *bytes) {
    free(bytes->bytes);
    *bytes = (cx_bytes){0};
}

size_t cx_capacity_after_step(const cx_bytes *bytes) {
    size_t wanted = bytes->count + CX_MOST_ADDED;
    if (wanted <= bytes->capacity) return bytes->capacity;
    return wanted > bytes->capacity * 2 ? wanted : bytes->capacity * 2;
}
