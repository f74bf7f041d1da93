import Catalogue
import LuaBridge
import TerminalText

extension ReplSession {
    /// Prints an input's values in the mode that was chosen, or writes them to the file of `.once`.
    func show(_ values: [LuaDisplay], of input: String) {
        guard let first = values.first else { return }
        let path = once
        let mode = path.flatMap(ResultMode.init(extensionOf:)) ?? mode
        var lines: [String] = []
        switch mode {
        case .table: lines = tableLines(of: values, for: input, isFile: path != nil)
        case .lua: lines = values.map(luaText)
        case .csv, .json, .md:
            var text = ResultText()
            text.fieldOrder = fieldOrder
            lines = [text.text(of: first, as: mode)]
        }
        let text = lines.joined(separator: "\n")
        if let path {
            once = nil
            write(text + "\n", to: path, saying: "wrote \(path)")
        } else if mode == .table || mode == .lua {
            console.page(text)
        } else {
            console.page(text.visibleLines.joined(separator: "\n"))
        }
        tellOfCut(first, mode, isFile: path != nil)
    }

    /// Puts the names of a declared record's fields in the order of their declaration.
    private var fieldOrder: @Sendable ([String]) -> [String]? { { [manual = options.manual] in manual?.order(of: $0) } }

    private func luaText(_ value: LuaDisplay) -> String {
        var text = ValueText(columns: console.columns, fieldOrder: fieldOrder)
        text.entries = Self.mostWritten
        return text.text(of: value)
    }

    /// Says that a list was too long to be written whole.
    private func tellOfCut(_ value: LuaDisplay, _ mode: ResultMode, isFile: Bool) {
        guard mode != .table || isFile, case .table(let table) = value, table.sequenceCount > table.sequence.count
        else {
            return
        }
        console.output.report(
            "the first \(table.sequence.count.grouped) of \(table.sequenceCount.grouped) rows; .export writes all")
    }

    /// Tables as tables, and for what says nothing by itself what it is.
    private func tableLines(of values: [LuaDisplay], for input: String, isFile: Bool) -> [String] {
        var lines: [String] = []
        let signature = options.manual?.function(calledBy: input)
        let declared = console.isInteractive ? signature?.result.more ?? [] : []
        var printer = ValuePrinter(columns: console.columns)
        printer.fieldOrder = fieldOrder
        printer.inColour = console.inColour && !isFile
        printer.isFitted = console.isInteractive && !isFile
        if isFile {
            printer.entries = Self.mostWritten
        } else if !console.isInteractive {
            printer.entries = Self.mostPiped
        }
        if console.isInteractive {
            printer.innerStringLimit = 200
            let count = declared.firstIndex { $0.name == "count" }.flatMap { values.dropFirst($0 + 1).first?.integer }
            printer.rows = RowCount(of: signature, count: count)
            if values.count == 1, let words = words(for: values[0], of: input) { return [words] }
        }
        let texts = values.map(printer.text)
        let areLong = texts.contains { $0.contains("\n") }
        for (index, text) in texts.enumerated() {
            let place = index - 1
            if declared.indices.contains(place), let number = values[index].integer {
                // The line below the table says it.
                if declared[place].name == "count" { continue }
                lines.append(Self.counted(number, declared[place].name))
            } else {
                // A number below a table would be a riddle.
                lines.append(index > 0 && areLong && console.isInteractive ? "_\(index + 1) = \(text)" : text)
            }
        }
        return lines
    }

    /// `3 pages`, `1 page`.
    private static func counted(_ number: Int, _ name: String) -> String {
        "\(number.grouped) \(number == 1 && name.hasSuffix("s") ? String(name.dropLast()) : name)"
    }

    /// What a name stands for whose value alone says nothing: nil, a function, a module.
    private func words(for value: LuaDisplay, of input: String) -> String? {
        let tokens = LuaToken.all(in: input)
        let names = tokens.filter { $0.kind == .name }.map { String($0.text) }
        guard let first = names.first,
            tokens.enumerated().allSatisfy({ $0 % 2 == 0 ? $1.kind == .name : $1.isSymbol(".") })
        else { return nil }
        let name = names.joined(separator: ".")
        switch value {
        case .text("nil", _):
            if names.count == 1 { return nothing(named: name) }
            guard let module = options.manual?.modules.first(where: { $0.name == first }), names.count == 2 else {
                return nil
            }
            let nearest = module.functions.filter { $0.object == nil }.map(\.shortName).nearest(to: names[1])
            return "nil (there is no \(name)\(nearest.map { "; did you mean \(first).\($0)?" } ?? ""))"
        case .text(_, "function"):
            guard let signature = options.manual?.function(named: name) else { return nil }
            return [signature.callForm, "  \(signature.summary)", "  help \(name) says more."].joined(separator: "\n")
                .wrappedLines(to: console.columns)
        case .table:
            guard let module = options.manual?.modules.first(where: { $0.name == name }), !module.functions.isEmpty
            else { return nil }
            let functions = module.functions.filter { $0.object == nil }.map(\.shortName).joined(separator: ", ")
            return ["\(name): \(module.summary)", "  \(functions)", "  help \(name) says more."].joined(separator: "\n")
                .wrappedLines(to: console.columns)
        default: return nil
        }
    }

    /// What to say of a name that stands for nothing; nil where the session has given it a value before.
    private func nothing(named name: String) -> String? {
        if name.hasPrefix("_") || done.contains(where: { Self.sets(name, in: $0.text) }) { return nil }
        if ["none", "null", "undefined", "nullptr", "nil"].contains(name.lowercased()) {
            return "nil (Lua writes nil)"
        }
        if ["true", "false"].contains(name.lowercased()) { return "nil (Lua writes \(name.lowercased()))" }
        let known = (try? wait(for: engine.perform { $0.state.fieldNames() }).get()) ?? []
        // Every short name is near every other.
        let nearest = name.count < 3 ? nil : known.map(\.name).filter { !$0.hasPrefix("_") }.nearest(to: name)
        return "nil (nothing has this name\(nearest.map { "; did you mean \($0)?" } ?? ""))"
    }

    /// Whether an input may have given a name a value: `a = 1`, `a, b = f()`, `local a`, `function a()`.
    private static func sets(_ name: String, in input: String) -> Bool {
        let tokens = LuaToken.all(in: input).map(\.text)
        return tokens.indices.contains { index in
            guard tokens[index] == name else { return false }
            let isDeclared = index > 0 && ["local", "function", "for", ","].contains(tokens[index - 1])
            return isDeclared || index + 1 < tokens.endIndex && ["=", ","].contains(tokens[index + 1])
        }
    }
}

extension LuaDisplay {
    fileprivate var integer: Int? {
        if case .text(let text, "number") = self { Int(text) } else { nil }
    }
}
