/// A copy of a Lua value that has left the interpreter, or is about to enter it.
///
/// Copies are `Sendable`, so they may cross threads; the interpreter they come from may not. Integers and
/// floats keep Lua's own subtypes. A Lua string is bytes: it is ``string(_:)`` where those are valid UTF-8 and
/// ``bytes(_:)`` where they are not, so that nothing is repaired on the way.
public enum LuaValue: Sendable, Hashable {
    case `nil`
    case boolean(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    /// A Lua string that is *not* valid UTF-8. Make one with ``init(bytes:)``, which keeps that promise.
    case bytes([UInt8])
    /// The value that stands for JSON's `null` inside tables, where Lua's own `nil` cannot be kept.
    case null
    case table(LuaTable)
    /// A Swift object that a script holds by reference.
    case object(LuaObjectReference)
    /// A value that cannot be copied out (a function, a thread, foreign userdata); only its type is known.
    case opaque(LuaOpaque)

    /// The value of a Lua string: ``string(_:)`` if the bytes are valid UTF-8, else ``bytes(_:)``.
    ///
    /// Copies the bytes and checks them once.
    public init(bytes: some Collection<UInt8>) {
        if let text = String(validating: bytes, as: UTF8.self) {
            self = .string(text)
        } else {
            self = .bytes(Array(bytes))
        }
    }

    /// Lua's own equality, `rawequal`, except that numbers of different subtypes differ: strings are equal only byte
    /// for byte, where Swift's would take two spellings of one accented letter for the same key.
    public static func == (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.nil, .nil), (.null, .null): true
        case (.boolean(let left), .boolean(let right)): left == right
        case (.integer(let left), .integer(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
        case (.bytes(let left), .bytes(let right)): left == right
        case (.table(let left), .table(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        case (.opaque(let left), .opaque(let right)): left == right
        default: false
        }
    }

    /// Hashes what `==` compares: the bytes of a text, and not its characters.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .nil: hasher.combine(0 as UInt8)
        case .null: hasher.combine(1 as UInt8)
        case .boolean(let value): hasher.combine(value)
        case .integer(let value): hasher.combine(value)
        case .number(let value): hasher.combine(value)
        case .string(let text):
            var text = text
            text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        case .bytes(let bytes): hasher.combine(bytes)
        case .table(let table): hasher.combine(table)
        case .object(let reference): hasher.combine(reference)
        case .opaque(let opaque): hasher.combine(opaque)
        }
    }

    /// What `type()` says in Lua; `json.null` is `"null"` and our own objects give their class's name.
    ///
    /// For messages: `expected string, got nil`.
    public var typeName: String {
        switch self {
        case .nil: "nil"
        case .boolean: "boolean"
        case .integer, .number: "number"
        case .string, .bytes: "string"
        case .null: "null"
        case .table: "table"
        case .object(let reference): type(of: reference.object).luaTypeName
        case .opaque(let opaque): opaque.rawValue
        }
    }
}

/// Lua's types whose values stay inside the interpreter.
///
/// A copy only tells that one was there; pushed back it is nil.
public enum LuaOpaque: String, Sendable, Hashable {
    case function, thread, userdata
}

/// A Swift object that scripts hold as userdata; it is released when Lua collects the last reference.
///
/// ```swift
/// final class Counter: LuaObject {
///     static let luaTypeName = "Counter"
///     let count = Atomic(0)
/// }
/// state.setMethods(of: Counter.self, [
///     ("next", LuaFunction("counter:next") { call in
///         let counter = try call.object(Counter.self, at: 1)
///         call.push(Int64(counter.count.add(1, ordering: .relaxed).newValue))
///         return .pushed(1)
///     })
/// ])
/// ```
///
/// Methods are functions in the class's metatable, see ``LuaState/setMethods(of:_:)``. An object may be used from the
/// interpreter's thread and from operations at once, so it has to be `Sendable`.
public protocol LuaObject: AnyObject, Sendable {
    /// The class's name in messages and annotations, for example `csv.Writer`.
    static var luaTypeName: String { get }
}

/// A reference to a ``LuaObject``, compared by identity.
///
/// Keeps the object alive.
public struct LuaObjectReference: Sendable, Hashable {
    /// The object; the reference keeps it alive.
    public let object: any LuaObject

    /// A reference to push with ``LuaValue/object(_:)``; a script that holds it keeps the object alive.
    public init(_ object: any LuaObject) {
        self.object = object
    }

    public static func == (left: Self, right: Self) -> Bool {
        left.object === right.object
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(ObjectIdentifier(object))
    }
}
