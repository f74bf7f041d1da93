#include "CToml.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// The library is compiled in, with settings of ours: Debian's shared object has exceptions and a limit of its own.
#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
// Some assertions do not hold for texts that are not TOML: `[.a]` breaks one. The same is tested once more after each,
// and reported. With NDEBUG the compiler would be told to assume that they hold, which is worse than to abort.
#define TOML_ASSERT(condition) static_cast<void>(0)
#define TOML_MAX_NESTED_VALUES 32
#include <toml++/toml.h>

namespace {

/// Parts of one dotted name. toml++ makes a table of each part and visits them recursively.
constexpr int most_parts = 64;

struct problem {
    std::string_view message;
    ctoml_place place;
};

/// Finds what toml++ must not see: names of very many parts, on which it runs out of stack, and characters beyond
/// ASCII outside of strings and comments, on which it has undefined behaviour.
///
/// It only tells strings and comments from the rest. Where the two could disagree about that, the text is not
/// TOML, and toml++ has stopped before.
class guard {
public:
    explicit guard(std::string_view text) : text(text) {
        if (text.substr(0, 3) == "\xEF\xBB\xBF") at = 3;
    }

    /// The first such thing; an empty message if there is none.
    problem find() {
        int parts = 1;
        while (at < text.size()) {
            const char next = text[at];
            if (next == '"' || next == '\'') {
                skip_string(next);
                continue;
            }
            if (next == '#') {
                while (at < text.size() && text[at] != '\n') step();
                continue;
            }
            if (static_cast<unsigned char>(next) >= 0x80)
                return {"a character that is allowed in strings and comments only; put the name in quotation marks",
                        place};
            if (next == '.') {
                if (++parts > most_parts) return {"a name with more than 64 parts", place};
            } else if (next == '\n' || next == '=' || next == ',' || next == '{' || next == '[') {
                parts = 1;
            }
            step();
        }
        return {};
    }

private:
    std::string_view text;
    size_t at = 0;
    ctoml_place place = {1, 1};

    void step() {
        const auto byte = static_cast<unsigned char>(text[at++]);
        if (byte == '\n') {
            place = {place.line + 1, 1};
        } else if (at == text.size() || (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80) {
            ++place.column;
        }
    }

    bool is_thrice(char quote) const {
        return at + 2 < text.size() && text[at] == quote && text[at + 1] == quote && text[at + 2] == quote;
    }

    void skip_string(char quote) {
        const bool is_long = is_thrice(quote);
        for (int i = 0; i < (is_long ? 3 : 1); ++i) step();
        while (at < text.size()) {
            if (quote == '"' && text[at] == '\\' && at + 1 < text.size()) {
                step();
                step();
            } else if (is_long ? is_thrice(quote) : text[at] == quote) {
                // A long string may end with up to two quotation marks of its own.
                for (int i = 0; i < (is_long ? 5 : 1) && at < text.size() && text[at] == quote; ++i) step();
                return;
            } else if (!is_long && text[at] == '\n') {
                return;
            } else {
                step();
            }
        }
    }
};

/// The text by lines, to find where a dotted name begins: toml++ knows only where its last part does.
class lines {
public:
    explicit lines(std::string_view text) : text(text) {
        starts.push_back(text.substr(0, 3) == "\xEF\xBB\xBF" ? 3 : 0);
        for (size_t i = 0; i < text.size(); ++i)
            if (text[i] == '\n') starts.push_back(i + 1);
    }

    ctoml_place start_of_name(ctoml_place part) const {
        if (part.line == 0 || part.line > starts.size()) return part;
        const size_t start = starts[part.line - 1];
        size_t first = start;
        for (uint32_t column = 1; column < part.column && first < text.size(); ++column) {
            ++first;
            while (first < text.size() && is_inner(first)) ++first;
        }
        for (size_t at = first;;) {
            at = before_blanks(at, start);
            if (at == start || text[at - 1] != '.') break;
            at = before_part(before_blanks(at - 1, start), start);
            if (at == first) break;
            first = at;
        }
        uint32_t column = 1;
        for (size_t at = start; at < first; ++at)
            if (!is_inner(at)) ++column;
        return {part.line, column};
    }

private:
    std::string_view text;
    std::vector<size_t> starts;

