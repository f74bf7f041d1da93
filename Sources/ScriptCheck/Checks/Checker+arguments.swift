import Catalogue
import TerminalText

extension Checker {
    /// Compares what is given with what is declared, in the words of the call's own checks.
    func check(_ given: ArraySlice<Expression>, against signature: Signature, at offset: Int) {
        let name = signature.name
        let arguments = Array(given)
        // How many values a call at the end gives is not known.
        let isOpen = arguments.last?.isMultiple == true
        let fixed = isOpen ? arguments.count - 1 : arguments.count
        for (index, parameter) in signature.required.enumerated() {
            let place = "argument #\(index + 1) '\(parameter.name)'"
            if index < fixed {
                let argument = arguments[index]
                for problem in problems(argument, parameter) {
                    remark(.error, "argument-type", at: problem.offset, "\(name): \(place): \(problem.words)")
                }
                if let problem = ruleBroken(by: argument, parameter, of: name) {
                    remark(
                        .error, "argument-value", at: argument.offset, "\(name): \(place): \(problem.words)",
                        hint: problem.hint)
                }
            } else if !isOpen, !AnnotationType(parameter.type).allowsNothing {
                remark(.error, "missing-argument", at: offset, "\(name): \(place) is missing")
            }
        }
        guard signature.rest == nil else { return }
        let required = signature.required.count
        let most = required + (signature.options.isEmpty ? 0 : 1)
        let count = arguments[..<fixed].lastIndex { values.constant($0) != .nil }.map { $0 + 1 } ?? 0
        if count > most {
            let limit = most == 0 ? "no arguments" : "at most \(most) argument\(most == 1 ? "" : "s")"
            remark(
                .error, "too-many-arguments", at: arguments[most].offset, "\(name): expected \(limit), got \(count)")
        }
        if most > required, required < fixed { checkOptions(arguments[required], of: signature) }
    }

    private func checkOptions(_ argument: Expression, of signature: Signature) {
        guard case .table(let items) = argument.kind else {
            guard let constant = values.constant(argument), constant != .nil, constant != .table else { return }
            return remark(
                .error, "argument-type", at: argument.offset,
                "\(signature.name): options: expected table, got \(constant.typeName)",
                hint: signature.hintForOption(given: constant.typeName, constant.literal))
        }
        for item in items {
            switch item {
            case .named(let key, let offset, let value):
                checkOption(key, at: offset, value, of: signature)
            case .keyed(let key, let value):
                guard case .string(let name) = values.constant(key) else { continue }
                checkOption(name, at: key.offset, value, of: signature)
            case .positional(let value):
                guard !value.isMultiple else { continue }
                return remark(
                    .error, "unknown-option", at: value.offset,
                    "\(signature.name): options: expected named fields, got a list")
            }
        }
    }

    private func checkOption(_ key: String, at offset: Int, _ value: Expression, of signature: Signature) {
        guard let option = signature.options.first(where: { $0.name == key }) else {
            let advice = Set(signature.options.map(\.name)).advice(for: key)
            return remark(
                .error, "unknown-option", at: offset, "\(signature.name): unknown option '\(key)'; \(advice)")
        }
        let place = "\(signature.name): option '\(key)'"
        for problem in problems(value, option) {
            remark(.error, "option-value", at: problem.offset, "\(place): \(problem.words)")
        }
        if let problem = ruleBroken(by: value, option, of: signature.name) {
            remark(.error, "option-value", at: value.offset, "\(place): \(problem.words)", hint: problem.hint)
        }
    }

    /// The rule that a constant of the right type breaks: an address without https, an id that is none.
    private func ruleBroken(
        by expression: Expression, _ parameter: Signature.Parameter, of function: String
    ) -> ScriptCheck.BrokenRule? {
        guard !isCaught, let value = values.constant(expression), mismatch(expression, parameter) == nil else {
            return nil
        }
        switch value {
        case .nil, .table, .function: return nil
        case .boolean, .integer, .float, .string: return rules(function, parameter.name, value)
        }
    }

