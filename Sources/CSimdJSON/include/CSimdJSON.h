/// JSON text parsed by simdjson into one flat array of nodes.
///
/// simdjson is C++; this is the part of it that Swift reads. No exception leaves these functions.
#ifndef CSIMDJSON_H
#define CSIMDJSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum csj_kind {
    CSJ_NULL,
    CSJ_FALSE,
    CSJ_TRUE,
    CSJ_INTEGER,
    CSJ_NUMBER,
    CSJ_STRING,
    CSJ_ARRAY,
    CSJ_OBJECT,
} csj_kind;

/// One value. The elements of an array follow it one after another; so do the members of an object, each as its name (a
/// CSJ_STRING) and its value.
typedef struct csj_node {
    uint32_t kind;
    /// Bytes of a string, elements of an array, members of an object.
    uint32_t count;
    union {
        int64_t integer;
        double number;
        /// Valid UTF-8 without escapes; not ended by a NUL.
        const char *text;
        /// The number of nodes that an array or object takes, its own included.
        uint64_t size;
    };
} csj_node;

typedef enum csj_status {
    CSJ_OK,
    CSJ_NOT_JSON,
    /// A malformed number, or one that is too large.
    CSJ_BAD_NUMBER,
    CSJ_TOO_DEEP,
    CSJ_NO_MEMORY,
    CSJ_NO_LIBRARY,
} csj_status;

/// How deep arrays and objects may be nested.
enum { CSJ_MAXIMUM_DEPTH = 200 };

/// A parser with the buffers of its last document. Used by one thread at a time.
typedef struct csj_parser csj_parser;

/// Whether simdjson is there; loads it at the first call.
bool csj_is_available(void);

/// Makes a parser, if simdjson is available; NULL when there is no memory.
csj_parser *csj_new(void);

void csj_free(csj_parser *parser);

/// About how many bytes the parser's buffers take.
size_t csj_held(const csj_parser *parser);

/// What becomes of an integer that no `int64_t` holds.
typedef enum csj_large { CSJ_LARGE_IS_DOUBLE, CSJ_LARGE_IS_BAD } csj_large;

/// Parses one document, which must be UTF-8 and may begin with a byte order mark. `*nodes` is its root, and stays valid
/// until the parser is used again.
csj_status csj_parse(csj_parser *parser, const char *text, size_t length, csj_large large, const csj_node **nodes);

#ifdef __cplusplus
}
#endif

#endif
