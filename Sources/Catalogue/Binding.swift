package import LuaBridge

/// One Lua function: its declaration and its body.
///
/// `Receiver` is what the body works on: a module, or the object of a method.
package struct Binding<Receiver: Sendable>: Sendable {
    package let signature: Signature
    /// Whether its body is Lua of the host's own: its function checks the arguments and returns the options.
    package let isInLua: Bool
    /// The positional parameters whose arguments stay in Lua.
    let references: Set<Int>
    /// Whether the arguments after the named ones are wanted here, and not by Lua only.
    let copiesRest: Bool
    let answer: @Sendable (borrowing LuaCall, Receiver, inout Arguments, WriteGate) throws -> LuaAnswer

    private let settler: (@Sendable (Receiver) -> WriteSettler)?
    private let mismatch: @Sendable (String, LuaValue) -> LuaMismatch?

    private init(
        _ declaration: Declaration, copiesRest: Bool = false, isInLua: Bool = false,
        settler: (@Sendable (Receiver) -> WriteSettler)? = nil,
        answer: @escaping @Sendable (borrowing LuaCall, Receiver, inout Arguments, WriteGate) throws -> LuaAnswer
    ) {
        signature = declaration.signature
        references = declaration.references
        mismatch = declaration.mismatch
        self.copiesRest = copiesRest
        self.isInLua = isInLua
        self.answer = answer
        self.settler = settler
    }

    /// A function that answers at once, on the interpreter's thread.
    package init<each Argument: LuaConvertible, Output>(
        _ name: String, _ summary: String, _ parameters: repeat Parameter<each Argument>,
        returns: Returns<Output>, errors: [ErrorKind] = [], example: String,
        run: @escaping @Sendable (Receiver, repeat each Argument) throws -> Output
    ) {
        let declaration = declare(
            name, summary, repeat each parameters, rest: nil, result: returns.description, effect: .local,
            errors: errors, example: example)
        self.init(declaration) { _, receiver, arguments, _ in
            let values = (repeat try (each parameters).read(&arguments))
            return .values(returns.values(try run(receiver, repeat each values)))
        }
    }

    /// A function that answers at once and works on Lua's stack: it reads its arguments and pushes its results itself.
    ///
    /// For what may be large. Parameters that are a ``LuaReference`` stay where they are; the others are copied and
    /// checked as for any function.
    package init<each Argument: LuaConvertible, Output>(
        _ name: String, _ summary: String, _ parameters: repeat Parameter<each Argument>,
        returns: Returns<Output>, errors: [ErrorKind] = [], example: String,
        onStack run: @escaping @Sendable (borrowing LuaCall, Receiver, repeat each Argument) throws -> LuaAnswer
    ) {
        let declaration = declare(
            name, summary, repeat each parameters, rest: nil, result: returns.description, effect: .local,
            errors: errors, example: example)
        self.init(declaration) { call, receiver, arguments, _ in
            let values = (repeat try (each parameters).read(&arguments))
            return try run(call, receiver, repeat each values)
        }
    }

    /// A function that answers at once and takes any number of further arguments.
    ///
    /// - Parameter rest: What the further arguments are, in words.
    package init<each Argument: LuaConvertible, Output>(
        _ name: String, _ summary: String, _ parameters: repeat Parameter<each Argument>, rest: String,
        returns: Returns<Output>, errors: [ErrorKind] = [], example: String,
        run: @escaping @Sendable (Receiver, [LuaValue], repeat each Argument) throws -> Output
    ) {
        let declaration = declare(
            name, summary, repeat each parameters, rest: rest, result: returns.description, effect: .local,
            errors: errors, example: example)
        self.init(declaration, copiesRest: true) { _, receiver, arguments, _ in
            let values = (repeat try (each parameters).read(&arguments))
            return .values(returns.values(try run(receiver, Array(arguments.rest), repeat each values)))
        }
    }

    /// A function that asks a service; the calling task waits.
    ///
    /// - Parameter effect: `.local` for one that takes its time on this machine and sends nothing.
    package init<each Argument: LuaConvertible, Output>(
        _ name: String, _ summary: String, _ parameters: repeat Parameter<each Argument>,
        returns: Returns<Output>, effect: Effect = .read, errors: [ErrorKind] = [], example: String,
        read: @escaping @Sendable (Receiver, repeat each Argument) async throws -> Output
    ) {
        let declaration = declare(
            name, summary, repeat each parameters, rest: nil, result: returns.description, effect: effect,
            errors: errors, example: example)
        self.init(declaration) { _, receiver, arguments, _ in
            let values = (repeat try (each parameters).read(&arguments))
            return .wait(
                .operation("starting") { context in
                    try await TaskStatus.during(name, context) {
                        returns.values(try await read(receiver, repeat each values))
                    }
                })
        }
    }

    /// A function that changes something at a service; the calling task waits.
    package init<each Argument: LuaConvertible, Intent: Codable & Sendable, Output: Sendable>(
        _ name: String, _ summary: String, _ parameters: repeat Parameter<each Argument>,
        returns: Returns<Output>, errors: [ErrorKind] = [], example: String,
        write: Write<Receiver, Intent, Output, repeat each Argument>
    ) {
        let declaration = declare(
            name, summary, repeat each parameters, rest: nil, result: returns.description, effect: .write,
            errors: errors, example: example)
        let settler: @Sendable (Receiver) -> WriteSettler = { receiver in
            WriteSettler(call: name, subject: (receiver as? any WriteSubject)?.writeSubject ?? "") { text in
                let intent = try StoredIntent.decode(Intent.self, from: text)
                return try await write.bind(intent, to: receiver, within: nil, values: returns.values).settle()
            }
        }
        let signature = declaration.signature
        self.init(declaration, settler: settler) { _, receiver, arguments, gate in
            let asked = arguments.asked
            let values = (repeat try (each parameters).read(&arguments))
            return .wait(
                .operation("starting") { context in
                    let timeout = if let own = write.timeout { own(repeat each values) } else { nil as Duration? }
                    let time = timeout.map(TimeAllowed.init)
                    let drawsName = if let draws = write.drawsName { draws(repeat each values) } else { false }
                    var inTurn: (@Sendable (@escaping WriteBody) async throws -> [LuaValue])?
                    if let own = write.inTurn {
                        inTurn = { body in try await own(receiver, body, repeat each values) }
                    }
                    let pending = PendingWrite(
                        signature: signature, task: context, arguments: asked,
                        subject: (receiver as? any WriteSubject)?.writeSubject ?? "",
                        drawsName: drawsName,
                        prepare: { naming in
                            let intent = try await write.prepare(receiver, naming, repeat each values)
                            return write.bind(intent, to: receiver, within: time, values: returns.values)
                        },
                        stored: { text in
                            let intent = try StoredIntent.decode(Intent.self, from: text)
                            return write.bind(intent, to: receiver, within: time, values: returns.values)
                        },
                        inTurn: inTurn,
                        content: { form in
                            guard let content = write.content else { return "" }
                            return try await content(receiver, form, repeat each values)
                        },
                        check: { if let check = write.check { try await check(receiver, repeat each values) } },
                        traits: write.traits)
                    return try await TaskStatus.during(name, context) { try await gate.pass(pending) }
                })
        }
    }

    /// A function whose body is Lua of the host's own; only its arguments are checked here.
    ///
    /// Its function returns the options, with the defaults filled in.
    package init<each Argument: LuaConvertible>(
        _ name: String, _ summary: String, _ parameters: repeat Parameter<each Argument>, rest: String? = nil,
        result: Signature.Result, effect: Effect = .local, errors: [ErrorKind] = [], example: String
    ) {
        let declaration = declare(
            name, summary, repeat each parameters, rest: rest, result: result, effect: effect,
            errors: errors, example: example)
        self.init(declaration, isInLua: true) { _, _, arguments, _ in
            var options = LuaTable()
            repeat try (each parameters).check(&arguments, into: &options)
            return .values([.table(options)])
        }
    }

    /// The function that a script calls, working on `receiver`.
    package func function(of receiver: Receiver, gate: WriteGate = .open) -> LuaFunction {
        if let settler { gate.register(settler(receiver)) }
        return LuaFunction(signature.name) { [self] call in
            var arguments = try Arguments(call, for: signature, references: references, copiesRest: copiesRest)
            do {
                return try answer(call, receiver, &arguments, gate)
            } catch let error as any ScriptErrorConvertible where signature.effect != .local {
                throw error.inCall(signature.name)
            }
        }
    }
}

