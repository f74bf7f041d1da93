#include "CLua.h"

static const char originals_key;

/// Pushes a new table with some fields of the table on top of the stack.
static void copy_fields(lua_State *L, const char *const *names) {
    lua_newtable(L);
    for (; *names; names++) {
        lua_getfield(L, -2, *names);
        lua_setfield(L, -2, *names);
    }
}

static void copy_library(lua_State *L, int originals, const char *library, const char *const *names) {
    lua_getglobal(L, library);
    copy_fields(L, names);
    lua_setfield(L, originals, library);
    lua_pop(L, 1);
}

int clua_keep_originals(lua_State *L) {
    // What the host's Lua uses, and no more: every run pays for the copies.
    static const char *const basic[] = {
        "error",  "ipairs", "load",         "next",     "pcall", "print",
        "rawget", "rawset", "setmetatable", "tostring", "type",  NULL,
    };
    static const char *const coroutines[] = {"running", "status", NULL}, *const io[] = {"stdin", NULL},
                            *const math[] = {"type", NULL}, *const strings[] = {"find", "gsub", NULL},
                            *const tables[] = {"concat", "remove", "sort", NULL};
    lua_pushglobaltable(L);
    copy_fields(L, basic);
    lua_insert(L, -2);
    lua_setfield(L, -2, "globals");
    int originals = lua_gettop(L);
    copy_library(L, originals, LUA_COLIBNAME, coroutines);
    copy_library(L, originals, LUA_IOLIBNAME, io);
    copy_library(L, originals, LUA_MATHLIBNAME, math);
    copy_library(L, originals, LUA_STRLIBNAME, strings);
    copy_library(L, originals, LUA_TABLIBNAME, tables);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &originals_key);
    lua_pushnil(L);
    return 1;
}

void clua_push_originals(lua_State *L) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, &originals_key);
}

void clua_close_globals(lua_State *L) {
    lua_pushnil(L);
    // The first upvalue of a chunk is _ENV.
    if (!lua_setupvalue(L, -2, 1)) lua_pop(L, 1);
}
