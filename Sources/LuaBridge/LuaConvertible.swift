/// A type that crosses the language border, and its name in messages and annotations.
///
/// ```swift
/// struct Percentage: LuaConvertible {
///     static let luaTypeName = "number"
///     let value: Double
///
///     init(lua: LuaValue) throws(LuaMismatch) {
///         value = try Double(lua: lua)
///         guard (0...100).contains(value) else { throw LuaMismatch(rule: "expected 0 to 100") }
///     }
///
///     var lua: LuaValue { .number(value) }
/// }
/// ```
public protocol LuaConvertible: Sendable {
    /// The type's name in Lua's annotation language: `string`, `integer`, `links.Link`, `string?`.
    static var luaTypeName: String { get }
    /// The only values there are, as Lua literals, where they are few.
    ///
    /// Completion and help offer them: `["\"ACTIVE\"", "\"INACTIVE\""]`. Empty, the default, where they are many.
    static var luaAllowedValues: [String] { get }
    /// The fields of a type that is a table with known fields in Lua; those of the element for lists.
    ///
    /// Help, completion and annotations name them. Empty, the default, for all other types.
    static var luaFields: [LuaField] { get }
    /// The Swift value of a Lua value that was copied out.
    ///
    /// Called on the interpreter's thread for each argument of this type, so it must not block.
    ///
    /// - Throws: ``LuaMismatch`` when the value is of another type or breaks a rule of the domain.
    init(lua: LuaValue) throws(LuaMismatch)

    /// The value as scripts get it.
    ///
    /// ``init(lua:)`` takes it back, from any interpreter.
    var lua: LuaValue { get }
}

extension LuaConvertible {
    public static var luaAllowedValues: [String] { [] }
    public static var luaFields: [LuaField] { [] }
}

/// One field of a table, in words: help, completion and annotations name it.
///
/// ```swift
/// LuaField(name: "clicks", type: "integer", summary: "How often the link was used.")
/// ```
public struct LuaField: Sendable, Hashable {
    /// The key, as a script writes it after the dot.
    public var name: String
    /// In Lua's annotation language: `string`, `integer?`, `links.Link[]`.
    public var type: String

    /// One sentence for help and annotations.
    public var summary: String
    /// The fields of the table that it holds, or holds a list of.
    ///
    /// Empty for a field that holds anything else.
    public var fields: [LuaField]

    public init(name: String, type: String, summary: String, fields: [LuaField] = []) {
        self.name = name
        self.type = type
        self.summary = summary
        self.fields = fields
    }
}

/// Why a Lua value is not the value that was asked for.
///
/// ```swift
/// guard value.count <= 10 else { throw LuaMismatch("expected at most 10 items, got \(value.count)") }
/// ```
///
/// ``inside(_:)`` adds the place on the way out: `items[3].name: expected string, got nil`. What a ``LuaFunction``
/// throws of this type becomes the script's error, its description the message.
public struct LuaMismatch: Error, Sendable, Hashable, CustomStringConvertible {
    /// `expected string, got nil`, or the domain's own words.
    public var description: String
    /// Whether the value is of the right type but breaks a rule of what it stands for (a short URL with capitals): a
    /// fault of the data rather than of the script.
    public var isFaultOfData = false

    /// A mismatch in words of one's own.
    ///
    /// - Parameter description: What was expected and what was given, without the place: `expected a list, got a
    ///   string`.
    public init(_ description: String) {
        self.description = description
    }

    /// One sentence that says what to do; nil if the description says it.
    public var hint: String?
    /// The value that breaks a rule, and which rule, where ``isFaultOfData``: they tell where in the data it came from.
    public private(set) var fault: Fault?

    /// A value of the script's data that breaks a rule.
    public struct Fault: Sendable, Hashable {
        /// The value as it was given.
        public let value: LuaValue
        /// The rule in the domain's own words, without the places that ``LuaMismatch/inside(_:)`` adds.
        public let rule: String
    }

    /// A value that has the right type and breaks a rule of what it stands for.
    ///
    /// - Parameters:
    ///   - rule: The rule in words, which become the description: `a short URL has no capitals`.
    ///   - hint: One sentence that says what to do; nil if the rule says it.
    ///   - value: The value as it was given: callers tell by it where in the data it came from.
    public init(rule: String, hint: String? = nil, value: LuaValue) {
        description = rule
        isFaultOfData = true
        self.hint = hint
        fault = Fault(value: value, rule: rule)
    }

    /// A value of another type: `expected string, got nil`.
    ///
    /// - Parameters:
    ///   - expected: What was asked for, in the words of annotations or a person's.
    ///   - value: What was given; its type is named, and nothing of its content.
    public init(expected: String, got value: LuaValue) {
        description = "expected \(expected), got \(value.typeName)"
    }

    /// A value of another type than `type`, which is called by its ``LuaConvertible/luaTypeName``.
    ///
    /// - Parameters:
    ///   - type: What was asked for.
    ///   - value: What was given; its type is named, and nothing of its content.
    public init<Value: LuaConvertible>(expected type: Value.Type, got value: LuaValue) {
        self.init(expected: type.luaTypeName, got: value)
    }

    /// The same mismatch, one step further in: `items[3].name: expected …`.
    ///
    /// - Parameter place: What the value is in: `items`, or `[3]` and `.name` for a part of one.
    /// - Returns: A mismatch with the same hint and fault.
    public func inside(_ place: String) -> LuaMismatch {
        let separator = description.hasPrefix("[") || description.hasPrefix(".") ? "" : ": "
        var outer = LuaMismatch(place + separator + description)
        outer.isFaultOfData = isFaultOfData
        outer.hint = hint
        outer.fault = fault
        return outer
    }
}
