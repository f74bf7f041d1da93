#include "CLua.h"

static const char null_mark = 0;

void clua_push_null(lua_State *L) { lua_pushlightuserdata(L, (void *)&null_mark); }

bool clua_is_null(lua_State *L, int index) { return lua_touserdata(L, index) == (void *)&null_mark; }

static int describe_null(lua_State *L) {
    if (clua_is_null(L, 1)) lua_pushliteral(L, "null");
    else lua_pushfstring(L, "userdata: %p", lua_touserdata(L, 1));
    return 1;
}

void clua_prepare_null(lua_State *L) {
    clua_push_null(L);
    lua_createtable(L, 0, 1);
    lua_pushliteral(L, "__tostring");
    lua_pushcfunction(L, describe_null);
    lua_rawset(L, -3);
    lua_setmetatable(L, -2);
    lua_pop(L, 1);
}

/// Bytes that a binding may copy whatever the script holds.
enum { FREE_COPIES = 64 * 1024 };

/// What a copied value takes at the host at least: a scalar, and a table besides its contents.
enum { SCALAR_SIZE = 32, TABLE_SIZE = 160 };

/// Counts what the copy takes. A table that is found in many places is copied into each of them.
static void count_copied(lua_State *L, clua_vm *vm, size_t size) {
    if (!clua_may_copy(vm, size)) luaL_error(L, "not enough memory");
}

bool clua_may_copy(clua_vm *vm, size_t size) {
    if (size > SIZE_MAX - vm->copied) return false;
    vm->copied += size;
    // The first bytes are free: an error has to be told even where nothing is left.
    if (vm->copied <= FREE_COPIES || vm->copied - FREE_COPIES <= clua_available(vm->account)) return true;
    return clua_has_memory(vm->account, vm->copied - FREE_COPIES);
}

/// Visits the value on top of the stack. `ancestors` is the stack index of the outermost table:
/// the tables that enclose a value are on the stack, so a cycle is seen there.
static void visit(lua_State *L, clua_vm *vm, const clua_visitor *v, int depth, const void **ancestors) {
    void *c = v->context;
    int type = lua_type(L, -1);
    count_copied(L, vm, SCALAR_SIZE);
    switch (type) {
    case LUA_TNIL: v->nil(c); return;
    case LUA_TBOOLEAN: v->boolean(c, lua_toboolean(L, -1)); return;
    case LUA_TNUMBER:
        if (lua_isinteger(L, -1)) v->integer(c, lua_tointeger(L, -1));
        else v->number(c, lua_tonumber(L, -1));
        return;
    case LUA_TSTRING: {
        size_t count;
        const char *bytes = lua_tolstring(L, -1, &count);
        count_copied(L, vm, count);
        v->string(c, bytes, count);
        return;
    }
    case LUA_TLIGHTUSERDATA:
        if (clua_is_null(L, -1)) v->null(c);
        else v->opaque(c, type);
        return;
    case LUA_TUSERDATA: {
        void *box = clua_object_at(L, -1);
        if (box) v->object(c, box);
        else v->opaque(c, type);
        return;
    }
    case LUA_TTABLE: break;
    default: v->opaque(c, type); return;
    }
    const void *table = lua_topointer(L, -1);
    for (int i = 0; i < depth; i++) {
        if (ancestors[i] == table) luaL_error(L, "a table contains itself");
    }
    if (depth == CLUA_MAXIMUM_DEPTH) luaL_error(L, "tables are nested more than %d deep", CLUA_MAXIMUM_DEPTH);
    ancestors[depth] = table;
    luaL_checkstack(L, 8, NULL);
    // A script that is being stopped has its error told; only what takes long is given up.
    if (vm->copied > FREE_COPIES) clua_end_if_wanted(L);
    count_copied(L, vm, TABLE_SIZE);
    v->open(c, lua_rawlen(L, -1));
    lua_pushnil(L);
    while (lua_next(L, -2)) {
        lua_pushvalue(L, -2);
        visit(L, vm, v, depth + 1, ancestors);
        lua_pop(L, 1);
        visit(L, vm, v, depth + 1, ancestors);
        lua_pop(L, 1);
    }
    v->close(c);
}

static int visit_protected(lua_State *L) {
    const clua_visitor *visitor = lua_touserdata(L, 1);
    const void *ancestors[CLUA_MAXIMUM_DEPTH];
    lua_settop(L, 2);
    visit(L, clua_vm_of(L), visitor, 0, ancestors);
    return 0;
}

int clua_visit(lua_State *L, int index, const clua_visitor *visitor) {
    // The allocator may refuse nothing here: the visitor's callbacks are Swift frames.
    lua_pushvalue(L, index);
    lua_pushcfunction(L, visit_protected);
    lua_insert(L, -2);
    lua_pushlightuserdata(L, (void *)visitor);
    lua_insert(L, -2);
    return lua_pcall(L, 2, 0, 0);
}
