#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "CGzip.h"
#include "cgz_library.h"

enum { PACKED_SIZE = 64 * 1024, STATE_SIZE = 48 * 1024 };

struct cgz_input {
    z_stream stream;
    const cgz_library *zlib;
    int descriptor;
    bool is_open;      ///< the stream has been made
    bool is_between;   ///< an archive has ended, or none has begun
    bool has_archive;  ///< one was there
    bool at_end;
    unsigned char packed[PACKED_SIZE];
};

bool cgz_is_packed(int descriptor) {
    unsigned char head[2];
    off_t position = lseek(descriptor, 0, SEEK_CUR);
    return position >= 0 && pread(descriptor, head, sizeof head, position) == sizeof head && head[0] == 0x1F
        && head[1] == 0x8B;
}

cgz_input *cgz_input_new(int descriptor) {
    cgz_input *input = calloc(1, sizeof *input);
    if (!input) return NULL;
    input->descriptor = descriptor;
    input->is_between = true;
    return input;
}

void cgz_input_free(cgz_input *input) {
    if (!input) return;
    if (input->is_open) input->zlib->inflate_end(&input->stream);
    free(input);
}

size_t cgz_input_held(void) { return sizeof(cgz_input) + STATE_SIZE; }

bool cgz_input_rewind(cgz_input *input) {
    if (lseek(input->descriptor, 0, SEEK_SET) != 0) return false;
    if (input->is_open) input->zlib->inflate_reset(&input->stream);
    input->stream.avail_in = 0;
    input->is_between = true;
    input->has_archive = input->at_end = false;
    return true;
}

static cgz_result open_stream(cgz_input *input) {
    if (input->is_open) return CGZ_OK;
    input->zlib = cgz_load();
    if (!input->zlib) return CGZ_NO_LIBRARY;
    if (input->zlib->inflate_init(&input->stream, CGZ_WINDOW, ZLIB_VERSION, (int)sizeof input->stream) != Z_OK)
        return CGZ_NO_MEMORY;
    input->is_open = true;
    return CGZ_OK;
}

static cgz_result read_more(cgz_input *input) {
    ssize_t count;
    do count = read(input->descriptor, input->packed, PACKED_SIZE);
    while (count < 0 && errno == EINTR);
    if (count < 0) return CGZ_READ_FAILED;
    input->at_end = count == 0;
    input->stream.next_in = input->packed;
    input->stream.avail_in = (unsigned)count;
    return CGZ_OK;
}

/// Skips the zeros by which some programs fill up the last block of a file.
static void skip_padding(cgz_input *input) {
    while (input->has_archive && input->stream.avail_in > 0 && *input->stream.next_in == 0) {
        input->stream.next_in++;
        input->stream.avail_in--;
    }
}

cgz_result cgz_input_read(cgz_input *input, void *to, size_t room, size_t *count) {
    *count = 0;
    cgz_result opened = open_stream(input);
    if (opened != CGZ_OK) return opened;
    z_stream *stream = &input->stream;
    stream->next_out = to;
    stream->avail_out = room < 1 << 30 ? (unsigned)room : 1u << 30;
    const unsigned wanted = stream->avail_out;
    while (stream->avail_out == wanted) {
        if (input->is_between) skip_padding(input);
        if (stream->avail_in == 0 && !input->at_end) {
            cgz_result more = read_more(input);
            if (more != CGZ_OK) return more;
            continue;
        }
        if (stream->avail_in == 0) {
            if (input->is_between && input->has_archive) return CGZ_OK;
            return CGZ_CUT;
        }
        input->is_between = false;
        int result = input->zlib->inflate(stream, Z_NO_FLUSH);
        if (result == Z_STREAM_END) {
            input->zlib->inflate_reset(stream);
            input->is_between = input->has_archive = true;
        } else if (result == Z_MEM_ERROR) {
            return CGZ_NO_MEMORY;
        } else if (result != Z_OK && result != Z_BUF_ERROR) {
            return CGZ_DAMAGED;
        }
    }
    *count = wanted - stream->avail_out;
    return CGZ_OK;
}
