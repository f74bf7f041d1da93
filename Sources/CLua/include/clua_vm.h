/// One interpreter and what the host knows of it.
#ifndef CLUA_VM_H
#define CLUA_VM_H

#include <lua.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "clua_pool.h"

/// What another thread may ask of the running script; bits of `clua_vm.requests`.
enum {
    CLUA_STOP = 1,     ///< raise an error, again and again until the script has ended
    CLUA_SLICE = 2,    ///< let other tasks run
    CLUA_INSPECT = 4,  ///< call `answer` from where the script is
    CLUA_CANCEL = 8,   ///< raise, once, the value that `answer` pushes
    CLUA_INTERRUPT = 16,  ///< call `answer`, which may ask for a stop
};

typedef struct clua_vm clua_vm;

/// What messages say of the program around the interpreter. The texts are copied.
typedef struct clua_names {
    const char *program;    ///< what it is called: `[PROGRAM NAME]` are the chunks of its own Lua
    const char *allow_run;  ///< what a person adds to open commands to a script, such as a flag; NULL: nothing does
    const char *allow_all;  ///< the same for all of plain Lua
} clua_names;

/// Why a script is stopped. A thread that reads one may do so for as long as the interpreter lives.
typedef struct clua_stop_message {
    struct clua_stop_message *before;
    char text[256];
} clua_stop_message;

/// What one interpreter's script holds, in bytes. It outlives the interpreter where something else still holds memory
/// on the script's behalf.
typedef struct clua_account {
    _Atomic size_t used;    ///< held by Lua; written on the interpreter's thread only
    _Atomic size_t native;  ///< held by the host for the script; from any thread
    size_t limit;           ///< of both together
    size_t reserve;         ///< allowed beyond `limit`: not 0 only while a task runs that is to end
    size_t refusals;        ///< allocations of Lua's that were refused, each after a full collection
    size_t peak;            ///< the most that `used` was
    clua_vm *vm;            ///< NULL once the interpreter is closed; read on its thread only
} clua_account;

/// What may be held now, bytes.
static inline size_t clua_ceiling(clua_account *account) { return account->limit + account->reserve; }

/// Bytes that the script may still be given; 0 if it holds more than its limit.
static inline size_t clua_available(clua_account *account) {
    size_t used = atomic_load_explicit(&account->used, memory_order_relaxed);
    size_t native = atomic_load_explicit(&account->native, memory_order_relaxed);
    size_t ceiling = clua_ceiling(account);
    if (used >= ceiling || native >= ceiling - used) return 0;
    return ceiling - used - native;
}

static inline bool clua_is_within(clua_account *account, size_t bytes) {
    size_t used = atomic_load_explicit(&account->used, memory_order_relaxed);
    size_t native = atomic_load_explicit(&account->native, memory_order_relaxed);
    return used <= bytes && native <= bytes - used;
}

static inline bool clua_is_within_limit(clua_account *account) {
    return clua_is_within(account, clua_ceiling(account));
}

/// Opens or closes what a task that is to end may hold beyond the limit. To raise an error takes memory: a task that is
/// refused it costs a full collection first, and very many tasks that end at the limit would take hours.
static inline void clua_open_reserve(clua_account *account, bool opens) {
    account->reserve = opens ? account->limit / 2 : 0;
}

static inline size_t clua_used(clua_account *account) {
    return atomic_load_explicit(&account->used, memory_order_relaxed);
}

static inline size_t clua_native(clua_account *account) {
    return atomic_load_explicit(&account->native, memory_order_relaxed);
}

/// Whether the script may be given `count` more bytes, after a garbage collection if need be. On the interpreter's
/// thread, from Swift.
bool clua_has_memory(clua_account *account, size_t count);

/// Counts bytes that the host holds for the script.
static inline void clua_hold(clua_account *account, size_t count) { atomic_fetch_add(&account->native, count); }

/// Takes back what `clua_hold` counted.
static inline void clua_let_go(clua_account *account, size_t count) { atomic_fetch_sub(&account->native, count); }

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
    clua_pool pool;                  ///< where Lua's small blocks are
    clua_account *account;           ///< what the script holds; the caller of `clua_new` frees it
    clua_names names;
    size_t copied;                   ///< bytes of values that the binding in progress has copied out
    int closes;                      ///< coroutines being closed, each by a `__close` handler of the one before
    const char *native_base;         ///< where the native stack stood when Lua was entered; NULL outside
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
    /// Is told each part of a warning; must neither raise nor call Lua. NULL drops warnings.
    void (*warned)(void *owner, const char *text, bool continues);

    _Atomic(clua_stop_message *) stop_message;  ///< why the script is stopped; those before it are kept until the end
    clua_body body;
    clua_release release;
    clua_answer answer;
    void *owner;                     ///< handed back to `answer`
};

/// Notes where the native stack stands when Lua is entered from outside, and gives what `native_base` was before.
static inline const char *clua_enter_native(clua_vm *vm, const char *frame) {
    const char *before = vm->native_base;
    if (!before) vm->native_base = frame;
    return before;
}

/// The interpreter that `L` belongs to; every coroutine carries the pointer.
static inline clua_vm *clua_vm_of(lua_State *L) { return *(clua_vm **)lua_getextraspace(L); }

/// Makes an interpreter without libraries, or returns NULL when there is no memory for it.
/// The caller is the host: `host` is 1 until a script runs.
lua_State *clua_new(clua_account *account, const char *program, clua_body body, clua_release release,
                    clua_answer answer);

/// Sets what opens refused functions; false, and changes nothing, when there is no memory. Called once.
bool clua_set_hints(clua_vm *vm, const char *allow_run, const char *allow_all);

/// Whether a chunk, by its `source`, is the host's own Lua: `=[PROGRAM NAME]`.
bool clua_is_host_chunk(const clua_vm *vm, const char *source);

/// Closes the interpreter: runs finalisers, releases every box.
void clua_close(lua_State *L);

#endif
