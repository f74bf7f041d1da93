#include "cpg_library.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "CPostgres.h"

cpg_functions cpg_lib;

static char failure[256];
static bool is_loaded;

static void load(void) {
    void *library = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        const char *words = dlerror();
        snprintf(failure, sizeof failure, "%s", words ? words : "libpq.so.5 cannot be loaded");
        return;
    }
    void *found;
    /* ISO C has no cast from a pointer to an object to one to a function. */
#define FIND(name)                                                                    \
    if (!(found = dlsym(library, #name))) {                                           \
        snprintf(failure, sizeof failure, "libpq.so.5 does not offer " #name);        \
        return;                                                                       \
    }                                                                                 \
    memcpy(&cpg_lib.name, &found, sizeof found);
    CPG_FUNCTIONS(FIND)
    is_loaded = true;
}

bool cpg_load(const char **text) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    *text = failure;
    return is_loaded;
}

int cpg_version(void) { return cpg_lib.PQlibVersion(); }

bool cpg_setting(const char *address, const char *name, char *text, size_t capacity) {
    char *words = NULL;
    PQconninfoOption *options = cpg_lib.PQconninfoParse(address, &words);
    if (!options) {
        snprintf(text, capacity, "%s", words ? words : "no memory");
        if (words) cpg_lib.PQfreemem(words);
        return false;
    }
    text[0] = 0;
    for (PQconninfoOption *o = options; o->keyword; o++)
        if (o->val && !strcmp(o->keyword, name)) snprintf(text, capacity, "%s", o->val);
    cpg_lib.PQconninfoFree(options);
    return true;
}
