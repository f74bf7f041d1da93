public import LuaBridge

/// A type that is a table with known fields in Lua: help, completion and annotations name them.
public protocol LuaRecord: LuaConvertible {
    static var luaFields: [Signature.Field] { get }
}

extension RecordShape {
    /// What the fields are, for a ``LuaRecord``.
    public var fieldDescriptions: [Signature.Field] { fields.map(\.description) }
}

/// The fields of a record type, and of optional records and lists of records.
func recordFields(of type: Any.Type) -> [Signature.Field] {
    if let record = type as? any LuaRecord.Type { return record.luaFields }
    return (type as? any Enclosing.Type).map { recordFields(of: $0.enclosed) } ?? []
}

/// A type made of one other.
private protocol Enclosing {
    static var enclosed: Any.Type { get }
}

extension Optional: Enclosing {
    fileprivate static var enclosed: Any.Type { Wrapped.self }
}

extension Array: Enclosing {
    fileprivate static var enclosed: Any.Type { Element.self }
}
