public import LuaBridge

/// One field of a record that scripts receive.
public struct RecordField<Record>: Sendable {
    let description: Signature.Field
    let read: @Sendable (Record) -> LuaValue

    public init<Value: LuaConvertible>(
        _ name: String, _ path: any KeyPath<Record, Value> & Sendable, _ summary: String
    ) {
        description = .init(
            name: name, type: Value.luaTypeName, summary: summary, fields: recordFields(of: Value.self))
        read = { $0[keyPath: path].lua }
    }
}

/// How a Swift value looks as a Lua table.
public struct RecordShape<Record>: Sendable {
    /// The record's name in annotations, `links.Link`.
    public let name: String
    public let fields: [RecordField<Record>]

    public init(_ name: String, _ fields: RecordField<Record>...) {
        self.name = name
        self.fields = fields
    }

    public func table(_ record: Record) -> LuaValue {
        var table = LuaTable()
        for field in fields { table[field.description.name] = field.read(record) }
        return .table(table)
    }
}
