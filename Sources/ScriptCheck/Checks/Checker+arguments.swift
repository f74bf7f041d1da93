import Catalogue

extension Checker {
    /// Compares what is given with what is declared, in the words of the call's own checks.
    func check(_ given: ArraySlice<Expression>, against signature: Signature, at offset: Int) {
        let name = signature.name
        let arguments = Array(given)
        // What a call at the end gives, nobody knows.
        let isOpen = arguments.last?.isMultiple == true
        let fixed = isOpen ? arguments.count - 1 : arguments.count
        for (index, parameter) in signature.required.enumerated() {
            let place = "argument #\(index + 1) '\(parameter.name)'"
            if index < fixed {
                guard let problem = mismatch(arguments[index], parameter) else { continue }
                remark(.error, "argument-type", at: arguments[index].offset, "\(name): \(place): \(problem)")
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
                "\(signature.name): options: expected table, got \(constant.typeName)")
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
        if let problem = mismatch(value, option) {
            remark(.error, "option-value", at: value.offset, "\(signature.name): option '\(key)': \(problem)")
        }
    }

    /// Why a value cannot be a parameter's, if that is certain.
    private func mismatch(_ expression: Expression, _ parameter: Signature.Parameter) -> String? {
        guard let value = values.constant(expression), !(parameter.isOption && value == .nil) else { return nil }
        let allowed = parameter.allowedValues
        if !allowed.isEmpty, case .string = value, let literal = value.literal {
            return allowed.contains(literal) ? nil : "expected \(allowed.joined(separator: " or ")), got \(literal)"
        }
        if AnnotationType(parameter.type).accepts(value, knowing: names) { return nil }
        if case .float(let number) = value, parameter.type.hasPrefix("integer") {
            return "expected integer, got the float \(number)"
        }
        let type = parameter.type.hasSuffix("?") ? String(parameter.type.dropLast()) : parameter.type
        return "expected \(allowed.isEmpty ? type : allowed.joined(separator: " or ")), got \(value.typeName)"
    }
}
