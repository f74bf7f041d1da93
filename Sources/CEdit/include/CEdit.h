/// libedit (histedit.h), loaded when a line is first edited: it and what it needs would slow every start.
///
/// Nothing but `cedit_load` may be called before it has answered with true. Glibc's own streams are below.
#ifndef CEDIT_H
#define CEDIT_H

#include <histedit.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>
#include <wchar.h>

// Declared here because asking the headers for it would change types that Swift's own module shares with them.
#include <bits/types/cookie_io_functions_t.h>
int wcwidth(wchar_t c);
FILE *fopencookie(void *cookie, const char *mode, cookie_io_functions_t functions);

typedef char *(*cedit_prompt)(EditLine *);
typedef unsigned char (*cedit_function)(EditLine *, int);

/// Loads libedit once; false, with the loader's words in `failure`, if it is missing or unusable. From any thread.
bool cedit_load(const char **failure);

/// NULL for a terminal that libedit cannot use.
EditLine *cedit_open(const char *program, FILE *input, FILE *output, FILE *errors);
void cedit_close(EditLine *el);

/// Reads the user's `editrc`.
void cedit_read_settings(EditLine *el);

void cedit_set_client(EditLine *el, void *client);
void *cedit_client(EditLine *el);

/// `mark` stands before and after what takes no column.
void cedit_set_prompt(EditLine *el, cedit_prompt prompt, char mark);
void cedit_set_reader(EditLine *el, el_rfunc_t reader);
int cedit_set_keys(EditLine *el, const char *name);
const char *cedit_keys(EditLine *el);
void cedit_add_function(EditLine *el, const char *name, const char *help, cedit_function function);

/// Binds a key, in vi's command mode with `alternative`.
void cedit_bind(EditLine *el, int alternative, const char *key, const char *function);

/// Has Ctrl-C, Ctrl-Z and Ctrl-\ arrive as characters while a line is edited.
void cedit_take_signal_keys(EditLine *el);
void cedit_prepare_terminal(EditLine *el, int raw);

/// The next line with its end; NULL at the end of the input, or where `count` is -1, after an error.
const char *cedit_read_line(EditLine *el, int *count);

/// The current line; valid until it changes.
const LineInfo *cedit_line(EditLine *el);
void cedit_insert(EditLine *el, const char *text);

/// Deletes so many characters before the cursor.
void cedit_delete(EditLine *el, int count);

/// Moves the cursor by so many characters.
void cedit_move(EditLine *el, int count);

/// Draws prompt and line from where the cursor stands.
void cedit_refresh(EditLine *el);

/// Asks for the terminal's size again.
void cedit_resize(EditLine *el);

/// NULL if there is no memory.
History *cedit_history_open(void);
void cedit_history_close(History *h);
void cedit_set_history(EditLine *el, History *h);
void cedit_history_limit(History *h, int limit);
void cedit_history_add(History *h, const char *entry);

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
