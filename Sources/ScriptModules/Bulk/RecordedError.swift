import LuaBridge

/// An error as a journal keeps it: what scripts catch, as far as JSON can hold it.
public struct RecordedError: Sendable {
    public var kind: String
    public var message: String
    /// JSON.
    var text: String

    /// Of what a script raised.
    init(_ value: LuaValue) {
        var table = LuaTable()
        if case .table(let raised) = value, case .string(let message) = raised["message"] {
            for name in ["kind", "message", "where", "service", "status", "call", "attempts", "hint", "details"] {
                table[name] = raised[name]
            }
            self.message = message
        } else {
            message = value.shown
            table["message"] = .string(message)
        }
        if case .string(let kind) = table["kind"] { self.kind = kind } else { kind = "script" }
        table["kind"] = .string(kind)
        // What is left has been chosen so that it can be encoded, but for odd values that a script made itself.
        text =
            (try? RecordedValue.encode(.table(table)))
            ?? (try? RecordedValue.encode(.table(["kind": .string(kind), "message": .string(message)]))) ?? "{}"
    }

    /// As it was recorded.
    public init(text: String) {
        self.text = text
        kind = "script"
        message = ""
        guard case .table(let table) = try? RecordedValue.decode(text) else { return }
        if case .string(let text) = table["message"] { message = text }
        if case .string(let text) = table["kind"] { kind = text }
    }
}

/// Values of scripts as the JSON that journals keep.
enum RecordedValue {
    static func encode(_ value: LuaValue) throws -> String {
        String(decoding: try JSON.encode(value), as: UTF8.self)
    }

    static func decode(_ text: String) throws -> LuaValue {
        let value = try JSON.decode(Array(text.utf8))
        return value == .null ? .nil : value
    }
}
