#include "CLua.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Lua collects garbage and asks a second time when it is refused memory; both requests have to fail.
static bool must_fail(clua_vm *vm) {
    if (vm->failing_allocation == INT64_MIN) {
        vm->failing_allocation = -1;
        return true;
    }
    if (vm->failing_allocation < 0 || vm->failing_allocation-- > 0) return false;
    vm->failing_allocation = INT64_MIN;
    return true;
}

static void *allocate(void *context, void *block, size_t old_size, size_t new_size) {
    clua_vm *vm = context;
    clua_account *account = vm->account;
    size_t held = block ? old_size : 0;  // for a new block Lua passes its type in old_size
    size_t used = clua_used(account);
    if (new_size == 0) {
        clua_pool_move(&vm->pool, block, held, 0);
        atomic_store_explicit(&account->used, used - held, memory_order_relaxed);
        return NULL;
    }
    if (vm->host == 0 && new_size > held) {
        if (must_fail(vm)) return NULL;
        if (new_size - held > clua_available(account)) {
            account->refusals++;
            return NULL;
        }
    }
    void *moved = clua_pool_move(&vm->pool, block, held, new_size);
    if (!moved) {
        if (vm->host == 0) return NULL;
        // Raising here would jump over Swift frames. Nothing sound is left to do.
        fprintf(stderr, "%s: out of memory\n", vm->names.program);
        abort();
    }
    used += new_size - held;
    atomic_store_explicit(&account->used, used, memory_order_relaxed);
    if (used > account->peak) account->peak = used;
    return moved;
}

bool clua_has_memory(clua_account *account, size_t count) {
    if (count <= clua_available(account)) return true;
    clua_vm *vm = account->vm;
    lua_State *running = vm ? atomic_load(&vm->running) : NULL;
    if (!running) return false;
    clua_collect(running);
    return count <= clua_available(account);
}

static int panic(lua_State *L) {
    const char *message = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : "(no message)";
    const char *program = clua_vm_of(L)->names.program;
    fprintf(stderr, "%s: internal error: Lua error outside a protected call: %s\n", program, message);
    abort();
}

static void warn(void *context, const char *message, int to_be_continued) {
    clua_vm *vm = context;
    if (message[0] == '@' && !to_be_continued && !vm->warning_continues) {
        if (strcmp(message, "@off") == 0) vm->warnings_off = true;
        else if (strcmp(message, "@on") == 0) vm->warnings_off = false;
        return;
    }
    if (!vm->warnings_off && vm->warned) vm->warned(vm->owner, message, to_be_continued);
    vm->warning_continues = to_be_continued;
}

static void free_vm(clua_vm *vm) {
    clua_pool_close(&vm->pool);
    free((char *)vm->names.program);
    free((char *)vm->names.allow_run);
    free((char *)vm->names.allow_all);
    free(vm);
}

bool clua_set_hints(clua_vm *vm, const char *allow_run, const char *allow_all) {
    char *run = allow_run ? strdup(allow_run) : NULL, *all = allow_all ? strdup(allow_all) : NULL;
    if ((allow_run && !run) || (allow_all && !all)) {
        free(run);
        free(all);
        return false;
    }
    vm->names.allow_run = run;
    vm->names.allow_all = all;
    return true;
}

bool clua_is_host_chunk(const clua_vm *vm, const char *source) {
    size_t count = strlen(vm->names.program);
    return strncmp(source, "=[", 2) == 0 && strncmp(source + 2, vm->names.program, count) == 0
        && source[2 + count] == ' ';
}

lua_State *clua_new(clua_account *account, const char *program, clua_body body, clua_release release,
                    clua_answer answer) {
    clua_vm *vm = calloc(1, sizeof *vm);
    if (!vm) return NULL;
    vm->names.program = strdup(program);
    vm->host = 1;
    vm->account = account;
    vm->failing_allocation = -1;
    vm->body = body;
    vm->release = release;
    vm->answer = answer;
    atomic_store(&vm->next_deadline, INT64_MAX);
    lua_State *L = vm->names.program ? lua_newstate(allocate, vm) : NULL;
    if (!L) {
        free_vm(vm);
        return NULL;
    }
    *(clua_vm **)lua_getextraspace(L) = vm;  // Lua copies it into every coroutine
    account->vm = vm;
    lua_atpanic(L, panic);
    lua_setwarnf(L, warn, vm);
    clua_prepare_functions(L);
    clua_prepare_null(L);
    return L;
}

void clua_close(lua_State *L) {
    clua_vm *vm = clua_vm_of(L);
    clua_unbind_thread(vm);
    lua_close(L);
    vm->account->vm = NULL;
    clua_stop_message *message = atomic_load(&vm->stop_message);
    while (message) {
        clua_stop_message *before = message->before;
        free(message);
        message = before;
    }
    free_vm(vm);
}
