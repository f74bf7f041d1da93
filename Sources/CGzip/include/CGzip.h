/// gzip by zlib, which is loaded for the first file that needs it.
#ifndef CGZIP_H
#define CGZIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum cgz_result {
    CGZ_OK,
    CGZ_READ_FAILED,  ///< for the reason `errno`
    CGZ_DAMAGED,      ///< the bytes are not those that were packed
    CGZ_CUT,          ///< the file ends in the middle
    CGZ_NO_MEMORY,
    CGZ_NO_LIBRARY,
} cgz_result;

/// Whether the file begins as gzip does, where it is read next. False for what has no position, such as a pipe.
bool cgz_is_packed(int descriptor);

typedef struct cgz_input cgz_input;

/// An input that reads what the descriptor, which it borrows, has packed. NULL without memory.
cgz_input *cgz_input_new(int descriptor);
void cgz_input_free(cgz_input *input);
/// Bytes that an input holds.
size_t cgz_input_held(void);
/// Goes back to the beginning of the file. False if it has no position.
bool cgz_input_rewind(cgz_input *input);
/// Unpacks at most `room` bytes, at least one unless the file has ended; several archives in a row are one.
cgz_result cgz_input_read(cgz_input *input, void *to, size_t room, size_t *count);

typedef struct cgz_output cgz_output;

/// An output that writes packed bytes to the descriptor, which it borrows. NULL without memory or library.
cgz_output *cgz_output_new(int descriptor);
void cgz_output_free(cgz_output *output);
/// Packs bytes, and ends the archive with the last ones. 0, or `errno`.
int cgz_output_write(cgz_output *output, const void *bytes, size_t count, bool is_last);

#endif
