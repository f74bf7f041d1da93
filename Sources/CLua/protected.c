#include "CLua.h"

/// Lets the allocator refuse again while Lua runs below this frame.
static int leave_host(clua_vm *vm) {
    int host = vm->host;
    vm->host = 0;
    return host;
}

int clua_load(lua_State *L, const char *chunk, size_t size, const char *name, const char *mode) {
    clua_vm *vm = clua_vm_of(L);
    int host = leave_host(vm);
    int status = luaL_loadbufferx(L, chunk, size, name, mode);
    vm->host = host;
    return status;
}

static int append_traceback(lua_State *L) {
    if (lua_type(L, 1) == LUA_TSTRING) luaL_traceback(L, L, lua_tostring(L, 1), 1);
    return 1;
}

int clua_call(lua_State *L, int arguments, int results, bool traceback) {
    clua_vm *vm = clua_vm_of(L);
    int handler = 0;
    if (traceback) {
        handler = lua_gettop(L) - arguments;
        lua_pushcfunction(L, append_traceback);
        lua_insert(L, handler);
    }
    lua_State *running = atomic_load(&vm->running);
    const char *native_base = clua_enter_native(vm, __builtin_frame_address(0));
    int host = leave_host(vm);
    clua_set_running(vm, L);
    int status = lua_pcall(L, arguments, results, handler);
    clua_set_running(vm, running);
    vm->native_base = native_base;
    vm->host = host;
    if (traceback) lua_remove(L, handler);
    return status;
}

/// Calls `function`, to which `arguments` values on the stack are handed, with one result.
static int call_c(lua_State *L, lua_CFunction function, int arguments) {
    clua_vm *vm = clua_vm_of(L);
    int host = leave_host(vm);
    lua_pushcfunction(L, function);
    lua_insert(L, -(arguments + 1));
    int status = lua_pcall(L, arguments, 1, 0);
    vm->host = host;
    return status;
}

static int index_value(lua_State *L) {
    lua_gettable(L, 1);
    return 1;
}

int clua_get_field(lua_State *L, int index, const char *name) {
    lua_pushvalue(L, index);
    lua_pushstring(L, name);
    return call_c(L, index_value, 2);
}

static int describe(lua_State *L) {
    // A script may have given all strings a `__tostring`.
    if (lua_type(L, 1) != LUA_TSTRING) luaL_tolstring(L, 1, NULL);
    return 1;
}

int clua_describe(lua_State *L, int index) {
    lua_pushvalue(L, index);
    return call_c(L, describe, 1);
}

static int trace(lua_State *L) {
    luaL_traceback(L, lua_touserdata(L, 1), NULL, (int)lua_tointeger(L, 2));
    return 1;
}

int clua_traceback(lua_State *L, lua_State *co, int level) {
    lua_pushlightuserdata(L, co);
    lua_pushinteger(L, level);
    return call_c(L, trace, 2);
}

int clua_run(lua_State *L, lua_CFunction function) {
    return call_c(L, function, 0);
}

void clua_collect(lua_State *L) {
    clua_vm *vm = clua_vm_of(L);
    int host = leave_host(vm);
    lua_gc(L, LUA_GCCOLLECT);
    vm->host = host;
}
