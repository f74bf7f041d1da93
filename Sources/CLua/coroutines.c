#include "CLua.h"

// A task is itself a coroutine. When a binding waits inside a coroutine that the script made, the wait has to pass
// outwards through every coroutine in between to the task, and the answer back inwards; the script's own yields
// must not. So `resume` and `wrap` tell the two apart by the mark that `clua_yield_waiting` leaves.

static int resume_inner(lua_State *L, int arguments, bool wrapped);

static int continue_inner(lua_State *L, int status, lua_KContext wrapped) {
    (void)status;
    lua_State *co = lua_tothread(L, 1);
    if (clua_is_waiting(co)) lua_pop(co, 1);
    lua_settop(L, 1);
    return resume_inner(L, 0, wrapped != 0);
}

/// A coroutine that yielded of its own accord stands in a C function, `coroutine.yield`; one that the hook
/// interrupted stands in Lua code.
static bool is_interrupted(lua_State *co) {
    lua_Debug ar;
    if (lua_status(co) != LUA_YIELD || !lua_getstack(co, 0, &ar)) return false;
    lua_getinfo(co, "S", &ar);
    return *ar.what != 'C';
}

/// Whether another task is in the middle of `co`. One that resumes a coroutine in whose midst the task was stopped,
/// however deep, yields with the mark too.
static bool belongs_to_other_task(lua_State *co) { return clua_is_waiting(co) || is_interrupted(co); }

/// Coroutines that may be closed each by a `__close` handler of the one before, as many as Lua counts C calls; and the
/// part of the native stack above which no further one is closed, since Lua's count of C calls starts again in each.
enum { MAXIMUM_CLOSES = 190, MAXIMUM_NATIVE_STACK = 4 << 20 };

/// Runs the pending `__close` handlers of `co`, where none of them can wait, and leaves its status and error value.
/// Raises where that would go too deep: `lua_resetthread` recurses on the native stack and does not count.
static int reset_coroutine(lua_State *L, lua_State *co) {
    clua_vm *vm = clua_vm_of(L);
    const char *here = __builtin_frame_address(0);
    if (vm->closes >= MAXIMUM_CLOSES || (vm->native_base && vm->native_base - here > MAXIMUM_NATIVE_STACK)) {
        return luaL_error(L, "C stack overflow");
    }
    vm->closes++;
    vm->barred++;
    clua_set_running(vm, co);
    int status = lua_resetthread(co);
    clua_set_running(vm, L);
    vm->barred--;
    vm->closes--;
    return status;
}

/// Answers the caller of `resume` or `wrap` with the error on top of the stack.
static int fail(lua_State *L, lua_State *co, bool wrapped) {
    if (!wrapped) {
        lua_pushboolean(L, 0);
        lua_insert(L, -2);
        return 2;
    }
    bool out_of_memory = false;
    int status = co ? lua_status(co) : LUA_OK;
    if (status != LUA_OK && status != LUA_YIELD) {
        lua_pop(L, 1);
        status = reset_coroutine(L, co);
        lua_xmove(co, L, 1);
        out_of_memory = status == LUA_ERRMEM;
    }
    if (!out_of_memory && lua_type(L, -1) == LUA_TSTRING) {
        luaL_where(L, 1);
        lua_insert(L, -2);
        lua_concat(L, 2);
    }
    return lua_error(L);
}

/// Resumes the coroutine at index 1 with the `arguments` values on top of the stack.
static int resume_inner(lua_State *L, int arguments, bool wrapped) {
    lua_State *co = lua_tothread(L, 1);
    clua_vm *vm = clua_vm_of(L);
    if (!clua_reserve(co, arguments)) {
        lua_pushliteral(L, "too many arguments to resume");
        return fail(L, NULL, wrapped);
    }
    lua_xmove(L, co, arguments);
    int barred = !lua_isyieldable(L), results;
    vm->barred += barred;
    vm->preempted = false;
    clua_set_running(vm, co);
    int status = lua_resume(co, L, arguments, &results);
    clua_set_running(vm, L);
    vm->barred -= barred;
    if (status == LUA_YIELD && (vm->preempted || clua_is_waiting(co))) {
        return clua_yield_waiting(L, wrapped, continue_inner);
    }
    if (status == LUA_OK || status == LUA_YIELD) {
        if (!clua_reserve(L, results)) {
            lua_pop(co, results);
            lua_pushliteral(L, "too many results to resume");
            return fail(L, NULL, wrapped);
        }
        if (!wrapped) lua_pushboolean(L, 1);
        lua_xmove(co, L, results);
        return results + !wrapped;
    }
    lua_xmove(co, L, 1);
    wrapped = wrapped || clua_is_exit_error(L, -1);
    if (wrapped) {
        // `fail` closes the coroutine, which wants its error value back in place.
        lua_pushvalue(L, -1);
        lua_xmove(L, co, 1);
    }
    return fail(L, co, wrapped);
}

