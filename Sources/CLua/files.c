#include "CLua.h"

#include <CProcess.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

bool clua_may_keep(int descriptor) {
    long most = cprocess_most_files(), hosts = most / 4 < 64 ? 64 : most / 4;
    return descriptor < most - hosts;
}

bool clua_may_open(void) {
    int lowest = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0);
    if (lowest < 0) return false;
    close(lowest);
    if (clua_may_keep(lowest)) return true;
    errno = EMFILE;
    return false;
}

static int close_file(lua_State *L) {
    luaL_Stream *stream = luaL_checkudata(L, 1, LUA_FILEHANDLE);
    return luaL_fileresult(L, fclose(stream->f) == 0, NULL);
}

bool clua_push_file(lua_State *L, int descriptor, const char *mode) {
    luaL_Stream *stream = lua_newuserdatauv(L, sizeof *stream, 0);
    stream->closef = NULL;  // closed, until the descriptor is attached
    luaL_setmetatable(L, LUA_FILEHANDLE);
    stream->f = fdopen(descriptor, mode);
    if (!stream->f) {
        lua_pop(L, 1);
        return false;
    }
    stream->closef = close_file;
    return true;
}

clua_file clua_file_at(lua_State *L, int index) {
    luaL_Stream *stream = luaL_testudata(L, index, LUA_FILEHANDLE);
    return !stream ? CLUA_NO_FILE : stream->closef ? CLUA_OPEN_FILE : CLUA_CLOSED_FILE;
}

bool clua_close_at_end(lua_State *L, int index) {
    const char *name = lua_getupvalue(L, index, 3);
    if (!name) return false;
    bool is_flag = lua_isboolean(L, -1);
    lua_pop(L, 1);
    if (!is_flag) return false;
    lua_pushboolean(L, 1);
    return lua_setupvalue(L, index, 3) != NULL;
}

static const char *default_key(bool output) { return output ? "_IO_output" : "_IO_input"; }

void clua_push_default_file(lua_State *L, bool output) {
    lua_getfield(L, LUA_REGISTRYINDEX, default_key(output));
}

void clua_set_default_file(lua_State *L, bool output) {
    lua_setfield(L, LUA_REGISTRYINDEX, default_key(output));
}
