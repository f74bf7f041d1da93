package import LuaBridge

/// One parameter of a function, and how its argument is read.
package struct Parameter<Value: LuaConvertible>: Sendable {
    let name: String
    let summary: String
    /// The default of an option; a required parameter has none.
    let fallback: Value?
    let isOption: Bool
    var allowedValues = Value.luaAllowedValues
    /// The type and the default as they are told, where those differ from what the function gets.
    var told: (type: String, fallback: LuaValue)?
    /// How the function calls its argument; nil for what is no function.
    var callback: CallbackUse?

    /// A positional parameter that must be given.
    ///
    /// - Parameter called: How a function that is given here is called.
    package static func required(
        _ name: String, _ type: Value.Type = Value.self, called: CallbackUse? = nil, _ summary: String
    ) -> Self {
        Self(name: name, summary: summary, fallback: nil, isOption: false, callback: called)
    }

    /// A field of the trailing table.
    package static func option(_ name: String, default fallback: Value, _ summary: String) -> Self {
        Self(name: name, summary: summary, fallback: fallback, isOption: true)
    }

    /// A field of the trailing table that may be left out: its value is nil then.
    ///
    /// - Parameter called: How a function that is given here is called.
    package static func option<Wrapped: LuaConvertible>(
        _ name: String, _ type: Value.Type = Value.self, called: CallbackUse? = nil, _ summary: String
    ) -> Self
    where Value == Wrapped? {
        Self(
            name: name, summary: summary, fallback: .some(nil), isOption: true, allowedValues: Wrapped.luaAllowedValues,
            callback: called)
    }

    /// The same for a function that tells a value that was given from the default: it gets nil then.
    package static func option<Wrapped: LuaConvertible>(
        _ name: String, told fallback: Wrapped, _ summary: String
    ) -> Self
    where Value == Wrapped? {
        var option = option(name, Value.self, summary)
        option.told = (Wrapped.luaTypeName, fallback.lua)
        return option
    }

    var description: Signature.Parameter {
        .init(
            name: name, type: told?.type ?? Value.luaTypeName, summary: summary, isOption: isOption,
            fallback: told?.fallback.defaultLiteral ?? fallback.flatMap { $0.lua.defaultLiteral },
            allowedValues: allowedValues,
            fields: Value.luaFields.map(Signature.Field.init), callback: callback)
    }

    /// Reads this parameter's argument and steps to the next.
    func read(_ arguments: inout Arguments) throws(ArgumentError) -> Value {
        let place = isOption ? "option '\(name)'" : "argument #\(arguments.position + 1) '\(name)'"
        do throws(LuaMismatch) {
            if isOption {
                let value = arguments.options[name]
                if value == .nil, let fallback { return fallback }
                return try Value(lua: value)
            }
            return try arguments.next()
        } catch {
            var unfit = ArgumentError(function: arguments.function, "\(place): \(error)")
            unfit.isFaultOfData = error.isFaultOfData
            unfit.hint = error.hint
            unfit.fault = error.fault
            throw unfit
        }
    }
}

extension LuaValue {
    /// The value as a person would write it as a default: `30` rather than `30.0`; nil for nil.
    fileprivate var defaultLiteral: String? {
        switch self {
        case .nil: nil
        case .number(let number): Int64(exactly: number).map { String($0) } ?? literal
        default: literal
        }
    }
}

/// A type of which a function needs to know no more than that an argument is of it: the value itself stays in Lua.
package protocol LuaReference: LuaConvertible {
    /// - Throws: ``LuaMismatch`` when values of this Lua type are not meant.
    init(luaType: String) throws(LuaMismatch)
}

extension LuaReference {
    package init(lua: LuaValue) throws(LuaMismatch) { try self.init(luaType: lua.typeName) }
    package var lua: LuaValue { .nil }
}

/// A Lua function.
package struct LuaCallable: LuaReference {
    package static var luaTypeName: String { "function" }

    package init(luaType: String) throws(LuaMismatch) {
        guard luaType == "function" else { throw LuaMismatch("expected function, got \(luaType)") }
    }
}

/// A list, or a function that gives one item a call and nil at the end.
package struct LuaItems: LuaReference {
    package static var luaTypeName: String { "any[]|fun(): any" }

    package init(luaType: String) throws(LuaMismatch) {
        guard luaType == "table" || luaType == "function" else {
            throw LuaMismatch("expected a list or an iterator, got \(luaType)")
        }
    }
}
