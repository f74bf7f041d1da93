#define _GNU_SOURCE
#include <errno.h>
#include <unistd.h>

#include "crow_value.h"

typedef struct record {
    size_t start;
    uint32_t key, row;  ///< lengths; the row stands behind its key
} record;

/// Rows in order in the file, of which a part is in memory.
typedef struct run {
    off_t next, end;  ///< what of it is not in memory yet
    clua_text bytes;
    size_t at;        ///< the record that comes next; its lengths stand before it
} run;

enum { CHUNK = 64 * 1024, HEAD = 2 * sizeof(uint32_t) };

static const clua_text no_bytes = {.limit = SIZE_MAX};

struct crow_sorter {
    clua_text arena;
    record *records;
    size_t count, capacity, limit;
    bool is_descending, has_numbers;
    run *runs;
    size_t run_count, run_capacity;
    int descriptor;
    off_t written;
    size_t given;
    run *current;
    const char *found;
    crow_result end;  ///< once it is not CROW_OK, nothing is held any more
    int failure;      ///< the `errno` of CROW_FAILED
};

crow_sorter *crow_new(size_t limit, bool is_descending, bool has_numbers) {
    crow_sorter *s = calloc(1, sizeof *s);
    if (!s) return NULL;
    s->arena = no_bytes;
    s->limit = limit;
    s->is_descending = is_descending;
    s->has_numbers = has_numbers;
    return s;
}

/// Frees all rows.
static void drop_rows(crow_sorter *s) {
    for (size_t i = 0; i < s->run_count; i++) clua_text_free(&s->runs[i].bytes);
    free(s->runs);
    free(s->records);
    clua_text_free(&s->arena);
    s->runs = s->current = NULL;
    s->records = NULL;
    s->found = NULL;
    s->run_count = s->run_capacity = s->count = s->capacity = 0;
}

/// Frees all rows for good where no more can be had; the result is given again to whoever asks on.
static crow_result end(crow_sorter *s, crow_result result) {
    s->failure = errno;
    s->end = result;
    drop_rows(s);
    errno = s->failure;
    return result;
}

static crow_result ended(const crow_sorter *s) {
    errno = s->failure;
    return s->end;
}

void crow_free(crow_sorter *s) {
    if (!s) return;
    drop_rows(s);
    free(s);
}

size_t crow_held(const crow_sorter *s) {
    size_t held = sizeof *s + s->arena.room + s->capacity * sizeof *s->records + s->run_capacity * sizeof *s->runs;
    for (size_t i = 0; i < s->run_count; i++) held += s->runs[i].bytes.room;
    return held;
}

static bool grow(void **items, size_t *capacity, size_t count, size_t size) {
    if (count < *capacity) return true;
    size_t larger = *capacity == 0 ? 64 : 2 * *capacity;
    void *grown = reallocarray(*items, larger, size);
    if (!grown) return false;
    *items = grown;
    *capacity = larger;
    return true;
}

static crow_result write_keys(lua_State *L, crow_sorter *s, int key, int count) {
    if (count < 0) return crow_write_key(L, &s->arena, key, s->has_numbers);
    for (int i = 1; i <= count; i++) {
        lua_rawgeti(L, key, i);
        crow_result result = crow_write_key(L, &s->arena, lua_gettop(L), s->has_numbers);
        lua_pop(L, 1);
        if (result != CROW_OK) return result;
    }
    return CROW_OK;
}

crow_result crow_add(lua_State *L, crow_sorter *s, int row, int count, int kinds) {
    if (s->end != CROW_OK) return ended(s);
    if (!clua_reserve(L, CROW_STACK)) return CROW_DEEP;
    size_t start = s->arena.count, end_of_key = start;
    if (!grow((void **)&s->records, &s->capacity, s->count, sizeof *s->records)) return CROW_NO_MEMORY;
    crow_result result = write_keys(L, s, row + 2, count);
    if (result == CROW_OK) {
        end_of_key = s->arena.count;
        if (s->is_descending)
            for (size_t i = start; i < end_of_key; i++) s->arena.bytes[i] = (char)~s->arena.bytes[i];
        result = crow_write_value(L, &s->arena, row, kinds, 0);
    }
    if (result == CROW_OK) result = crow_write_value(L, &s->arena, row + 1, kinds, 0);
    if (result == CROW_OK && s->arena.count - start > UINT32_MAX) result = CROW_NO_MEMORY;
    if (result != CROW_OK) {
        s->arena.count = start;
        return result;
    }
    s->records[s->count++] =
        (record){start, (uint32_t)(end_of_key - start), (uint32_t)(s->arena.count - end_of_key)};
    return s->arena.count + s->count * sizeof *s->records > s->limit ? CROW_FULL : CROW_OK;
}

static int compare_keys(const char *a, size_t a_length, const char *b, size_t b_length) {
    int order = memcmp(a, b, a_length < b_length ? a_length : b_length);
    return order != 0 ? order : (a_length > b_length) - (a_length < b_length);
}

/// What came first stays first.
static int compare_records(const void *a, const void *b, void *arena) {
    const record *left = a, *right = b;
    const char *bytes = arena;
    int order = compare_keys(bytes + left->start, left->key, bytes + right->start, right->key);
    return order != 0 ? order : (left->start > right->start) - (left->start < right->start);
}

static void sort(crow_sorter *s) {
    if (s->count > 1) qsort_r(s->records, s->count, sizeof *s->records, compare_records, s->arena.bytes);
}