static lua_State *check_coroutine(lua_State *L) {
    lua_State *co = lua_tothread(L, 1);
    luaL_argexpected(L, co, 1, "coroutine");
    return co;
}

static int coroutine_resume(lua_State *L) {
    lua_State *co = check_coroutine(L);
    if (belongs_to_other_task(co)) {
        lua_pushliteral(L, "cannot resume a coroutine that another task is running");
        return fail(L, NULL, false);
    }
    return resume_inner(L, lua_gettop(L) - 1, false);
}

static int resume_wrapped(lua_State *L) {
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    if (belongs_to_other_task(lua_tothread(L, 1))) {
        lua_pushliteral(L, "cannot resume a coroutine that another task is running");
        return fail(L, NULL, true);
    }
    return resume_inner(L, lua_gettop(L) - 1, true);
}

static int coroutine_create(lua_State *L) {
    luaL_checktype(L, 1, LUA_TFUNCTION);
    lua_State *co = lua_newthread(L);
    lua_pushvalue(L, 1);
    lua_xmove(L, co, 1);
    return 1;
}

static int coroutine_wrap(lua_State *L) {
    coroutine_create(L);
    lua_pushcclosure(L, resume_wrapped, 1);
    return 1;
}

static int coroutine_yield(lua_State *L) {
    if (L == clua_vm_of(L)->task) return luaL_error(L, "attempt to yield from outside a coroutine");
    return lua_yield(L, lua_gettop(L));
}

/// A task's outermost coroutine is to a script what the main coroutine is in plain Lua.
static int coroutine_running(lua_State *L) {
    bool is_main = lua_pushthread(L) || L == clua_vm_of(L)->task;
    lua_pushboolean(L, is_main);
    return 2;
}

static int coroutine_isyieldable(lua_State *L) {
    lua_State *co = lua_isnone(L, 1) ? L : check_coroutine(L);
    lua_pushboolean(L, co != clua_vm_of(L)->task && lua_isyieldable(co));
    return 1;
}

static int coroutine_close(lua_State *L) {
    lua_State *co = check_coroutine(L);
    if (belongs_to_other_task(co)) return luaL_error(L, "cannot close a coroutine that another task is running");
    lua_Debug ar;
    int status = lua_status(co);
    if (co == L) return luaL_error(L, "cannot close a running coroutine");
    if (status == LUA_OK && lua_getstack(co, 0, &ar)) return luaL_error(L, "cannot close a normal coroutine");
    status = reset_coroutine(L, co);
    if (status == LUA_OK) {
        lua_pushboolean(L, 1);
        return 1;
    }
    lua_pushboolean(L, 0);
    lua_xmove(co, L, 1);
    if (clua_is_exit_error(L, -1)) return lua_error(L);
    return 2;
}

lua_State *clua_inner_coroutine(lua_State *co) {
    lua_Debug ar;
    if (lua_status(co) != LUA_YIELD || !clua_reserve(co, 1) || !lua_getstack(co, 0, &ar)) return NULL;
    lua_getinfo(co, "f", &ar);
    lua_CFunction function = lua_tocfunction(co, -1);
    lua_pop(co, 1);
    if (function != coroutine_resume && function != resume_wrapped) return NULL;
    if (!lua_getlocal(co, &ar, 1)) return NULL;
    lua_State *inner = lua_tothread(co, -1);
    lua_pop(co, 1);
    return inner;
}

void clua_replace_coroutines(lua_State *L) {
    static const luaL_Reg functions[] = {
        {"create", coroutine_create}, {"resume", coroutine_resume},   {"wrap", coroutine_wrap},
        {"yield", coroutine_yield},   {"running", coroutine_running}, {"isyieldable", coroutine_isyieldable},
        {"close", coroutine_close},   {NULL, NULL},
    };
    lua_getglobal(L, LUA_COLIBNAME);
    luaL_setfuncs(L, functions, 0);
    lua_pop(L, 1);
}
