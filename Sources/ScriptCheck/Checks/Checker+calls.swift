import Catalogue

extension Checker {
    /// A call of `value`, or of a method of it.
    func check(
        _ suffix: Suffix, of value: KnownValue, called spelling: String?, at offset: Int,
        _ surroundings: Surroundings
    ) {
        guard let arguments = suffix.arguments else { return }
        if case .method(let method, _) = suffix.kind { checkMethod(method, of: value, at: suffix.offset) }
        let callee = values.callee(suffix, of: value)
        for (index, argument) in arguments.enumerated() {
            if let callback = KnownNames.callback(of: callee, at: index) {
                run(argument, callback, surroundings)
            } else {
                walk(argument, surroundings)
            }
        }
        files.note(callee, arguments, values)
        if let name = callee.name { checkColumnNames(of: name, arguments) }
        switch callee {
        case .function(let signature):
            if signature.effect == .write { loops.write(signature.name, at: offset, surroundings) }
            if case .method = suffix.kind {
                check(arguments[...], against: signature, at: offset)
            } else {
                checkPlain(arguments[...], against: signature, at: offset)
            }
        case .scriptFunction(let body):
            loops.call(body, named: spelling ?? "a function", at: offset, surroundings)
        case .named("setmetatable"):
            noteFinaliser(in: arguments)
        default:
            break
        }
        if let count = KnownNames.passedArguments(of: callee), let first = arguments.first,
            case .function(let signature) = values.value(of: first)
        {
            // Of Lua's own functions these are pcall and xpcall, which catch the error of a call that is meant to fail.
            if case .named = callee { isCaught = true }
            checkPlain(arguments.dropFirst(count), against: signature, at: first.offset)
            isCaught = false
        }
    }

    /// A function that somebody else is asked to call.
    func run(_ function: Expression, _ running: CallbackUse, _ outer: Surroundings) {
        let surroundings = outer.running(running)
        if case .function(let body) = function.kind { return walk(body.block, surroundings) }
        switch (values.value(of: function), function.kind) {
        case (.scriptFunction(let body), .local(let variable)):
            loops.call(body, named: variable.name, at: function.offset, surroundings)
        case (.scriptFunction(let body), .global(let name)):
            read(function)
            loops.call(body, named: name, at: function.offset, surroundings)
        case (.function(let signature), _):
            walk(function, outer)
            if signature.effect == .write { loops.write(signature.name, at: function.offset, surroundings) }
        default:
            walk(function, outer)
        }
    }

    /// A call without colon: a method's object is the first argument then.
    private func checkPlain(_ arguments: ArraySlice<Expression>, against signature: Signature, at offset: Int) {
        guard let colon = signature.name.lastIndex(of: ":") else {
            return check(arguments, against: signature, at: offset)
        }
        if let object = arguments.first, values.constant(object) == nil {
            return check(object.isMultiple ? arguments : arguments.dropFirst(), against: signature, at: offset)
        }
        let method = signature.name[signature.name.index(after: colon)...]
        remark(
            .error, "method-call", at: offset,
            "\(signature.name) is a method: write object:\(method)(…), with a colon")
    }

    private func noteFinaliser(in arguments: [Expression]) {
        guard arguments.count > 1, case .table(let items) = arguments[1].kind else { return }
        for case .named("__gc", let offset, _) in items {
            noteFlag("__gc", at: offset)
        }
    }
}
