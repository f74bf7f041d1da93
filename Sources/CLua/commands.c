#include "CLua.h"

#include <CProcess.h>
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

/// What the methods of files see, and the command at the other end of the pipe.
typedef struct command_file {
    luaL_Stream stream;
    pid_t child;
} command_file;

static int close_command(lua_State *L) {
    command_file *file = luaL_checkudata(L, 1, LUA_FILEHANDLE);
    int problem = fclose(file->stream.f) == 0 ? 0 : errno;
    int status = cprocess_wait(file->child);
    // What the command says of its end comes before what could not be written to it.
    if (status == 0 && problem) status = -1;
    else if (status != -1) problem = 0;
    else problem = errno;
    errno = problem;
    return luaL_execresult(L, status);
}

static int open_command(lua_State *L) {
    const char *command = luaL_checkstring(L, 1);
    const char *mode = luaL_optstring(L, 2, "r");
    luaL_argcheck(L, (mode[0] == 'r' || mode[0] == 'w') && !mode[1], 2, "invalid mode");
    command_file *file = lua_newuserdatauv(L, sizeof *file, 0);
    file->stream.closef = NULL;  // closed, until there is a command
    luaL_setmetatable(L, LUA_FILEHANDLE);
    cprocess_flush();
    // Asked before: a command that was started cannot be taken back.
    if (!clua_may_open()) return luaL_fileresult(L, 0, command);
    int descriptor = cprocess_open_command(&file->child, command, mode[0] == 'w');
    if (descriptor < 0) return luaL_fileresult(L, 0, command);
    file->stream.f = fdopen(descriptor, mode);
    if (!file->stream.f) {
        int problem = errno;
        close(descriptor);
        cprocess_wait(file->child);
        errno = problem;
        return luaL_fileresult(L, 0, command);
    }
    file->stream.closef = close_command;
    return 1;
}

static int execute(lua_State *L) {
    const char *command = luaL_optstring(L, 1, NULL);
    if (!command) {
        lua_pushboolean(L, access("/bin/sh", X_OK) == 0);
        return 1;
    }
    cprocess_flush();
    int status = cprocess_run_command(command);
    if (status != -1) errno = 0;
    return luaL_execresult(L, status);
}

int clua_open_commands(lua_State *L) {
    lua_getglobal(L, LUA_OSLIBNAME);
    lua_pushcfunction(L, execute);
    lua_setfield(L, -2, "execute");
    lua_getglobal(L, LUA_IOLIBNAME);
    lua_pushcfunction(L, open_command);
    lua_setfield(L, -2, "popen");
    lua_pushnil(L);
    return 1;
}
