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
        case .row(let columns):
            checkColumn(field, of: columns, at: offset)
        default:
            break
        }
    }

    /// A column that is read, in a row or by name.
    func checkColumn(_ name: String, of columns: FileColumns, at offset: Int) {
        guard !columns.names.contains(name) else { return }
        let advice =
            columns.names.meant(by: name).map { "did you mean '\($0)'?" }
            ?? "there are \(columns.names.map { "'\($0)'" }.joined(separator: ", "))"
        columnRemarks.append(
            (
                columns.file,
                Remark(
                    offset: offset, severity: .error, code: "unknown-column",
                    message: "\(columns.file) has no column '\(name)'; \(advice)")
            ))
    }

    /// The options of a call that name columns: the key of a run, the columns of links.
    func checkColumnNames(of function: String, _ arguments: [Expression]) {
        let place: Int
        switch function {
        case "bulk.each": place = 1
        case "links.check": place = 0
        default: return
        }
        guard arguments.indices.contains(place), let options = arguments.last.flatMap({ values.items(of: $0) }) else {
            return
        }
        let columns: FileColumns
        switch values.value(of: arguments[place]) {
        case .rows(let known), .rowIterator(let known), .row(let known): columns = known
        default: return
        }
        for case .named(let option, _, let value) in options {
            if option == "key", case .string(let name) = values.constant(value) {
                checkColumn(name, of: columns, at: value.offset)
            } else if option == "columns" {
                for case .named(_, _, let value) in values.items(of: value) ?? [] {
                    guard case .string(let name) = values.constant(value) else { continue }
                    checkColumn(name, of: columns, at: value.offset)
                }
            }
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
    fileprivate var listed: String { sorted().joined(separator: ", ") }
}
