#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

#include "CEdit.h"

#define FUNCTIONS(f)                                                                                  \
    f(el_init) f(el_end) f(el_source) f(el_set) f(el_get) f(el_gets) f(el_line) f(el_insertstr)       \
    f(el_deletestr) f(el_cursor) f(el_resize) f(history_init) f(history_end) f(history)
#define DECLARE(name) __typeof__(name) *name;

static struct {
    FUNCTIONS(DECLARE)
} lib;

static char failure[256];
static bool is_loaded;

static void load(void) {
    void *library = dlopen("libedit.so.2", RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        snprintf(failure, sizeof failure, "%s", dlerror());
        return;
    }
#define FIND(name)                                                                    \
    if (!(lib.name = (__typeof__(name) *)dlsym(library, #name))) {                    \
        snprintf(failure, sizeof failure, "libedit.so.2 does not offer " #name);      \
        return;                                                                       \
    }
    FUNCTIONS(FIND)
    is_loaded = true;
}

bool cedit_load(const char **text) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    *text = failure;
    return is_loaded;
}

EditLine *cedit_open(const char *program, FILE *input, FILE *output, FILE *errors) {
    return lib.el_init(program, input, output, errors);
}

void cedit_close(EditLine *el) { lib.el_end(el); }

void cedit_read_settings(EditLine *el) { lib.el_source(el, NULL); }

void cedit_set_client(EditLine *el, void *client) { lib.el_set(el, EL_CLIENTDATA, client); }

void *cedit_client(EditLine *el) {
    void *client = NULL;
    lib.el_get(el, EL_CLIENTDATA, &client);
    return client;
}

void cedit_set_prompt(EditLine *el, cedit_prompt prompt, char mark) { lib.el_set(el, EL_PROMPT_ESC, prompt, mark); }

void cedit_set_reader(EditLine *el, el_rfunc_t reader) { lib.el_set(el, EL_GETCFN, reader); }

int cedit_set_keys(EditLine *el, const char *name) { return lib.el_set(el, EL_EDITOR, name); }

const char *cedit_keys(EditLine *el) {
    const char *name = NULL;
    lib.el_get(el, EL_EDITOR, &name);
    return name;
}

void cedit_add_function(EditLine *el, const char *name, const char *help, cedit_function function) {
    lib.el_set(el, EL_ADDFN, name, help, function);
}

void cedit_bind(EditLine *el, int alternative, const char *key, const char *function) {
    if (alternative) lib.el_set(el, EL_BIND, "-a", key, function, NULL);
    else lib.el_set(el, EL_BIND, key, function, NULL);
}

void cedit_take_signal_keys(EditLine *el) { lib.el_set(el, EL_SETTY, "-d", "-isig", NULL); }

void cedit_prepare_terminal(EditLine *el, int raw) { lib.el_set(el, EL_PREP_TERM, raw); }

const char *cedit_read_line(EditLine *el, int *count) { return lib.el_gets(el, count); }

const LineInfo *cedit_line(EditLine *el) { return lib.el_line(el); }

void cedit_insert(EditLine *el, const char *text) { lib.el_insertstr(el, text); }

void cedit_delete(EditLine *el, int count) { lib.el_deletestr(el, count); }

void cedit_move(EditLine *el, int count) { lib.el_cursor(el, count); }

void cedit_refresh(EditLine *el) { lib.el_set(el, EL_REFRESH); }

void cedit_resize(EditLine *el) { lib.el_resize(el); }

History *cedit_history_open(void) { return lib.history_init(); }

void cedit_history_close(History *h) { lib.history_end(h); }

void cedit_set_history(EditLine *el, History *h) { lib.el_set(el, EL_HIST, lib.history, h); }

void cedit_history_limit(History *h, int limit) {
    HistEvent event;
    lib.history(h, &event, H_SETSIZE, limit);
    lib.history(h, &event, H_SETUNIQUE, 1);
}

void cedit_history_add(History *h, const char *entry) {
    HistEvent event;
    lib.history(h, &event, H_ENTER, entry);
}
