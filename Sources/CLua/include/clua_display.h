/// Telling a value for a person to read: tables that contain themselves, and functions, included.
#ifndef CLUA_DISPLAY_H
#define CLUA_DISPLAY_H

#include <lua.h>
#include <stdbool.h>
#include <stddef.h>

/// What a display tells of a value, in order: a table is `open`, its sequence, `fields`, key, value …, `close`.
typedef struct clua_display {
    void *context;
    void (*string)(void *context, const char *bytes, size_t count);
    /// Any other value but a table, in Lua's own words; `type` is Lua's.
    void (*text)(void *context, int type, const char *bytes, size_t count);
    /// A table that contains the place where it stands, or one that is nested too deep.
    void (*elided)(void *context, bool is_enclosing);
    /// A table with so many elements in its sequence, of which the display shows no more than `entries`.
    void (*open)(void *context, size_t sequence);
    void (*fields)(void *context);
    /// The end of a table with so many other keys.
    void (*close)(void *context, size_t others);
    int depth;       ///< tables inside tables that are told; below CLUA_MAXIMUM_DEPTH
    size_t entries;  ///< elements, and other keys, that are shown of each table
} clua_display;

/// Displays the value at `index`. Runs its `__tostring`, but no other metamethod, and can be interrupted.
/// Returns Lua's status; an error is on top of the stack.
int clua_show(lua_State *L, int index, const clua_display *display);

/// Has `print` show a table that has no words of its own (`__tostring`, `__name`) by what the function that the global
/// `print` is now makes of it; all else is printed as before, at the same cost. Run with `clua_run`, after
/// `clua_keep_originals`.
int clua_install_print(lua_State *L);

/// The same for a screen: the function is also called with the text that a table with a `__tostring` says of itself.
int clua_install_screen_print(lua_State *L);

/// Has the script write to a file of its own in the place of standard output and standard error; false, and the
/// descriptor stays the caller's, where there can be none. To be called before `clua_install_print`, which then prints
/// there, and before any script.
bool clua_redirect_output(lua_State *L, int descriptor);

/// Calls `found` for each string key of the value at `index` and of the tables behind its `__index`; of userdata, for
/// those of its methods. No metamethod is run. Returns Lua's status; an error is on top of the stack.
int clua_list_names(
    lua_State *L, int index, void *context, void (*found)(void *context, const char *name, size_t count, int type));

/// Replaces the value on top of the stack by its field under the key on top of it, found as `clua_list_names` does;
/// nil where there is none. Pops the key.
int clua_step_into(lua_State *L);

/// Pushes the name by which the value at `index` is found from the globals, `module.function` at most; false, and
/// pushes nothing, if it is not. Never raises.
bool clua_push_global_name(lua_State *L, int index);

#endif
