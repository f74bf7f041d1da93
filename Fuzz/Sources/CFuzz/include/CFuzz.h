/// libFuzzer without its own `main`, as clang's runtime has it.
#ifndef CFUZZ_H
#define CFUZZ_H

#include <stddef.h>
#include <stdint.h>

/// Runs the fuzzer with the arguments of the command until it ends.
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*attempt)(const uint8_t *bytes, size_t count));

#endif
