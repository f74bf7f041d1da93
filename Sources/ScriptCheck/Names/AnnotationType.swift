import Catalogue

/// A type in the annotation language: `string`, `integer?`, `any[]|fun(): any`, `"go"|"forsg"`.
struct AnnotationType {
    private var members: [Substring]
    private var isOptional = false

    init(_ text: String) {
        members = Self.split(text[...])
        for index in members.indices where members[index].hasSuffix("?") {
            isOptional = true
            // The mark belongs to what a function returns there, or to the function: both are functions.
            if !members[index].hasPrefix("fun(") { members[index].removeLast() }
        }
    }

    /// Whether the type says itself that nothing need be given.
    var allowsNothing: Bool { isOptional || members.contains("any") || members.contains("nil") }

    /// Whether a value may be of this type; what the type is not known to exclude may.
    func accepts(_ value: Constant, knowing names: KnownNames) -> Bool {
        if isOptional, value == .nil { return true }
        return members.contains { Self.member($0, accepts: value, names) }
    }

    private static func member(_ member: Substring, accepts value: Constant, _ names: KnownNames) -> Bool {
        if member.hasPrefix("fun(") || member == "function" { return value == .function }
        if member.hasSuffix("[]") || member.hasPrefix("table<") || member.hasPrefix("{") { return value == .table }
        switch member {
        case "nil", "table", "boolean", "number", "string": return value.typeName == member
        case "true", "false": return value.literal == String(member)
        case "integer":
            if case .float(let number) = value { return Int64(exactly: number) != nil }
            return value.typeName == "number"
        case _ where member.hasPrefix("\""): return value.literal == String(member)
        case _ where names.methods[String(member)] != nil: return false
        case _ where names.records.contains(String(member)): return value == .table
        default: return true
        }
    }

    /// The members of a union; what stands in brackets or quotes stays together.
    private static func split(_ text: Substring) -> [Substring] {
        var parts: [Substring] = []
        var depth = 0, isQuoted = false
        var start = text.startIndex
        for index in text.indices {
            switch text[index] {
            case "\"": isQuoted.toggle()
            case "(", "<", "[", "{": depth += isQuoted ? 0 : 1
            case ")", ">", "]", "}": depth -= isQuoted ? 0 : 1
            case "|" where depth == 0 && !isQuoted:
                parts.append(text[start..<index])
                start = text.index(after: index)
            default: break
            }
        }
        return (parts + [text[start...]]).map { part in
            var part = part.drop { $0 == " " }
            while part.last == " " { part.removeLast() }
            return part
        }
    }
}
