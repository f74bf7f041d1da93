#include "CLua.h"

#include <string.h>

// Addresses that serve as registry keys and marks; their values do not matter.
static const char function_box_key = 0, objects_key = 0, tracebacks_key = 0, object_mark = 0, waiting_mark = 0;

static int release_box(lua_State *L) {
    void **box = lua_touserdata(L, 1);
    if (box && *box) {
        clua_vm *vm = clua_vm_of(L);
        void *released = *box;
        *box = NULL;
        vm->host++;
        vm->release(released);
        vm->host--;
    }
    return 0;
}

static void register_weak_table(lua_State *L, const char *mode, const void *key) {
    lua_createtable(L, 0, 0);
    lua_createtable(L, 0, 1);
    lua_pushliteral(L, "__mode");
    lua_pushstring(L, mode);
    lua_rawset(L, -3);
    lua_setmetatable(L, -2);
    lua_rawsetp(L, LUA_REGISTRYINDEX, key);
}

void clua_prepare_functions(lua_State *L) {
    lua_createtable(L, 0, 1);
    lua_pushliteral(L, "__gc");
    lua_pushcfunction(L, release_box);
    lua_rawset(L, -3);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &function_box_key);
    // One object is one userdata for as long as a script holds it: scripts compare and index by identity.
    register_weak_table(L, "v", &objects_key);
    register_weak_table(L, "k", &tracebacks_key);
}

void clua_push_location(lua_State *L, int level) {
    lua_Debug ar;
    for (; lua_getstack(L, level, &ar); level++) {
        lua_getinfo(L, "Sl", &ar);
        if (ar.currentline > 0 && !clua_is_host_chunk(clua_vm_of(L), ar.source)) {
            lua_pushfstring(L, "%s:%d: ", ar.short_src, ar.currentline);
            return;
        }
    }
    lua_pushliteral(L, "");
}

/// Tells the error value on top of the stack where it is raised: a string begins with it, a table has it as `where`.
static void locate(lua_State *L) {
    if (lua_type(L, -1) == LUA_TSTRING) {
        clua_push_location(L, 1);
        lua_insert(L, -2);
        lua_concat(L, 2);
    } else if (lua_type(L, -1) == LUA_TTABLE) {
        lua_pushliteral(L, "where");
        clua_push_location(L, 1);
        lua_rawset(L, -3);
    }
}

/// Runs in C only: every Swift frame of the call has returned.
static int settle(lua_State *L, clua_vm *vm, int outcome);

static int continue_call(lua_State *L, int status, lua_KContext context) {
    (void)status;
    (void)context;
    clua_vm *vm = clua_vm_of(L);
    void **box = lua_touserdata(L, lua_upvalueindex(1));
    luaL_checkstack(L, CLUA_STACK_ROOM, NULL);
    vm->host++;
    int outcome = vm->body(L, *box, true);
    vm->host--;
    return settle(L, vm, outcome);
}

static int settle(lua_State *L, clua_vm *vm, int outcome) {
    if (outcome == CLUA_WAIT) {
        lua_settop(L, 0);
        return clua_yield_waiting(L, 0, continue_call);
    }
    if (!clua_is_within_limit(vm->account)) {
        // While Swift ran the allocator could not refuse; the debt is settled here.
        lua_gc(L, LUA_GCCOLLECT);
        if (!clua_is_within_limit(vm->account)) return luaL_error(L, "not enough memory");
    }
    if (outcome >= 0) return outcome;
    if (outcome == CLUA_RAISE) locate(L);
    return lua_error(L);
}

static int trampoline(lua_State *L) {
    clua_vm *vm = clua_vm_of(L);
    void **box = lua_touserdata(L, lua_upvalueindex(1));
    luaL_checkstack(L, CLUA_STACK_ROOM, NULL);
    vm->host++;
    int outcome = vm->body(L, *box, false);
    vm->host--;
    if (outcome >= 0 && clua_is_within_limit(vm->account)) return outcome;
    return settle(L, vm, outcome);
}

void clua_push_function(lua_State *L, void *box, int kept) {
    void **slot = lua_newuserdatauv(L, sizeof *slot, 0);
    *slot = box;
    lua_rawgetp(L, LUA_REGISTRYINDEX, &function_box_key);
    lua_setmetatable(L, -2);
    for (int i = 0; i < kept; i++) lua_pushnil(L);
    lua_pushcclosure(L, trampoline, 1 + kept);
}

void *clua_function_at(lua_State *L, int index) {
    if (lua_tocfunction(L, index) != trampoline || !lua_getupvalue(L, index, 1)) return NULL;
    void **slot = lua_touserdata(L, -1);
    lua_pop(L, 1);
    return slot ? *slot : NULL;
}

