#include <CLua.h>
#include <lua.h>
#include <string.h>

#include "clj_array.h"
#include "include/CLuaJSON.h"

/// Lua 5.4's sizes: a table, one element of a list, one of a hash, and what a string has besides its bytes.
enum { TABLE = 56, ELEMENT = 16, MEMBER = 40, STRING = 25 };

/// Objects with more members are asked whether they have a name before it is set.
enum { FEW_MEMBERS = 16 };

const char *clj_string_at(lua_State *L, int index, size_t *count) { return lua_tolstring(L, index, count); }

void clj_push_string(lua_State *L, const char *bytes, size_t count) { lua_pushlstring(L, bytes, count); }

int clj_push_copy(lua_State *L, int index) {
    lua_pushvalue(L, index);
    return 1;
}

static size_t skip(const csj_node *node) {
    return node->kind == CSJ_ARRAY || node->kind == CSJ_OBJECT ? node->size : 1;
}

size_t clj_weight(const csj_node *root) {
    size_t weight = 0;
    for (const csj_node *node = root, *end = root + skip(root); node < end; node++) {
        switch (node->kind) {
        case CSJ_STRING: weight += STRING + node->count; break;
        case CSJ_ARRAY: weight += TABLE + (size_t)ELEMENT * node->count; break;
        // The size of a hash is a power of two.
        case CSJ_OBJECT: weight += TABLE + (size_t)MEMBER * 2 * node->count; break;
        default: break;
        }
    }
    return weight;
}

static bool is_same(const csj_node *a, const csj_node *b) {
    return a->count == b->count && memcmp(a->text, b->text, a->count) == 0;
}

/// Whether all names differ and none has a NUL, which the messages' parser refuses.
static bool names_are_good(const csj_node *object) {
    const csj_node *names[FEW_MEMBERS];
    const csj_node *name = object + 1;
    for (uint32_t i = 0; i < object->count; i++) {
        if (memchr(name->text, 0, name->count)) return false;
        if (object->count <= FEW_MEMBERS) {
            for (uint32_t j = 0; j < i; j++) {
                if (is_same(names[j], name)) return false;
            }
            names[i] = name;
        }
        name += 1 + skip(name + 1);
    }
    return true;
}

static bool push(lua_State *L, const csj_node *node, int array_mark);

static bool push_array(lua_State *L, const csj_node *array, int array_mark) {
    lua_createtable(L, (int)array->count, 0);
    const csj_node *element = array + 1;
    for (uint32_t i = 0; i < array->count; i++) {
        if (!push(L, element, array_mark)) return false;
        lua_rawseti(L, -2, (lua_Integer)i + 1);
        element += skip(element);
    }
    lua_pushvalue(L, array_mark);
    lua_setmetatable(L, -2);
    return true;
}

static bool push_object(lua_State *L, const csj_node *object, int array_mark) {
    if (!names_are_good(object)) return false;
    lua_createtable(L, 0, (int)object->count);
    const csj_node *name = object + 1;
    for (uint32_t i = 0; i < object->count; i++) {
        lua_pushlstring(L, name->text, name->count);
        if (object->count > FEW_MEMBERS) {
            lua_pushvalue(L, -1);
            bool is_known = lua_rawget(L, -3) != LUA_TNIL;
            lua_pop(L, 1);
            if (is_known) return false;
        }
        if (!push(L, name + 1, array_mark)) return false;
        lua_rawset(L, -3);
        name += 1 + skip(name + 1);
    }
    return true;
}

/// Leaves a part of the value on the stack when it gives up.
static bool push(lua_State *L, const csj_node *node, int array_mark) {
    switch (node->kind) {
    case CSJ_NULL: clua_push_null(L); return true;
    case CSJ_FALSE: lua_pushboolean(L, 0); return true;
    case CSJ_TRUE: lua_pushboolean(L, 1); return true;
    case CSJ_INTEGER: lua_pushinteger(L, node->integer); return true;
    case CSJ_NUMBER: lua_pushnumber(L, node->number); return true;
    case CSJ_STRING: lua_pushlstring(L, node->text, node->count); return true;
    default: break;
    }
    if (!clua_reserve(L, 4)) return false;
    return node->kind == CSJ_ARRAY ? push_array(L, node, array_mark) : push_object(L, node, array_mark);
}

bool clj_push(lua_State *L, const csj_node *node) {
    int top = lua_gettop(L);
    if (!clua_reserve(L, 4)) return false;
    clj_push_array_mark(L);
    bool is_whole = push(L, node, top + 1);
    if (is_whole) lua_replace(L, top + 1);
    lua_settop(L, top + is_whole);
    return is_whole;
}
