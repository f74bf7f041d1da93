import Catalogue

/// A type in the annotation language: `string`, `integer?`, `any[]|fun(): any`, `"go"|"forsg"`.
struct AnnotationType {
    private(set) var members: [Substring]
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

    /// What stands in one place of a list; nil for a type that is no list.
    var element: String? {
        guard members.count == 1, let list = members.first, list.hasSuffix("[]") else { return nil }
        return Self.unwrapped(list.dropLast(2))
    }

    /// What the fields of a table hold that is given as `table<string, …>`; nil for other types.
    var fieldValue: String? {
        guard members.count == 1, let table = members.first, table.hasPrefix("table<"), table.hasSuffix(">") else {
            return nil
        }
        let parts = Self.split(table.dropFirst(6).dropLast(), at: ",")
        return parts.count == 2 ? String(parts[1]) : nil
    }

    /// What one call of an iterator gives first; nil for a type that is no iterator.
    var iterated: String? {
        guard members.count == 1, let function = members.first, function.hasPrefix("fun("),
            let end = function.firstRange(of: "): ")
        else { return nil }
        let first = Self.split(function[end.upperBound...], at: ",")[0]
        return String(first.hasSuffix("?") ? first.dropLast() : first)
    }

    /// The only values there are, as Lua literals; empty for a type that has others.
    var literals: [String] {
        members.allSatisfy { $0.hasPrefix("\"") } ? members.map(String.init) : []
    }

    private static func unwrapped(_ text: Substring) -> String {
        String(text.hasPrefix("(") && text.hasSuffix(")") ? text.dropFirst().dropLast() : text)
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
        case _ where names.records[String(member)] != nil: return value == .table
        default: return true
        }
    }

    /// The members of a union; what stands in brackets or quotes stays together.
    private static func split(_ text: Substring, at separator: Character = "|") -> [Substring] {
        var parts: [Substring] = []
        var depth = 0, isQuoted = false
        var start = text.startIndex
        for index in text.indices {
            switch text[index] {
            case "\"": isQuoted.toggle()
            case "(", "<", "[", "{": depth += isQuoted ? 0 : 1
            case ")", ">", "]", "}": depth -= isQuoted ? 0 : 1
            case separator where depth == 0 && !isQuoted:
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
