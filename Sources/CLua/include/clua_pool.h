/// Memory for the small blocks of one interpreter.
///
/// Lua says how large a block is when it gives one back, and one thread uses an interpreter, so that blocks need
/// neither headers nor locks. malloc has both; a quarter of the time of a script that makes many tables went there.
#ifndef CLUA_POOL_H
#define CLUA_POOL_H

#include <stddef.h>

enum {
    CLUA_GRAIN = 16,             ///< Sizes are rounded up to multiples of this.
    CLUA_LARGEST_POOLED = 1024,  ///< Larger blocks are malloc's.
    CLUA_POOL_CLASSES = CLUA_LARGEST_POOLED / CLUA_GRAIN,
};

typedef struct clua_chunk clua_chunk;

/// Chunks of 64 KiB, each cut into blocks of one size. All zeros is an empty pool.
typedef struct clua_pool {
    clua_chunk *open[CLUA_POOL_CLASSES];  ///< of each size: the chunks that have room
    clua_chunk *spare;                    ///< without a block in use
    size_t spares;
    struct clua_region *regions;          ///< what the chunks were cut from, mappings of 1 MiB
    size_t region_count;
} clua_pool;

/// As realloc, but both sizes are told; 0 is no block. NULL without memory: then the old block is as it was.
void *clua_pool_move(clua_pool *pool, void *block, size_t old_size, size_t new_size);

/// Frees all memory of the pool. Large blocks, which are malloc's, have to be given back before.
void clua_pool_close(clua_pool *pool);

#endif