    private typealias Problem = (offset: Int, words: String)

    /// What is wrong with a parameter's value, and with what stands in it where it is a table that is written out.
    private func problems(_ expression: Expression, _ parameter: Signature.Parameter) -> [Problem] {
        if let problem = mismatch(expression, parameter) { return [(expression.offset, problem)] }
        return problems(inside: expression, type: parameter.type, fields: parameter.fields)
    }

    private func problems(_ expression: Expression, type: String, fields: [Signature.Field]) -> [Problem] {
        let kind = AnnotationType(type)
        if let value = values.constant(expression) {
            if !kind.literals.isEmpty, case .string = value, let literal = value.literal {
                guard !kind.literals.contains(literal) else { return [] }
                let allowed = kind.literals.nearestFirst(to: literal).joined(separator: " or ")
                return [(expression.offset, "expected \(allowed), got \(literal)")]
            }
            guard kind.accepts(value, knowing: names) || value == .nil else {
                return [(expression.offset, "expected \(type.withoutMark), got \(value.typeName)")]
            }
        }
        return problems(inside: expression, type: type, fields: fields)
    }

    /// What is wrong inside a table: of a record its fields, of a list its elements.
    private func problems(inside expression: Expression, type: String, fields: [Signature.Field]) -> [Problem] {
        guard let items = values.items(of: expression) else { return [] }
        let kind = AnnotationType(type)
        let record = fields.isEmpty ? kind.members.first.flatMap { names.records[String($0)] } : nil
        let known = record ?? Dictionary(fields.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        return items.enumerated().flatMap { index, item -> [Problem] in
            switch item {
            case .positional(let value):
                guard let element = kind.element else { return [] }
                return problems(value, type: element, fields: fields).map { ($0.offset, "[\(index + 1)]: \($0.words)") }
            case .named(let key, let offset, let value):
                return field(key, at: offset, value, of: kind, known)
            case .keyed(let key, let value):
                guard case .string(let name) = values.constant(key) else { return [] }
                return field(name, at: key.offset, value, of: kind, known)
            }
        }
    }

    private func field(
        _ key: String, at offset: Int, _ value: Expression, of type: AnnotationType, _ known: [String: Signature.Field]
    ) -> [Problem] {
        if let content = type.fieldValue {
            return problems(value, type: content, fields: []).map { ($0.offset, "field '\(key)': \($0.words)") }
        }
        guard type.members.count == 1, type.element == nil, !known.isEmpty else { return [] }
        guard let field = known[key] else {
            return [(offset, "unknown field '\(key)'; \(Set(known.keys).advice(for: key))")]
        }
        return problems(value, type: field.type, fields: field.fields).map {
            ($0.offset, "field '\(key)': \($0.words)")
        }
    }

    /// Why a value cannot be a parameter's, if that is certain.
    private func mismatch(_ expression: Expression, _ parameter: Signature.Parameter) -> String? {
        guard let value = values.constant(expression), !(parameter.isOption && value == .nil) else { return nil }
        let allowed = parameter.allowedValues
        if !allowed.isEmpty, case .string = value, let literal = value.literal {
            guard !allowed.contains(literal) else { return nil }
            return "expected \(allowed.nearestFirst(to: literal).joined(separator: " or ")), got \(literal)"
        }
        if AnnotationType(parameter.type).accepts(value, knowing: names) { return nil }
        if case .float(let number) = value, parameter.type.hasPrefix("integer") {
            return "expected integer, got the float \(number)"
        }
        let type = allowed.isEmpty ? parameter.type.withoutMark : allowed.joined(separator: " or ")
        return "expected \(type), got \(value.typeName)"
    }
}

extension String {
    /// The type without the mark of what may be left out.
    fileprivate var withoutMark: String { hasSuffix("?") && !hasPrefix("fun(") ? String(dropLast()) : self }
}
