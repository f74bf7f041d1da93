package import LuaBridge

/// One field of a record that scripts receive.
package struct RecordField<Record>: Sendable {
    let description: Signature.Field
    let read: @Sendable (Record) -> LuaValue

    package init<Value: LuaConvertible>(
        _ name: String, _ path: any KeyPath<Record, Value> & Sendable, _ summary: String
    ) {
        description = .init(
            name: name, type: Value.luaTypeName, summary: summary, fields: Value.luaFields.map(Signature.Field.init))
        read = { $0[keyPath: path].lua }
    }
}

/// How a Swift value looks as a Lua table.
package struct RecordShape<Record>: Sendable {
    /// The record's name in annotations, `links.Link`.
    package let name: String
    package let fields: [RecordField<Record>]

    package init(_ name: String, _ fields: RecordField<Record>...) {
        self.name = name
        self.fields = fields
    }

    /// What the fields are, for ``LuaConvertible/luaFields``.
    package var luaFields: [LuaField] { fields.map { LuaField($0.description) } }

    package func table(_ record: Record) -> LuaValue {
        var table = LuaTable()
        table.fields.reserveCapacity(fields.count)
        for field in fields { table[field.description.name] = field.read(record) }
        return .table(table)
    }
}

extension Signature.Field {
    init(_ field: LuaField) {
        self.init(
            name: field.name, type: field.type, summary: field.summary, fields: field.fields.map(Self.init))
    }
}

extension LuaField {
    init(_ field: Signature.Field) {
        self.init(
            name: field.name, type: field.type, summary: field.summary, fields: field.fields.map(Self.init))
    }
}
