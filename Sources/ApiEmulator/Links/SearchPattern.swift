#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// SQL's `LIKE '%text%'` over a link's two addresses: `%` is any text, `_` any character, `\` takes the next literally.
struct SearchPattern {
    /// The text itself, when it has no wildcards.
    let plain: String?
    private let literal: String
    private let pattern: [Character]?

    init(_ text: String) {
        literal = text
        pattern = text.contains { "%_\\".contains($0) } ? Array("%" + text + "%") : nil
        plain = pattern == nil && !text.isEmpty ? text : nil
    }

    func matches(_ link: Link) -> Bool {
        guard !literal.isEmpty else { return true }
        guard let pattern else { return contains(link.shortUrl) || contains(link.longUrl) }
        return Self.like(pattern, Array(link.shortUrl)) || Self.like(pattern, Array(link.longUrl))
    }

    private func contains(_ text: String) -> Bool {
        text.withCString { text in literal.withCString { strstr(text, $0) != nil } }
    }

    private static func like(_ pattern: [Character], _ text: [Character]) -> Bool {
        var (at, position) = (0, 0)
        var retry: (at: Int, position: Int)?
        while position < text.count {
            if at < pattern.count, pattern[at] == "%" {
                at += 1
                retry = (at, position)
                continue
            }
            let escaped = at + 1 < pattern.count && pattern[at] == "\\"
            let wanted = at < pattern.count ? pattern[escaped ? at + 1 : at] : nil
            if let wanted, wanted == text[position] || (wanted == "_" && !escaped) {
                at += escaped ? 2 : 1
                position += 1
            } else if let last = retry {
                (at, position) = (last.at, last.position + 1)
                retry = (last.at, last.position + 1)
            } else {
                return false
            }
        }
        return pattern[at...].allSatisfy { $0 == "%" }
    }
}
