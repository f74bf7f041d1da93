/// A copy of a Lua table: the sequence `1...n`, and everything else by key.
///
/// Reading a table puts the run of non-nil values from index 1 into ``array``; other keys, sparse integers
/// among them, go into ``fields``. Metatables are neither read nor written.
public struct LuaTable: Sendable, Hashable {
    public var array: [LuaValue]
    public var fields: [LuaValue: LuaValue]

    public init() {
        array = []
        fields = [:]
    }

    public init(array: [LuaValue] = [], fields: [LuaValue: LuaValue] = [:]) {
        self.array = array
        self.fields = fields
    }

    public var isEmpty: Bool { array.isEmpty && fields.isEmpty }

    /// The value under a string key; setting ``LuaValue/nil`` removes the key.
    public subscript(name: String) -> LuaValue {
        get { fields[.string(name)] ?? .nil }
        set { fields[.string(name)] = newValue == .nil ? nil : newValue }
    }
}

extension LuaTable: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, LuaValue)...) {
        self.init()
        for (name, value) in elements { self[name] = value }
    }
}

extension LuaTable: ExpressibleByArrayLiteral {
    public init(arrayLiteral elements: LuaValue...) {
        self.init(array: elements)
    }
}