    /// Whether a byte continues a character.
    bool is_inner(size_t at) const { return (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80; }

    size_t before_blanks(size_t at, size_t start) const {
        while (at > start && (text[at - 1] == ' ' || text[at - 1] == '\t')) --at;
        return at;
    }

    size_t before_part(size_t at, size_t start) const {
        if (at > start && (text[at - 1] == '"' || text[at - 1] == '\'')) {
            const char quote = text[--at];
            while (at > start && (text[at - 1] != quote || (quote == '"' && is_escaped(at - 1, start)))) --at;
            return at > start ? at - 1 : at;
        }
        const auto is_bare = [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
        };
        while (at > start && is_bare(text[at - 1])) --at;
        return at;
    }

    bool is_escaped(size_t at, size_t start) const {
        size_t count = 0;
        while (at - count > start && text[at - count - 1] == '\\') ++count;
        return count % 2 == 1;
    }
};

ctoml_place place_of(const toml::source_position &position) {
    return {static_cast<uint32_t>(position.line), static_cast<uint32_t>(position.column)};
}

bool is_before(ctoml_place a, ctoml_place b) {
    return std::pair(a.line, a.column) < std::pair(b.line, b.column);
}

ctoml_text text_of(std::string_view text) { return {text.data(), text.size()}; }

ctoml_node node_of(const toml::node &value) {
    ctoml_node node = {};
    node.place = place_of(value.source().begin);
    switch (value.type()) {
    case toml::node_type::table:
        node.kind = CTOML_TABLE;
        break;
    case toml::node_type::array:
        node.kind = CTOML_ARRAY;
        break;
    case toml::node_type::string:
        node.kind = CTOML_STRING;
        node.text = text_of(value.as_string()->get());
        break;
    case toml::node_type::integer:
        node.kind = CTOML_INTEGER;
        node.integer = value.as_integer()->get();
        break;
    case toml::node_type::floating_point:
        node.kind = CTOML_FLOAT;
        break;
    case toml::node_type::boolean:
        node.kind = CTOML_BOOLEAN;
        node.boolean = value.as_boolean()->get();
        break;
    default:
        node.kind = CTOML_DATE_OR_TIME;
    }
    return node;
}

} // namespace

struct ctoml_document {
    toml::table root;
    std::vector<ctoml_node> nodes;
    std::string error;
    ctoml_place place = {0, 0};

    void parse(std::string_view text) {
        if (const auto found = guard(text).find(); !found.message.empty()) {
            error = found.message;
            place = found.place;
            return;
        }
        auto result = toml::parse(text);
        if (!result) {
            error = result.error().description();
            place = place_of(result.error().source().begin);
            return;
        }
        root = std::move(result).table();
        flatten(lines(text));
    }

private:
    using child = std::pair<ctoml_node, const toml::node *>;

    /// Level by level rather than by recursion: thus the children of a node stand side by side.
    void flatten(const lines &lines) {
        std::vector<const toml::node *> values = {&root};
        nodes.push_back(node_of(root));
        for (size_t i = 0; i < values.size(); ++i) {
            std::vector<child> children;
            if (const auto *table = values[i]->as_table()) {
                for (const auto &[key, value] : *table) children.emplace_back(field(key, value, lines), &value);
                // toml++ has them by name.
                std::sort(children.begin(), children.end(),
                          [](const child &a, const child &b) { return is_before(a.first.place, b.first.place); });
            } else if (const auto *array = values[i]->as_array()) {
                for (const auto &value : *array) children.emplace_back(node_of(value), &value);
            }
            nodes[i].first = nodes.size();
            nodes[i].count = children.size();
            for (const auto &[node, value] : children) {
                nodes.push_back(node);
                values.push_back(value);
            }
        }
    }

    static ctoml_node field(const toml::key &key, const toml::node &value, const lines &lines) {
        ctoml_node node = node_of(value);
        node.key = text_of(key.str());
        // A header begins before the names in it; any other value stands after its name.
        const auto name = place_of(key.source().begin);
        if (node.place.line == 0 || !is_before(node.place, name)) node.place = lines.start_of_name(name);
        return node;
    }
};

ctoml_document *ctoml_parse(const char *bytes, size_t count) {
    ctoml_document *document = nullptr;
    try {
        document = new ctoml_document();
        document->parse(std::string_view(bytes ? bytes : "", bytes ? count : 0));
        return document;
    } catch (...) {
        // Out of memory: toml++ itself raises nothing.
        delete document;
        return nullptr;
    }
}

void ctoml_free(ctoml_document *document) { delete document; }

const ctoml_node *ctoml_nodes(const ctoml_document *document, size_t *count) {
    *count = document->nodes.size();
    return document->nodes.data();
}

ctoml_text ctoml_error(const ctoml_document *document, ctoml_place *place) {
    *place = document->place;
    return text_of(document->error);
}
