/// One interpreter and what the host knows of it.
#ifndef CLUA_VM_H
#define CLUA_VM_H

#include <lua.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// What another thread may ask of the running script; bits of `clua_vm.requests`.
enum {
    CLUA_STOP = 1,     ///< raise an error, and go on raising it until the script has ended
    CLUA_SLICE = 2,    ///< let other tasks run
    CLUA_INSPECT = 4,  ///< call `answer` from where the script is
    CLUA_CANCEL = 8,   ///< raise, once, the value that `answer` pushes
    CLUA_INTERRUPT = 16,  ///< call `answer`, which may ask for a stop
};

typedef struct clua_vm clua_vm;

/// The Swift half of a function: the number of results it pushed, or one of `CLUA_RAISE` and `CLUA_WAIT`.
typedef int (*clua_body)(lua_State *L, void *box, bool resumed);
typedef void (*clua_release)(void *box);
/// Swift's answer to CLUA_INSPECT, CLUA_CANCEL and CLUA_INTERRUPT.
typedef void (*clua_answer)(lua_State *L, void *owner, int request);

struct clua_vm {
    _Atomic int requests;
    _Atomic(lua_State *) running;    ///< the coroutine that executes Lua code now
    lua_State *task;                 ///< the outermost coroutine of the task that is being resumed
    int host;                        ///< > 0 while a Swift frame is on top: the allocator may not fail
    int barred;                      ///< > 0 while a coroutine that encloses the running one cannot yield
    bool preempted;                  ///< the last yield was the hook's, to let other tasks run
    size_t used, limit, peak;        ///< bytes
    int64_t failing_allocation;      ///< counts down to an allocation that fails, once; negative: none does (tests)

    _Atomic uint64_t resumes;        ///< how often a task was resumed; tells the timer that a new slice began
    uint64_t resumes_at_tick;
    _Atomic bool crowded;            ///< another task could run now
    _Atomic int64_t next_deadline;   ///< when the earliest timer is due, CLOCK_MONOTONIC nanoseconds; INT64_MAX: none

    pthread_t thread;                ///< the thread that was bound with `clua_bind_thread`
    bool bound;
    timer_t ticker;
    bool ticking;

    lua_Hook script_hook;            ///< the script's own debug hook while ours stands in its place
    int script_hook_mask, script_hook_count;

    bool warnings_off;               ///< the script said `warn("@off")`
    bool warning_continues;          ///< the last part of a warning announced another

    char stop_message[256];
    clua_body body;
    clua_release release;
    clua_answer answer;
    void *owner;                     ///< handed back to `answer`
};

/// The interpreter that `L` belongs to; every coroutine carries the pointer.
static inline clua_vm *clua_vm_of(lua_State *L) { return *(clua_vm **)lua_getextraspace(L); }

/// Makes an interpreter without libraries, or returns NULL when there is no memory for it.
/// The caller is the host: `host` is 1 until a script runs.
lua_State *clua_new(size_t memory_limit, clua_body body, clua_release release, clua_answer answer);

/// Closes the interpreter: runs finalisers, releases every box.
void clua_close(lua_State *L);

#endif
