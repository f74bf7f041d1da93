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
    /// What the function does with the file at the path that it is given; nil for what is no path.
    var file: FileUse?
    /// What the function that is given here gets beside the item.
    var passed: [Signature.Field] = []

    /// A positional parameter that must be given.
    ///
    /// - Parameters:
    ///   - called: How a function that is given here is called.
    ///   - file: What is done with a file whose path is given here.
    ///   - passed: What it gets beside the item.
    package static func required(
        _ name: String, _ type: Value.Type = Value.self, called: CallbackUse? = nil, file: FileUse? = nil,
        passed: [Signature.Field] = [], _ summary: String
    ) -> Self {
        Self(
            name: name, summary: summary, fallback: nil, isOption: false, callback: called, file: file, passed: passed)
    }

    /// A field of the trailing table.
    package static func option(_ name: String, default fallback: Value, _ summary: String) -> Self {
        Self(name: name, summary: summary, fallback: fallback, isOption: true)
    }

    /// A field of the trailing table that may be left out: its value is nil then.
    ///
    /// - Parameters:
    ///   - called: How a function that is given here is called.
    ///   - file: What is done with a file whose path is given here.
    package static func option<Wrapped: LuaConvertible>(
        _ name: String, _ type: Value.Type = Value.self, called: CallbackUse? = nil, file: FileUse? = nil,
        _ summary: String
    ) -> Self
    where Value == Wrapped? {
        Self(
            name: name, summary: summary, fallback: .some(nil), isOption: true, allowedValues: Wrapped.luaAllowedValues,
            callback: called, file: file)
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
            fields: Value.luaFields.map(Signature.Field.init), callback: callback, file: file, passed: passed)
    }

    /// Reads this parameter's argument and steps to the next.
    func read(_ arguments: inout Arguments) throws(ArgumentError) -> Value {
        do throws(LuaMismatch) {
            guard isOption else { return try Value(lua: arguments.next()) }
            let value = arguments.options[name]
            if value == .nil, let fallback { return fallback }
            return try Value(lua: value)
        } catch {
            let place = isOption ? "option '\(name)'" : "argument #\(arguments.position) '\(name)'"
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
