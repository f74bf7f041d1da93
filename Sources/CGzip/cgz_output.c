#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "CGzip.h"
#include "cgz_library.h"

enum { PACKED_SIZE = 64 * 1024, MEMORY_LEVEL = 8 };

struct cgz_output {
    z_stream stream;
    const cgz_library *zlib;
    int descriptor;
    unsigned char packed[PACKED_SIZE];
};

cgz_output *cgz_output_new(int descriptor) {
    const cgz_library *zlib = cgz_load();
    cgz_output *output = zlib ? calloc(1, sizeof *output) : NULL;
    if (!output) return NULL;
    output->zlib = zlib;
    output->descriptor = descriptor;
    int made = zlib->deflate_init(
        &output->stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, CGZ_WINDOW, MEMORY_LEVEL, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
        (int)sizeof output->stream);
    if (made == Z_OK) return output;
    free(output);
    return NULL;
}

void cgz_output_free(cgz_output *output) {
    if (!output) return;
    output->zlib->deflate_end(&output->stream);
    free(output);
}

static int write_all(int descriptor, const unsigned char *bytes, size_t count) {
    while (count > 0) {
        ssize_t written = write(descriptor, bytes, count);
        if (written < 0) {
            if (errno == EINTR) continue;
            return errno;
        }
        bytes += written;
        count -= (size_t)written;
    }
    return 0;
}

int cgz_output_write(cgz_output *output, const void *bytes, size_t count, bool is_last) {
    z_stream *stream = &output->stream;
    const unsigned char *next = bytes;
    int flush = Z_NO_FLUSH, result = Z_OK;
    do {
        unsigned part = count < 1 << 30 ? (unsigned)count : 1u << 30;
        stream->next_in = (unsigned char *)next;
        stream->avail_in = part;
        next = next ? next + part : NULL;
        count -= part;
        if (is_last && count == 0) flush = Z_FINISH;
        do {
            stream->next_out = output->packed;
            stream->avail_out = PACKED_SIZE;
            result = output->zlib->deflate(stream, flush);
            if (result == Z_STREAM_ERROR) return EIO;
            int failure = write_all(output->descriptor, output->packed, PACKED_SIZE - stream->avail_out);
            if (failure) return failure;
        } while (stream->avail_out == 0);
    } while (count > 0);
    return 0;
}
