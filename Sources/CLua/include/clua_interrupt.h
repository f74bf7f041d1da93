/// Stopping, slicing and inspecting a running script without a standing instruction hook.
///
/// A request is a bit in `clua_vm.requests` and a signal to the interpreter's thread, whose handler arms a hook on
/// the coroutine that runs at that moment. While nothing is asked, no hook is set and nothing is counted.
#ifndef CLUA_INTERRUPT_H
#define CLUA_INTERRUPT_H

#include <lua.h>
#include <stdbool.h>
#include "clua_vm.h"

/// Makes the calling thread the interpreter's: requests are signalled to it (SIGURG).
/// With `slice_milliseconds` > 0 a task that has run that long in one go is asked to yield if others could run;
/// the time is the thread's processor time, so that an idle thread is never woken.
void clua_bind_thread(clua_vm *vm, int slice_milliseconds);

/// Undoes `clua_bind_thread`; called on that thread, or after it has ended.
void clua_unbind_thread(clua_vm *vm);

/// Asks the script for something; from any thread.
void clua_request(clua_vm *vm, int request);

/// Asks the script to stop with `message`. Sticky: whatever the script catches, the next instruction raises again.
void clua_stop(clua_vm *vm, const char *message);

/// Raises if the script is to end: called by C that runs for long without an instruction of Lua's. Needs three
/// slots. May raise.
void clua_end_if_wanted(lua_State *L);

/// Whether what runs now is to end: it was asked to stop, or to leave an input or a task.
bool clua_is_ending(clua_vm *vm);

/// Whether a stop was asked for.
bool clua_is_stopping(clua_vm *vm);

/// Takes a stop back; a hook that is armed already finds nothing to do.
void clua_take_stop_back(clua_vm *vm);

/// Whether an interrupt is wanted; takes the request back.
bool clua_take_interrupt(clua_vm *vm);

/// Whether an inspection is wanted; takes the request back.
bool clua_take_inspection(clua_vm *vm);

/// Takes back every request, so that the interpreter can run scripts again (a REPL after Ctrl-C).
void clua_clear_requests(clua_vm *vm);

/// Notes which coroutine executes Lua code now, and arms the hook on it if something was asked meanwhile.
void clua_set_running(clua_vm *vm, lua_State *co);

/// Tells the timer whether another task could run now, and when the next timer is due (CLOCK_MONOTONIC, ns).
void clua_set_crowded(clua_vm *vm, bool crowded, int64_t next_deadline);

#endif