static bool flush(int descriptor, clua_text *out) {
    for (size_t at = 0; at < out->count;) {
        ssize_t count = write(descriptor, out->bytes + at, out->count - at);
        if (count < 0 && errno != EINTR) return false;
        if (count > 0) at += (size_t)count;
    }
    out->count = 0;
    return true;
}

/// Writes the rows that are in memory, which are in order.
static crow_result write_run(crow_sorter *s, int descriptor) {
    clua_text out = no_bytes;
    crow_result result = CROW_OK;
    for (size_t i = 0; result == CROW_OK && i < s->count; i++) {
        const record *r = &s->records[i];
        uint32_t head[2] = {r->key, r->row};
        size_t length = (size_t)r->key + r->row;
        if (!crow_put(&out, head, HEAD) || !crow_put(&out, s->arena.bytes + r->start, length)) result = CROW_NO_MEMORY;
        s->written += (off_t)(HEAD + length);
        if (result == CROW_OK && out.count >= CHUNK && !flush(descriptor, &out)) result = CROW_FAILED;
    }
    if (result == CROW_OK && !flush(descriptor, &out)) result = CROW_FAILED;
    clua_text_free(&out);
    return result;
}

crow_result crow_spill(crow_sorter *s, int descriptor) {
    if (s->end != CROW_OK) return ended(s);
    if (s->count == 0) return CROW_OK;
    if (!grow((void **)&s->runs, &s->run_capacity, s->run_count, sizeof *s->runs)) return end(s, CROW_NO_MEMORY);
    sort(s);
    s->descriptor = descriptor;
    run next = {.next = s->written, .bytes = no_bytes};
    crow_result result = write_run(s, descriptor);
    if (result != CROW_OK) return end(s, result);
    next.end = s->written;
    s->runs[s->run_count++] = next;
    s->count = s->arena.count = 0;
    return CROW_OK;
}

/// Reads on until the run's next record is in memory; CROW_END after the last.
static crow_result load(crow_sorter *s, run *r) {
    for (;;) {
        size_t left = r->bytes.count - r->at, wanted = HEAD;
        if (left >= HEAD) {
            uint32_t head[2];
            memcpy(head, r->bytes.bytes + r->at, HEAD);
            wanted += (size_t)head[0] + head[1];
            if (left >= wanted) return CROW_OK;
        }
        if (r->next == r->end) return CROW_END;
        if (left > 0) memmove(r->bytes.bytes, r->bytes.bytes + r->at, left);
        r->bytes.count = left;
        r->at = 0;
        size_t room = wanted > CHUNK ? wanted : CHUNK;
        if ((off_t)(room - left) > r->end - r->next) room = left + (size_t)(r->end - r->next);
        if (!clua_text_reserve(&r->bytes, room - left)) return CROW_NO_MEMORY;
        ssize_t count = pread(s->descriptor, r->bytes.bytes + left, room - left, r->next);
        if (count < 0 && errno == EINTR) continue;
        if (count == 0) errno = EIO;
        if (count <= 0) return CROW_FAILED;
        r->bytes.count += (size_t)count;
        r->next += count;
    }
}

crow_result crow_finish(crow_sorter *s) {
    if (s->end != CROW_OK) return ended(s);
    if (s->run_count == 0) {
        sort(s);
        return CROW_OK;
    }
    clua_text_free(&s->arena);
    free(s->records);
    s->records = NULL;
    s->count = s->capacity = 0;
    for (size_t i = 0; i < s->run_count; i++) {
        crow_result result = load(s, &s->runs[i]);
        if (result != CROW_OK && result != CROW_END) return end(s, result);
    }
    return CROW_OK;
}

static crow_result next_of_runs(crow_sorter *s, size_t *size) {
    if (s->current) {
        uint32_t head[2];
        memcpy(head, s->current->bytes.bytes + s->current->at, HEAD);
        s->current->at += HEAD + head[0] + head[1];
        crow_result result = load(s, s->current);
        if (result != CROW_OK && result != CROW_END) return end(s, result);
    }
    const char *least = NULL;
    uint32_t least_head[2] = {0, 0};
    s->current = NULL;
    for (size_t i = 0; i < s->run_count; i++) {
        run *r = &s->runs[i];
        if (r->bytes.count == r->at) continue;
        uint32_t head[2];
        const char *key = r->bytes.bytes + r->at + HEAD;
        memcpy(head, key - HEAD, HEAD);
        // Equal keys come in the order of the runs.
        if (least && compare_keys(key, head[0], least, least_head[0]) >= 0) continue;
        least = key;
        memcpy(least_head, head, HEAD);
        s->current = r;
    }
    if (!least) return end(s, CROW_END);
    s->found = least + least_head[0];
    *size = least_head[1];
    return CROW_OK;
}

crow_result crow_next(crow_sorter *s, size_t *size) {
    if (s->end != CROW_OK) return ended(s);
    if (s->run_count > 0) return next_of_runs(s, size);
    if (s->given == s->count) return end(s, CROW_END);
    const record *r = &s->records[s->given++];
    s->found = s->arena.bytes + r->start + r->key;
    *size = r->row;
    return CROW_OK;
}

bool crow_push(lua_State *L, const crow_sorter *s, int kinds) {
    if (!s->found || !clua_reserve(L, CROW_STACK)) return false;
    crow_push_value(L, crow_push_value(L, s->found, kinds), kinds);
    return true;
}
