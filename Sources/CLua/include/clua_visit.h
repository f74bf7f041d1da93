/// Copying a Lua value out without a Swift frame above a Lua call that may raise.
#ifndef CLUA_VISIT_H
#define CLUA_VISIT_H

#include <lua.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "clua_vm.h"

/// What a visit tells of a value, in order: a table is `open`, key, value, key, value …, `close`.
typedef struct clua_visitor {
    void *context;
    void (*nil)(void *context);
    void (*boolean)(void *context, bool value);
    void (*integer)(void *context, int64_t value);
    void (*number)(void *context, double value);
    void (*string)(void *context, const char *bytes, size_t count);
    void (*null)(void *context);
    void (*object)(void *context, void *box);
    void (*opaque)(void *context, int type);
    void (*open)(void *context, size_t sequence_hint);
    void (*close)(void *context);
} clua_visitor;

/// Tables inside tables that a visit follows.
enum { CLUA_MAXIMUM_DEPTH = 200 };

/// Counts `size` bytes that the binding in progress copies out; false if the memory limit does not allow them.
bool clua_may_copy(clua_vm *vm, size_t size);

/// Visits the value at `index`. Returns Lua's status; an error (a cycle, too deep, no memory, a stop) is on top of the
/// stack.
int clua_visit(lua_State *L, int index, const clua_visitor *visitor);

/// Makes the null value print as `null`. Called once by `clua_new`.
void clua_prepare_null(lua_State *L);

/// Pushes the value that stands for JSON's `null`.
void clua_push_null(lua_State *L);

/// Whether the value at `index` is that one.
bool clua_is_null(lua_State *L, int index);

#endif