extension Binding where Receiver: LuaObject {
    /// The method that a script calls as `object:name(...)`.
    package func method(gate: WriteGate = .open) -> LuaFunction {
        LuaFunction(signature.name) { [self] call in
            guard let object = try? call.object(Receiver.self, at: 1) else {
                let method = signature.name.split(separator: ":").last ?? ""
                throw ArgumentError(
                    function: signature.name,
                    "expected \(Receiver.luaTypeName) as its object, got \(call.typeName(at: 1)); "
                        + "call it as object:\(method)(...)")
            }
            var arguments = try Arguments(
                call, for: signature, references: references, copiesRest: copiesRest, skipped: 1)
            return try answer(call, object, &arguments, gate)
        }
    }
}

extension Parameter {
    func check(_ arguments: inout Arguments, into options: inout LuaTable) throws(ArgumentError) {
        let value = try read(&arguments)
        if isOption { options[name] = value is any LuaReference ? .nil : value.lua }
    }
}

/// What a declaration says of a function.
private struct Declaration {
    var signature: Signature
    /// The positional parameters whose arguments stay in Lua.
    var references: Set<Int>
    var mismatch: @Sendable (String, LuaValue) -> LuaMismatch?
}

/// Something that takes arguments by a declaration.
package protocol DeclaredFunction: Sendable {
    var signature: Signature { get }

    /// Why a parameter would not take a value; nil if it would, or stays in Lua and is not looked at.
    func mismatch(of value: LuaValue, for parameter: String) -> LuaMismatch?
}

extension Binding: DeclaredFunction {
    package func mismatch(of value: LuaValue, for parameter: String) -> LuaMismatch? { mismatch(parameter, value) }
}

/// The signature of a declaration, which of its positional parameters stay in Lua, and how arguments are checked.
private func declare<each Argument: LuaConvertible>(
    _ name: String, _ summary: String, _ parameters: repeat Parameter<each Argument>, rest: String?,
    result: Signature.Result, effect: Effect, errors: [ErrorKind], example: String
) -> Declaration {
    var described: [Signature.Parameter] = []
    var references: Set<Int> = []
    var position = 0
    for parameter in repeat each parameters {
        described.append(parameter.description)
        if parameter.isOption { continue }
        if parameter.isReference { references.insert(position) }
        position += 1
    }
    let signature = Signature(
        name: name, summary: summary, parameters: described, rest: rest, result: result, effect: effect,
        errors: errors.map(\.rawValue), example: example)
    return Declaration(signature: signature, references: references) { name, value in
        for parameter in repeat each parameters {
            if parameter.name == name { return parameter.mismatch(of: value) }
        }
        return nil
    }
}

extension Parameter {
    var isReference: Bool { Value.self is any LuaReference.Type }

    func mismatch(of value: LuaValue) -> LuaMismatch? {
        if isReference { return nil }
        do throws(LuaMismatch) { _ = try Value(lua: value) } catch { return error }
        return nil
    }
}
