#include "CLua.h"

#include <CProcess.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

static void show(lua_State *L, const clua_display *d, int depth, const void **enclosing);

static void show_function(lua_State *L, const clua_display *d) {
    lua_Debug ar;
    lua_pushvalue(L, -1);
    lua_getinfo(L, ">S", &ar);
    const char *text = ar.what[0] == 'C' || clua_is_host_chunk(clua_vm_of(L), ar.source)
        ? lua_pushliteral(L, "function <built in>")
        : lua_pushfstring(L, "function <%s:%d>", ar.short_src, ar.linedefined);
    d->text(d->context, LUA_TFUNCTION, text, strlen(text));
    lua_pop(L, 1);
}

static int describe(lua_State *L) {
    luaL_tolstring(L, 1, NULL);
    return 1;
}

/// Tells what `tostring` says of the value on top of the stack; an error there does not end the display.
static void show_described(lua_State *L, const clua_display *d) {
    size_t count;
    lua_pushcfunction(L, describe);
    lua_pushvalue(L, -2);
    if (lua_pcall(L, 1, 1, 0) != LUA_OK) {
        if (clua_is_stopping(clua_vm_of(L))) lua_error(L);
        lua_pop(L, 1);
        lua_pushfstring(L, "%s (its __tostring fails)", luaL_typename(L, -1));
    }
    const char *bytes = lua_tolstring(L, -1, &count);
    d->text(d->context, lua_type(L, -2), bytes, count);
    lua_pop(L, 1);
}

static bool is_described(lua_State *L) {
    if (luaL_getmetafield(L, -1, "__tostring") == LUA_TNIL) return false;
    lua_pop(L, 1);
    return true;
}

static void show_others(lua_State *L, const clua_display *d, int depth, const void **enclosing, size_t sequence) {
    size_t others = 0;
    d->fields(d->context);
    lua_pushnil(L);
    while (lua_next(L, -2)) {
        if (lua_isinteger(L, -2) && lua_tointeger(L, -2) >= 1 && (lua_Unsigned)lua_tointeger(L, -2) <= sequence) {
            lua_pop(L, 1);
            continue;
        }
        if (others++ < d->entries) {
            lua_pushvalue(L, -2);
            show(L, d, depth + 1, enclosing);
            lua_pop(L, 1);
            show(L, d, depth + 1, enclosing);
        }
        lua_pop(L, 1);
    }
    d->close(d->context, others);
}

/// Shows the value on top of the stack; `enclosing` are the tables that it stands in.
static void show(lua_State *L, const clua_display *d, int depth, const void **enclosing) {
    size_t count;
    luaL_checkstack(L, 8, NULL);
    switch (lua_type(L, -1)) {
    case LUA_TSTRING: {
        const char *bytes = lua_tolstring(L, -1, &count);
        d->string(d->context, bytes, count);
        return;
    }
    case LUA_TFUNCTION: show_function(L, d); return;
    case LUA_TTABLE:
        if (!is_described(L)) break;
        // Fall through.
    default: show_described(L, d); return;
    }
    const void *table = lua_topointer(L, -1);
    for (int i = 0; i < depth; i++) {
        if (enclosing[i] == table) {
            d->elided(d->context, true);
            return;
        }
    }
    if (depth == d->depth) {
        lua_pushnil(L);
        if (lua_next(L, -2)) {
            lua_pop(L, 2);
            d->elided(d->context, false);
            return;
        }
    }
    enclosing[depth] = table;
    size_t sequence = lua_rawlen(L, -1);
    d->open(d->context, sequence);
    for (size_t i = 1; i <= sequence && i <= d->entries; i++) {
        lua_rawgeti(L, -1, (lua_Integer)i);
        show(L, d, depth + 1, enclosing);
        lua_pop(L, 1);
    }
    show_others(L, d, depth, enclosing, sequence);
}

static int show_protected(lua_State *L) {
    const clua_display *display = lua_touserdata(L, 1);
    const void *enclosing[CLUA_MAXIMUM_DEPTH];
    lua_settop(L, 2);
    show(L, display, 0, enclosing);
    return 0;
}

