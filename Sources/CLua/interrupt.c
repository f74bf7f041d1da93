#include "CLua.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static _Thread_local clua_vm *bound_vm;

static void answer_requests(lua_State *L, lua_Debug *ar);

/// Called from the signal handler too: `lua_sethook` is the one function of Lua's that allows it.
static void arm(clua_vm *vm, lua_State *co) {
    lua_Hook hook = lua_gethook(co);
    if (hook != answer_requests) {
        vm->script_hook = hook;
        vm->script_hook_mask = lua_gethookmask(co);
        vm->script_hook_count = lua_gethookcount(co);
    }
    lua_sethook(co, answer_requests, LUA_MASKCOUNT, 1);
}

/// Asks the host about an interrupt, and raises if a stop is wanted. Gives the requests that are left.
static int answer_ends(lua_State *L, clua_vm *vm) {
    int requests = atomic_load(&vm->requests);
    if (requests & CLUA_INTERRUPT) {
        atomic_fetch_and(&vm->requests, ~CLUA_INTERRUPT);
        vm->host++;
        vm->answer(L, vm->owner, CLUA_INTERRUPT);
        vm->host--;
        requests = atomic_load(&vm->requests);
    }
    if (requests & CLUA_STOP) {
        // The hook stays armed: what the script catches is raised again at its next instruction.
        clua_push_location(L, 0);
        const clua_stop_message *message = atomic_load_explicit(&vm->stop_message, memory_order_acquire);
        lua_pushstring(L, message ? message->text : "stopped");
        lua_concat(L, 2);
        lua_error(L);
    }
    return requests;
}

void clua_end_if_wanted(lua_State *L) {
    clua_vm *vm = clua_vm_of(L);
    if (atomic_load_explicit(&vm->requests, memory_order_relaxed)) answer_ends(L, vm);
}

static void answer_requests(lua_State *L, lua_Debug *ar) {
    (void)ar;
    clua_vm *vm = clua_vm_of(L);
    int requests = answer_ends(L, vm);
    lua_sethook(L, vm->script_hook, vm->script_hook_mask, vm->script_hook_count);
    vm->script_hook = NULL;
    vm->script_hook_mask = vm->script_hook_count = 0;
    if (requests & CLUA_INSPECT) {
        atomic_fetch_and(&vm->requests, ~CLUA_INSPECT);
        vm->host++;
        vm->answer(L, vm->owner, CLUA_INSPECT);
        vm->host--;
    }
    if (requests & CLUA_CANCEL) {
        atomic_fetch_and(&vm->requests, ~CLUA_CANCEL);
        vm->host++;
        vm->answer(L, vm->owner, CLUA_CANCEL);
        vm->host--;
        lua_error(L);
    }
    if (requests & CLUA_SLICE) {
        atomic_fetch_and(&vm->requests, ~CLUA_SLICE);
        if (clua_can_wait(L)) {
            vm->preempted = true;
            lua_yield(L, 0);
        }
    }
}

static bool others_want_to_run(clua_vm *vm) {
    if (atomic_load_explicit(&vm->crowded, memory_order_relaxed)) return true;
    int64_t deadline = atomic_load_explicit(&vm->next_deadline, memory_order_relaxed);
    if (deadline == INT64_MAX) return false;
    return clua_now() >= deadline;
}

static void handle_signal(int number, siginfo_t *info, void *context) {
    (void)number;
    (void)context;
    int saved_errno = errno;
    clua_vm *vm = bound_vm;
    if (vm) {
        if (info->si_code == SI_TIMER) {
            uint64_t resumes = atomic_load_explicit(&vm->resumes, memory_order_relaxed);
            if (resumes == vm->resumes_at_tick && others_want_to_run(vm)) {
                atomic_fetch_or(&vm->requests, CLUA_SLICE);
            }
            vm->resumes_at_tick = resumes;
        }
        lua_State *co = atomic_load(&vm->running);
        if (co && atomic_load(&vm->requests)) arm(vm, co);
    }
    errno = saved_errno;
}

