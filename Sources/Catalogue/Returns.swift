package import LuaBridge

/// What a function gives back: its description, and the way from Swift to Lua.
package struct Returns<Output>: Sendable {
    package let description: Signature.Result
    let values: @Sendable (Output) -> [LuaValue]

    package init(_ description: Signature.Result, values: @escaping @Sendable (Output) -> [LuaValue]) {
        self.description = description
        self.values = values
    }

    /// One record.
    package static func record(_ shape: RecordShape<Output>, _ summary: String = "") -> Self {
        Self(.init(shape, type: shape.name, summary)) { [shape.table($0)] }
    }

    /// A list of records.
    package static func list<Element>(_ shape: RecordShape<Element>, _ summary: String = "") -> Self
    where Output == [Element] {
        Self(.init(shape, type: shape.name + "[]", summary)) { [.table(LuaTable(array: $0.map(shape.table)))] }
    }

    /// A value that crosses the border by itself.
    ///
    /// - Parameter type: What annotations call it, where that is more than Swift's type says.
    package static func value(_ summary: String, type: String? = nil) -> Self where Output: LuaConvertible {
        Self(.init(type: type ?? Output.luaTypeName, summary: summary, record: nil, fields: [])) { [$0.lua] }
    }

    /// Nothing.
    package static func nothing() -> Self where Output == Void {
        Self(.init(type: "", summary: "", record: nil, fields: [])) { _ in [] }
    }

    /// A function for the generic `for`, which gives one record a call.
    package static func iterator<Element>(_ shape: RecordShape<Element>, _ summary: String = "") -> Self
    where Output == LuaIterator<Element> {
        Self(.init(shape, type: "fun(): \(shape.name)?", summary)) { [.function($0.function { [shape.table($0)] })] }
    }

    /// The same for a function that gives several values a call.
    package static func iterator<Element>(
        type: String, _ summary: String, values: @escaping @Sendable (Element) -> [LuaValue]
    ) -> Self where Output == LuaIterator<Element> {
        Self(.init(type: "fun(): \(type)", summary: summary, record: nil, fields: [])) {
            [.function($0.function(values))]
        }
    }

    /// The same for values that cross the border by themselves.
    package static func iterator<Element: LuaConvertible>(_ summary: String, type: String? = nil) -> Self
    where Output == LuaIterator<Element> {
        let element = type ?? Element.luaTypeName
        return Self(.init(type: "fun(): \(element)?", summary: summary, record: nil, fields: [])) {
            [.function($0.function { [$0.lua] })]
        }
    }
}

extension Signature.Result {
    init<Record>(_ shape: RecordShape<Record>, type: String, _ summary: String) {
        self.init(type: type, summary: summary, record: shape.name, fields: shape.fields.map(\.description))
    }
}

extension Signature.Result {
    /// A record that may be missing, or a list of records, possibly followed by more values.
    package init<Record>(
        _ shape: RecordShape<Record>, optional: Bool = false, list: Bool = false, _ summary: String = "",
        more: [Signature.Field] = []
    ) {
        self.init(shape, type: shape.name + (list ? "[]" : optional ? "?" : ""), summary)
        self.more = more
    }

    /// A record whose fields are no value's of Swift, such as a table that Lua makes.
    package init(record: String, optional: Bool = false, _ fields: [Signature.Field], _ summary: String) {
        self.init(type: optional ? record + "?" : record, summary: summary, record: record, fields: fields)
    }

    /// An object with methods; `fields` are what it has besides.
    package init(object type: String, fields: [Signature.Field] = [], _ summary: String) {
        self.init(type: type, summary: summary, record: fields.isEmpty ? nil : type, fields: fields)
    }
}
