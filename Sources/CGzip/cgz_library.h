/// The functions of zlib that are used.
#ifndef CGZ_LIBRARY_H
#define CGZ_LIBRARY_H

#include <zlib.h>

typedef struct cgz_library {
    int (*inflate_init)(z_streamp, int, const char *, int);
    int (*inflate)(z_streamp, int);
    int (*inflate_reset)(z_streamp);
    int (*inflate_end)(z_streamp);
    int (*deflate_init)(z_streamp, int, int, int, int, int, const char *, int);
    int (*deflate)(z_streamp, int);
    int (*deflate_end)(z_streamp);
} cgz_library;

/// NULL if the library is not there.
const cgz_library *cgz_load(void);

/// Windows of 32 KiB, with the header and the checksum of gzip.
enum { CGZ_WINDOW = 15 + 16 };

#endif
