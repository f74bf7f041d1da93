#define _GNU_SOURCE
#include "libraries.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

#include "include/cxlsx.h"

cx_libraries cx;

static char failure[256];
static bool is_loaded;

static void *open_library(const char *name) {
    void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (!library) snprintf(failure, sizeof failure, "%s", dlerror());
    return library;
}

static void load(void) {
    void *zip = open_library("libzip.so.4");
    void *expat = zip ? open_library("libexpat.so.1") : NULL;
    if (!expat) return;
#define FIND(library, file, name)                                                     \
    if (!(cx.name = (__typeof__(name) *)dlsym(library, #name))) {                     \
        snprintf(failure, sizeof failure, file " does not offer " #name);             \
        return;                                                                       \
    }
#define FIND_ZIP(name) FIND(zip, "libzip.so.4", name)
#define FIND_XML(name) FIND(expat, "libexpat.so.1", name)
    CXLSX_ZIP_FUNCTIONS(FIND_ZIP)
    CXLSX_XML_FUNCTIONS(FIND_XML)
    cx.plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (!cx.plain) {
        snprintf(failure, sizeof failure, "there is no locale C");
        return;
    }
    is_loaded = true;
}

bool cxlsx_load(const char **text) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    *text = failure;
    return is_loaded;
}
