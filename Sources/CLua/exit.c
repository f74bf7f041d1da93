#include "CLua.h"

#include <lauxlib.h>

// `os.exit` is an error that no protected call of a script's catches. A stop from outside is raised again at each
// instruction, in `__close` handlers too; here they must run on the way out.

static const char exit_key = 0, handler_key = 0;

void clua_keep_exit_error(lua_State *L) { lua_rawsetp(L, LUA_REGISTRYINDEX, &exit_key); }

void clua_push_exit_error(lua_State *L) { lua_rawgetp(L, LUA_REGISTRYINDEX, &exit_key); }

bool clua_is_exit_error(lua_State *L, int index) {
    lua_pushvalue(L, index);
    clua_push_exit_error(L);
    bool is_exit = !lua_isnil(L, -1) && lua_rawequal(L, -1, -2);
    lua_pop(L, 2);
    return is_exit;
}

static int finish_protected(lua_State *L, int status, lua_KContext skipped) {
    if (status == LUA_OK || status == LUA_YIELD) return lua_gettop(L) - (int)skipped;
    if (clua_is_exit_error(L, -1)) return lua_error(L);
    lua_pushboolean(L, 0);
    lua_insert(L, -2);
    return 2;
}

static int protected_call(lua_State *L) {
    luaL_checkany(L, 1);
    lua_pushboolean(L, 1);
    lua_insert(L, 1);
    int status = lua_pcallk(L, lua_gettop(L) - 2, LUA_MULTRET, 0, 0, finish_protected);
    return finish_protected(L, status, 0);
}

static int call_handler(lua_State *L) {
    // Lua runs message handlers with hooks off: once a stop was asked for, a handler that loops could not be stopped.
    if (clua_is_stopping(clua_vm_of(L)) || clua_is_exit_error(L, 1)) return 1;
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, 1);
    return 1;
}

static int protected_call_with_handler(lua_State *L) {
    int arguments = lua_gettop(L) - 2;
    luaL_checktype(L, 2, LUA_TFUNCTION);
    // Calls no script, and would show one call more in its traceback.
    lua_rawgetp(L, LUA_REGISTRYINDEX, &handler_key);
    bool is_traceback = lua_rawequal(L, 2, -1);
    lua_pop(L, 1);
    if (!is_traceback) {
        lua_pushvalue(L, 2);
        lua_pushcclosure(L, call_handler, 1);
        lua_replace(L, 2);
    }
    lua_pushboolean(L, 1);
    lua_pushvalue(L, 1);
    lua_rotate(L, 3, 2);  // handler below, then true, the function, its arguments
    int status = lua_pcallk(L, arguments, LUA_MULTRET, 2, 2, finish_protected);
    return finish_protected(L, status, 2);
}

void clua_replace_protected_calls(lua_State *L) {
    lua_getglobal(L, LUA_DBLIBNAME);
    lua_getfield(L, -1, "traceback");
    lua_rawsetp(L, LUA_REGISTRYINDEX, &handler_key);
    lua_pop(L, 1);
    lua_pushcfunction(L, protected_call);
    lua_setglobal(L, "pcall");
    lua_pushcfunction(L, protected_call_with_handler);
    lua_setglobal(L, "xpcall");
}
