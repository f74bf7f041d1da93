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
            if let renamed = StandardLibrary.renamed[name] {
                advice = "; Lua 5.4 has \(renamed)"
            } else if let meant = nearest(to: name, at: offset) {
                advice = "; did you mean '\(meant)'?"
            } else if mayHaveOthers {
                return nil
            } else {
                advice = ""
            }
            return Remark(
                offset: offset, severity: .warning, code: "undefined-global",
                message: "'\(name)' is not defined\(advice)")
        }
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
