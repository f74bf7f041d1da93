/// The monotonic clock in nanoseconds.
///
/// In C because `struct timespec` reaches Swift through modules that change with the tool chain.
#ifndef CLUA_TIME_H
#define CLUA_TIME_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

/// CLOCK_MONOTONIC, nanoseconds.
int64_t clua_now(void);

/// Makes a condition variable whose deadlines are CLOCK_MONOTONIC's: setting the date wakes and delays nobody.
void clua_condition_init(pthread_cond_t *condition);

/// Waits on a condition made by `clua_condition_init`; false once `deadline` has passed.
bool clua_condition_wait_until(pthread_cond_t *condition, pthread_mutex_t *mutex, int64_t deadline);

#endif
