/// TOML read by toml++, as a tree of nodes with their places.
///
/// Plain C, so that neither a C++ type nor an exception reaches Swift. Any bytes may be given: what is not TOML is an
/// error with a place. toml++ alone does not keep that promise; toml.cpp says what is refused before it sees the text.
#ifndef CTOML_H
#define CTOML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What a node is.
typedef enum ctoml_kind {
    CTOML_TABLE,
    CTOML_ARRAY,
    CTOML_STRING,
    CTOML_INTEGER,
    CTOML_FLOAT,
    CTOML_BOOLEAN,
    /// A date, a time, or both; its value is not given.
    CTOML_DATE_OR_TIME,
} ctoml_kind;

/// UTF-8 text, which may hold NULs. It belongs to the document.
typedef struct ctoml_text {
    const char *_Nullable bytes;
    size_t count;
} ctoml_text;

/// A line and a column, both counted from 1; columns are code points. 0, 0 stands for no place.
typedef struct ctoml_place {
    uint32_t line;
    uint32_t column;
} ctoml_place;

/// One value of the document.
typedef struct ctoml_node {
    ctoml_kind kind;
    /// Its name in the table around it; empty for elements of arrays and for the document itself.
    ctoml_text key;
    /// Where its name begins, or the header that made it. Of a dotted name it is the first part.
    ctoml_place place;
    /// Of a string.
    ctoml_text text;
    /// Of an integer.
    int64_t integer;
    /// Of a boolean.
    bool boolean;
    /// Of a table or an array: its children are the nodes first ..< first + count, in the order of the text.
    size_t first;
    size_t count;
} ctoml_node;

typedef struct ctoml_document ctoml_document;

/// Reads a text. NULL if there is no memory. Free the document with `ctoml_free`, also one with an error.
ctoml_document *_Nullable ctoml_parse(const char *_Nullable bytes, size_t count);

void ctoml_free(ctoml_document *_Nullable document);

/// All nodes: first the document's own table, then every node after the one around it. None if there is an error.
const ctoml_node *_Nullable ctoml_nodes(const ctoml_document *_Nonnull document, size_t *_Nonnull count);

/// What is wrong with the text, or an empty text.
ctoml_text ctoml_error(const ctoml_document *_Nonnull document, ctoml_place *_Nonnull place);

#ifdef __cplusplus
}
#endif

#endif