void clua_bind_thread(clua_vm *vm, int slice_milliseconds) {
    bound_vm = vm;
    vm->thread = pthread_self();
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = handle_signal;
    action.sa_flags = SA_RESTART | SA_SIGINFO;
    sigaction(SIGURG, &action, NULL);
    sigset_t only;
    sigemptyset(&only);
    sigaddset(&only, SIGURG);
    pthread_sigmask(SIG_UNBLOCK, &only, NULL);
    vm->bound = true;
    if (slice_milliseconds <= 0) return;
    struct sigevent event;
    memset(&event, 0, sizeof event);
    event.sigev_notify = SIGEV_THREAD_ID;
    event.sigev_signo = SIGURG;
    event._sigev_un._tid = (pid_t)syscall(SYS_gettid);
    if (timer_create(CLOCK_THREAD_CPUTIME_ID, &event, &vm->ticker) != 0) return;
    struct itimerspec period;
    period.it_value.tv_sec = period.it_interval.tv_sec = slice_milliseconds / 1000;
    period.it_value.tv_nsec = period.it_interval.tv_nsec = slice_milliseconds % 1000 * 1000000L;
    timer_settime(vm->ticker, 0, &period, NULL);
    vm->ticking = true;
}

void clua_unbind_thread(clua_vm *vm) {
    if (vm->ticking) timer_delete(vm->ticker);
    vm->ticking = vm->bound = false;
    if (bound_vm == vm) bound_vm = NULL;
}

void clua_request(clua_vm *vm, int request) {
    atomic_fetch_or(&vm->requests, request);
    if (vm->bound) pthread_kill(vm->thread, SIGURG);
}

void clua_stop(clua_vm *vm, const char *message) {
    // A new one each time, because the interpreter's thread may be reading the one before.
    clua_stop_message *node = malloc(sizeof *node);
    if (node) {
        snprintf(node->text, sizeof node->text, "%s", message);
        node->before = atomic_load(&vm->stop_message);
        while (!atomic_compare_exchange_weak_explicit(&vm->stop_message, &node->before, node, memory_order_release,
                                                      memory_order_relaxed)) {
        }
    }
    clua_request(vm, CLUA_STOP);
}

bool clua_is_ending(clua_vm *vm) {
    return atomic_load_explicit(&vm->requests, memory_order_relaxed) & (CLUA_STOP | CLUA_INTERRUPT | CLUA_CANCEL);
}

bool clua_is_stopping(clua_vm *vm) { return atomic_load(&vm->requests) & CLUA_STOP; }

void clua_take_stop_back(clua_vm *vm) { atomic_fetch_and(&vm->requests, ~CLUA_STOP); }

bool clua_take_interrupt(clua_vm *vm) {
    if (!(atomic_load_explicit(&vm->requests, memory_order_relaxed) & CLUA_INTERRUPT)) return false;
    return atomic_fetch_and(&vm->requests, ~CLUA_INTERRUPT) & CLUA_INTERRUPT;
}

bool clua_take_inspection(clua_vm *vm) {
    return atomic_fetch_and(&vm->requests, ~CLUA_INSPECT) & CLUA_INSPECT;
}

void clua_clear_requests(clua_vm *vm) { atomic_store(&vm->requests, 0); }

void clua_set_running(clua_vm *vm, lua_State *co) {
    // Stored first: a signal after this line arms `co`, one before it left its request for the line below.
    atomic_store(&vm->running, co);
    if (co && atomic_load(&vm->requests)) arm(vm, co);
}

void clua_set_crowded(clua_vm *vm, bool crowded, int64_t next_deadline) {
    atomic_store_explicit(&vm->crowded, crowded, memory_order_relaxed);
    atomic_store_explicit(&vm->next_deadline, next_deadline, memory_order_relaxed);
}
