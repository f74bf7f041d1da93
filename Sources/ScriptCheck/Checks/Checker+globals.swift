import Catalogue
import TerminalText

extension Checker {
    var globalRemarks: [Remark] { undefinedGlobals + accidentalGlobals }

    /// Names that are read and that nobody made.
    private var undefinedGlobals: [Remark] {
        // Other files may make names then; what is near to a known one is told all the same.
        let mayHaveOthers =
            chunk.exposesGlobals || extensions.isOpen("_G")
            || globalReads.contains { ["dofile", "load", "loadfile"].contains($0.name) }
        return globalReads.compactMap { name, offset in
            guard !names.globals.contains(name), !isMade(name) else { return nil }
            let advice: String
            var hint: String?
            if let own = Habit.constants[name] {
                (advice, hint) = ("", "Lua writes \(own) for \(name).")
            } else if let renamed = StandardLibrary.renamed[name] {
                advice = "; Lua 5.4 has \(renamed)"
            } else if let words = habit(name, at: offset) {
                (advice, hint) = ("", words)
            } else if let meant = nearest(to: name, at: offset) {
                advice = "; did you mean '\(meant)'?"
            } else if mayHaveOthers {
                return nil
            } else {
                advice = ""
            }
            return Remark(
                offset: offset, severity: .warning, code: "undefined-global",
                message: "'\(name)' is not defined\(advice)", hint: hint)
        }
    }

    /// What to write for a name that other languages have and Lua does not; it is called, or a field of it is used.
    private func habit(_ name: String, at offset: Int) -> String? {
        guard Habit.isForeign(name) else { return nil }
        // Lines are short where people write them; a long one must not take the square of its length.
        let before = source[max(0, offset - 200)..<offset], after = source[offset...].prefix(300)
        let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? before.startIndex
        let end = after.firstIndex(of: UInt8(ascii: "\n")) ?? after.endIndex
        return advice?.undefined(name, line: String(decoding: source[start..<end], as: UTF8.self))
    }

    private func isMade(_ global: String) -> Bool {
        global == "_ENV" || values.isAssigned(global) || extensions.hold(global, of: "_G") && !extensions.isOpen("_G")
    }

    /// The name, of those that can be seen there, that was probably meant.
    private func nearest(to name: String, at offset: Int) -> String? {
        guard name.count > 2 else { return nil }
        let locals = chunk.variables.filter { $0.scope.contains(offset) }.map(\.name)
        return names.globals.union(values.assignedGlobals).union(locals).filter { $0.count > 2 }.nearest(to: name)
    }

    /// Names that only functions assign to: a forgotten `local` most of the time.
    private var accidentalGlobals: [Remark] {
        var told = Set(chunk.globalAssignments.filter { !$0.isInFunction }.map(\.name))
        return chunk.globalAssignments.compactMap { assignment in
            let name = assignment.name
            guard !names.globals.contains(name), !extensions.hold(name, of: "_G"), told.insert(name).inserted else {
                return nil
            }
            let kind = assignment.function == nil ? "variable" : "function"
            let cure = assignment.function == nil ? "local \(name)" : "local function \(name)"
            return Remark(
                offset: assignment.offset, severity: .warning, code: "accidental-global",
                message: "'\(name)' becomes a global \(kind) here; write '\(cure)'")
        }
    }
}
