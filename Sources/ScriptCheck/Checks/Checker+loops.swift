import Catalogue

extension Checker {
    /// What stands after `in` must be an iterator; lists need `ipairs`.
    func checkLoop(over header: [Expression], _ variables: [Variable]) {
        guard let first = header.first else { return }
        if let list = listName(of: first) {
            let name = variables.last?.name == "_" ? variables.first?.name : variables.last?.name
            return remark(
                .error, "list-in-for", at: first.offset,
                "\(list) is a list, not an iterator; write: for _, \(name ?? "x") in ipairs(…) do")
        }
        guard case .suffixed(let base, let suffixes) = first.kind, suffixes.count == 1,
            case .call(let arguments) = suffixes[0].kind, let argument = arguments.first,
            case .named(let name) = values.value(of: base), name == "ipairs" || name == "pairs"
        else { return }
        checkList(argument, of: name, variables)
    }

    /// `ipairs(csv.rows(path))`: an iterator needs nothing before it.
    private func checkList(_ argument: Expression, of function: String, _ variables: [Variable]) {
        switch values.value(of: argument) {
        case .iterator, .rowIterator:
            let name = variables.count > 1 ? variables[1].name : variables.first?.name
            remark(
                .error, "iterator-in-ipairs", at: argument.offset,
                "\(function) takes a list, and this is an iterator; write: for \(name ?? "x") in … do")
        case .function(let signature):
            remark(
                .error, "iterator-in-ipairs", at: argument.offset,
                "\(function) takes a list, and \(signature.name) is a function; call it: \(signature.name)(…)")
        default: break
        }
    }

    /// What a list is called, if the value is certain to be one that cannot be called.
    private func listName(of expression: Expression) -> String? {
        switch values.value(of: expression) {
        case .list, .rows: return called(expression) ?? "this"
        case .record(let type): return type
        default:
            // A metatable may make a table callable.
            guard values.constant(expression) == .table, !usesMetatables else { return nil }
            return "this table"
        }
    }

    /// `what links.list returns`, a variable's name.
    private func called(_ expression: Expression) -> String? {
        switch expression.kind {
        case .local(let variable): return "'\(variable.name)'"
        case .global(let name): return "'\(name)'"
        case .suffixed(let base, let suffixes):
            guard let last = suffixes.last else { return nil }
            if let field = last.field { return "'\(field)'" }
            let owner = suffixes.dropLast().reduce(values.value(of: base)) { values.value(of: $1, after: $0) }
            guard case .function(let signature) = values.callee(last, of: owner) else { return nil }
            return "what \(signature.name) returns"
        default: return nil
        }
    }
}