void clua_push_object_metatable(lua_State *L, const char *type_name) {
    lua_createtable(L, 0, 5);
    lua_pushliteral(L, "__gc");
    lua_pushcfunction(L, release_box);
    lua_rawset(L, -3);
    lua_pushliteral(L, "__name");
    lua_pushstring(L, type_name);
    lua_rawset(L, -3);
    // Scripts see the name, not the table: a replaced __gc would let a box be released twice.
    lua_pushliteral(L, "__metatable");
    lua_pushstring(L, type_name);
    lua_rawset(L, -3);
    lua_pushboolean(L, 1);
    lua_rawsetp(L, -2, &object_mark);
}

bool clua_push_known_object(lua_State *L, void *box) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, &objects_key);
    bool known = lua_rawgetp(L, -1, box) == LUA_TUSERDATA;
    if (known) lua_remove(L, -2);
    else lua_pop(L, 2);
    return known;
}

void clua_push_object(lua_State *L, void *box) {
    void **slot = lua_newuserdatauv(L, sizeof *slot, 0);
    *slot = box;
    lua_insert(L, -2);
    lua_setmetatable(L, -2);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &objects_key);
    lua_pushvalue(L, -2);
    lua_rawsetp(L, -2, box);
    lua_pop(L, 1);
}

void *clua_object_at(lua_State *L, int index) {
    if (lua_type(L, index) != LUA_TUSERDATA || !lua_getmetatable(L, index)) return NULL;
    lua_rawgetp(L, -1, &object_mark);
    bool ours = lua_toboolean(L, -1);
    lua_pop(L, 2);
    return ours ? *(void **)lua_touserdata(L, index) : NULL;
}

bool clua_can_wait(lua_State *L) { return lua_isyieldable(L) && clua_vm_of(L)->barred == 0; }

bool clua_is_waiting(lua_State *co) {
    return lua_status(co) == LUA_YIELD && lua_gettop(co) > 0 && lua_islightuserdata(co, -1)
        && lua_touserdata(co, -1) == (void *)&waiting_mark;
}

int clua_yield_waiting(lua_State *L, lua_KContext context, lua_KFunction continuation) {
    lua_pushlightuserdata(L, (void *)&waiting_mark);
    return lua_yieldk(L, 1, context, continuation);
}

int clua_resume(lua_State *co, int arguments, int *results) {
    clua_vm *vm = clua_vm_of(co);
    if (clua_is_waiting(co)) lua_pop(co, 1);
    int host = vm->host, barred = vm->barred;
    lua_State *outer = vm->task;
    vm->host = vm->barred = 0;
    vm->preempted = false;
    vm->task = co;
    atomic_fetch_add_explicit(&vm->resumes, 1, memory_order_relaxed);
    const char *native_base = clua_enter_native(vm, __builtin_frame_address(0));
    clua_set_running(vm, co);
    int status = lua_resume(co, NULL, arguments, results);
    clua_set_running(vm, NULL);
    vm->native_base = native_base;
    vm->task = outer;
    vm->host = host;
    vm->barred = barred;
    return status;
}

/// Keeps the traceback of an uncaught error from before the stack is unwound, under the coroutine as key.
static int keep_traceback(lua_State *L) {
    // The reserve is for ending; a traceback may be long.
    clua_account *account = clua_vm_of(L)->account;
    if (!clua_is_within(account, account->limit)) return 1;
    lua_rawgetp(L, LUA_REGISTRYINDEX, &tracebacks_key);
    lua_pushthread(L);
    luaL_traceback(L, L, NULL, 1);
    lua_rawset(L, -3);
    lua_settop(L, 1);
    return 1;
}

static int finish_task(lua_State *L, int status, lua_KContext context) {
    (void)context;
    if (status != LUA_OK && status != LUA_YIELD) return lua_error(L);
    return lua_gettop(L) - 1;
}

/// The outermost function of a task. The call is protected so that `__close` handlers run, and may wait, when
/// the script's function ends with an error: a coroutine that dies of one does not run them.
static int run_task(lua_State *L) {
    lua_pushcfunction(L, keep_traceback);
    lua_insert(L, 1);
    return finish_task(L, lua_pcallk(L, lua_gettop(L) - 2, LUA_MULTRET, 1, 0, finish_task), 0);
}

bool clua_push_kept_traceback(lua_State *L, int reference) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, &tracebacks_key);
    lua_rawgeti(L, LUA_REGISTRYINDEX, reference);
    bool found = lua_rawget(L, -2) == LUA_TSTRING;
    lua_remove(L, -2);
    if (!found) lua_pop(L, 1);
    return found;
}

lua_State *clua_new_task(lua_State *L, int arguments, int *reference) {
    lua_State *co = lua_newthread(L);
    if (!clua_reserve(co, arguments + 1)) {
        lua_pop(L, 1);
        return NULL;
    }
    lua_sethook(co, NULL, 0, 0);  // a request that is pending for L is not meant for the new task
    lua_insert(L, -(arguments + 2));
    lua_xmove(L, co, arguments + 1);
    lua_pushcfunction(co, run_task);
    lua_insert(co, 1);
    *reference = luaL_ref(L, LUA_REGISTRYINDEX);
    return co;
}
