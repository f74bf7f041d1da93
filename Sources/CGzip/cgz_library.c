#include "cgz_library.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>

static cgz_library functions;
static bool is_loaded;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static bool find(void *library, const char *name, void *function) {
    void *found = dlsym(library, name);
    // ISO C has no cast from a pointer to an object to one to a function.
    memcpy(function, &found, sizeof found);
    return found != NULL;
}

static void load(void) {
    void *library = dlopen("libz.so.1", RTLD_NOW | RTLD_LOCAL);
    is_loaded = library && find(library, "inflateInit2_", &functions.inflate_init)
        && find(library, "inflate", &functions.inflate) && find(library, "inflateReset", &functions.inflate_reset)
        && find(library, "inflateEnd", &functions.inflate_end)
        && find(library, "deflateInit2_", &functions.deflate_init) && find(library, "deflate", &functions.deflate)
        && find(library, "deflateEnd", &functions.deflate_end);
}

const cgz_library *cgz_load(void) {
    pthread_once(&once, load);
    return is_loaded ? &functions : NULL;
}
