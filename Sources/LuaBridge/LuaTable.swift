/// A copy of a Lua table: the sequence `1...n`, and everything else by key.
///
/// ```swift
/// let row: LuaTable = ["shortUrl": "apply", "clicks": 12]
/// let list: LuaTable = ["a", "b", .table(row)]
/// ```
///
/// Reading a table puts the run of non-nil values from index 1 into ``array``; other keys, sparse integers
/// among them, go into ``fields``. Metatables are neither read nor written. Changing a copy changes no table of Lua's.
public struct LuaTable: Sendable, Hashable {
    /// The values from index 1 on, without a gap; that of Lua's index 1 is at 0 here.
    public var array: [LuaValue]

    /// All other values by their keys, which are neither nil nor NaN; none of the values is nil.
    public var fields: [LuaValue: LuaValue]

    /// An empty table.
    public init() {
        array = []
        fields = [:]
    }

    /// A table of a sequence and of fields.
    ///
    /// - Parameters:
    ///   - array: The values from index 1 on.
    ///   - fields: All others; an integer key that would follow `array` is left where it is put.
    public init(array: [LuaValue] = [], fields: [LuaValue: LuaValue] = [:]) {
        self.array = array
        self.fields = fields
    }

    /// Whether it holds nothing: Lua cannot tell an empty list from an empty table.
    public var isEmpty: Bool { array.isEmpty && fields.isEmpty }

    /// The value under a string key; ``LuaValue/nil`` where there is none.
    ///
    /// Setting ``LuaValue/nil`` removes the key. Costs the hash of the name.
    public subscript(name: String) -> LuaValue {
        get { fields[.string(name)] ?? .nil }
        set { fields[.string(name)] = newValue == .nil ? nil : newValue }
    }
}

extension LuaTable: ExpressibleByDictionaryLiteral {
    /// A table of fields by their names; of equal names the last one counts.
    public init(dictionaryLiteral elements: (String, LuaValue)...) {
        self.init()
        for (name, value) in elements { self[name] = value }
    }
}

extension LuaTable: ExpressibleByArrayLiteral {
    /// A list: the values from index 1 on.
    public init(arrayLiteral elements: LuaValue...) {
        self.init(array: elements)
    }
}
