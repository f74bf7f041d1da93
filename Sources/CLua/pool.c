#include "include/clua_pool.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { CHUNK = 64 * 1024, CHUNKS_OF_REGION = 16, REGION = CHUNK * CHUNKS_OF_REGION, HEADER = 64, WARM_SPARES = 32 };

/// At the head of its memory, which begins at a multiple of its size: so a block's chunk is found.
struct clua_chunk {
    clua_chunk *next, *previous;  ///< among the open or the spare ones
    void *free;                   ///< blocks that were given back, each with the next in its first bytes
    uint32_t fresh;               ///< where the part begins that no block was cut from yet
    uint32_t size;                ///< of each block
    uint32_t used;                ///< blocks in use
    bool is_open;
};

_Static_assert(sizeof(clua_chunk) <= HEADER, "a header leaves blocks aligned");

typedef struct clua_region {
    struct clua_region *next;
    void *memory;
} clua_region;

static void link_first(clua_chunk **list, clua_chunk *chunk) {
    chunk->previous = NULL;
    chunk->next = *list;
    if (*list) (*list)->previous = chunk;
    *list = chunk;
}

static void unlink_chunk(clua_chunk **list, clua_chunk *chunk) {
    if (chunk->previous) chunk->previous->next = chunk->next;
    else *list = chunk->next;
    if (chunk->next) chunk->next->previous = chunk->previous;
}

static void add_spare(clua_pool *pool, clua_chunk *chunk) {
    // What was used last is at hand in caches; of what lies behind, the system gets the memory back.
    if (pool->spares >= WARM_SPARES) madvise((char *)chunk + 4096, CHUNK - 4096, MADV_DONTNEED);
    link_first(&pool->spare, chunk);
    pool->spares++;
}

/// Memory that begins at a multiple of a chunk's size; NULL without any.
///
/// It comes from the system rather than from malloc, which, once some of it was freed, would keep the rest of the
/// program's life what it got for later regions.
static void *map_region(void) {
    char *mapped = mmap(NULL, REGION + CHUNK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapped == MAP_FAILED) return NULL;
    size_t before = (size_t)(-(uintptr_t)mapped & (CHUNK - 1)), after = CHUNK - before;
    if (before > 0) munmap(mapped, before);
    if (after > 0) munmap(mapped + before + REGION, after);
    return mapped + before;
}

static bool add_region(clua_pool *pool) {
    clua_region *region = malloc(sizeof *region);
    void *memory = region ? map_region() : NULL;
    if (!memory) {
        free(region);
        return false;
    }
    *region = (clua_region){pool->regions, memory};
    pool->regions = region;
    pool->region_count++;
    for (int i = CHUNKS_OF_REGION - 1; i >= 0; i--) {
        link_first(&pool->spare, (clua_chunk *)((char *)memory + (size_t)CHUNK * (size_t)i));
        pool->spares++;
    }
    return true;
}

static clua_chunk *open_chunk(clua_pool *pool, size_t class) {
    if (!pool->spare && !add_region(pool)) return NULL;
    clua_chunk *chunk = pool->spare;
    unlink_chunk(&pool->spare, chunk);
    pool->spares--;
    *chunk = (clua_chunk){.fresh = HEADER, .size = (uint32_t)(class + 1) * CLUA_GRAIN, .is_open = true};
    link_first(&pool->open[class], chunk);
    return chunk;
}

static size_t class_of(size_t size) { return (size - 1) / CLUA_GRAIN; }

static void *take(clua_pool *pool, size_t size) {
    size_t class = class_of(size);
    clua_chunk *chunk = pool->open[class];
    if (!chunk && !(chunk = open_chunk(pool, class))) return NULL;
    void *block = chunk->free;
    if (block) {
        memcpy(&chunk->free, block, sizeof chunk->free);
    } else {
        block = (char *)chunk + chunk->fresh;
        chunk->fresh += chunk->size;
    }
    chunk->used++;
    if (!chunk->free && chunk->fresh + chunk->size > CHUNK) {
        unlink_chunk(&pool->open[class], chunk);
        chunk->is_open = false;
    }
    return block;
}

static void give_back(clua_pool *pool, void *block, size_t size) {
    clua_chunk *chunk = (clua_chunk *)((uintptr_t)block & ~(uintptr_t)(CHUNK - 1));
    size_t class = class_of(size);
    memcpy(block, &chunk->free, sizeof chunk->free);
    chunk->free = block;
    chunk->used--;
    if (!chunk->is_open) {
        chunk->is_open = true;
        link_first(&pool->open[class], chunk);
    } else if (chunk->used == 0 && (chunk->next || chunk->previous)) {
        // The last chunk of a size stays: a script that makes and drops one block at a time would open one each time.
        unlink_chunk(&pool->open[class], chunk);
        add_spare(pool, chunk);
    }
}

#if defined(__SANITIZE_ADDRESS__)
#define IS_CHECKED 1
#elif defined(__has_feature)
#define IS_CHECKED __has_feature(address_sanitizer)
#else
#define IS_CHECKED 0
#endif

/// The sanitizer looks after malloc's blocks only.
static bool is_pooled(size_t size) { return !IS_CHECKED && size <= CLUA_LARGEST_POOLED; }

void *clua_pool_move(clua_pool *pool, void *block, size_t old_size, size_t new_size) {
    if (!block || old_size == 0) {
        if (new_size == 0) return NULL;
        return is_pooled(new_size) ? take(pool, new_size) : malloc(new_size);
    }
    bool was_pooled = is_pooled(old_size);
    if (new_size == 0) {
        if (was_pooled) give_back(pool, block, old_size);
        else free(block);
        return NULL;
    }
    bool becomes_pooled = is_pooled(new_size);
    if (!was_pooled && !becomes_pooled) return realloc(block, new_size);
    if (was_pooled && becomes_pooled && class_of(old_size) == class_of(new_size)) return block;
    void *moved = becomes_pooled ? take(pool, new_size) : malloc(new_size);
    if (!moved) return NULL;
    memcpy(moved, block, old_size < new_size ? old_size : new_size);
    if (was_pooled) give_back(pool, block, old_size);
    else free(block);
    return moved;
}

void clua_pool_close(clua_pool *pool) {
    for (clua_region *region = pool->regions, *next; region; region = next) {
        next = region->next;
        munmap(region->memory, REGION);
        free(region);
    }
    *pool = (clua_pool){0};
}
