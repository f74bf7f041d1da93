#include "CLua.h"

#include <string.h>

int clua_open_libraries(lua_State *L) {
    luaL_openlibs(L);
    clua_replace_coroutines(L);
    clua_replace_protected_calls(L);
    lua_pushnil(L);
    return 1;
}

/// Pushes `ALLOW`, between two texts, and gives it; an empty text where nothing opens what is refused.
static const char *push_hint(lua_State *L, const char *before, const char *allow, const char *after) {
    return allow ? lua_pushfstring(L, "%s%s%s", before, allow, after) : lua_pushliteral(L, "");
}

/// `load` that compiles source text only: bytecode is not verified and can take the process over.
static int load_text(lua_State *L) {
    int given = lua_gettop(L);
    lua_settop(L, given < 4 ? 3 : 4);
    // Checked here: called by C, the original could not tell where it was called.
    if (!lua_isstring(L, 1)) luaL_checktype(L, 1, LUA_TFUNCTION);
    luaL_optstring(L, 2, "");
    const char *mode = luaL_optstring(L, 3, "bt");
    if (!strchr(mode, 't')) {
        lua_pushnil(L);
        const char *hint = push_hint(L, "; allow it with ", clua_vm_of(L)->names.allow_all, "");
        lua_pushfstring(L, "attempt to load a binary chunk (bytecode is not open to scripts%s)", hint);
        lua_remove(L, -2);
        return 2;
    }
    lua_pushliteral(L, "t");
    lua_replace(L, 3);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, LUA_MULTRET);
    if (clua_is_exit_error(L, -1)) return lua_error(L);  // raised by a function that gives the chunk in pieces
    return lua_gettop(L);
}

/// `setmetatable` without finalisers: they run at any time, inside any call, and with hooks off.
static int set_metatable(lua_State *L) {
    int type = lua_type(L, 2);
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_argexpected(L, type == LUA_TNIL || type == LUA_TTABLE, 2, "nil or table");
    if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL) {
        return luaL_error(L, "cannot change a protected metatable");
    }
    lua_settop(L, 2);
    if (type == LUA_TTABLE) {
        lua_pushliteral(L, "__gc");
        if (lua_rawget(L, 2) != LUA_TNIL) {
            const char *hint = push_hint(L, " (allow it with ", clua_vm_of(L)->names.allow_all, ")");
            return luaL_error(L, "__gc is not open to scripts: use a <close> variable%s", hint);
        }
        lua_pop(L, 1);
    }
    lua_setmetatable(L, 1);
    return 1;
}

/// `debug.setmetatable`, which is `setmetatable`: the metatables of other types are everybody's.
static int set_table_metatable(lua_State *L) {
    if (lua_istable(L, 1)) return set_metatable(L);
    const char *hint = push_hint(L, " (allow it with ", clua_vm_of(L)->names.allow_all, ")");
    return luaL_error(L, "debug.setmetatable is open to scripts for tables only%s", hint);
}

/// `debug.getmetatable`, which gives no metatable that is protected.
static int get_metatable(lua_State *L) {
    luaL_checkany(L, 1);
    if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL || !lua_getmetatable(L, 1)) lua_pushnil(L);
    return 1;
}

static int refuse(lua_State *L) {
    const char *hint = push_hint(L, " (allow it with ", lua_tostring(L, lua_upvalueindex(2)), ")");
    return luaL_error(L, "%s is not open to scripts%s", lua_tostring(L, lua_upvalueindex(1)), hint);
}

/// Puts a function that refuses in the place of each of `names`, a NULL-ended list. `allow` opens them, or is NULL.
static void ban(lua_State *L, const char *library, const char *allow, const char *const *names) {
    lua_getglobal(L, library);
    for (; *names; names++) {
        lua_pushfstring(L, "%s.%s", library, *names);
        lua_pushstring(L, allow);
        lua_pushcclosure(L, refuse, 2);
        lua_setfield(L, -2, *names);
    }
    lua_pop(L, 1);
}

/// Takes functions away that the host puts back, confined.
static void take_away(lua_State *L, const char *library, const char *const *names) {
    lua_getglobal(L, library);
    for (; *names; names++) {
        lua_pushnil(L);
        lua_setfield(L, -2, *names);
    }
    lua_pop(L, 1);
}

int clua_close_commands(lua_State *L) {
    static const char *const execute[] = {"execute", NULL}, *const popen[] = {"popen", NULL};
    const char *allow = clua_vm_of(L)->names.allow_run;
    ban(L, LUA_OSLIBNAME, allow, execute);
    ban(L, LUA_IOLIBNAME, allow, popen);
    lua_pushnil(L);
    return 1;
}

int clua_close_sandbox(lua_State *L) {
    static const char *const locale[] = {"setlocale", NULL}, *const dump[] = {"dump", NULL};
    static const char *const debug[] = {
        "debug",   "gethook",  "getlocal",   "getregistry",  "getupvalue", "getuservalue", "setcstacklimit",
        "sethook", "setlocal", "setupvalue", "setuservalue", "upvalueid",  "upvaluejoin",  NULL,
    };
    static const char *const files[] = {"open", "lines", "input", "output", "tmpfile", NULL};
    static const char *const system[] = {"remove", "rename", "tmpname", "getenv", "exit", NULL};
    // `package` too: the host puts one of its own in its place, without the loaders of C.
    static const char *const globals[] = {"dofile", "loadfile", "require", LUA_LOADLIBNAME, NULL};
    const char *allow = clua_vm_of(L)->names.allow_all;
    ban(L, LUA_OSLIBNAME, allow, locale);
    ban(L, LUA_STRLIBNAME, allow, dump);
    ban(L, LUA_DBLIBNAME, allow, debug);
    lua_getglobal(L, LUA_DBLIBNAME);
    lua_pushcfunction(L, get_metatable);
    lua_setfield(L, -2, "getmetatable");
    lua_pushcfunction(L, set_table_metatable);
    lua_setfield(L, -2, "setmetatable");
    lua_pop(L, 1);
    take_away(L, LUA_IOLIBNAME, files);
    take_away(L, LUA_OSLIBNAME, system);
    take_away(L, LUA_GNAME, globals);
    lua_getglobal(L, "load");
    lua_pushcclosure(L, load_text, 1);
    lua_setglobal(L, "load");
    lua_pushcfunction(L, set_metatable);
    lua_setglobal(L, "setmetatable");
    // Scripts see a name in place of the metatable of files, whose finaliser they could replace.
    luaL_getmetatable(L, LUA_FILEHANDLE);
    lua_pushliteral(L, LUA_FILEHANDLE);
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 1);
    lua_pushnil(L);
    return 1;
}
