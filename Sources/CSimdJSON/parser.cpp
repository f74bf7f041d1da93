#include "CSimdJSON.h"

#include <cstring>
#include <dlfcn.h>
#include <new>
#include <vector>

#define SIMDJSON_EXCEPTIONS 0
#include <simdjson.h>

using namespace simdjson;

static_assert(SIMDJSON_VERSION_MAJOR == 3 && SIMDJSON_VERSION_MINOR == 0, "libsimdjson.so.14 is simdjson 3.0's");

namespace {

using active_function = internal::atomic_ptr<const implementation> &(*)();

/// Loads the library when there is something to parse, so that a script without requests does not pay for it. NULL if
/// it is not there.
active_function active() {
    static const active_function found = []() -> active_function {
        void *library = dlopen("libsimdjson.so.14", RTLD_NOW | RTLD_LOCAL);
        void *function = library ? dlsym(library, "_ZN8simdjson25get_active_implementationEv") : nullptr;
        return reinterpret_cast<active_function>(function);
    }();
    return found;
}

}  // namespace

/// All that the header wants of the library. Hidden, so that the library keeps using its own.
__attribute__((visibility("hidden")))
internal::atomic_ptr<const implementation> &simdjson::get_active_implementation() { return active()(); }

struct csj_parser {
    dom::parser parser;
    /// The text with the room behind it that simdjson reads into.
    std::vector<char> padded;
    std::vector<csj_node> nodes;
    /// Whether the document has an integer that only an unsigned one holds.
    bool has_unsigned;
};

namespace {

void append(csj_parser &parser, std::string_view text) {
    csj_node node{CSJ_STRING, static_cast<uint32_t>(text.size()), {}};
    node.text = text.data();
    parser.nodes.push_back(node);
}

void append(csj_parser &parser, dom::element element);

void append(csj_parser &parser, dom::array elements) {
    for (dom::element element : elements) append(parser, element);
}

void append(csj_parser &parser, dom::object members) {
    for (dom::key_value_pair member : members) {
        append(parser, member.key);
        append(parser, member.value);
    }
}

template <typename Members>
void append(csj_parser &parser, csj_kind kind, Members members) {
    size_t place = parser.nodes.size();
    parser.nodes.push_back(csj_node{kind, static_cast<uint32_t>(members.size()), {}});
    append(parser, members);
    parser.nodes[place].size = parser.nodes.size() - place;
}

/// Recursion is bounded: simdjson refuses what is deeper than CSJ_MAXIMUM_DEPTH.
void append(csj_parser &parser, dom::element element) {
    csj_node node{};
    switch (element.type()) {
    case dom::element_type::NULL_VALUE: node.kind = CSJ_NULL; break;
    case dom::element_type::BOOL: node.kind = element.get_bool().value_unsafe() ? CSJ_TRUE : CSJ_FALSE; break;
    case dom::element_type::INT64:
        node.kind = CSJ_INTEGER;
        node.integer = element.get_int64().value_unsafe();
        break;
    case dom::element_type::UINT64:
        node.kind = CSJ_NUMBER;
        parser.has_unsigned = true;
        node.number = static_cast<double>(element.get_uint64().value_unsafe());
        break;
    case dom::element_type::DOUBLE:
        node.kind = CSJ_NUMBER;
        node.number = element.get_double().value_unsafe();
        break;
    case dom::element_type::STRING: append(parser, element.get_string().value_unsafe()); return;
    case dom::element_type::ARRAY: append(parser, CSJ_ARRAY, element.get_array().value_unsafe()); return;
    case dom::element_type::OBJECT: append(parser, CSJ_OBJECT, element.get_object().value_unsafe()); return;
    }
    parser.nodes.push_back(node);
}

csj_status status_of(error_code error) {
    switch (error) {
    case NUMBER_ERROR: return CSJ_BAD_NUMBER;
    case DEPTH_ERROR: return CSJ_TOO_DEEP;
    case CAPACITY:
    case MEMALLOC: return CSJ_NO_MEMORY;
    default: return CSJ_NOT_JSON;
    }
}

/// Writes every integer of so many digits that 64 bits may not hold it as `123e0`, which simdjson reads as a double: it
/// refuses integers that are too large, and JSON sets no limit.
std::vector<char> with_large_integers_as_doubles(const char *text, size_t length) {
    std::vector<char> result;
    result.reserve(length + length / 16);
    bool in_string = false;
    for (size_t i = 0; i < length;) {
        char c = text[i];
        if (in_string) {
            if (c == '\\' && i + 1 < length) result.push_back(text[i++]);
            else if (c == '"') in_string = false;
            result.push_back(text[i++]);
            continue;
        }
        if (c == '"') in_string = true;
        if (c < '0' || c > '9') {
            result.push_back(text[i++]);
            continue;
        }
        size_t start = i;
        bool is_integer = true;
        for (; i < length && (strchr("0123456789+-.eE", text[i]) && text[i] != 0); i++) {
            if (text[i] < '0' || text[i] > '9') is_integer = false;
        }
        result.insert(result.end(), text + start, text + i);
        if (is_integer && i - start >= 19) result.insert(result.end(), {'e', '0'});
    }
    return result;
}

csj_status parse(csj_parser *parser, const char *text, size_t length, const csj_node **nodes) {
    parser->padded.resize(length + SIMDJSON_PADDING);
    memcpy(parser->padded.data(), text, length);
    memset(parser->padded.data() + length, 0, SIMDJSON_PADDING);
    dom::element root;
    error_code error = parser->parser.parse(parser->padded.data(), length, false).get(root);
    if (error) return status_of(error);
    parser->nodes.clear();
    parser->has_unsigned = false;
    append(*parser, root);
    *nodes = parser->nodes.data();
    return CSJ_OK;
}

}  // namespace

bool csj_is_available(void) { return active() != nullptr; }

csj_parser *csj_new(void) {
    auto *parser = new (std::nothrow) csj_parser;
    if (parser && parser->parser.allocate(4096, CSJ_MAXIMUM_DEPTH + 1) != SUCCESS) {
        delete parser;
        return nullptr;
    }
    return parser;
}

void csj_free(csj_parser *parser) { delete parser; }

size_t csj_held(const csj_parser *parser) {
    // simdjson keeps about ten bytes for each byte of its capacity: the tape, the strings and the structural indexes.
    return parser->parser.capacity() * 10 + parser->padded.capacity() + parser->nodes.capacity() * sizeof(csj_node);
}

csj_status csj_parse(csj_parser *parser, const char *text, size_t length, csj_large large, const csj_node **nodes) {
    try {
        if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
            text += 3;
            length -= 3;
        }
        csj_status status = parse(parser, text, length, nodes);
        if (large == CSJ_LARGE_IS_BAD) return status == CSJ_OK && parser->has_unsigned ? CSJ_BAD_NUMBER : status;
        if (status != CSJ_BAD_NUMBER) return status;
        std::vector<char> rewritten = with_large_integers_as_doubles(text, length);
        return parse(parser, rewritten.data(), rewritten.size(), nodes);
    } catch (const std::bad_alloc &) {
        return CSJ_NO_MEMORY;
    }
}
