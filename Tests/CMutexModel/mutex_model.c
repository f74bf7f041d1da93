#define _GNU_SOURCE
#include "CMutexModel.h"

#if __has_feature(thread_sanitizer)
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>

// Tells ThreadSanitizer what the contended half of Swift's `Mutex` does. The standard library has it as compiled code
// without instrumentation, so that without this file each lock that was waited for looks like no lock at all, and what
// it protects like a race. The half without contention is inlined into our code, which is instrumented.

void __tsan_acquire(void *address);
void __tsan_release(void *address);

#define SYMBOL(name) "$s15Synchronization12_MutexHandleV" name
#define SELF __attribute__((swift_context)) void *self
#define SWIFT __attribute__((swiftcall))

SWIFT void lock_slow(uint32_t thread, SELF) __asm__(SYMBOL("9_lockSlowyys6UInt32VF"));
SWIFT bool try_lock_slow(SELF) __asm__(SYMBOL("12_tryLockSlowSbyF"));
SWIFT void unlock_slow(SELF) __asm__(SYMBOL("11_unlockSlowyyF"));

SWIFT void lock_slow(uint32_t thread, SELF) {
    SWIFT void (*original)(uint32_t, SELF) = dlsym(RTLD_NEXT, SYMBOL("9_lockSlowyys6UInt32VF"));
    original(thread, self);
    __tsan_acquire(self);
}

SWIFT bool try_lock_slow(SELF) {
    SWIFT bool (*original)(SELF) = dlsym(RTLD_NEXT, SYMBOL("12_tryLockSlowSbyF"));
    bool locked = original(self);
    if (locked) __tsan_acquire(self);
    return locked;
}

SWIFT void unlock_slow(SELF) {
    SWIFT void (*original)(SELF) = dlsym(RTLD_NEXT, SYMBOL("11_unlockSlowyyF"));
    __tsan_release(self);
    original(self);
}
#endif