int clua_show(lua_State *L, int index, const clua_display *display) {
    clua_vm *vm = clua_vm_of(L);
    lua_pushvalue(L, index);
    lua_pushcfunction(L, show_protected);
    lua_insert(L, -2);
    lua_pushlightuserdata(L, (void *)display);
    lua_insert(L, -2);
    lua_State *running = atomic_load(&vm->running);
    clua_set_running(vm, L);
    // `vm->host` stays above zero: the callbacks are Swift frames.
    int status = lua_pcall(L, 2, 0, 0);
    clua_set_running(vm, running);
    return status;
}

static bool has_words(lua_State *L, int index) {
    static const char *const fields[] = {"__tostring", "__name"};
    for (int i = 0; i < 2; i++) {
        if (luaL_getmetafield(L, index, fields[i]) != LUA_TNIL) {
            lua_pop(L, 1);
            return true;
        }
    }
    return false;
}

/// Calls the C function that is upvalue 1, and notes where standard output could not be written. Lua's `print` does not
/// look, and scripts seldom do. A read from the stream fails it too: only calls that write are watched.
static int watch_output(lua_State *L) {
    clearerr(stdout);
    errno = 0;
    int results = lua_tocfunction(L, lua_upvalueindex(1))(L);
    if (ferror(stdout)) cprocess_note_output(errno);
    return results;
}

/// Has the function in the field `write` of the value on top of the stack watched, if that is a table.
static void watch_writes(lua_State *L) {
    if (!lua_istable(L, -1)) return;
    lua_getfield(L, -1, "write");
    lua_pushcclosure(L, watch_output, 1);
    lua_setfield(L, -2, "write");
}

static const char output_key;

bool clua_redirect_output(lua_State *L, int descriptor) {
    if (!clua_push_file(L, descriptor, "a")) return false;
    int file = lua_gettop(L);
    lua_pushvalue(L, file);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &output_key);
    lua_getglobal(L, "io");
    static const char *const names[] = {"stdout", "stderr", NULL};
    for (const char *const *name = names; *name; name++) {
        lua_pushvalue(L, file);
        lua_setfield(L, -2, *name);
    }
    lua_settop(L, file);
    clua_set_default_file(L, true);
    return true;
}

/// `print`, to where standard output was redirected.
static int print_redirected(lua_State *L) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, &output_key);
    luaL_Stream *stream = luaL_testudata(L, -1, LUA_FILEHANDLE);
    lua_pop(L, 1);
    if (!stream || !stream->closef) return 0;
    int count = lua_gettop(L);
    for (int i = 1; i <= count; i++) {
        size_t size;
        const char *text = luaL_tolstring(L, i, &size);
        if (i > 1) fputc('\t', stream->f);
        fwrite(text, 1, size, stream->f);
        lua_pop(L, 1);
    }
    fputc('\n', stream->f);
    return 0;
}

static int print_values(lua_State *L) {
    int count = lua_gettop(L);
    bool is_for_screen = lua_toboolean(L, lua_upvalueindex(3));
    for (int i = 1; i <= count; i++) {
        if (lua_type(L, i) != LUA_TTABLE) continue;
        bool is_described = has_words(L, i);
        if (is_described && !is_for_screen) continue;
        lua_pushvalue(L, lua_upvalueindex(2));
        if (is_described) luaL_tolstring(L, i, NULL);
        else lua_pushvalue(L, i);
        lua_call(L, 1, 1);
        lua_replace(L, i);
    }
    return watch_output(L);
}

static int install_print(lua_State *L, bool is_for_screen) {
    lua_getglobal(L, "io");
    watch_writes(L);
    if (luaL_getmetatable(L, LUA_FILEHANDLE) == LUA_TTABLE) {
        lua_getfield(L, -1, "__index");
        watch_writes(L);
    }
    lua_settop(L, 0);
    clua_push_originals(L);
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &output_key) == LUA_TNIL) lua_getfield(L, -2, "print");
    else lua_pushcfunction(L, print_redirected);
    lua_getglobal(L, "print");
    lua_pushboolean(L, is_for_screen);
    lua_pushcclosure(L, print_values, 3);
    lua_setglobal(L, "print");
    return 1;
}

