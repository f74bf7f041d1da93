import Catalogue
import TerminalText

extension Checker {
    /// A field that is read.
    func checkField(_ field: String, of value: KnownValue, at offset: Int, isCalled: Bool) {
        guard let table = value.tableName, !extensions.hold(field, of: table) else { return }
        switch value {
        case .module(let module, let isBound):
            let known = self.fields(of: module, isBound: isBound)
            guard !known.contains(field) else { return }
            let advice =
                known.nearest(to: field).map { "did you mean \(module).\($0)?" } ?? "known: \(known.listed)"
            if isCalled {
                remark(.error, "unknown-function", at: offset, "there is no function \(module).\(field); \(advice)")
            } else {
                remark(.warning, "unknown-field", at: offset, "there is no \(module).\(field); \(advice)")
            }
        case .library(let library):
            // A module that the script requires may have added anything that is not just misspelt.
            let known = StandardLibrary.libraries[library] ?? []
            guard !known.contains(field), let meant = known.nearest(to: field) else { return }
            remark(
                .warning, isCalled ? "unknown-function" : "unknown-field", at: offset,
                "there is no \(isCalled ? "function " : "")\(library).\(field); did you mean \(library).\(meant)?")
        case .object, .record:
            let known = members(of: value)
            // A dry run marks what it gives for a write.
            guard !known.contains(field), field != "planned" else { return }
            // An object whose fields are not declared may have any.
            let isDeclared = names.records[table]?.isEmpty == false
            guard isDeclared || known.nearest(to: field) != nil else { return }
            remark(.warning, "unknown-field", at: offset, "\(table) has no '\(field)'; \(known.advice(for: field))")
        default:
            break
        }
    }

    /// A method that is called.
    func checkMethod(_ method: String, of value: KnownValue, at offset: Int) {
        switch value {
        case .object(let type) where !extensions.hold(method, of: type):
            let known = members(of: value)
            guard !known.contains(method) else { return }
            remark(
                .error, "unknown-method", at: offset,
                "\(type) has no method '\(method)'; \(known.advice(for: method))")
        case .module(let module, let isBound):
            guard fields(of: module, isBound: isBound).contains(method) else {
                return checkField(method, of: value, at: offset, isCalled: true)
            }
            remark(
                .error, "method-call", at: offset,
                "\(module).\(method) is not a method: write \(module).\(method)(…), with a dot")
        default:
            break
        }
    }

    private func fields(of module: String, isBound: Bool) -> Set<String> {
        let fields = names.modules[module] ?? []
        return isBound ? fields.filter { names.functions["\(module).\($0)"]?.isBinder != true } : fields
    }

    private func members(of value: KnownValue) -> Set<String> {
        guard let type = value.tableName else { return [] }
        return Set(names.methods[type]?.keys.map(\.self) ?? []).union(names.records[type]?.keys.map(\.self) ?? [])
    }
}

extension Set<String> {
    /// What to say of a name that is none of these.
    func advice(for name: String) -> String {
        nearest(to: name).map { "did you mean '\($0)'?" } ?? "known: \(listed)"
    }

    fileprivate var listed: String { sorted().joined(separator: ", ") }
}
