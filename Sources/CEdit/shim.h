/// libedit (histedit.h): what Swift cannot call itself, which is every function with `...`, and glibc's own streams.
#ifndef CEDIT_SHIM_H
#define CEDIT_SHIM_H

#include <histedit.h>
#include <locale.h>
#include <stdio.h>
#include <sys/types.h>
#include <wchar.h>

// Declared here because asking the headers for it would change types that Swift's own module shares with them.
#include <bits/types/cookie_io_functions_t.h>
int wcwidth(wchar_t c);
FILE *fopencookie(void *cookie, const char *mode, cookie_io_functions_t functions);

typedef char *(*cedit_prompt)(EditLine *);
typedef unsigned char (*cedit_function)(EditLine *, int);

static inline void cedit_set_client(EditLine *el, void *client) { el_set(el, EL_CLIENTDATA, client); }

static inline void *cedit_client(EditLine *el) {
    void *client = NULL;
    el_get(el, EL_CLIENTDATA, &client);
    return client;
}

/// `mark` stands before and after what takes no column.
static inline void cedit_set_prompt(EditLine *el, cedit_prompt prompt, char mark) {
    el_set(el, EL_PROMPT_ESC, prompt, mark);
}

static inline void cedit_set_reader(EditLine *el, el_rfunc_t reader) { el_set(el, EL_GETCFN, reader); }

static inline int cedit_set_keys(EditLine *el, const char *name) { return el_set(el, EL_EDITOR, name); }

static inline const char *cedit_keys(EditLine *el) {
    const char *name = NULL;
    el_get(el, EL_EDITOR, &name);
    return name;
}

static inline void cedit_add_function(EditLine *el, const char *name, const char *help, cedit_function function) {
    el_set(el, EL_ADDFN, name, help, function);
}

/// Binds a key, in vi's command mode with `alternative`.
static inline void cedit_bind(EditLine *el, int alternative, const char *key, const char *function) {
    if (alternative) el_set(el, EL_BIND, "-a", key, function, NULL);
    else el_set(el, EL_BIND, key, function, NULL);
}

/// Has Ctrl-C, Ctrl-Z and Ctrl-\ arrive as characters while a line is edited.
static inline void cedit_take_signal_keys(EditLine *el) { el_set(el, EL_SETTY, "-d", "-isig", NULL); }

static inline void cedit_prepare_terminal(EditLine *el, int raw) { el_set(el, EL_PREP_TERM, raw); }

/// Draws prompt and line from where the cursor stands.
static inline void cedit_refresh(EditLine *el) { el_set(el, EL_REFRESH); }

static inline void cedit_set_history(EditLine *el, History *h) { el_set(el, EL_HIST, history, h); }

static inline void cedit_history_limit(History *h, int limit) {
    HistEvent event;
    history(h, &event, H_SETSIZE, limit);
    history(h, &event, H_SETUNIQUE, 1);
}

static inline void cedit_history_add(History *h, const char *entry) {
    HistEvent event;
    history(h, &event, H_ENTER, entry);
}

/// A locale for one thread whose characters are UTF-8; the process's own stays as it is.
static inline locale_t cedit_utf8_locale(void) { return newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0); }

static inline int cedit_width(wchar_t c) { return wcwidth(c); }

/// A stream whose text goes to `write`.
static inline FILE *cedit_open_stream(ssize_t (*write)(void *, const char *, size_t)) {
    cookie_io_functions_t functions = {NULL, write, NULL, NULL};
    FILE *stream = fopencookie(NULL, "w", functions);
    if (stream) setvbuf(stream, NULL, _IOLBF, BUFSIZ);
    return stream;
}

/// Makes `stream` what C code means by `stdout`, and returns what it was.
static inline FILE *cedit_replace_stdout(FILE *stream) {
    FILE *before = stdout;
    stdout = stream;
    return before;
}

#endif