int clua_install_print(lua_State *L) { return install_print(L, false); }

int clua_install_screen_print(lua_State *L) { return install_print(L, true); }

/// Replaces the value on top of the stack by the table behind its `__index`; false, and pops it, if there is none.
static bool step_behind(lua_State *L) {
    bool found = lua_getmetatable(L, -1);
    if (found) {
        lua_pushliteral(L, "__index");
        lua_rawget(L, -2);
        lua_replace(L, -3);
        lua_pop(L, 1);
        found = lua_istable(L, -1);
    }
    if (!found) lua_pop(L, 1);
    return found;
}

/// How many tables behind each other are followed: they may form a circle.
enum { MAXIMUM_BEHIND = 20 };

typedef struct name_search {
    void *context;
    void (*found)(void *context, const char *name, size_t count, int type);
} name_search;

static int list_names(lua_State *L) {
    const name_search *search = lua_touserdata(L, 1);
    lua_settop(L, 2);
    if (!lua_istable(L, 2) && !step_behind(L)) return 0;
    for (int i = 0; i < MAXIMUM_BEHIND; i++) {
        lua_pushnil(L);
        while (lua_next(L, -2)) {
            if (lua_type(L, -2) == LUA_TSTRING) {
                size_t count;
                const char *name = lua_tolstring(L, -2, &count);
                search->found(search->context, name, count, lua_type(L, -1));
            }
            lua_pop(L, 1);
        }
        if (!step_behind(L)) return 0;
    }
    return 0;
}

int clua_list_names(
    lua_State *L, int index, void *context, void (*found)(void *context, const char *name, size_t count, int type)) {
    name_search search = {context, found};
    lua_pushvalue(L, index);
    lua_pushcfunction(L, list_names);
    lua_insert(L, -2);
    lua_pushlightuserdata(L, &search);
    lua_insert(L, -2);
    return lua_pcall(L, 2, 0, 0);
}

static int step_into(lua_State *L) {
    lua_insert(L, 1);  // the key, below the value
    if (!lua_istable(L, 2) && !step_behind(L)) return 0;
    for (int i = 0; i < MAXIMUM_BEHIND; i++) {
        lua_pushvalue(L, 1);
        if (lua_rawget(L, 2) != LUA_TNIL) return 1;
        lua_pop(L, 1);
        if (!step_behind(L)) return 0;
    }
    return 0;
}

int clua_step_into(lua_State *L) {
    lua_pushcfunction(L, step_into);
    lua_insert(L, -3);
    return lua_pcall(L, 2, 1, 0);
}

static bool is_name_of(lua_State *L, int value) {
    return lua_type(L, -2) == LUA_TSTRING && lua_rawequal(L, -1, value);
}

static int find_global_name(lua_State *L) {
    lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
    lua_pushnil(L);
    while (lua_next(L, 2)) {
        if (is_name_of(L, 1)) {
            lua_pop(L, 1);
            return 1;
        }
        lua_pop(L, 1);
    }
    lua_pushnil(L);
    while (lua_next(L, 2)) {
        // `_G` and `package` hold everything once more.
        if (lua_type(L, -2) == LUA_TSTRING && lua_istable(L, -1) && !lua_rawequal(L, -1, 2)) {
            lua_pushnil(L);
            while (lua_next(L, -2)) {
                if (is_name_of(L, 1)) {
                    lua_pushfstring(L, "%s.%s", lua_tostring(L, -4), lua_tostring(L, -2));
                    return 1;
                }
                lua_pop(L, 1);
            }
        }
        lua_pop(L, 1);
    }
    return 0;
}

bool clua_push_global_name(lua_State *L, int index) {
    lua_pushvalue(L, index);
    lua_pushcfunction(L, find_global_name);
    lua_insert(L, -2);
    if (lua_pcall(L, 1, 1, 0) == LUA_OK && lua_type(L, -1) == LUA_TSTRING) return true;
    lua_pop(L, 1);
    return false;
}
